"""Routing after a change, replayed: each round of the computation before is done again only where its inputs differ.

The rounds are those of `netplan.routing.solve`, kept node by node. What a round computes for a node follows from the
tables of the round before and from the facts of the network; where both are as they were, so is the answer. So the
tables after a change are the very ones that a computation from scratch gives.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.device import DeviceId
from models.network import Network
from netplan.routing.base import Statics, connected, has_own
from netplan.routing.bgp.memory import Heard, heard
from netplan.routing.bgp.rows import bgp_rows
from netplan.routing.bgp.view import BgpResult, NodeKey
from netplan.routing.columns import BGP, NONE, Book, Rows, chosen, merged, same_rows, stacked
from netplan.routing.islands import Island, islands, rebuilt
from netplan.routing.orders import redistributing, torn
from netplan.routing.protocol import RoutingProtocol
from netplan.routing.remains import may_remain
from netplan.routing.solve import ROUNDS, RoutingResult, Unsure, add_unsettled, assembled, otherwise, runs_bgp, unsure
from netplan.routing.starts import contested, may_rest_otherwise
from netplan.routing.table import NodeTable
from netplan.topology.topology import Topology, build, vrfs_of
from netplan.topology.update import updated

ByNode = list[Rows]


@dataclass(frozen=True, slots=True)
class Round:
    """One round: the tables it starts from, and what follows for each node."""

    now: dict[int, NodeTable]
    static: ByNode
    offered: list[ByNode]
    """By kind of protocol."""
    inner: ByNode
    """Without BGP."""
    seen: Mapping[int, NodeTable]
    """What BGP looks at: the tables of its speakers."""
    heard: Heard | None
    bgp: ByNode
    own: ByNode
    moved: frozenset[int]
    """Nodes whose tables the round changed."""


@dataclass(frozen=True)
class Tracked:
    """A finished computation that can be carried on after a change."""

    topology: Topology
    book: Book
    base: ByNode
    statics: Mapping[DeviceId, Statics]
    islands: tuple[Island, ...]
    open: Unsure
    speakers: tuple[int, ...]
    """The nodes of devices with BGP."""
    rounds: tuple[Round, ...]
    routing: RoutingResult
    changed: frozenset[int]
    """Nodes whose tables, facts or neighbours differ from those of the state before."""


def tracked(network: Network) -> Tracked | None:
    """Compute the routing of a network and keep what is needed to follow changes; None when it does not settle."""
    topology = build(network)
    book = Book()
    everyone = frozenset(range(len(topology.nodes)))
    statics = {id: Statics(topology, book, (id,)) for id, device in network.devices.items() if has_own(device)}
    base = _by_node(merged(connected(topology, book)), everyone, [NONE] * len(everyone))
    given = Tracked(
        topology,
        book,
        base,
        statics,
        islands(topology, book),
        unsure(topology, network.devices),
        _speakers(topology),
        (),
        _NOTHING,
        frozenset(),
    )
    return _Replay(given, None, everyone, everyone, frozenset(network.devices)).run()


def followed(before: Tracked, network: Network) -> Tracked | None:
    """The routing of `network`, which differs in little from the one before; None when it has to be computed anew."""
    made = updated(before.topology, network)
    if made is None:
        return None
    topology, book = made.topology, before.book
    facts = frozenset(topology.node_index[id, vrf] for id in made.changed for vrf in vrfs_of(network.devices[id]))
    beside = made.changed | {topology.nodes[node].device for node in made.near}
    ports = [number for id in made.changed for number in topology.ports_of(id)]
    base = _by_node(merged(connected(topology, book, ports)), facts, before.base)
    statics = dict(before.statics)
    for id in beside & statics.keys():
        del statics[id]
    statics |= {id: Statics(topology, book, (id,)) for id in beside if has_own(network.devices[id])}
    units, gone = rebuilt(before.islands, topology, book, made.changed, made.near, before.topology.network)
    open_ = before.open
    if facts:
        fresh = unsure(topology, made.changed)
        nodes = {node: why for node, why in open_.nodes.items() if node not in facts}
        open_ = Unsure(nodes | fresh.nodes, {n: w for n, w in open_.defaults.items() if n not in facts} | fresh.defaults)
    old = before.topology.network.devices
    kept = all(bool(old[id].bgp) == bool(network.devices[id].bgp) for id in made.changed)
    speakers = before.speakers if kept else _speakers(topology)
    given = Tracked(topology, book, base, statics, units, open_, speakers, (), _NOTHING, frozenset())
    return _Replay(given, before, facts | made.near, gone, made.changed).run()


_NOTHING: RoutingResult = None  # type: ignore[assignment]  # filled in by `_Replay.run` before anybody sees it


def _speakers(topology: Topology) -> tuple[int, ...]:
    devices = topology.network.devices
    return tuple(topology.node_index[id, vrf] for id, device in devices.items() if device.bgp for vrf in vrfs_of(device))


def _by_node(rows: Rows, nodes: Collection[int], before: ByNode) -> ByNode:
    """Rows sorted by node entered for `nodes` in a copy of `before`."""
    found = list(before)
    wanted = sorted(nodes)
    low = np.searchsorted(rows["node"], wanted).tolist()
    high = np.searchsorted(rows["node"], wanted, "right").tolist()
    for node, start, end in zip(wanted, low, high, strict=True):
        found[node] = rows[start:end] if end > start else NONE
    return found


class _Replay:
    """One computation, with the one before to lean on."""

    def __init__(
        self, given: Tracked, before: Tracked | None, touched: frozenset[int], gone: frozenset[int], changed: frozenset[DeviceId]
    ) -> None:
        self.given, self.before, self.touched, self.gone, self.changed = given, before, touched, gone, changed
        self.topology, self.book = given.topology, given.book
        self.size = len(self.topology.nodes)
        self.islands = list(given.islands)
        known = set(map(id, before.islands)) if before is not None else set()
        self.fresh = {id(island) for island in self.islands if id(island) not in known}
        self.near = {self.topology.nodes[node].device for node in touched} if before is not None else set()
        self.kinds = 1 + max((island.kind for island in self.islands), default=-1)
        self.kinds = max(self.kinds, len(before.rounds[0].offered) if before is not None else 0)
        self.speakers, self.who_speaks = given.speakers, frozenset(given.speakers)
        self._made: dict[int, list[NodeTable]] = {}
        self.speaks_bgp = bool(runs_bgp.among(self.topology.network.devices))

    def run(self) -> Tracked | None:
        """All rounds until nothing changes; None when that does not come about."""
        before = self.before
        rounds: list[Round] = []
        found = self.given.base
        if before is None:
            dirty = frozenset(range(self.size))
        else:
            dirty = frozenset(node for node in self.touched if not same_rows(found[node], before.base[node]))
        for number in range(ROUNDS):
            reference = before.rounds[min(number, len(before.rounds) - 1)] if before is not None else None
            last = before is None or number >= len(before.rounds)
            done, after = self._round(rounds, reference, found, dirty)
            candidates = dirty | after if reference is not None else range(self.size)
            moved = frozenset(node for node in candidates if not same_rows(done.own[node], found[node]))
            if reference is not None and not last:
                moved |= reference.moved.difference(candidates)
            rounds.append(_with_moved(done, moved))
            if not moved:
                return self._finished(rounds)
            found, dirty = done.own, after
        return None

    def _round(
        self, earlier: list[Round], reference: Round | None, found: ByNode, dirty: frozenset[int]
    ) -> tuple[Round, frozenset[int]]:
        """One round; the nodes whose tables after it differ from those of the reference."""
        now = self._tables(reference.now if reference is not None else None, found, dirty)
        static, moved = self._static(reference, now, dirty)
        changed = moved | {n for n in self.touched if self.before is None or not same_rows(self.given.base[n], self.before.base[n])}
        offered, moved = self._offered(earlier, reference, now, dirty)
        changed |= moved
        inner = self._merge(reference.inner if reference is not None else None, changed, (self.given.base, static, *offered))
        if not self.speaks_bgp:
            nothing = [NONE] * self.size if reference is None or reference.heard is not None else reference.bgp
            if reference is not None and reference.heard is not None:
                changed |= {node for node in range(self.size) if len(reference.bgp[node])}
            done = Round(now, static, offered, inner, {}, None, nothing, inner, frozenset())
            return done, self._differing(reference, inner, changed)
        seen, renewed = self._seen(reference, found, inner, changed | dirty)
        answer, bgp, moved = self._bgp(reference, seen, renewed)
        changed |= moved
        if reference is not None and reference.heard is None:
            changed |= frozenset(self.speakers)
        own = self._merge(reference.own if reference is not None else None, changed, (inner, bgp))
        return Round(now, static, offered, inner, seen, answer, bgp, own, frozenset()), self._differing(reference, own, changed)

    def _differing(self, reference: Round | None, own: ByNode, changed: Collection[int]) -> frozenset[int]:
        if reference is None:
            return frozenset(range(self.size))
        return frozenset(node for node in changed if not same_rows(own[node], reference.own[node]))

    def _tables(self, before: dict[int, NodeTable] | None, found: ByNode, dirty: Iterable[int]) -> dict[int, NodeTable]:
        now = dict(before) if before is not None else {}
        for node in dirty:
            now[node] = self._table(node, found[node])
        return now

    def _table(self, node: int, rows: Rows) -> NodeTable:
        """The table that rows of a node make; one that was made already, if they are the same."""
        known = self._made.setdefault(node, [])
        found = next((table for table in reversed(known) if same_rows(table.rows, rows)), None)
        if found is None:
            known.append(found := NodeTable(self.topology, self.book, node, rows))
        return found

    def _merge(self, before: ByNode | None, nodes: Collection[int], parts: Sequence[ByNode]) -> ByNode:
        wanted = sorted(nodes)
        rows = merged(stacked(part[node] for part in parts for node in wanted if len(part[node])))
        return _by_node(rows, wanted, before if before is not None else [NONE] * self.size)

    def _static(self, reference: Round | None, now: dict[int, NodeTable], dirty: Collection[int]) -> tuple[ByNode, set[int]]:
        """The static routes that are active, and the nodes where that is another answer."""
        names = {self.topology.nodes[node].device for node in (*dirty, *self.touched)}
        nodes = {self.topology.node_index[id, vrf] for id in names for vrf in vrfs_of(self.topology.network.devices[id])}
        joined = stacked(self.given.statics[id].routes(now) for id in names if id in self.given.statics)
        static = _by_node(
            chosen(joined, np.argsort(joined["node"], kind="stable")), nodes, reference.static if reference else [NONE] * self.size
        )
        return static, {node for node in nodes if reference is None or not same_rows(static[node], reference.static[node])}

    def _offered(
        self, earlier: list[Round], reference: Round | None, now: dict[int, NodeTable], dirty: frozenset[int]
    ) -> tuple[list[ByNode], set[int]]:
        """What the protocols offer, and the nodes where that is another answer."""
        empty = [NONE] * self.size
        offered = [list(part) for part in reference.offered] if reference is not None else []
        offered += [list(empty) for _ in range(self.kinds - len(offered))]
        nodes: set[int] = set(self.gone)
        for part in offered:
            for node in self.gone:
                part[node] = NONE
        kept = [island for island in self.islands if id(island) not in self.fresh] if self.gone else []
        for island in kept:
            for node in self.gone & island.nodes:
                assert reference is not None  # islands are only kept from a computation before
                offered[island.kind][node] = reference.offered[island.kind][node]
        for at, island in enumerate(self.islands):
            if id(island) not in self.fresh:
                assert reference is not None
                met = dirty & island.nodes
                if not met or self._takes_the_same(island, met, reference.now, now):
                    continue
                island = self.islands[at] = island.again(self.topology, self.book)
                self.fresh.add(id(island))
                for round_ in earlier:
                    island.protocol.routes(round_.now)
            rows = island.protocol.routes(now)
            entered = _by_node(chosen(rows, np.argsort(rows["node"], kind="stable")), island.nodes, offered[island.kind])
            offered[island.kind] = entered
            nodes |= island.nodes
        if reference is None:
            return offered, set(range(self.size))
        last = [*reference.offered, *([empty] * (len(offered) - len(reference.offered)))]
        return offered, {node for node in nodes if any(not same_rows(a[node], b[node]) for a, b in zip(offered, last, strict=True))}

    def _takes_the_same(self, island: Island, nodes: Iterable[int], old: dict[int, NodeTable], now: dict[int, NodeTable]) -> bool:
        for node in nodes:
            takes = island.takes(node)
            if takes is None or takes(old[node]) != takes(now[node]):
                return False
        return True

    def _seen(
        self, reference: Round | None, found: ByNode, inner: ByNode, changed: Collection[int]
    ) -> tuple[dict[int, NodeTable], list[int]]:
        """The tables of BGP speakers: with the BGP routes of the round before, which lead to next hops and peers.

        The nodes whose tables are not those of the reference come with them.
        """
        known = reference.seen if reference is not None else {}
        seen = dict(known) if known.keys() == self.who_speaks else {node: known[node] for node in self.speakers if node in known}
        renewed = []
        todo = [node for node in self.speakers if node in changed or node not in seen]
        learnt = [chosen(found[node], np.isin(found[node]["protocol"], BGP)) for node in todo]
        rows = merged(stacked([*(inner[node] for node in todo), *learnt]))
        for node, part in zip(sorted(todo), _parts(rows, sorted(todo)), strict=True):
            if node not in seen or not same_rows(part, seen[node].rows):
                seen[node] = self._table(node, part)
                renewed.append(node)
        return seen, renewed

    def _bgp(
        self, reference: Round | None, seen: Mapping[int, NodeTable], renewed: Collection[int]
    ) -> tuple[Heard, ByNode, set[int]]:
        empty = [NONE] * self.size
        before = reference.heard if reference is not None else None
        if reference is not None and before is not None:
            others = {self._key(node): seen[node] for node in renewed}
            if before.fits(self.topology, others, self.changed, self.near):
                return before, reference.bgp, set()
        answer = heard(self.topology, {self._key(node): table for node, table in seen.items()})
        rows = bgp_rows(self.topology, self.book, answer.result)
        bgp = _by_node(chosen(rows, np.argsort(rows["node"], kind="stable")), range(self.size), empty)
        if reference is None:
            return answer, bgp, set(self.speakers)
        return answer, bgp, {node for node in range(self.size) if not same_rows(bgp[node], reference.bgp[node])}

    def _key(self, node: int) -> NodeKey:
        return self.topology.nodes[node].device, self.topology.nodes[node].vrf

    def _otherwise(self, routing: RoutingResult, last: Round) -> RoutingResult:
        """With what may be otherwise, as the network can come to rest in other states too."""
        if not may_rest_otherwise(self.topology.network):
            return routing
        places = redistributing(self.topology)
        own, learnt, *offered = (_all([[part[node] for node in places]]) for part in (last.own, last.bgp, *last.offered))
        inner = stacked(offered)
        either = torn(self.topology, self.book, inner, learnt, routing.bgp) or contested(
            self.topology, self.book, own, inner, routing.bgp
        )
        if not either and not may_remain(self.topology.network):
            return routing
        pairs = otherwise(self.topology, self.book, _all((last.own,)), _all(last.offered), _all((last.bgp,)), routing.bgp)
        if not pairs:
            return routing
        prefixes = {node: dict(unknown) for node, unknown in routing.unknown_prefixes.items()}
        add_unsettled(prefixes, self.book, pairs)
        return replace(routing, unknown_prefixes=prefixes)

    def _finished(self, rounds: list[Round]) -> Tracked:
        given, last = self.given, rounds[-1]
        protocols: list[RoutingProtocol] = [island.protocol for island in self.islands]
        bgp = last.heard.result if last.heard is not None else BgpResult()
        routing = assembled(given.topology, given.book, last.now, given.open, given.statics.values(), protocols, bgp)
        routing = self._otherwise(routing, last)
        changed = set(self.touched)
        if self.before is None:
            changed = set(range(self.size))
        else:
            old = self.before.rounds[-1]
            changed |= {
                n for n in range(self.size) if last.now[n] is not old.now[n] and not same_rows(last.now[n].rows, old.now[n].rows)
            }
            changed |= _differing_keys(routing.unknown, self.before.routing.unknown)
            changed |= _differing_keys(routing.unknown_prefixes, self.before.routing.unknown_prefixes)
            changed |= _differing_keys(routing.doubts, self.before.routing.doubts)
        return Tracked(
            given.topology, given.book, given.base, given.statics, tuple(self.islands), given.open, given.speakers,
            tuple(rounds), routing, frozenset(changed),
        )  # fmt: skip


def _all(parts: Iterable[ByNode]) -> Rows:
    return stacked(rows for part in parts for rows in part if len(rows))


def _differing_keys(one: Mapping[int, object], other: Mapping[int, object]) -> set[int]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def _parts(rows: Rows, nodes: Sequence[int]) -> list[Rows]:
    """The rows of each node."""
    low = np.searchsorted(rows["node"], nodes).tolist()
    high = np.searchsorted(rows["node"], nodes, "right").tolist()
    return [rows[start:end] for start, end in zip(low, high, strict=True)]


def _with_moved(done: Round, moved: frozenset[int]) -> Round:
    return Round(done.now, done.static, done.offered, done.inner, done.seen, done.heard, done.bgp, done.own, moved)
