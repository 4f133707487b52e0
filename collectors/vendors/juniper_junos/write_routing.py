"""OSPF processes and BGP neighbours as statements."""

from collections.abc import Iterable

from collectors.vendors.juniper_junos.bgp import FAMILIES, MULTIHOP, PATHS
from collectors.vendors.juniper_junos.ospf import EXTERNAL, INTERNAL, REFERENCE, process_id
from collectors.vendors.juniper_junos.paths import Path, commands, delete, instance
from models.errors import CannotWrite
from models.routing import BgpFamily, BgpNeighbor, BgpProcess, OspfArea, OspfProcess


def write_ospf(before: OspfProcess | None, after: OspfProcess | None) -> list[str]:
    """Areas and settings; interfaces are written with the interface."""
    if before is not None and after is None:
        return [delete(_ospf_base(before))]
    return commands(_ospf(before), _ospf(after))


def _ospf_base(process: OspfProcess) -> Path:
    return (*instance(process.vrf), "protocols", "ospf" if process.version == 2 else "ospf3")


def _ospf(process: OspfProcess | None) -> list[Path]:
    if process is None:
        return []
    base = _ospf_base(process)
    where = f"ospf of {process.vrf}"
    if process.id != process_id(process.vrf):
        raise CannotWrite(f"{where}: a process has no number on Junos")
    if process.networks or process.default or process.summaries or process.passive_default or process.passive or process.active:
        raise CannotWrite(f"{where}: Junos has no network statements, default origination or passive default; write them by hand")
    exports = [item for item in process.redistributions if item.protocol != "any"]
    if exports or any(item.metric is not None or item.tag is not None or not item.policies for item in process.redistributions):
        names = ", ".join(name for item in exports for name in item.policies)
        raise CannotWrite(f"{where}: Junos exports by policy; add a policy with `from protocol` to `export` by hand ({names})")
    found: list[Path] = [base, *((*base, "export", name) for item in process.redistributions for name in item.policies)]
    found += [(*base, "import", name) for name in process.policies_in]
    if process.reference_bandwidth != REFERENCE:
        found.append((*base, "reference-bandwidth", str(process.reference_bandwidth)))
    if process.distances[0] != INTERNAL:
        found.append((*base, "preference", str(process.distances[0])))
    if process.distances[2] != EXTERNAL:
        found.append((*base, "external-preference", str(process.distances[2])))
    flags = (("disable", not process.enabled), ("overload", process.max_metric), ("no-rfc-1583", not process.rfc1583))
    found += [(*base, word) for word, stated in flags if stated]
    if process.router_id:
        found.append((*instance(process.vrf), "routing-options", "router-id", str(process.router_id)))
    for area in process.areas:
        found += _area((*base, "area", area.area), area)
    return found


def _area(base: Path, area: OspfArea) -> list[Path]:
    found: list[Path] = [base]
    inner = (*base, area.kind)
    if area.kind != "normal":
        found.append(inner)
        found += [(*inner, "no-summaries")] if area.no_summary else []
        if area.default_originate:
            found.append((*inner, "default-lsa", "default-metric", str(area.default_cost)) if area.kind == "nssa"
                         else (*inner, "default-metric", str(area.default_cost)))  # fmt: skip
    for spread in area.ranges:
        at = (*base, "area-range", str(spread.prefix))
        found.append(at)
        found += [(*at, "restrict")] if not spread.advertise else []
        found += [(*at, "override-metric", str(spread.cost))] if spread.cost is not None else []
    found += [(*base, "network-summary-import", name) for name in area.policies_in]
    return found + [(*base, "network-summary-export", name) for name in area.policies_out]


def write_bgp(before: BgpProcess | None, after: BgpProcess | None) -> list[str]:
    """Neighbours, each written at its own level. One without a group gets a group named by its address."""
    if after is None:
        return [delete((*instance(before.vrf), "protocols", "bgp"))] if before else []
    _writable(before, after)
    base = (*instance(after.vrf), "protocols", "bgp")
    old = {_key(peer): peer for peer in before.neighbors} if before else {}
    new = {_key(peer): peer for peer in after.neighbors}
    lines = commands(_general(base, before), _general(base, after))
    for peer in [peer for key, peer in old.items() if key not in new]:
        alone = not any(other.group == peer.group and peer.group for other in after.neighbors)
        lines.append(delete(_group(base, peer) if alone else _peer(base, peer)))
    for key, peer in new.items():
        was = old.get(key)
        if was != peer:
            siblings = [other for other in old.values() if other.group == peer.group and peer.group and _key(other) != key]
            _inherits(peer, was, siblings)
            lines += commands(
                _neighbor(base, was, after, bool(siblings)) if was else [], _neighbor(base, peer, after, bool(siblings))
            )
    return lines


def _key(peer: BgpNeighbor) -> tuple[str, str]:
    return str(peer.address or peer.listen_range), peer.group


def _writable(before: BgpProcess | None, after: BgpProcess) -> None:
    """Refuse what Junos has no statement for."""
    if after.networks or after.aggregates or after.confederation or after.originate_default:
        raise CannotWrite("bgp: Junos announces networks and aggregates by policy only; write an export policy by hand")
    named = [item for item in after.redistributions if item.protocol != "any" or item.policies]
    if named:
        names = ", ".join(name for item in named for name in item.policies)
        raise CannotWrite(f"bgp: Junos redistributes by the export policies of neighbours; add {names} to them by hand")
    fixed = ("synchronization", "auto_summary", "med_missing_as_worst", "default_local_preference", "maximum_paths_internal")
    if before and any(getattr(before, name) != getattr(after, name) for name in fixed):
        raise CannotWrite("bgp: this setting has no statement on Junos")


def _general(base: Path, process: BgpProcess | None) -> list[Path]:
    """What holds for all neighbours."""
    if process is None:
        return []
    options = (*base[:-2], "routing-options")
    found: list[Path] = [(*options, "autonomous-system", str(process.asn))]
    found += [(*options, "router-id", str(process.router_id))] if process.router_id else []
    flags = (
        (("path-selection", "always-compare-med"), process.always_compare_med),
        (("path-selection", "cisco-non-deterministic"), not process.deterministic_med),
        (("path-selection", "external-router-id"), process.compare_router_id),
        (("disable",), not process.enabled),
        (("multipath", "multiple-as"), process.multipath_relax),
        (("multipath",), process.maximum_paths == PATHS and not process.multipath_relax),
    )
    found += [(*base, *words) for words, stated in flags if stated]
    if process.distances[0] != 170:
        found.append((*base, "preference", str(process.distances[0])))
    return found


def _group(base: Path, peer: BgpNeighbor) -> Path:
    return (*base, "group", peer.group or str(peer.address or peer.listen_range))


def _peer(base: Path, peer: BgpNeighbor) -> Path:
    group = _group(base, peer)
    return (*group, "neighbor", str(peer.address)) if peer.address else (*group, "allow", str(peer.listen_range))


def _inherits(peer: BgpNeighbor, was: BgpNeighbor | None, siblings: list[BgpNeighbor]) -> None:
    """A neighbour cannot be without a policy that its group has."""
    for name in ("policies_in", "policies_out"):
        own = [getattr(family, name) for family in peer.families]
        groups = [getattr(family, name) for other in siblings for family in other.families]
        if any(not chain for chain in own) and any(groups) and (was is None or [getattr(f, name) for f in was.families] != own):
            raise CannotWrite(f"bgp neighbor {peer.address}: group {peer.group} may give it a policy; use a group of its own")


def _neighbor(base: Path, peer: BgpNeighbor, process: BgpProcess, beside: bool) -> list[Path]:
    at, group = _peer(base, peer), _group(base, peer)
    kind = peer.remote_kind or ("internal" if peer.remote_as == process.asn else "external")
    if peer.interface or peer.advertisement_policy_default != "permit" or (kind == "external" and peer.remote_as is None):
        raise CannotWrite(f"bgp neighbor {peer.address or peer.interface}: on Junos a neighbour has an address and an AS number")
    found: list[Path] = [] if beside else [(*group, "type", kind)]
    found.append(at)
    found += [(*at, "peer-as", str(peer.remote_as))] if kind == "external" else []
    found += [(*at, "description", peer.description)] if peer.description else []
    found += [(*at, "local-address", peer.update_source)] if peer.update_source else []
    if peer.multihop:
        found.append((*at, "multihop") if peer.multihop == MULTIHOP else (*at, "multihop", "ttl", str(peer.multihop)))
    if peer.local_as:
        local: Path = (*at, "local-as", str(peer.local_as))
        found += [local, *([(*local, "private")] if peer.local_as_no_prepend else []),
                  *([(*local, "no-prepend-global-as")] if peer.local_as_replace else [])]  # fmt: skip
    found += [(*at, "shutdown")] if not peer.enabled else []
    found += [(*at, "advertise-peer-as")] if not peer.peer_as_check else []
    return found + _families(at, peer.families, process)


def _families(at: Path, families: Iterable[BgpFamily], process: BgpProcess) -> list[Path]:
    """Families, and what Junos says once for all of them."""
    known = list(families)
    shared = {(f.policies_in, f.policies_out, f.reflector_client, f.as_override, f.remove_private_as) for f in known}
    words = {name: word for word, name in reversed(FAMILIES.items())}
    if len(shared) > 1:
        raise CannotWrite("bgp: on Junos the policies of a neighbour are the same for all families")
    found: list[Path] = []
    for family in known:
        if (
            family.family not in words
            or family.filters_in
            or family.filters_out
            or family.next_hop_self
            or family.default_originate
        ):
            raise CannotWrite(
                f"bgp {family.family}: filters, next-hop-self and default routes are a policy on Junos; write one by hand"
            )
        base = (*at, "family", *words[family.family])
        found.append(base)
        found += [(*base, "loops", str(family.allowas_in + 1))] if family.allowas_in else []
        found += [(*base, "prefix-limit", "maximum", str(family.maximum_prefixes))] if family.maximum_prefixes else []
        found += [(*base, "add-path", "receive")] if family.add_paths else []
    for imports, exports, client, override, private in shared:
        found += [(*at, "import", name) for name in imports] + [(*at, "export", name) for name in exports]
        found += [(*at, "as-override")] if override else []
        found += [(*at, "remove-private")] if private else []
        found += [(*at, "remove-private", "all")] if private in ("all", "replace") else []
        if client:
            if process.cluster_id is None:
                raise CannotWrite("bgp: a reflector client needs a cluster id on Junos")
            found.append((*at, "cluster", str(process.cluster_id)))
    return found
