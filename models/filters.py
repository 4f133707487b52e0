"""Facts about packet filters. A rule is a product of sets, kept as a product and never expanded."""

from dataclasses import dataclass, field

from models.source import NOWHERE, Source


@dataclass(frozen=True, slots=True, order=True)
class Wildcard:
    """Addresses that equal `address` in every bit that is 0 in `mask` (a Cisco wildcard mask).

    >>> str(Wildcard(0x0A000000, 0x00FFFFFF)), str(Wildcard(0x0A000001, 0)), str(Wildcard(0x0A000001, 0xFF00))
    ('10.0.0.0/8', '10.0.0.1/32', '10.0.0.1 0.0.255.0')
    """

    address: int
    mask: int
    family: int = 4

    def __str__(self) -> str:
        from ipaddress import IPv4Address, IPv6Address

        make = IPv4Address if self.family == 4 else IPv6Address
        if self.mask & (self.mask + 1) == 0:
            return f"{make(self.address)}/{(32 if self.family == 4 else 128) - self.mask.bit_length()}"
        return f"{make(self.address)} {make(self.mask)}"


Ports = tuple[tuple[int, int], ...]
"""Port ranges, ends included; () is any port."""


@dataclass(frozen=True, slots=True)
class AclRule:
    """One line of an ACL. Empty sets mean "any". `unmodelled` names options that the model does not know:

    such a rule may or may not match, so an answer that rests on it is unknown.
    """

    permit: bool
    protocols: tuple[int, ...] = ()
    """IP protocol numbers."""
    sources: tuple[Wildcard, ...] = ()
    destinations: tuple[Wildcard, ...] = ()
    source_ports: Ports = ()
    destination_ports: Ports = ()
    icmp: tuple[int, int] | None = None
    """ICMP type and code, code -1 = any."""
    established: bool = False
    """Only TCP segments with ACK or RST."""
    sequence: int = 0
    unmodelled: str = ""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Acl:
    """An access list; what no rule permits is denied. `kind` is "standard" or "extended".

    `empty_permits`: on this OS an applied list without rules lets everything through.
    """

    name: str
    rules: tuple[AclRule, ...] = ()
    family: int = 4
    kind: str = "extended"
    empty_permits: bool = field(default=True, compare=False)
    source: Source = field(default=NOWHERE, compare=False, repr=False)
