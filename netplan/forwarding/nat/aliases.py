"""Translated addresses that lie in a subnet of their router: nobody has them, and the router answers ARP for them.

Cisco IOS makes an alias of each inside global address in the subnet of a port (`show ip aliases`). Of a whole translated
network, and on ports that are not outside, it is not taken for known who answers.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from models.nat import NatKind
from netplan.forwarding.boxes import Range
from netplan.forwarding.nat.rules import ALL, nat_of
from netplan.topology.segments import PortAddress
from netplan.topology.topology import Topology


class Alias(NamedTuple):
    """Addresses on a segment for which a port of a translating router answers; `why` says why that is not certain."""

    low: int
    high: int
    port: int
    why: str


Aliases = Mapping[int, tuple[Alias, ...]]
"""By segment, in order of addresses."""


def aliases(topology: Topology) -> Aliases:
    """All aliases of a network."""
    found: dict[int, list[Alias]] = defaultdict(list)
    for device in topology.network.devices.values():
        if device.nat_rules:
            for port in topology.ports_of(device.id):
                for segment, alias in (*_of_port(topology, port), *_foreign(topology, port)):
                    found[segment].append(alias)
    return {segment: tuple(sorted(each)) for segment, each in found.items()}


def _of_port(topology: Topology, port: int) -> Iterator[tuple[int, Alias]]:
    facts = topology.ports[port]
    for rule in nat_of(topology.network.devices[facts.device]).rules:
        if rule.own or rule.addresses == ALL:
            continue
        for number in topology.port_addresses[port]:
            address = topology.addresses[number]
            if address.family != 4:
                continue
            if (span := _common(address, rule.addresses)) is not None:
                low, high = span
                wide = rule.fact.kind is NatKind.STATIC and low < high
                unclear = wide or facts.interface.nat != "outside"
                why = rule.why or (f"who answers for it is not known: {rule.fact.source}" if unclear else "")
                yield address.segment, Alias(low, high, port, why)


def _foreign(topology: Topology, port: int) -> Iterator[tuple[int, Alias]]:
    """Names of hosts outside that lie in a subnet of their router: who answers for them is not known."""
    for rule in nat_of(topology.network.devices[topology.ports[port].device]).foreign:
        for number in topology.port_addresses[port]:
            address = topology.addresses[number]
            if address.family == 4 and (span := _common(address, rule.local[0].src)) is not None:
                yield address.segment, Alias(*span, port, f"who answers for it is not known: {rule.fact.source}")


def _common(address: PortAddress, wanted: Range) -> Range | None:
    low, high = max(wanted[0], address.network), min(wanted[1], address.network + (1 << (32 - address.length)) - 1)
    return (low, high) if low <= high else None


def met(topology: Topology, known: Aliases, port: int, wanted: Range) -> list[Alias]:
    """The aliases of a range on the segments of a port, in order and without overlap; what overlaps is not certain."""
    if not known:
        return []
    segments = {topology.addresses[a].segment for a in topology.port_addresses[port]}
    every = sorted(a for s in segments for a in known.get(s, ()) if a.high >= wanted[0] and a.low <= wanted[1])
    found: list[Alias] = []
    for alias in every:
        low, high = max(alias.low, wanted[0]), min(alias.high, wanted[1])
        if found and found[-1].high >= low:
            before = found.pop()
            same = before.port == alias.port and not before.why and not alias.why
            why = "" if same else before.why or alias.why or "two routers answer for it"
            found.append(Alias(before.low, max(before.high, high), before.port, why))
        else:
            found.append(Alias(low, high, alias.port, alias.why))
    return found


def translated(topology: Topology, port: int) -> tuple[Range, ...]:
    """The destinations that may become others when packets, the first of their flow, come in by a port of the outside.

    Those to an address of the router itself are for the router unless a static rule takes them.
    """
    nat = nat_of(topology.network.devices[topology.ports[port].device])
    return tuple(dict.fromkeys(rule.addresses for rule in nat.rules if rule.static or not rule.own))


def renamed(topology: Topology, node: int) -> tuple[Range, ...]:
    """The destinations that a node may rewrite when packets leave it: names of hosts outside."""
    nat = nat_of(topology.network.devices[topology.nodes[node].device])
    return tuple(dict.fromkeys(rule.local[0].src for rule in nat.foreign))
