"""BGP on random small networks against answers found in another way: graph distances, and a check that a state is stable."""

from ipaddress import ip_network

import networkx as nx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.policy import Policy, SetAction, Term
from models.routing import BgpNetwork
from tests.gadgets.bgp import Lab

P = "203.0.113.0/24"


@st.composite
def graphs(draw: st.DrawFn, largest: int = 7) -> nx.Graph:
    """Connected graphs."""
    size = draw(st.integers(2, largest))
    graph = nx.path_graph(size)
    pairs = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda pair: pair[0] != pair[1])
    graph.add_edges_from(draw(st.lists(pairs, max_size=2 * size)))
    return graph


def one_as_each(graph: nx.Graph, preferences: dict[tuple[int, int], int]) -> Lab:
    """Every vertex is an AS; vertex 0 has the prefix. `preferences[a, b]` is what a sets on what it hears from b."""
    lab = Lab()
    for node in graph:
        lab.router(f"r{node}", 100 + node, [P] if node == 0 else [], compare_router_id=True)
    for value in sorted(set(preferences.values())):
        for node in graph:
            lab.policies(
                f"r{node}", Policy(f"p{value}", (Term("10", "permit", (), (SetAction("local-preference", (str(value),)),)),))
            )
    for a, b in graph.edges:
        lab.link(f"r{a}", f"r{b}")
        lab.ebgp(f"r{a}", f"r{b}", at_a=_import(preferences.get((a, b))), at_b=_import(preferences.get((b, a))))
    return lab


def _import(value: int | None) -> dict[str, object]:
    return {} if value is None else {"policies_in": (f"p{value}",)}


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_without_policies_the_shortest_as_path_wins(graph: nx.Graph) -> None:
    lab = one_as_each(graph, {})
    distance = nx.single_source_shortest_path_length(graph, 0)
    for node in graph:
        if node:
            nearer = min(other for other in graph[node] if distance[other] == distance[node] - 1)
            assert lab.via(f"r{node}", P) == [f"r{nearer}"]
    assert not lab.result.unknown


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_with_random_preferences_every_certain_answer_is_stable(data: st.DataObject) -> None:
    graph = data.draw(graphs(6))
    ways = [(a, b) for edge in graph.edges for a, b in (edge, edge[::-1])]
    preferences = {way: data.draw(st.sampled_from((50, 100, 200))) for way in ways}
    lab = one_as_each(graph, preferences)
    paths = {node: _path(lab, node) for node in graph}
    for node in graph:
        if node == 0 or lab.unknown(f"r{node}", P):
            continue
        assume(all(paths[other] is not None or not lab.unknown(f"r{other}", P) for other in graph[node]))
        offers = [
            (preferences[node, other], -len(path), -other) for other in graph[node] if (path := paths[other]) and node not in path
        ]
        chosen = paths[node]
        if not offers:
            assert chosen is None
            continue
        assert chosen is not None
        assert chosen[1] == -max(offers)[2], f"r{node} of {sorted(graph.edges)} with {preferences}"


def _path(lab: Lab, node: int) -> list[int] | None:
    """The way that the next hops give, None when it does not end at the origin."""
    path = [node]
    while path[-1] != 0:
        via = lab.via(f"r{path[-1]}", P)
        if not via or int(via[0][1:]) in path:
            return None
        path.append(int(via[0][1:]))
    return path


@settings(max_examples=60, deadline=None)
@given(graphs(), st.data())
def test_a_full_mesh_takes_the_nearest_exit(graph: nx.Graph, data: st.DataObject) -> None:
    costs = {edge: data.draw(st.integers(1, 9)) for edge in graph.edges}
    exits = data.draw(st.sets(st.sampled_from(sorted(graph)), min_size=1))
    lab = Lab()
    for node in graph:
        lab.router(f"r{node}", 1)
    for a, b in graph.edges:
        lab.link(f"r{a}", f"r{b}", cost=costs[a, b], igp=True)
    for i, a in enumerate(sorted(graph)):
        for b in sorted(graph)[i + 1 :]:
            lab.ibgp(f"r{a}", f"r{b}", at_a={"next_hop_self": True}, at_b={"next_hop_self": True})
    for node in sorted(exits):
        lab.router(f"x{node}", 2, [P])
        lab.link(f"r{node}", f"x{node}")
        lab.ebgp(f"r{node}", f"x{node}")
    nx.set_edge_attributes(graph, costs, "cost")
    for node in graph:
        lengths = nx.single_source_dijkstra_path_length(graph, node, weight="cost")
        nearest = min(exits, key=lambda one: (lengths[one], one))
        assert lab.via(f"r{node}", P) == [f"x{node}" if node in exits else f"r{nearest}"]


@settings(max_examples=30, deadline=None)
@given(graphs(5), st.integers(1, 4))
def test_many_prefixes_of_one_class_have_the_answer_of_one(graph: nx.Graph, count: int) -> None:
    lab = one_as_each(graph, {})
    more = [f"198.51.{i}.0/24" for i in range(count)]
    lab.process("r0", networks=tuple(BgpNetwork(ip_network(prefix), always=True) for prefix in (P, *more)))
    for node in graph:
        for prefix in more:
            assert lab.via(f"r{node}", prefix) == lab.via(f"r{node}", P)
