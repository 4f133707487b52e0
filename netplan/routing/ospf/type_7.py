"""The address that a router of an NSSA names in what it brings in (RFC 3101 2.3)."""

import re
from collections.abc import Sequence

from netplan.routing.ospf.view import Instance, OspfPort, network_of

_FIRST_PORT = ("frr",)
"""Systems that name the port which OSPF has had for the longest time (ospf_lsa.c, seen on FRR 8.4), others a loopback if they can.

A router that starts takes in its ports by the order of its `network` lines, which are kept by address, or else by name.
"""


def forwarding_port(instance: Instance, ports: Sequence[tuple[str, OspfPort]]) -> OspfPort | None:
    """The port whose address a type 7 advertisement names, of the named ports in its area."""
    if instance.device.os in _FIRST_PORT:
        networks = sorted(instance.process.networks, key=lambda n: (int(n.prefix.network_address), n.prefix.prefixlen))
        at = {id(network): number for number, network in enumerate(networks)}
        order = {port.port: (at.get(id(network_of(networks, port.ip)), -1), _by_name(name)) for name, port in ports}
        return min((port for _, port in ports), key=lambda port: order[port.port], default=None)
    return min((port for _, port in ports), key=lambda port: (not port.loopback, port.port), default=None)


def _by_name(name: str) -> list[tuple[str, int]]:
    """Numbers in names count as numbers (if.c)."""
    return [(word, int(number or -1)) for word, number in re.findall(r"(\D*)(\d*)", name)]
