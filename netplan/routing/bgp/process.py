"""BGP: sessions, and the best routes of every node once nothing changes any more (RFC 4271, 4456, 5065, 1997, 8212)."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from models.network import Network
from models.route import Route
from models.routing import BgpAggregate, Prefix
from netplan.routing.bgp.aggregate import EVERY_PATH, aggregate_path, suppresses, unsure_aggregate
from netplan.routing.bgp.classes import PrefixTests, by_length
from netplan.routing.bgp.edges import Edge, edges
from netplan.routing.bgp.main import main_routes
from netplan.routing.bgp.offers import Columns, Offers, columns
from netplan.routing.bgp.origin import DEFAULTS, beaten, default_route, originated
from netplan.routing.bgp.outside import Outside
from netplan.routing.bgp.path import Path
from netplan.routing.bgp.result import BgpTables, Limits, Notes, gaps
from netplan.routing.bgp.sessions import Sessions
from netplan.routing.bgp.settled import Batch
from netplan.routing.bgp.solve import HOST_LENGTHS, Case, Solved, Solver
from netplan.routing.bgp.speakers import Speaker, of_family, speakers
from netplan.routing.bgp.transfer import imported, sent_default
from netplan.routing.bgp.view import Adjacency, BgpResult, NodeKey, Table
from netplan.routing.bgp.vpn import Leak, leaks, vpn_edges, vpn_tables

_Own = dict[int, tuple[int, ...]]
"""Router → the paths it originates for one prefix."""


def bgp_routes(network: Network, adjacency: Adjacency, tables: Mapping[NodeKey, Table]) -> BgpResult:
    """The BGP routes of every node, given the main tables as they are now.

    The engine calls this in its fixpoint: `tables` hold connected, static and IGP routes and, from the round before, BGP
    routes. The latter serve to resolve next hops and peers; they are never originated again.
    """
    found = speakers(network, tables)
    sessions = Sessions(network, adjacency, found)
    vpn = vpn_tables(found, sessions.pairs)
    everyone = [*found, *vpn]
    tests, notes, behind = PrefixTests(found), Notes(everyone), BgpTables(found)
    routes: dict[NodeKey, list[Route]] = {speaker.key: [] for speaker in found}
    unknown: dict[NodeKey, dict[Prefix, str]] = defaultdict(dict)
    flooded: dict[NodeKey, str] = {}
    in_columns: list[Columns] = []
    all_ways: dict[int, Sequence[Edge | Leak]] = {}
    for version in (4, 6):
        ways: list[Edge | Leak] = [*edges(sessions.pairs, version)]
        ways += vpn_edges(sessions.pairs, vpn, version, len(ways))
        ways += leaks(found, vpn, version, len(ways)) if vpn else ()
        all_ways[version] = ways
        here = of_family(everyone, version)
        family = _Family(here[: len(found)], Solver(here, ways), version, tests)
        limits = Limits(family.solver)
        of_kernel: list[tuple[Prefix, Any]] = []
        for prefix, solved in family.solve():
            limits.count(solved)
            notes.solved(prefix, solved)
            behind.add(prefix, solved, family.solver.paths)
            for router, why in solved.doubts.items():
                if not everyone[router].vpn:
                    unknown[found[router].key][prefix] = why
            if solved.rows is not None:
                of_kernel.append((prefix, solved.rows))
                continue
            for router, decision in solved.chosen.items():
                if router not in solved.doubts and not everyone[router].vpn:
                    speaker = here[router]
                    for number in decision.used:
                        routes[speaker.key].extend(main_routes(speaker, prefix, family.solver.paths[number]))
        if (arrays := family.batch.arrays) is not None:
            in_columns.append(columns(arrays, of_kernel))
            arrays.forget()
        flooded |= limits.exceeded()
    return BgpResult(
        Offers({key: tuple(found_routes) for key, found_routes in routes.items()}, in_columns), tuple(sessions.list), dict(unknown),
        notes.listed(sessions.list), gaps(network, found, sessions.pairs, flooded), behind,
        Outside(everyone, sessions.list, all_ways, behind),
    )  # fmt: skip


class _Family:
    """One address family of a network, solved class by class."""

    def __init__(self, found: Sequence[Speaker], solver: Solver, version: int, tests: PrefixTests) -> None:
        self.solver, self.batch = solver, Batch(solver)
        self._found, self._version, self._tests = found, version, tests
        self._aggregates: dict[Prefix, list[tuple[Speaker, BgpAggregate]]] = defaultdict(list)
        for speaker in found:
            for item in speaker.process.aggregates:
                if item.prefix.version == version:
                    self._aggregates[item.prefix].append((speaker, item))
        self._lengths = sorted({prefix.prefixlen for prefix in self._aggregates})
        self._parts: dict[tuple[int, Prefix], list[int]] = defaultdict(list)
        """(router, aggregate) → the paths of its more specific prefixes."""
        self._beaten = beaten(found, version)
        self._known: dict[Hashable, Solved] = {}

    def solve(self) -> list[tuple[Prefix, Solved]]:
        """Every prefix with its stable state."""
        own: dict[Prefix, _Own] = defaultdict(dict)
        for speaker in self._found:
            for prefix, path in originated(speaker, self._version):
                if not path.own_table_only or self._exported(speaker, path, prefix):
                    mine = own[prefix].get(speaker.index, ())
                    if (number := self.solver.id(path)) not in mine:
                        own[prefix][speaker.index] = (*mine, number)
        default, forced = DEFAULTS[self._version], self._forced_defaults()
        wanted = {*own, *self._aggregates, *([default] if forced else [])}
        results = []
        for level in by_length(wanted):
            cases = {prefix: self._case(prefix, own[prefix], forced if prefix == default else {}) for prefix in level}
            fresh = {key: (case, answers) for key, case, answers in cases.values() if key not in self._known}
            self._known.update(zip(fresh, self.batch.solve(list(fresh.values())), strict=True))
            for prefix, (key, _, _) in cases.items():
                results.append((prefix, self._known[key]))
                self._feed_aggregates(prefix, self._known[key])
        return results

    def _case(self, prefix: Prefix, own: _Own, forced: Mapping[int, int]) -> tuple[Hashable, Case, Hashable]:
        """What is to be solved for a prefix: the key of its class, the case, and what the policies are told of it."""
        for speaker, item in self._aggregates.get(prefix, ()):
            parts = [self.solver.paths[number] for number in self._parts[speaker.index, prefix]]
            path = aggregate_path(speaker, item, parts) or unsure_aggregate(speaker, item)
            if path is not None:
                own[speaker.index] = (*own.get(speaker.index, ()), self.solver.id(path))
        silent = {}
        for speaker, item in self._covering(prefix):
            answer = suppresses(speaker, item, prefix)
            if answer is not False:
                silent[speaker.index] = "" if answer else f"not known whether {item.suppress_policy} suppresses it"
        rivals = self._beaten.get(prefix, {})
        parts_of_key = (frozenset(given.items()) for given in (own, silent, forced, rivals))
        alone = prefix if self.solver.each_host_route and prefix.prefixlen in HOST_LENGTHS else None
        answers = self._tests.signature(prefix)
        return (*parts_of_key, alone, answers), Case(prefix, own, silent, forced, rivals), answers

    def _feed_aggregates(self, prefix: Prefix, solved: Solved) -> None:
        for speaker, item in self._covering(prefix):
            decision = solved.chosen.get(speaker.index)
            if decision and decision.used and not self.solver.paths[decision.used[0]].own_table_only:
                every = speaker.device.suite in EVERY_PATH
                self._parts[speaker.index, item.prefix] += decision.usable if every else decision.used[:1]

    def _covering(self, prefix: Prefix) -> Iterator[tuple[Speaker, BgpAggregate]]:
        """The aggregates of which `prefix` is a proper part."""
        for length in self._lengths:
            if length < prefix.prefixlen:
                yield from self._aggregates.get(prefix.supernet(new_prefix=length), ())

    def _exported(self, speaker: Speaker, path: Path, prefix: Prefix) -> bool:
        """Some neighbour is (or may be) sent this route of the main table."""
        number = self.solver.id(path)
        return any(self.solver.carry(edge, number, prefix) >= 0 for edge in self.solver.out(speaker))

    def _forced_defaults(self) -> dict[int, int]:
        """The default routes that `default-originate` sends: edge → path as it arrives."""
        forced = {}
        for edge in self.solver.edges:
            if isinstance(edge, Edge) and edge.out.default_originate and (path := default_route(edge)) is not None:
                arrived = imported(edge, sent_default(edge, path), DEFAULTS[self._version])
                if arrived is not None:
                    forced[edge.index] = self.solver.id(arrived)
        return forced
