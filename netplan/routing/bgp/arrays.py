"""BGP on arrays: routers, edges and paths as numbers for the kernel, which solves many classes of prefixes at once.

What a policy or an edge makes of a path is worked out by `transfer` alone: the kernel asks for it by numbers, once for all
edges of one kind. A class that the kernel does not settle (it may oscillate) is left to `solve`.
"""

from collections.abc import Hashable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

import numpy as np

from models.routing import BgpNeighbor, Ip, Prefix
from netplan.routing.bgp import kernels
from netplan.routing.bgp import layout as k
from netplan.routing.bgp.decision import BY_NEIGHBOUR
from netplan.routing.bgp.edges import Edge
from netplan.routing.bgp.path import CONFEDERATION, EXTERNAL, INTERNAL, LOCAL, Path
from netplan.routing.bgp.refused import may_refuse
from netplan.routing.bgp.speakers import Speaker
from netplan.routing.bgp.transfer import RETURNS, entered, exported, refuses_to_lead_to_itself
from netplan.routing.policy.as_path import members, neighbour_as, path_length

_CODES = {LOCAL: k.LOCAL, EXTERNAL: k.EXTERNAL, CONFEDERATION: k.CONFEDERATION, INTERNAL: k.INTERNAL}
_NOT_OF_A_WAY = frozenset(
    {
        "address", "interface", "remote_as", "remote_kind", "description", "group", "update_source", "listen_range", "families",
        "source",
    }
)  # fmt: skip
_of_neighbour = attrgetter(*(f.name for f in fields(BgpNeighbor) if f.name not in _NOT_OF_A_WAY))
_LEAST, _MOST = 1 << 10, 1 << 16
"""How many questions of the kernel are answered at once: at first, and where it asks for more."""

Hop = tuple[Ip | None, str, Ip | None]
"""A next hop, the port where it needs one, and where packets go in its place."""


class Numbers:
    """Things by number: equal ones have one."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._known: dict[Hashable, int] = {}

    def of(self, thing: Hashable) -> int:
        """The number of a thing."""
        number = self._known.setdefault(thing, len(self.all))
        if number == len(self.all):
            self.all.append(thing)
        return number


class Arrays:
    """One address family of a network for the kernel, with the memos that all classes share."""

    def __init__(self, speakers: Sequence[Speaker], edges: Sequence[Edge]) -> None:
        self.speakers, self.edges = speakers, edges
        self.bodies, self.hops = Numbers(), Numbers()
        """Attributes (paths without edge and next hop), and next hops."""
        self._of = np.zeros((k.ATTRIBUTE_FIELDS, 1 << 6), np.int64)
        self._member, self._cluster = np.zeros(1 << 8, np.int64), np.zeros(1 << 6, np.int64)
        self._hop_facts = np.zeros((k.HOP_FIELDS, 1 << 6), np.int64)
        self._as_paths, self._towards, self._vias = Numbers(), Numbers(), Numbers()
        self.net = self._net()
        self.forget()

    def forget(self) -> None:
        """Let go of what was looked up: enough is kept for what was found, and more classes can be solved all the same."""
        self.memo, self.costs = _memo(1), _memo(1)

    def _net(self) -> k.Net:
        edge = np.zeros((k.EDGE_FIELDS, len(self.edges)), np.int64)
        ways, sets = Numbers(), Numbers()
        ways.of("doubts")
        own: list[int] = []
        starts: dict[int, tuple[int, int]] = {}
        peers = {ip: i for i, ip in enumerate(sorted({0, *(int(e.sender_address) for e in self.edges if e.sender_address)}))}
        for e in self.edges:
            numbers = sets.of(e.receiver_own)
            if numbers not in starts:
                starts[numbers] = (len(own), len(own) + len(e.receiver_own))
                own += sorted(e.receiver_own)
            asks_hop = e.sensitive or bool(e.shared) or _unnamed(e)
            itself = self.hop(e.sender_address, e.interface if e.sender_address is None else "")
            edge[:, e.index] = (
                e.sender.index, e.receiver.index, e.reverse, _CODES[e.kind], ways.of(e.index if asks_hop else _way(e)),
                e.kind == EXTERNAL and e.sender.device.suite in RETURNS, e.sensitive, asks_hop, itself,
                e.out.reflector_client, e.into.reflector_client, *starts[numbers], e.into.allowas_in, e.loop_is_sure,
                peers[int(e.sender_address) if e.sender_address else 0], e.sender_as, refuses_to_lead_to_itself(e),
            )  # fmt: skip
        router = np.array([_router(speaker) for speaker in self.speakers], np.int64).reshape(-1, k.ROUTER_FIELDS).T.copy()
        return k.Net(
            *_by_router(edge[k.RECEIVER], len(self.speakers)), *_by_router(edge[k.SENDER], len(self.speakers)),
            edge, router, np.array(own, np.int64),
        )  # fmt: skip

    def hop(self, address: Ip | None, port: str = "", via: Ip | None = None) -> int:
        """The number of a next hop."""
        count = len(self.hops.all)
        number = self.hops.of((address, port, via))
        if number < count:
            return number
        if number == self._hop_facts.shape[1]:
            self._hop_facts = np.concatenate([self._hop_facts, np.zeros_like(self._hop_facts)], axis=1)
        self._hop_facts[k.NOWHERE, number] = address is None
        self._hop_facts[k.TOWARDS, number] = self._towards.of((via or address, port))
        self._hop_facts[k.VIA, number] = self._vias.of(via)
        self._hop_facts[k.ALONE, number] = number
        if address is not None and (port or via is not None):
            alone = self.hop(address)
            self._hop_facts[k.ALONE, number] = alone
        return number

    def body(self, path: Path) -> int:
        """The number of the attributes of a path."""
        body = path._replace(edge=-1, next_hop=None, interface="", via=None)
        count = len(self.bodies.all)
        number = self.bodies.of(body)
        if number < count:
            return number
        if number + 1 == self._of.shape[1]:
            self._of = np.concatenate([self._of, np.zeros_like(self._of)], axis=1)
        of = self._of[:, number]
        local = 2 if body.learnt != LOCAL else int(body.protocol == "aggregate")
        of[: k.MEMBER] = (
            body.weight, body.local_preference, local, path_length(body.as_path), body.origin, -1 if body.med is None else body.med,
            neighbour_as(body.as_path), _CODES[body.learnt], len(body.clusters), body.originator, self._as_paths.of(body.as_path),
            bool(body.doubt), -1 if body.distance is None else body.distance,
        )  # fmt: skip
        self._member, end = _put(self._member, int(of[k.MEMBER]), list(members(body.as_path)))
        self._cluster, last = _put(self._cluster, int(of[k.CLUSTER_AT]), list(body.clusters))
        self._of[k.MEMBER, number + 1], self._of[k.CLUSTER_AT, number + 1] = end, last
        return number

    def attributes(self) -> k.Ints:
        """The attributes in use, as [field, attributes]."""
        return self._of[:, : len(self.bodies.all)]

    def path(self, attributes: int, hop: int, edge: int) -> Path:
        """A path from its numbers."""
        body: Path = self.bodies.all[attributes]
        address, port, via = self.hops.all[hop]
        return body._replace(edge=edge, next_hop=address, interface=port, via=via)

    def settle(self, cases: k.Cases, prefixes: Sequence[Prefix]) -> tuple[Any, Any]:
        """Solve classes, each with one of its prefixes; the rows of `Found`, and what became of each class."""
        size = max(1 << 16, 2 * (len(self.edges) + len(cases.router) + len(self.speakers)))
        found = k.Found(np.zeros((size, 7), np.int64), np.zeros(1, np.int64))
        room = min(max(_LEAST, len(self.edges)), _MOST)
        state = self._state(len(cases.router))
        status = np.zeros(len(prefixes), np.int64)
        rows = [found.rows[:0]]
        while True:
            if len(self.hops.all) >= k.MOST:
                status[status == k.MISSING] = k.RESTLESS
            missing = k.Missing(np.zeros((room, 6), np.int64), np.zeros(2, np.int64))
            self.memo, self.costs = _roomy(self.memo, room), _roomy(self.costs, room)
            found.counted[0] = 0
            attributes = k.Attributes(self._of, self._member, self._cluster)
            kernels.settle(self.net, attributes, self.memo, self.costs, missing, self._hop_facts, cases, state, found, status)
            rows.append(found.rows[: found.counted[0]].copy())
            if not (status == k.MISSING).any():
                return np.concatenate(rows), status
            self._look_up(missing, prefixes)
            if missing.counted.sum() == room:
                room = min(4 * room, _MOST)

    def _state(self, own: int) -> k.State:
        edges, routers = len(self.edges), len(self.speakers)
        most = int(np.diff(self.net.in_start).max(initial=0)) + own
        shapes = ((3, edges), (3, routers), (3, routers), (2, routers), (k.CANDIDATE_FIELDS, most), (most,), (most,))
        return k.State(*(np.zeros(shape, np.int64) for shape in shapes))

    def _look_up(self, missing: k.Missing, prefixes: Sequence[Prefix]) -> None:
        """Answer what the kernel asked."""
        transfers, costs = missing.counted.tolist()
        for at, edge, attributes, hop, came, case in missing.rows[:transfers].tolist():
            answer = self._doubt(attributes, hop) if edge < 0 else self._transfer(edge, attributes, hop, came, prefixes[case])
            self.memo.wire[at], self.memo.held[at], self.memo.hop[at] = answer
        for at, router, hop, *_ in missing.rows[len(missing.rows) - costs :].tolist():
            address = self.hops.all[hop][0]
            cost = self.speakers[router].metric(address)
            self.costs.held[at] = -1 if cost is None else cost
            self.costs.wire[at] = k.REFUSABLE if cost is not None and may_refuse(self.speakers[router], address) else -1

    def _doubt(self, attributes: int, other: int) -> tuple[int, int, int]:
        body: Path = self.bodies.all[attributes]
        return -1, self.body(body._replace(doubt=self.bodies.all[other].doubt)), k.KEPT

    def _transfer(self, number: int, attributes: int, hop: int, came: int, prefix: Prefix) -> tuple[int, int, int]:
        """The attributes on the wire and at the receiver, and the next hop there."""
        edge, asks_hop = self.edges[number], self.net.edge[k.ASKS_HOP, number]
        path = self.path(attributes, hop, came)
        if not asks_hop and path.next_hop is not None:
            path = path._replace(next_hop=_SOME, via=None)
        sent = exported(edge, path, prefix, self.edges)
        if sent is None:
            return -1, k.REFUSED, -1
        arrived = entered(edge, sent, prefix)
        if arrived is None:
            return -1, k.REFUSED, -1
        new = k.KEPT if arrived.next_hop is _SOME else k.OWN
        if asks_hop:
            new = self.hop(arrived.next_hop, arrived.interface, arrived.via)
        return self.body(sent), self.body(arrived), new


class _Some:
    """Any next hop: rules of plain edges ask only whether there is one."""


_SOME: Any = _Some()


def _unnamed(edge: Edge) -> bool:
    """The sender has no next hop to write: the doubt about that names it."""
    return edge.sender_address is None and not edge.interface


def _way(edge: Edge) -> Hashable:
    """All that decides what an edge without policies makes of attributes, loops aside: edges of one way are alike."""
    sender, out = edge.sender, edge.out
    neighbour = edge.sending.neighbor
    of_receiver = edge.receiver_as if out.as_override or out.remove_private_as or neighbour.peer_as_check else 0
    leaving = (sender.process.asn, sender.process.confederation, edge.sender_as, of_receiver, sender.device.suite)
    cluster = sender.cluster_id if edge.kind == INTERNAL else 0
    process, beside = edge.receiver.process, edge.receiving.neighbor
    local = process.asn if beside.local_as is not None else 0
    coming = (edge.into, _of_neighbour(beside), process.default_local_preference, local, edge.doubt)
    return (edge.kind, out, _of_neighbour(neighbour), leaving, cluster, coming)


def _router(speaker: Speaker) -> tuple[int, ...]:
    process = speaker.process
    return (
        speaker.router_id, speaker.cluster_id, process.maximum_paths, process.maximum_paths_internal, process.multipath_relax,
        process.always_compare_med, process.med_missing_as_worst, process.deterministic_med, process.compare_router_id,
        any(neighbor.remote_as == process.asn for neighbor in process.neighbors), *process.distances[:2],
        speaker.device.suite in BY_NEIGHBOUR,
    )  # fmt: skip


def _by_router(router: Any, count: int) -> tuple[Any, Any]:
    """The edges of each router in their order."""
    order = np.argsort(router, kind="stable").astype(np.int64)
    return np.searchsorted(router[order], np.arange(count + 1)).astype(np.int64), order


def _put(where: Any, at: int, values: list[int]) -> tuple[Any, int]:
    end = at + len(values)
    while end > len(where):
        where = np.concatenate([where, np.zeros_like(where)])
    where[at:end] = values
    return where, end


def _memo(size: int) -> k.Memo:
    return k.Memo(*(np.full(size, -1, np.int64) for _ in k.Memo._fields))


def _roomy(memo: k.Memo, room: int) -> k.Memo:
    """The memo, or a larger one where the next questions might fill more than half of it."""
    held = int((memo.one >= 0).sum())
    size = len(memo.one)
    while size < 2 * (held + room):
        size *= 2
    if size == len(memo.one):
        return memo
    larger = _memo(size)
    kernels.moved(memo, larger)
    return larger
