"""`filter`: IP filters as access lists, and the match lists that they name. What no entry decides is dropped by default."""

from ipaddress import ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.nokia_sros.interfaces import list_name
from collectors.vendors.nokia_sros.words import all_read, listed, says
from models.filters import Acl, AclRule, Ports, Wildcard

PROTOCOLS = {
    "icmp": 1, "igmp": 2, "ip": 4, "tcp": 6, "egp": 8, "igp": 9, "udp": 17, "rdp": 27, "ipv6": 41, "rsvp": 46, "gre": 47,
    "ipv6-icmp": 58, "icmpv6": 58, "eigrp": 88, "ospf-igp": 89, "pim": 103, "vrrp": 112, "l2tp": 115, "isis": 124, "sctp": 132,
}  # fmt: skip
ICMP = {"echo-reply": 0, "dest-unreachable": 3, "redirect": 5, "echo-request": 8, "time-exceeded": 11}
ICMP6 = {"dest-unreachable": 1, "packet-too-big": 2, "time-exceeded": 3, "echo-request": 128, "echo-reply": 129}
PERMITS = {"accept": True, "forward": True, "drop": False}
_HIGHEST = 65535


def read_filters(filters: Statement, draft: Draft) -> None:
    """Match lists first: entries name them."""
    filters.modelled()
    prefixes: dict[str, list[Wildcard]] = {}
    ports: dict[str, list[tuple[int, int]]] = {}
    if (lists := filters.get("match-list")) is not None:
        lists.modelled()
        for kind in ("ip-prefix-list", "ipv6-prefix-list"):
            for held in lists.below(kind):
                if all(len(each.index) == 0 for each in held.below("prefix")) and set(held.index) <= {"prefix", "description"}:
                    prefixes[f"{kind} {held.word}"] = [wildcard(word) for word in listed(held.get("prefix"))]
                    lists.index[kind].modelled()
                    held.modelled()
                    held.value("description")
        for held in lists.below("port-list"):
            lists.index["port-list"].modelled()
            held.modelled()
            ports[held.word] = [span for port in held.below("port") for span in _spans(port)]
            if at := held.get("port"):
                all_read(at)
    for kind, family in (("ip-filter", "ip"), ("ipv6-filter", "ipv6")):
        for found in filters.below(kind):
            filters.index[kind].modelled()
            name = list_name(found.word, family)
            draft.acls[name] = _acl(found, name, 4 if family == "ip" else 6, _Lists(prefixes, ports), draft)


class _Lists:
    """The match lists of a config by kind and name, and those of ports by name."""

    def __init__(self, prefixes: dict[str, list[Wildcard]], ports: dict[str, list[tuple[int, int]]]) -> None:
        self.prefixes, self.ports = prefixes, ports


def wildcard(text: str) -> Wildcard:
    """A prefix as a wildcard. Raises ValueError.

    >>> str(wildcard("10.0.0.0/8"))
    '10.0.0.0/8'
    """
    network = ip_network(text, strict=False)
    return Wildcard(int(network.network_address), int(network.hostmask), network.version)


def _acl(at: Statement, name: str, family: int, lists: _Lists, draft: Draft) -> Acl:
    at.modelled()
    for word in ("description", "scope", "filter-name", "filter-id"):
        at.value(word)
    rules = [AclRule(True, unmodelled=word, source=draft.source(at.index[word]))
             for word in ("chain-to-system-filter", "embed-filter", "embed") if at.get(word)]  # fmt: skip
    entries = [entry for entry in at.below("entry") if entry.word.isascii() and entry.word.isdigit() and len(entry.word) < 10]
    for entry in sorted(entries, key=lambda entry: int(entry.word)):
        at.index["entry"].modelled()
        if (rule := _rule(entry, family, lists, draft)) is not None:
            rules.append(rule)
    if PERMITS.get(at.value("default-action"), False):
        rules.append(
            AclRule(True, sequence=rules[-1].sequence + 1 if rules else 1, source=draft.source(at.index["default-action"]))
        )
    return Acl(name, tuple(rules), family, "extended", False, draft.source(at))


def _rule(entry: Statement, family: int, lists: _Lists, draft: Draft) -> AclRule | None:
    """An entry; one without an action is not active."""
    entry.modelled()
    entry.value("description")
    if (action := entry.get("action")) is None:
        return None
    action.modelled()
    words = [child.word for child in action.each()]
    odd = [f"action {' '.join(words)}"] if words[:1] == [] or words[0] not in PERMITS else []
    permit = bool(words) and PERMITS.get(words[0], True)
    if not odd:
        action.flag(words[0])
        odd += [f"action {child.words[0]}" for child in action.walk() if child.words[0] not in PERMITS]
    rule = _Match(family, lists)
    if (match := entry.get("match")) is not None:
        match.modelled()
        for condition in match.each():
            if rule.take(condition):
                all_read(condition)
            else:
                odd.append(condition.word)
    return AclRule(
        permit, tuple(rule.protocols), tuple(rule.addresses["src-ip"]), tuple(rule.addresses["dst-ip"]),
        tuple(rule.ports["src-port"]), tuple(rule.ports["dst-port"]), rule.icmp, rule.established, int(entry.word),
        ", ".join(odd), draft.source(entry),
    )  # fmt: skip


class _Match:
    """The conditions of one entry."""

    def __init__(self, family: int, lists: _Lists) -> None:
        self.family, self.lists = family, lists
        self.protocols: list[int] = []
        self.addresses: dict[str, list[Wildcard]] = {"src-ip": [], "dst-ip": []}
        self.ports: dict[str, list[tuple[int, int]]] = {"src-port": [], "dst-port": []}
        self.icmp: tuple[int, int] | None = None
        self.established = False

    def take(self, at: Statement) -> bool:
        """Take in one condition; False when it is not modelled."""
        match at.word:
            case "protocol" | "next-header":
                values = list(at.each())
                for value in values:
                    number = PROTOCOLS.get(value.word, int(value.word) if value.word.isascii() and value.word.isdigit() else None)
                    if number is None or number > 255:
                        return False
                    self.protocols.append(number)
                    for inner in value.each():  # further conditions on the line of the classic CLI
                        if not self.take(inner):
                            return False
                return bool(values)
            case "src-ip" | "dst-ip":
                return self._address(at)
            case "src-port" | "dst-port":
                return self._port(at)
            case "icmp":
                stated = at.whole("type")
                self.icmp = (stated, -1) if stated is not None and not at.get("code") else None
                return self.icmp is not None
            case "icmp-type":
                names = ICMP if self.family == 4 else ICMP6
                word = next((child.word for child in at.each()), "")
                number = names.get(word, int(word) if word.isascii() and word.isdigit() else None)
                self.icmp = None if number is None else (number, -1)
                return number is not None
            case "tcp-established":
                self.established = says(at) is not False
                return True
        return False

    def _address(self, at: Statement) -> bool:
        for child in at.each():
            kind = f"{child.word} {next((inner.word for inner in child.each()), '')}"
            if child.word in ("ip-prefix-list", "ipv6-prefix-list"):
                if kind not in self.lists.prefixes or not self.lists.prefixes[kind]:
                    return False
                self.addresses[at.word] += self.lists.prefixes[kind]
                continue
            word = next((inner.word for inner in child.each()), "") if child.word == "address" else child.word
            if "/" not in word or (child.index and child.word != "address"):
                return False
            self.addresses[at.word].append(wildcard(word))
        return bool(at.index)

    def _port(self, at: Statement) -> bool:
        for child in at.each():
            if child.word == "port-list":
                name = next((inner.word for inner in child.each()), "")
                if not self.lists.ports.get(name):
                    return False
                self.ports[at.word] += self.lists.ports[name]
            elif not (spans := _span(child)):
                return False
            else:
                self.ports[at.word] += spans
        return bool(at.index)


def _span(at: Statement) -> Ports:
    """`eq 22`, `lt`, `gt`, `range 1 10`, `range { start 1 end 10 }`."""
    words = [line.words[0] for line in at.walk() if line.words]
    numbers = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 6 and int(word) <= _HIGHEST]
    match at.word, numbers:
        case "eq", [number]:
            return ((number, number),)
        case "lt", [number] if number:
            return ((0, number - 1),)
        case "gt", [number] if number < _HIGHEST:
            return ((number + 1, _HIGHEST),)
        case "range", [first, last] if first <= last:
            return ((first, last),)
    return ()


def _spans(at: Statement) -> Ports:
    """A port of a list, by itself or as a range."""
    if at.word.isascii() and at.word.isdigit() and len(at.word) < 6:
        return ((int(at.word), int(at.word)),)
    return _span(at)
