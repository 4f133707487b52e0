"""One state as the invariants see it: who reaches whom, in the addresses of the first state.

Addresses of a later state are translated back (`Moves`), so that "the same as before" is a comparison of sets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.device import DeviceId
from models.verdict import Fate
from netplan.forwarding.answers import unanswered
from netplan.forwarding.boxes import EVERYTHING, Box, Flow, without
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.fates import Fates
from netplan.forwarding.maybe import Condition
from netplan.forwarding.nat.rules import nat_of
from netplan.verifier.ends import Cuts, Subnet, span, subnets
from netplan.verifier.replay import State

DELIVERED, LOOPED, BLACK_HOLED, UNKNOWN = 1, 8, 4, 32
"""Bits of `DataPlane.fates(...).mask`."""


class Pair(NamedTuple):
    """Hosts of one subnet that send to another."""

    origin: Subnet
    destination: Subnet


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of all packets of a pair, first ones and answers, as sets of packets in the addresses of the first state.

    `surely` arrive on every ECMP branch and at the right department, `maybe` on some; `unknown` rest on something
    that is not modelled, for the reason `why`; `astray` are delivered in another department. Packets that are translated
    on their way (`translated`) surely arrive when their answers do, for no other pair asks about these.
    """

    surely: tuple[Box, ...] = ()
    maybe: tuple[Box, ...] = ()
    unknown: tuple[Box, ...] = ()
    astray: tuple[Box, ...] = ()
    why: str = ""
    translated: tuple[Box, ...] = ()
    hangs: frozenset[tuple[Box, Condition, DeviceId, str]] = frozenset()
    """Where all that is unknown hangs on what somebody outside announces: what arrives where on which condition."""


NOTHING = Outcome()


@dataclass
class View:
    """A state with its answers, each computed once."""

    state: State
    ends: Sequence[Subnet]
    """The subnets of the first state that it is asked about."""
    _outcomes: dict[Pair, Outcome] = field(default_factory=dict)

    @cached_property
    def nodes(self) -> list[tuple[DeviceId, str]]:
        """The routing tables whose packets it answers for."""
        found = [(node.device, node.vrf) for node in self.state.plane.nodes]
        return [node for node in found if self.state.inside(node)]

    @cached_property
    def translates(self) -> bool:
        """Whether a router of this state translates addresses."""
        return any(device.nat_rules for device in self.state.network.devices.values())

    @cached_property
    def _node_at(self) -> Mapping[tuple[DeviceId, str], int]:
        return {node: at for at, node in enumerate(self.nodes)}

    @cached_property
    def _present(self) -> Mapping[tuple[str, IPv4Network], tuple[tuple[DeviceId, str], ...]]:
        return {(subnet.department, subnet.prefix): subnet.ports for subnet in subnets(self.state.network)}

    @cached_property
    def _columns(self) -> tuple[Mapping[Subnet, list[int]], list[int]]:
        """The columns of `mask` for each subnet, and the address of each column."""
        cuts = Cuts({span(prefix) for _, prefix in self._present} | _routed(self.state.plane))
        places: dict[Subnet, list[int]] = {}
        addresses: list[int] = []
        for subnet in self.ends:
            moved = self.state.moves.address(subnet.department, subnet.address)
            points = [int(moved), *cuts.within(self.now(subnet))]
            places[subnet] = list(range(len(addresses), len(addresses) + len(points)))
            addresses += points
        return places, addresses

    @property
    def addresses(self) -> list[int]:
        """The address that each column of `mask` stands for."""
        return self._columns[1]

    @cached_property
    def mask(self) -> NDArray[np.uint8]:
        """What becomes of packets from each node to each address, filters aside."""
        return self._fates.mask

    @property
    def hanging(self) -> NDArray[np.uint8]:
        """The same where it hangs on what somebody outside announces: what may become of them; 0 elsewhere."""
        return self._fates.hanging

    @cached_property
    def _fates(self) -> Fates:
        return self.state.plane.fates(self.nodes, self.addresses)

    def now(self, subnet: Subnet) -> IPv4Network:
        """The subnet under its present address."""
        prefix = self.state.moves.prefix(subnet.department, subnet.prefix)
        assert isinstance(prefix, IPv4Network)  # a move keeps the address family
        return prefix

    def given_up(self, subnet: Subnet) -> bool:
        """Whether the department gave the subnet up on purpose, so that nobody needs to reach it any more."""
        return any(
            department == subnet.department and isinstance(prefix, IPv4Network) and subnet.prefix.subnet_of(prefix)
            for department, prefix in self.state.given_up
        )

    def ports(self, subnet: Subnet) -> tuple[tuple[DeviceId, str], ...]:
        """The router ports that serve the hosts of a subnet in this state."""
        return self._present.get((subnet.department, self.now(subnet)), ())

    def columns(self, subnet: Subnet) -> list[int]:
        """The columns of `mask` that stand for a destination: its hosts first, then each more specific piece."""
        return self._columns[0][subnet]

    def outcome(self, pair: Pair) -> Outcome:
        """What becomes of the packets of a pair, from every router port that serves the origin."""
        if pair not in self._outcomes:
            self._outcomes[pair] = self._evaluated(pair)
        return self._outcomes[pair]

    def leaves(self, pair: Pair) -> tuple[tuple[Box, ...], str]:
        """The packets of a pair that leave to somebody who is not in the snapshot and may carry them on, and where.

        Over a port with a public address to a private destination nobody does: the Internet does not carry these.
        """
        flow, back = self._flow(pair)
        found: list[Box] = []
        where = ""
        for port in self.ports(pair.origin):
            for piece in self.state.plane.reach(port, flow):
                if piece.end.fate is not Fate.LEFT:
                    continue
                exit_ = self.state.network.devices[piece.end.device].interfaces[piece.end.interface]
                public = any(not _private(address.ip.network) for address in exit_.addresses)
                if not (public and _private(self.now(pair.destination))):
                    found.append(_translated(piece.box, back))
                    where = where or f"it leaves at {piece.end.device}: {piece.end.why}"
        return tuple(found), where

    def _flow(self, pair: Pair) -> tuple[Flow, tuple[int, int]]:
        """All packets of a pair under their present addresses, and how far these are from those of the first state."""
        source, destination = self.now(pair.origin), self.now(pair.destination)
        back = (
            int(pair.origin.prefix.network_address) - int(source.network_address),
            int(pair.destination.prefix.network_address) - int(destination.network_address),
        )
        return Flow(tuple(box._replace(proto=EVERYTHING) for box in Flow.of(str(source), str(destination)).boxes)), back

    def _evaluated(self, pair: Pair) -> Outcome:
        network = self.state.network
        ports = self.ports(pair.origin)
        rows = [
            self._node_at[d, network.devices[d].interfaces[p].vrf]
            for d, p in ports
            if (d, network.devices[d].interfaces[p].vrf) in self._node_at
        ]
        columns = self._columns[0].get(pair.destination)  # without any it is the pair of the answers, which nobody asked about
        if not rows or (columns and not (self.mask[np.ix_(rows, columns)] & (DELIVERED | UNKNOWN)).any()):
            return NOTHING
        flow, moved = self._flow(pair)
        surely: list[Box] | None = None
        maybe: list[Box] = []
        unknown: list[Box] = []
        astray: list[Box] = []
        translated: list[Box] = []
        why = ""
        certain, hangs = True, set[tuple[Box, Condition, DeviceId, str]]()
        for port in ports:
            arrived, failed = [], []
            for piece in self.state.plane.reach(port, flow):
                box = _translated(piece.box, moved)
                if piece.end.fate is Fate.UNKNOWN:
                    unknown.append(box)
                    why = why or piece.end.why
                    certain = certain and piece.end.hangs is not None
                    if piece.end.hangs is not None:
                        hangs.add((box, piece.end.hangs, piece.end.device, piece.end.interface))
                elif piece.end.fate is not Fate.DELIVERED:
                    failed.append(box)
                elif piece.end.device.department != pair.destination.department:
                    astray.append(box)
                    failed.append(box)
                else:
                    arrived.append(box)
                    if piece.way is not None:
                        translated.append(box)
                        for lost in unanswered(self.state.plane, port, piece.box, piece.way):
                            (unknown if lost.unknown else failed).extend(_translated(each, moved) for each in lost.boxes)
                            why = why or (f"answers: {lost.why}" if lost.unknown else "")
                            certain = certain and not lost.unknown
            maybe += arrived
            sure = without(arrived, [*failed, *unknown])
            surely = sure if surely is None else _common(surely, sure)
        found = frozenset(hangs) if certain else frozenset()
        return Outcome(tuple(surely or ()), tuple(maybe), tuple(unknown), tuple(astray), why, tuple(translated), found)


_PRIVATE = tuple(IPv4Network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
"""RFC 1918 and RFC 6598."""


def _private(network: IPv4Network | IPv6Network) -> bool:
    return isinstance(network, IPv4Network) and any(network.subnet_of(private) for private in _PRIVATE)


def _translated(box: Box, by: tuple[int, int]) -> Box:
    return box._replace(src=(box.src[0] + by[0], box.src[1] + by[0]), dst=(box.dst[0] + by[1], box.dst[1] + by[1]))


def _common(one: list[Box], other: list[Box]) -> list[Box]:
    """The packets in both sets."""
    return without(one, without(one, other))


def _routed(plane: DataPlane) -> set[tuple[int, int]]:
    """The spans of the prefixes of all routes, and of addresses that become others."""
    translating = [nat_of(d) for d in plane.network.devices.values() if d.nat_rules]
    outer = {rule.addresses for nat in translating for rule in nat.rules} | {
        rule.local[0].src for nat in translating for rule in nat.foreign
    }
    routing = plane.routing
    numbers = np.unique(np.concatenate([table.rows["prefix"] for table in routing.tables.values()]))
    found = (routing.book.prefixes[number] for number in numbers.tolist())
    return {(network, network + (1 << (32 - length)) - 1) for family, network, length in found if family == 4} | outer
