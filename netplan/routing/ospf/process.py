"""OSPF of a whole network: its separate domains, what is brought in from outside, and the routes as columns."""

from collections.abc import Collection, Iterator, Mapping
from functools import partial

import numpy as np

from netplan.routing.columns import NUMBER, ROUTE, Book, Rows, chosen, prefix_object, rows, stacked
from netplan.routing.ospf.areas import solve
from netplan.routing.ospf.domain import BACKBONE, Advert, AreaArc, AreaInput, Domain, Doubt, External, Hops
from netplan.routing.ospf.external import Brought, Policed, brought_in, thrown_away
from netplan.routing.ospf.forks import forked, renamed
from netplan.routing.ospf.habits import STANDARD, Habits, habits_of
from netplan.routing.ospf.noted import Noted, Unknown
from netplan.routing.ospf.type_7 import forwarding_port, shut_before
from netplan.routing.ospf.view import MAX_METRIC, SHARED, OspfPort, View, area_of, process_name, view
from netplan.routing.policy.candidate import Candidate
from netplan.routing.protocol import Notes
from netplan.routing.table import NodeTable
from netplan.topology.domains import UnionFind
from netplan.topology.topology import Topology

_ANY_PORT, _SHARED_PORT_ONLY = ("frr",), ("cisco_ios",)
"""Systems that name a forwarding address, for a next hop on any port of OSPF or only on one where others may be too."""
_IMPORT_OF_EXTERNALS = frozenset({"juniper_junos"})
"""Systems whose import policies look at external routes alone, and keep what no policy decides."""

_RANGES_LAST = frozenset({"juniper_junos"})
"""Systems whose routes that throw away what a range holds have the largest metric (as `show route` of Junos has it)."""
_DEFAULT_WHEN_TOLD = frozenset({"juniper_junos"})
"""Systems whose border routers announce a default into stubs and NSSAs only when a metric of it is configured."""
_KINDS = np.array([NUMBER[p] for p in ("ospf", "ospf-ia", "ospf-e1", "ospf-e2", "ospf-n1", "ospf-n2")])


class Ospf:
    """OSPF of one version over one topology; `routes` may be asked again as the main tables change."""

    def __init__(
        self, topology: Topology, book: Book, version: int, policed: Policed, nodes: Collection[int] | None = None
    ) -> None:
        self.topology, self.book, self.policed = topology, book, policed
        self.view: View = view(topology, version, nodes)
        self._noted = Noted(self.view.findings)
        sets = UnionFind()
        for arc in self.view.arcs:
            sets.union(self.view.ports[arc.tail].instance, self.view.ports[arc.head].instance)
        groups: dict[object, tuple[list[int], list[int], list[int]]] = {}
        for i in range(len(self.view.instances)):
            groups.setdefault(sets.find(i), ([], [], []))[0].append(i)
        ports, arcs = self.view.ports, self.view.arcs
        for i, port in enumerate(ports):
            groups[sets.find(port.instance)][1].append(i)
        for i, arc in enumerate(arcs):
            groups[sets.find(ports[arc.tail].instance)][2].append(i)
        names = {port.port: topology.ports[port.port].interface.name for port in ports}
        self.parts = [_Part(self.view, policed, names, *group) for group in groups.values()]
        family = 4 if version == 2 else 6
        self._own = np.array([p.port for p in ports] or [-1])
        self._arc_port = np.array([ports[a.tail].port for a in arcs] or [-1])
        self._arc_via = np.array([ports[a.head].port for a in arcs] or [-1])
        self._arc_hop = np.array([book.ip(family, a.hop) if a.hop else -1 for a in arcs] or [-1])
        for part in self.parts:
            for why in [self.view.open_ended[i] for i in part.members if i in self.view.open_ended][:1]:
                self._noted.incomplete |= {self.view.instances[i].node: why for i in part.members}
        self._taken: dict[int, tuple[NodeTable | None, list[Brought]]] = {}
        self._solved: dict[int, tuple[object, Rows]] = {}

    def routes(self, tables: Mapping[int, NodeTable]) -> Rows:
        """The routes of all routers, given the main tables as they are now."""
        return stacked(self._part_routes(n, part, tables) for n, part in enumerate(self.parts))

    def takes(self, node: int, table: NodeTable) -> object:
        """What the routers of a node bring in from its main table; as long as that is the same, so are all routes."""
        instances = (instance for instance in self.view.instances if instance.node == node)
        return [brought_in(instance, table, self.policed, self.view.version) for instance in instances]

    def _part_routes(self, number: int, part: "_Part", tables: Mapping[int, NodeTable]) -> Rows:
        incoming = [(local, brought) for local, i in enumerate(part.members) for brought in self._brought(i, tables)]
        for _, brought in incoming:
            if brought.unknown:
                for member in part.members:
                    self._noted.incomplete.setdefault(self.view.instances[member].node, brought.unknown)
        incoming = [(local, b) for local, b in incoming if not b.unknown]
        done = self._solved.get(number)
        if done is not None and done[0] == incoming:
            return done[1]
        domain, externals, named = part.domain(self.view, incoming)
        hops, doubts = solve(domain, externals)
        found, unsure = self._filtered(part, self._columns(part, domain, hops, named))
        members = [self.view.instances[i] for i in part.members]
        lost = [row for at, brought in incoming for row in thrown_away(members[at], brought, self.book)]
        found = stacked([found, rows(lost)]) if lost else found
        renamer = part.renamed(self.view, incoming)
        forks = partial(self._forked, part, incoming, domain, externals, hops, doubts, renamer)
        self._noted.enter(number, unsure, forks if doubts or renamer >= 0 else None)
        for why in part.unsure.values():
            for member in part.members:
                self._noted.incomplete.setdefault(self.view.instances[member].node, why)
        self._solved[number] = (incoming, found)
        return found

    @property
    def notes(self) -> Notes:
        """What is not known of the routes as they were asked for last."""
        return self._noted.notes()

    def _forked(
        self, part: "_Part", incoming: list[tuple[int, Brought]], domain: Domain, externals: list[External], hops: Hops,
        doubts: frozenset[Doubt], renamer: int,
    ) -> tuple[Unknown, str]:  # fmt: skip
        doubtful, untried = forked(domain, externals, hops, doubts)
        if renamer >= 0:
            other = part.domain(self.view, incoming, late=True)
            doubtful = {**renamed(domain, hops, solve(*other[:2])[0], Doubt("named", renamer)), **doubtful}
        at, found = [self.view.instances[member] for member in part.members], Unknown()
        for (router, key), (doubt, about) in doubtful.items():
            why = f"{at[doubt.router].device.id} {doubt.words(about)}, depending on what came first"
            found[at[router].node, prefix_object(*key)] = why
        return found, untried

    def _brought(self, number: int, tables: Mapping[int, NodeTable]) -> list[Brought]:
        """What a router brings in; worked out again only when its table is another one."""
        instance = self.view.instances[number]
        table = tables.get(instance.node)
        known = self._taken.get(number)
        if known is None or known[0] is not table:
            known = self._taken[number] = (table, brought_in(instance, table, self.policed, self.view.version))
        return known[1]

    def _filtered(self, part: "_Part", found: Rows) -> tuple[Rows, Unknown]:
        """Without what filters keep from entering the main table of a router (`distribute-list in`), and what they may keep."""
        unsure: Unknown = {}
        for member in part.members:
            instance = self.view.instances[member]
            if not instance.process.policies_in:
                continue
            here = (found["node"] == instance.node) & (found["process"] == self.book.process(process_name(instance.process)))
            stopped, rest = [], "deny"
            if instance.device.suite in _IMPORT_OF_EXTERNALS:
                here, rest = here & np.isin(found["protocol"], _KINDS[2:]), "permit"
            for number in np.unique(found["prefix"][here & (found["hop"] >= 0)]).tolist():
                prefix = prefix_object(*self.book.prefixes[number])
                outcome = self.policed(instance.device).apply(instance.process.policies_in, Candidate(prefix, "ospf"), rest)
                if outcome.permitted is None:
                    unsure[instance.node, prefix] = outcome.why
                elif not outcome.permitted:
                    stopped.append(number)
            found = chosen(found, ~(here & np.isin(found["prefix"], stopped)))
        return found, unsure

    def _columns(self, part: "_Part", domain: Domain, hops: Hops, named: list[int]) -> Rows:
        keep = hops.prefix < domain.real
        hops = Hops(*(column[keep] for column in hops))
        out = np.zeros(len(hops.router), ROUTE)
        book, instances = self.book, self.view.instances
        members = [instances[i] for i in part.members]
        nodes = np.array([m.node for m in members], np.int32)
        prefixes = np.array([book.prefix(*p) for p in domain.prefixes[: domain.real]] or [0], np.int32)
        distance = np.array([[*m.process.distances[:2], *[m.process.distances[2]] * 4] for m in members])
        process = np.array([book.process(process_name(m.process)) for m in members])
        source = np.array([book.source(m.process.source) for m in members])
        direct = hops.arc < 0
        out["node"], out["prefix"] = nodes[hops.router], prefixes[hops.prefix]
        out["protocol"], out["distance"] = _KINDS[hops.kind], distance[hops.router, hops.kind]
        out["metric"], out["tag"], out["table"] = hops.metric, hops.tag, -1
        out["port"] = np.where(direct, np.where(hops.port >= 0, self._own[hops.port], -1), self._arc_port[hops.arc])
        out["hop"], out["via"] = np.where(direct, -1, self._arc_hop[hops.arc]), np.where(direct, -1, self._arc_via[hops.arc])
        gateways = np.array([book.ip(4, address) if address else -1 for address in (*named, 0)])
        out["hop"] = np.where(direct, gateways[hops.external], out["hop"])
        out["discard"] = direct & (hops.port < 0)
        bare = out["discard"] & np.array([habits_of(m.device.suite, self.view.version).bare_discards for m in members])[hops.router]
        out["metric"][out["discard"] & np.array([m.device.suite in _RANGES_LAST for m in members])[hops.router]] = 0xFFFFFF
        out["metric"][bare], out["distance"][bare] = 0, 110
        out["process"], out["source"] = process[hops.router], source[hops.router]
        return _limited(out, np.array([m.process.maximum_paths for m in members])[hops.router])


def _limited(rows: Rows, most: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Rows:
    """At most `most` equal paths for each node and prefix, lowest next hops first."""
    order = np.lexsort((rows["hop"], rows["port"], rows["process"], rows["prefix"], rows["node"]))
    rows, most = chosen(rows, order), most[order]
    if not len(rows):
        return rows
    new = np.r_[True, (rows["node"][1:] != rows["node"][:-1]) | (rows["prefix"][1:] != rows["prefix"][:-1])]
    new[1:] |= rows["process"][1:] != rows["process"][:-1]
    start = np.maximum.accumulate(np.where(new, np.arange(len(rows)), 0))
    return chosen(rows, np.arange(len(rows)) - start < most)


def _around(numbers: Mapping[tuple[int, int, int], int], address: int) -> Iterator[int]:
    """The prefixes that hold an IPv4 address."""
    for length in range(33):
        number = numbers.get((4, address >> (32 - length) << (32 - length), length))
        if number is not None:
            yield number


class _Part:
    """One OSPF domain: instances that can reach each other; numbers in it are local."""

    def __init__(
        self, seen: View, policed: Policed, names: Mapping[int, str], members: list[int], ports: list[int], arcs: list[int]
    ) -> None:
        self.policed, self.names, self.members, self.ports, self.arcs = policed, names, members, ports, arcs
        self.at = {instance: local for local, instance in enumerate(members)}
        self.unsure: dict[int, str] = {}
        """Instances whose filters are not known to pass or stop a prefix, and why."""
        self.areas_of: dict[int, set[str]] = {}
        for i in self.ports:
            self.areas_of.setdefault(self.at[seen.ports[i].instance], set()).add(seen.ports[i].area)

    def domain(
        self, seen: View, incoming: list[tuple[int, Brought]], late: bool = False
    ) -> tuple[Domain, list[External], list[int]]:
        """The domain with these externals as numbers; the last part is the forwarding address of each of them (0: none).

        `late`: type 7 advertisements still name the ports that were the first ones before they were shut.
        """
        numbers: dict[tuple[int, int, int], int] = {}
        for i in self.ports:
            for advert in seen.ports[i].adverts:
                numbers.setdefault(advert, len(numbers))
        for member in self.members:
            for area in seen.instances[member].process.areas:
                for summary in area.ranges:
                    key = (summary.prefix.version, int(summary.prefix.network_address), summary.prefix.prefixlen)
                    numbers.setdefault(key, len(numbers))
        for _, brought in incoming:
            numbers.setdefault(brought.prefix, len(numbers))
        default = numbers.setdefault((4 if seen.version == 2 else 6, 0, 0), len(numbers))
        real = len(numbers)
        areas = self._areas(seen, numbers)
        anchors: dict[tuple[int, str], int] = {}
        externals: list[External] = []
        gateways: dict[int, int] = {}
        named: list[int] = []

        def standing_for(router: int, area: str) -> int:
            return anchors.setdefault((router, area), real + len(anchors) + len(gateways))

        for local, brought in incoming:
            gateway = self._gateway(seen, local, brought)
            for nssa, hidden in self._floods(areas, local, brought.nssa_only):
                anchor = speaker = standing_for(local, nssa or hidden)
                metric = brought.metric
                if hidden:
                    translator = self._translator(seen, areas[hidden])
                    speaker, metric = standing_for(translator, ""), self._translated_metric(seen, translator, brought)
                named.append(self._named(seen, local, nssa or hidden, gateway, late))
                if named[-1]:
                    anchor = gateways.setdefault(named[-1], real + len(anchors) + len(gateways))
                what = (numbers[brought.prefix], metric, brought.kind, brought.tag)
                owner = self._owner(seen, named[-1]) if named[-1] else -1
                strict = not self._habit(seen, local).next_hop_in_type_7
                externals.append(External(local, *what, anchor, speaker, nssa, hidden, owner, strict))
        for (local, nssa), anchor in anchors.items():
            for name in (nssa,) if nssa else self.areas_of.get(local, ()):
                port = self._forwarding_port(seen, local, nssa)
                cost = port.cost if port and BACKBONE not in self.areas_of[local] else 0
                areas[name].adverts.append(Advert(local, anchor, cost, -1))
        holding = {anchor: tuple(_around(numbers, gateway)) for gateway, anchor in gateways.items()}
        of_routers = np.array(sorted(anchors.values()), np.int64)
        prefixes = [*numbers, *((0, 0, 0) for _ in (*anchors, *gateways))]
        plain = frozenset(anchor for (_, area), anchor in anchors.items() if not area)
        old = [seen.instances[m].process.rfc1583 for m in self.members]
        every = ((local, self._habit(seen, local)) for local in range(len(self.members)))
        habits = {local: habit for local, habit in every if habit is not STANDARD}
        domain = Domain(len(self.members), prefixes, real, areas, default, old, of_routers, plain, holding, habits)
        return domain, externals, named

    def _habit(self, seen: View, local: int) -> Habits:
        return habits_of(seen.instances[self.members[local]].device.suite, seen.version)

    def _areas(self, seen: View, numbers: dict[tuple[int, int, int], int]) -> dict[str, AreaInput]:
        areas: dict[str, AreaInput] = {}
        for local, names in sorted(self.areas_of.items()):
            for name in sorted(names):
                settings = area_of(seen.instances[self.members[local]].process, name)
                area = areas.setdefault(name, AreaInput(name, settings.kind))
                area.members.append(local)
                area.no_summary[local] = settings.no_summary
                habit, member = self._habit(seen, local), seen.instances[self.members[local]]
                if member.process.max_metric and habit.stub_summaries is not None:
                    area.summary_cost[local] = habit.stub_summaries
                silent = member.device.suite in _DEFAULT_WHEN_TOLD and not settings.default_originate
                if not silent and (settings.kind == "stub" or settings.no_summary or habit.default_into_nssa):
                    area.default_cost[local] = settings.default_cost
                if settings.no_redistribution:
                    area.no_redistribution.add(local)
                if settings.ranges:
                    area.ranges[local] = settings.ranges
                if settings.policies_in:
                    area.blocked_in[local] = self._blocked(seen, local, settings.policies_in, numbers)
                if settings.policies_out:
                    area.blocked_out[local] = self._blocked(seen, local, settings.policies_out, numbers)
        for i in self.arcs:
            tail, head = seen.ports[seen.arcs[i].tail], seen.ports[seen.arcs[i].head]
            cost = MAX_METRIC if seen.instances[tail.instance].process.max_metric else tail.cost
            areas[tail.area].arcs.append(AreaArc(self.at[tail.instance], self.at[head.instance], cost, i, seen.arcs[i].net))
        transit = {seen.arcs[i].tail for i in self.arcs}
        for i in self.ports:
            port = seen.ports[i]
            stubless = i in transit and port.kind in SHARED and seen.instances[port.instance].process.max_metric
            for advert in port.adverts:  # a shared subnet is a transit link, which `max-metric` raises (RFC 6987 2)
                cost = MAX_METRIC if stubless else port.cost
                areas[port.area].adverts.append(Advert(self.at[port.instance], numbers[advert], cost, i))
        return areas

    def _blocked(self, seen: View, local: int, names: tuple[str, ...], numbers: dict[tuple[int, int, int], int]) -> frozenset[int]:
        """The prefixes that a border router's filters of an area keep back."""
        device = seen.instances[self.members[local]].device
        blocked = set()
        for prefix, number in numbers.items():
            outcome = self.policed(device).apply(names, Candidate(prefix_object(*prefix), "ospf"), "deny")
            if outcome.permitted is None:
                self.unsure[self.members[local]] = f"{device.id} lets {prefix_object(*prefix)} into an area or not: {outcome.why}"
            elif not outcome.permitted:
                blocked.add(number)
        return frozenset(blocked)

    def _floods(self, areas: dict[str, AreaInput], router: int, nssa_only: str) -> list[tuple[str, str]]:
        """How a router's external goes out: (type 7 area, "") and (type 5, area that knows it as type 7)."""
        mine = self.areas_of.get(router, set())
        nssas = [a for a in sorted(mine) if areas[a].kind == "nssa"]
        if nssa_only:
            return [(nssa_only, "")] if nssa_only in nssas else []
        nssas = [a for a in nssas if router not in areas[a].no_redistribution]
        out = [(a, "") for a in nssas]
        if any(areas[a].kind == "normal" for a in mine):
            return [*out, ("", "")]
        translated = [a for a in nssas if any(r != router and BACKBONE in self.areas_of[r] for r in areas[a].members)]
        return [*out, *(("", a) for a in translated)]

    def _translator(self, seen: View, area: AreaInput) -> int:
        """The border router of an NSSA with the highest id, which makes type 5 of type 7 advertisements (RFC 3101 3.1)."""
        borders = (router for router in area.members if BACKBONE in self.areas_of[router])
        return max(borders, key=lambda router: seen.instances[self.members[router]].router_id)

    def _translated_metric(self, seen: View, translator: int, brought: Brought) -> int:
        """The metric of a type 5 advertisement that a border router makes of a type 7 one."""
        own = self._habit(seen, translator).own_metric_translated
        return brought.metric if own is None else own[0] if brought.prefix[2] else own[1]

    def _gateway(self, seen: View, router: int, brought: Brought) -> int:
        """The forwarding address of a type 5 advertisement (RFC 2328 12.4.4.1): a next hop on a subnet of OSPF; 0 for none."""
        if seen.version != 2 or brought.next_hop is None or brought.next_hop.version != 4:
            return 0
        hop = int(brought.next_hop)
        device = seen.instances[self.members[router]].device
        own = [port for i in self._holding(seen, hop) if self.at[(port := seen.ports[i]).instance] == router]
        if device.suite in _SHARED_PORT_ONLY:
            own = [port for port in own if not port.passive and port.kind in SHARED]
        return hop if own and device.suite in (*_ANY_PORT, *_SHARED_PORT_ONLY) else 0

    def _owner(self, seen: View, address: int) -> int:
        """The router with an address on a port of OSPF, -1 when it is none of these."""
        return next((self.at[seen.ports[i].instance] for i in self._holding(seen, address) if seen.ports[i].ip == address), -1)

    def _holding(self, seen: View, address: int) -> Iterator[int]:
        """The ports with a subnet that holds an IPv4 address."""
        for i in self.ports:
            if any(f == 4 and length < 32 and (address ^ net) >> (32 - length) == 0 for f, net, length in seen.ports[i].adverts):
                yield i

    def _named(self, seen: View, router: int, nssa: str, gateway: int, late: bool) -> int:
        """The forwarding address of an advertisement, where its subnet leads to it; 0 where the router itself does."""
        border = BACKBONE in self.areas_of[router]  # announces as type 5 too, and asks nobody to translate (RFC 3101 2.3)
        if not nssa or border or (gateway and self._habit(seen, router).next_hop_in_type_7):
            return gateway
        if late and (before := self._shut(seen, router, nssa)):
            return before
        port = self._forwarding_port(seen, router, nssa)
        return port.ip if seen.version == 2 and port is not None and not port.loopback else 0

    def _forwarding_port(self, seen: View, router: int, area: str) -> OspfPort | None:
        return forwarding_port(seen.instances[self.members[router]], self._ports(seen, router, area))

    def _shut(self, seen: View, router: int, area: str) -> int:
        return shut_before(seen.instances[self.members[router]], self._ports(seen, router, area), area) if seen.version == 2 else 0

    def _ports(self, seen: View, router: int, area: str) -> list[tuple[str, OspfPort]]:
        mine = [seen.ports[i] for i in self.ports if self.at[seen.ports[i].instance] == router and seen.ports[i].area == area]
        return [(self.names[port.port], port) for port in mine]

    def renamed(self, seen: View, incoming: list[tuple[int, Brought]]) -> int:
        """A router that may still name a port of an NSSA that is shut, -1 for none."""
        for router in sorted({local for local, _ in incoming}):
            areas = self.areas_of.get(router, set())
            kinds = [(area, area_of(seen.instances[self.members[router]].process, area).kind) for area in sorted(areas)]
            if BACKBONE not in areas and any(kind == "nssa" and self._shut(seen, router, area) for area, kind in kinds):
                return router
        return -1
