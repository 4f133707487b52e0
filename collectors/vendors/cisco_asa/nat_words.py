"""The words of one `nat` line as a rule: what it is about, and what that becomes."""

from dataclasses import dataclass
from ipaddress import IPv4Address

from collectors.tree import Line
from collectors.vendors.cisco_asa.objects import Objects, host
from collectors.vendors.cisco_asa.words import port_number
from models.filters import Wildcard

Addresses = tuple[Wildcard, ...]
_QUIET = {"dns", "route-lookup"}
"""Options that change nothing about which packets become what."""
_NUMBERS = {"tcp": 6, "udp": 17}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with the zones that it is between, "" for any. `outer` () is the address of the port outside."""

    line: Line
    zones: tuple[str, str]
    section: int
    static: bool
    local: Addresses
    outer: Addresses = ()
    far: Addresses = ()
    """The destinations that it is about; () is any."""
    same: bool = False
    """It leaves what it is about as it is."""
    service: tuple[int, int, int] | None = None
    """Protocol, port inside and port outside."""
    ports: bool = False
    """Addresses of a pool are told apart by ports."""

    def meets(self, other: "Rule") -> bool:
        """Whether two rules may be about the same packets."""
        zones = all(not a or not b or a == b for a, b in zip(self.zones, other.zones, strict=True))
        far = not self.far or not other.far or overlap(self.far, other.far)
        return zones and far and overlap(self.local, other.local)


def overlap(one: Addresses, other: Addresses) -> bool:
    """Whether two sets of prefixes share an address."""
    return any(a.address <= b.address + b.mask and b.address <= a.address + a.mask for a in one for b in other)


def object_rule(line: Line, name: str, known: Objects) -> Rule | None:
    """`nat (inside,outside) static|dynamic …` below an object; None when it is not understood."""
    try:
        match line.words:
            case ["nat", zones, "static", to, *rest]:
                return _static(line, zones, name, to, rest, known)
            case ["nat", zones, "dynamic", *rest]:
                outer, ports = _drawn(rest, known)
                return Rule(line, _zones(zones), 2, False, _four(known.network(name)), outer, ports=ports)
    except ValueError:
        return None
    return None


def _static(line: Line, zones: str, name: str, to: str, rest: list[str], known: Objects) -> Rule:
    local = _four(known.network(name))
    service = None
    match rest:
        case ["service", "tcp" | "udp" as protocol, inside, outside, *more]:
            service, rest = (_NUMBERS[protocol], port_number(inside), port_number(outside)), more
    outer = () if to == "interface" else _four(_mapped(to, local, known))
    if to == "interface" and service is None:
        raise ValueError("all of an address of a port")
    _finished(rest)
    return Rule(line, _zones(zones), 2, True, local, outer, service=service)


def twice_rule(line: Line, known: Objects) -> Rule | None:
    """`nat (inside,outside) [after-auto] source static|dynamic A B [destination static C C]`; None when it is not understood."""
    words = line.words[1:]
    try:
        zones, rest = _zones(words[0]), words[1:]
        section = 3 if rest[:1] == ["after-auto"] else 1
        rest = rest[section == 3 :]
        if "description" in rest:
            rest = rest[: rest.index("description")]
        match rest:
            case ["source", "static" | "dynamic" as kind, real, *more]:
                local = _of(real, known)
            case _:
                return None
        if kind == "static":
            outer, ports, more = _of(more[0], known), False, more[1:]
        else:
            size = 2 if more[:1] == ["pat-pool"] else 1
            (outer, ports), more = _drawn(more[:size], known), more[size:]
        far: Addresses = ()
        if more[:2] == ["destination", "static"]:
            if more[2] != more[3]:
                return None
            far, more = _of(more[2], known), more[4:]
        same = kind == "static" and outer == local
        _finished([word for word in more if not (same and word == "no-proxy-arp")])
    except (ValueError, IndexError):
        return None
    return Rule(line, zones, section, kind == "static", local, outer, far, same, ports=ports)


def _zones(text: str) -> tuple[str, str]:
    """`(inside,any)` is ("inside", "")."""
    inside, comma, outside = text.removeprefix("(").removesuffix(")").partition(",")
    if not comma or not inside or not outside:
        raise ValueError("no two ports")
    return "" if inside == "any" else inside, "" if outside == "any" else outside


def _of(word: str, known: Objects) -> Addresses:
    return (Wildcard(0, (1 << 32) - 1),) if word == "any" else _four(known.network(word))


def _four(addresses: Addresses) -> Addresses:
    if any(each.family != 4 for each in addresses) or not addresses:
        raise ValueError("not of IPv4 alone")
    return addresses


def _mapped(word: str, local: Addresses, known: Objects) -> Addresses:
    """An object, or an address that stands for as many as there are inside."""
    if word in known.networks:
        return known.network(word)
    (start,) = (host(known.address(word)),)
    if len(local) != 1 or start.address & local[0].mask:
        raise ValueError("not as many addresses")
    return (Wildcard(start.address, local[0].mask, start.family),)


def _drawn(words: list[str], known: Objects) -> tuple[Addresses, bool]:
    """`interface`, an object or address, or `pat-pool OBJECT`; whether ports tell addresses of a pool apart."""
    match words:
        case ["interface"]:
            return (), False
        case ["pat-pool", name]:
            return _four(known.network(name)), True
        case [word] | [word, "dns"]:
            return _four(known.network(word) if word in known.networks else (host(str(IPv4Address(word))),)), False
    raise ValueError("not known here")


def _finished(words: list[str]) -> None:
    if not set(words) <= _QUIET:
        raise ValueError(f"{' '.join(words)} is not known here")
