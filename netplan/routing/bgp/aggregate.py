"""Aggregates: when a summary is announced, with which attributes, and which parts it keeps silent (RFC 4271 9.2.2.2)."""

from collections.abc import Sequence

from models.routing import BgpAggregate, Prefix
from netplan.routing.bgp.origin import has_part, through
from netplan.routing.bgp.path import LOCAL, LOCAL_WEIGHT, Path, candidate
from netplan.routing.bgp.speakers import Speaker
from netplan.routing.policy.as_path import Segment, members
from netplan.routing.policy.candidate import IGP

_FROM_MAIN_TABLE = frozenset({"arista_eos"})
"""Systems on which any more specific route of the main table makes an aggregate active, and a better route of the same
prefix silences it; elsewhere a part must be in the BGP table (seen on recorded devices)."""


EVERY_PATH = frozenset({"frr"})
"""Systems on which all usable paths of the parts count, not the best ones alone."""

_ORIGIN_OF_PARTS = frozenset({"frr"})
"""Systems on which an aggregate without `as-set`, too, has the least sure origin of its parts."""


def aggregate_path(speaker: Speaker, aggregate: BgpAggregate, parts: Sequence[Path]) -> Path | None:
    """The summary of `parts`, the paths of more specific prefixes; None when there are none."""
    if speaker.device.suite in _FROM_MAIN_TABLE:
        same = [route for route in speaker.table.exact(aggregate.prefix) if route.protocol != "aggregate"]
        better = any(route.distance < speaker.process.distances[2] for route in same)
        if better or not (parts or has_part(speaker, aggregate.prefix)):
            return None
    elif not parts:
        return None
    path = Path(
        LOCAL,
        protocol="aggregate",
        origin=IGP,
        weight=LOCAL_WEIGHT,
        local_preference=speaker.process.default_local_preference,
        discard=True,
    )
    if speaker.device.suite in _ORIGIN_OF_PARTS:
        path = path._replace(origin=max(part.origin for part in parts), med=0)
    if doubts := [part.doubt for part in parts if part.doubt]:
        certain = len(doubts) < len(parts) and not aggregate.as_set
        path = path._replace(doubt="" if certain else doubts[0])
    if aggregate.as_set:
        path = path._replace(
            as_path=_joined(parts),
            origin=max(part.origin for part in parts),
            communities=frozenset().union(*(part.communities for part in parts)),
        )
    if aggregate.attribute_policy:
        results = list(through(speaker, (aggregate.attribute_policy,), path, aggregate.prefix))
        return results[0][1] if results else None
    return path


def unsure_aggregate(speaker: Speaker, aggregate: BgpAggregate) -> Path | None:
    """Where EVPN brings routes of single hosts, which no config states, an aggregate without a known part may be there."""
    vrf = speaker.device.vrfs.get(speaker.key[1])
    if vrf is None or not any(target.startswith("evpn ") for target in vrf.import_targets):
        return None
    doubt = "hosts that EVPN announces may be parts of this aggregate"
    return Path(LOCAL, protocol="aggregate", origin=IGP, weight=LOCAL_WEIGHT, discard=True, doubt=doubt)


def _joined(parts: Sequence[Path]) -> tuple[int | Segment, ...]:
    """The common head of the AS paths as a sequence, all else as one set (RFC 4271 9.2.2.2)."""
    head: list[int | Segment] = []
    for column in zip(*(part.as_path for part in parts), strict=False):
        if any(item != column[0] for item in column) or not isinstance(column[0], int):
            break
        head.append(column[0])
    rest = sorted({asn for part in parts for asn in members(part.as_path[len(head) :])})
    return (*head, Segment("set", tuple(rest))) if rest else tuple(head)


def suppresses(speaker: Speaker, aggregate: BgpAggregate, part: Prefix) -> bool | None:
    """Whether an aggregate keeps a more specific prefix from being announced."""
    if aggregate.summary_only:
        return True
    if aggregate.suppress_policy:
        return speaker.policies.apply((aggregate.suppress_policy,), candidate(Path(LOCAL), part, None)).permitted
    return False
