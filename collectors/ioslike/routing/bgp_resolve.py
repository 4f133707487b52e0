"""BGP as stated in a config to the model's process of one VRF: groups, templates and defaults worked in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv6Address
from typing import Any

from collectors.ioslike.routing.bgp_peers import FILTERS, V4, V6, Peer
from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import ip, is_ip
from models.interfaces import DEFAULT_VRF
from models.routing import BgpFamily, BgpForIpv6, BgpNeighbor, BgpNetwork, BgpProcess, Prefix
from models.source import Source

OF_ALL_VRFS = (
    "router_id", "always_compare_med", "deterministic_med", "med_missing_as_worst", "compare_router_id", "multipath_relax",
    "default_local_preference", "cluster_id", "confederation", "confederation_peers", "enabled",
    "distances", "maximum_paths", "maximum_paths_internal",
)  # fmt: skip
"""Settings of `router bgp` that hold in each VRF inside it, where the VRF says nothing else."""


@dataclass(slots=True)
class Instance:
    """BGP of one VRF as stated. `settings` are values of BgpProcess by field name."""

    asn: int
    vrf: str
    source: Source
    outer: str
    """The VRF of the block in which this one stands, whose groups and settings it shares."""
    settings: dict[str, Any] = field(default_factory=dict)
    peers: dict[str, Peer] = field(default_factory=dict)
    templates: dict[str, Peer] = field(default_factory=dict)
    listens: list[tuple[Prefix, Peer]] = field(default_factory=list)
    default_families: dict[str, bool] = field(default_factory=dict)
    of_ipv6: dict[str, Any] = field(default_factory=dict)
    """Settings of IPv6 alone, by field name of BgpForIpv6."""
    add_paths: set[str] = field(default_factory=set)
    import_check: bool | None = None
    requires_policy: bool | None = None


def resolve(instance: Instance, outer: Instance, os: RoutingOs) -> BgpProcess:
    """The process of `instance`; `outer` is that of the block in which it stands, which may be itself."""
    settings = {name: value for name, value in outer.settings.items() if name in OF_ALL_VRFS} | instance.settings
    base = BgpProcess(
        instance.asn, instance.vrf, distances=os.bgp_distances, maximum_paths=os.bgp_maximum_paths,
        maximum_paths_internal=os.bgp_maximum_paths, multipath_relax=os.bgp_multipath_relax,
        deterministic_med=os.bgp_deterministic_med, originate_default=os.bgp_takes_default, source=instance.source,
    )  # fmt: skip
    process = replace(base, **settings)
    check = os.bgp_import_check if instance.import_check is None else instance.import_check
    process = replace(process, ipv6=_ipv6(instance, base, process, os))
    networks: tuple[BgpNetwork, ...] = tuple(replace(n, always=not check) for n in process.networks)
    return replace(process, networks=networks, neighbors=tuple(_neighbors(instance, outer, os)))


def _ipv6(instance: Instance, base: BgpProcess, process: BgpProcess, os: RoutingOs) -> BgpForIpv6 | None:
    """What IPv6 has of its own; where settings hold for all families, what was not said for it alone is that of IPv4."""
    usual = process if os.bgp_settings_for_all_families else base
    found = {name: getattr(usual, name) for name in ("distances", "maximum_paths", "maximum_paths_internal")} | instance.of_ipv6
    own = BgpForIpv6(**found)
    same = BgpForIpv6(process.distances, process.maximum_paths, process.maximum_paths_internal)
    return None if own == same else own


def _neighbors(instance: Instance, outer: Instance, os: RoutingOs) -> Iterator[BgpNeighbor]:
    for peer in instance.peers.values():
        if is_ip(peer.key) or peer.session.get("interface"):
            yield _neighbor(peer, None, instance, outer, os)
    for network, peer in instance.listens:
        yield _neighbor(peer, network, instance, outer, os)


def _neighbor(peer: Peer, listen: Prefix | None, instance: Instance, outer: Instance, os: RoutingOs) -> BgpNeighbor:
    above = list(_above(peer, instance, outer))
    session: dict[str, Any] = {}
    for part in (*above, peer):
        session |= part.session
    neighbor = BgpNeighbor(ip(peer.key) if is_ip(peer.key) else None, listen_range=listen, **session, source=peer.source)
    if neighbor.remote_kind == "internal":
        neighbor = replace(neighbor, remote_as=instance.asn)
    external = neighbor.remote_kind == "external" or neighbor.remote_as not in (None, instance.asn)
    needs_policy = os.bgp_requires_policy if instance.requires_policy is None else instance.requires_policy
    return replace(
        neighbor,
        families=tuple(_families(neighbor, [*above, peer], instance, outer, os)),
        advertisement_policy_default="deny" if needs_policy and external else "permit",
    )


def _above(peer: Peer, instance: Instance, outer: Instance) -> Iterator[Peer]:
    """What a neighbour takes its settings from, the one that wins last: `neighbor default` of EOS, templates, its group."""
    seen: set[str] = set()

    def templates(part: Peer) -> Iterator[Peer]:
        for name in part.inherits:
            if name not in seen and (found := outer.templates.get(name)):
                seen.add(name)
                yield from templates(found)
                yield found

    if found := outer.peers.get("default"):
        yield found
    yield from templates(peer)
    group = peer.session.get("group", "")
    if group and (found := instance.peers.get(group) or outer.peers.get(group)) and found is not peer:
        yield from templates(found)
        yield found


def _families(neighbor: BgpNeighbor, parts: list[Peer], instance: Instance, outer: Instance, os: RoutingOs) -> Iterator[BgpFamily]:
    """The active families, in alphabetical order; "" among the stated ones holds for every family."""
    for family in sorted({V4, V6}.union(*(part.families for part in parts)) - {""}):
        stated: dict[str, Any] = {}
        for part in parts:
            stated |= part.families.get("", {}) | part.families.get(family, {})
        active = stated.pop("activate", None)
        if active is None:
            active = _active(family, neighbor, instance, outer, os)
        if active:
            yield _family(family, stated, family in instance.add_paths, neighbor.source, os)


def _active(family: str, neighbor: BgpNeighbor, instance: Instance, outer: Instance, os: RoutingOs) -> bool:
    """Whether a family is active that no line activates: IPv4 unicast, unless `no bgp default ipv4-unicast`."""
    default = instance.default_families.get(family, outer.default_families.get(family, family == V4 and os.bgp_ipv4_unasked))
    over_ipv6 = isinstance(neighbor.address or (neighbor.listen_range and neighbor.listen_range.network_address), IPv6Address)
    if family == V4 and over_ipv6:
        # IOS puts the neighbours of a VRF into the one family whose block they stand in
        inside = os.ospf_subnets_word and instance.vrf != DEFAULT_VRF
        return default and not inside and (os.bgp_ipv4_over_ipv6 or instance.default_families.get("ipv4 over ipv6", False))
    return default


def _family(family: str, stated: Mapping[str, Any], add_paths: bool, source: Source, os: RoutingOs) -> BgpFamily:
    values = {name: value for name, value in stated.items() if " " not in name}
    filters = {way: tuple(m for word in FILTERS if (m := stated.get(f"{word} {way}")) is not None) for way in ("in", "out")}
    sends = os.bgp_sends_communities
    base = BgpFamily(
        family, filters["in"], filters["out"], send_community=sends, send_extended_community=sends, add_paths=add_paths
    )
    return replace(base, **values, source=source)
