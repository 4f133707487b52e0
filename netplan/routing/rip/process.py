"""RIP and RIPng: what routers announce of their own and bring in, with the metrics of each OS."""

from collections.abc import Collection, Iterator

from models.distance_vector import CONNECTED, REDISTRIBUTED, RipProcess
from models.routing import Prefix, Redistribution
from netplan.routing.columns import Book, prefix_object
from netplan.routing.policy.candidate import Candidate
from netplan.routing.rip.view import counts_when_sending, process_name, rip_of, view
from netplan.routing.table import NodeTable
from netplan.routing.vector.brought import Policed, judged, taken
from netplan.routing.vector.part import Part
from netplan.routing.vector.process import VectorProtocol
from netplan.routing.vector.seeds import Seed
from netplan.routing.vector.view import Key, Speaker
from netplan.topology.topology import Topology

INFINITY = 16
_OWN_METRICS = ("connected", "static")
"""What comes in with the least metric where nothing states one."""
_CONNECTED_APART = ("frr",)
"""Systems whose `default-metric` is not for connected subnets (ripd, rip_output_process)."""
_KEEPS = ("frr",)
"""Systems that hear nothing of a prefix which they bring in themselves."""


class Rip(VectorProtocol):
    """RIP (family 4) or RIPng (6)."""

    names = ("rip", "rip")

    def __init__(self, topology: Topology, book: Book, family: int, policed: Policed, nodes: Collection[int] | None = None) -> None:
        super().__init__(topology, book, policed, view(topology, family, nodes))

    def native(self, part: Part, router: int) -> Iterator[Seed]:
        """The subnets of the ports that RIP is active on."""
        speaker = part.speakers[router]
        process = rip_of(speaker)
        if process.exports is not None:
            return
        metric = 0 if counts_when_sending(speaker) else 1
        for port in part.ports[router]:
            for key in port.adverts:
                yield Seed(router, key, delay=metric, kind=CONNECTED, keeps=True)

    def brought(self, part: Part, router: int, table: NodeTable | None) -> Iterator[Seed]:
        """Redistribution and the default route."""
        speaker = part.speakers[router]
        process = rip_of(speaker)
        for wanted in process.redistributions:
            for route in taken(speaker, wanted, table):
                usual = self._usual(speaker, process, wanted)
                if usual is None and not wanted.policies:
                    continue
                yield from self._one(router, speaker, wanted, route.prefix, route, usual)
        for port, policies in process.exports or ():
            exported = Redistribution("any", policies=policies)
            for route in taken(speaker, exported, table) if policies else ():
                for seed in self._one(router, speaker, exported, route.prefix, route, 1):
                    yield seed._replace(ports=self._ports(process, seed.key, speaker, policies) | {port})
        if process.default is not None:
            yield from self._default(router, speaker, table)

    def _ports(self, process: RipProcess, key: Key, speaker: Speaker, policies: tuple[str, ...]) -> frozenset[str]:
        """All ports whose group exports by the same policies."""
        return frozenset(port for port, others in process.exports or () if others == policies)

    def _usual(self, speaker: Speaker, process: RipProcess, wanted: Redistribution) -> int | None:
        if wanted.metric is not None:
            return wanted.metric
        if wanted.protocol == "connected" and speaker.device.suite in _CONNECTED_APART:
            return 1
        return 1 if process.default_metric is None and wanted.protocol in _OWN_METRICS else process.default_metric

    def _one(
        self, router: int, speaker: Speaker, wanted: Redistribution, prefix: Prefix, route: object, usual: int | None
    ) -> Iterator[Seed]:
        key = (prefix.version, int(prefix.network_address), prefix.prefixlen)
        outcome = judged(speaker, wanted, route, INFINITY if usual is None else usual, self.policed)  # type: ignore[arg-type]  # a Route
        if outcome.permitted is None:
            yield Seed(router, key, unknown=f"{speaker.device.id} redistributes {prefix} or not: {outcome.why}")
            return
        metric = outcome.candidate.metric
        if not outcome.permitted or metric >= INFINITY:
            return
        hop = getattr(route, "next_hop", None)
        yield Seed(
            router, key, delay=self._stored(speaker, metric), tag=outcome.candidate.tag, kind=REDISTRIBUTED,
            keeps=speaker.device.suite in _KEEPS, hop=int(hop) if hop is not None and hop.version == 4 else 0,
        )  # fmt: skip

    def _stored(self, speaker: Speaker, told: int) -> int:
        """A metric as the router holds it that tells `told`."""
        return max(0, told - 1) if counts_when_sending(speaker) else told

    def _default(self, router: int, speaker: Speaker, table: NodeTable | None) -> Iterator[Seed]:
        process = rip_of(speaker)
        assert process.default is not None
        key = (speaker.family, 0, 0)
        held = table.of_prefix(prefix_object(*key), process_name(process)) if table is not None else ()
        if not held and not process.default.always:
            return
        metric = process.default.metric
        if process.default.policies:
            before = Candidate(prefix_object(*key), held[0].protocol if held else "static", metric=metric)
            outcome = self.policed(speaker.device).apply(process.default.policies, before, "deny")
            if outcome.permitted is None:
                yield Seed(router, key, unknown=f"{speaker.device.id} announces a default route or not: {outcome.why}")
            if not outcome.permitted:
                return
            metric = outcome.candidate.metric
        yield Seed(router, key, delay=self._stored(speaker, metric), kind=REDISTRIBUTED, keeps=speaker.device.suite in _KEEPS)
