"""Where packets are translated: at ports marked inside and outside."""

from collections.abc import Iterable, Iterator

from models.device import DeviceId
from models.interfaces import DEFAULT_VRF
from netplan.forwarding.boxes import Box
from netplan.forwarding.nat.lens import Session
from netplan.forwarding.nat.rules import Nat, nat_of
from netplan.forwarding.nat.translate import Piece, arriving, leaving
from netplan.topology.topology import Topology


def coming(topology: Topology, port: int, box: Box, family: int, sessions: Iterable[Session]) -> Iterator[Piece]:
    """Packets that have come in by a port (-1: by none), before they are routed."""
    interface = topology.ports[port].interface if port >= 0 else None
    if interface is None or interface.nat != "outside" or not (nat := _nat(topology, port)).active:
        yield Piece(box)
    elif nat.why:
        yield Piece(box, why=nat.why)
    elif family == 4:
        own = [s for s in sessions if topology.nodes[s.node].device == topology.ports[port].device]
        pieces = arriving(nat, box, own, interface.zone)
        if interface.vrf == DEFAULT_VRF:
            yield from (_continued(topology, topology.ports[port].device, piece) for piece in pieces)
        else:
            yield from _doubted(pieces, f"it comes in VRF {interface.vrf}")
    else:
        yield Piece(box)


def going(topology: Topology, came: int, port: int, box: Box, family: int) -> Iterator[Piece]:
    """Packets that have been routed out of a port; `came` is the one they came in by, -1 when they start in the router."""
    interface = topology.ports[port].interface
    entry = topology.ports[came].interface if came >= 0 else None
    crosses = interface.nat == "outside" and (entry is None or entry.nat == "inside")
    if not crosses or not (nat := _nat(topology, port)).active:
        yield Piece(box)
    elif nat.why:
        yield Piece(box, why=nat.why)
    elif family == 4:
        zones = (entry.zone if entry is not None else "", interface.zone)
        pieces = leaving(nat, box, interface.name, entry.vrf if entry is not None else None, zones)
        if entry is None:
            yield from _doubted(pieces, "it starts in the router itself, or comes by another table")
        elif interface.vrf != DEFAULT_VRF:
            yield from _doubted(pieces, f"it leaves in VRF {interface.vrf}")
        else:
            yield from pieces
    else:
        yield Piece(box)


def _continued(topology: Topology, device: DeviceId, piece: Piece) -> Piece:
    """A piece with the table in which it is looked up: that of the VRF whose inside its rule is about."""
    if piece.packets is None or piece.rule is None:
        return piece
    vrf = piece.rule.fact.vrf
    table = topology.node_index.get((device, vrf), -1)
    return piece._replace(table=table) if table >= 0 else piece._replace(packets=None, why=f"there is no VRF {vrf}")


def _nat(topology: Topology, port: int) -> Nat:
    return nat_of(topology.network.devices[topology.ports[port].device])


def _doubted(pieces: Iterable[Piece], why: str) -> Iterator[Piece]:
    """What would be translated is not known to be."""
    for piece in pieces:
        doubt = f"{why}, and {piece.rule.fact.source} may translate it" if piece.rule is not None else why
        yield piece if piece.packets is None else Piece(piece.box, rule=piece.rule, why=piece.why or doubt)
