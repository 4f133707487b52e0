"""The rule base by pairs of zones: which list holds for packets between them; and what is translated at which port.

A port without a zone is a zone of its own. Policies that hold for the same pairs make one list.
"""

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import IPv4Network

from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.fortinet.blocks import ROOT, Block
from collectors.vendors.fortinet.names import edit, own
from collectors.vendors.fortinet.rules import Policy, policies_of
from collectors.vendors.fortinet.vips import Vip, vips_of
from models.filters import Acl, AclRule
from models.interfaces import Interface, InterfaceKind
from models.nat import NatKind, NatRule
from models.policy import Match, Term
from models.policy import Policy as RouteMap
from models.source import Source, Status
from models.zones import Crossing

HAIRPIN = "traffic that leaves by the port that it came by"
"""It passes without a policy where `allow-traffic-redirect` is on, which it is by default, and the source is no neighbour."""


def read_tunnels(line: Line, draft: Draft) -> None:
    """`config vpn ipsec phase1-interface`: the names of its tunnels. What they negotiate stays unread."""
    if isinstance(line, Block):
        _tunnels(draft).update(entry.name for entry in line.entries())


def _tunnels(draft: Draft) -> set[str]:
    known = draft.scratch.setdefault("tunnels", set())
    assert isinstance(known, set)
    return known


def make_crossings(draft: Draft) -> None:
    """Zones of ports, a list for each pair of them, and what policies translate."""
    domains = draft.scratch.get("filtering", set())
    assert isinstance(domains, set)
    draft.crossings = {}
    zones = _zones(draft)
    for vdom in sorted({*domains, *zones}):
        _cross(draft, vdom, zones.get(vdom, {}))
        _translate(draft, vdom, zones.get(vdom, {}))


def _vdom(draft: Draft, interface: Interface) -> str:
    """The domain of a port, by its VRF."""
    name = interface.vrf.partition("/")[0]
    return ROOT if name == "default" or name.isdecimal() else name


def _zones(draft: Draft) -> dict[str, dict[str, list[str]]]:
    """The ports of each zone of each domain, and the zone of each port."""
    stated = draft.scratch.get("zones", {})
    assert isinstance(stated, dict)
    member = {name: (zone, inside) for zone, (names, inside, _) in stated.items() for name in names}
    found: dict[str, dict[str, list[str]]] = {}
    for interface in list(draft.interfaces.values()):
        if interface.lag:
            continue
        vdom = _vdom(draft, interface)
        zone = member[interface.name][0] if interface.name in member else own(vdom, interface.name)
        edit(draft, interface.name, zone=zone)
        found.setdefault(vdom, {}).setdefault(zone, []).append(interface.name)
    return found


def _cross(draft: Draft, vdom: str, zones: dict[str, list[str]]) -> None:
    policies = policies_of(draft, vdom)
    named = {own(vdom, name) for policy in policies for name in (*policy.incoming, *policy.outgoing)}
    routed = [zone for zone, ports in zones.items() if zone in named or any(_routed(draft.interfaces[port]) for port in ports)]
    stated = draft.scratch.get("zones", {})
    assert isinstance(stated, dict)
    made: dict[tuple[object, ...], tuple[str, str]] = {}
    assert draft.crossings is not None
    for one in routed:
        coming = [policy for policy in policies if not policy.incoming or one in _owned(vdom, policy.incoming)]
        for other in routed:
            held = [policy for policy in coming if not policy.outgoing or other in _owned(vdom, policy.outgoing)]
            inside = one == other
            open_inside = inside and one in stated and stated[one][1]
            if not held and not inside:
                continue
            secured = not _tunnels(draft).isdisjoint((*zones[one], *zones[other]))
            key = (*(policy.name for policy in held), inside and one, open_inside, secured)
            if key not in made:
                last = _inside(draft, stated, one, open_inside) if inside else None
                made[key] = _lists(draft, f"{one} > {other}", held, last, secured)
            four, six = made[key]
            draft.crossings[one, other] = Crossing((four,), (six,), source=draft.acls[four].source)


def _owned(vdom: str, names: Iterable[str]) -> set[str]:
    return {own(vdom, name) for name in names}


def _routed(interface: Interface) -> bool:
    return bool(interface.addresses) or interface.dhcp or interface.kind is InterfaceKind.TUNNEL


def _inside(draft: Draft, stated: dict[str, tuple[tuple[str, ...], bool, Block]], zone: str, allowed: bool) -> AclRule:
    """What holds inside a zone after its policies: all passes, or only what is sent back by its own port, perhaps."""
    source = draft.source(stated[zone][2]) if zone in stated else draft.default()
    return AclRule(True, unmodelled="" if allowed else HAIRPIN, source=source)


def _lists(draft: Draft, name: str, held: list[Policy], last: AclRule | None, secured: bool) -> tuple[str, str]:
    """The lists of both families for a pair of zones. What an IPsec tunnel (`secured`) takes, its negotiation decides."""
    source = draft.source(held[0].entry) if held else last.source if last else draft.default()
    end = [last] if last else []
    found = []
    for family, label, rules in (
        (4, name, [rule for policy in held for rule in policy.rules]),
        (6, f"{name} (IPv6)", [rule for policy in held for rule in policy.rules6]),
    ):
        rules = [_through_tunnel(rule) if secured and rule.permit else rule for rule in rules]
        numbered = tuple(replace(rule, sequence=10 * (at + 1)) for at, rule in enumerate([*rules, *end]))
        draft.acls[label] = Acl(label, numbered, family, "extended", False, source)
        found.append(label)
    return found[0], found[1]


def _through_tunnel(rule: AclRule) -> AclRule:
    return replace(rule, unmodelled=", ".join(filter(None, (rule.unmodelled, "IPsec"))))


def _translate(draft: Draft, vdom: str, zones: dict[str, list[str]]) -> None:
    """Sources that policies translate, and virtual addresses. Where ports would be of both sides, the lines stay unread."""
    policies = [policy for policy in policies_of(draft, vdom) if policy.permit]
    hidden = [policy for policy in policies if policy.nat]
    outside = _ports(draft, vdom, zones, [policy.outgoing for policy in hidden])
    used = tuple(dict.fromkeys(vip for policy in policies for vip in policy.vips))
    outside |= {vip.port for vip in used if vip.port in draft.interfaces}
    inside = {port for ports in zones.values() for port in ports} - outside
    crossed = _ports(draft, vdom, zones, [policy.incoming for policy in hidden]) & outside
    plain = all(policy.nat for policy in policies if not outside.isdisjoint(_ports(draft, vdom, zones, [policy.outgoing])))
    pools = {policy.pools for policy in hidden if policy.nat == "pool"}
    alike = len({policy.nat for policy in hidden}) < 2 and len(pools) < 2 and all(len(names) == 1 for names in pools)
    if (hidden or used) and not crossed:
        for name in outside:
            edit(draft, name, nat="outside")
        for name in inside:
            edit(draft, name, nat="inside")
    simple = alike and plain and not crossed and all(name in draft.nat_pools for names in pools for name in names)
    if hidden and simple:
        for port in sorted(_ports(draft, vdom, zones, [policy.outgoing for policy in hidden])):
            _hide(draft, port, hidden, next(iter(pools))[0] if pools else "")
    elif hidden:
        for policy in hidden:
            for option in ("nat", "ippool", "poolname"):
                _unread(policy.entry, option)
    for vip in used:
        whole = vip.kind is None and not plain
        if vip.simple and vip.port in draft.interfaces and not crossed and not whole:
            _map(draft, vip)
        else:
            _leave(vip)
    for vip in vips_of(draft, vdom).vips.values():
        if vip not in used:
            vip.entry.done()


def _ports(draft: Draft, vdom: str, zones: dict[str, list[str]], ends: list[frozenset[str]]) -> set[str]:
    """The ports that policies name, as zones or by themselves."""
    found: set[str] = set()
    for names in ends:
        wanted = _owned(vdom, names) if names else set(zones)
        found |= {port for zone in wanted for port in zones.get(zone, ()) if _routed(draft.interfaces[port])}
    return found


def _hide(draft: Draft, port: str, hidden: list[Policy], pool: str) -> None:
    """Whatever goes out of a port gets another source: all policies that permit it say so."""
    name = f"source NAT {port}"
    source = draft.source(hidden[0].entry)
    draft.policies[name] = RouteMap(name, (Term("10", "permit", (Match("interface", (port,)),), source=source),), source=source)
    rule = NatRule(NatKind.OVERLOAD, pool=pool, interface="" if pool else port, policy=name, source=source)
    draft.nat_rules.append(rule)


def _map(draft: Draft, vip: Vip) -> None:
    assert vip.outer is not None and vip.inner is not None
    local, outer = IPv4Network(vip.inner[0]), IPv4Network(vip.outer[0])
    source: Source = draft.source(vip.entry)
    if vip.kind is None:
        draft.nat_rules.append(NatRule(NatKind.STATIC, local=local, outer=outer, source=source))
    else:
        draft.nat_rules.append(
            NatRule(
                NatKind.PORT, local=local, outer=outer, protocol=vip.kind.protocol, local_port=vip.kind.ports[0][0],
                outer_port=vip.outer_port, source=source,
            )
        )  # fmt: skip
    vip.entry.done()


def _leave(vip: Vip) -> None:
    """A virtual address outside the model."""
    vip.entry.status, vip.entry.feature = Status.NOT_MODELLED, "NAT"
    for line in vip.entry.walk():
        line.status, line.feature = Status.NOT_MODELLED, "NAT"


def _unread(entry: Block, option: str) -> None:
    if line := entry.sets.get(option):
        line.status, line.feature = Status.NOT_MODELLED, "NAT"
