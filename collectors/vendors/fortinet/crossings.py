"""The rule base by pairs of zones: which list holds for packets between them. Policies for the same pairs make one list."""

from collections.abc import Iterator
from dataclasses import replace

from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.fortinet.blocks import Block
from collectors.vendors.fortinet.rules import Policy, policies_of
from collectors.vendors.fortinet.translations import translate
from collectors.vendors.fortinet.vips import Vip
from collectors.vendors.fortinet.zones import Zones, routed, zones_of
from models.filters import Acl, AclRule
from models.source import Status
from models.zones import Crossing

HAIRPIN = "traffic that leaves by the port that it came by"
"""It passes without a policy where `allow-traffic-redirect` is on, which it is by default, and the source is no neighbour."""


def read_tunnels(line: Line, draft: Draft) -> None:
    """`config vpn ipsec phase1-interface`: the names of its tunnels. Whoever dials in may bring routes; all else stays unread."""
    if isinstance(line, Block):
        _tunnels(draft).update(entry.name for entry in line.entries())
        for entry in line.entries():
            words = {option: known.words[2:] for option, known in entry.sets.items()}
            dials_up = words.get("type") == ["dynamic"] and words.get("mode-cfg") != ["enable"]
            if dials_up and words.get("add-route") != ["disable"]:
                entry.sets["type"].status, entry.sets["type"].feature = Status.NOT_MODELLED, "dial-up routes"


def _tunnels(draft: Draft) -> set[str]:
    known = draft.scratch.setdefault("tunnels", set())
    assert isinstance(known, set)
    return known


def make_crossings(draft: Draft) -> None:
    """Zones of ports, a list for each pair of them, and what policies translate."""
    domains = draft.scratch.get("filtering", set())
    assert isinstance(domains, set)
    draft.crossings = {}
    draft.guarded_loopbacks = True
    zones = zones_of(draft)
    for vdom in sorted({*domains, *zones}):
        alone = translate(draft, vdom, zones.get(vdom, {}))
        _cross(draft, vdom, zones.get(vdom, {}), alone)


def _cross(draft: Draft, vdom: str, zones: Zones, alone: frozenset[Vip]) -> None:
    policies = policies_of(draft, vdom)
    named = frozenset[str]().union(*(policy.incoming | policy.outgoing for policy in policies))
    wanted = [zone for zone, ports in zones.items() if zone in named or any(routed(draft.interfaces[port]) for port in ports)]
    stated = draft.scratch.get("zones", {})
    assert isinstance(stated, dict)
    made: dict[tuple[object, ...], tuple[str, str]] = {}
    assert draft.crossings is not None
    for one in wanted:
        coming = [policy for policy in policies if not policy.incoming or one in policy.incoming]
        for other in wanted:
            held = [policy for policy in coming if not policy.outgoing or other in policy.outgoing]
            inside = one == other
            open_inside = inside and one in stated and stated[one][1]
            if not held and not inside:
                continue
            secured = not _tunnels(draft).isdisjoint((*zones[one], *zones[other]))
            key = (*map(id, held), inside and one, open_inside, secured)
            if key not in made:
                last = _inside(draft, stated, one, open_inside) if inside else None
                made[key] = _lists(draft, f"{one} > {other}", held, last, secured, alone)
            four, six = made[key]
            draft.crossings[one, other] = Crossing((four,), (six,), source=draft.acls[four].source)


def _inside(draft: Draft, stated: dict[str, tuple[tuple[str, ...], bool, Block]], zone: str, allowed: bool) -> AclRule:
    """What holds inside a zone after its policies: all passes, or only what is sent back by its own port, perhaps."""
    source = draft.source(stated[zone][2]) if zone in stated else draft.default()
    return AclRule(True, unmodelled="" if allowed else HAIRPIN, source=source)


def _lists(
    draft: Draft, name: str, held: list[Policy], last: AclRule | None, secured: bool, alone: frozenset[Vip]
) -> tuple[str, str]:
    """The lists of both families for a pair of zones. What an IPsec tunnel (`secured`) takes, its negotiation decides.

    Only packets that a virtual address led there may pass to its host; `alone` are those whose rules see to that.
    """
    source = draft.source(held[0].entry) if held else last.source if last else draft.default()
    end = [last] if last else []
    found = []
    for family, label, rules in (
        (4, name, [rule for policy in held for rule in (*policy.rules, *_to_hosts(policy, alone))]),
        (6, f"{name} (IPv6)", [rule for policy in held for rule in policy.rules6]),
    ):
        rules = [_through_tunnel(rule) if secured and rule.permit else rule for rule in rules]
        ends = [replace(rule, sequence=(rules[-1].sequence if rules else 0) + 10) for rule in end]
        draft.acls[label] = Acl(label, (*rules, *ends), family, "extended", False, source)
        found.append(label)
    return found[0], found[1]


def _to_hosts(policy: Policy, alone: frozenset[Vip]) -> Iterator[AclRule]:
    for vip, rule in policy.mapped:
        odd = "" if vip in alone else f"only what VIP {vip.name} translates"
        yield replace(rule, unmodelled=", ".join(filter(None, (rule.unmodelled, odd))))


def _through_tunnel(rule: AclRule) -> AclRule:
    return replace(rule, unmodelled=", ".join(filter(None, (rule.unmodelled, "IPsec"))))
