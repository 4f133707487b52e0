"""Packets from outside to hosts by their own addresses, where a rule would translate the answers: some firewalls drop them.

Cisco, ASA firewall configuration guide, "NAT reverse path check": the rule that a packet meets and the one that its answer would
meet must be one and the same.
"""

from collections.abc import Iterator

from netplan.forwarding.boxes import Box
from netplan.forwarding.nat.rules import Nat, nat_of
from netplan.forwarding.nat.translate import Piece, leaving
from netplan.topology.topology import Topology


def reverse_checked(topology: Topology, came: int, port: int, box: Box, family: int) -> Iterator[Piece]:
    """Packets that nobody has translated, from one port to another: of those that are dropped or may be, `why` says why."""
    entry, way_out = topology.ports[came].interface, topology.ports[port].interface
    nat: Nat = nat_of(topology.network.devices[topology.ports[port].device])
    if family != 4 or entry.nat != "outside" or way_out.nat != "inside" or not any(rule.fact.both_ways for rule in nat.rules):
        yield Piece(box)
        return
    for piece in leaving(nat, _turned(box), entry.name, way_out.vrf, (way_out.zone, entry.zone)):
        yield Piece(_turned(piece.box), rule=piece.rule, why=piece.why)


def _turned(box: Box) -> Box:
    return Box(box.proto, box.dst, box.src, box.dport, box.sport)
