"""Address and service objects with their groups, of all virtual systems and of each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_interface, summarize_address_range

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.spans import Addresses, everything
from collectors.vendors.paloalto_panos.places import attempt
from models.filters import Ports, Wildcard
from models.source import Status
from models.values import address_number

UNKNOWN_SET = "filter match"
"""The feature of an object whose packets no config tells; a rule that names it is marked itself."""
_DEEPEST = 12
"""Groups within groups."""
_LITERAL = re.compile(r"(?=.*[.:])[0-9a-fA-F.:]+(?:/\d{1,3})?|[\d.]+-[\d.]+|[0-9a-fA-F:]+-[0-9a-fA-F:]+")
PREDEFINED = {"service-http": ((80, 80), (8080, 8080)), "service-https": ((443, 443),)}
"""TCP services that every device has."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Packets of one protocol with their ports."""

    protocol: int
    ports: Ports
    source_ports: Ports = ()


@dataclass(slots=True)
class Objects:
    """The objects of one virtual system; what it lacks, `shared` has. None: an object that is not understood."""

    addresses: dict[str, Addresses | None] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...] | None] = field(default_factory=dict)
    literals: dict[str, str] = field(default_factory=dict)
    """Addresses with their lengths, as ports and routes use them by name."""
    services: dict[str, tuple[Kind, ...] | None] = field(default_factory=dict)
    service_groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shared: "Objects | None" = None

    def named(self, name: str, family: int, depth: int = 0) -> Addresses:
        """The addresses of an object, a group, or a literal."""
        if name in self.addresses:
            found = self.addresses[name]
            return _of_family(found, family) if found is not None else Addresses(unknown=f"address {name}")
        if name in self.groups:
            members = self.groups[name]
            if members is None or depth > _DEEPEST:
                return Addresses(unknown=f"address group {name}")
            return self.all(members, family, depth + 1)
        if self.shared is not None:
            return self.shared.named(name, family, depth)
        if name == "any":
            return everything(family)
        return _of_family(literal(name), family) if _LITERAL.fullmatch(name) else Addresses(unknown=f"address {name}")

    def all(self, names: Iterable[str], family: int, depth: int = 0) -> Addresses:
        """The addresses of several."""
        found = Addresses()
        for name in names:
            found = found.join(self.named(name, family, depth))
        return found

    def kinds(self, name: str, depth: int = 0) -> tuple[list[Kind], list[str]]:
        """The packets of a service or a group of them, and what is not understood."""
        if name in self.services:
            found = self.services[name]
            return ([], [f"service {name}"]) if found is None else (list(found), [])
        if name in self.service_groups and depth <= _DEEPEST:
            both = [self.kinds(member, depth + 1) for member in self.service_groups[name]]
            return [kind for kinds, _ in both for kind in kinds], [word for _, words in both for word in words]
        if self.shared is not None:
            return self.shared.kinds(name, depth)
        return ([Kind(6, PREDEFINED[name])], []) if name in PREDEFINED else ([], [f"service {name}"])


def _of_family(found: Addresses, family: int) -> Addresses:
    """What of an object is of a family: its wildcards say which, and so do its spans, see `literal`."""
    wanted = tuple(wildcard for wildcard in found.wildcards if wildcard.family == family)
    return Addresses(tuple((w.address, w.address + w.mask) for w in wanted if not w.mask & (w.mask + 1)),
                     tuple(w for w in wanted if w.mask & (w.mask + 1)), found.unknown)  # fmt: skip


def literal(text: str) -> Addresses:
    """An address, a prefix or a range, kept as wildcards, which know their family. Raises ValueError."""
    first, dash, last = text.partition("-")
    if dash:
        low, high = ip_address(first), ip_address(last)
        if low.version != high.version or int(low) > int(high):
            raise ValueError(f"{text} is not a range of addresses")
        make = IPv4Address if low.version == 4 else IPv6Address
        nets = summarize_address_range(make(int(low)), make(int(high)))
        return Addresses((), tuple(Wildcard(int(net[0]), int(net.hostmask), low.version) for net in nets))
    net = ip_interface(text).network
    return Addresses((), (Wildcard(int(net.network_address), int(net.hostmask), net.version),))


def objects_of(draft: Draft, vsys: str) -> Objects:
    """The objects of a virtual system, or of all of them (`shared`)."""
    shared = draft.scratch.setdefault("objects shared", Objects())
    assert isinstance(shared, Objects)
    if vsys == "shared":
        return shared
    found = draft.scratch.setdefault(f"objects {vsys}", Objects(shared=shared))
    assert isinstance(found, Objects)
    return found


def read_objects(top: Statement, vsys: str, draft: Draft) -> None:
    """The objects below a virtual system or `shared`."""
    objects = objects_of(draft, vsys)

    def address(entry: Statement, draft: Draft) -> None:
        objects.addresses[entry.word] = None
        objects.addresses[entry.word] = _address(entry, objects.literals)

    def group(entry: Statement, draft: Draft) -> None:
        objects.groups[entry.word] = None
        if entry.get("dynamic"):
            raise ValueError("a group by tags")
        _words(entry)
        objects.groups[entry.word] = entry.all("static") if entry.get("static") else entry.all()

    def service(entry: Statement, draft: Draft) -> None:
        objects.services[entry.word] = None
        objects.services[entry.word] = _service(entry)

    def services(entry: Statement, draft: Draft) -> None:
        _words(entry)
        objects.service_groups[entry.word] = entry.all("members") if entry.get("members") else entry.all()

    for word, read in (("address", address), ("address-group", group), ("service", service), ("service-group", services)):
        if (table := top.get(word)) is not None:
            table.modelled()
            for entry in table.each():
                if not attempt(entry, read, draft):
                    entry.mark(Status.NOT_MODELLED, UNKNOWN_SET)


def _words(entry: Statement) -> None:
    """What an object says of itself for people."""
    entry.value("description")
    entry.all("tag")


def _address(entry: Statement, literals: dict[str, str]) -> Addresses:
    _words(entry)
    if entry.get("ip-netmask"):
        literals[entry.word] = entry.value("ip-netmask")
        return literal(entry.value("ip-netmask"))
    if entry.get("ip-range"):
        return literal(entry.value("ip-range"))
    if entry.get("ip-wildcard"):
        base, _, mask = entry.value("ip-wildcard").partition("/")
        free = address_number(mask)
        return Addresses((), (Wildcard(address_number(base) & ~free, free),))
    raise ValueError("an address that is a name")


def _service(entry: Statement) -> tuple[Kind, ...]:
    _words(entry)
    found = []
    for name, number in (("tcp", 6), ("udp", 17), ("sctp", 132)):
        if part := entry.get("protocol", name):
            part.value("override")
            found.append(Kind(number, _ranges(part.value("port")), _ranges(part.value("source-port"))))
            part.modelled()
    if not found or not all(kind.ports or kind.source_ports for kind in found):
        raise ValueError("a service without ports")
    return tuple(found)


def _ranges(text: str) -> Ports:
    """Ports as `80,443,8000-8010`. Raises ValueError.

    >>> _ranges("80,8000-8010")
    ((80, 80), (8000, 8010))
    """
    found = []
    for part in filter(None, text.replace(" ", "").split(",")):
        first, _, last = part.partition("-")
        if not (first.isascii() and first.isdigit() and (last or first).isascii() and (last or first).isdigit()):
            raise ValueError(f"{part} is not a range of ports")
        low, high = int(first), int(last or first)
        if not low <= high <= 65535:
            raise ValueError(f"{part} is not a range of ports")
        found.append((low, high))
    return tuple(found)
