"""Other states in which a network that redistributes can rest: which one it comes to depends on what came first.

A router that takes routes of BGP into an interior protocol, or the other way, may hold a route only since another one holds
it, which does so only since the first one does. Such a state is found from the state at hand: the routes that one router
has learnt from one side are taken away, as when its sessions are reset, and the network is let come to rest again.
"""

from collections.abc import Iterator

import numpy as np

from models.network import Network
from netplan.routing.bgp.path import LOCAL
from netplan.routing.bgp.view import BgpResult
from netplan.routing.columns import BGP, NUMBER, Advance, Book, Rows, prefix_object
from netplan.routing.exchange import gives, takes
from netplan.topology.topology import Topology, vrfs_of

_ROUNDS = 24
_MANY = 24
"""More routers than this that redistribute are reset all at once only, and it is said."""
_OWN = [NUMBER[p] for p in ("connected", "local", "static")]


def depends_on_order(network: Network) -> bool:
    """Whether routes of BGP enter an interior protocol anywhere: only then is it looked for other states of rest."""
    return bool(gives.among(network.devices))


def torn(topology: Topology, book: Book, offered: Rows, learnt: Rows, bgp: BgpResult) -> bool:
    """Whether a router that redistributes has a prefix from both sides: from an interior protocol, and learnt by BGP.

    `learnt` is what BGP offers to the tables; what it has learnt and does not offer, as a path of its own is better, counts too.
    """
    if not depends_on_order(topology.network):
        return False
    places = redistributing(topology)
    one, other = ({(row[0], row[1]) for row in rows[np.isin(rows["node"], places)].tolist()} for rows in (offered, learnt))
    if one & other:
        return True
    return bgp.tables is not None and any(
        path.learnt != LOCAL
        for node, prefix in one
        for path, _ in bgp.tables.paths(topology.nodes[node], prefix_object(*book.prefixes[prefix]))
    )


def other_outcomes(topology: Topology, advance: Advance, rest: Rows) -> frozenset[tuple[int, int]]:
    """The (node, prefix number) pairs that are not the same in every state of rest that is found."""
    places = redistributing(topology)
    groups = [places] + ([[place] for place in places] if 1 < len(places) <= _MANY else [])
    found: set[tuple[int, int]] = set()
    for group in groups:
        here = np.isin(rest["node"], group)
        for learnt in (np.isin(rest["protocol"], BGP), ~np.isin(rest["protocol"], BGP + _OWN)):
            start = rest[~(here & learnt)]
            if len(start) < len(rest):
                found |= differing(advance, rest, start)
    return frozenset(found)


def untried(topology: Topology) -> str:
    """Which resets are not looked at, in words; "" when all are."""
    places = redistributing(topology)
    if len(places) <= _MANY or not depends_on_order(topology.network):
        return ""
    return (
        f"{len(places)} routers pass routes on between BGP and interior protocols: other states of rest were sought "
        "by resetting all of them at once, not each alone"
    )


def differing(advance: Advance, rest: Rows, start: Rows) -> set[tuple[int, int]]:
    """The (node, prefix number) pairs that are not as in `rest` when the network comes to rest from another start."""
    found: set[tuple[int, int]] = set()
    for state in rests(advance, start):
        if not np.array_equal(state, rest):
            one, other = (set(rows.tolist()) for rows in (rest, state))
            found.update((row[0], row[1]) for row in one ^ other)
    return found


def rests(advance: Advance, found: Rows) -> Iterator[Rows]:
    """The state that a network comes to, or all states of the cycle that it runs into.

    One that has not come to rest when the rounds are used up may be in any state that it passed through.
    """
    passed: dict[bytes, Rows] = {}
    for _ in range(_ROUNDS):
        after = advance(found)
        if np.array_equal(after, found):
            yield found
            return
        if (key := found.tobytes()) in passed:
            keys = list(passed)
            yield from (passed[k] for k in keys[keys.index(key) :])
            return
        passed[key], found = found, after
    yield from passed.values()


def redistributing(topology: Topology) -> list[int]:
    """The nodes of routers that take routes from BGP into another protocol, or the other way."""
    devices = topology.network.devices
    names = gives.among(devices).keys() | takes.among(devices).keys()
    return sorted(topology.node_index[id, vrf] for id in names for vrf in vrfs_of(devices[id]))
