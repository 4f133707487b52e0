"""What stops packets on their way through a router: the lists of its ports, and what a firewall passes from one zone to another."""

from collections.abc import Iterator

from models.device import Device
from models.filters import Acl
from models.source import Source
from models.verdict import Fate, Hop
from models.zones import between
from netplan.forwarding.boxes import Box
from netplan.forwarding.filters.decisions import pieces
from netplan.forwarding.nat.reverse import reverse_checked
from netplan.forwarding.nat.translate import Piece
from netplan.forwarding.places import At, End, Step
from netplan.forwarding.zones import State, answering, remembered
from netplan.routing.unmodelled import UNDEFINED_ACL_PERMITS
from netplan.topology.topology import Topology


class Gates:
    """Passes sets of packets of one family. What is let through is a step to the same place (`next`), the rest ends there."""

    def __init__(self, topology: Topology, family: int, words: bool, states: tuple[State, ...]) -> None:
        self.topology, self.family, self.words, self.states = topology, family, words, states

    def coming(self, node: int, port: int, box: Box) -> Iterator[Step]:
        """Through the inbound list of a port."""
        interface = self.topology.ports[port].interface
        return self._list(node, port, interface.acl_in if self.family == 4 else interface.acl6_in, "in", box, ())

    def going(self, node: int, port: int, box: Box, hops: tuple[Hop, ...]) -> Iterator[Step]:
        """Through the outbound list of a port."""
        interface = self.topology.ports[port].interface
        return self._list(node, port, interface.acl_out if self.family == 4 else interface.acl6_out, "out", box, hops)

    def crossing(self, node: int, came: int, port: int, box: Box, hops: tuple[Hop, ...], rewritten: bool) -> Iterator[Step]:
        """Through a firewall, from the port by which packets came (-1: they are its own) to another; with what it remembers.

        `rewritten`: their destination was another one when they came in.
        """
        device = self._device(node)
        if device.crossings is None or came < 0:
            yield Step(None, At(node, port, box), hops)
            return
        answers, asked = answering(self.states, device, box)
        told = self.word(node, "passes the answers to what it passed", Source("", 0))
        yield from (Step(None, At(node, port, part), hops + told) for part in answers)
        entry, way_out = self.topology.ports[came].interface, self.topology.ports[port].interface
        allowed = between(device.crossings, entry.zone, way_out.zone)
        if allowed is None:
            why = f"nothing crosses {device.id} from {entry.zone or entry.name} to {way_out.zone or way_out.name}"
            yield from (Step(End(Fate.DROPPED, why, node, port, part), None, hops) for part in asked)
            return
        through = [(part, hops) for part in asked]
        for name in allowed.lists(self.family):
            before, through = through, []
            for part, so_far in before:
                for step in self._list(node, port, name, f"from {entry.zone} to", part, so_far):
                    if step.next is None:
                        yield step
                    else:
                        through.append((step.next.box, step.hops))
        for part, so_far in through:
            for piece in reverse_checked(self.topology, came, port, part, self.family) if not rewritten else (Piece(part),):
                if piece.rule is None and not piece.why:
                    yield Step(None, At(node, port, piece.box, states=remembered(device, allowed, piece.box)), so_far)
                else:
                    yield Step(_refused(piece, node, port), None, so_far)

    def _list(self, node: int, port: int, name: str, way: str, box: Box, hops: tuple[Hop, ...]) -> Iterator[Step]:
        if not name:
            yield Step(None, At(node, port, box), hops)
            return
        device, interface = self._device(node), self.topology.ports[port].interface
        acl = device.acls.get(name)
        if acl is None:
            if device.os in UNDEFINED_ACL_PERMITS:
                yield Step(None, At(node, port, box), hops)
            else:
                why = f"ACL {name} ({way} {interface.name}) does not exist"
                yield Step(End(Fate.UNKNOWN, why, node, port, box), None, hops)
            return
        for decision in pieces(acl, [box]):
            source = decision.rule.source if decision.rule is not None else acl.source
            told = hops + self.word(node, f"ACL {name} {way} {interface.name} {_VERB[decision.permit]}", source)
            if decision.permit:
                yield Step(None, At(node, port, decision.box), told)
            elif decision.permit is None and decision.rule is not None:
                why = (
                    f"ACL {name} {way} {interface.name}: '{decision.rule.unmodelled or 'wildcard mask'}' is not modelled ({source})"
                )
                yield Step(End(Fate.UNKNOWN, why, node, port, decision.box), None, told)
            else:
                why = f"ACL {name} {way} {interface.name} ({_place(acl, source)})"
                yield Step(End(Fate.DROPPED, why, node, port, decision.box), None, told)

    def word(self, node: int, what: str, source: Source) -> tuple[Hop, ...]:
        """A decision in words, where they are wanted."""
        return (Hop(str(self.topology.nodes[node]), what, source if source.file else None),) if self.words else ()

    def _device(self, node: int) -> Device:
        return self.topology.network.devices[self.topology.nodes[node].device]


def _refused(piece: Piece, node: int, port: int) -> End:
    """The end of packets whose answers a rule would translate."""
    if piece.why or piece.rule is None:
        return End(Fate.UNKNOWN, f"whether NAT translates the answers is not known: {piece.why}", node, port, piece.box)
    return End(Fate.DROPPED, f"NAT would translate the answers ({piece.rule.fact.source})", node, port, piece.box)


_VERB = {True: "permits", False: "denies", None: "may deny"}


def _place(acl: Acl, source: Source) -> str:
    return str(source) if source is not acl.source else f"{source}, nothing permits it"
