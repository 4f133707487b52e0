"""Old address → new address for one address space: every host keeps its place inside its block."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network, collapse_addresses

from models.filters import Wildcard
from models.plan import Move
from models.routing import Ip, Prefix


@dataclass(frozen=True)
class Renaming:
    """The moves of one department. Where moves nest, the narrowest holds.

    >>> r = Renaming((Move("hr", IPv4Network("10.0.0.0/24"), IPv4Network("10.9.8.0/24"), 5),))
    >>> str(r.address(IPv4Address("10.0.0.7"))), str(r.network(IPv4Network("10.0.0.64/26"))), r.network(IPv4Network("10.1.0.0/24"))
    ('10.9.8.7', '10.9.8.64/26', None)
    """

    moves: tuple[Move, ...]

    @cached_property
    def _by_length(self) -> list[tuple[int, int, dict[int, Move]]]:
        """(family, length, moves by the bits of their network) for every length that occurs, the longest first."""
        found: dict[tuple[int, int], dict[int, Move]] = {}
        for move in self.moves:
            rest = move.old.max_prefixlen - move.old.prefixlen
            found.setdefault((move.old.version, move.old.prefixlen), {})[int(move.old.network_address) >> rest] = move
        return [(*place, found[place]) for place in sorted(found, key=lambda place: -place[1])]

    def move_of(self, prefix: Prefix) -> Move | None:
        """The move that takes the whole of `prefix` along."""
        for family, length, moves in self._by_length:
            if family == prefix.version and length <= prefix.prefixlen:
                move = moves.get(int(prefix.network_address) >> (prefix.max_prefixlen - length))
                if move is not None:
                    return move
        return None

    def network(self, prefix: Prefix) -> Prefix | None:
        """Where a prefix inside a moved block goes; None when it does not move as a whole."""
        move = self.move_of(prefix)
        if move is None:
            return None
        if move.old == prefix:
            return move.new
        first = int(move.new.network_address) + int(prefix.network_address) - int(move.old.network_address)
        return IPv4Network((first, prefix.prefixlen)) if prefix.version == 4 else IPv6Network((first, prefix.prefixlen))

    def address(self, ip: Ip) -> Ip | None:
        """Where an address goes; None when it stays."""
        new = self.network(IPv4Network(ip) if isinstance(ip, IPv4Address) else IPv6Network(ip))
        return new.network_address if new is not None else None

    def interface(self, ip: IPv4Interface | IPv6Interface) -> IPv4Interface | IPv6Interface | None:
        """Where an interface address goes, with the length of its new block; None when it stays."""
        net = self.network(ip.network)
        if net is None:
            return None
        host = int(net.network_address) + int(ip.ip) - int(ip.network.network_address)
        if isinstance(net, IPv4Network):
            return IPv4Interface((host, net.prefixlen))
        return IPv6Interface((IPv6Address(host), net.prefixlen))

    def within(self, prefix: Prefix) -> list[Move]:
        """The outermost moves whose old block lies inside `prefix` without being all of it."""
        found = [m for m in self.moves if m.old != prefix and inside(m.old, prefix)]
        return [m for m in found if not any(o is not m and o.old != m.old and inside(m.old, o.old) for o in found)]

    def wildcards(self, wildcard: Wildcard) -> tuple[Wildcard, ...] | None:
        """What stands for the moved part of `wildcard` in the new addresses: () = nothing of it moves.

        None: its mask is not contiguous and it touches a moved block, so that no wildcard can be told for sure.
        """
        if wildcard.mask & (wildcard.mask + 1):
            return None if any(_touches(wildcard, m.old) for m in self.moves) else ()
        prefix = prefix_of(wildcard)
        own = self.network(prefix)
        if own is not None:
            return (wildcard_of(own),)
        new = [m.new for m in self.within(prefix)]
        return tuple(wildcard_of(block) for block in collapsed(b for b in new if not inside(b, prefix)))


def inside(inner: Prefix, outer: Prefix) -> bool:
    """Whether `inner` is `outer` or a part of it; blocks of different families never are."""
    return inner.version == outer.version and inner.prefixlen >= outer.prefixlen and inner.network_address in outer


def collapsed(prefixes: Iterable[Prefix]) -> list[Prefix]:
    """The fewest prefixes that are exactly the same addresses.

    >>> [str(p) for p in collapsed([IPv4Network("10.0.0.0/25"), IPv4Network("10.0.0.128/25"), IPv4Network("10.0.0.1/32")])]
    ['10.0.0.0/24']
    """
    every = list(prefixes)
    return [
        *collapse_addresses(p for p in every if isinstance(p, IPv4Network)),
        *collapse_addresses(p for p in every if isinstance(p, IPv6Network)),
    ]


def wildcard_of(prefix: Prefix) -> Wildcard:
    """A prefix as an ACL says it."""
    return Wildcard(int(prefix.network_address), int(prefix.hostmask), prefix.version)


def prefix_of(wildcard: Wildcard) -> Prefix:
    """A contiguous wildcard as a prefix."""
    if wildcard.family == 4:
        return IPv4Network((wildcard.address & ~wildcard.mask, 32 - wildcard.mask.bit_length()))
    return IPv6Network((wildcard.address & ~wildcard.mask, 128 - wildcard.mask.bit_length()))


def _touches(wildcard: Wildcard, prefix: Prefix) -> bool:
    if wildcard.family != prefix.version:
        return False
    fixed = ~wildcard.mask & int(prefix.netmask)
    return (wildcard.address ^ int(prefix.network_address)) & fixed == 0


def renaming(moves: Iterable[Move], department: str) -> Renaming:
    """The renaming of one department."""
    return Renaming(tuple(m for m in moves if m.department == department))
