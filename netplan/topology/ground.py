"""What frames move on: the switches of a network, what each of their ports takes by tag, and the wires between ports."""

from functools import cached_property

from models.device import DeviceId
from models.interfaces import Interface
from models.network import Network
from netplan.topology.domains import Vertex, dark_ports, every_vlan, tags_of, untold, wires
from netplan.topology.ports import DevicePorts, device_ports

Place = tuple[DeviceId, str]
"""A port of a device; an aggregate in place of its members."""


class Ground:
    """What all trees of a network, and all ways of frames in it, stand on."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.ports: dict[DeviceId, DevicePorts] = {id: device_ports(device) for id, device in sorted(network.devices.items())}
        self.switches = {id: ports for id, ports in self.ports.items() if ports.switched and not untold(network.devices[id])}
        self.dark = dark_ports(network)
        self._everywhere = every_vlan(self.ports)
        self._wires = tuple(((a[0], a[1].name), (b[0], b[1].name)) for a, b in wires(network, self.ports))

    @cached_property
    def taken(self) -> dict[Place, dict[int, int]]:
        """The VLAN of each tag, port by port of the switches."""
        places = ((id, interface.name) for id, ports in self.switches.items() for interface in ports.switched)
        return {place: {tag: vlan for tag, (_, vlan) in self.tags(place).items() if isinstance(vlan, int)} for place in places}

    @cached_property
    def wires(self) -> tuple[tuple[Place, Place], ...]:
        """The wires between switch ports."""
        return tuple(wire for wire in self._wires if wire[0] in self.taken and wire[1] in self.taken)

    @cached_property
    def ends(self) -> dict[Place, list[Place]]:
        """The ports at the other ends of the wires of a port, routed ones included."""
        found: dict[Place, list[Place]] = {}
        for one, other in self._wires:
            for near, far in ((one, other), (other, one)):
                if far not in (known := found.setdefault(near, [])):
                    known.append(far)
        return found

    def interface(self, place: Place) -> Interface:
        """The port itself."""
        return self.network.devices[place[0]].interfaces[place[1]]

    def tags(self, place: Place) -> dict[int, Vertex]:
        """What a port takes for each tag on its wire."""
        return tags_of(self.ports[place[0]], self._everywhere, place[0], self.interface(place))
