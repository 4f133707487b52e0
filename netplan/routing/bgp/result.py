"""What a reader must know beside the routes: notes, and nodes whose BGP this model cannot tell in full."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from models.network import Network
from models.routing import VPN_FAMILIES, Prefix
from netplan.routing.bgp.origin import unmodelled_redistributions
from netplan.routing.bgp.path import Path
from netplan.routing.bgp.sessions import EXTERNAL, Pair
from netplan.routing.bgp.solve import Solved, Solver
from netplan.routing.bgp.speakers import Speaker
from netplan.routing.bgp.view import BgpNote, NodeKey, Session
from netplan.routing.bgp.vpn import feeds

UNICAST = ("ipv4 unicast", "ipv6 unicast")


class Notes:
    """Gathers notes over all prefixes, so that each is said once for a node."""

    def __init__(self, found: Sequence[Speaker]) -> None:
        self._found = found
        self._by_kind: dict[tuple[str, NodeKey, str], list[Prefix]] = defaultdict(list)

    def solved(self, prefix: Prefix, solved: Solved) -> None:
        """Take note of one prefix."""
        for router in solved.oscillating:
            self._by_kind["oscillation", self._found[router].key, solved.doubts[router]].append(prefix)
        for router, why in solved.by_age.items():
            self._by_kind["arrival-order", self._found[router].key, why].append(prefix)

    def listed(self, sessions: Iterable[Session]) -> tuple[BgpNote, ...]:
        """All notes, those of sessions to the outside too."""
        notes = [BgpNote(kind, node, what, tuple(prefixes)) for (kind, node, what), prefixes in self._by_kind.items()]
        notes += [
            BgpNote(
                "external",
                session.node,
                f"what {session.remote or session.neighbor.interface} announces is not known: {session.why}",
            )
            for session in sessions
            if session.state == EXTERNAL
        ]
        return tuple(sorted(notes, key=lambda note: (note.node, note.kind, note.what)))


class Limits:
    """Whether more prefixes come over a session than it may bring: then it ends, and nobody knows for how long."""

    def __init__(self, solver: Solver) -> None:
        self._solver = solver
        self._limited = {edge.index: edge.into.maximum_prefixes for edge in solver.edges if edge.into.maximum_prefixes is not None}
        self._receivers = {solver.edges[index].receiver.index for index in self._limited}
        self._held: Counter[int] = Counter()

    def count(self, solved: Solved) -> None:
        """Count what is held of one prefix."""
        for router in self._receivers & solved.chosen.keys():
            usable = solved.chosen[router].usable
            self._held.update({self._solver.paths[number].edge for number in usable} & self._limited.keys())

    def exceeded(self) -> dict[NodeKey, str]:
        """The nodes with a session that its limit ends."""
        over = [(index, limit) for index, limit in self._limited.items() if self._held[index] > limit]
        return {
            (edge := self._solver.edges[index]).receiver.key: f"{edge.sender.key[0]} sends {self._held[index]} prefixes to "
            f"{edge.receiver.key[0]}, which ends the session at more than {limit} ({edge.into.source})"
            for index, limit in over
        }


def gaps(
    network: Network, found: Sequence[Speaker], pairs: Iterable[Pair], flooded: Mapping[NodeKey, str]
) -> Mapping[NodeKey, str]:
    """Nodes that may hold BGP routes which this model does not compute, and why: BGP carries what one lacks to all it speaks to.

    `flooded`: nodes that end a session because too much comes over it.
    """
    reasons = {**flooded, **_own_gaps(network, found)}
    peers: dict[NodeKey, list[NodeKey]] = defaultdict(list)
    for pair in pairs:
        one, other = pair.here, pair.there
        if {f.family for f in one.neighbor.families} & {f.family for f in other.neighbor.families} & set(UNICAST):
            peers[one.speaker.key].append(other.speaker.key)
            peers[other.speaker.key].append(one.speaker.key)
    for giver, taker in feeds(found):
        peers[giver].append(taker)
    todo = sorted(reasons)
    for key in todo:
        for peer in peers[key]:
            if peer not in reasons:
                device, vrf = key
                reasons[peer] = (
                    reasons[key] if ", learnt from " in reasons[key] else f"{reasons[key]}, learnt from {device} ({vrf})"
                )
                todo.append(peer)
    return reasons


def _own_gaps(network: Network, found: Iterable[Speaker]) -> dict[NodeKey, str]:
    """The nodes at which something is not modelled."""
    reasons: dict[NodeKey, str] = {}
    for speaker in found:
        if odd := unmodelled_redistributions(speaker):
            reasons[speaker.key] = f"redistribution from {odd[0].protocol} is not modelled"
        if speaker.process.synchronization:
            reasons.setdefault(speaker.key, "BGP synchronization is not modelled")
        families = {f.family for neighbor in speaker.process.neighbors for f in neighbor.families} - set(UNICAST) - VPN_FAMILIES
        if families:
            reasons.setdefault(speaker.key, f"address family {min(families)} is not modelled")
    return reasons


class BgpTables:
    """The BGP tables behind a result, for explanations: asked for one node and prefix at a time."""

    def __init__(self, found: Sequence[Speaker]) -> None:
        self._index = {speaker.key: speaker.index for speaker in found}
        self._solved: dict[Prefix, tuple[Solved, Sequence[Path]]] = {}

    def add(self, prefix: Prefix, solved: Solved, paths: Sequence[Path]) -> None:
        """Keep the state of one prefix; `paths` are all paths of its family by number."""
        self._solved[prefix] = (solved, paths)

    def prefixes(self, node: NodeKey) -> list[Prefix]:
        """The prefixes of which a node holds usable paths."""
        index = self._index.get(node, -1)
        return [prefix for prefix, (solved, _) in self._solved.items() if index in solved.chosen and solved.chosen[index].usable]

    def best(self, node: NodeKey, prefix: Prefix) -> Path | None:
        """The best path of a node to a prefix; None when it has none that is usable."""
        if prefix not in self._solved or node not in self._index:
            return None
        solved, paths = self._solved[prefix]
        decision = solved.chosen.get(self._index[node])
        return paths[decision.used[0]] if decision is not None and decision.used else None

    def paths(self, node: NodeKey, prefix: Prefix) -> tuple[tuple[Path, bool], ...]:
        """The usable paths of a node to a prefix, each with whether it is used; the best one first."""
        if prefix not in self._solved or node not in self._index:
            return ()
        solved, paths = self._solved[prefix]
        decision = solved.chosen.get(self._index[node])
        if decision is None:
            return ()
        used = {paths[number]._replace(doubt="") for number in decision.used}
        others = [number for number in decision.usable if paths[number]._replace(doubt="") not in used]
        return tuple((paths[number], True) for number in decision.used) + tuple((paths[number], False) for number in others)
