"""Where traffic starts and ends: the subnets of the first state, each with the router ports that serve it."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from models.device import DeviceId
from models.interfaces import InterfaceKind
from models.network import Network

_HOST_BITS = 3
"""A subnet with fewer host bits joins routers; nobody lives there to be asked whom he can reach."""


@dataclass(frozen=True, slots=True)
class Subnet:
    """An IPv4 subnet of a department in the first state. `ports` are the router ports in it, by name.

    `address` stands for its hosts: an address of it that no router port has, or the port's own in a subnet without room.
    """

    department: str
    prefix: IPv4Network
    ports: tuple[tuple[DeviceId, str], ...]
    address: IPv4Address

    @property
    def inhabited(self) -> bool:
        """Whether hosts can live in it."""
        return self.prefix.max_prefixlen - self.prefix.prefixlen >= _HOST_BITS


def subnets(network: Network) -> list[Subnet]:
    """Every IPv4 subnet of an enabled routed port, once a department."""
    ports: dict[tuple[str, IPv4Network], list[tuple[DeviceId, str]]] = {}
    taken: Mapping[str, set[int]] = {name.department: set() for name in network.devices}
    for name, device in sorted(network.devices.items()):
        for port in device.interfaces.values():
            for address in port.addresses:
                if not isinstance(address.ip.network, IPv4Network) or not port.enabled:
                    continue
                taken[name.department].add(int(address.ip))
                if device.forwards or port.kind is InterfaceKind.LOOPBACK:
                    ports.setdefault((name.department, address.ip.network), []).append((name, port.name))
            for group in port.fhrp:
                taken[name.department].update(int(a) for a in group.addresses if a.version == 4)
    return [
        Subnet(department, prefix, tuple(served), _free(prefix, taken[department]))
        for (department, prefix), served in sorted(ports.items())
    ]


def _free(prefix: IPv4Network, taken: set[int]) -> IPv4Address:
    """The highest host address that no router has: hosts sit low or in the middle, so this one is free more often."""
    first, last = int(prefix.network_address), int(prefix.broadcast_address)
    hosts = range(last - 1, first, -1) if prefix.prefixlen < 31 else range(last, first - 1, -1)
    free = next((number for number in hosts if number not in taken), None)
    return IPv4Address(free if free is not None else first if prefix.prefixlen >= 31 else first + 1)


def corners(prefix: IPv4Network, others: list[IPv4Network]) -> list[IPv4Address]:
    """One address of `prefix` for each piece that the prefixes inside it cut it into, besides its own hosts.

    >>> corners(IPv4Network("10.0.0.0/24"), [IPv4Network("10.0.0.64/26"), IPv4Network("10.0.9.0/24")])
    [IPv4Address('10.0.0.64'), IPv4Address('10.0.0.128')]
    """
    found: set[int] = set()
    for other in others:
        if other != prefix and other.subnet_of(prefix):
            found.add(int(other.network_address))
            if other.broadcast_address < prefix.broadcast_address:
                found.add(int(other.broadcast_address) + 1)
    return [IPv4Address(number) for number in sorted(found)]
