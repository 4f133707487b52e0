"""The spanning trees of a network: who takes part in each, what is not known, and where a loop is left.

An aggregate is one port. A tree says what settles among the switches of the snapshot; `doubts` say why that may be wrong:
modes that differ, VLANs that a wire joins to others, switches without the protocol. A tree with doubts forwards nobody knows where.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from models.device import Device, DeviceId
from models.interfaces import Interface
from models.network import Network
from models.spanning_tree import BRIDGE_PRIORITY, DEFAULTS, PORT_PRIORITY, SpanningTree, StpMode, StpPort, default_cost
from netplan.topology.domains import UnionFind
from netplan.topology.ground import Ground, Place
from netplan.topology.memo import PerDevice
from netplan.topology.ports import DevicePorts
from netplan.topology.spanning_tree import Bridge, BridgePort, Lan, PortId, Role, Tree, tree


@dataclass(frozen=True, slots=True)
class StpTree:
    """A tree of some switches: of a VLAN (per-VLAN modes) or of an instance (0 where there is one tree for all)."""

    mode: StpMode | None
    """None where the modes of its switches differ or are not known."""
    number: int
    vlan: int | None
    """The VLAN that has this tree for itself, its number; None where the number is that of an instance."""
    tree: Tree | None
    """None where there are doubts."""
    devices: tuple[DeviceId, ...]
    doubts: tuple[str, ...] = ()
    lans: tuple[tuple[Place, ...], ...] = ()
    """Which ports hear each other."""
    loop: tuple[Place, ...] = ()
    """Ports that forward in a ring whatever the protocol does, since it is off there."""
    ring: tuple[Place, ...] = ()
    """Ports of rings of wires, which the protocol has to break."""
    beyond: tuple[Place, ...] = ()
    """Trunks behind which nobody knows what there is: switches there may change all of the tree."""
    passing: bool = False
    """There are no rings and nothing that shuts ports: every wire passes frames, whatever the protocol."""


def mode_of(device: Device) -> StpMode | None:
    """The protocol of a switch; None where neither its config nor its OS tells."""
    stated = device.spanning_tree.mode if device.spanning_tree else None
    default = DEFAULTS.get(device.os)
    return stated or (default.mode if default else None)


def silent_port(device: Device, name: str, vlan: int | None) -> bool:
    """Whether a port takes no part in the protocol, for one VLAN where it is given, and so always forwards."""
    told = device.spanning_tree or SpanningTree()
    port = told.ports.get(name, StpPort())
    off = vlan is not None and vlan in told.disabled_vlans
    return mode_of(device) is StpMode.NONE or off or port.bpdu_filter is True or not port.enabled


def stp_trees(ground: Ground) -> tuple[StpTree, ...]:
    """Every tree of a network, by VLAN or instance, each connected part for itself."""
    return tuple(found for job in _jobs(ground.network, ground.switches) for found in _parts(ground, *job))


def _jobs(network: Network, switches: Mapping[DeviceId, DevicePorts]) -> Iterator[tuple[int | None, int]]:
    """VLANs that some switch has a tree for, and instances: (VLAN or None, instance)."""
    modes = {id: mode_of(network.devices[id]) for id in switches}
    per_vlan = {vlan for id, mode in modes.items() if mode is None or mode.per_vlan for vlan in switches[id].vlans}
    yield from ((vlan, 0) for vlan in sorted(per_vlan))
    shared = [id for id, mode in modes.items() if mode is not None and not mode.per_vlan]
    regions = [told.region for id in shared if (told := network.devices[id].spanning_tree)]
    instances = {number for region in regions for number in region.instances}
    yield from ((None, number) for number in sorted(instances | ({0} if shared else set())))


def _parts(ground: Ground, vlan: int | None, instance: int) -> Iterator[StpTree]:
    """The connected parts of one VLAN or instance."""
    found = _Gathered(ground, vlan, instance)
    for members in found.parts():
        modes = {mode_of(ground.network.devices[id]) for id in members}
        if vlan is None and all(mode is not None and mode.per_vlan for mode in modes):
            continue
        if vlan is not None and all(mode is not None and not mode.per_vlan for mode in modes):
            continue
        if vlan is None and instance and StpMode.MST not in modes:
            continue
        yield found.settled(members, modes)


class _Gathered:
    """The ports, LANs and doubts of one VLAN or instance."""

    def __init__(self, ground: Ground, vlan: int | None, instance: int) -> None:
        self.ground, self.network, self.vlan, self.instance = ground, ground.network, vlan, instance
        self.doubts: dict[DeviceId, set[str]] = {}
        self.members = {id for id, ports in ground.switches.items() if vlan is None or vlan in ports.vlans}
        self.lans = self._lans()

    def parts(self) -> list[list[DeviceId]]:
        """The switches that reach each other, whatever blocks."""
        sets = UnionFind()
        for id in self.members:
            sets.find(id)
        for lan in self.lans:
            for device, _ in lan[1:]:
                sets.union(lan[0][0], device)
        parts: dict[object, list[DeviceId]] = {}
        for id in sorted(self.members):
            parts.setdefault(sets.find(id), []).append(id)
        return list(parts.values())

    def _lans(self) -> list[tuple[Place, ...]]:
        """The LANs as ports: wires that share an end are one, wires of one aggregate too, and each other port is an edge."""
        sets = UnionFind()
        wired: set[Place] = set()
        for one, other in self.ground.wires:
            left, right = self.ground.taken[one], self.ground.taken[other]
            if self.vlan is not None:
                here = {(left[tag], right[tag]) for tag in left.keys() & right.keys() if self.vlan in (left[tag], right[tag])}
                if not here:
                    continue
                for near, far in sorted(pair for pair in here if pair[0] != pair[1]):
                    why = f"the wire {one[0]}:{one[1]} - {other[0]}:{other[1]} joins VLAN {near} and VLAN {far}"
                    for id in (one[0], other[0]):
                        self.doubts.setdefault(id, set()).add(why)
                        self.members.add(id)
            sets.union(one, other)
            wired |= {one, other}
        lans: dict[object, list[Place]] = {}
        for place in sorted(wired):
            lans.setdefault(sets.find(place), []).append(place)
        edges = [
            place
            for place, taken in self.ground.taken.items()
            if place not in wired and place[0] in self.members and (self.vlan is None or self.vlan in taken.values())
        ]
        return [*map(tuple, lans.values()), *((place,) for place in edges if place not in self.ground.dark)]

    def settled(self, members: list[DeviceId], modes: set[StpMode | None]) -> StpTree:
        """The tree of one connected part, or why it is not known."""
        inside = set(members)
        lans = tuple(lan for lan in self.lans if lan[0][0] in inside)
        mode = StpMode.RAPID_PVST if modes == {StpMode.PVST, StpMode.RAPID_PVST} else next(iter(modes)) if len(modes) == 1 else None
        silent = {
            place
            for lan in lans
            for place in lan
            if len(lan) > 1 and silent_port(self.network.devices[place[0]], place[1], self.vlan)
        }
        loop, ring = _rings([self._open(lan, silent) for lan in lans]), _rings([list(lan) for lan in lans])
        beyond = tuple(lan[0] for lan in lans if len(lan) == 1 and self._leads_on(*lan[0]))
        apart = self._mixed(members, modes, lans) if len(members) > 1 else []
        if silent:
            apart.append("spanning tree is off or filtered on " + ", ".join(f"{id}:{name}" for id, name in sorted(silent)))
        doubts = self._closing(members, lans)
        guarded = any(self._told(*place).root_guard for lan in lans if len(lan) > 1 for place in lan)
        passing = not (ring or doubts or guarded)
        given = StpTree(mode, self._tree, self.vlan, None, tuple(members), (*doubts, *apart), lans, loop, ring, beyond, passing)
        if given.doubts or mode is None or mode is StpMode.NONE:
            return given
        bridges = {id: self._bridge(id, mode) for id in members}
        made: list[Lan] = [tuple(self._port(id, name, mode) for id, name in lan) for lan in lans]
        found = tree(bridges, made)
        refused = tuple(
            f"{id}:{name} blocks a root that it must not hear (root guard)"
            for (id, name), roles in sorted(found.roles.items())
            if self._told(id, name).root_guard and roles & {Role.ROOT, Role.ALTERNATE}
        )
        return replace(given, tree=None if refused else found, doubts=refused)

    def _closing(self, members: list[DeviceId], lans: tuple[tuple[Place, ...], ...]) -> list[str]:
        """What may shut a port or change what the protocol is, whether or not the wires make rings."""
        found = sorted({why for id in members for why in self.doubts.get(id, ())})
        for id in members:
            told = self.network.devices[id].spanning_tree
            if told is not None and told.not_understood:
                found.append(f"{id} says of spanning tree what is not understood ({told.not_understood[0]})")
            if len(members) > 1 and (line := _one_of_two(self.network.devices[id])):
                found.append(f"{id} may be one switch with another one: {line} is not modelled")
        guarded = {place: self._guarded(*place) for lan in lans if len(lan) > 1 for place in lan}
        shuts = {True: "shuts", None: "may shut"}
        return found + [
            f"{id}:{name} {shuts[on]} down when it hears the protocol" for (id, name), on in guarded.items() if on in shuts
        ]

    @property
    def _tree(self) -> int:
        return self.instance if self.vlan is None else self.vlan

    def _mixed(self, members: list[DeviceId], modes: set[StpMode | None], lans: tuple[tuple[Place, ...], ...]) -> list[str]:
        """Why switches may not agree on a tree, and where they meet."""
        if None in modes:
            unknown = [str(id) for id in members if mode_of(self.network.devices[id]) is None]
            return [f"the spanning tree of {', '.join(unknown)} is not known"]
        if len(modes) > 1 and modes != {StpMode.PVST, StpMode.RAPID_PVST}:
            kinds = {id: _FAMILY.get(mode, mode) for id in members if (mode := mode_of(self.network.devices[id]))}
            why = "which ports block where one tree for all VLANs meets a tree for each is not modelled"
            if StpMode.NONE in modes:
                why = "what passes a switch without the protocol is not modelled"
            return [f"{' and '.join(sorted(mode.value for mode in modes if mode))} meet{_border(lans, kinds)}: {why}"]
        if modes == {StpMode.MST}:
            regions = {id: (self.network.devices[id].spanning_tree or SpanningTree()).region for id in members}
            if any(region != regions[members[0]] for region in regions.values()):
                return [f"several MST regions meet{_border(lans, regions)}: the common tree between regions is not modelled"]
        return []

    def _told(self, id: DeviceId, name: str) -> StpPort:
        told = self.network.devices[id].spanning_tree
        return told.ports.get(name, StpPort()) if told else StpPort()

    def _leads_on(self, id: DeviceId, name: str) -> bool:
        """Whether a port without a known wire may lead to a switch: a trunk, or one that may become one, that is no edge."""
        port = self.network.devices[id].interfaces[name].switchport
        edge = self._edge(id, name) is True or self._told(id, name).bpdu_guard is True
        return port is not None and port.mode != "access" and not edge

    def _guarded(self, id: DeviceId, name: str) -> bool | None:
        """Whether BPDU guard is on at a port: by itself, or since it is an edge."""
        told, port = self.network.devices[id].spanning_tree or SpanningTree(), self._told(id, name)
        if port.bpdu_guard is not None or not told.bpdu_guard_default:
            return bool(port.bpdu_guard)
        return self._edge(id, name)

    def _edge(self, id: DeviceId, name: str) -> bool | None:
        """Whether a port is an edge; None where it negotiates whether it is an access port, and only as such were one."""
        device, port = self.network.devices[id], self._told(id, name)
        told, default = device.spanning_tree or SpanningTree(), DEFAULTS.get(device.os)
        if port.edge_trunk or (port.edge and default is not None and default.edge_trunks):
            return True
        switchport = device.interfaces[name].switchport
        if switchport is None or switchport.mode == "trunk" or not (told.edge_default if port.edge is None else port.edge):
            return False
        return True if switchport.mode == "access" else None

    def _open(self, lan: tuple[Place, ...], silent: set[Place]) -> list[Place]:
        """The ports of a LAN that forward for certain: the silent ones, and the one whose only neighbour filters the protocol."""
        filtered = any(self._told(*place).bpdu_filter for place in lan)
        return list(lan) if filtered and len(lan) == 2 else [place for place in lan if place in silent]

    def _bridge(self, id: DeviceId, mode: StpMode) -> Bridge:
        """The identifier of a switch. All add the number of the tree to their priorities, so it decides nothing."""
        device = self.network.devices[id]
        told = device.spanning_tree or SpanningTree()
        stated = told.priority.at(mode, self._tree)
        return Bridge(BRIDGE_PRIORITY if stated is None else stated, mac_of(device))

    def _port(self, id: DeviceId, name: str, mode: StpMode) -> BridgePort:
        device = self.network.devices[id]
        port = self._told(id, name)
        cost = port.cost.at(mode, self._tree)
        priority = port.priority.at(mode, self._tree)
        default = DEFAULTS.get(device.os)
        kind = re.sub(r"\d+", "#", name) if default is not None and default.numbered_by_name else name
        number = tuple(map(int, re.findall(r"\d+", name)))
        return BridgePort(
            id, name, PortId(PORT_PRIORITY if priority is None else priority, kind, number),
            _default_cost(device, device.interfaces[name], mode) if cost is None else cost,
        )  # fmt: skip


def _default_cost(device: Device, interface: Interface, mode: StpMode) -> int | None:
    """The cost that a port has by its speed. Of an aggregate it depends on the members that are up: not known."""
    default = DEFAULTS.get(device.os)
    outer = device.interfaces.get(interface.parent, interface)
    if outer.speed is None or default is None or any(other.lag == outer.name for other in device.interfaces.values()):
        return None
    stated = device.spanning_tree.long_costs if device.spanning_tree else None
    long = stated if stated is not None else default.long_costs
    return default_cost(outer.speed, mode is StpMode.MST if long is None else long)


_FAMILY = {StpMode.PVST: StpMode.RAPID_PVST}
"""Modes that understand each other."""


def _border(lans: Iterable[tuple[Place, ...]], kinds: Mapping[DeviceId, object]) -> str:
    """The first wire whose ends are of two kinds."""
    for lan in lans:
        for device, name in lan[1:]:
            if kinds.get(device) != kinds.get(lan[0][0]):
                return f" at {lan[0][0]}:{lan[0][1]} - {device}:{name}"
    return ""


def _pair_line(device: Device) -> str:
    line = next((line for line in device.coverage.unread if line.feature.lower() == "mlag"), None)
    return f"{line.text.strip()} ({line.source})" if line is not None else ""


_one_of_two = PerDevice(_pair_line)
"""The line of MLAG or vPC of a switch: its pair shows one aggregate, and one bridge, to others."""


def mac_of(device: Device) -> int | None:
    """The base address of a switch, where it told LLDP exactly one."""
    plain = {re.sub(r"[^0-9a-f]", "", chassis.lower()) for chassis in device.chassis_ids}
    return int(plain.pop(), 16) if len(plain) == 1 and all(len(mac) == 12 for mac in plain) else None


def _rings(lans: Iterable[list[Place]]) -> tuple[Place, ...]:
    """The ports of rings, and between rings, of switches and LANs where each port always forwards: what has no dead end."""
    left = {(place, number) for number, lan in enumerate(lans) for place in lan}
    while True:
        switches = Counter(place[0] for place, _ in left)
        members = Counter(number for _, number in left)
        kept = {(place, number) for place, number in left if switches[place[0]] > 1 and members[number] > 1}
        if kept == left:
            return tuple(sorted(place for place, _ in kept))
        left = kept
