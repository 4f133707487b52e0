"""The address that a router of an NSSA names in what it brings in (RFC 3101 2.3)."""

import re
from collections.abc import Sequence

from models.interfaces import Interface
from models.routing import OspfProcess
from netplan.routing.ospf.view import Instance, OspfPort, network_of

_FIRST_PORT = ("frr",)
"""Systems that name the port which OSPF has had for the longest time (ospf_lsa.c, seen on FRR 8.4), others a loopback if they can.

A router that starts takes in its ports by the order of its `network` lines, which are kept by address, or else by name.
"""


def forwarding_port(instance: Instance, ports: Sequence[tuple[str, OspfPort]]) -> OspfPort | None:
    """The port whose address a type 7 advertisement names, of the named ports in its area."""
    if instance.device.suite in _FIRST_PORT:
        return min(ports, key=lambda each: _age(instance.process, each[0], each[1].ip))[1] if ports else None
    return min((port for _, port in ports), key=lambda port: (not port.loopback, port.port), default=None)


def shut_before(instance: Instance, ports: Sequence[tuple[str, OspfPort]], area: str) -> int:
    """The address that it may still name until it announces anew: of a port that is shut and came before the others; 0 for none."""
    process = instance.process
    if instance.device.suite not in _FIRST_PORT:
        return 0
    shut = [
        (interface.name, int(interface.addresses[0].ip.ip))
        for interface in instance.device.interfaces.values()
        if not interface.enabled and interface.vrf == process.vrf and _area(interface, process) == area
        if interface.addresses and interface.addresses[0].ip.version == 4
    ]
    found = min([(name, port.ip) for name, port in ports] + shut, key=lambda each: _age(process, *each), default=("", 0))
    return found[1] if found in shut else 0


def _area(interface: Interface, process: OspfProcess) -> str:
    """The area that the config has a port in, whether it is up or not; "" for none."""
    stated = next((o.area for o in interface.ospf if o.version == 2 and o.area and o.process in ("", process.id)), "")
    addresses = [int(a.ip.ip) for a in interface.addresses if a.ip.version == 4]
    network = network_of(process.networks, addresses[0]) if addresses else None
    return stated or (network.area if network is not None else "")


def _age(process: OspfProcess, name: str, address: int) -> tuple[int, list[tuple[str, int]]]:
    networks = sorted(process.networks, key=lambda n: (int(n.prefix.network_address), n.prefix.prefixlen))
    statement = network_of(networks, address)
    at = next((number for number, network in enumerate(networks) if network is statement), -1)
    return at, [(word, int(number or -1)) for word, number in re.findall(r"(\D*)(\d*)", name)]  # as if.c compares names
