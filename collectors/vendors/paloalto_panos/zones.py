"""Zones of ports, and the list of rules that holds between two of them."""

from dataclasses import replace

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.paloalto_panos.names import edit, own
from collectors.vendors.paloalto_panos.rules import ACTIONS, Rule, pairs, read_rules
from models.filters import Acl, AclRule
from models.source import Status
from models.zones import Crossing

KINDS = ("layer3", "layer2", "virtual-wire", "tap", "external", "tunnel")


def read_zones(system: Statement, vsys: str, draft: Draft) -> list[str]:
    """The zones of a virtual system that routed ports are in, and the zone of each port."""
    found = []
    for zone in system.below("zone"):
        name = own(vsys, zone.word)
        zone.modelled()
        if (network := zone.get("network")) is None:
            continue
        network.modelled()
        for kind in KINDS:
            for port in network.all(kind):
                edit(draft, port, zone=name)
            if (part := network.get(kind)) is not None:
                part.modelled()
        if network.get("layer3") is not None:
            found.append(name)
        for word in ("log-setting", "enable-user-identification", "enable-device-identification"):
            network.value(word)
            zone.value(word)
    if (table := system.get("zone")) is not None:
        table.modelled()
    return found


def cross(system: Statement, vsys: str, zones: list[str], draft: Draft) -> list[Rule]:
    """The lists of a virtual system. Lists for the same rules are one."""
    rules = read_rules(system.get("rulebase", "security", "rules"), vsys, draft)
    if (base := system.get("rulebase", "security")) is not None:
        base.modelled()
    inside, outside = (_last(system, word, usual, draft) for word, usual in (("intrazone", True), ("interzone", False)))
    made: dict[tuple[object, ...], tuple[str, str]] = {}
    assert draft.crossings is not None
    for one, other in pairs(zones):
        held = [rule for rule in rules if rule.holds(one, other)]
        last = inside if one == other else outside
        if not held and not last.permit and not last.unmodelled:
            continue
        key = (*(id(rule) for rule in held), one == other)
        if key not in made:
            made[key] = _lists(draft, f"{one} > {other}", held, last)
        four, six = made[key]
        draft.crossings[one, other] = Crossing((four,), (six,), source=draft.acls[four].source)
    return rules


def _last(system: Statement, word: str, usual: bool, draft: Draft) -> AclRule:
    """What becomes of packets that no rule takes: those inside a zone pass, others do not, unless the config says otherwise."""
    for base in ("rulebase", "post-rulebase"):
        path = (base, "default-security-rules", "rules", f"{word}-default")
        if (entry := system.get(*path)) is not None:
            action = entry.value("action") or ("allow" if usual else "deny")
            for free in ("log-start", "log-end", "log-setting"):
                entry.value(free)
            for size in range(2, len(path) + 1):
                if (at := system.get(*path[:size])) is not None and at.status is Status.UNKNOWN:
                    at.modelled()
            return AclRule(ACTIONS.get(action, False), unmodelled="" if action in ACTIONS else action, source=draft.source(entry))
    return AclRule(usual, source=draft.default())


def _lists(draft: Draft, name: str, held: list[Rule], last: AclRule) -> tuple[str, str]:
    """The lists of both families for a pair of zones."""
    found = []
    for family, label, rules in (
        (4, name, [line for rule in held for line in rule.rules]),
        (6, f"{name} (IPv6)", [line for rule in held for line in rule.rules6]),
    ):
        numbered = tuple(replace(line, sequence=10 * (at + 1)) for at, line in enumerate([*rules, last]))
        source = rules[0].source if rules else last.source
        draft.acls[label] = Acl(label, numbered, family, "extended", False, source)
        found.append(label)
    return found[0], found[1]
