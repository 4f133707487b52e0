"""The way of a set of packets through the network: every branch, every decision, exact.

One packet is a set like any other, so that a trace and a proof about millions of packets are the same walk.
"""

from bisect import bisect_right
from collections.abc import Iterator

from models.interfaces import InterfaceKind
from models.source import Source
from models.verdict import Fate, Hop
from netplan.forwarding.boxes import Box, Range, without
from netplan.forwarding.fib import Action, Do, Fib
from netplan.forwarding.gates import Gates
from netplan.forwarding.maybe import Condition, Maybe, open_parts, unsure_parts
from netplan.forwarding.nat.aliases import met
from netplan.forwarding.nat.crossing import coming, going
from netplan.forwarding.nat.lens import Lens, Session
from netplan.forwarding.nat.translate import Piece
from netplan.forwarding.nat.words import becomes
from netplan.forwarding.places import At, End, Step
from netplan.forwarding.reverse import unexpected
from netplan.forwarding.zones import State
from netplan.routing.columns import NUMBER, PROTOCOLS, ip_object, prefix_object
from netplan.routing.unmodelled import unmodelled
from netplan.topology.topology import Topology

_SURE = (NUMBER["connected"], NUMBER["local"])
BRANCHES = 256
"""After so many branches of a trace, a stretch that was walked before is not walked again on another branch."""
_ROUNDS = 16
"""Packets that are translated more often than this go round for good."""


class Walker:
    """Walks sets of packets of one family over the forwarding tables. With `words` each decision is told.

    `sessions` are what routers remember of the packets that these ones answer, `states` what firewalls do.
    What more than a destination decides must be named by `Guards`, too: where nothing is, compiled tables take the place of walks.
    """

    def __init__(
        self, fib: Fib, family: int, words: bool = False, sessions: tuple[Session, ...] = (), states: tuple[State, ...] = ()
    ) -> None:
        self.fib, self.family, self.words, self.sessions = fib, family, words, sessions
        self.topology: Topology = fib.topology
        self.gates = Gates(fib.topology, family, words, states)

    def walk(self, start: At) -> Iterator[End]:
        """All ends of a set of packets. Boxes of several ends overlap where routes have equal paths."""
        on_path: set[At] = set()
        done: set[tuple[At, bool]] = set()
        count = 0
        stack: list[tuple[At, tuple[Hop, ...], bool, Condition | None]] = [(start, (), False, None)]
        while stack:
            at, hops, leaving, maybe = stack.pop()
            if leaving:
                on_path.discard(at)
                done.add((at, maybe is not None))
                continue
            if at in on_path:
                count += 1
                end = End(Fate.LOOPED, f"it comes back to {self.topology.nodes[at.node]}", at.node, at.port, at.box, hops)
                yield _told(at, end, maybe)
                continue
            if at.lens is not None and len(at.lens.sessions) > _ROUNDS:
                count += 1
                end = End(Fate.LOOPED, f"{self.topology.nodes[at.node]} has it again and again", at.node, at.port, at.box, hops)
                yield _told(at, end, maybe)
                continue
            if (at, maybe is not None) in done and (not self.words or count > BRANCHES):
                continue
            on_path.add(at)
            stack.append((at, hops, True, maybe))
            for step in self.steps(at):
                when = step.maybe if maybe is None else maybe.and_then(step.maybe)
                if step.end is not None:
                    count += 1
                    yield _told(at, step.end._replace(hops=hops + step.hops), when)
                elif step.next is not None:
                    place = step.next if at.lens is None or step.next.lens is not None else step.next._replace(lens=at.lens)
                    if at.states:
                        place = place._replace(states=tuple(dict.fromkeys(at.states + place.states)))
                    stack.append((place, hops + step.hops, False, when))

    def steps(self, at: At) -> Iterator[Step]:
        """One step on from a place: ends, and next places."""
        node = self.topology.nodes[at.node]
        device = self.topology.network.devices[node.device]
        if at.then is not None:
            yield from self._through(at.node, at.box, at.then, ())
            return
        boxes: list[tuple[Box, tuple[Hop, ...]]] = [(at.box, ())]
        if at.port >= 0 and not at.rewritten:
            boxes = []
            for step in self.gates.coming(at.node, at.port, at.box):
                if step.end is not None:
                    yield step
                elif step.next is not None:
                    boxes.append((step.next.box, step.hops))
        for box, hops in boxes:
            if why := unmodelled(device).data:
                yield self._end(Fate.UNKNOWN, why, at.node, at.port, box, hops)
                continue
            if at.rewritten or not self.outside(at.port):
                yield from self._route(at, box, hops)
                continue
            for piece in coming(self.topology, at.port, box, self.family, self.sessions):
                if piece.packets is not None or piece.why:
                    yield self._translated(at, at.port, piece, None, hops)
                else:
                    yield from self._route(at, piece.box, hops)

    def outside(self, port: int) -> bool:
        """Whether packets may be translated at a port."""
        return port >= 0 and self.topology.ports[port].interface.nat == "outside"

    def _route(self, at: At, box: Box, hops: tuple[Hop, ...]) -> Iterator[Step]:
        for part, row in self._cut(at.node, box):
            yield from self._look_up(at, part, row, hops)

    def _cut(self, node: int, box: Box) -> Iterator[tuple[Box, int]]:
        """`box` cut by the longest match of its destinations: each part with the first row of its route."""
        starts, rows = self.fib.intervals(node, self.family)
        low, high = box.dst
        i = bisect_right(starts, low) - 1
        while low <= high:
            end = min(high, starts[i + 1] - 1) if i + 1 < len(starts) else high
            yield box._replace(dst=(low, end)), rows[i]
            low, i = end + 1, i + 1

    def _look_up(self, at: At, box: Box, row: int, hops: tuple[Hop, ...]) -> Iterator[Step]:
        routing, node = self.fib.routing, at.node
        sure = row >= 0 and int(routing.tables[node].rows[row]["protocol"]) in _SURE
        if not sure and node in routing.unknown:
            yield self._end(
                Fate.UNKNOWN,
                f"the routes of {self.topology.nodes[node]} are not known: {routing.unknown[node]}",
                node,
                at.port,
                box,
                hops,
            )
            return
        number = int(routing.tables[node].rows[row]["prefix"]) if row >= 0 else -1
        length = self.fib.book.prefixes[number][2] if row >= 0 else -1
        for part, why in unsure_parts(self.fib, node, self.family, length, box):
            if why:
                yield self._end(Fate.UNKNOWN, why, node, at.port, part, hops)
                continue
            for piece, maybes in open_parts(self.fib, node, self.family, length, part) if not sure else ((part, ()),):
                yield from self._both_ways(at, piece, number, maybes, hops)

    def decide(self, at: At, row: int) -> Iterator[Step]:
        """What a node does with packets that it has taken in, whose longest match begins at `row`."""
        if why := unmodelled(self.topology.network.devices[self.topology.nodes[at.node].device]).data:
            yield self._end(Fate.UNKNOWN, why, at.node, at.port, at.box, ())
        else:
            yield from self._look_up(at, at.box, row, ())

    def _both_ways(self, at: At, box: Box, number: int, maybes: tuple[Maybe, ...], hops: tuple[Hop, ...]) -> Iterator[Step]:
        """By the routes of the table, and by those that may be there besides."""
        why = next((maybe.why for maybe in maybes if maybe.other is None), "")
        if why:
            yield self._end(Fate.UNKNOWN, why, at.node, at.port, box, hops)
            return
        name = str(self.topology.nodes[at.node])
        when = Condition(maybes[0].why, name, False) if maybes else None
        if number < 0:
            yield self._end(Fate.BLACK_HOLED, f"{name} has no route", at.node, -1, box, hops)._replace(maybe=when)
        else:
            for action in self.fib.at(at.node, *self.fib.routing.tables[at.node].spans()[number]):
                yield from (step._replace(maybe=when) for step in self._act(at, box, action, hops))
        for maybe in maybes:
            when = Condition(maybe.why, name, True)
            for action in maybe.other or ():
                yield from (step._replace(maybe=when) for step in self._act(at, box, action, hops))

    def _act(self, at: At, box: Box, action: Action, hops: tuple[Hop, ...]) -> Iterator[Step]:
        node = at.node
        name = self.topology.nodes[node]
        hops += self._told(node, action)
        held, rest = [box] if action.do is Do.LOCAL else [], [box] if action.do is not Do.LOCAL else []
        if action.do is Do.CONNECTED:  # an address that routers share has no route of its own
            held = [box._replace(dst=(ip, ip)) for ip in self.fib.own(action.port, self.family) if box.dst[0] <= ip <= box.dst[1]]
            rest = without([box], held)
        for part in held:
            if self._far(at, action.port):
                why = f"{name} takes packets to it by {self.topology.ports[action.port].interface.name} alone"
                yield self._end(Fate.DROPPED, why, node, at.port, part, hops)
            else:
                yield from self._to_itself(at, part, action, hops)
        for part in rest:
            yield from self._pass(at, part, action, hops)

    def _to_itself(self, at: At, box: Box, action: Action, hops: tuple[Hop, ...]) -> Iterator[Step]:
        """Packets to an own address; to that of a loopback they cross like others, where the device says so."""
        name = self.topology.nodes[at.node]
        device = self.topology.network.devices[name.device]
        loopback = self.topology.ports[action.port].interface.kind is InterfaceKind.LOOPBACK
        if not (loopback and device.guarded_loopbacks):
            yield self._end(Fate.DELIVERED, f"{name} owns the address", at.node, action.port, box, hops)
            return
        for step in self.gates.crossing(at.node, at.port, action.port, box, hops, at.rewritten):
            if step.next is None:
                yield step
            else:
                end = self._end(Fate.DELIVERED, f"{name} owns the address", at.node, action.port, step.next.box, step.hops)
                yield end._replace(end=end.end and end.end._replace(states=step.next.states))

    def _far(self, at: At, port: int) -> bool:
        """Whether packets came by another port than the only one at which the device takes them."""
        device = self.topology.network.devices[self.topology.nodes[at.node].device]
        alone = device.strong_host and self.topology.ports[port].interface.kind is not InterfaceKind.LOOPBACK
        return alone and at.port >= 0 and at.port != port

    def _pass(self, at: At, box: Box, action: Action, hops: tuple[Hop, ...]) -> Iterator[Step]:
        """Packets for others."""
        node = at.node
        name = self.topology.nodes[node]
        device = self.topology.network.devices[name.device]
        if not device.forwards and at.port >= 0:
            yield self._end(Fate.DROPPED, f"{name} does not route", node, at.port, box, hops)
        elif action.do is Do.DISCARD:
            yield self._end(Fate.DROPPED, f"a discard route of {name}", node, -1, box, hops)
        elif action.do is Do.TABLE and device.crossings is not None and at.port >= 0:
            why = f"what {name} passes from one table to another is not modelled"
            yield self._end(Fate.UNKNOWN, why, node, at.port, box, hops)
        elif action.do is Do.TABLE:
            yield Step(None, At(action.node, -1, box), hops)
        elif action.do is Do.SILENT:
            yield self._end(
                Fate.BLACK_HOLED, f"the next hop{self._gateway(action)} of {name} does not answer", node, action.port, box, hops
            )
        else:
            for part, why in unexpected(self.fib, at, box, self.family):
                if why:
                    yield self._end(Fate.UNKNOWN, why, node, at.port, part, hops)
                else:
                    yield from self._out(at, part, action, hops)

    def _out(self, at: At, box: Box, action: Action, hops: tuple[Hop, ...]) -> Iterator[Step]:
        """Out of a port: where it may cross to there, and translated where it goes from inside to outside."""
        device = self.topology.network.devices[self.topology.nodes[at.node].device]
        if device.crossings is None:
            yield from self._leave(at, box, action, hops)
            return
        for step in self.gates.crossing(at.node, at.port, action.port, box, hops, at.rewritten):
            if step.next is None:
                yield step
                continue
            states = step.next.states
            for each in self._leave(at, step.next.box, action, step.hops):
                end, place = each.end, each.next
                yield each._replace(end=end and end._replace(states=states), next=place and place._replace(states=states))

    def _leave(self, at: At, box: Box, action: Action, hops: tuple[Hop, ...]) -> Iterator[Step]:
        """Out of a port, where nothing but its own filter can stop packets."""
        if not self.outside(action.port):
            yield from self._through(at.node, box, action, hops)
            return
        for piece in going(self.topology, at.port, action.port, box, self.family):
            if piece.packets is not None or piece.why:
                yield self._translated(at, action.port, piece, action, hops)
            else:
                yield from self._through(at.node, piece.box, action, hops)

    def _translated(self, at: At, port: int, piece: Piece, then: Action | None, hops: tuple[Hop, ...]) -> Step:
        """The place behind a translation at a port, or its end where that is not known."""
        if piece.packets is None:
            where = f"NAT on {self.topology.nodes[at.node]} {self.topology.ports[port].interface.name} (outside)"
            return self._end(Fate.UNKNOWN, f"{where}: {piece.why}", at.node, port, piece.box, hops)
        lens = (at.lens or Lens()).past(at.node, piece.packets)
        if self.words:
            source = piece.rule.fact.source if piece.rule is not None else Source("", 0)
            hops += self.gates.word(at.node, becomes(piece), source)
        node = piece.table if piece.table >= 0 else at.node
        return Step(None, At(node, at.port, piece.packets.after, lens, True, then), hops)

    def _through(self, node: int, box: Box, action: Action, hops: tuple[Hop, ...]) -> Iterator[Step]:
        """Through the outbound filter of a port, to the next node or to its end."""
        port = action.port
        interface = self.topology.ports[port].interface
        for step in self.gates.going(node, port, box, hops):
            if step.next is None:
                yield step
            elif action.do is Do.LEAVE:
                where = f"next hop{self._gateway(action)} on {interface.name} is not in this snapshot"
                yield self._end(Fate.LEFT, where, node, port, step.next.box, step.hops)
            elif action.do is Do.FORWARD:
                for p in action.to:
                    told = step.hops + self.fib.switched(port, p) if self.words else ()
                    yield Step(None, At(self.topology.ports[p].node, p, step.next.box), told)
            else:
                yield from self._on_subnet(node, port, step.next.box, step.hops)

    def _on_subnet(self, node: int, port: int, box: Box, hops: tuple[Hop, ...]) -> Iterator[Step]:
        """A destination on a connected subnet: an interface that we know, or a host."""
        rest = box
        for ip, owner in self._neighbours(port, box.dst):
            if rest.dst[0] < ip:
                yield from self._to_strangers(node, port, rest._replace(dst=(rest.dst[0], ip - 1)), hops)
            told = hops + self.fib.switched(port, owner) if self.words else ()
            yield Step(None, At(self.topology.ports[owner].node, owner, rest._replace(dst=(ip, ip))), told)
            rest = rest._replace(dst=(ip + 1, rest.dst[1]))
        if rest.dst[0] <= rest.dst[1]:
            yield from self._to_strangers(node, port, rest, hops)

    def _to_strangers(self, node: int, port: int, box: Box, hops: tuple[Hop, ...]) -> Iterator[Step]:
        """Destinations that no interface has: a router that translates them, or a host."""
        rest = box
        for alias in met(self.topology, self.fib.aliases, port, box.dst) if self.family == 4 else ():
            if rest.dst[0] < alias.low:
                yield self._to_hosts(node, port, rest._replace(dst=(rest.dst[0], alias.low - 1)), hops)
            part, owner = rest._replace(dst=(alias.low, alias.high)), self.topology.ports[alias.port].node
            why = alias.why or ("it is an address that this router translates itself" if owner == node else "")
            if why:
                yield self._end(Fate.UNKNOWN, f"NAT on {self.topology.nodes[owner]}: {why}", node, port, part, hops)
            else:
                yield Step(None, At(owner, alias.port, part), hops)
            rest = rest._replace(dst=(alias.high + 1, rest.dst[1]))
        if rest.dst[0] <= rest.dst[1]:
            yield self._to_hosts(node, port, rest, hops)

    def _neighbours(self, port: int, wanted: Range) -> list[tuple[int, int]]:
        """(address, port) of the other interfaces on the segments of a port, for addresses in a range, in order."""
        found: dict[int, int] = {}
        for a in self.topology.port_addresses[port]:
            address = self.topology.addresses[a]
            if address.family == self.family:
                for ip in self.fib.owned(address.segment):
                    if wanted[0] <= ip <= wanted[1] and (
                        others := [p for p in self.topology.owners[address.segment, ip] if p != port]
                    ):
                        found.setdefault(ip, others[0])  # the first of them, as in tables: port numbers say nothing
        return sorted(found.items())

    def _to_hosts(self, node: int, port: int, box: Box, hops: tuple[Hop, ...]) -> Step:
        interface = self.topology.ports[port].interface
        inside = any(
            self.topology.addresses[a].network <= box.dst[0]
            and box.dst[1]
            < self.topology.addresses[a].network + (1 << ((32 if self.family == 4 else 128) - self.topology.addresses[a].length))
            for a in self.topology.port_addresses[port]
            if self.topology.addresses[a].family == self.family
        )
        if self.fib.closed(port):
            return self._end(Fate.BLACK_HOLED, f"nobody has this address on the wire of {interface.name}", node, port, box, hops)
        if not inside:
            return self._end(
                Fate.LEFT, f"it leaves by {interface.name}, where no known device has the address", node, port, box, hops
            )
        words = (
            (Hop(str(self.topology.nodes[node]), f"delivers it to the subnet of {interface.name}", interface.source),)
            if self.words
            else ()
        )
        return self._end(Fate.DELIVERED, f"a host on the subnet of {interface.name}", node, port, box, hops + words)

    def _gateway(self, action: Action) -> str:
        return f" {ip_object(*self.fib.book.ips[action.gateway])}" if action.gateway >= 0 else ""

    def _told(self, node: int, action: Action) -> tuple[Hop, ...]:
        if not self.words:
            return ()
        if action.row < 0:
            return self.gates.word(node, f"a route that may be announced, via{self._gateway(action)}", Source("", 0))
        row = self.fib.routing.tables[node].rows[action.row]
        prefix = prefix_object(*self.fib.book.prefixes[int(row["prefix"])])
        text = f"{PROTOCOLS[int(row['protocol'])]} route {prefix}"
        if action.gateway >= 0:
            text += f" via{self._gateway(action)}"
        if action.port >= 0 and action.do is not Do.LOCAL:
            text += f" out {self.topology.ports[action.port].interface.name}"
        if action.do is Do.LOCAL:
            text = f"owns {prefix.network_address} on {self.topology.ports[action.port].interface.name}"
        return self.gates.word(node, text, self.fib.source(node, action.row))

    def _end(self, fate: Fate, why: str, node: int, port: int, box: Box, hops: tuple[Hop, ...]) -> Step:
        return Step(End(fate, why, node, port, box), None, hops)


def _told(at: At, end: End, maybe: Condition | None) -> End:
    """An end in the words of whoever sent the packets, who come here on the condition `maybe`."""
    if at.states:
        end = end._replace(states=tuple(dict.fromkeys(at.states + end.states)))
    if at.lens is not None:
        end = end._replace(box=at.lens.back(end.box), seen=end.box, lens=at.lens)
    if maybe is None or end.fate is Fate.UNKNOWN:
        return end
    if end.fate in (Fate.DELIVERED, Fate.LOOPED):
        return end._replace(fate=Fate.UNKNOWN, why=maybe.why, hangs=maybe if end.fate is Fate.DELIVERED and maybe.node else None)
    return end._replace(fate=Fate.OUTSIDE, why=f"{maybe.why} ({end.why})")
