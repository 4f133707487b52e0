"""The main table of a node as its device printed it, against the one that the engine computes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from ipaddress import IPv6Address
from typing import TypeVar

from models.device import DeviceId
from models.observed import OSPF_ANY, RouteSeen
from models.route import Route
from models.routing import Ip, Prefix
from models.source import NOWHERE
from netplan.audit.fidelity.entries import Entry, Status
from netplan.routing.table import NodeTable
from netplan.topology.topology import Node

T = TypeVar("T", RouteSeen, Route)
_BARE = ("bgp", "isis")
MODELLED = frozenset({"connected", "local", "static", "ospf", "isis", "rip", "eigrp", "bgp", "aggregate", "leak"})
_DEEPEST = 8
"""How often a next hop may be resolved by a route that has a next hop itself."""


Doubt = Callable[[Prefix], str]
"""Why the engine gives no answer for a prefix at a node, "" when it does."""
Explain = Callable[[Sequence[RouteSeen], Sequence[Route]], str]
"""Why ways that were seen and ways that were predicted differ, "" when nobody knows."""


def compared(
    node: Node, family: int, seen: Collection[RouteSeen], table: NodeTable, underlay: NodeTable, doubt: Doubt, explain: Explain
) -> Iterator[Entry]:
    """One entry for each prefix of a family; tunnels go over the table `underlay`.

    Link-local and multicast prefixes are left out, which no config states, and addresses of ports that are down (Junos).
    """
    lost = {r.prefix for r in seen if r.protocol == "local" and r.discard}
    there = _grouped(r for r in seen if r.prefix.version == family and not _of_itself(r.prefix) and r.prefix not in lost)
    routes = [r for r in table.routes() if r.prefix.version == family and not _of_itself(r.prefix)]
    if not any(r.protocol == "local" for ways in there.values() for r in ways):
        routes = [r for r in routes if r.protocol != "local"]  # this device does not print the routes of its own addresses
    here = _grouped(routes)
    for prefix in sorted(there.keys() | here.keys(), key=lambda p: (int(p.network_address), p.prefixlen)):
        observed, predicted = there.get(prefix, []), here.get(prefix, [])
        what = _difference(observed, predicted, table, underlay) if observed and predicted else ""
        status = Status.EXTRA if not observed else Status.MISSING if not predicted else Status.DIFFERENT if what else Status.EQUAL
        unknown = doubt(prefix)
        why = explain(observed, predicted) if status is not Status.EQUAL and not unknown else ""
        yield Entry(
            node.device, node.vrf, "routes", family_of((observed or predicted)[0].protocol), str(prefix), status,
            "; ".join(map(seen_text, observed)), "; ".join(map(route_text, predicted)), unknown,
            "; ".join(part for part in (what, why) if part),
            observed[0].source if observed else NOWHERE,
            predicted[0].source if predicted else NOWHERE,
        )  # fmt: skip


def unplaced(device: DeviceId, vrf: str, seen: Iterable[RouteSeen]) -> Iterator[Entry]:
    """The routes of a VRF that the config does not have."""
    for prefix, ways in _grouped(r for r in seen if not _of_itself(r.prefix)).items():
        text, why = "; ".join(map(seen_text, ways)), "no config line names this VRF"
        yield Entry(
            device, vrf, "routes", family_of(ways[0].protocol), str(prefix), Status.MISSING, text, "", "", why, ways[0].source
        )


def family_of(protocol: str) -> str:
    """The protocol without its kind of route.

    >>> family_of("ospf-ia"), family_of("ibgp"), family_of("eigrp"), family_of(OSPF_ANY)
    ('ospf', 'bgp', 'eigrp', 'ospf')
    """
    if protocol == "ibgp":
        return "bgp"
    return protocol.split("-")[0] if protocol.startswith(("ospf-", "isis-", "eigrp-")) else protocol


def _of_itself(prefix: Prefix) -> bool:
    return prefix.is_multicast or (prefix.version == 6 and prefix.is_link_local)


def _grouped(routes: Iterable[T]) -> dict[Prefix, list[T]]:
    found: dict[Prefix, list[T]] = {}
    for route in routes:
        found.setdefault(route.prefix, []).append(route)
    return found


def _difference(seen: Sequence[RouteSeen], predicted: Sequence[Route], table: NodeTable, underlay: NodeTable) -> str:
    """In what they differ, "" when they are equal in all that both say."""
    if not _same_protocol(seen[0].protocol, predicted[0].protocol):
        return f"protocol {seen[0].protocol}, predicted {predicted[0].protocol}"
    parts = []
    for name in ("distance", "metric"):
        said, ours = {getattr(r, name) for r in seen} - {None}, {getattr(r, name) for r in predicted}
        if said and said != ours:
            parts.append(f"{name} {_numbers(said)}, predicted {_numbers(ours)}")
    if not _same_ways(seen, predicted) and not _same_ways(seen, _resolved(predicted, table, underlay)):
        parts.append("next hop")
    return ", ".join(parts)


def _numbers(values: set[int]) -> str:
    return "/".join(map(str, sorted(values)))


def _same_protocol(seen: str, predicted: str) -> bool:
    """A table that does not tell the level of IS-IS, or the kind of BGP, says less than what is predicted."""
    return seen == predicted or (family_of(predicted) == "ospf" if seen == OSPF_ANY else family_of(predicted) == seen in _BARE)


def _same_ways(seen: Sequence[RouteSeen], predicted: Sequence[Route]) -> bool:
    """Whether each way seen is one of the ways predicted, and there is no other."""
    left = list(predicted)
    for way in seen:
        match = next((route for route in left if _same_way(way, route)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def _same_way(way: RouteSeen, route: Route) -> bool:
    """Equal next hop or, where one side has none, equal port; what only one side says is not compared."""
    if way.discard or route.discard:
        return way.discard == route.discard
    hop = None if isinstance(way.next_hop, IPv6Address) and way.next_hop.is_link_local else way.next_hop
    ours = None if isinstance(route.next_hop, IPv6Address) and route.next_hop.is_link_local else route.next_hop
    if hop is not None and ours is not None:
        return hop == ours and (not way.interface or not route.interface or way.interface.lower() == route.interface.lower())
    if not way.interface and hop is None and way.protocol in ("connected", "local"):
        return ours is None  # a table that does not tell by which port the device has its own address
    return bool(way.interface) and way.interface.lower() == route.interface.lower()


def _resolved(predicted: Sequence[Route], table: NodeTable, underlay: NodeTable) -> list[Route]:
    """The ways on the wire: some devices print those in place of a next hop that is far away, or at the end of a tunnel."""
    found: dict[tuple[Ip | None, str, bool], Route] = {}
    todo = [(route, 0) for route in predicted]
    while todo:
        route, depth = todo.pop()
        if route.discard or route.interface or route.next_hop is None or depth == _DEEPEST:
            found.setdefault((route.next_hop, route.interface, route.discard), route)
            continue
        for below in (underlay if route.next_hop_device else table).longest(route.next_hop):
            direct = below.protocol in ("connected", "local")
            hop = route.next_hop if direct or below.next_hop is None else below.next_hop
            todo.append((_on(route, hop, below), depth + 1))
    return list(found.values())


def _on(route: Route, hop: Ip, below: Route) -> Route:
    """`route` as the route below it carries it on."""
    return replace(route, next_hop=hop, interface=below.interface, next_hop_vrf="", next_hop_device=None, discard=below.discard)


def seen_text(way: RouteSeen) -> str:
    """A way as it was seen."""
    return _text(way.protocol.replace(OSPF_ANY, "ospf"), way.distance, way.metric, way.next_hop, way.interface, way.discard)


def route_text(route: Route) -> str:
    """A way as it was computed."""
    return _text(route.protocol, route.distance, route.metric, route.next_hop, route.interface, route.discard)


def _text(protocol: str, distance: int | None, metric: int | None, hop: Ip | None, port: str, discard: bool) -> str:
    figures = (
        ""
        if distance is None and metric is None
        else f" [{'' if distance is None else distance}/{'' if metric is None else metric}]"
    )
    via = " discard" if discard else (f" via {hop}" if hop is not None else "") + (f" {port}" if port else "")
    return f"{protocol}{figures}{via}"
