"""Address objects and their groups: what a policy calls sources and destinations."""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from collectors.draft import Draft
from collectors.spans import Addresses, Span, everything, merged
from collectors.vendors.fortinet.blocks import Block, each
from collectors.vendors.fortinet.places import mark
from collectors.vendors.fortinet.prefixes import ANY
from models.filters import Wildcard
from models.source import Status
from models.values import address_number, mask_length

UNKNOWN_SET = "filter match"
"""The feature of an object whose packets no config tells; a policy that names it is marked itself."""
_DEEPEST = 12
"""Groups within groups."""


@dataclass(slots=True)
class Group:
    """A group of objects by name, and those that are excepted."""

    members: tuple[str, ...]
    except_for: tuple[str, ...] = ()


@dataclass(slots=True)
class Objects:
    """The objects of one virtual domain and address family."""

    addresses: dict[str, Addresses] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)

    def named(self, name: str, family: int, depth: int = 0) -> Addresses:
        """The addresses of an object or a group. What is not defined is unknown, but for what every device has."""
        if found := self.addresses.get(name):
            return found
        group = self.groups.get(name)
        if group is not None and depth < _DEEPEST:
            found = self.all(group.members, family, depth + 1)
            found = found.without(self.all(group.except_for, family, depth + 1)) if group.except_for else found
            if not depth:
                self.addresses[name] = found
            return found
        if name == "all":
            return everything(family)
        return Addresses() if name == "none" else Addresses(unknown=f"address {name}")

    def all(self, names: tuple[str, ...], family: int, depth: int = 0) -> Addresses:
        """The addresses of several."""
        if len(names) == 1:
            return self.named(names[0], family, depth)
        parts = [self.named(name, family, depth) for name in names]
        spans = merged(span for part in parts for span in part.spans)
        wildcards = tuple(wildcard for part in parts for wildcard in part.wildcards)
        return Addresses(spans, wildcards, ", ".join(part.unknown for part in parts if part.unknown))


def objects_of(draft: Draft, vdom: str, family: int) -> Objects:
    """The objects of a domain."""
    known = draft.scratch.setdefault(f"objects {vdom} {family}", Objects())
    assert isinstance(known, Objects)
    return known


def read_addresses(block: Block, draft: Draft) -> None:
    """`config firewall address`."""
    each(block, lambda entry, draft: _keep(entry, _four(entry), 4, draft), draft)


def read_addresses6(block: Block, draft: Draft) -> None:
    """`config firewall address6`."""
    each(block, lambda entry, draft: _keep(entry, _six(entry), 6, draft), draft)


def _keep(entry: Block, found: Addresses, family: int, draft: Draft) -> None:
    objects_of(draft, entry.vdom, family).addresses[entry.name] = found
    if found.unknown:
        mark(entry, Status.NOT_MODELLED, UNKNOWN_SET)
        raise ValueError(found.unknown)


def _four(entry: Block) -> Addresses:
    kind = entry.word("type", "ipmask")
    entry.word("allow-routing", "disable")
    if kind == "ipmask" or (kind == "interface-subnet" and "subnet" in entry.sets):
        words = entry.values("subnet") or [str(ANY[4])]
        network = (
            IPv4Network((int(IPv4Address(words[0])), mask_length(words[1])), strict=False)
            if len(words) == 2
            else IPv4Network(words[0])
        )
        return Addresses((_span(network),))
    if kind == "iprange":
        low, high = IPv4Address(entry.word("start-ip")), IPv4Address(entry.word("end-ip"))
        return Addresses(((int(low), int(high)),)) if low <= high else Addresses(unknown=f"address {entry.name}")
    if kind == "wildcard":
        address, mask = entry.values("wildcard")
        free = address_number(mask) ^ 0xFFFFFFFF
        return Addresses((), (Wildcard(address_number(address) & ~free, free),))
    return Addresses(unknown=f"address {entry.name} ({kind})")


def _six(entry: Block) -> Addresses:
    kind = entry.word("type", "ipprefix")
    if kind == "ipprefix":
        return Addresses((_span(IPv6Network(entry.word("ip6", "::/0"), strict=False)),))
    if kind == "iprange":
        low, high = IPv6Address(entry.word("start-ip")), IPv6Address(entry.word("end-ip"))
        return Addresses(((int(low), int(high)),)) if low <= high else Addresses(unknown=f"address {entry.name}")
    return Addresses(unknown=f"address {entry.name} ({kind})")


def _span(network: IPv4Network | IPv6Network) -> Span:
    return int(network.network_address), int(network.broadcast_address)


def read_groups(block: Block, draft: Draft) -> None:
    """`config firewall addrgrp` and `addrgrp6`."""
    family = 6 if block.path.endswith("6") else 4

    def group(entry: Block, draft: Draft) -> None:
        entry.word("type", "default")
        excluded = tuple(entry.values("exclude-member"))
        wanted = entry.is_on("exclude")
        found = Group(tuple(entry.values("member")), excluded if wanted else ())
        objects_of(draft, entry.vdom, family).groups[entry.name] = found

    each(block, group, draft)
