"""What may go from one port to another: by zones, by the rule sets of both ports, or by the rules for all that is forwarded.

Ports of which the rules say the same make one zone. Answers pass where the rules of the way back accept established sessions.
"""

from collections.abc import Iterator
from dataclasses import replace

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.vyos.firewall import FAMILIES, acl, answers_by_setting, applied, hits, sets
from models.filters import Acl
from models.source import Status
from models.zones import Crossing

ZONES = "zones"
"""Scratch: the statements `zone NAME`, of `zone-policy` or `firewall`."""
OUTSIDE, NOTHING = "(no zone)", "nothing"
_ALL = tuple(range(256))
_MOST_PAIRS = 4_000
"""Pairs of ports with lists of their own; beyond that the rules are left as not modelled."""


def read_zones(at: Statement, draft: Draft) -> None:
    """Remember the zones; they need the rule sets and all ports."""
    held = draft.scratch.setdefault(ZONES, [])
    assert isinstance(held, list)
    held += list(at.below("zone"))


def finish_crossings(draft: Draft) -> None:
    """Lists of all rule sets, and what crosses between ports."""
    for found in sets(draft).values():
        if found.name != "forward":
            acl(found, draft)
    zones = draft.scratch.get(ZONES, [])
    assert isinstance(zones, list)
    chains = [found for (_, name), found in sets(draft).items() if name == "forward"]
    if [bool(zones), bool(applied(draft)), bool(chains)].count(True) > 1:
        for at in (*zones, *(stated for _, stated in applied(draft).values()), *(found.at for found in chains)):
            _leave(at)
    elif zones:
        _by_zone(zones, draft)
    elif applied(draft):
        _by_port(draft)
    elif chains:
        _by_chain(draft)


def _leave(at: Statement) -> None:
    at.mark(Status.NOT_MODELLED, "firewall")


def _nothing(draft: Draft) -> str:
    draft.acls.setdefault(NOTHING, Acl(NOTHING, empty_permits=False, source=draft.default()))
    return NOTHING


def _place(draft: Draft, zone_of: dict[str, str], usual: str) -> None:
    for name, port in list(draft.interfaces.items()):
        if not port.lag:
            draft.interfaces[name] = replace(port, zone=zone_of.get(name, usual))


def _by_zone(zones: list[Statement], draft: Draft) -> None:
    zone_of: dict[str, str] = {}
    draft.crossings = {(OUTSIDE, OUTSIDE): Crossing(source=draft.default())}
    told: dict[tuple[str, str], tuple[Statement, dict[int, str]]] = {}
    here = {zone.word for zone in zones if zone.flag("local-zone")}
    for zone in zones:
        zone.modelled()
        zone.value("description")
        zone.value("default-action")
        for port in (*zone.below("interface"), *zone.below("member", "interface")):
            port.modelled()
            zone_of[port.word] = zone.word
        inside = zone.value("intra-zone-filtering", "action")
        named = {family: zone.value("intra-zone-filtering", "firewall", word) for word, family in (("name", 4), ("ipv6-name", 6))}
        if any(named.values()):
            told[zone.word, zone.word] = zone, named
        elif inside != "drop":
            draft.crossings[zone.word, zone.word] = Crossing(source=draft.source(zone))
        for other in zone.below("from"):
            other.modelled()
            said = {family: other.value("firewall", word) for word, family in (("name", 4), ("ipv6-name", 6))}
            if zone.word in here or other.word in here:
                other.mark(Status.NOT_MODELLED, "control-plane filter")
            else:
                told[other.word, zone.word] = other, said
    _place(draft, zone_of, OUTSIDE)
    for (coming, going), (at, named) in told.items():
        lists = {family: _list(named[family], family, draft) for _, family in FAMILIES}
        back = told.get((going, coming), (at, {}))[1]
        pass_ = {family: _answers(back.get(family, ""), family, draft) for family in lists if named.get(family)}
        if None in lists.values() or len(set(pass_.values())) > 1:
            _leave(at)
            continue
        state = () if all(pass_.values()) else _ALL
        draft.crossings[coming, going] = Crossing((lists[4] or "",), (lists[6] or "",), state, draft.source(at))


def _list(name: str, family: int, draft: Draft) -> str | None:
    """The access list of a rule set, the one that passes nothing without a name, None where the set does not exist."""
    if not name:
        return _nothing(draft)
    return acl(sets(draft)[family, name], draft) if (family, name) in sets(draft) else None


def _answers(name: str, family: int, draft: Draft) -> bool:
    found = sets(draft).get((family, name))
    return answers_by_setting(draft) or (found is not None and found.answers)


def _by_port(draft: Draft) -> None:
    """`firewall in name X` and `out name Y`: packets pass the one of the port they come by and that of the port they leave by."""
    stated: dict[str, dict[tuple[str, int], str]] = {}
    for (port, way, family), (name, at) in applied(draft).items():
        if (family, name) in sets(draft):
            stated.setdefault(port, {})[way, family] = name
        else:
            _leave(at)
    zone_of = {port: " ".join(f"{way} {name}" for (way, _), name in sorted(held.items())) for port, held in stated.items()}
    held_by = {zone_of[port]: held for port, held in stated.items()} | {OUTSIDE: {}}
    _place(draft, zone_of, OUTSIDE)
    draft.crossings = {}
    for one, coming in held_by.items():
        for other, going in held_by.items():
            lists = {family: [acl(sets(draft)[family, held[way, family]], draft) for held, way in ((coming, "in"), (going, "out"))
                              if (way, family) in held] for _, family in FAMILIES}  # fmt: skip
            back = [(family, held[way, family]) for _, family in FAMILIES
                    for held, way in ((held_by[other], "in"), (held_by[one], "out")) if (way, family) in held]  # fmt: skip
            known = {_answers(name, family, draft) for family, name in back}
            if len(known) > 1:
                for (port, _, _), (_, at) in applied(draft).items():
                    if zone_of.get(port) in (one, other):
                        _leave(at)
            state = () if known <= {True} else _ALL
            draft.crossings[one, other] = Crossing(tuple(lists[4]), tuple(lists[6]), state, draft.default())


def _by_chain(draft: Draft) -> None:
    """`ipv4 forward filter`: one list for all, whose rules may ask for ports; ports that none tells apart are one zone."""
    chains = {family: found for (family, name), found in sets(draft).items() if name == "forward"}
    alike: dict[tuple[bool, ...], list[str]] = {}
    asked = [names for found in sets(draft).values() for rule in found.rules for names in (rule.incoming, rule.outgoing) if names]
    for port in draft.interfaces:
        alike.setdefault(tuple(hits(names, port) for names in asked), []).append(port)
    if len(alike) ** 2 > _MOST_PAIRS:
        for found in chains.values():
            _leave(found.at)
        return
    zone_of = {port: names[0] for names in alike.values() for port in names}
    _place(draft, zone_of, OUTSIDE)
    pass_ = {found.answers or answers_by_setting(draft) for found in chains.values()}
    if len(pass_) > 1:
        for found in chains.values():
            _leave(found.at)
    draft.crossings = {}
    for one, other in _pairs([names[0] for names in alike.values()]):
        lists = {family: acl(found, draft, (one, other), f"forward {one} > {other}{' (IPv6)' if family == 6 else ''}")
                 for family, found in chains.items()}  # fmt: skip
        filters, filters6 = ((lists[family],) if family in lists else () for family in (4, 6))
        draft.crossings[one, other] = Crossing(filters, filters6, () if pass_ == {True} else _ALL, draft.default())


def _pairs(names: list[str]) -> Iterator[tuple[str, str]]:
    yield from ((one, other) for one in names for other in names)
