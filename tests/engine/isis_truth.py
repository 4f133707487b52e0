"""An independent computation of IS-IS in plain Python and networkx, for networks that `tests/engine/test_isis.py` draws.

It owes nothing to the engine: graphs by router name, one Dijkstra for each question, prefixes as text.
"""

from dataclasses import dataclass, field

import networkx as nx


@dataclass
class Plan:
    """A network as plain data: areas and levels of routers, wires with a metric at each end, prefixes with who announces them."""

    area: dict[str, str] = field(default_factory=dict)
    level: dict[str, int] = field(default_factory=dict)
    overloaded: set[str] = field(default_factory=set)
    wires: list[tuple[str, str, int, int, int]] = field(default_factory=list)
    """Two routers, the metric at each, and the circuit type."""
    own: list[tuple[str, str, int, int]] = field(default_factory=list)
    """Router, prefix, metric, levels at which it is told: a subnet of its own."""
    by_neighbour: bool = False
    """Any neighbour of level 2 makes a router attached, of whatever area it is."""
    leaks: set[str] = field(default_factory=set)
    """Routers that tell their area what level 2 knows."""


Found = dict[tuple[str, str], tuple[str, int, frozenset[str]]]
"""(router, prefix) → kind, metric, neighbours."""


def graph(plan: Plan, level: int) -> nx.DiGraph:
    """The routers that hear each other at a level, with the least metric of parallel wires."""
    made = nx.DiGraph()
    made.add_nodes_from(name for name, known in plan.level.items() if known & level)
    for a, b, there, back, circuit in plan.wires:
        if not plan.level[a] & plan.level[b] & circuit & level or (level == 1 and plan.area[a] != plan.area[b]):
            continue
        for x, y, cost in ((a, b, there), (b, a, back)):
            known = made.get_edge_data(x, y, {"weight": cost})["weight"]
            made.add_edge(x, y, weight=min(cost, known))
    return made


def seen_from(made: nx.DiGraph, source: str, overloaded: set[str]) -> tuple[dict[str, int], nx.DiGraph]:
    """Distances, and the graph without the arcs that lead on from other overloaded routers."""
    trimmed = nx.DiGraph(made)
    trimmed.remove_edges_from([(u, v) for u, v in made.edges if u in overloaded and u != source])
    return nx.single_source_dijkstra_path_length(trimmed, source), trimmed


def towards(made: nx.DiGraph, source: str, overloaded: set[str], said: list[tuple[str, int]]) -> tuple[int, frozenset[str]] | None:
    """The least metric to who says a prefix, and the neighbours on the way."""
    far, trimmed = seen_from(made, source, overloaded)
    ends = [(far[name] + metric, name) for name, metric in said if name != source and name in far]
    if not ends:
        return None
    best, hops = min(ends)[0], set()
    for total, name in ends:
        if total == best:
            for path in nx.all_shortest_paths(trimmed, source, name, weight="weight"):
                hops.add(path[1])
    return best, frozenset(hops)


def solved(plan: Plan) -> Found:
    """All routes of all routers, default routes included."""
    one, two = graph(plan, 1), graph(plan, 2)
    found: Found = {}
    said1 = _said([(r, p, m) for r, p, m, told in plan.own if plan.level[r] & told & 1])
    _enter(found, "isis-l1", one, plan, said1)
    leaving = {r for r in plan.level if plan.level[r] == 3 and _elsewhere(plan, two, r)}
    for router in plan.level:
        if plan.level[router] & 1 and router not in leaving:
            way = towards(one, router, plan.overloaded, [(other, 0) for other in leaving])
            if way is not None:
                found[router, "0.0.0.0/0"] = ("isis-l1", *way)
    told = [(r, p, m) for (r, p), (kind, m, _) in found.items() if plan.level[r] == 3 and kind == "isis-l1" and p != "0.0.0.0/0"]
    said2 = _said([(r, p, m) for r, p, m, at in plan.own if plan.level[r] & at & 2] + told)
    _enter(found, "isis-l2", two, plan, said2)
    leaked = [(r, p, m) for (r, p), (kind, m, _) in found.items() if r in plan.leaks and plan.level[r] == 3 and kind == "isis-l2"]
    _enter(found, "isis-ia", one, plan, _said(leaked))
    return found


def _said(rows: list[tuple[str, str, int]]) -> dict[str, list[tuple[str, int]]]:
    said: dict[str, list[tuple[str, int]]] = {}
    for router, prefix, metric in rows:
        said.setdefault(prefix, []).append((router, metric))
    return said


def _enter(found: Found, kind: str, made: nx.DiGraph, plan: Plan, said: dict[str, list[tuple[str, int]]]) -> None:
    for router in made:
        for prefix, who in said.items():
            way = towards(made, router, plan.overloaded, who)
            if way is not None:
                found.setdefault((router, prefix), (kind, *way))


def _elsewhere(plan: Plan, two: nx.DiGraph, router: str) -> bool:
    far, _ = seen_from(two, router, plan.overloaded)
    return bool(two[router]) if plan.by_neighbour else any(plan.area[other] != plan.area[router] for other in far)
