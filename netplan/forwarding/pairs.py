"""Who reaches whom: every pair of subnets in which hosts can live, filters included, by exact sets of packets."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network

import numpy as np
import numpy.typing as npt

from models.device import DeviceId
from models.interfaces import InterfaceKind
from models.parallel import shared_out
from models.verdict import Fate
from netplan.forwarding.boxes import PORTS, Box, Range
from netplan.forwarding.carrier import Carrier, Ended, Tables, Target
from netplan.forwarding.dataplane import DataPlane, Start
from netplan.topology.segments import virtual

NARROWEST = {4: 29, 6: 125}
"""The longest prefix in which hosts are looked for: what is narrower joins two routers."""
_ENOUGH, _PARCEL = 24, 4
_Numbers = npt.NDArray[np.int32]


class Reach(StrEnum):
    """What becomes of the packets of one pair of subnets."""

    ALL = "all"
    PART = "part"
    """Some arrive, on some branches or for some protocols and ports; others do not."""
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet in which hosts can live, with the router port that is their gateway, and all ports on it."""

    department: str
    prefix: IPv4Network | IPv6Network
    gateway: Start
    segment: int
    ports: frozenset[tuple[DeviceId, str]]

    @property
    def range(self) -> Range:
        """Its first and last address."""
        return int(self.prefix.network_address), int(self.prefix.broadcast_address)


@dataclass(frozen=True, slots=True)
class Pair:
    """What becomes of packets from one subnet to another; `why` tells of those that do not arrive."""

    source: Subnet
    target: Subnet
    reach: Reach
    why: str = ""
    at: DeviceId | None = None


def subnets(plane: DataPlane, family: int = 4) -> tuple[Subnet, ...]:
    """The subnets of hosts: one for each prefix and broadcast domain, in the order of departments and addresses."""
    topology = plane.topology
    found: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for i, address in enumerate(topology.addresses):
        kind = topology.ports[address.port].interface.kind
        narrow = address.unnumbered or address.length > NARROWEST[address.family]
        if address.family == family and not narrow and kind not in (InterfaceKind.LOOPBACK, InterfaceKind.MANAGEMENT):
            found[address.segment, address.network, address.length].append(i)
    return tuple(sorted((_subnet(plane, *key, members) for key, members in found.items()), key=_order))


def _order(subnet: Subnet) -> tuple[str, int, int, Start]:
    return subnet.department, int(subnet.prefix.network_address), subnet.prefix.prefixlen, subnet.gateway


def _subnet(plane: DataPlane, segment: int, network: int, length: int, members: Sequence[int]) -> Subnet:
    """The gateway is the port that answers for a shared address of the subnet, else that with the lowest address."""
    topology = plane.topology
    held = [topology.addresses[i] for i in members]

    def rank(i: int) -> tuple[bool, bool, int]:
        address = topology.addresses[i]
        shared = [ip for _, ip in virtual(topology.ports[address.port].interface, address)]
        active = any(address.port in topology.owners.get((segment, ip), ()) for ip in shared)
        return not active, address.secondary, address.ip

    port = topology.ports[topology.addresses[min(members, key=rank)].port]
    ports = [topology.ports[address.port] for address in held]
    prefix: IPv4Network | IPv6Network = IPv4Network((network, length)) if held[0].family == 4 else IPv6Network((network, length))
    name = port.interface.name
    return Subnet(
        port.device.department, prefix, (port.device, name), segment, frozenset((p.device, p.interface.name) for p in ports)
    )


def pairs(
    plane: DataPlane, sources: Sequence[Subnet], targets: Sequence[Subnet], proto: Range = (0, 255), ports: Range = PORTS
) -> Iterator[Pair]:
    """What becomes of packets of a service between each source and each target of the same family, but not within one."""
    if not sources or not targets:
        return
    asked = _Asked(plane, targets, proto, ports)
    for source, (verdicts, numbers) in zip(sources, shared_out(sources, asked.of, _PARCEL, _ENOUGH), strict=True):
        for target, number in zip(asked.targets, numbers.tolist(), strict=True):
            if target.segment != source.segment or target.prefix != source.prefix:
                yield Pair(source, target, *verdicts[number])


_Verdict = tuple[Reach, str, DeviceId | None]


class _Answer:
    """What becomes of packets from one source to some targets."""

    def __init__(self, targets: Sequence[Subnet]) -> None:
        self._targets = targets
        self._verdicts: dict[_Verdict, int] = {(Reach.ALL, "", None): 0, (Reach.UNKNOWN, "nothing was sent there", None): 1}
        self._numbers = np.zeros(len(targets), np.int32)

    def made(self) -> tuple[list[_Verdict], _Numbers]:
        """All verdicts, and the number of that of each target."""
        return list(self._verdicts), self._numbers

    def take(self, layer: _Numbers, carrier: Carrier, arrived: int, ended: Mapping[Ended, int]) -> None:
        """Enter what became of packets to the targets of a layer."""
        some = carrier.hit(arrived)
        self._numbers[layer] = np.where(some, 0, 1)
        # what is entered last is told: an unknown end before all others, then the first in the order of words
        for end in sorted(ended, key=lambda end: (end.fate is not Fate.UNKNOWN, *end), reverse=True):
            hit = carrier.hit(ended[end])
            if end.fate is Fate.UNKNOWN:
                self._tell(Reach.UNKNOWN, layer[hit], end)
            else:
                self._tell(Reach.PART, layer[hit & some], end)
                self._tell(Reach.NONE, layer[hit & ~some], end)

    def _tell(self, reach: Reach, where: _Numbers, end: Ended) -> None:
        if end.fate is not Fate.DELIVERED:
            self._numbers[where] = self._number((reach, end.why or end.fate.value, end.device))
            return
        for number in where.tolist():
            why = f"delivered to another {self._targets[number].prefix}, at {end.device} {end.interface}"
            self._numbers[number] = self._number((reach, why, end.device))

    def _number(self, verdict: _Verdict) -> int:
        return self._verdicts.setdefault(verdict, len(self._verdicts))


class _Asked:
    """Some targets in layers of which none has the same address twice, and the tables that lead to them."""

    def __init__(self, plane: DataPlane, targets: Sequence[Subnet], proto: Range, ports: Range) -> None:
        self._plane, self._proto, self._ports = plane, proto, ports
        self.targets = sorted(targets, key=lambda subnet: subnet.range)
        layers: list[list[int]] = []
        for number, target in enumerate(self.targets):
            free = next((layer for layer in layers if self.targets[layer[-1]].range[1] < target.range[0]), None)
            if free is None:
                layers.append(free := [])
            free.append(number)
        tables = Tables(plane.tables, targets[0].prefix.version)
        self._layers = [
            (np.array(layer, np.int32), Carrier(tables, [self._target(self.targets[number]) for number in layer]))
            for layer in layers
        ]

    def _target(self, subnet: Subnet) -> Target:
        return Target(*subnet.range, frozenset(device for device, _ in subnet.ports))

    def of(self, source: Subnet) -> tuple[list[_Verdict], _Numbers]:
        """What becomes of packets from a source; see `_Answer.made`."""
        box = Box(self._proto, source.range, (0, (1 << source.prefix.max_prefixlen) - 1), PORTS, self._ports)
        at = self._plane.place(source.gateway, box)
        answer = _Answer(self.targets)
        for layer, carrier in self._layers:
            answer.take(layer, carrier, *carrier.carry(at))
        return answer.made()
