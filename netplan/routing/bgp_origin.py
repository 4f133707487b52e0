"""What a router brings into BGP itself: networks, redistributed routes, aggregates, defaults, exported main tables."""

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_network

from models.route import Route
from models.routing import BgpAggregate, BgpNetwork, Prefix, Redistribution
from netplan.routing.bgp_edges import Edge
from netplan.routing.bgp_path import LOCAL, LOCAL_WEIGHT, Path, after_policy, candidate
from netplan.routing.bgp_speakers import Speaker
from netplan.routing.policy_as_path import Segment, members
from netplan.routing.policy_candidate import IGP, INCOMPLETE

LEARNT = ("bgp", "ibgp")
_OSPF_MATCH = {
    "ospf": ("internal",), "ospf-ia": ("internal",), "ospf-e1": ("external", "external-1"), "ospf-e2": ("external", "external-2"),
    "ospf-n1": ("nssa", "nssa-external-1"), "ospf-n2": ("nssa", "nssa-external-2"),
}  # fmt: skip
_MODELLED = ("connected", "static", "ospf", "ospf3", "bgp", "aggregate", "local", "kernel")


def originated(speaker: Speaker, version: int) -> Iterator[tuple[Prefix, Path]]:
    """The routes of IP `version` that a router enters into its BGP table from its main table."""
    for network in speaker.process.networks:
        if network.prefix.version == version:
            yield from _network(speaker, network)
    wanted = speaker.process.redistributions
    if wanted or speaker.exports_main_table:
        for prefix, route in _first_of_each(speaker.table.routes(), version):
            for redistribution in wanted:
                if _takes(redistribution, route) and (prefix.prefixlen or speaker.process.originate_default):
                    yield from _redistributed(speaker, redistribution, route)
            if speaker.exports_main_table and route.protocol not in LEARNT:
                yield prefix, _path(speaker, route)._replace(own_table_only=True)


def unmodelled_redistributions(speaker: Speaker) -> list[Redistribution]:
    """Redistributions from protocols that the engine does not compute."""
    return [item for item in speaker.process.redistributions if item.protocol not in _MODELLED]


def _first_of_each(routes: Iterable[Route], version: int) -> Iterator[tuple[Prefix, Route]]:
    """One route for each prefix of the table; of equal ones the lowest next hop."""
    first: dict[Prefix, Route] = {}
    for route in routes:
        if route.prefix.version == version:
            known = first.get(route.prefix)
            if known is None or _order(route) < _order(known):
                first[route.prefix] = route
    yield from first.items()


def _order(route: Route) -> tuple[bool, int, str]:
    return (route.protocol == "local", int(route.next_hop) if route.next_hop is not None else 0, route.interface)


def _path(speaker: Speaker, route: Route) -> Path:
    return Path(
        LOCAL, protocol=route.protocol, next_hop=route.next_hop, local_preference=speaker.process.default_local_preference,
        origin=INCOMPLETE, med=route.metric, weight=LOCAL_WEIGHT, tag=route.tag,
    )  # fmt: skip


def _network(speaker: Speaker, network: BgpNetwork) -> Iterator[tuple[Prefix, Path]]:
    table = [route for route in speaker.table.exact(network.prefix) if route.protocol not in (*LEARNT, "aggregate")]
    if table:
        path = _path(speaker, min(table, key=_order))
    elif network.always or (speaker.process.auto_summary and _has_part(speaker, network.prefix)):
        path = Path(LOCAL, protocol="network", med=0, weight=LOCAL_WEIGHT)
        path = path._replace(local_preference=speaker.process.default_local_preference)
    else:
        return
    yield from _through(speaker, network.policies, path._replace(origin=IGP), network.prefix)


def _has_part(speaker: Speaker, prefix: Prefix) -> bool:
    """`auto-summary`: a classful network is announced when any subnet of it is in the table."""
    if prefix.version != 4 or prefix != _classful(prefix):
        return False
    return any(
        r.prefix.version == 4 and r.prefix.prefixlen > prefix.prefixlen and _inside(r.prefix, prefix)
        for r in speaker.table.routes()
    )


def _classful(prefix: Prefix) -> Prefix:
    first = int(prefix.network_address) >> (prefix.max_prefixlen - 8)
    size = 8 if first < 128 else 16 if first < 192 else 24
    return prefix if prefix.prefixlen <= size else prefix.supernet(new_prefix=size)


def _inside(part: Prefix, whole: Prefix) -> bool:
    shift = whole.max_prefixlen - whole.prefixlen
    return part.prefixlen >= whole.prefixlen and int(part.network_address) >> shift == int(whole.network_address) >> shift


def _takes(redistribution: Redistribution, route: Route) -> bool:
    if redistribution.protocol in ("ospf", "ospf3"):
        kinds = _OSPF_MATCH.get(route.protocol, ())
        return bool(kinds) and (not redistribution.match or any(kind in redistribution.match for kind in kinds))
    return redistribution.protocol == route.protocol


def _redistributed(speaker: Speaker, redistribution: Redistribution, route: Route) -> Iterator[tuple[Prefix, Path]]:
    prefix, path = route.prefix, _path(speaker, route)
    if speaker.process.auto_summary and route.prefix.version == 4:
        prefix = _classful(route.prefix)
        path = path if prefix == route.prefix else path._replace(next_hop=None)
    if redistribution.metric is not None:
        path = path._replace(med=redistribution.metric)
    if redistribution.tag is not None:
        path = path._replace(tag=redistribution.tag)
    processes = [key for key, ospf in speaker.device.ospf.items() if ospf.vrf == speaker.key[1] and key[0] == prefix.version // 2]
    if redistribution.process and redistribution.protocol.startswith("ospf") and len(processes) > 1:
        path = path._replace(doubt=f"not known whether it is of OSPF process {redistribution.process}")
    yield from _through(speaker, redistribution.policies, path, prefix, route)


def _through(
    speaker: Speaker, names: Sequence[str], path: Path, prefix: Prefix, route: Route | None = None
) -> Iterator[tuple[Prefix, Path]]:
    """The path after the policies of a `network` or `redistribute` line, if they permit it."""
    before = candidate(path, prefix, None)
    if route is not None:
        before = before._replace(interface=route.interface, route_type=_route_type(route))
    result = speaker.policies.apply(names, before)
    if result.permitted is not False:
        path = after_policy(path, before, result.candidate)
        if result.candidate.next_hop_action == "set":
            path = path._replace(next_hop=result.candidate.next_hop)
        doubtful = result.permitted is None or not result.exact
        yield prefix, path._replace(doubt=path.doubt or result.why) if doubtful else path


def _route_type(route: Route) -> str:
    kinds = {"ospf": "internal", "ospf-ia": "internal", "ospf-e1": "external-1", "ospf-e2": "external-2"}
    return kinds.get(route.protocol, {"ospf-n1": "nssa-external-1", "ospf-n2": "nssa-external-2"}.get(route.protocol, ""))


def default_route(edge: Edge) -> Path | None:
    """What `default-originate` towards one neighbour sends, or None when its condition does not hold."""
    speaker, version = edge.sender, int(edge.out.family[3])
    path = Path(
        LOCAL, protocol="default", origin=IGP, weight=LOCAL_WEIGHT, local_preference=speaker.process.default_local_preference
    )
    if not edge.out.default_policies:
        return path
    for prefix, route in _first_of_each(speaker.table.routes(), version):
        for _, found in _through(speaker, edge.out.default_policies, _path(speaker, route), prefix, route):
            return path._replace(
                med=found.med if found.med != route.metric else None,
                communities=found.communities,
                as_path=found.as_path,
                doubt=found.doubt,
            )
    return None


def aggregate_path(speaker: Speaker, aggregate: BgpAggregate, parts: Sequence[Path]) -> Path | None:
    """The summary of `parts`, the best paths of more specific prefixes; None when there are none."""
    if not parts:
        return None
    path = Path(
        LOCAL,
        protocol="aggregate",
        origin=IGP,
        weight=LOCAL_WEIGHT,
        local_preference=speaker.process.default_local_preference,
        discard=True,
    )
    if doubts := [part.doubt for part in parts if part.doubt]:
        certain = len(doubts) < len(parts) and not aggregate.as_set
        path = path._replace(doubt="" if certain else doubts[0])
    if aggregate.as_set:
        path = path._replace(
            as_path=_joined(parts),
            origin=max(part.origin for part in parts),
            communities=frozenset().union(*(part.communities for part in parts)),
        )
    if aggregate.attribute_policy:
        results = list(_through(speaker, (aggregate.attribute_policy,), path, aggregate.prefix))
        return results[0][1] if results else None
    return path


def _joined(parts: Sequence[Path]) -> tuple[int | Segment, ...]:
    """The common head of the AS paths as a sequence, all else as one set (RFC 4271 9.2.2.2)."""
    head: list[int | Segment] = []
    for column in zip(*(part.as_path for part in parts), strict=False):
        if any(item != column[0] for item in column) or not isinstance(column[0], int):
            break
        head.append(column[0])
    rest = sorted({asn for part in parts for asn in members(part.as_path[len(head) :])})
    return (*head, Segment("set", tuple(rest))) if rest else tuple(head)


def suppresses(speaker: Speaker, aggregate: BgpAggregate, part: Prefix) -> bool | None:
    """Whether an aggregate keeps a more specific prefix from being announced."""
    if aggregate.summary_only:
        return True
    if aggregate.suppress_policy:
        return speaker.policies.apply((aggregate.suppress_policy,), candidate(Path(LOCAL), part, None)).permitted
    return False


DEFAULTS = {4: ip_network("0.0.0.0/0"), 6: ip_network("::/0")}
