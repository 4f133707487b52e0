"""What a router brings into BGP itself: networks, redistributed routes, aggregates, defaults, exported main tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import ip_network

from models.device import Device
from models.route import Route
from models.routing import BgpNetwork, Prefix, Redistribution, StaticRoute, SummaryRoute
from netplan.routing.bgp.edges import Edge
from netplan.routing.bgp.path import LOCAL, LOCAL_WEIGHT, Path, after_policy, candidate
from netplan.routing.bgp.speakers import Speaker
from netplan.routing.policy.candidate import IGP, INCOMPLETE
from netplan.routing.vector.brought import comes_along
from netplan.topology.memo import PerDevice

LEARNT = ("bgp", "ibgp")
_OSPF_MATCH = {
    "ospf": ("internal",), "ospf-ia": ("internal",), "ospf-e1": ("external", "external-1"), "ospf-e2": ("external", "external-2"),
    "ospf-n1": ("nssa", "nssa-external-1"), "ospf-n2": ("nssa", "nssa-external-2"),
}  # fmt: skip
_LEVELS = {"isis-l1": "level-1", "isis-l2": "level-2", "isis-ia": "level-1"}
_MODELLED = ("connected", "static", "ospf", "ospf3", "isis", "rip", "eigrp", "bgp", "aggregate", "local", "kernel", "any")


def originated(speaker: Speaker, version: int) -> Iterator[tuple[Prefix, Path]]:
    """The routes of IP `version` that a router enters into its BGP table from its main table."""
    for network in speaker.process.networks:
        if network.prefix.version == version:
            yield from _network(speaker, network)
    wanted = [item for item in speaker.process.redistributions if item.family in (0, version)]
    if wanted:
        for prefix, (route, process) in _first_of_each(speaker.table.with_process(), version):
            for redistribution in wanted:
                if redistribution.protocol == "any":
                    yield from _from_main_table(speaker, redistribution, route)
                elif _takes(speaker, redistribution, route, process) and (prefix.prefixlen or speaker.process.originate_default):
                    yield from _redistributed(speaker, redistribution, route)


def _from_main_table(speaker: Speaker, redistribution: Redistribution, route: Route) -> Iterator[tuple[Prefix, Path]]:
    """A route of another protocol that policies may announce; without policies here, those of each neighbour choose."""
    if route.protocol in (*LEARNT, "local"):
        return
    path = _path(speaker, route)._replace(interface=route.interface, med=route.metric or None)
    if redistribution.policies:
        yield from through(speaker, redistribution.policies, path, route.prefix, route, "deny")
    else:
        active = route.distance < max(speaker.process.distances[:2])
        yield route.prefix, path._replace(own_table_only=True, weight=LOCAL_WEIGHT if active else -1)


_ACTIVE_ONLY = frozenset({"arista_eos", "juniper_junos", "nokia_sros"})
"""Systems that announce a BGP route only while it is the one in the main table."""


def beaten(found: Iterable[Speaker], version: int) -> Mapping[Prefix, Mapping[int, int]]:
    """For each prefix the routers that announce active routes only and hold another protocol's, with its distance."""
    rivals: dict[Prefix, dict[int, int]] = {}
    for speaker in found:
        if speaker.device.suite in _ACTIVE_ONLY and not speaker.process.advertise_inactive:
            for route in speaker.table.routes():
                learnt = route.protocol in LEARNT or (route.protocol == "aggregate" and not speaker.device.summaries)
                if route.prefix.version == version and not learnt:
                    rivals.setdefault(route.prefix, {})[speaker.index] = route.distance
    return rivals


def unmodelled_redistributions(speaker: Speaker) -> list[Redistribution]:
    """Redistributions from protocols that the engine does not compute."""
    return [item for item in speaker.process.redistributions if item.protocol not in _MODELLED]


def _first_of_each(routes: Iterable[tuple[Route, str]], version: int) -> Iterator[tuple[Prefix, tuple[Route, str]]]:
    """One route for each prefix of the table, with its process; of equal ones the lowest next hop."""
    first: dict[Prefix, tuple[Route, str]] = {}
    for route, process in routes:
        if route.prefix.version == version:
            known = first.get(route.prefix)
            if known is None or _order(route) < _order(known[0]):
                first[route.prefix] = (route, process)
    yield from first.items()


def _order(route: Route) -> tuple[bool, int, str]:
    return (route.protocol == "local", int(route.next_hop) if route.next_hop is not None else 0, route.interface)


_NETWORKS_BARE = frozenset({"frr"})
"""Systems on which `network` takes neither next hop nor metric of the route in the table."""

_OWN_NEXT_HOP = frozenset({"cisco_nxos"})
"""Systems that announce what they bring in with themselves as next hop, not with that of the route below."""


def _path(speaker: Speaker, route: Route) -> Path:
    hop = None if speaker.device.suite in _OWN_NEXT_HOP else route.next_hop
    port = route.interface if speaker.key[1] in speaker.device.vrfs and hop is None else ""  # other VRFs may use it
    return Path(
        LOCAL, protocol=route.protocol, next_hop=hop, interface=port, local_preference=speaker.process.default_local_preference,
        origin=INCOMPLETE, med=route.metric, weight=LOCAL_WEIGHT, tag=route.tag, doubt=_of_parts(speaker, route),
        communities=brought_along(speaker.device).get((route.vrf, route.prefix), frozenset()) if route.protocol in _OWN else _NO,
    )  # fmt: skip


_OWN = ("static", "aggregate")
_NO: frozenset[str] = frozenset()


def _communities_of(device: Device) -> Mapping[tuple[str, Prefix], frozenset[str]]:
    found: dict[tuple[str, Prefix], frozenset[str]] = {}
    facts: tuple[StaticRoute | SummaryRoute, ...] = (*device.statics, *device.summaries)
    for fact in facts:
        if fact.communities:
            found[fact.vrf, fact.prefix] = found.get((fact.vrf, fact.prefix), _NO) | fact.communities
    return found


brought_along = PerDevice(_communities_of)
"""The communities that static routes and summaries bring along, by VRF and prefix."""


def _of_parts(speaker: Speaker, route: Route) -> str:
    """Why the AS path of a summary of the main table is not known: it is made of those of the routes that it sums up."""
    if route.protocol != "aggregate" or not speaker.device.summaries:
        return ""
    parts = (r for r in speaker.table.routes() if r.protocol in LEARNT and r.prefix.version == route.prefix.version)
    learnt = next((r for r in parts if _inside(r.prefix, route.prefix) and r.prefix != route.prefix), None)
    return "" if learnt is None else f"the AS path of the summary {route.prefix} depends on that of {learnt.prefix}"


def _network(speaker: Speaker, network: BgpNetwork) -> Iterator[tuple[Prefix, Path]]:
    table = [route for route in speaker.table.exact(network.prefix) if route.protocol not in (*LEARNT, "aggregate")]
    if table and speaker.device.suite not in _NETWORKS_BARE:
        path = _path(speaker, min(table, key=_order))
    elif table or network.always or _summarised(speaker, network.prefix):
        path = Path(LOCAL, protocol="network", med=0, weight=LOCAL_WEIGHT)
        path = path._replace(local_preference=speaker.process.default_local_preference)
    else:
        return
    yield from through(speaker, network.policies, path._replace(origin=IGP), network.prefix)


def _summarised(speaker: Speaker, prefix: Prefix) -> bool:
    """`auto-summary`: a classful network is announced when any subnet of it is in the table."""
    return speaker.process.auto_summary and prefix.version == 4 and prefix == _classful(prefix) and has_part(speaker, prefix)


def has_part(speaker: Speaker, prefix: Prefix) -> bool:
    """Whether a more specific route is in the main table."""
    return any(
        r.prefix.version == prefix.version and r.prefix.prefixlen > prefix.prefixlen and _inside(r.prefix, prefix)
        for r in speaker.table.routes()
    )


def _classful(prefix: Prefix) -> Prefix:
    first = int(prefix.network_address) >> (prefix.max_prefixlen - 8)
    size = 8 if first < 128 else 16 if first < 192 else 24
    return prefix if prefix.prefixlen <= size else prefix.supernet(new_prefix=size)


def _inside(part: Prefix, whole: Prefix) -> bool:
    shift = whole.max_prefixlen - whole.prefixlen
    return part.prefixlen >= whole.prefixlen and int(part.network_address) >> shift == int(whole.network_address) >> shift


def _takes(speaker: Speaker, redistribution: Redistribution, route: Route, process: str) -> bool:
    if redistribution.protocol in ("ospf", "ospf3"):
        if redistribution.process and process and process.split()[-1] != redistribution.process:
            return False
        # IPv6 asks for `include-connected`
        own = (
            redistribution.protocol == "ospf"
            and route.protocol == "connected"
            and comes_along(speaker.device, redistribution, route)
        )
        kinds = ("internal",) if own else _OSPF_MATCH.get(route.protocol, ())
        return bool(kinds) and (not redistribution.match or any(kind in redistribution.match for kind in kinds))
    if redistribution.protocol == "isis" and route.protocol in _LEVELS:
        named = redistribution.process in ("", process.partition(" ")[2])
        return named and (not redistribution.match or _LEVELS[route.protocol] in redistribution.match)
    if redistribution.protocol in ("rip", "eigrp"):
        named = redistribution.process in ("", process.rpartition(" ")[2])
        return (named and route.protocol.partition("-")[0] == redistribution.protocol) or (
            route.protocol == "connected" and comes_along(speaker.device, redistribution, route)
        )
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
    yield from through(speaker, redistribution.policies, path, prefix, route)


def through(
    speaker: Speaker, names: Sequence[str], path: Path, prefix: Prefix, route: Route | None = None, default: str = "permit"
) -> Iterator[tuple[Prefix, Path]]:
    """The path after the policies of a `network` or `redistribute` line, if they permit it."""
    before = candidate(path, prefix, None)
    if route is not None:
        before = before._replace(interface=route.interface, route_type=_route_type(route))
    result = speaker.policies.apply(names, before, default)
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
    if edge.out.default_if_present and not speaker.table.exact(DEFAULTS[version]):
        return None
    if not edge.out.default_policies:
        return path
    for prefix, (route, _) in _first_of_each(speaker.table.with_process(), version):
        for _, found in through(speaker, edge.out.default_policies, _path(speaker, route), prefix, route):
            return path._replace(
                med=found.med if found.med != route.metric else None,
                communities=found.communities,
                as_path=found.as_path,
                doubt=found.doubt,
            )
    return None


DEFAULTS = {4: ip_network("0.0.0.0/0"), 6: ip_network("::/0")}
