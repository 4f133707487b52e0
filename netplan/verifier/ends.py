"""Where traffic starts and ends: the subnets of the first state, each with the router ports that serve it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network

from models.device import Device, DeviceId
from models.interfaces import InterfaceKind
from models.network import Network
from netplan.topology.memo import PerDevice

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
    _hash: int = field(init=False, repr=False, compare=False)
    """Subnets are looked up millions of times."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.department, self.prefix)))

    def __hash__(self) -> int:
        return self._hash

    @property
    def inhabited(self) -> bool:
        """Whether hosts can live in it."""
        return self.prefix.max_prefixlen - self.prefix.prefixlen >= _HOST_BITS


def subnets(network: Network) -> list[Subnet]:
    """Every IPv4 subnet of an enabled routed port, once a department."""
    ports: dict[tuple[str, IPv4Network], list[tuple[DeviceId, str]]] = {}
    taken: dict[str, set[int]] = {}
    for name, device in sorted(network.devices.items()):
        served, addresses = _of_device(device)
        taken.setdefault(name.department, set()).update(addresses)
        for prefix, port in served:
            ports.setdefault((name.department, prefix), []).append((name, port))
    return [
        Subnet(department, prefix, tuple(served), _free(prefix, taken[department]))
        for (department, prefix), served in sorted(ports.items())
    ]


def _served(device: Device) -> tuple[list[tuple[IPv4Network, str]], set[int]]:
    """The subnets that a device serves, each with its port, and the addresses that it has."""
    served: list[tuple[IPv4Network, str]] = []
    taken: set[int] = set()
    for port in device.interfaces.values():
        for address in port.addresses:
            if not isinstance(address.ip.network, IPv4Network) or not port.enabled:
                continue
            taken.add(int(address.ip))
            if device.forwards or port.kind is InterfaceKind.LOOPBACK:
                served.append((address.ip.network, port.name))
        for group in port.fhrp:
            taken.update(int(a) for a in group.addresses if a.version == 4)
    return served, taken


_of_device = PerDevice(_served)


def _free(prefix: IPv4Network, taken: set[int]) -> IPv4Address:
    """The highest host address that no router has: hosts sit low or in the middle, so this one is free more often."""
    first, last = int(prefix.network_address), int(prefix.broadcast_address)
    hosts = range(last - 1, first, -1) if prefix.prefixlen < 31 else range(last, first - 1, -1)
    free = next((number for number in hosts if number not in taken), None)
    return IPv4Address(free if free is not None else first if prefix.prefixlen >= 31 else first + 1)


@lru_cache(maxsize=1 << 16)
def span(prefix: IPv4Network) -> tuple[int, int]:
    """The first and the last address of a prefix as numbers."""
    return int(prefix.network_address), int(prefix.broadcast_address)


class Cuts:
    """Where the prefixes that routers route apart, given by their spans, cut a subnet into pieces.

    >>> cuts = Cuts([span(IPv4Network("10.0.0.64/26")), span(IPv4Network("10.0.9.0/24"))])
    >>> [str(IPv4Address(n)) for n in cuts.within(IPv4Network("10.0.0.0/24"))]
    ['10.0.0.0', '10.0.0.64', '10.0.0.128']
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._ends = sorted(set(spans))
        self._starts = [start for start, _ in self._ends]

    def within(self, prefix: IPv4Network) -> list[int]:
        """One address (as a number) of each piece of `prefix`; nothing where it is whole."""
        first, last = span(prefix)
        found: set[int] = set()
        for start, end in self._ends[bisect_left(self._starts, first) : bisect_right(self._starts, last)]:
            if end <= last and (start, end) != (first, last):
                found.add(start)
                if end < last:
                    found.add(end + 1)
        return sorted(found | {first}) if found else []
