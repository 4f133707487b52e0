"""The map from the addresses of the first state to those of a later one (theta in the literature).

People state demands in the addresses that they know today. A state that has moved hosts answers for
them under their new addresses.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from models.plan import Move

Ip = IPv4Address | IPv6Address
Prefix = IPv4Network | IPv6Network


class Moves:
    """The moves that are done in one state.

    >>> from ipaddress import ip_network as net
    >>> moves = Moves([Move("hr", net("10.1.0.0/24"), net("10.9.4.0/24"), 12)])
    >>> moves.address("hr", ip_address("10.1.0.7")), moves.address("it", ip_address("10.1.0.7"))
    (IPv4Address('10.9.4.7'), IPv4Address('10.1.0.7'))
    >>> moves.prefix("hr", net("10.1.0.128/25"))
    IPv4Network('10.9.4.128/25')
    """

    def __init__(self, moves: Iterable[Move]) -> None:
        self._by_department: dict[str, list[Move]] = {}
        for move in sorted(moves, key=lambda m: -m.old.prefixlen):
            self._by_department.setdefault(move.department, []).append(move)

    def address(self, department: str, ip: Ip) -> Ip:
        """Where a host of `department` that had `ip` in the first state is now."""
        for move in self._by_department.get(department, ()):
            if ip in move.old:
                return ip_address(int(move.new.network_address) + int(ip) - int(move.old.network_address))
        return ip

    def prefix(self, department: str, prefix: Prefix) -> Prefix:
        """A prefix of the first state under its present address. A prefix that is only moved in part stays."""
        for move in self._by_department.get(department, ()):
            if prefix.version == move.old.version and prefix.subnet_of(move.old):  # type: ignore[arg-type]  # the versions agree
                start = int(move.new.network_address) + int(prefix.network_address) - int(move.old.network_address)
                return ip_network((start, prefix.prefixlen))
        return prefix
