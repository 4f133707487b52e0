"""BGP: groups resolved into neighbours. The most specific level that says something wins.

A route that no policy decides is taken in; it goes out if it is a BGP route, and stays if it is of another protocol: so a
process of which a neighbour has an export policy has one `Redistribution("any")` without policies, and the policies of each
neighbour decide on the routes of other protocols. An external neighbour without a policy neither gives nor gets routes
where `ebgp-default-reject-policy` says so, which is the default of the MD-CLI.
"""

from ipaddress import ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.nokia_sros.words import address, address_of, doubt, listed, on, says
from models.interfaces import DEFAULT_VRF
from models.policy import Policy
from models.routing import VPN_FAMILIES, BgpFamily, BgpNeighbor, BgpProcess, Ip, Redistribution

FAMILIES = {
    "ipv4": "ipv4 unicast", "ipv6": "ipv6 unicast", "vpn-ipv4": "vpnv4 unicast", "vpn-ipv6": "vpnv6 unicast", "evpn": "l2vpn evpn",
}  # fmt: skip
PREFERENCE, OF_AGGREGATES = 170, 130
REJECTS = "ebgp-default-reject-policy"
_CAREFUL = "external neighbours need policies"
"""So it is by default where neighbours stand beside their groups, which is the form of the MD-CLI."""


def read_bgp(router: Statement, vrf: str, draft: Draft) -> None:
    """`bgp` of one router instance. A neighbour stands in its group (classic) or names it (MD-CLI)."""
    if (bgp := router.get("bgp")) is None:
        return
    bgp.modelled()
    asn = _own_as(vrf, draft)
    groups = {group.word: group for group in bgp.below("group")}
    peers = [(peer, group) for group in groups.values() for peer in group.below("neighbor")]
    for group in groups.values():
        bgp.index["group"].modelled()
        group.modelled()
        if members := group.get("neighbor"):
            members.modelled()
    for peer in bgp.below("neighbor"):
        bgp.index["neighbor"].modelled()
        if (named := groups.get(peer.value("group"))) is not None:
            peers.append((peer, named))
        else:
            doubt(draft, peer, "BGP")
    draft.scratch[_CAREFUL] = not any(group.get("neighbor") for group in groups.values())
    neighbours = [found for peer, group in peers if (found := _neighbour((peer, group, bgp), asn, draft))]
    for group in groups.values():
        for allowed in (*group.below("dynamic-neighbor", "match", "prefix"), *group.below("dynamic-neighbor", "prefix")):
            if found := _neighbour((allowed, group, bgp), asn, draft):
                neighbours.append(found)
    exporting = any(name != REJECTS for peer in neighbours for family in peer.families for name in family.policies_out)
    paths, inside, outside = _multipath(bgp, router)
    clusters = [address_of(level, "cluster", "cluster-id") or address_of(level, "cluster") for level in _levels(bgp, peers)]
    preference = bgp.whole("preference")
    distance = PREFERENCE if preference is None else preference
    draft.bgp[vrf] = BgpProcess(
        asn=asn, vrf=vrf, router_id=address_of(bgp, "router-id") or address_of(router, "router-id") or _system(draft, vrf),
        neighbors=tuple(neighbours), distances=(distance, distance, OF_AGGREGATES),
        maximum_paths=outside or paths, maximum_paths_internal=inside or paths,
        redistributions=(Redistribution("any", source=draft.source(bgp)),) if exporting else (),
        cluster_id=next((ip for ip in clusters if ip is not None), None), compare_router_id=True,
        enabled=on(bgp), advertise_inactive=bool(says(bgp, "advertise-inactive")), source=draft.source(bgp),
    )  # fmt: skip


def _levels(bgp: Statement, peers: list[tuple[Statement, Statement]]) -> list[Statement]:
    return [bgp, *(level for pair in peers for level in pair)]


def read_as(router: Statement, vrf: str, draft: Draft) -> None:
    """The AS number of a router instance; that of the base router is the one of services that state none."""
    if (stated := router.whole("autonomous-system")) is not None:
        draft.scratch[f"as {vrf}"] = stated


def _own_as(vrf: str, draft: Draft) -> int:
    stated = draft.scratch.get(f"as {vrf}") or draft.scratch.get(f"as {DEFAULT_VRF}")
    return stated if isinstance(stated, int) else 0


def _system(draft: Draft, vrf: str) -> Ip | None:
    found = draft.interfaces.get("system") if vrf == DEFAULT_VRF else None
    return next((each.ip.ip for each in found.addresses if each.ip.version == 4), None) if found else None


def _multipath(bgp: Statement, router: Statement) -> tuple[int, int, int]:
    """How many paths are used: of all kinds, internal, external (0: as all). Never more than `ecmp` of the router allows."""
    most = router.whole("ecmp") or 1
    at = bgp.get("multipath") or bgp.get("multi-path")
    if at is None:
        return 1, 0, 0
    at.modelled()
    paths = at.whole("max-paths") or at.whole("maximum-paths") or 1
    inside, outside = at.whole("ibgp") or 0, at.whole("ebgp") or 0
    return min(paths, most), min(inside, most), min(outside, most)


def _first(levels: tuple[Statement, ...], *path: str) -> str:
    """The value of the most specific level; those that it hides are marked as read too."""
    values = [level.value(*path) for level in levels]
    return next(filter(None, values), "")


def _switch(levels: tuple[Statement, ...], word: str) -> bool | None:
    values = [says(level, word) for level in levels]
    return next((value for value in values if value is not None), None)


def _chain(levels: tuple[Statement, ...], way: str) -> tuple[str, ...]:
    """`import { policy [a b] }`, or `import "a" "b"`; of the most specific level that has one."""
    chains = []
    for level in levels:
        at = level.get(way)
        inner = at.get("policy") if at is not None else None
        if at is not None and inner is not None:
            at.modelled()
            chains.append(listed(inner))
        else:
            chains.append(listed(at))
    return next(filter(None, chains), ())


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else None


def _neighbour(levels: tuple[Statement, Statement, Statement], asn: int, draft: Draft) -> BgpNeighbor | None:
    peer, group, _ = levels
    ip = address(peer.word)
    listen = ip_network(peer.word, strict=False) if ip is None else None
    peer.modelled()
    local = _number(_first(levels, "local-as", "as-number")) or _number(_first(levels, "local-as"))
    remote = _number(_first(levels, "peer-as"))
    kind = _first(levels, "type")
    internal = kind == "internal" or (kind != "external" and remote is not None and remote == (local or asn))
    if kind == "no-type":
        kind = ""
    if internal and remote is None:
        remote = local or asn or None
    hops = _number(_first(levels, "multihop"))
    return BgpNeighbor(
        address=ip, remote_as=remote, remote_kind="internal" if internal else "external", local_as=local,
        description=_first(levels, "description"), group=group.word, update_source=_first(levels, "local-address"),
        multihop=hops or 0, enabled=all([on(peer), on(group)]),
        families=tuple(_families(levels, internal, draft)), listen_range=listen, source=draft.source(peer),
    )  # fmt: skip


def _family_names(levels: tuple[Statement, ...]) -> tuple[str, ...]:
    """The families of the most specific level that names any; IPv4 where none does."""
    stated = []
    for level in levels:
        at = level.get("family")
        names = []
        for family in at.each() if at is not None else ():
            if family.index and set(family.index) <= {"true", "false"}:
                if "true" in family.index:
                    names.append(family.word)
                for value in family.each():
                    value.modelled()
                family.modelled()
            else:
                names += [family.word, *listed(family)]
                family.modelled()
        if at is not None:
            at.modelled()
        stated.append(tuple(names))
    return next(filter(None, stated), ("ipv4",))


def _families(levels: tuple[Statement, Statement, Statement], internal: bool, draft: Draft) -> list[BgpFamily]:
    policies_in, policies_out = _chain(levels, "import"), _chain(levels, "export")
    if not internal and not (policies_in and policies_out):
        policies_in, policies_out = _rejecting(levels, policies_in, policies_out, draft)
    own_hop = bool(_switch(levels, "next-hop-self"))
    # The policies of VPN routes are those of their VRFs, unless these are told to be applied too.
    applied = bool(_switch(levels, "vpn-apply-import")), bool(_switch(levels, "vpn-apply-export"))
    clusters = [level for level in levels if level.flag("cluster")]
    quiet = [level for level in levels if level.get("send-communities") or level.get("disable-communities")]
    standard = extended = True
    for level in quiet[:1]:
        standard = says(level, "send-communities", "standard") is not False and not level.flag("disable-communities", "standard")
        extended = says(level, "send-communities", "extended") is not False and not level.flag("disable-communities", "extended")
    removed = next((level for level in levels if level.get("remove-private")), None)
    private = "" if removed is None or says(removed, "remove-private") is False else "all"
    if private and removed is not None and removed.get("remove-private", "limited"):
        private = "yes"
    override = bool(_switch(levels, "as-override"))
    source = draft.source(levels[0])
    found = []
    for word in _family_names(levels):
        if word not in FAMILIES:
            doubt(draft, levels[0], "BGP address family")
            continue
        apart = FAMILIES[word] in VPN_FAMILIES
        found.append(BgpFamily(
            FAMILIES[word], policies_in=() if apart and not applied[0] else policies_in,
            policies_out=() if apart and not applied[1] else policies_out, next_hop_self=own_hop,
            reflector_client=bool(clusters) and internal, send_community=standard, send_extended_community=extended,
            as_override=override, remove_private_as=private, source=source,
        ))  # fmt: skip
    return found


def _rejecting(
    levels: tuple[Statement, Statement, Statement], policies_in: tuple[str, ...], policies_out: tuple[str, ...], draft: Draft
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Policies of an external neighbour; a direction without one has one that denies all."""
    rejects = {}
    for way in ("import", "export"):
        stated = [found for level in levels if (found := says(level, REJECTS, way)) is not None]
        if any(level.flag(REJECTS) for level in levels) and not stated:
            stated = [True]
        rejects[way] = stated[0] if stated else draft.scratch.get(_CAREFUL) is True
    if (rejects["import"] and not policies_in) or (rejects["export"] and not policies_out):
        draft.policies.setdefault(REJECTS, Policy(REJECTS, (), "deny", draft.default()))
    return (
        policies_in or ((REJECTS,) if rejects["import"] else ()),
        policies_out or ((REJECTS,) if rejects["export"] else ()),
    )
