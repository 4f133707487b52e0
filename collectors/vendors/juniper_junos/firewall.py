"""Firewall filters as ACLs. A term is a product of sets; `address` and `port`, which mean either side, make two rules."""

from dataclasses import dataclass, field, replace
from ipaddress import ip_interface
from itertools import product

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.juniper_junos.numbers import ICMP, port_ranges, protocol_number
from models.filters import Acl, AclRule, Ports, Wildcard
from models.source import Source, Status

SIX = " (inet6)"
"""Marks an IPv6 filter whose name an IPv4 one has too: on Junos each family has names of its own."""
PASSES = ("count", "log", "syslog", "policer", "sample", "forwarding-class", "loss-priority", "port-mirror", "three-color-policer",
          "dscp", "port-mirror-instance", "packet-mode")  # fmt: skip
"""What a term may do beside letting a packet through or not."""


def read_firewall(line: Line, draft: Draft) -> None:
    """`firewall family inet filter NAME` and the older `firewall filter NAME`."""
    assert isinstance(line, Statement)
    for four in line.below("filter"):
        draft.acls[four.word] = _acl(four, 4, draft)
    for family, version in (("inet", 4), ("inet6", 6)):
        for each in line.below("family", family, "filter"):
            name = each.word
            if name in draft.acls and draft.acls[name].family != version:
                name += SIX
            draft.acls[name] = _acl(each, version, draft, name)


def finish_filters(draft: Draft) -> None:
    """Join the filters of each list into one, and point interfaces to the IPv6 filter of two with one name."""
    for port in list(draft.interfaces.values()):
        six = {word: name + SIX for word in ("acl6_in", "acl6_out") if (name := getattr(port, word)) + SIX in draft.acls}
        if six:
            draft.interfaces[port.name] = replace(port, **six)
        for name in (port.acl_in, port.acl_out, port.acl6_in, port.acl6_out):
            parts = name.split(" ")
            if len(parts) > 1 and name not in draft.acls and all(part in draft.acls for part in parts):
                rules = [rule for part in parts for rule in draft.acls[part].rules]
                numbered = tuple(replace(rule, sequence=10 * (at + 1)) for at, rule in enumerate(rules))
                draft.acls[name] = replace(draft.acls[parts[0]], name=name, rules=numbered)


def _acl(given: Statement, family: int, draft: Draft, name: str = "") -> Acl:
    """All terms in order. Numbered terms keep their numbers as sequence, otherwise rules count in tens."""
    given.modelled()
    given.flag("interface-specific")
    terms = [(term, _rules(term, family, draft)) for term in given.below("term")]
    if given.get("from") or given.get("then"):
        terms.append((given, _rules(given, family, draft)))
    numbers = [int(term.word) if term.word.isascii() and term.word.isdigit() and len(term.word) < 10 else -1 for term, _ in terms]
    numbered = all(len(rules) == 1 for _, rules in terms) and -1 not in numbers and numbers == sorted(set(numbers))
    if numbered:
        found = [replace(rules[0], sequence=number) for number, (_, rules) in zip(numbers, terms, strict=True)]
    else:
        found = [replace(rule, sequence=10 * (at + 1)) for at, rule in enumerate(rule for _, rules in terms for rule in rules)]
    return Acl(name or given.word, tuple(found), family, "extended", False, draft.source(given))


@dataclass(slots=True)
class _Product:
    """The sets that the conditions of one term name, and the words that are not modelled."""

    addresses: tuple[list[Wildcard], list[Wildcard]] = field(default_factory=lambda: ([], []))
    either: list[Wildcard] = field(default_factory=list)
    ports: tuple[list[tuple[int, int]], list[tuple[int, int]]] = field(default_factory=lambda: ([], []))
    either_port: list[tuple[int, int]] = field(default_factory=list)
    protocols: list[int] = field(default_factory=list)
    icmp: list[tuple[int, int]] = field(default_factory=list)
    established: bool = False
    unknown: list[str] = field(default_factory=list)

    def take(self, condition: Statement, given: Statement, family: int, draft: Draft) -> bool:
        """Take in one condition; False when it is not modelled."""
        word, values = condition.word, [value.word for value in condition.each()]
        plain = not any(value.index for value in condition.each())
        match word:
            case (
                "source-address"
                | "source-prefix-list"
                | "destination-address"
                | "destination-prefix-list"
                | "address"
                | "prefix-list"
            ):
                found = _wildcards(condition, draft)
                known = self.either if word in ("address", "prefix-list") else self.addresses[word.startswith("destination")]
                known.extend(found or ())
                return bool(found)
            case "source-port" | "destination-port" | "port" if plain:
                ranges = [span for value in values if (span := port_ranges(value))]
                (self.either_port if word == "port" else self.ports[word.startswith("destination")]).extend(ranges)
                return len(ranges) == len(values)
            case "protocol" | "next-header" | "payload-protocol" if plain:
                numbers = [number for value in values if (number := protocol_number(value)) is not None]
                self.protocols.extend(numbers)
                return len(numbers) == len(values)
            case "icmp-type":
                return self._icmp(values, [code.word for code in given.below("icmp-code")], family)
            case "icmp-code":
                return given.get("icmp-type") is not None and all(value.isdigit() for value in values)
            case "tcp-established":
                self.established = True
                return True
            case "tcp-flags":
                self.established = ["".join(value.split()).strip("()") for value in values] == ["ack|rst"]
                return self.established
        return False

    def _icmp(self, types: list[str], codes: list[str], family: int) -> bool:
        numbers = [
            ICMP[family].get(text, int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None) for text in types
        ]
        if None in numbers or not all(code.isascii() and code.isdigit() and len(code) < 4 for code in codes):
            return False
        self.icmp = [(number, int(code)) for number in numbers if number is not None for code in codes or ["-1"]]
        return True

    def rules(self, permit: bool, source: Source) -> list[AclRule]:
        """All combinations that the model cannot say in one rule."""
        sides = [(tuple(self.addresses[0]), tuple(self.addresses[1]))]
        ports: list[tuple[Ports, Ports]] = [(tuple(self.ports[0]), tuple(self.ports[1]))]
        if (self.either and any(sides[0])) or (self.either_port and any(ports[0])):
            self.unknown.append("address or port of either side together with that of one side")
        elif self.either or self.either_port:
            either, port = tuple(self.either), tuple(self.either_port)
            sides = [(either, ()), ((), either)] if either else sides
            ports = [(port, ()), ((), port)] if port else ports
        kinds: list[tuple[int, int] | None] = [*self.icmp] or [None]
        return [
            AclRule(
                permit,
                tuple(self.protocols),
                one,
                other,
                low,
                high,
                icmp,
                self.established,
                0,
                ", ".join(self.unknown),
                source=source,
            )
            for (one, other), (low, high), icmp in product(sides, ports, kinds)
        ]


def _rules(term: Statement, family: int, draft: Draft) -> list[AclRule]:
    """The rules of one term; none when it only counts and goes on."""
    if term.text.rpartition(" ")[0].endswith(" term"):
        term.modelled()
    sets = _Product()
    permit = _then(term, sets.unknown)
    given = term.get("from")
    if term.text.rpartition(" ")[0].endswith(" term"):
        sets.unknown.extend(child.word for child in term.each() if child.word not in ("from", "then"))
    for condition in given.each() if given else ():
        if sets.take(condition, condition if given is None else given, family, draft):
            for line in (condition, *condition.walk()):
                line.modelled()
        else:
            sets.unknown.append(condition.text.rpartition(" from ")[2])
    return [] if permit is None else sets.rules(permit, draft.source(term))


def _then(term: Statement, unknown: list[str]) -> bool | None:
    """Whether a term lets packets through; None when it leaves that to the next one. Without a word it accepts."""
    answer: bool | None = True
    for effect in term.below("then"):
        if effect.word in ("accept", "discard", "reject"):
            answer = effect.word == "accept"
        elif effect.word == "next" and effect.get("term"):
            answer = None
        elif effect.word in PASSES:
            effect.mark(Status.IGNORED, "filter details")
            continue
        else:
            unknown.append("then " + effect.text.rpartition(" then ")[2])
            continue
        for line in (effect, *effect.walk()):
            line.modelled()
    return answer


def _wildcards(condition: Statement, draft: Draft) -> list[Wildcard] | None:
    """Addresses, or those of prefix lists; None when there are none, an exception, or something that is no address."""
    found: list[Wildcard] = []
    for value in condition.each():
        if value.index:
            return None
        known = draft.prefix_lists.get(value.word) if condition.word.endswith("prefix-list") else None
        if condition.word.endswith("prefix-list") and known is None:
            return None
        for text in [str(rule.prefix) for rule in known.rules] if known else [value.word]:
            try:
                network = ip_interface(text).network
            except ValueError:
                return None
            found.append(Wildcard(int(network.network_address), int(network.hostmask), network.version))
    return found or None
