"""Who may learn what nobody knows: over BGP sessions, within interior protocols, and from one protocol into another."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from models.device import Device
from models.routing import Ip
from netplan.routing.bgp.outside import Held, Outside
from netplan.routing.bgp.path import INTERNAL, LOCAL, Path
from netplan.routing.bgp.unknown_paths import Seed, passing
from netplan.routing.doubt.facts import Cause, Doubt, Trust
from netplan.routing.doubt.interior import Process, Taking, deaf, domain, processes, rivals
from netplan.routing.policy.candidate import Candidate
from netplan.routing.policy.prefix_sets import DEFAULT, PrefixSet, everything, holding, nothing
from netplan.topology.topology import Topology

_RIVALS = frozenset(("bgp", "ibgp"))
_OWN = frozenset(("aggregate",))
"""What BGP originates itself wins against all that it learns."""


class Open(NamedTuple):
    """A node at which routes of one protocol are not known; `protocol` is the head of its name, "any" for the whole table.

    `itself`: it may hear them, too; else it is the one that tells them. `inner`: routes of the protocol itself may be others than
    they are thought to be; else there may only be more of them.
    """

    node: int
    protocol: str
    cause: Cause
    itself: bool = False
    inner: bool = True


class Arrival(NamedTuple):
    """Prefixes that the table of a node may get from a protocol (by the head of its name)."""

    node: int
    protocol: str
    internal: bool
    """Of BGP: from the same autonomous system."""
    cause: Cause
    region: PrefixSet


class _Carried(NamedTuple):
    """What an interior protocol carries; `inner`: its own routes are in doubt, not only those that it was given.

    `own`: what is told may be routes of its own, which may have a lesser distance than those that it was given.
    """

    kind: str
    cause: Cause
    family: int
    inner: bool
    own: bool


class Spread:
    """One computation over a network in which nothing changes any more."""

    def __init__(self, topology: Topology, outside: Outside | None) -> None:
        self._topology, self._outside = topology, outside
        self._inside: dict[int, dict[_Carried, PrefixSet]] = defaultdict(dict)
        self._held: dict[int, dict[tuple[Cause, int, int], tuple[PrefixSet, frozenset[Ip | None]]]] = defaultdict(dict)
        self._domains: dict[tuple[str, int], tuple[int, ...]] = {}
        self._told: dict[tuple[str, int, int, bool, bool], PrefixSet] = {}
        self._given: dict[tuple[int, Cause, int], PrefixSet] = {}

    def run(self, opened: Iterable[Open]) -> Mapping[int, tuple[Doubt, ...]]:
        """The routes that each node may have."""
        seeds: list[Seed] = []
        todo: list[Arrival] = []
        if self._outside is not None:
            todo += self._entered(self._outside.held)
        for each in opened:
            todo += self._started(each)
            seeds += self._announced(each)
        return self._on(seeds, todo)

    def carried(self, arrivals: Iterable[Arrival]) -> Mapping[int, tuple[Doubt, ...]]:
        """The routes that each node may have since the tables of others may have got these."""
        return self._on([], list(arrivals))

    def _on(self, seeds: list[Seed], todo: list[Arrival]) -> Mapping[int, tuple[Doubt, ...]]:
        while seeds or todo:
            todo += self._over_bgp(seeds)
            seeds = []
            while todo:
                arrival = todo.pop()
                todo += self._into_others(arrival)
                seeds += self._into_bgp(arrival)
        return {node: found for node in sorted({*self._held, *self._inside}) if (found := tuple(self._doubts(node)))}

    def _started(self, each: Open) -> Iterator[Arrival]:
        """What a node of which something is not known tells the interior protocols that it speaks."""
        for process in processes(*self._at(each.node)):
            if each.protocol == "any":
                for taking in process.takes:
                    region = self._permitted(each.node, taking.policies, taking.family, "")
                    yield from self._flood(each.node, process, each.cause, region)
                for family in process.families if process.default else ():
                    yield from self._flood(each.node, process, each.cause, holding((DEFAULT[family],), family))
            elif process.kind.rstrip("3") == each.protocol:
                for family in process.families:
                    yield from self._flood(each.node, process, each.cause, everything(family), each.inner, each.itself, True)

    def _announced(self, each: Open) -> Iterator[Seed]:
        """What such a node tells over BGP: all of its own making that hangs on the table, or (BGP itself) anything."""
        router = self._router(each.node)
        if self._outside is None or router is None:
            return
        for family in (4, 6):
            if each.protocol == "bgp":
                yield from self._outside.beside(each.cause, router, family)
            elif each.protocol == "any":
                process = self._outside.speakers[router].process
                region = self._stated(router, family)
                for item in process.redistributions:
                    if item.family in (0, family):
                        region |= self._permitted(each.node, item.policies, family, "")
                if any(f.default_originate and f.default_policies for n in process.neighbors for f in n.families):
                    region |= holding((DEFAULT[family],), family)
                if region:
                    yield Seed(each.cause, router, Path(LOCAL, protocol="static"), region)

    def _stated(self, router: int, family: int) -> PrefixSet:
        """The networks that a speaker announces when the table has them."""
        assert self._outside is not None
        networks = self._outside.speakers[router].process.networks
        return holding((network.prefix for network in networks if not network.always), family)

    def _over_bgp(self, seeds: Iterable[Seed]) -> Iterator[Arrival]:
        """Spread seeds over BGP; what nodes did not have yet."""
        by_family: dict[int, list[Seed]] = defaultdict(list)
        for seed in seeds:
            by_family[seed.region.family].append(seed)
        for family, found in by_family.items():
            assert self._outside is not None  # a speaker of it made the seeds
            yield from self._entered(self._outside.spread(found, family))

    def _entered(self, found: Iterable[Held]) -> Iterator[Arrival]:
        """Enter what tables may get from BGP; what is new."""
        for held in found:
            node, family = self._topology.node_index[held.node], held.region.family
            key = held.cause, family, held.distance
            region, hops = self._held[node].get(key, (nothing(family), frozenset()))
            self._held[node][key] = region | held.region, hops | {held.hop}
            if not held.region <= region:
                yield Arrival(node, "bgp", held.learnt == INTERNAL, held.cause, held.region)

    def _into_others(self, arrival: Arrival) -> Iterator[Arrival]:
        """From the table of a node into the interior protocols that it speaks."""
        device, vrf = self._at(arrival.node)
        family = arrival.region.family
        zero = holding((DEFAULT[family],), family)
        for process in processes(device, vrf):
            for taking in process.takes:
                if taking.family == family and process.may_take(device, taking, arrival.protocol, arrival.internal):
                    permitted = self._permitted(arrival.node, taking.policies, family, arrival.protocol, taking)
                    yield from self._flood(arrival.node, process, arrival.cause, (arrival.region & permitted) - zero)
            if process.default and family in process.families and DEFAULT[family] in arrival.region:
                yield from self._flood(arrival.node, process, arrival.cause, zero)

    def _into_bgp(self, arrival: Arrival) -> Iterator[Seed]:
        """From the table of a node into BGP, what it was not given before."""
        router = self._router(arrival.node)
        if self._outside is None or router is None or arrival.protocol == "bgp":
            return
        family = arrival.region.family
        process = self._outside.speakers[router].process
        region = nothing(family)
        for item in process.redistributions:
            if item.family in (0, family) and item.protocol.rstrip("3") in (arrival.protocol, "any"):
                region |= self._permitted(arrival.node, item.policies, family, arrival.protocol)
        if not process.originate_default:
            region -= holding((DEFAULT[family],), family)
        region = (region | self._stated(router, family)) & arrival.region
        key = arrival.node, arrival.cause, family
        given = self._given.get(key, nothing(family))
        if not region <= given:
            self._given[key] = given | region
            yield Seed(arrival.cause, router, Path(LOCAL, protocol=arrival.protocol), region)

    def _flood(
        self, start: int, process: Process, cause: Cause, region: PrefixSet,
        inner: bool = False, itself: bool = False, own: bool = False,
    ) -> Iterator[Arrival]:  # fmt: skip
        """Tell the others of an interior protocol; who did not know yet."""
        if not region or region.family not in process.families:
            return
        members = self._domain(process.kind, start)
        group = process.kind, members[0], region.family, inner, own
        if cause.trust < Trust.INSIDE:  # nobody asks which of several such causes it is
            told = self._told.get(group, nothing(region.family))
            if region <= told and not itself:
                return
            self._told[group] = told | region
        key = _Carried(process.kind, cause, region.family, inner, own)
        for node in members:
            before = self._inside[node].get(key, nothing(region.family))
            if (node == start and not itself) or region <= before:
                continue
            if inner or not deaf(self._at(node)[0], process.kind):
                self._inside[node][key] = before | region
                yield Arrival(node, process.kind.rstrip("3"), False, cause, region)

    def _domain(self, kind: str, start: int) -> tuple[int, ...]:
        if (kind, start) not in self._domains:
            found = domain(self._topology, kind, start)
            self._domains.update(((kind, node), found) for node in found)
        return self._domains[kind, start]

    def _doubts(self, node: int) -> Iterator[Doubt]:
        for (cause, _, distance), (region, hops) in self._held[node].items():
            known = tuple(sorted(hop for hop in hops if hop is not None)) if None not in hops else ()
            yield Doubt(cause, region, distance, _RIVALS, _OWN, known)
        if node in self._inside:
            own = {process.kind: process for process in processes(*self._at(node))}
            for key, region in self._inside[node].items():
                if (process := own.get(key.kind)) is not None:
                    won, lost = rivals(key.kind, key.inner)
                    filters = self._permitted(node, process.filters, key.family, key.kind.rstrip("3"))
                    distance = process.distance if key.own else process.outer_distance
                    yield Doubt(key.cause, region & filters, distance, won, lost)

    def _permitted(
        self, node: int, policies: tuple[str, ...], family: int, protocol: str, taking: Taking | None = None
    ) -> PrefixSet:
        """What policies of a node may let through; routes of "any" pass only what a policy permits."""
        default = "deny" if taking is not None and taking.protocol == "any" else "permit"
        route = Candidate(DEFAULT[family], protocol)
        return passing(self._at(node)[0], family).through(policies, route, default)

    def _at(self, node: int) -> tuple[Device, str]:
        place = self._topology.nodes[node]
        return self._topology.network.devices[place.device], place.vrf

    def _router(self, node: int) -> int | None:
        place = self._topology.nodes[node]
        return None if self._outside is None else self._outside.index.get((place.device, place.vrf))
