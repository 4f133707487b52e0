"""Where routing domains can meet, at most: on wires, through switches, and in subnets that routers of one realm share.

Everything is a bound from above over all variants of all ports: what could be joined in some state is joined here.
A *segment* is a set of ports that could hear each other, with the switches between them.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from models.device import DeviceId
from models.interfaces import Interface, InterfaceKind
from models.link import Link
from netplan.topology.domains import UnionFind

Variants = Mapping[DeviceId, Mapping[str, list[Interface]]]
"""Every variant of every port."""
Prefix = IPv4Network | IPv6Network
_ANY_TAG = -1


@dataclass(frozen=True, slots=True)
class Segment:
    """Routed ports that could hear each other, by name, and the switches between them."""

    ports: frozenset[tuple[DeviceId, str]]
    switches: frozenset[DeviceId]


@dataclass(frozen=True, slots=True)
class Joints:
    """The segments of a network, and those that each port and each wire belongs to."""

    variants: Variants
    segments: tuple[Segment, ...]
    of: Mapping[tuple[DeviceId, str], frozenset[int]] = field(repr=False)
    """Port → indices of its segments."""
    hanging: Mapping[tuple[DeviceId, str], frozenset[str]] = field(repr=False)
    """Port → the ports of its device that go down with it: its aggregate, subinterfaces, borrowers of its address."""
    across: Mapping[tuple[DeviceId, str], frozenset[tuple[DeviceId, str]]] = field(repr=False)
    """Port → the ports at the other ends of its wires."""

    @classmethod
    def of_variants(cls, variants: Variants, links: frozenset[Link]) -> "Joints":
        """The joints of all variants and of all wires that some state has."""
        sets = UnionFind()
        across: dict[tuple[DeviceId, str], set[tuple[DeviceId, str]]] = {}
        for link in links:
            one, other = (link.a.device, link.a.interface), (link.b.device, link.b.interface)
            across.setdefault(one, set()).add(other)
            across.setdefault(other, set()).add(one)
            _join(sets, _ends(variants, *one), _ends(variants, *other))
        ports: dict[Hashable, set[tuple[DeviceId, str]]] = {}
        switches: dict[Hashable, set[DeviceId]] = {}
        for device, named in variants.items():
            for name, facts in named.items():
                for fact in facts:
                    vertex = _vertex(device, fact)
                    ports.setdefault(sets.find(vertex), set()).add((device, name))
                    if len(vertex) == 1:
                        switches.setdefault(sets.find(vertex), set()).add(device)
        segments = tuple(Segment(frozenset(found), frozenset(switches.get(root, ()))) for root, found in ports.items())
        of: dict[tuple[DeviceId, str], set[int]] = {}
        for at, segment in enumerate(segments):
            for port in segment.ports:
                of.setdefault(port, set()).add(at)
        return cls(
            variants,
            segments,
            {port: frozenset(found) for port, found in of.items()},
            _hanging(variants),
            {port: frozenset(found) for port, found in across.items()},
        )

    def hearing(self, device: DeviceId, port: str) -> Iterator[Segment]:
        """The segments that a port, its aggregate or its subinterfaces are on."""
        seen: set[int] = set()
        for name in self.with_it(device, port):
            seen |= self.of.get((device, name), frozenset())
        yield from (self.segments[at] for at in sorted(seen))

    def with_it(self, device: DeviceId, port: str) -> set[str]:
        """A port and all that hangs on it."""
        found, todo = {port}, [port]
        while todo:
            for name in self.hanging.get((device, todo.pop()), ()):
                if name not in found:
                    found.add(name)
                    todo.append(name)
        return found


def _vertex(device: DeviceId, port: Interface) -> tuple[Hashable, ...]:
    """Where the frames of a variant of a port are: all VLANs of a switch are one place, a subinterface has its tag."""
    if port.switchport is not None or port.kind is InterfaceKind.VLAN:
        return (device,)
    if port.kind is InterfaceKind.SUBINTERFACE:
        return (device, port.parent, _ANY_TAG if port.encapsulation_vlan is None else port.encapsulation_vlan)
    return (device, port.lag or port.name, 0)


def _ends(variants: Variants, device: DeviceId, name: str) -> set[tuple[Hashable, ...]]:
    """The vertices at one end of a wire: the port or its aggregate, and the subinterfaces on it."""
    named = variants.get(device, {})
    trunks = {name, *(fact.lag for fact in named.get(name, ()) if fact.lag)}
    return {
        _vertex(device, fact)
        for facts in named.values()
        for fact in facts
        if fact.name in trunks or (fact.parent and fact.parent in trunks)
    }


def _join(sets: UnionFind, one: set[tuple[Hashable, ...]], other: set[tuple[Hashable, ...]]) -> None:
    """Ends with one tag hear each other; a switch, and a tag that is not known, may hear any."""
    for here in one:
        for there in other:
            if len(here) == 1 or len(there) == 1 or here[2] == there[2] or _ANY_TAG in (here[2], there[2]):
                sets.union(here, there)


def _hanging(variants: Variants) -> dict[tuple[DeviceId, str], frozenset[str]]:
    found: dict[tuple[DeviceId, str], set[str]] = {}
    for device, named in variants.items():
        virtual = {n for n, facts in named.items() for f in facts if f.kind is InterfaceKind.VLAN}
        for name, facts in named.items():
            for fact in facts:
                for above in (fact.parent, fact.unnumbered_from):
                    if above:
                        found.setdefault((device, above), set()).add(name)
                if fact.lag:
                    found.setdefault((device, name), set()).add(fact.lag)
                if fact.switchport is not None:
                    # The routed interface of a VLAN is down when no port that is up carries it.
                    found.setdefault((device, name), set()).update(virtual)
    return {port: frozenset(names) for port, names in found.items()}
