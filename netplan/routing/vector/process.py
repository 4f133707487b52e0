"""A distance-vector protocol of a whole network for one IP version: its separate parts, and the routes as columns."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from models.routing import Prefix
from netplan.routing.columns import NONE, NUMBER, ROUTE, Book, Rows, chosen, prefix_object, stacked
from netplan.routing.policy.candidate import Candidate
from netplan.routing.protocol import Notes
from netplan.routing.table import NodeTable
from netplan.routing.vector.brought import Policed
from netplan.routing.vector.part import Found, Part
from netplan.routing.vector.seeds import Seed
from netplan.routing.vector.view import Key, Speaker, View
from netplan.topology.domains import UnionFind
from netplan.topology.topology import Topology

_TAKES_UNDECIDED = ("juniper_junos",)
"""Systems that take what no import policy decides."""


@dataclass
class _Known:
    """What was computed for a part last, and from what."""

    seeds: list[Seed] | None = None
    beaten: bytes = b""
    rows: Rows = field(default_factory=lambda: NONE)


class VectorProtocol(ABC):
    """RIP or EIGRP over one topology; `routes` may be asked again as the main tables change."""

    names: tuple[str, str]
    """The protocol of `models.route.Route` for what is inside and outside."""

    def __init__(self, topology: Topology, book: Book, policed: Policed, view: View) -> None:
        self.topology, self.book, self.policed, self.view = topology, book, policed, view
        self.notes = Notes(list(view.findings))
        sets = UnionFind()
        for arc in view.arcs:
            sets.union(view.ports[arc.tail].speaker, view.ports[arc.head].speaker)
        groups: dict[object, tuple[list[int], list[int]]] = {}
        for n in range(len(view.speakers)):
            groups.setdefault(sets.find(n), ([], []))[0].append(n)
        for a, arc in enumerate(view.arcs):
            groups[sets.find(view.ports[arc.tail].speaker)][1].append(a)
        self.parts = [Part(view, members, arcs) for members, arcs in groups.values()]
        self._part_of = {m: part for part in self.parts for m in part.members}
        for number, why in view.unsure:
            self.doubt(self._part_of[number], why)
        self._known = [_Known() for _ in self.parts]
        self._verdicts: dict[tuple[int, tuple[str, ...], Key, str], bool] = {}

    @abstractmethod
    def native(self, part: Part, router: int) -> Iterable[Seed]:
        """What a router announces of its own ports."""

    @abstractmethod
    def brought(self, part: Part, router: int, table: NodeTable | None) -> Iterable[Seed]:
        """What a router brings in from its main table."""

    def doubt(self, part: Part, why: str) -> None:
        """Say of all routers of a part that their tables are not sure."""
        for speaker in part.speakers:
            self.notes.incomplete.setdefault(speaker.node, why)

    def unsure(self, part: Part, key: Key, why: str) -> None:
        """Say of one prefix that it is not sure at any router of a part."""
        for speaker in part.speakers:
            self.notes.unknown.setdefault(speaker.node, {}).setdefault(prefix_object(*key), why)

    def routes(self, tables: Mapping[int, NodeTable]) -> Rows:
        """The routes of all routers, given the main tables as they are now."""
        found = [self._routes(part, known, tables) for part, known in zip(self.parts, self._known, strict=True)]
        return stacked(found)

    def _routes(self, part: Part, known: _Known, tables: Mapping[int, NodeTable]) -> Rows:
        seeds: list[Seed] = []
        for router, speaker in enumerate(part.speakers):
            seeds += self.native(part, router)
            for seed in self.brought(part, router, tables.get(speaker.node)):
                if seed.unknown:
                    self.unsure(part, seed.key, seed.unknown)
                else:
                    seeds.append(seed)
        others = [self._others(speaker, tables.get(speaker.node)) for speaker in part.speakers]
        beaten = b"|".join(numbers.tobytes() for numbers in others)
        if known.seeds == seeds and known.beaten == beaten:
            return known.rows

        def mute(keys: list[Key]) -> npt.NDArray[np.bool_]:
            lanes = np.array([self.book.prefix(*key) for key in keys] or [0])[: len(keys)]
            return np.array([np.isin(lanes, numbers) for numbers in others]).reshape(len(others), len(keys))

        def permits(speaker: Speaker, names: tuple[str, ...], key: Key, way: str) -> bool:
            return self._permits(part, speaker, names, key, way)

        found = part.solve(seeds, mute, permits)
        if not found.settled:
            self.doubt(part, f"the summaries of {self.names[0].upper()} do not settle")
        known.seeds, known.beaten, known.rows = seeds, beaten, self._columns(part, found)
        return known.rows

    def _others(self, speaker: Speaker, table: NodeTable | None) -> npt.NDArray[np.int32]:
        """The prefixes that another protocol has in the table of a router which tells only what is in its table."""
        if table is None or speaker.announces_beaten:
            return np.zeros(0, np.int32)
        mine = self.book.process(speaker.name)
        return np.unique(table.rows["prefix"][table.rows["process"] != mine])

    def _permits(self, part: Part, speaker: Speaker, names: tuple[str, ...], key: Key, way: str) -> bool:
        place = (speaker.node, names, key, way)
        known = self._verdicts.get(place)
        if known is None:
            prefix: Prefix = prefix_object(*key)
            before = Candidate(prefix, self.names[0])
            accepts = way == "in" and speaker.device.suite in _TAKES_UNDECIDED
            outcome = self.policed(speaker.device).apply(names, before, "permit" if accepts else "deny")
            if outcome.permitted is None:
                self.unsure(part, key, f"{speaker.device.id} lets {prefix} through or not: {outcome.why}")
            elif outcome.permitted and way in ("in", "out") and outcome.candidate.metric != before.metric:
                self.unsure(part, key, f"a policy of {speaker.device.id} changes the metric of {prefix} on its way")
            known = self._verdicts[place] = outcome.permitted is True
        return known

    def _columns(self, part: Part, found: Found) -> Rows:
        rows, book, view = found.rows, self.book, self.view
        out = np.zeros(rows.shape[1], ROUTE)
        speakers = part.speakers
        prefixes = np.array([book.prefix(*key) for key in found.keys] or [0])
        if len(out):
            router, lane, arc, outside = rows[0], rows[1], part.numbers[rows[3]], rows[4]
            scale = np.array([s.rib_scale for s in speakers])[router]
            out["node"] = np.array([s.node for s in speakers])[router]
            out["prefix"], out["metric"] = prefixes[lane], rows[2] // scale
            out["protocol"] = np.where(outside == 1, NUMBER[self.names[1]], NUMBER[self.names[0]])
            out["distance"] = np.array([s.distances for s in speakers])[router, outside]
            out["port"] = np.array([view.ports[a.tail].port for a in view.arcs])[arc]
            out["via"] = np.array([view.ports[a.head].port for a in view.arcs])[arc]
            out["hop"] = np.array([book.ip(4, a.hop) if a.hop else -1 for a in view.arcs])[arc]
            out["table"] = -1
            out["process"] = np.array([book.process(s.name) for s in speakers])[router]
            out["source"] = np.array([book.source(s.source) for s in speakers])[router]
            out["tag"] = self._tags(found)
            self._detours(part, found, out)
            out = self._cut(part, out)
        for router, lane in found.unsure:
            why = "a router on the way has equal ways of different bandwidth or delay, and tells one of them"
            self.notes.unknown.setdefault(speakers[router].node, {}).setdefault(prefix_object(*found.keys[lane]), why)
        return stacked([out, self._nowhere(part, found)])

    def _tags(self, found: Found) -> npt.NDArray[np.int64]:
        tags = {(seed.router, seed.key): seed.tag for seed in found.seeds if seed.tag}
        if not tags:
            return np.zeros(found.rows.shape[1], np.int64)
        origins, lanes = found.rows[5].tolist(), found.rows[1].tolist()
        return np.array([tags.get((o, found.keys[p]), 0) for o, p in zip(origins, lanes, strict=True)], np.int64)

    def _detours(self, part: Part, found: Found, out: Rows) -> None:
        """A router that hears of a next hop on its own subnet goes there directly."""
        hops = {(seed.router, seed.key): seed.hop for seed in found.seeds if seed.hop}
        if not hops:
            return
        for n in np.flatnonzero(found.rows[8]).tolist():
            arc = part.arcs[int(found.rows[3, n])]
            hop = hops.get((int(found.rows[5, n]), found.keys[int(found.rows[1, n])]))
            port = self.view.ports[arc.tail]
            if hop and any(ip >> (32 - length) == hop >> (32 - length) for ip, length in port.own if length):
                out["hop"][n], out["via"][n] = self.book.ip(4, hop), -1

    def _cut(self, part: Part, out: Rows) -> Rows:
        """No more ways than a router uses at once; where it must choose between equal ones, which it takes is not known."""
        most = {s.node: s.maximum_paths for s in part.speakers}
        order = np.lexsort((out["hop"], out["port"], out["metric"], out["prefix"], out["process"], out["node"]))
        out = chosen(out, order)
        new = np.r_[True, (out["node"][1:] != out["node"][:-1]) | (out["prefix"][1:] != out["prefix"][:-1])]
        start = np.maximum.accumulate(np.where(new, np.arange(len(out)), 0))
        limit = np.array([most[n] for n in out["node"].tolist()])
        stays = np.arange(len(out)) - start < limit
        for n in np.flatnonzero(~stays).tolist():
            last = int(start[n] + limit[n] - 1)
            if out["metric"][last] == out["metric"][n]:
                why = f"which of several equal ways {self.names[0].upper()} uses depends on the order of events"
                prefix = prefix_object(*self.book.prefixes[int(out["prefix"][n])])
                self.notes.unknown.setdefault(int(out["node"][n]), {}).setdefault(prefix, why)
        return chosen(out, stays)

    def _nowhere(self, part: Part, found: Found) -> Rows:
        """The routes that throw away what a summary has no part for."""
        made = [seed for seed in found.seeds if seed.nowhere and seed.nowhere < 255]
        out = np.zeros(len(made), ROUTE)
        for n, seed in enumerate(made):
            speaker = part.speakers[seed.router]
            metric = (speaker.weights[0] * seed.width + speaker.weights[1] * seed.delay) // speaker.rib_scale
            source, process = self.book.source(speaker.source), self.book.process(speaker.name)
            place = (speaker.node, self.book.prefix(*seed.key), NUMBER[self.names[0]], seed.nowhere, metric)
            out[n] = (*place, -1, -1, -1, -1, True, 0, process, source)
        return out
