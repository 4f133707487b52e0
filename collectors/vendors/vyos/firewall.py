"""`firewall`: sets of rules, and where they are applied. Rules about the states of connections are what makes it stateful."""

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from ipaddress import ip_interface, ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.ioslike.ports.port import ports
from collectors.vendors.vyos.rules import Groups, Rule, read_groups, read_rule
from models.filters import Acl, AclRule
from models.source import Source, Status

SETS, APPLIED, ANSWERS, CHECKED = "rule sets", "applied rule sets", "answers pass", "sources checked"
"""Scratch: rule sets by family and name; (port, way, family) → name; whether all answers pass, and sources are checked."""
FAMILIES = (("ipv4", 4), ("ipv6", 6))
_DEEPEST = 8
_ENDS = ("accept", "drop", "reject", "return")
_KNOWN = frozenset({"new", "established", "related", "invalid"})


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules in order, and what becomes of other packets."""

    name: str
    family: int
    rules: tuple[Rule, ...]
    default: str
    at: Statement
    source: Source

    @property
    def answers(self) -> bool:
        """Whether it passes what belongs to sessions that are known, before anything else could drop it."""
        for rule in self.rules:
            if rule.action == "accept" and "established" in rule.states and rule.bare and rule.incoming is rule.outgoing is None:
                return True
            if rule.action not in ("accept", "offload") and not (rule.states and "established" not in rule.states):
                return False
        return self.default == "accept"


def read_firewall(at: Statement, draft: Draft) -> None:
    """All rule sets of old (`name`, `ipv6-name`) and new releases (`ipv4 name`, `ipv4 forward filter`)."""
    _source_validation(at, draft)
    group = at.get("group")
    groups = read_groups(group) if group else Groups()
    _own_groups(groups, draft)
    draft.scratch["groups"] = groups
    for word, family in (("name", 4), ("ipv6-name", 6)):
        for named in at.below(word):
            _set(named, named.word, family, groups, draft)
    for word, family in FAMILIES:
        for named in at.below(word, "name"):
            _set(named, named.word, family, groups, draft)
        if chain := at.get(word, "forward", "filter"):
            _set(chain, "forward", family, groups, draft, "accept")
    for port in at.below("interface"):
        note_applied(port, port.word, draft)
    for state in (*at.below("state-policy"), *at.below("global-options", "state-policy")):
        if state.value("action") == "accept" and state.word == "established":
            draft.scratch[ANSWERS] = True
        state.modelled()
        if log := state.get("log"):
            log.mark(Status.IGNORED, "logging")


def _own_groups(groups: Groups, draft: Draft) -> None:
    """`ADDRv4_eth0` and `NETv4_eth0` of EdgeOS: the addresses of a port, and its subnets, where they are fixed."""
    for name, port in ports(draft).items():
        for family in (4, 6):
            own = [ip_interface(str(address.ip)) for address in port.addresses if address.ip.version == family]
            if own and not port.facts.get("dhcp"):
                groups.addresses[f"address-group ADDRv{family}_{name}"] = tuple(ip_network(one.ip) for one in own)
                groups.addresses[f"network-group NETv{family}_{name}"] = tuple(one.network for one in own)


def _source_validation(at: Statement, draft: Draft) -> None:
    """Whether sources are checked at all ports; each may say so for itself too."""
    for place in (at, *filter(None, [at.get("global-options")])):
        word = next((child.word for child in place.below("source-validation")), "")
        if word in ("disable", "strict"):
            place.value("source-validation")
            draft.scratch[CHECKED] = word == "strict"


def check_sources(draft: Draft) -> None:
    """Carry out the setting for all ports."""
    if draft.scratch.get(CHECKED):
        draft.interfaces = {name: replace(port, source_check=True) for name, port in draft.interfaces.items()}


def _set(at: Statement, name: str, family: int, groups: Groups, draft: Draft, usual: str = "drop") -> None:
    at.modelled()
    rules = [read_rule(rule, family, groups, draft) for rule in sorted(
        (rule for rule in at.below("rule") if rule.word.isdecimal()), key=lambda rule: int(rule.word[:9]))]  # fmt: skip
    default, target = at.value("default-action") or usual, at.value("default-jump-target")
    if default not in _ENDS:  # a jump, or something that is not known: as a last rule for all packets
        rules.append(Rule(AclRule(False, source=draft.source(at)), default, target))
    made = RuleSet(name, family, tuple(filter(None, rules)), default, at, draft.source(at))
    sets(draft)[family, name] = made


def sets(draft: Draft) -> dict[tuple[int, str], RuleSet]:
    """The rule sets by family and name."""
    held = draft.scratch.setdefault(SETS, {})
    assert isinstance(held, dict)
    return held


def applied(draft: Draft) -> dict[tuple[str, str, int], tuple[str, Statement]]:
    """Which rule set holds at a port, by way (`in`, `out`) and family, and the statement that says so."""
    held = draft.scratch.setdefault(APPLIED, {})
    assert isinstance(held, dict)
    return held


def note_applied(at: Statement, port: str, draft: Draft) -> None:
    """`in name X` of a port. What is `local` stops packets to the device itself only."""
    if own := at.get("local"):
        own.mark(Status.NOT_MODELLED, "control-plane filter")
    for way in ("in", "out"):
        for word, family in (("name", 4), ("ipv6-name", 6)):
            if stated := at.get(way, word):
                applied(draft)[port, way, family] = at.value(way, word), stated


def answers_by_setting(draft: Draft) -> bool:
    """Whether a setting for the whole firewall passes the answers to what it passed."""
    return bool(draft.scratch.get(ANSWERS))


def acl(found: RuleSet, draft: Draft, pair: tuple[str, str] | None = None, name: str = "") -> str:
    """A rule set as an access list for new sessions, between two ports where it asks for them; its name."""
    name = name or f"{found.name}{' (IPv6)' if found.family == 6 else ''}"
    rules = _flat(found, draft, pair, 0)
    if found.default in ("accept", "return"):
        rules.append(AclRule(True, source=found.source))
    numbered = tuple(replace(rule, sequence=10 * at) for at, rule in enumerate(rules, 1))
    draft.acls[name] = Acl(name, numbered, found.family, empty_permits=False, source=found.source)
    return name


def _flat(found: RuleSet, draft: Draft, pair: tuple[str, str] | None, depth: int) -> list[AclRule]:
    rules: list[AclRule] = []
    for rule in found.rules:
        if rule.states and "new" not in rule.states:
            plain = rule.states <= _KNOWN and rule.bare
            if not plain and rule.action == "accept" and "established" in rule.states and not answers_by_setting(draft):
                rules.append(replace(rule.acl, unmodelled="connection state"))
            continue
        text = rule.acl.unmodelled
        asked = rule.incoming is not None or rule.outgoing is not None
        if asked and pair is None:
            text = ", ".join(filter(None, (text, "interface")))
        elif asked and pair is not None and not (hits(rule.incoming, pair[0]) and hits(rule.outgoing, pair[1])):
            continue
        asked_for = replace(rule.acl, unmodelled=text)
        match rule.action:
            case "accept" | "inspect" | "drop" | "reject":
                rules.append(asked_for)
            case "offload":
                continue
            case "jump" if depth < _DEEPEST and (below := sets(draft).get((found.family, rule.target))):
                inner = _flat(below, draft, pair, depth + 1)
                if below.default in ("accept", "drop", "reject"):
                    inner.append(AclRule(below.default == "accept", source=below.source))
                rules += [_both(asked_for, one) for one in inner]
            case _:
                rules.append(
                    replace(asked_for, permit=True, unmodelled=", ".join(filter(None, (text, rule.action or "no action"))))
                )
    return rules


def hits(names: tuple[str, ...] | None, port: str) -> bool:
    """Whether a port is one of those asked for.

    >>> hits(("eth*",), "eth0"), hits(("!eth0",), "eth0"), hits(None, "eth0")
    (True, False, True)
    """
    if names is None:
        return True
    if all(name.startswith("!") for name in names):
        return not any(fnmatchcase(port, name[1:]) for name in names)
    return any(fnmatchcase(port, name) for name in names)


def _both(outer: AclRule, inner: AclRule) -> AclRule:
    """What a jump and a rule behind it match together; where both ask for something of one kind, it is left undecided."""
    clash = []
    values: dict[str, object] = {}
    for kind in ("protocols", "sources", "destinations", "source_ports", "destination_ports", "icmp"):
        one, other = getattr(outer, kind), getattr(inner, kind)
        if one and other and one != other:
            clash.append(kind.replace("_", " "))
        values[kind] = other or one
    text = ", ".join(filter(None, (outer.unmodelled, inner.unmodelled, *(f"jump by {kind}" for kind in clash))))
    return replace(inner, unmodelled=text, **values)  # type: ignore[arg-type]  # fields of AclRule by name
