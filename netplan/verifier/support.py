"""Which steps can matter to a flow, so that a proof needs only the states that those steps make.

A plan of a city has more states than can be counted: departments move independently. But what
becomes of a packet rests on few steps. The *support* of a flow is every step with a touch that the flow
could meet, in any state, on any path. Two states that agree on the support of a flow give it the same
fate, so `Order.states(support)` is a complete check.
"""

from collections.abc import Iterable, Sequence

from models.interfaces import Interface
from models.plan import Step
from netplan.verifier.touches import Touch, overlap, touches
from netplan.verifier.world import Place, Prefix, World


class Supports:
    """The supports of flows in one plan. `steps` in the order of `Order.steps`; supports are bit masks over them."""

    def __init__(self, world: World, steps: Sequence[Step]) -> None:
        self.world = world
        self._touches: list[tuple[int, Touch]] = []
        self._moves: list[tuple[int, str, Prefix, Prefix]] = []
        for at, step in enumerate(steps):
            seen = {touch for change in step.changes for touch in touches(world, change)}
            self._touches += [(1 << at, touch) for touch in seen]
            self._moves += [(1 << at, move.department, move.old, move.new) for move in step.moved]
        self._neighbours = _crossings(world)

    def of(self, origin: tuple[str, Prefix | None], destination: tuple[str, Prefix], filters: bool = True) -> int:
        """The support of the flow from `origin` to `destination`, each a department and a prefix of the first state.

        An origin without a prefix stands for every router and host of the department. Without `filters` the answer
        is for questions of routing alone.
        """
        mask, sources = self._variants(origin[0], origin[1]) if origin[1] is not None else (self._moved(origin[0]), [])
        more, destinations = self._variants(*destination)
        mask |= more
        places = self.closure(self.world.network.realm(origin[0]), destinations)
        for bit, touch in self._touches:
            if (
                (filters or not touch.filters)
                and touch.place in places
                and _meets(touch.destination, destinations)
                and (not sources or _meets(touch.source, sources))
            ):
                mask |= bit
        return mask

    def closure(self, realm: str, destinations: Iterable[Prefix]) -> set[Place]:
        """Every domain that a packet from `realm` to one of `destinations` could enter in some state."""
        wanted = list(destinations)
        start: Place = self.world.joined.get(realm, realm)
        places: set[Place] = {start}
        todo: list[Place] = [start]
        while todo:
            for prefix, there in self._neighbours.get(todo.pop(), ()):
                if there not in places and _meets(prefix, wanted):
                    places.add(there)
                    todo.append(there)
        return places

    def _moved(self, department: str) -> int:
        return sum({bit for bit, whose, _, _ in self._moves if whose == department})

    def _variants(self, department: str, prefix: Prefix) -> tuple[int, list[Prefix]]:
        """The steps that move (part of) a prefix, and all addresses that it has in some state."""
        mask, variants = 0, [prefix]
        for bit, whose, old, new in self._moves:
            if whose == department and overlap(old, prefix):
                mask |= bit
                variants.append(new)
        return mask, variants


def _crossings(world: World) -> dict[Place, list[tuple[Prefix | None, Place]]]:
    """From each domain, the domains that a packet to some prefix may be handed to: by a static route, or over a wire."""
    wires: dict[Place, set[Place]] = {}
    for link in world.links:
        ends: list[set[Place]] = []
        for end in (link.a, link.b):
            ports = world.interfaces.get(end.device, {}).get(end.interface, ())
            ends.append({world.place((end.device, port.vrf)) for port in ports if carries(port)})
        for here in ends[0]:
            for there in ends[1]:
                if here != there:
                    wires.setdefault(here, set()).add(there)
                    wires.setdefault(there, set()).add(here)
    found: dict[Place, list[tuple[Prefix | None, Place]]] = {}
    for here, others in wires.items():
        # The subnet of the wire itself is reached without a route; a packet to any other prefix needs one.
        found.setdefault(here, []).extend((None, there) for there in others)
    for device, statics in world.statics.items():
        for route in statics:
            if route.next_hop_vrf and route.next_hop_vrf != route.vrf:
                found.setdefault(world.place((device, route.vrf)), []).append(
                    (route.prefix, world.place((device, route.next_hop_vrf)))
                )
            for port in world.interfaces[device].get(route.interface, ()):
                if port.vrf != route.vrf:
                    found.setdefault(world.place((device, route.vrf)), []).append((route.prefix, world.place((device, port.vrf))))
    return found


def carries(port: Interface) -> bool:
    """Whether packets can cross this variant of a port: one that is shut, or has no address, joins nothing."""
    return port.enabled and bool(port.addresses or port.unnumbered_from or port.switchport or port.dhcp)


def _meets(prefix: Prefix | None, others: Iterable[Prefix]) -> bool:
    return prefix is None or any(overlap(prefix, other) for other in others)
