"""The paths of one prefix at every router, round by round until nothing changes or a state comes back.

In each round every router that heard something new chooses again, and what changed is told to its neighbours. A state that
comes back means that the rounds would go on for ever: the routers that change in that cycle have no answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from models.routing import Prefix
from netplan.routing.bgp.decision import Ranked, choose
from netplan.routing.bgp.edges import Edge
from netplan.routing.bgp.path import EXTERNAL, LOCAL, Path
from netplan.routing.bgp.refused import may_refuse, sways
from netplan.routing.bgp.speakers import Speaker
from netplan.routing.bgp.transfer import NOT_THROUGH_ITSELF, carried
from netplan.routing.bgp.vpn import Leak, cost, leaked

HOST_LENGTHS = (32, 128)


class Decision(NamedTuple):
    """What one router makes of what it heard: path numbers. `used` is best first, others for multipath."""

    used: tuple[int, ...]
    usable: tuple[int, ...]
    by_age: str = ""


@dataclass(frozen=True, slots=True)
class Solved:
    """The stable state of one prefix: the decision of each router by its index, and which of them have no certain answer."""

    chosen: Mapping[int, Decision]
    doubts: Mapping[int, str]
    oscillating: frozenset[int] = frozenset()
    by_age: Mapping[int, str] = field(default_factory=dict)
    """Routers whose choice may depend on which path arrived first, and why."""
    rows: Any = None
    """The paths in use as the kernel found them (see `layout.Found`), if it did."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is given for one prefix, by the indices of routers and edges."""

    prefix: Prefix
    own: Mapping[int, tuple[int, ...]]
    """The paths that each router originates."""
    silent: Mapping[int, str] = field(default_factory=dict)
    """Routers that do not announce the prefix, as an aggregate stands for it; with a doubt when that is not certain."""
    forced: Mapping[int, int] = field(default_factory=dict)
    """Edges that carry this path in place of the best one."""
    beaten: Mapping[int, int] = field(default_factory=dict)
    """Routers that announce active routes only and hold one of another protocol, with its distance."""


@dataclass(slots=True)
class _State:
    """One prefix while it is being solved."""

    heard: dict[int, dict[int, tuple[int, ...]]] = field(default_factory=lambda: defaultdict(dict))
    """Router → edge → ids of the paths that this edge brought."""
    chosen: dict[int, Decision] = field(default_factory=dict)


_LEAKED_DISTANCE = {"frr": 20}
"""The distance of routes that come from another VRF, where it is one number whatever the config says of distances."""


def own_distance(speaker: Speaker, path: Path) -> int:
    """The administrative distance of a learnt path."""
    if path.distance is not None:
        return path.distance
    if path.home is not None and (leaked_in := _LEAKED_DISTANCE.get(speaker.device.suite)):
        return leaked_in
    outside = path.learnt == EXTERNAL or (path.learnt == LOCAL and path.home is not None)
    return speaker.process.distances[0 if outside else 1]


class Solver:
    """The routers and sessions of one address family, with caches that all prefixes share."""

    def __init__(self, found: Sequence[Speaker], edges: Sequence[Edge | Leak]) -> None:
        self.speakers, self.edges = found, edges
        self.each_host_route = any(speaker.device.suite in NOT_THROUGH_ITSELF for speaker in found)
        """What becomes of a route to one address depends on that address."""
        self.paths: list[Path] = []
        self._ids: dict[Path, int] = {}
        self._carried: list[dict[object, int]] = [{} for _ in edges]
        self._out: list[list[Edge | Leak]] = [[] for _ in found]
        for edge in edges:
            self._out[edge.sender.index].append(edge)
        self._adds_paths = {edge.sender.index for edge in edges if edge.add_paths}
        self._ranked: list[dict[int, Ranked | None]] = [{} for _ in found]
        self._decisions: list[dict[tuple[int, ...], Decision]] = [{} for _ in found]

    def id(self, path: Path) -> int:
        """The number of a path; equal paths have one number."""
        number = self._ids.get(path)
        if number is None:
            number = self._ids[path] = len(self.paths)
            self.paths.append(path)
        return number

    def out(self, speaker: Speaker) -> Sequence[Edge | Leak]:
        """The edges on which a router sends."""
        return self._out[speaker.index]

    def carry(self, edge: Edge | Leak, path: int, prefix: Prefix) -> int:
        """The number of the path as the receiver of `edge` enters it, -1 when it does not arrive."""
        alone = edge.sensitive or self.paths[path].own_table_only or (self.each_host_route and prefix.prefixlen in HOST_LENGTHS)
        key: object = (path, prefix) if alone else path
        cache = self._carried[edge.index]
        arrived = cache.get(key)
        if arrived is None:
            known = self.paths[path]
            result = leaked(edge, known, prefix) if isinstance(edge, Leak) else carried(edge, known, prefix, self.edges)
            arrived = cache[key] = -1 if result is None else self.id(result)
        return arrived

    def solve(self, case: Case) -> Solved:
        """Solve one prefix."""
        state, dirty = self._start(case)
        seen: dict[int, int] = {}
        fingerprint = rounds = 0
        while dirty:
            rounds += 1
            told, change = self._round(dirty, case, state)
            fingerprint ^= change
            dirty = self._tell(told, case, state)
            if dirty and fingerprint in seen:
                if cycle := self._cycle(rounds - seen[fingerprint], dirty, case, state):
                    why = self._why_no_answer(case, 100 * len(self.speakers) + 1000)
                    return self._result(state, cycle, why)
                dirty = set(state.heard)
            seen[fingerprint] = rounds
        return self._result(state, frozenset(), "")

    def decided(self, case: Case, router: int, best: Mapping[int, int]) -> Decision:
        """What a router makes of one prefix when `best` are the best paths of those who send to it, by edge."""
        heard: dict[int, tuple[int, ...]] = {}
        for index, number in best.items():
            edge = self.edges[index]
            sent, _ = self._announced(edge.sender.index, Decision((number,), (number,)), case)
            heard[index] = tuple(path for each in sent if (path := self.carry(edge, each, case.prefix)) >= 0)
        return self._choose(router, case.own.get(router, ()), heard)

    def _start(self, case: Case) -> tuple[_State, set[int]]:
        state, dirty = _State(), set(case.own)
        for index, path in case.forced.items():
            state.heard[self.edges[index].receiver.index][index] = (path,)
            dirty.add(self.edges[index].receiver.index)
        return state, dirty

    def _round(self, dirty: set[int], case: Case, state: _State) -> tuple[list[int], int]:
        """Let `dirty` routers choose: those that changed their mind, and the change of the state's fingerprint."""
        told, change = [], 0
        for router in sorted(dirty):
            before = state.chosen.get(router)
            after = state.chosen[router] = self._choose(router, case.own.get(router, ()), state.heard[router])
            if self._audible(router, before) != self._audible(router, after):
                told.append(router)
                change ^= hash((router, self._audible(router, before))) ^ hash((router, self._audible(router, after)))
        return told, change

    def _audible(self, router: int, decision: Decision | None) -> tuple[tuple[int, ...], ...]:
        """What of a decision matters to the router itself and to its neighbours."""
        if decision is None:
            return ()
        return (decision.used, decision.usable) if router in self._adds_paths else (decision.used,)

    def _choose(self, router: int, own: tuple[int, ...], heard: Mapping[int, tuple[int, ...]]) -> Decision:
        key = own + tuple(path for edge in sorted(heard) for path in heard[edge])
        cache = self._decisions[router]
        if (known := cache.get(key)) is None:
            known = cache[key] = self._decide(router, key)
        return known

    def _decide(self, router: int, ids: tuple[int, ...]) -> Decision:
        usable = [ranked for path in ids if (ranked := self._rank(router, path)) is not None]
        speaker = self.speakers[router]
        choice = choose(speaker.process, usable, speaker.device.suite)
        doubt = next((ranked.path.doubt for ranked in usable if ranked.path.doubt), "")
        used, held = choice.ids, tuple(ranked.id for ranked in usable)
        if unsure := self._refusable(router, usable):
            if sways(lambda paths: choose(speaker.process, paths, speaker.device.suite).ids, usable, unsure):
                doubt = doubt or next(iter(unsure.values()))
            held = tuple(self._doubted(number, unsure.get(number, "")) for number in held)
        if doubt and self.paths[used[0]].learnt != LOCAL:
            used = (self._doubted(used[0], doubt), *used[1:])
        return Decision(used, held, choice.by_age)

    def _refusable(self, router: int, usable: Iterable[Ranked]) -> dict[int, str]:
        """The paths from neighbours that a router may have refused, and why."""
        heard = (ranked for ranked in usable if ranked.path.edge >= 0 and isinstance(self.edges[ranked.path.edge], Edge))
        hops = ((ranked.id, ranked.path.next_hop) for ranked in heard)
        return {number: why for number, hop in hops if hop is not None and (why := may_refuse(self.speakers[router], hop))}

    def _doubted(self, number: int, doubt: str) -> int:
        path = self.paths[number]
        return self.id(path._replace(doubt=path.doubt or doubt))

    def _rank(self, router: int, number: int) -> Ranked | None:
        """The path with what ranks it at this router; None when its next hop cannot be reached."""
        cache = self._ranked[router]
        if number not in cache:
            path = self.paths[number]
            edge = self.edges[path.edge] if path.edge >= 0 else None
            if isinstance(edge, Leak):
                metric = cost(edge, path)
            else:
                metric = self.speakers[router].metric(path.next_hop) if edge and path.next_hop is not None else 0
            first = self.edges[path.brought] if path.brought >= 0 else edge
            sender = first.sender.router_id if first else self.speakers[router].router_id
            peer = first.sender_address if first else None
            peer_as = first.sender_as if isinstance(first, Edge) else 0
            cache[number] = None if metric is None else Ranked(number, path, metric, path.originator or sender, peer, peer_as)
        return cache[number]

    def _tell(self, told: Iterable[int], case: Case, state: _State) -> set[int]:
        """Send what changed; the routers that heard something new."""
        dirty: set[int] = set()
        for router in told:
            decision = state.chosen[router]
            best, every = self._announced(router, decision, case)
            for edge in self._out[router]:
                if edge.index in case.forced:
                    continue
                known = decision.usable if isinstance(edge, Leak) else every  # aggregates silence no leaks
                sent = known if edge.add_paths else best
                arrived = tuple(path for number in sent if (path := self.carry(edge, number, case.prefix)) >= 0)
                heard = state.heard[edge.receiver.index]
                if heard.get(edge.index, ()) != arrived:
                    heard[edge.index] = arrived
                    dirty.add(edge.receiver.index)
        return dirty

    def _announced(self, router: int, decision: Decision, case: Case) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The best path and all usable ones, unless an aggregate stands for this prefix or the route is not active."""
        doubt = case.silent.get(router)
        if doubt == "" or (router in case.beaten and self._inactive(router, decision, case.beaten[router])):
            return (), ()
        if doubt is None:
            return decision.used[:1], decision.usable
        best = tuple(self.id(self.paths[number]._replace(doubt=self.paths[number].doubt or doubt)) for number in decision.used[:1])
        return best, best

    def _inactive(self, router: int, decision: Decision, distance: int) -> bool:
        """A learnt path that loses to a route of the main table with this distance."""
        path = self.paths[decision.used[0]] if decision.used else None
        return path is not None and path.learnt != LOCAL and distance < own_distance(self.speakers[router], path)

    def _cycle(self, period: int, dirty: set[int], case: Case, state: _State) -> frozenset[int]:
        """The routers that change within one more period; empty when the state settles after all."""
        changed: set[int] = set()
        net = 0
        for _ in range(period):
            told, change = self._round(dirty, case, state)
            net ^= change
            changed.update(told)
            dirty = self._tell(told, case, state)
        return frozenset(changed) if net == 0 and dirty else frozenset()

    def _why_no_answer(self, case: Case, limit: int) -> str:
        """Let the routers speak one after the other: does that settle, or does nothing?"""
        state, dirty = self._start(case)
        turns = list(dirty)
        for router in turns:
            if len(turns) > limit:
                return "BGP does not settle: the routers keep changing their choice"
            told, _ = self._round({router}, case, state)
            turns.extend(self._tell(told, case, state))
        return "which route wins depends on the order in which routers speak"

    def _result(self, state: _State, oscillating: frozenset[int], why: str) -> Solved:
        doubts = dict.fromkeys(oscillating, why)
        for router, decision in state.chosen.items():
            if decision.used and router not in oscillating and (doubt := self.paths[decision.used[0]].doubt):
                doubts[router] = doubt
        by_age = {router: d.by_age for router, d in state.chosen.items() if d.by_age and router not in oscillating}
        return Solved(state.chosen, doubts, oscillating, by_age)
