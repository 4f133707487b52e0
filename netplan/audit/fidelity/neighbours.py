"""OSPF and BGP neighbours as the devices showed them, against those that the engine expects."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import ip_address

from models.device import DeviceId
from models.observed import PeerSeen
from models.routing import Ip
from models.source import NOWHERE, Source
from netplan.audit.fidelity.entries import Entry, Status
from netplan.routing.bgp.view import Session
from netplan.routing.ospf.view import View
from netplan.topology.topology import Node, Topology

Expected = Mapping[tuple[str, str], tuple[Ip | None, Source]]
"""Port in lower case and address of the neighbour ("" where it has none) → address and config line."""
Stranger = Callable[[DeviceId, Ip], str]
"""That no device of the snapshot has an address, "" when one has it."""


def ospf_expected(topology: Topology, found: View) -> dict[int, dict[tuple[str, str], tuple[Ip | None, Source]]]:
    """The adjacencies that OSPFv2 forms, by node."""
    by_node: dict[int, dict[tuple[str, str], tuple[Ip | None, Source]]] = {}
    for arc in found.arcs:
        here = found.ports[arc.tail]
        port = topology.ports[here.port]
        address = ip_address(arc.hop) if arc.hop else None
        by_node.setdefault(port.node, {})[port.interface.name.lower(), str(address or "")] = (address, here.source)
    return by_node


def ospf_compared(node: Node, seen: Iterable[PeerSeen], expected: Expected, doubt: str, stranger: Stranger) -> Iterator[Entry]:
    """One entry for each adjacency; on a port without addresses of its own the port tells which it is."""
    left = dict(expected)
    for peer in seen:
        port = peer.interface.lower()
        keys = [key for key in left if key[0] == port and (key[1] in ("", str(peer.address)) or _alone(left, port))]
        match = next(iter(sorted(keys, key=lambda key: key[1] != str(peer.address))), None)
        if match is None:
            if peer.up:
                why = stranger(node.device, peer.address)
                yield _entry(node, "ospf", peer, Status.MISSING, "", doubt, why, NOWHERE)
            continue
        _, source = left.pop(match)
        status = Status.EQUAL if peer.up else Status.DIFFERENT
        yield _entry(node, "ospf", peer, status, "full", doubt, "", source)
    for (port, address), (_, source) in left.items():
        what = f"{address} {port}".strip()
        yield Entry(node.device, node.vrf, "neighbours", "ospf", what, Status.EXTRA, "", "full", doubt, "", NOWHERE, source)


def _alone(left: Expected, port: str) -> bool:
    """Whether a port has one neighbour only: then a borrowed address may stand for another."""
    return sum(key[0] == port for key in left) == 1


def bgp_compared(
    node: Node, seen: Iterable[PeerSeen], sessions: Iterable[Session], doubt: str, stranger: Stranger
) -> Iterator[Entry]:
    """One entry for each session that has an address."""
    there = {peer.address: peer for peer in seen}
    ranges = [s.neighbor.listen_range for s in sessions if s.neighbor.listen_range is not None]
    for session in sessions:
        address = session.neighbor.address
        if address is None:
            continue
        peer, source = there.pop(address, None), session.neighbor.source
        unknown = doubt or (session.why if session.state in ("external", "unknown") else "")
        if peer is None:
            yield Entry(
                node.device, node.vrf, "neighbours", "bgp", str(address), Status.EXTRA, "", session.state, unknown, session.why,
                NOWHERE, source,
            )  # fmt: skip
            continue
        told, same = session.state in ("up", "down"), peer.up == (session.state == "up")
        status = Status.MISSING if not told else Status.EQUAL if same else Status.DIFFERENT
        yield _entry(node, "bgp", peer, status, session.state if told else "", unknown, "" if same else session.why, source)
    for peer in there.values():
        dynamic = any(peer.address.version == r.version and peer.address in r for r in ranges)
        unknown = doubt or ("it came by itself from a range that the config listens to" if dynamic else "")
        why = stranger(node.device, peer.address)
        yield _entry(node, "bgp", peer, Status.MISSING, "", unknown, why, NOWHERE)


def _entry(
    node: Node, protocol: str, peer: PeerSeen, status: Status, predicted: str, unknown: str, why: str, source: Source
) -> Entry:
    what = f"{peer.address} {peer.interface.lower()}".strip()
    return Entry(
        node.device, node.vrf, "neighbours", protocol, what, status, peer.state, predicted, unknown, why, peer.source, source
    )
