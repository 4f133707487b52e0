"""BGP of a virtual router: peers in groups, redistribution rules, aggregates."""

from ipaddress import IPv4Address, ip_address, ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.paloalto_panos.bgp_policy import policies_of
from collectors.vendors.paloalto_panos.objects import objects_of
from collectors.vendors.paloalto_panos.places import amount, attempt, each, yes
from collectors.vendors.paloalto_panos.redistribution import default_route, policy_of, profile_terms, profiles_of
from models.policy import Match, SetAction, Term
from models.routing import BgpAggregate, BgpFamily, BgpNeighbor, BgpProcess, Redistribution
from models.source import Status

TYPES = {"ebgp": "external", "ibgp": "internal"}
PLAIN = (
    "hold-time", "keep-alive-interval", "authentication", "open-delay-time", "idle-hold-time", "min-route-adv-interval",
)  # fmt: skip
"""Timers and the like of a peer, which decide no route."""
AFIS = {"ipv4": "ipv4 unicast", "ipv6": "ipv6 unicast"}


def read_bgp(bgp: Statement, draft: Draft, router: Statement, vrf: str, distances: tuple[int, int], paths: int) -> None:
    """`protocol bgp`. Switched off, as it is without a word, all of it does nothing."""
    if not yes(bgp, "enable"):
        bgp.mark(Status.MODELLED, "BGP")
        return
    asn = _asn(bgp.value("local-as"))
    if not yes(bgp, "install-route"):
        raise ValueError("routes of BGP are not installed")
    label = f"bgp {vrf}"
    policies = policies_of(bgp, label, default_route(bgp, label, draft), draft)
    neighbors: list[BgpNeighbor] = []
    for group in bgp.below("peer-group"):
        attempt(group, lambda group, draft: neighbors.extend(_group(group, asn, policies, draft)), draft)
    if (table := bgp.get("peer-group")) is not None:
        table.modelled()
    options = bgp.get("routing-options")
    med, deterministic, preference, cluster = False, True, 100, None
    if options is not None:
        med, deterministic = (
            yes(options, "med", "always-compare-med"),
            yes(options, "med", "deterministic-med-comparison", default=True),
        )
        preference = amount(options, "default-local-preference") or 100
        text = options.value("reflector-cluster-id")
        cluster = IPv4Address(text) if text else None
        options.value("as-format")
        options.value("aggregate", "aggregate-med")
        if options.get("confederation-member-as") is not None:
            raise ValueError("a confederation")
    text = bgp.value("router-id")
    for word in ("enforce-first-as", "allow-redist-default-route", "ecmp-multi-as"):
        bgp.value(word)
    draft.bgp[vrf] = BgpProcess(
        asn,
        vrf,
        IPv4Address(text) if text else None,
        tuple(neighbors),
        aggregates=_aggregates(bgp, draft),
        redistributions=_redistributed(bgp, router, label, draft),
        distances=(*distances, distances[1]),
        maximum_paths=paths,
        maximum_paths_internal=paths,
        multipath_relax=yes(bgp, "ecmp-multi-as"),
        always_compare_med=med,
        deterministic_med=deterministic,
        default_local_preference=preference,
        cluster_id=cluster,
        source=draft.source(bgp),
    )


def _asn(text: str) -> int:
    """An AS number, plain or in two parts. Raises ValueError."""
    high, dot, low = text.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 11 for part in ([high, low] if dot else [high])):
        raise ValueError(f"{text!r} is no AS number")
    return int(high) * 65536 + int(low) if dot else int(high)


def _group(group: Statement, asn: int, policies: dict[tuple[str, str], tuple[str, ...]], draft: Draft) -> list[BgpNeighbor]:
    on = yes(group, "enable", default=True)
    for word in ("aggregated-confed-as-path", "soft-reset-with-stored-info"):
        group.value(word)
    kinds = list(group.below("type"))
    kind = kinds[0].word if kinds else "ebgp"
    if kind not in TYPES or len(kinds) > 1:
        raise ValueError(f"peers of type {kind}")
    options = kinds[0] if kinds else group
    found: list[BgpNeighbor] = []
    remove = kind == "ebgp" and yes(options, "remove-private-as")
    taken, told = options.value("import-nexthop") or "original", options.value("export-nexthop") or "resolve"
    if taken not in ("original",) or told not in ("original", "resolve", "use-self"):
        raise ValueError("next hops are changed")
    for type_ in kinds:
        type_.modelled()
    if (types := group.get("type")) is not None:
        types.modelled()

    def peer(entry: Statement, draft: Draft) -> None:
        found.append(_peer(entry, asn, kind, on, remove, told == "use-self", group.word, policies, draft))

    each(group.get("peer"), peer, draft)
    return found


def _peer(
    entry: Statement, asn: int, kind: str, on: bool, remove: bool, own_hop: bool, group: str,
    policies: dict[tuple[str, str], tuple[str, ...]], draft: Draft,
) -> BgpNeighbor:  # fmt: skip
    text = entry.value("peer-address", "ip")
    text = objects_of(draft, "vsys1").literals.get(text, text).partition("/")[0]
    if not text:
        raise ValueError("a peer without an address")
    remote = _asn(entry.value("peer-as")) if entry.get("peer-as") is not None else (asn if kind == "ibgp" else None)
    enabled = on and yes(entry, "enable", default=True)
    local, port = entry.value("local-address", "ip").partition("/")[0], entry.value("local-address", "interface")
    local = objects_of(draft, "vsys1").literals.get(local, local).partition("/")[0]
    family = AFIS.get(entry.value("address-family-identifier") or ("ipv6" if ":" in text else "ipv4"))
    multicast = yes(entry, "subsequent-address-family-identifier", "multicast")
    yes(entry, "subsequent-address-family-identifier", "unicast", default=True)
    reflected = entry.value("reflector-client") or "non-client"
    if family is None or multicast or reflected not in ("non-client", "client"):
        raise ValueError("a peer of several families, or one of a mesh of clients")
    entry.value("enable-mp-bgp")
    hops = amount(entry, "connection-options", "multihop") or 0
    for word in PLAIN:
        entry.value("connection-options", word)
    _sides(entry)
    for word in ("peering-type", "max-prefixes", "enable-sender-side-loop-detection", "inherit-afi-safi"):
        entry.value(word)
    if (options := entry.get("connection-options")) is not None:
        options.modelled()
    entry.value("bfd", "profile")
    most = entry.value("max-prefixes")
    own = BgpFamily(
        family,
        policies_in=policies.get(("import", group), policies["import", ""]),
        policies_out=policies.get(("export", group), ()),
        next_hop_self=own_hop,
        reflector_client=reflected == "client",
        send_community=True,
        send_extended_community=True,
        remove_private_as="yes" if remove else "",
        maximum_prefixes=int(most) if most.isdecimal() else None,
        source=draft.source(entry),
    )
    return BgpNeighbor(
        ip_address(text),
        remote_as=remote,
        remote_kind=TYPES[kind],
        description=entry.word,
        group=group,
        update_source=local or port,
        multihop=hops,
        enabled=enabled,
        families=(own,),
        peer_as_check=kind == "ebgp" and yes(entry, "enable-sender-side-loop-detection", default=True),
        source=draft.source(entry),
    )


def _sides(entry: Statement) -> None:
    """Which side may open the session: both, unless one is told not to. Raises ValueError where one may not."""
    for word in ("incoming-bgp-connection", "outgoing-bgp-connection"):
        if not yes(entry, "connection-options", word, "allow", default=True):
            raise ValueError("a peer that one side may not open")
        for port in ("remote-port", "local-port"):
            entry.value("connection-options", word, port)


def _redistributed(bgp: Statement, router: Statement, label: str, draft: Draft) -> tuple[Redistribution, ...]:
    """`redist-rules`: each names a profile or a prefix, and says with which attributes its routes are told."""
    rules = bgp.get("redist-rules")
    if rules is None:
        return ()
    terms: list[tuple[int, Term]] = []
    profiles = {**profiles_of(router, 3), **profiles_of(router, 2)}

    def rule(entry: Statement, draft: Draft) -> None:
        if not yes(entry, "enable", default=True):
            entry.mark(Status.MODELLED, "BGP")
            return
        source = draft.source(entry)
        for word in ("address-family-identifier", "route-table"):
            entry.value(word)
        sets = [SetAction("origin", (entry.value("set-origin") or "incomplete",), source)]
        for word, kind in (("set-med", "metric"), ("metric", "metric"), ("set-local-preference", "local-preference")):
            if (value := amount(entry, word)) is not None:
                sets.append(SetAction(kind, (str(value),), source))
        if values := entry.all("set-community"):
            sets.append(SetAction("community", values, source))
        if any(entry.get(word) is not None for word in ("set-as-path-limit", "set-extended-community")):
            raise ValueError("attributes that the model lacks")
        if entry.word in profiles:
            terms.extend(profile_terms(profiles[entry.word], tuple(sets), draft))
        else:
            exact = Match("prefix", (str(ip_network(entry.word, strict=False)),), source=source)
            terms.append((0, Term("", "permit", (exact,), tuple(sets), source=source)))

    each(rules, rule, draft)
    return policy_of(f"{label}: redistribution", terms, rules, draft)


def _aggregates(bgp: Statement, draft: Draft) -> tuple[BgpAggregate, ...]:
    found: list[BgpAggregate] = []

    def one(entry: Statement, draft: Draft) -> None:
        if not yes(entry, "enable", default=True):
            entry.mark(Status.MODELLED, "BGP")
            return
        if any(entry.get(word) is not None for word in ("suppress-filters", "advertise-filters", "aggregate-route-attributes")):
            raise ValueError("an aggregate of some routes")
        prefix = ip_network(entry.value("prefix") or entry.word, strict=False)
        found.append(BgpAggregate(prefix, yes(entry, "summary"), yes(entry, "as-set"), source=draft.source(entry)))

    each(bgp.get("policy", "aggregation", "address"), one, draft)
    return tuple(found)
