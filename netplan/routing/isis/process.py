"""IS-IS of a whole network: its separate parts, what is brought in from outside, and the routes as columns."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from netplan.routing.columns import NONE, NUMBER, ROUTE, Book, Rows, chosen, prefix_object, stacked
from netplan.routing.isis.brought import Brought, Policed, brought_in
from netplan.routing.isis.part import Family, Key, Ways
from netplan.routing.isis.view import Instance, View, process_name, view
from netplan.routing.policy.candidate import Candidate
from netplan.routing.protocol import Notes
from netplan.routing.table import NodeTable
from netplan.topology.domains import UnionFind
from netplan.topology.topology import Topology

_KINDS = np.array([NUMBER[p] for p in ("isis-l1", "isis-l2", "isis-ia", "isis-l1", "isis-l2")])


@dataclass
class _Part:
    """Instances that can hear of each other, and what was computed for them last."""

    members: list[int] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)
    arcs: list[int] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    incoming: list[tuple[int, Brought]] | None = None
    rows: Rows = field(default_factory=lambda: NONE)


class Isis:
    """IS-IS over one topology; `routes` may be asked again as the main tables change."""

    def __init__(self, topology: Topology, book: Book, policed: Policed, nodes: Collection[int] | None = None) -> None:
        self.topology, self.book, self.policed = topology, book, policed
        self.view: View = view(topology, nodes)
        self.notes = Notes(list(self.view.findings))
        sets, seen = UnionFind(), self.view
        for arc in seen.arcs:
            sets.union(seen.ports[arc.tail].instance, seen.ports[arc.head].instance)
        groups: dict[object, _Part] = {}
        for i in range(len(seen.instances)):
            groups.setdefault(sets.find(i), _Part()).members.append(i)
        for i, port in enumerate(seen.ports):
            groups[sets.find(port.instance)].ports.append(i)
        for i, arc in enumerate(seen.arcs):
            groups[sets.find(seen.ports[arc.tail].instance)].arcs.append(i)
        self.parts = list(groups.values())
        for part in self.parts:
            part.families = [Family(seen, part.members, part.ports, part.arcs, family) for family in (4, 6)]
            for why in [why for family in part.families for why in family.doubts][:1]:
                self._doubted(part, why)
        for one, other, why in seen.unsure:
            for end in (one, other):
                self._doubted(groups[sets.find(end)], why)
        self._arc_port = np.array([seen.ports[a.tail].port for a in seen.arcs] or [-1])
        self._arc_via = np.array([seen.ports[a.head].port for a in seen.arcs] or [-1])
        self._arc_hop = np.array([book.ip(4, a.hop) if a.hop else -1 for a in seen.arcs] or [-1])
        self._taken: dict[int, tuple[NodeTable | None, list[Brought]]] = {}

    def _doubted(self, part: _Part, why: str) -> None:
        for member in part.members:
            self.notes.incomplete.setdefault(self.view.instances[member].node, why)

    def routes(self, tables: Mapping[int, NodeTable]) -> Rows:
        """The routes of all routers, given the main tables as they are now."""
        found = [self._part_routes(part, tables) for part in self.parts]
        return stacked(found)

    def takes(self, node: int, table: NodeTable) -> object:
        """What the routers of a node bring in from its main table; as long as that is the same, so are all routes."""
        return [brought_in(i, table, self.policed) for i in self.view.instances if i.node == node]

    def _part_routes(self, part: _Part, tables: Mapping[int, NodeTable]) -> Rows:
        incoming = [(local, brought) for local, i in enumerate(part.members) for brought in self._brought(i, tables)]
        for _, brought in incoming:
            if brought.unknown:
                self._doubted(part, brought.unknown)
        incoming = [(local, brought) for local, brought in incoming if not brought.unknown]
        if part.incoming != incoming:
            part.incoming = incoming
            found = [self._of_family(part, family, incoming) for family in part.families]
            part.rows = self._filtered(part, stacked(found))
        return part.rows

    def _brought(self, number: int, tables: Mapping[int, NodeTable]) -> list[Brought]:
        """What a router brings in; worked out again only when its table is another one."""
        instance = self.view.instances[number]
        table = tables.get(instance.node)
        known = self._taken.get(number)
        if known is None or known[0] is not table:
            known = self._taken[number] = (table, brought_in(instance, table, self.policed))
        return known[1]

    def _of_family(self, part: _Part, family: Family, incoming: list[tuple[int, Brought]]) -> Rows:
        numbers: dict[Key, int] = {}

        def permits(instance: Instance, names: tuple[str, ...], key: Key) -> bool:
            outcome = self.policed(instance.device).apply(
                names, Candidate(prefix_object(*key), "isis", level=2, to_level=1), "deny"
            )
            if outcome.permitted is None:
                why = f"{instance.device.id} tells {prefix_object(*key)} to the other level or not: {outcome.why}"
                self._doubted(part, why)
            return outcome.permitted is True

        return self._columns(family, family.solved(numbers, incoming, permits), list(numbers))

    def _columns(self, family: Family, ways: Ways, keys: list[Key]) -> Rows:
        out = np.zeros(len(ways.router), ROUTE)
        book, members = self.book, family.instances
        out["node"] = np.array([m.node for m in members])[ways.router]
        out["prefix"] = np.array([book.prefix(*key) for key in keys] or [0])[ways.prefix]
        out["protocol"], out["distance"] = _KINDS[ways.kind], family.distances()[ways.router, ways.kind]
        out["metric"], out["tag"], out["table"] = ways.metric, ways.tag, -1
        own = ways.arc < 0
        out["port"], out["via"] = (np.where(own, -1, of[ways.arc]) for of in (self._arc_port, self._arc_via))
        out["hop"] = np.where(own, -1, self._arc_hop[ways.arc]) if family.family == 4 else -1
        out["discard"] = own
        out["process"] = np.array([book.process(process_name(m.process)) for m in members])[ways.router]
        out["source"] = np.array([book.source(m.process.source) for m in members])[ways.router]
        most = np.array([m.process.maximum_paths for m in members])[ways.router]
        order = np.lexsort((out["hop"], out["port"], out["prefix"], out["process"], out["node"]))
        out, most = chosen(out, order), most[order]
        if not len(out):
            return out
        new = np.r_[True, (out["node"][1:] != out["node"][:-1]) | (out["prefix"][1:] != out["prefix"][:-1])]
        new[1:] |= out["process"][1:] != out["process"][:-1]
        start = np.maximum.accumulate(np.where(new, np.arange(len(out)), 0))
        return chosen(out, np.arange(len(out)) - start < most)

    def _filtered(self, part: _Part, found: Rows) -> Rows:
        """Without what filters keep from entering the main table of a router (`distribute-list in`)."""
        for member in part.members:
            instance = self.view.instances[member]
            if not instance.process.policies_in:
                continue
            here = (found["node"] == instance.node) & (found["process"] == self.book.process(process_name(instance.process)))
            stopped = []
            for number in np.unique(found["prefix"][here]).tolist():
                prefix = prefix_object(*self.book.prefixes[number])
                outcome = self.policed(instance.device).apply(instance.process.policies_in, Candidate(prefix, "isis"), "deny")
                if outcome.permitted is None:
                    self.notes.unknown.setdefault(instance.node, {})[prefix] = outcome.why
                elif not outcome.permitted:
                    stopped.append(number)
            found = chosen(found, ~(here & np.isin(found["prefix"], stopped)))
        return found
