"""Who speaks a distance-vector protocol: routers, ports and who hears whom, in one form for RIP and EIGRP."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from models.device import Device
from models.distance_vector import VectorFilter, VectorNetwork, VectorOffset, VectorSummary
from models.interfaces import Interface
from models.source import Source
from models.verdict import Finding, Verdict
from netplan.topology.topology import Topology

Key = tuple[int, int, int]
"""Family, first address, length."""


class Speaker(NamedTuple):
    """One process on one node. `weights` count bandwidth and delay; `limit` is the longest sum of delays."""

    node: int
    device: Device
    process: object
    name: str
    family: int
    filters: tuple[VectorFilter, ...]
    offsets: tuple[VectorOffset, ...]
    summaries: tuple[VectorSummary, ...]
    auto_summary: bool
    maximum_paths: int
    distances: tuple[int, int]
    announces_beaten: bool
    source: Source
    weights: tuple[int, int] = (0, 1)
    limit: int = 15
    variance: int = 1
    wide: bool = False
    rib_scale: int = 1
    identity: int = 0


class VectorPort(NamedTuple):
    """A port that a protocol is active on. `width` and `delay` are scaled as its router counts them."""

    speaker: int
    port: int
    name: str
    passive: bool
    width: int
    delay: int
    adverts: tuple[Key, ...]
    own: tuple[tuple[int, int], ...]
    """(address, length) of its addresses."""
    settings: object
    source: Source


class Arc(NamedTuple):
    """`tail` (a port) hears `head`; `hop` is the address of that (0: link-local)."""

    tail: int
    head: int
    hop: int
    add: int
    classful: bool = False


@dataclass
class View:
    """All that one protocol has for one IP version. `unsure` are speakers that may miss a neighbour, and why."""

    speakers: list[Speaker] = field(default_factory=list)
    ports: list[VectorPort] = field(default_factory=list)
    arcs: list[Arc] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unsure: list[tuple[int, str]] = field(default_factory=list)


Activate = Callable[[Topology, Speaker, int, int], VectorPort | None]
"""Topology, speaker, its number, port number → the port, when it is active."""
Pair = Callable[[Topology, View, int, int], tuple[bool, bool, str, Verdict]]
"""Ports a and b → whether a hears b, b hears a, why not or why that is not known, and how sure that is."""


def fill(topology: Topology, found: View, by_node: dict[int, list[int]], family: int, activate: Activate) -> dict[int, list[int]]:
    """Add the active ports; topology port → numbers of active ports."""
    ports_of: dict[int, list[int]] = {}
    for index, port in enumerate(topology.ports):
        for number in by_node.get(port.node, ()):
            if (port.device, port.interface.name) in topology.down:
                continue
            active = activate(topology, found.speakers[number], number, index)
            if active is not None:
                ports_of.setdefault(index, []).append(len(found.ports))
                found.ports.append(active)
    return ports_of


def meetings(topology: Topology, ports_of: dict[int, list[int]], family: int) -> Iterator[tuple[int, int, int, int]]:
    """Pairs of active ports on one segment, with their addresses there (0 for IPv6: link-local)."""
    groups: Sequence[Sequence[tuple[int, int]]]
    if family == 4:
        groups = [
            [(topology.addresses[a].port, topology.addresses[a].ip) for a in segment if not topology.addresses[a].secondary]
            for segment in topology.segments
            if len(segment) > 1 and topology.addresses[segment[0]].family == 4
        ]
    else:
        groups = [[(p, 0) for p in link] for link in topology.links]
    for group in groups:
        active = [(n, ip) for port, ip in group for n in ports_of.get(port, ())]
        for i, (a, a_ip) in enumerate(active):
            for b, b_ip in active[i + 1 :]:
                yield a, b, a_ip, b_ip


def named_by(networks: Sequence[VectorNetwork], ip: int, family: int) -> bool:
    """Whether a network statement takes in an address."""
    for network in networks:
        if network.prefix.version == family:
            free = network.wildcard if network.wildcard is not None else int(network.prefix.hostmask)
            if (ip ^ int(network.prefix.network_address)) & ~free == 0:
                return True
    return False


def is_passive(process: object, interface: Interface, stated: bool | None) -> bool:
    """Whether a port is passive: as it says itself, else as its process says."""
    if stated is not None:
        return stated
    named = interface.name in process.passive  # type: ignore[attr-defined]  # both kinds of process have these fields
    return named or (process.passive_default and interface.name not in process.active)  # type: ignore[attr-defined]


def report(topology: Topology, found: View, kind: str, a: int, b: int, why: str, verdict: Verdict) -> None:
    """Say that two ports are no neighbours, or that this is not known."""
    ports = (found.ports[a], found.ports[b])
    names = " and ".join(f"{p.device} {p.interface.name}" for p in (topology.ports[o.port] for o in ports))
    what = "do not become" if verdict is Verdict.VIOLATED else "may become, or not,"
    found.findings.append(
        Finding(
            f"{kind}-adjacency", verdict, f"{names} {what} {kind.upper()} neighbours: {why}", sources=tuple(p.source for p in ports)
        )
    )
    if verdict is Verdict.UNKNOWN:
        for port in ports:
            found.unsure.append((port.speaker, f"{names} may be {kind.upper()} neighbours or not: {why}"))


def link_local(address: tuple[int, int, int]) -> bool:
    """Whether a prefix is fe80::/10."""
    return address[0] == 6 and address[1] >> 118 == 0x3FA


def major(network: int) -> tuple[int, int]:
    """The network of class A, B or C of an IPv4 address: first address and length.

    >>> major(0x0A010203) == (0x0A000000, 8), major(0xC0A80105) == (0xC0A80100, 24)
    (True, True)
    """
    length = 8 if network >> 31 == 0 else 16 if network >> 30 == 2 else 24
    return network >> (32 - length) << (32 - length), length
