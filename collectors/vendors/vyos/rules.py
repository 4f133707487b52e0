"""One rule of a firewall as a product of sets. What is no such set (limits, times, marks) leaves the rule undecided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network, summarize_address_range
from ipaddress import ip_address as ip

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.ioslike.filters.acl_words import PORTS
from collectors.ioslike.filters.acl_words import PROTOCOLS as NAMED
from models.filters import AclRule, Ports, Wildcard
from models.source import Status

PROTOCOLS: Mapping[str, tuple[int, ...]] = {
    **{name: (number,) for name, number in NAMED.items() if isinstance(number, int)},
    "tcp": (6,), "udp": (17,), "tcp_udp": (6, 17), "icmp": (1,), "ipv6-icmp": (58,), "icmpv6": (58,), "gre": (47,), "esp": (50,),
    "ah": (51,), "ospf": (89,), "vrrp": (112,), "igmp": (2,), "sctp": (132,), "ipip": (4,), "ipv6": (41,), "all": (),
}  # fmt: skip
TYPES: Mapping[int, Mapping[str, int]] = {
    4: {"echo-request": 8, "echo-reply": 0, "ping": 8, "pong": 0, "destination-unreachable": 3, "time-exceeded": 11,
        "ttl-exceeded": 11, "redirect": 5, "parameter-problem": 12, "source-quench": 4, "timestamp-request": 13,
        "timestamp-reply": 14, "router-advertisement": 9, "router-solicitation": 10},
    6: {"echo-request": 128, "echo-reply": 129, "ping": 128, "pong": 129, "destination-unreachable": 1, "packet-too-big": 2,
        "time-exceeded": 3, "parameter-problem": 4, "router-solicitation": 133, "router-advertisement": 134,
        "neighbor-solicitation": 135, "neighbour-solicitation": 135, "neighbor-advertisement": 136,
        "neighbour-advertisement": 136, "nd-neighbor-solicit": 135, "nd-neighbor-advert": 136, "nd-router-solicit": 133,
        "nd-router-advert": 134},
}  # fmt: skip
QUIET = ("description", "log", "log-options", "log-level")
LAST = 65535
ADDRESS_GROUPS = ("address-group", "network-group", "ipv6-address-group", "ipv6-network-group")
Nets = tuple[IPv4Network | IPv6Network, ...]


@dataclass(slots=True)
class Groups:
    """The groups that rules refer to, by name."""

    addresses: dict[str, Nets] = field(default_factory=dict)
    ports: dict[str, Ports] = field(default_factory=dict)
    interfaces: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what it matches (`acl`), what it does, and between which ports; None is any port."""

    acl: AclRule
    action: str
    target: str = ""
    incoming: tuple[str, ...] | None = None
    outgoing: tuple[str, ...] | None = None
    states: frozenset[str] = frozenset()

    @property
    def bare(self) -> bool:
        """Whether it matches every packet, but for states and ports."""
        a = self.acl
        return not (a.protocols or a.sources or a.destinations or a.source_ports or a.destination_ports or a.icmp or a.unmodelled)


def read_groups(at: Statement) -> Groups:
    """`firewall group`: sets of addresses, ports and interfaces, which may include others of their kind."""
    found = Groups()
    for kind in ADDRESS_GROUPS:
        for name, values in _members(at, kind, ("address", "network")):
            found.addresses[f"{kind} {name}"] = tuple(net for value in values for net in networks(value))
    for name, values in _members(at, "port-group", ("port",)):
        found.ports[name] = tuple(span for value in values for span in ports(value))
    for name, values in _members(at, "interface-group", ("interface",)):
        found.interfaces[name] = tuple(values)
    return found


def _members(at: Statement, kind: str, words: Iterable[str]) -> list[tuple[str, list[str]]]:
    own: dict[str, tuple[list[str], list[str]]] = {}
    for group in at.below(kind):
        try:
            values = [value for word in words for value in group.all(word)]
            for value in values:
                (networks if kind in ADDRESS_GROUPS else ports if kind == "port-group" else str)(value)
        except ValueError:
            for line in group.walk():
                line.status = Status.UNKNOWN
            continue
        group.modelled()
        own[group.word] = values, list(group.all("include"))
    found = []
    for name, (values, _) in own.items():
        todo, seen, together = [name], set(), list(values[:0])
        while todo:
            if (one := todo.pop()) not in seen and one in own:
                seen.add(one)
                together += own[one][0]
                todo += own[one][1]
        found.append((name, together))
    return found


def networks(text: str) -> Nets:
    """An address, a prefix, or a range of addresses. Raises ValueError.

    >>> [str(net) for net in networks("10.0.0.4-10.0.0.7")], [str(net) for net in networks("10.0.0.1")]
    (['10.0.0.4/30'], ['10.0.0.1/32'])
    """
    first, dash, last = text.partition("-")
    if dash:
        low, high = ip(first), ip(last)
        if low.version != high.version:
            raise ValueError("two families")
        return tuple(summarize_address_range(low, high))
    return (ip_network(text, strict=False),)


def ports(text: str) -> Ports:
    """Ports by number, name and range, parted by commas. Raises ValueError.

    >>> ports("22,8000-8080,!https"[:12]), ports("!80")
    (((22, 22), (8000, 8080)), ((0, 79), (81, 65535)))
    """
    if text.startswith("!"):
        low, rest = 0, []
        for first, last in sorted(ports(text[1:])):
            rest += [(low, first - 1)] if first > low else []
            low = max(low, last + 1)
        return (*rest, *(((low, LAST),) if low <= LAST else ()))
    found = []
    for part in text.split(","):
        first_, dash, last_ = part.partition("-")
        low, high = (
            _port(part if part in PORTS else first_),
            _port(last_ if dash and part not in PORTS else part if part in PORTS else first_),
        )
        found.append((low, high))
    return tuple(found)


def _port(word: str) -> int:
    number = PORTS.get(word, word)
    if isinstance(number, str) and not (number.isascii() and number.isdecimal() and len(number) < 6):
        raise ValueError(f"{word!r} is no port")
    if not 0 <= int(number) <= LAST:
        raise ValueError(f"{word!r} is no port")
    return int(number)


def read_rule(at: Statement, family: int, groups: Groups, draft: Draft, others: frozenset[str] = frozenset()) -> Rule | None:
    """One rule; None when it is switched off. Words that are not understood make it undecided, but for `others`."""
    at.modelled()
    if at.flag("disable"):
        for line in at.walk():
            line.modelled()
        return None
    for word in QUIET:
        if quiet := at.get(word):
            quiet.mark(Status.IGNORED, "logging")
    action, target = at.value("action"), at.value("jump-target")
    open_: list[str] = []
    made = AclRule(action in ("accept", "inspect"), sequence=int(at.word[:9]), source=draft.source(at))
    protocols = _protocols(at, open_)
    sides = {word: _side(at.get(word), family, groups, open_) for word in ("source", "destination")}
    icmp = _icmp(at, family, open_)
    states = _states(at)
    incoming, outgoing = (_interfaces(at.get(f"{way}-interface"), groups, open_) for way in ("inbound", "outbound"))
    known = {*QUIET, "action", "jump-target", "protocol", "source", "destination", "icmp", "icmpv6", "state", "inbound-interface",
             "outbound-interface", "disable"}  # fmt: skip
    for child in at.each():
        if child.word not in known | others:
            _undecided(child, open_)
    if icmp and not protocols:
        protocols = (1 if family == 4 else 58,)
    (sources, source_ports), (targets, target_ports) = sides["source"], sides["destination"]
    acl = AclRule(made.permit, protocols, sources, targets, source_ports, target_ports, icmp, sequence=made.sequence,
                  unmodelled=", ".join(dict.fromkeys(open_)), source=made.source)  # fmt: skip
    return Rule(acl, action, target, incoming, outgoing, states)


def _undecided(at: Statement, open_: list[str]) -> None:
    """A condition outside the model; its rule says so where it is met."""
    at.mark(Status.NOT_MODELLED, "filter match")
    open_.append(at.word)


def _protocols(at: Statement, open_: list[str]) -> tuple[int, ...]:
    word = at.value("protocol")
    name = word.removeprefix("!")
    if not word:
        return ()
    found = (int(name),) if name.isdecimal() and len(name) < 4 and int(name) < 256 else PROTOCOLS.get(name)
    if found is None:
        open_.append(f"protocol {word}")
        return ()
    return tuple(number for number in range(256) if number not in found) if word.startswith("!") else found


def _side(at: Statement | None, family: int, groups: Groups, open_: list[str]) -> tuple[tuple[Wildcard, ...], Ports]:
    """The addresses and ports of one end."""
    nets: Nets = ()
    spans: Ports = ()
    if at is None:
        return (), ()
    at.modelled()
    for child in at.each():
        try:
            match child.word:
                case "address":
                    nets = _addresses(at.value("address"), family)
                case "port":
                    spans = ports(at.value("port"))
                case "group":
                    child.modelled()
                    more, spans_ = _grouped(child, groups, open_)
                    nets, spans = (more or nets), (spans_ or spans)
                case _:
                    _undecided(child, open_)
        except ValueError:
            open_.append(child.text.rpartition(" ")[2] or child.word)
    of_family = tuple(Wildcard(int(net.network_address), int(net.hostmask), family) for net in nets if net.version == family)
    if nets and not of_family:
        open_.append("address of another family")
    return of_family, spans


def _addresses(text: str, family: int) -> Nets:
    if not text.startswith("!"):
        return networks(text)
    (excluded,) = networks(text[1:])
    everything = ip_network("0.0.0.0/0" if family == 4 else "::/0")
    return tuple(everything.address_exclude(excluded))  # type: ignore[arg-type]  # both of one family, or it raises


def _grouped(at: Statement, groups: Groups, open_: list[str]) -> tuple[Nets, Ports]:
    nets: Nets = ()
    spans: Ports = ()
    for kind in at.each():
        name = at.value(kind.word)
        held = groups.addresses.get(f"{kind.word} {name}") or groups.addresses.get(f"ipv6-{kind.word} {name}")
        if kind.word in ADDRESS_GROUPS and held:
            nets = held
        elif kind.word == "port-group" and groups.ports.get(name):
            spans = groups.ports[name]
        else:
            open_.append(f"{kind.word} {name}")
    return nets, spans


def _icmp(at: Statement, family: int, open_: list[str]) -> tuple[int, int] | None:
    word = "icmp" if family == 4 else "icmpv6"
    stated = at.get(word)
    if stated is None:
        return None
    stated.modelled()
    name, code = stated.value("type-name") or stated.value("type"), stated.whole("code")
    kind, slash, inner = name.partition("/")
    number = TYPES[family].get(kind, int(kind) if kind.isdecimal() and len(kind) < 4 else -1)
    if number < 0:
        if name != "any":
            open_.append(f"{word} {name}")
        return None
    return number, int(inner) if slash and inner.isdecimal() else -1 if code is None else code


def _states(at: Statement) -> frozenset[str]:
    """`state established` of new releases, `state established enable` of old ones."""
    found = set()
    if stated := at.get("state"):
        stated.modelled()
        for child in stated.each():
            child.modelled()
            for value in child.each():
                value.modelled()
            if child.get("disable") is None:
                found.add(child.word)
    return frozenset(found)


def _interfaces(at: Statement | None, groups: Groups, open_: list[str]) -> tuple[str, ...] | None:
    if at is None:
        return None
    at.modelled()
    if not {"name", "interface-name", "group", "interface-group"} & at.index.keys():
        return at.all()
    name = at.value("name") or at.value("interface-name")
    group = at.value("group") or at.value("interface-group")
    if group.removeprefix("!") not in groups.interfaces and group:
        open_.append(f"interface-group {group}")
        return None
    names = (name,) if name else groups.interfaces[group.removeprefix("!")] if group else ()
    return tuple(f"!{one}" for one in names) if group.startswith("!") else names
