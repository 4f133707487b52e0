"""BGP: groups resolved into neighbours. The most specific level that says something wins.

A route that no policy of a chain decides is taken in; it goes out if it is a BGP route, and stays if it is of
another protocol. So `advertisement_policy_default` is "permit", and a process of which a neighbour has an export policy
has one `Redistribution("any")` without policies: each neighbour's chain decides on the routes of other protocols.
"""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.juniper_junos.chains import chain
from collectors.vendors.juniper_junos.numbers import asn as as_number
from models.routing import BgpFamily, BgpNeighbor, BgpProcess, Ip, Prefix, Redistribution

FAMILIES = {
    ("inet", "unicast"): "ipv4 unicast", ("inet6", "unicast"): "ipv6 unicast", ("inet", "any"): "ipv4 unicast",
    ("inet6", "any"): "ipv6 unicast", ("inet-vpn", "unicast"): "vpnv4 unicast", ("inet6-vpn", "unicast"): "vpnv6 unicast",
    ("evpn", "signaling"): "l2vpn evpn",
}  # fmt: skip
"""What the model knows; others (labeled-unicast, multicast, flow) stay unread."""
MULTIHOP = 64
"""Hops of `multihop` without a number."""
PATHS = 16


def read_bgp(bgp: Statement, vrf: str, draft: Draft) -> None:
    """`protocols bgp` of one instance."""
    options, general = (draft.scratch.get(f"options {name}", {}) for name in (vrf, "default"))
    assert isinstance(options, dict) and isinstance(general, dict)
    asn = options.get("as") or general.get("as") or _asn(bgp, "local-as") or 0
    neighbors: list[BgpNeighbor] = []
    bgp.modelled()
    for group in bgp.below("group"):
        group.modelled()
        for peer in (*group.below("neighbor"), *group.below("allow")):
            if known := _neighbor((peer, group, bgp), asn, int(options.get("loops") or 0), draft):
                neighbors.append(known)
    levels = [bgp, *bgp.below("group"), *(peer for group in bgp.below("group") for peer in group.below("neighbor"))]
    exporting = any(family.policies_out for peer in neighbors for family in peer.families)
    multipath = [level for level in levels if level.flag("multipath")]
    relaxed = [level.flag("multipath", "multiple-as") for level in multipath]
    cluster = next((found for level in levels if (found := _ip(level, "cluster"))), None)
    preference = bgp.whole("preference")
    distance = 170 if preference is None else preference
    draft.bgp[vrf] = BgpProcess(
        asn=asn, vrf=vrf, router_id=options.get("router-id"), neighbors=tuple(neighbors), distances=(distance, distance, 130),
        maximum_paths=PATHS if multipath else 1, maximum_paths_internal=PATHS if multipath else 1, multipath_relax=any(relaxed),
        always_compare_med=bgp.flag("path-selection", "always-compare-med"),
        deterministic_med=not bgp.flag("path-selection", "cisco-non-deterministic"),
        compare_router_id=bgp.flag("path-selection", "external-router-id"),
        redistributions=(Redistribution("any", source=draft.source(bgp)),) if exporting else (), cluster_id=cluster,
        enabled=not bgp.flag("disable"), advertise_inactive=_everywhere(bgp, "advertise-inactive"),
        confederation=options.get("confederation"), confederation_peers=options.get("members", frozenset()),
        source=draft.source(bgp),
    )  # fmt: skip


def _everywhere(bgp: Statement, word: str) -> bool:
    """Whether a setting holds for all groups; that of some neighbours or groups alone stays unread."""
    groups = list(bgp.below("group"))
    if bgp.flag(word):
        return True
    told = bool(groups) and all(group.get(word) for group in groups)
    for group in groups if told else ():
        group.flag(word)
    return told


def _asn(at: Statement, word: str) -> int | None:
    for value in at.below(word):
        if (number := as_number(value.word)) is not None:
            at.index[word].modelled()
            value.modelled()
            return number
    return None


def _ip(at: Statement, word: str) -> Ip | None:
    for value in at.below(word):
        try:
            found = ip_address(value.word)
        except ValueError:
            continue
        at.value(word)
        return found
    return None


def _first(levels: tuple[Statement, ...], word: str) -> Statement | None:
    """The most specific statement `word`; it and those that it hides are marked as read."""
    found = [at for level in levels if (at := level.get(word))]
    for at in found:
        at.modelled()
    return found[0] if found else None


def _chain(levels: tuple[Statement, ...], word: str) -> tuple[str, ...]:
    """The chain of the most specific level that has one."""
    chains = [chain(level.get(word)) for level in levels]
    return next((found for found in chains if found), ())


def _neighbor(levels: tuple[Statement, ...], asn: int, loops: int, draft: Draft) -> BgpNeighbor | None:
    peer, group, _ = levels
    address, prefix = _peer(peer)
    if address is None and prefix is None:
        return None
    peer.modelled()
    kinds = [level.value("type") for level in levels]
    kind = next((kind for kind in kinds if kind), "external")
    local = _first(levels, "local-as")
    locals_ = [_asn(level, "local-as") for level in levels]
    local_as = next((number for number in locals_ if number is not None), None)
    remotes = [_asn(level, "peer-as") for level in levels]
    remote = next((number for number in remotes if number is not None), None)
    if kind == "internal":
        remote = local_as or asn or None
    sources = [level.value("local-address") for level in levels]
    descriptions = [level.value("description") for level in levels]
    hops = _first(levels, "multihop")
    ttl = MULTIHOP if hops else 0
    if hops:
        hops.flag("no-nexthop-change")
        ttl = hops.whole("ttl") or ttl
    passed = _first(levels, "advertise-peer-as")
    words = [child.word for number in local.each() for child in (number, *number.each())] if local else []
    if local:
        for line in local.walk():
            if line.words[0] in ("private", "no-prepend-global-as"):
                line.modelled()
    return BgpNeighbor(
        address=address, remote_as=remote, remote_kind=kind, local_as=local_as, local_as_no_prepend="private" in words,
        local_as_replace="no-prepend-global-as" in words, description=next(filter(None, descriptions), ""),
        group="" if group.word == peer.word else group.word, update_source=next(filter(None, sources), ""), multihop=ttl,
        enabled=not any(level.flag("shutdown") for level in levels),
        families=tuple(_families(levels, address or prefix, loops, draft)),
        listen_range=prefix, peer_as_check=passed is None, source=draft.source(peer),
    )  # fmt: skip


def _peer(peer: Statement) -> tuple[Ip | None, Prefix | None]:
    try:
        return ip_address(peer.word), None
    except ValueError:
        pass
    try:
        return None, ip_network("0.0.0.0/0" if peer.word == "all" else peer.word, strict=False)
    except ValueError:
        return None, None


def _families(levels: tuple[Statement, ...], peer: Ip | Prefix | None, loops: int, draft: Draft) -> Iterator[BgpFamily]:
    """The families of the most specific level that names any; without one it is that of the peer's address."""
    known: list[tuple[str, Statement | None]] = []
    for level in levels:
        stated = [(FAMILIES.get((family.word, kind.word), ""), kind) for family in level.below("family") for kind in family.each()]
        for name, kind in stated:
            if name:
                kind.modelled()
        known = known or [*stated]
    if not known:
        known = [("ipv6 unicast" if peer is not None and peer.version == 6 else "ipv4 unicast", None)]
    imports, exports = _chain(levels, "import"), _chain(levels, "export")
    cluster = _first(levels, "cluster")
    override = _first(levels, "as-override")
    private = _first(levels, "remove-private")
    if private and private.flag("all"):
        private.flag("all", "replace")
    internal = next((level.get("type") for level in levels if level.get("type")), None)
    for name, family in known:
        if not name:
            continue
        own = family.whole("loops") if family else None
        limits = [
            limit for word in ("prefix-limit", "accepted-prefix-limit") if family and (limit := family.whole(word, "maximum"))
        ]
        added = family.flag("add-path", "send") | family.flag("add-path", "receive") if family else False
        yield BgpFamily(
            name, policies_in=imports, policies_out=exports,
            reflector_client=cluster is not None and internal is not None and internal.get("internal") is not None,
            send_community=True, send_extended_community=True, allowas_in=own - 1 if own else loops,
            as_override=override is not None,
            remove_private_as="" if private is None else "all" if private.get("all") else "yes",
            maximum_prefixes=limits[0] if limits else None, add_paths=added, source=draft.source(family or levels[0]),
        )  # fmt: skip
