"""Objects, object groups and names: sets of addresses and of services that access lists and NAT rules name.

An object with a member that is not understood (a host name, a user) is no set, and a rule that names it is marked as such.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address, ip_network, summarize_address_range
from typing import TypeVar, cast

from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.cisco_asa.words import icmp_type, port_number, protocol_numbers
from models.filters import Ports, Wildcard
from models.source import Status
from models.values import address_number, mask_length

ANY4, ANY6 = Wildcard(0, (1 << 32) - 1), Wildcard(0, (1 << 128) - 1, 6)
LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Service:
    """Protocols with ports or an ICMP message."""

    protocols: tuple[int, ...] = ()
    source_ports: Ports = ()
    destination_ports: Ports = ()
    icmp: tuple[int, int] | None = None


@dataclass(slots=True)
class Objects:
    """What a config has defined so far. None: something in it is not understood."""

    names: dict[str, str] = field(default_factory=dict)
    networks: dict[str, tuple[Wildcard, ...] | None] = field(default_factory=dict)
    services: dict[str, tuple[Service, ...] | None] = field(default_factory=dict)
    ports: dict[str, Ports | None] = field(default_factory=dict)
    """Groups of ports alone (`object-group service NAME tcp`)."""
    messages: dict[str, tuple[tuple[int, int], ...] | None] = field(default_factory=dict)
    protocols: dict[str, tuple[int, ...] | None] = field(default_factory=dict)

    def network(self, name: str) -> tuple[Wildcard, ...]:
        """The addresses of an object or a group. Raises ValueError."""
        return _known(self.networks, name)

    def address(self, text: str) -> str:
        """An address, or what `name` calls so."""
        return self.names.get(text, text)


T = TypeVar("T")
Member = Callable[[list[str], Objects], tuple[T, ...] | None]


def _known(table: dict[str, T | None], name: str) -> T:
    found = table.get(name)
    if found is None:
        raise ValueError(f"{name} is not defined, or not understood")
    return found


def objects(draft: Draft) -> Objects:
    """The objects that `draft` has met."""
    found = draft.scratch.get("objects")
    if found is None:
        found = draft.scratch["objects"] = Objects()
    return cast(Objects, found)


@lru_cache(maxsize=1 << 16)
def host(text: str) -> Wildcard:
    """One address. Raises ValueError."""
    if ":" not in text:
        return Wildcard(address_number(text), 0)
    found = ip_address(text)
    return Wildcard(int(found), 0, found.version)


@lru_cache(maxsize=1 << 16)
def subnet(address: str, mask: str = "") -> Wildcard:
    """An address with a netmask, or a prefix of IPv6. Raises ValueError.

    >>> str(subnet("10.1.0.0", "255.255.0.0")), str(subnet("2001:db8::/32"))
    ('10.1.0.0/16', '2001:db8::/32')
    """
    if mask:
        bits = (1 << (32 - mask_length(mask))) - 1
        return Wildcard(address_number(address) & ~bits, bits)
    found = ip_network(address, strict=False)
    return Wildcard(int(found.network_address), int(found.hostmask), found.version)


def span(first: str, last: str) -> tuple[Wildcard, ...]:
    """All addresses from one to another. Raises ValueError."""
    ends = ip_address(first), ip_address(last)
    if ends[0].version != ends[1].version:
        raise ValueError("two address families")
    parts = summarize_address_range(*ends)
    return tuple(Wildcard(int(part.network_address), int(part.hostmask), part.version) for part in parts)


def read_name(line: Line, draft: Draft) -> None:
    """`name 10.0.0.1 web description …`: the word then stands for the address everywhere."""
    match line.words:
        case ["name", address, name] | ["name", address, name, "description", *_]:
            objects(draft).names[name] = str(ip_address(address))
            line.modelled()


def read_object(line: Line, draft: Draft) -> None:
    """`object network` and `object service`. The NAT rule of an object stands in a second block of the same name."""
    known = objects(draft)
    match line.words:
        case ["object", "network", name]:
            line.modelled()
            for child in line.children:
                if child.words[0] in ("host", "subnet", "range", "fqdn"):
                    known.networks[name] = _addresses(child, known)
                    _placed(child, known.networks[name] is not None)
                elif child.words[0] == "nat":
                    kept_nat(draft).append((child, name))
        case ["object", "service", name]:
            line.modelled()
            for child in line.children:
                if child.words[0] == "service":
                    found = _service(child.words[1:])
                    known.services[name] = (found,) if found else None
                    _placed(child, found is not None)


def keep_nat(line: Line, draft: Draft) -> None:
    """Keep a rule of NAT until all objects are known."""
    kept_nat(draft).append((line, ""))


def kept_nat(draft: Draft) -> list[tuple[Line, str]]:
    """The rules so far, each with the object that it stands below ("" for none)."""
    return cast("list[tuple[Line, str]]", draft.scratch.setdefault("nat lines", []))


def _placed(line: Line, understood: bool) -> None:
    line.status, line.feature = (Status.MODELLED, line.feature) if understood else (Status.NOT_MODELLED, "access list")


def _addresses(line: Line, known: Objects) -> tuple[Wildcard, ...] | None:
    """The addresses of one line of an object; None when it is a name of the DNS or not understood."""
    words = [known.address(word) for word in line.words]
    try:
        match words:
            case ["host", address]:
                return (host(address),)
            case ["subnet", address, mask]:
                return (subnet(address, mask),)
            case ["subnet", prefix] if "/" in prefix:
                return (subnet(prefix),)
            case ["range", first, last]:
                return span(first, last)
    except ValueError:
        return None
    return None


def read_group(line: Line, draft: Draft) -> None:
    """`object-group network|service|icmp-type|protocol`."""
    known = objects(draft)
    match line.words:
        case ["object-group", "network", name]:
            _group(line, known.networks, name, _network_member, known)
        case ["object-group", "service", name]:
            _group(line, known.services, name, _service_member, known)
        case ["object-group", "service", name, "tcp" | "udp" | "tcp-udp"]:
            _group(line, known.ports, name, _port_member, known)
        case ["object-group", "icmp-type", name]:
            _group(line, known.messages, name, _message_member, known)
        case ["object-group", "protocol", name]:
            _group(line, known.protocols, name, _protocol_member, known)


def _group(line: Line, table: dict[str, tuple[T, ...] | None], name: str, member: Member[T], known: Objects) -> None:
    """Put the members of a group together; one that is not understood spoils all of it."""
    line.modelled()
    found: list[T] | None = []
    for child in line.children:
        if child.words[0] == "description":
            child.status, child.feature = Status.IGNORED, "object group description"
            continue
        try:
            more = table.get(child.words[1]) if child.words[0] == "group-object" else member(child.words, known)
        except (ValueError, IndexError):
            more = None
        _placed(child, more is not None)
        found = None if found is None or more is None else [*found, *more]
    table[name] = None if not found else tuple(found)


def _network_member(words: list[str], known: Objects) -> tuple[Wildcard, ...] | None:
    match [words[0], *(known.address(word) for word in words[1:])]:
        case ["network-object", "host", address]:
            return (host(address),)
        case ["network-object", "object", _]:
            return known.networks.get(words[2])
        case ["network-object", prefix] if "/" in prefix:
            return (subnet(prefix),)
        case ["network-object", address, mask]:
            return (subnet(address, mask),)
    return None


def _service_member(words: list[str], known: Objects) -> tuple[Service, ...] | None:
    match words:
        case ["service-object", "object", name]:
            return known.services.get(name)
        case ["service-object", *rest]:
            found = _service(rest)
            return (found,) if found else None
    return None


def _port_member(words: list[str], known: Objects) -> Ports | None:
    rest = words[1:]
    return take_ports(rest) or None if words[0] == "port-object" else None


def _message_member(words: list[str], known: Objects) -> tuple[tuple[int, int], ...] | None:
    return ((icmp_type(words[1], 1), -1),) if words[0] == "icmp-object" and len(words) == 2 else None


def _protocol_member(words: list[str], known: Objects) -> tuple[int, ...] | None:
    return protocol_numbers(words[1]) or None if words[0] == "protocol-object" and len(words) == 2 else None


def _service(words: list[str]) -> Service | None:
    """`tcp source eq 80 destination range 1 9`, `icmp echo`, `47`; None when it is not understood."""
    rest = list(words)
    try:
        protocols = protocol_numbers(rest.pop(0))
        if protocols in ((1,), (58,)) and rest:
            kind = icmp_type(rest.pop(0), protocols[0])
            code = int(rest.pop(0)) if rest and rest[0].isdecimal() else -1
            return None if rest else Service(protocols, icmp=(kind, code))
        ports: dict[str, Ports] = {}
        while rest and rest[0] in ("source", "destination") and rest[0] not in ports:
            side = rest.pop(0)
            ports[side] = take_ports(rest)
        return None if rest else Service(protocols, ports.get("source", ()), ports.get("destination", ()))
    except (ValueError, IndexError):
        return None


def take_ports(words: list[str]) -> Ports:
    """Take a port operator with its ports off the front of `words`; () when there is none. Raises ValueError.

    >>> take_ports(["neq", "www"]), take_ports(["range", "ftp-data", "ftp", "log"]), take_ports(["log"])
    (((0, 79), (81, 65535)), ((20, 21),), ())
    """
    match words:
        case ["eq", port, *_]:
            found: Ports = ((port_number(port),) * 2,)
        case ["gt", port, *_]:
            found = ((port_number(port) + 1, LAST_PORT),)
        case ["lt", port, *_]:
            found = ((0, port_number(port) - 1),)
        case ["neq", port, *_]:
            number = port_number(port)
            found = tuple(ends for ends in ((0, number - 1), (number + 1, LAST_PORT)) if ends[0] <= ends[1])
        case ["range", first, last, *_]:
            found = ((port_number(first), port_number(last)),)
        case _:
            return ()
    if any(low > high for low, high in found):
        raise ValueError("no port is left")
    del words[: 3 if words[0] == "range" else 2]
    return found
