"""Who reaches whom: every pair of subnets in which hosts can live, filters included, by exact sets of packets.

One walk for each subnet that packets come from carries them to all destinations at once; what comes out is cut by the
subnets that were meant.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from itertools import accumulate

from models.device import DeviceId
from models.interfaces import InterfaceKind
from models.parallel import shared_out
from models.verdict import Fate
from netplan.forwarding.boxes import PORTS, Box, Flow, Range
from netplan.forwarding.dataplane import DataPlane, Piece, Start
from netplan.topology.segments import virtual

NARROWEST = {4: 29, 6: 125}
"""The longest prefix in which hosts are looked for: what is narrower joins two routers."""
_ENOUGH, _PARCEL = 24, 4


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
    wanted = sorted(targets, key=lambda subnet: subnet.range)

    def of(source: Subnet) -> list[Pair]:
        return list(_from(plane, source, wanted, proto, ports))

    for answer in shared_out(sources, of, _PARCEL, _ENOUGH):
        yield from answer


def _from(plane: DataPlane, source: Subnet, targets: Sequence[Subnet], proto: Range, ports: Range) -> Iterator[Pair]:
    """All pairs of one source. Targets are sorted by their first address."""
    if not targets:
        return
    whole = (targets[0].range[0], max(target.range[1] for target in targets))
    family = source.prefix.version
    pieces = plane.reach(source.gateway, Flow((Box(proto, source.range, whole, PORTS, ports),), family))
    pieces = tuple(sorted(pieces, key=lambda piece: piece.box.dst))
    firsts = [piece.box.dst[0] for piece in pieces]
    lasts = list(accumulate((piece.box.dst[1] for piece in pieces), max))
    for target in targets:
        if target.segment == source.segment and target.prefix == source.prefix:
            continue
        low, high = target.range
        near = pieces[bisect_right(lasts, low - 1) : bisect_right(firsts, high)]
        met = [piece for piece in near if piece.box.dst[1] >= low]
        yield _judged(source, target, met)


def _judged(source: Subnet, target: Subnet, pieces: Sequence[Piece]) -> Pair:
    arrived = [piece for piece in pieces if _arrives(piece, target)]
    lost = [piece for piece in pieces if not _arrives(piece, target)]
    unsure = [piece for piece in lost if piece.end.fate is Fate.UNKNOWN]
    if not lost and arrived:
        return Pair(source, target, Reach.ALL)
    first = (unsure or sorted(lost, key=lambda piece: (piece.end.fate, piece.end.why)))[:1]
    what = Reach.UNKNOWN if unsure or not pieces else Reach.PART if arrived else Reach.NONE
    if not first:
        return Pair(source, target, what, "nothing was sent there")
    end = first[0].end
    why = end.why or end.fate.value
    if end.fate is Fate.DELIVERED:
        why = f"delivered to another {target.prefix}, at {end.device} {end.interface}"
    return Pair(source, target, what, why, end.device)


def _arrives(piece: Piece, target: Subnet) -> bool:
    """Delivered on this very subnet, to a router that stands on it, or to whoever the address is translated to."""
    end = piece.end
    if end.fate is not Fate.DELIVERED:
        return False
    if piece.way is not None and piece.way.seen is not None and piece.way.seen.dst != piece.box.dst:
        return True
    return (end.device, end.interface) in target.ports or any(end.device == device for device, _ in target.ports)
