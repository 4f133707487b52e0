"""Where packets are translated: at ports marked inside and outside."""

from collections.abc import Iterable, Iterator

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
        pieces = arriving(nat, box, own)
        yield from pieces if interface.vrf == DEFAULT_VRF else _doubted(pieces, f"it comes in VRF {interface.vrf}")
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
        pieces = leaving(nat, box)
        if entry is None:
            yield from _doubted(pieces, "it starts in the router itself, or comes by another table")
        elif entry.vrf != DEFAULT_VRF or interface.vrf != DEFAULT_VRF:
            yield from _doubted(pieces, "a port is in a VRF")
        else:
            yield from pieces
    else:
        yield Piece(box)


def _nat(topology: Topology, port: int) -> Nat:
    return nat_of(topology.network.devices[topology.ports[port].device])


def _doubted(pieces: Iterable[Piece], why: str) -> Iterator[Piece]:
    """What would be translated is not known to be."""
    for piece in pieces:
        doubt = f"{why}, and {piece.rule.fact.source} may translate it" if piece.rule is not None else why
        yield piece if piece.packets is None else Piece(piece.box, rule=piece.rule, why=piece.why or doubt)
