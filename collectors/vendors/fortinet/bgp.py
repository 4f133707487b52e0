"""BGP: one process for each virtual domain. Both address families of a neighbour are active unless it says otherwise."""

from copy import copy
from dataclasses import replace
from ipaddress import ip_address

from collectors.draft import Draft
from collectors.vendors.fortinet.blocks import Block, each, whole
from collectors.vendors.fortinet.names import own, vrf_of
from collectors.vendors.fortinet.ospf import PATHS, named, redistributions
from collectors.vendors.fortinet.prefixes import prefix_of
from models.policy import Match
from models.routing import BgpAggregate, BgpFamily, BgpNeighbor, BgpNetwork, BgpProcess, Prefix

FILTERS = {"prefix-list": "prefix-list", "distribute-list": "prefix-list", "filter-list": "as-path-list"}
"""Access lists of routes are kept as prefix lists."""
TTL = 255
"""Of a neighbour that may be further away (`ebgp-multihop-ttl` by default)."""
OWN_AS = 3
"""How often the own AS number may be in a path (`allowas-in` by default, where it is on)."""
KEPT = ("description", "soft-reconfiguration", "soft-reconfiguration6", "bfd")


def asn(text: str) -> int:
    """An AS number, plain or as two halves. Raises ValueError.

    >>> asn("65001"), asn("1.10")
    (65001, 65546)
    """
    high, dot, low = text.rpartition(".")
    return (whole(high) << 16) + whole(low) if dot else whole(text)


def read_bgp(block: Block, draft: Draft) -> None:
    """`config router bgp`."""
    number = asn(block.word("as", "0"))
    if not number:
        if not block.sets:
            block.done()
        return
    vrf = vrf_of(draft, block.vdom)
    confederation = block.known("confederation-identifier")
    groups = {entry.name: entry for table in block.tables("neighbor-group") for entry in table.entries()}
    external, internal = (block.is_on(f"{kind}-multipath") for kind in ("ebgp", "ibgp"))
    checked = block.is_on("network-import-check", True)
    paths = draft.scratch.get(f"paths {block.vdom}", PATHS)
    assert isinstance(paths, int)
    draft.bgp[vrf] = BgpProcess(
        asn=number,
        vrf=vrf,
        router_id=block.address("router-id"),
        neighbors=_neighbors(block, number, groups, draft),
        networks=_networks(block, checked, draft),
        aggregates=_aggregates(block, draft),
        redistributions=tuple(
            replace(item, family=6 if item.family == 6 else 4)
            for name in ("redistribute", "redistribute6")
            for item in redistributions(block, name, draft, "route-map")
        ),
        distances=(
            block.amount("distance-external", 20),
            block.amount("distance-internal", 200),
            block.amount("distance-local", 200),
        ),
        maximum_paths=paths if external else 1,
        maximum_paths_internal=paths if internal else 1,
        always_compare_med=block.is_on("always-compare-med"),
        deterministic_med=block.is_on("deterministic-med"),
        med_missing_as_worst=block.is_on("bestpath-med-missing-as-worst"),
        compare_router_id=block.is_on("bestpath-cmp-routerid"),
        default_local_preference=block.amount("default-local-preference", 100),
        cluster_id=block.address("cluster-id"),
        confederation=confederation,
        confederation_peers=frozenset(asn(text) for text in block.values("confederation-peers")),
        source=draft.source(block),
    )
    block.done()


def _neighbors(block: Block, own_as: int, groups: dict[str, Block], draft: Draft) -> tuple[BgpNeighbor, ...]:
    found: list[BgpNeighbor] = []

    def neighbor(entry: Block, draft: Draft) -> None:
        group = entry.word("neighbor-group")
        if group and group not in groups:
            raise ValueError(f"no neighbour group {group}")
        view = _within(entry, groups[group]) if group else entry
        found.append(replace(_session(view, own_as, draft), address=ip_address(entry.name), group=group))

    def span(entry: Block, draft: Draft) -> None:
        prefix: Prefix = prefix_of(entry.values("prefix") or entry.values("prefix6"))
        entry.word("max-neighbor-num")
        name = entry.word("neighbor-group")
        if name not in groups:
            raise ValueError(f"no neighbour group {name}")
        found.append(replace(_session(groups[name], own_as, draft), listen_range=prefix, group=name, source=draft.source(entry)))

    def group(entry: Block, draft: Draft) -> None:
        _session(entry, own_as, draft)

    for table in block.tables("neighbor"):
        each(table, neighbor, draft)
        table.done()
    for table in block.tables("neighbor-range", "neighbor-range6"):
        each(table, span, draft)
        table.done()
    for table in block.tables("neighbor-group"):
        each(table, group, draft)
        table.done()
    return tuple(found)


def _within(entry: Block, group: Block) -> Block:
    """A neighbour with what its group says besides."""
    view = copy(entry)
    view.sets = {**group.sets, **entry.sets}
    return view


def _session(entry: Block, own_as: int, draft: Draft) -> BgpNeighbor:
    """What a neighbour or a group of neighbours says."""
    remote = entry.word("remote-as", "0")
    kind = remote if remote in ("internal", "external") else ""
    remote_as = own_as if kind == "internal" else None if kind else asn(remote) or None
    far = entry.is_on("ebgp-enforce-multihop")
    ttl = entry.amount("ebgp-multihop-ttl", TTL)
    local = asn(entry.word("local-as", "0"))
    for option in KEPT:
        entry.values(option)
    families = [_family(entry, "ipv4 unicast", "", draft)] if entry.is_on("activate", True) else []
    families += [_family(entry, "ipv6 unicast", "6", draft)] if entry.is_on("activate6", True) else []
    return BgpNeighbor(
        None,
        remote_as=remote_as,
        remote_kind=kind,
        local_as=local or None,
        local_as_no_prepend=entry.is_on("local-as-no-prepend"),
        local_as_replace=entry.is_on("local-as-replace-as"),
        description=entry.word("description"),
        update_source=entry.word("update-source"),
        multihop=ttl if far else 0,
        enabled=not entry.is_on("shutdown"),
        families=tuple(families),
        source=draft.source(entry),
    )


def _family(entry: Block, family: str, end: str, draft: Draft) -> BgpFamily:
    communities = entry.word(f"send-community{end}", "both")
    default = entry.is_on(f"capability-default-originate{end}")
    default_policy = entry.word(f"default-originate-routemap{end}")
    allowed = entry.amount(f"allowas-in{end}", OWN_AS)
    return BgpFamily(
        family=family,
        filters_in=_filters(entry, "in", end, draft),
        filters_out=_filters(entry, "out", end, draft),
        policies_in=_policies(entry, f"route-map-in{end}"),
        policies_out=_policies(entry, f"route-map-out{end}"),
        next_hop_self=entry.is_on(f"next-hop-self{end}") or entry.is_on(f"next-hop-self-rr{end}"),
        next_hop_self_all=entry.is_on(f"next-hop-self-rr{end}"),
        reflector_client=entry.is_on(f"route-reflector-client{end}"),
        send_community=communities in ("both", "standard"),
        send_extended_community=communities in ("both", "extended"),
        allowas_in=allowed if entry.is_on(f"allowas-in-enable{end}") else 0,
        as_override=entry.is_on(f"as-override{end}"),
        remove_private_as="yes" if entry.is_on(f"remove-private-as{end}") else "",
        default_originate=default,
        default_policies=named(entry, default_policy) if default else (),
        maximum_prefixes=entry.known(f"maximum-prefix{end}"),
        weight=entry.amount("weight", 0) if entry.word("weight") else None,
        source=draft.source(entry),
    )


def _filters(entry: Block, way: str, end: str, draft: Draft) -> tuple[Match, ...]:
    found = []
    for option, kind in FILTERS.items():
        if name := entry.word(f"{option}-{way}{end}"):
            found.append(Match(kind, (own(entry.vdom, name),), source=draft.source(entry.sets[f"{option}-{way}{end}"])))
    return tuple(found)


def _policies(entry: Block, option: str) -> tuple[str, ...]:
    return named(entry, entry.word(option))


def _networks(block: Block, checked: bool, draft: Draft) -> tuple[BgpNetwork, ...]:
    found: list[BgpNetwork] = []

    def network(entry: Block, draft: Draft) -> None:
        prefix = prefix_of(entry.values("prefix") or entry.values("prefix6"))
        check = entry.word("network-import-check", "global")
        always = check == "disable" or (check == "global" and not checked)
        found.append(BgpNetwork(prefix, _policies(entry, "route-map"), always, draft.source(entry)))

    for table in block.tables("network", "network6"):
        each(table, network, draft)
        table.done()
    return tuple(found)


def _aggregates(block: Block, draft: Draft) -> tuple[BgpAggregate, ...]:
    found: list[BgpAggregate] = []

    def aggregate(entry: Block, draft: Draft) -> None:
        prefix = prefix_of(entry.values("prefix") or entry.values("prefix6"))
        found.append(BgpAggregate(prefix, entry.is_on("summary-only"), entry.is_on("as-set"), source=draft.source(entry)))

    for table in block.tables("aggregate-address", "aggregate-address6"):
        each(table, aggregate, draft)
        table.done()
    return tuple(found)
