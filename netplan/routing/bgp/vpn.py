"""Routes between VRFs by route target, on one device and, over VPN sessions, between devices (RFC 4364, RFC 9136).

Each device has a *VPN table* for every route distinguisher that can reach it: a speaker of its own. A route goes from a
VRF into the table of its distinguisher (`Leak` up: export policy and targets), over sessions of VPN families to the same
distinguisher at other devices by the ordinary rules of BGP, and from there into each VRF that imports one of its targets
(`Leak` down). What came in that way is not exported again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from models.device import DeviceId
from models.interfaces import DEFAULT_VRF, Vrf
from models.routing import EVPN, VPN_FAMILIES, BgpFamily, Prefix
from netplan.routing.bgp.edges import Edge, session_edges
from netplan.routing.bgp.path import LOCAL, Path, after_policy, candidate
from netplan.routing.bgp.sessions import End, Pair
from netplan.routing.bgp.speakers import Speaker
from netplan.routing.bgp.view import NodeKey

NOTHING = BgpFamily()


@dataclass(slots=True, eq=False)
class Leak:
    """One step between a VRF and the VPN table of a distinguisher on its device; `up` is the export.

    It stands among the edges of sessions, with what the solver asks of each: `add_paths` where all usable paths go over it.
    """

    index: int
    sender: Speaker
    receiver: Speaker
    up: bool
    targets: frozenset[str]
    policy: str
    out: BgpFamily = NOTHING
    into: BgpFamily = NOTHING
    add_paths: bool = False
    sender_address: None = None
    kind: str = LOCAL

    @property
    def sensitive(self) -> bool:
        """Its policy can look at the prefix."""
        return bool(self.policy)


def marked(targets: Iterable[str], version: int) -> frozenset[str]:
    """Route targets of IP `version` as the extended communities that a path carries; those of EVPN stay apart.

    >>> sorted(marked(["65000:1", "evpn 65000:2", "ipv4 65000:3", "ipv6 65000:4"], 4))
    ['evpn rt:65000:2', 'rt:65000:1', 'rt:65000:3']
    """
    here = [t.removeprefix(f"ipv{version} ") for t in targets if not t.startswith(f"ipv{10 - version} ")]
    return frozenset(f"evpn rt:{t.removeprefix('evpn ')}" if t.startswith("evpn ") else f"rt:{t}" for t in here)


def carries(family: str, path: Path) -> bool:
    """Whether a session of a VPN family takes a path: EVPN those with a target of its own, the others the rest."""
    return any(c.startswith("evpn rt:") if family == EVPN else c.startswith("rt:") for c in path.extended_communities)


def vpn_tables(found: Sequence[Speaker], pairs: Iterable[Pair]) -> list[Speaker]:
    """The VPN tables of all devices, as speakers numbered after `found`; none where no VRF imports."""
    vrfs = [(speaker, vrf) for speaker in found if (vrf := vrf_of(speaker)) is not None]
    if not any(_imports(vrf) for _, vrf in vrfs):
        return []
    speaks = {end.speaker.key[0] for pair in pairs for end in (pair.here, pair.there) if _carried_families(end)}
    wanted: dict[DeviceId, set[str]] = defaultdict(set)
    for speaker, vrf in vrfs:
        if _exports(vrf):
            own = speaker.key[0]
            for device in {own} | (speaks if own in speaks else set()):
                wanted[device].add(_distinguisher(speaker, vrf))
    base = {s.key[0]: s for s in sorted(found, key=lambda s: s.key[1] == DEFAULT_VRF)}
    names = [(device, name) for device in sorted(wanted) for name in sorted(wanted[device])]
    return [_table(len(found) + at, base[device], name) for at, (device, name) in enumerate(names)]


def _table(index: int, own: Speaker, name: str) -> Speaker:
    process = replace(own.process, networks=(), aggregates=(), redistributions=(), neighbors=())
    return replace(own, index=index, key=(own.key[0], name), process=process, vpn=True, metrics={})


def leaks(found: Sequence[Speaker], tables: Sequence[Speaker], version: int, first: int) -> list[Leak]:
    """Every step of IP `version` between the VRFs and the VPN tables of a device; edges are numbered from `first`."""
    by_device = _by_device(tables)
    steps: list[Leak] = []
    for speaker in found:
        if (vrf := vrf_of(speaker)) is None:
            continue
        here = by_device[speaker.key[0]]
        exports, imports = marked(vrf.export_targets, version), marked(vrf.import_targets, version)
        if exports or (vrf.export_policy and not vrf.export_targets):
            table = here[_distinguisher(speaker, vrf)]
            every = speaker.device.suite in _LEAKS_EVERY_PATH
            steps.append(Leak(first + len(steps), speaker, table, True, exports, vrf.export_policy, add_paths=every))
        for table in here.values() if imports or (vrf.import_policy and not vrf.import_targets) else ():
            every = speaker.device.suite in _LEAKS_EVERY_PATH
            steps.append(Leak(first + len(steps), table, speaker, False, imports, vrf.import_policy, add_paths=every))
    return steps


_LEAKS_EVERY_PATH = frozenset({"frr"})
"""Systems that hand all usable paths of a VRF to others, which choose themselves."""

_LEAKS_NOTHING_BARE = frozenset({"frr"})
"""Systems that hand no route without a next hop or port to other VRFs: no aggregates, nothing that `network` lines bring in."""
_BARE = ("aggregate", "network")


def _by_device(tables: Iterable[Speaker]) -> dict[DeviceId, dict[str, Speaker]]:
    """Device → route distinguisher → its table there."""
    found: dict[DeviceId, dict[str, Speaker]] = defaultdict(dict)
    for table in tables:
        found[table.key[0]][table.key[1]] = table
    return found


def vpn_edges(pairs: Sequence[Pair], tables: Sequence[Speaker], version: int, first: int) -> list[Edge]:
    """Both directions of every session of a VPN family, once for each distinguisher that both ends have a table for."""
    by_device = _by_device(tables)
    found: list[Edge] = []
    for pair in pairs:
        here, there = pair.here, pair.there
        one, other = by_device[here.speaker.key[0]], by_device[there.speaker.key[0]]
        families = _carried_families(here) & _carried_families(there) - {_OF_VERSION[10 - version]}
        for family in sorted(families):
            for name in sorted(one.keys() & other.keys()):
                split = replace(pair, here=replace(here, speaker=one[name]), there=replace(there, speaker=other[name]))
                found += session_edges(split, family, None, first + len(found))
    return found


_OF_VERSION = {4: "vpnv4 unicast", 6: "vpnv6 unicast"}


def leaked(leak: Leak, path: Path, prefix: Prefix) -> Path | None:
    """The path after one step between a VRF and a VPN table, or None when it does not go there."""
    return _exported(leak, path, prefix) if leak.up else _imported(leak, path, prefix)


def cost(leak: Leak, path: Path) -> int | None:
    """The cost to the next hop of a path that came over `leak`: in the table of its VRF, or towards the device of that."""
    if path.next_hop is None or path.home is None or leak.up:
        return 0
    here = path.home[0] == leak.sender.key[0]
    return leak.sender.metric_in(path.home[1], path.next_hop) if here else leak.sender.metric(path.next_hop)


def _exported(leak: Leak, path: Path, prefix: Prefix) -> Path | None:
    """Out of a VRF: what came in from another one stays. An export map of IOS marks routes and stops none."""
    if path.home is not None or (
        path.learnt == LOCAL and path.protocol in _BARE and leak.sender.device.suite in _LEAKS_NOTHING_BARE
    ):
        return None
    sent = path._replace(
        edge=leak.index,
        brought=path.edge,
        home=leak.sender.key,
        own_table_only=False,
        extended_communities=path.extended_communities | leak.targets,
    )
    return _policed(leak, leak.sender, sent, prefix, denied=sent if leak.sender.device.suite in _EXPORT_MAP_ONLY_MARKS else None)


_EXPORT_MAP_ONLY_MARKS = frozenset({"cisco_ios"})
"""Systems on which a route that the export policy denies goes out unchanged, with the targets of its VRF."""


_NOT_AMONG_ITS_OWN = frozenset({"juniper_junos"})
"""Systems whose VRFs of one device hear of each other by `auto-export` alone, which is no matter of BGP."""


def _imported(leak: Leak, path: Path, prefix: Prefix) -> Path | None:
    """Into a VRF: a target must be among those that it imports, unless its policy alone decides."""
    wanted = not leak.targets or not leak.targets.isdisjoint(path.extended_communities)
    if path.home == leak.receiver.key or not wanted:
        return None
    if path.home is not None and path.home[0] == leak.receiver.key[0] and leak.receiver.device.suite in _NOT_AMONG_ITS_OWN:
        return None
    return _policed(leak, leak.receiver, path._replace(edge=leak.index, tag=0), prefix, denied=None)


def _policed(leak: Leak, speaker: Speaker, path: Path, prefix: Prefix, denied: Path | None) -> Path | None:
    """The path after the export or import policy of a VRF; `denied` is what becomes of one that the policy denies."""
    if not leak.policy:
        return path
    before = candidate(path, prefix, None)
    default = "deny" if not leak.targets else "permit" if denied is not None else "deny"
    result = speaker.policies.apply(tuple(leak.policy.split()), before, default)
    if result.permitted is False:
        return denied
    path = after_policy(path, before, result.candidate)
    unsure = result.permitted is None or not result.exact
    return path._replace(doubt=path.doubt or result.why) if unsure else path


def vrf_of(speaker: Speaker) -> Vrf | None:
    """The VRF of a speaker; None for the default one where it takes no part (on most systems)."""
    return speaker.device.vrfs.get(speaker.key[1])


def feeds(found: Sequence[Speaker]) -> Iterator[tuple[NodeKey, NodeKey]]:
    """Which VRF may hand routes to which other one, wherever both are."""
    vrfs = [(speaker.key, vrf) for speaker in found if (vrf := vrf_of(speaker)) is not None]
    for giver, one in vrfs:
        for taker, other in vrfs:
            by_policy = one.export_policy or (other.import_policy and not other.import_targets)
            may = by_policy and _exports(one) and _imports(other)
            if giver != taker and (
                may or any(marked(one.export_targets, version) & marked(other.import_targets, version) for version in (4, 6))
            ):
                yield giver, taker


def _exports(vrf: Vrf) -> bool:
    return bool(vrf.export_targets or vrf.export_policy)


def _imports(vrf: Vrf) -> bool:
    return bool(vrf.import_targets or vrf.import_policy)


def _distinguisher(speaker: Speaker, vrf: Vrf) -> str:
    """What tells the routes of a VRF apart: one without `rd` is alone on its device."""
    return f"rd {vrf.rd or f'{speaker.key[0]} {vrf.name}'}"


def _carried_families(end: End) -> frozenset[str]:
    return frozenset(f.family for f in end.neighbor.families if f.family in VPN_FAMILIES)
