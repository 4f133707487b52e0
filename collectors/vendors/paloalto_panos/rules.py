"""Security rules of a virtual system, in the order of the config, as sets of packets.

Which application a session turns out to be is not told by its first packets: a rule that asks for one may take them or not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.spans import Addresses, everything
from collectors.vendors.paloalto_panos.names import own
from collectors.vendors.paloalto_panos.objects import Kind, objects_of
from collectors.vendors.paloalto_panos.places import attempt, yes
from models.filters import AclRule, Ports
from models.source import Source, Status

ACTIONS = {"allow": True, "deny": False, "drop": False, "reset-client": False, "reset-server": False, "reset-both": False}
FREE = ("description", "log-start", "log-end", "log-setting", "group-tag", "icmp-unreachable")
"""What a rule says for people and logs."""
ASKED = ("source-user", "category", "hip-profiles", "source-hip", "destination-hip")
"""What else a rule may ask; `any` asks nothing."""
UNDERSTOOD = {"from", "to", "source", "destination", "service", "application", "action", "disabled", "rule-type", "negate-source",
              "negate-destination", "tag", "profile-setting", "option", "qos", *FREE, *ASKED}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `incoming` and `outgoing` are zones, None is any; `within` and `between` say what pairs it is for."""

    name: str
    incoming: frozenset[str] | None
    outgoing: frozenset[str] | None
    within: bool
    between: bool
    rules: tuple[AclRule, ...]
    """Of IPv4."""
    rules6: tuple[AclRule, ...]

    def holds(self, one: str, other: str) -> bool:
        """Whether it is asked about packets from one zone to another."""
        kind = self.within if one == other else self.between
        return kind and (self.incoming is None or one in self.incoming) and (self.outgoing is None or other in self.outgoing)


def read_rules(table: Statement | None, vsys: str, draft: Draft) -> list[Rule]:
    """`rulebase security rules`. A rule that is not understood may take any packet."""
    found: list[Rule] = []
    if table is None:
        return found
    table.modelled()
    for entry in table.each():
        if not attempt(entry, lambda entry, draft: found.extend(_rule(entry, vsys, draft)), draft):
            source = draft.source(entry)
            doubt = (AclRule(True, unmodelled=f"rule {entry.word}", source=source),)
            found.append(Rule(entry.word, None, None, True, True, doubt, doubt))
            entry.mark(Status.NOT_MODELLED, "filter match")
    return found


def zones_named(values: tuple[str, ...], vsys: str) -> frozenset[str] | None:
    """Zones of a rule. Raises ValueError when it names none."""
    if not values:
        raise ValueError("a rule without zones")
    return None if "any" in values else frozenset(own(vsys, name) for name in values)


def _rule(entry: Statement, vsys: str, draft: Draft) -> list[Rule]:
    if yes(entry, "disabled"):
        entry.mark(Status.MODELLED, "security rules")
        return []
    kind, action = entry.value("rule-type") or "universal", entry.value("action")
    if kind not in ("universal", "intrazone", "interzone") or action not in ACTIONS:
        raise ValueError("a rule of another kind")
    incoming = zones_named(entry.all("from"), vsys)
    outgoing = incoming if kind == "intrazone" else zones_named(entry.all("to"), vsys)
    entry.all("to")
    unknown = list(_asked(entry))
    kinds, strange = services(entry, vsys, draft)
    permit, source = ACTIONS[action], draft.source(entry)
    rules = {}
    for family in (4, 6):
        sides = [side(entry, word, vsys, family, draft) for word in ("source", "destination")]
        marks = (*unknown, *strange, *(side.unknown for side in sides if side.unknown))
        rules[family] = tuple(products(permit, sides[0], sides[1], kinds, ", ".join(marks), family, source))
    for word in ("from", "to", "source", "destination", "service", "application"):
        if (part := entry.get(word)) is not None:
            part.modelled()
    return [Rule(entry.word, incoming, outgoing, kind != "interzone", kind != "intrazone", rules[4], rules[6])]


def _asked(entry: Statement) -> Iterator[str]:
    """What a rule asks that no packet tells by itself."""
    for word in FREE:
        entry.value(word)
    entry.all("tag")
    for word in ASKED:
        if (values := entry.all(word)) and values != ("any",):
            yield f"{word} {' '.join(values)}"
        if (part := entry.get(word)) is not None:
            part.modelled()
    for application in entry.all("application"):
        if application != "any":
            yield f"application {application}"
    for child in entry.each():
        if child.word not in UNDERSTOOD:
            yield " ".join([child.word, *(below.word for below in child.each())])
            child.mark(Status.NOT_MODELLED, "filter match")


def services(entry: Statement, vsys: str, draft: Draft) -> tuple[list[Kind] | None, list[str]]:
    """Kinds of packets, None for all, and what is not understood: then the rule may take packets of any kind."""
    names = entry.all("service")
    if not names:
        raise ValueError("a rule without services")
    if "any" in names:
        return None, []
    found: list[Kind] = []
    strange: list[str] = []
    for name in names:
        kinds, words = (
            ([], ["the ports of its application"]) if name == "application-default" else objects_of(draft, vsys).kinds(name)
        )
        found += kinds
        strange += words
    return (None if strange else found), strange


def side(entry: Statement, word: str, vsys: str, family: int, draft: Draft) -> Addresses:
    """The addresses of one side of a rule."""
    values = entry.all(word)
    if not values:
        raise ValueError(f"a rule without a {word}")
    found = objects_of(draft, vsys).all(values, family)
    return everything(family).without(found) if yes(entry, f"negate-{word}") else found


def products(
    permit: bool, sources: Addresses, targets: Addresses, kinds: list[Kind] | None, marks: str, family: int, source: Source
) -> Iterator[AclRule]:
    """The packets of one family: a rule for each protocol. A side of which part is not known may be anything."""
    if sources.empty or targets.empty:
        return
    one, other = (() if side.unknown else side.prefixes(family) for side in (sources, targets))
    plain = AclRule(permit, (), one, other, unmodelled=marks, source=source)
    if kinds is None:
        yield plain
        return
    joined: dict[tuple[int, Ports], list[tuple[int, int]]] = {}
    for kind in kinds:
        joined.setdefault((kind.protocol, kind.source_ports), []).extend(kind.ports)
    for (protocol, from_ports), to_ports in joined.items():
        ranges = tuple(dict.fromkeys(to_ports))
        yield replace(plain, protocols=(protocol,), source_ports=from_ports, destination_ports=ranges)


def pairs(zones: list[str]) -> Iterator[tuple[str, str]]:
    """Each zone with each, itself too."""
    return ((one, other) for one, other in product(zones, zones))
