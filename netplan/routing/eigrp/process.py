"""EIGRP: what routers announce of their own and bring in. DUAL (RFC 7868, 3) keeps them free of loops on the way to rest."""

from collections.abc import Collection, Iterator

from models.distance_vector import CONNECTED, REDISTRIBUTED, STATIC, EigrpMetric, EigrpProcess, EigrpRedistribution
from models.route import Route
from netplan.routing.columns import Book
from netplan.routing.eigrp.metric import brought, scaled, vector
from netplan.routing.eigrp.view import eigrp_of, view
from netplan.routing.table import NodeTable
from netplan.routing.vector.brought import Policed, judged, taken
from netplan.routing.vector.part import Part
from netplan.routing.vector.process import VectorProtocol
from netplan.routing.vector.seeds import Seed
from netplan.routing.vector.view import Speaker
from netplan.topology.topology import Topology

_TENS = 10_000_000
"""Picoseconds in the unit of a stated delay."""
_OF_THEIR_PORT = ("connected", "static")
"""What needs no metric: that of the port out holds."""


class Eigrp(VectorProtocol):
    """EIGRP for IPv4 (family 4) or IPv6."""

    names = ("eigrp", "eigrp-ex")

    def __init__(self, topology: Topology, book: Book, family: int, policed: Policed, nodes: Collection[int] | None = None) -> None:
        super().__init__(topology, book, policed, view(topology, family, nodes))

    def native(self, part: Part, router: int) -> Iterator[Seed]:
        """The subnets of the ports that EIGRP is active on."""
        for port in part.ports[router]:
            for key in port.adverts:
                yield Seed(router, key, port.width, port.delay, kind=CONNECTED, keeps=True)

    def brought(self, part: Part, router: int, table: NodeTable | None) -> Iterator[Seed]:
        """Redistribution."""
        speaker = part.speakers[router]
        process = eigrp_of(speaker)
        for wanted in process.redistributions:
            for route in taken(speaker, wanted.route, table):
                for seed in self._one(router, speaker, process, wanted, route):
                    if not seed.unknown and self._guessed(process, wanted, route):
                        self.unsure(part, seed.key, f"{speaker.device.id} tells {route.prefix} with the metric of another EIGRP")
                    yield seed

    def _one(
        self, router: int, speaker: Speaker, process: EigrpProcess, wanted: EigrpRedistribution, route: Route
    ) -> Iterator[Seed]:
        prefix = route.prefix
        key = (prefix.version, int(prefix.network_address), prefix.prefixlen)
        outcome = judged(speaker, wanted.route, route, route.metric, self.policed)
        if outcome.permitted is None or (outcome.permitted and not outcome.exact):
            yield Seed(router, key, unknown=f"{speaker.device.id} redistributes {prefix} or not: {outcome.why}")
            return
        if not outcome.permitted:
            return
        told = self._vector(speaker, process, wanted, route, outcome.candidate.vector)
        if told is not None:
            kind = route.protocol if route.protocol in (CONNECTED, STATIC) else REDISTRIBUTED
            yield Seed(router, key, *told, external=1, tag=outcome.candidate.tag, kind=kind, keeps=route.protocol == "connected")

    def _vector(
        self, speaker: Speaker, process: EigrpProcess, wanted: EigrpRedistribution, route: Route, stated: tuple[int, ...]
    ) -> tuple[int, int] | None:
        """The vector of what comes in; None where nothing gives it one, so that it stays out."""
        metric = EigrpMetric(stated[0], stated[1] * _TENS) if stated else wanted.metric or process.default_metric
        if metric is not None:
            return brought(speaker.device, process, metric)
        if route.protocol in _OF_THEIR_PORT:
            interface = speaker.device.interfaces.get(route.interface)
            return (
                vector(speaker.device, process, interface, None)
                if interface is not None
                else scaled(speaker.device, process, _FAST, 0)
            )
        if route.protocol.startswith("eigrp"):
            return self._other(speaker, process, route)
        return None

    def _guessed(self, process: EigrpProcess, wanted: EigrpRedistribution, route: Route) -> bool:
        """Whether the vector of a route is not known, only its metric."""
        return route.protocol.startswith("eigrp") and wanted.metric is None and process.default_metric is None

    def _other(self, speaker: Speaker, process: EigrpProcess, route: Route) -> tuple[int, int]:
        """Routes of another EIGRP keep their metric: all of it is taken for delay where the vector itself is gone."""
        return 0, route.metric * process.rib_scale // max(1, speaker.weights[1])


_FAST = 10_000_000
