"""Where prefixes go that BGP is not sure of: routers that bring BGP into an interior protocol tell others of them, or do not."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from models.routing import Prefix
from netplan.routing.bgp.path import INTERNAL
from netplan.routing.bgp.solve import own_distance
from netplan.routing.bgp.view import BgpResult, NodeKey
from netplan.routing.doubt.facts import SURE, Cause, Doubt, Trust
from netplan.routing.doubt.interior import processes
from netplan.routing.doubt.spread import Arrival, Spread
from netplan.routing.policy.prefix_sets import PrefixSet, holding
from netplan.routing.table import NodeTable
from netplan.topology.topology import Topology


def onward(topology: Topology, now: Mapping[int, NodeTable], bgp: BgpResult) -> Iterator[tuple[int, Prefix, str]]:
    """The prefixes that nodes may have from those who may have them by BGP, and why; `now` are the tables."""
    arrivals = [arrival for key, unsure in bgp.unknown.items() for arrival in _told(topology, now, bgp, key, unsure)]
    if not arrivals:
        return
    every = {prefix for unsure in bgp.unknown.values() for prefix in unsure} | _summaries(bgp)
    known: dict[PrefixSet, list[Prefix]] = {}
    for node, doubts in Spread(topology, bgp.outside).carried(arrivals).items():
        for doubt in doubts:
            if doubt.region not in known:
                known[doubt.region] = [prefix for prefix in every if prefix in doubt.region]
            for prefix in known[doubt.region]:
                if not _lost(now[node], doubt, prefix):
                    yield node, prefix, doubt.cause.why


def _summaries(bgp: BgpResult) -> set[Prefix]:
    """What may be there since a part of it is."""
    speakers = bgp.outside.speakers if bgp.outside is not None else ()
    return {item.prefix for speaker in speakers for item in speaker.process.aggregates}


def _lost(table: NodeTable, doubt: Doubt, prefix: Prefix) -> bool:
    """Whether the table has a route that wins in any case."""
    own = table.exact(prefix)
    return bool(own) and doubt.loses(own[0].protocol, own[0].distance)


def _told(
    topology: Topology, now: Mapping[int, NodeTable], bgp: BgpResult, key: NodeKey, unsure: Mapping[Prefix, str]
) -> Iterator[Arrival]:
    """What the table of one node may have by BGP, if any of its interior protocols takes something from the table."""
    device, vrf = topology.network.devices[key[0]], key[1]
    tells = any(each.takes or each.default for each in processes(device, vrf))
    if bgp.outside is None or key not in bgp.outside.index or not tells:
        return
    node, speaker = topology.node_index[key], bgp.outside.speakers[bgp.outside.index[key]]
    found: dict[tuple[str, int, bool], list[Prefix]] = defaultdict(list)
    for prefix, why in unsure.items():
        paths = [path for path, _ in bgp.outside.behind.paths(key, prefix)]
        least = min((*speaker.process.of_family(prefix.version).distances, *(own_distance(speaker, path) for path in paths)))
        own = now[node].exact(prefix)
        if not own or (own[0].protocol not in SURE and own[0].distance >= least):
            found[why, prefix.version, bool(paths) and all(path.learnt == INTERNAL for path in paths)].append(prefix)
    for (why, family, internal), prefixes in found.items():
        yield Arrival(node, "bgp", internal, Cause(why, Trust.PARTS), holding(prefixes, family))
