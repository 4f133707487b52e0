"""Many classes of prefixes solved at once, and what the kernel found said in the words of `solve`."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from netplan.routing.bgp import layout as k
from netplan.routing.bgp.arrays import Arrays, Numbers
from netplan.routing.bgp.decision import OLDEST_STAYS
from netplan.routing.bgp.edges import Edge
from netplan.routing.bgp.solve import HOST_LENGTHS, Case, Decision, Solved, Solver


class Batch:
    """The solver of one address family with the kernel beside it."""

    def __init__(self, solver: Solver) -> None:
        self.solver = solver
        self._policies = Numbers()
        edges = [edge for edge in solver.edges if isinstance(edge, Edge) and not edge.add_paths]
        plain = len(edges) == len(solver.edges) < k.MOST and len(solver.speakers) < k.MOST
        self.arrays = Arrays(solver.speakers, edges) if plain else None

    def solve(self, cases: Sequence[tuple[Case, object]]) -> list[Solved]:
        """Solve classes, each with what its prefixes answer to the policies."""
        arrays = self.arrays
        fit = [i for i, (case, policy) in enumerate(cases) if self._fits(case) and self._policies.of(policy) < k.MOST]
        fit = fit if arrays is not None else []
        solved: dict[int, Solved] = {}
        if fit and arrays is not None:
            chosen = [cases[i] for i in fit]
            rows, status = arrays.settle(self._given(arrays, chosen), [case.prefix for case, _ in chosen])
            rows = rows[np.argsort(rows[:, 0], kind="stable")]
            bounds = np.searchsorted(rows[:, 0], np.arange(len(fit) + 1))
            of = arrays.attributes()
            for n, i in enumerate(fit):
                if status[n] == k.SOLVED:
                    solved[i] = _said(self.solver, arrays, cases[i][0], rows[bounds[n] : bounds[n + 1]], of)
        return [solved[i] if i in solved else self.solver.solve(case) for i, (case, _) in enumerate(cases)]

    def _fits(self, case: Case) -> bool:
        if case.forced or any(case.silent.values()):
            return False
        return not any(self.solver.paths[number].own_table_only for numbers in case.own.values() for number in numbers)

    def _given(self, arrays: Arrays, cases: Sequence[tuple[Case, object]]) -> k.Cases:
        own: list[tuple[int, int, int, int]] = []
        mute: list[tuple[int, int]] = []
        starts, mutes, policies, hosts = [0], [0], [], []
        for case, signature in cases:
            for router in sorted(case.own):
                for number in case.own[router]:
                    path = self.solver.paths[number]
                    own.append((router, arrays.body(path), arrays.hop(path.next_hop, path.interface, path.via), number))
            mute += [*case.beaten.items(), *((router, -1) for router in case.silent)]
            starts.append(len(own))
            mutes.append(len(mute))
            policies.append(self._policies.of(signature))
            host = self.solver.each_host_route and case.prefix.prefixlen in HOST_LENGTHS
            hosts.append(arrays.hop(case.prefix.network_address) if host else -1)
        owner, body, hop, names = np.array(own, np.int64).reshape(-1, 4).T.copy()
        muted, distance = np.array(mute, np.int64).reshape(-1, 2).T.copy()
        start, mute_start, policy, host_hop = (np.array(each, np.int64) for each in (starts, mutes, policies, hosts))
        return k.Cases(start, owner, body, hop, names, mute_start, muted, distance, policy, host_hop)


def _said(solver: Solver, arrays: Arrays, case: Case, rows: Any, of: k.Ints) -> Solved:
    best = rows[rows[:, 6] == 0]
    chosen = _Chosen(solver, arrays, case, best)
    doubtful = best[of[k.DOUBT, best[:, 2]] != 0]
    doubts = {router: arrays.bodies.all[body].doubt for router, body in doubtful[:, 1:3].tolist()}
    by_age = dict.fromkeys(best[best[:, 5] == k.BY_AGE, 1].tolist(), OLDEST_STAYS)
    for router in best[best[:, 5] == k.BY_MED, 1].tolist():
        if why := chosen[router].by_age:
            by_age[router] = why
    return Solved(chosen, doubts, by_age=by_age, rows=rows)


class _Chosen(Mapping[int, Decision]):
    """The decisions of routers, made from what their neighbours say when somebody asks for them."""

    def __init__(self, solver: Solver, arrays: Arrays, case: Case, best: Any) -> None:
        self._solver, self._arrays, self._case, self._rows = solver, arrays, case, best
        self._made: dict[int, Decision] = {}

    @cached_property
    def _best(self) -> dict[int, tuple[int, int, int]]:
        return {router: (body, hop, edge) for _, router, body, hop, edge, _, _ in self._rows.tolist()}

    def __getitem__(self, router: int) -> Decision:
        if router not in self._made:
            if router not in self._best:
                raise KeyError(router)
            self._made[router] = self._decided(router)
        return self._made[router]

    def __contains__(self, router: object) -> bool:
        return router in self._best

    def _decided(self, router: int) -> Decision:
        net, arrays = self._arrays.net, self._arrays
        edges = net.in_edge[net.in_start[router] : net.in_start[router + 1]].tolist()
        best = {e: self._solver.id(arrays.path(*self._best[s])) for e in edges if (s := arrays.edges[e].sender.index) in self._best}
        return self._solver.decided(self._case, router, best)

    def __iter__(self) -> Iterator[int]:
        return iter(self._best)

    def __len__(self) -> int:
        return len(self._best)
