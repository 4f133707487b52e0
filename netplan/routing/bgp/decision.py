"""Which of its paths a router prefers (RFC 4271 9.1.2, RFC 4456 9, RFC 5065 5.3, and the steps that vendors add)."""

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import NamedTuple

from models.routing import BgpProcess, Ip
from netplan.routing.bgp.path import CONFEDERATION, EXTERNAL, LOCAL, Path
from netplan.routing.policy.as_path import neighbour_as, path_length

OLDEST_STAYS = "external paths are equal up to their age, and the older one stays"
_WORST_MED = 0xFFFFFFFF
_ORDERS = 5
"""Up to this many paths every order of arrival is tried; above it a MED that could matter is called unsure."""


class Ranked(NamedTuple):
    """A usable path with what its rank depends on beside its attributes."""

    id: int
    path: Path
    metric: int
    """The cost to the next hop."""
    peer_id: int
    """The router id of who sent it, or of its originator when it was reflected."""
    peer: Ip | None
    peer_as: int = 0
    """The AS number that who sent it shows."""


class Choice(NamedTuple):
    """The best path and those used beside it, best first. `by_age` says why the oldest path could win instead."""

    ids: tuple[int, ...]
    by_age: str = ""


BY_NEIGHBOUR = frozenset({"frr"})
"""Systems on which external paths are used together when they come from one AS, whatever their AS paths; each path is held
against the best one alone."""


def choose(process: BgpProcess, paths: Sequence[Ranked], os: str = "") -> Choice:
    """The choice of one router, with the system `os`, among usable paths of one prefix."""
    if len(paths) <= 1:
        return Choice(tuple(ranked.id for ranked in paths))
    by_neighbour = os in BY_NEIGHBOUR
    first = _least(paths, _before_med)
    left = _after_med(process, first)
    left = _least(left, lambda ranked: (ranked.path.learnt != EXTERNAL) if ranked.path.learnt != LOCAL else False)
    left = _least(left, lambda ranked: ranked.metric)
    best = min(left, key=_last_steps)
    used = _multipath(process, best, _alike(process, first, best) if by_neighbour else left, by_neighbour)
    return Choice(used, _age_matters(process, first, left, best, used))


def _least(paths: Sequence[Ranked], key: Callable[[Ranked], object]) -> list[Ranked]:
    keys: list[object] = [key(ranked) for ranked in paths]
    least = min(keys)  # type: ignore[type-var]  # keys of one step are of one comparable type
    return [ranked for ranked, value in zip(paths, keys, strict=True) if value == least]


def _before_med(ranked: Ranked) -> tuple[int, int, int, int, int]:
    """Weight, local preference, own routes (aggregates after others), length of the AS path, origin."""
    path = ranked.path
    local = 2 if path.learnt != LOCAL or path.home is not None else int(path.protocol == "aggregate")
    return (-path.weight, -path.local_preference, local, path_length(path.as_path), path.origin)


def _med(process: BgpProcess, ranked: Ranked) -> int:
    med = ranked.path.med
    return (_WORST_MED if process.med_missing_as_worst else 0) if med is None else med


def _after_med(process: BgpProcess, paths: Sequence[Ranked]) -> list[Ranked]:
    """Within each neighbouring AS only the lowest MED stays (in all of them together with `always-compare-med`)."""
    least: dict[int, int] = {}
    for ranked in paths:
        group = _group(process, ranked)
        least[group] = min(least.get(group, _WORST_MED), _med(process, ranked))
    return [ranked for ranked in paths if _med(process, ranked) == least[_group(process, ranked)]]


def _group(process: BgpProcess, ranked: Ranked) -> int:
    return -1 if process.always_compare_med else neighbour_as(ranked.path.as_path)


def _last_steps(ranked: Ranked) -> tuple[int, int, int, int, int]:
    """Router id, length of the cluster list, address of the peer; then in the order of sessions."""
    peer = int(ranked.peer) if ranked.peer is not None else 0
    return (ranked.peer_id, len(ranked.path.clusters), peer, ranked.path.edge, ranked.id)


def _alike(process: BgpProcess, first: Sequence[Ranked], best: Ranked) -> list[Ranked]:
    """Paths that no step up to the cost of the next hop tells from the best one. MEDs count between paths of one AS only."""
    return [
        ranked
        for ranked in first
        if ranked.path.learnt == best.path.learnt
        and ranked.metric == best.metric
        and (_group(process, ranked) != _group(process, best) or _med(process, ranked) == _med(process, best))
    ]


def _multipath(process: BgpProcess, best: Ranked, equal: Sequence[Ranked], by_neighbour: bool) -> tuple[int, ...]:
    """The best path and others as good up to the cost of the next hop, each next hop once."""
    if best.path.learnt == LOCAL:
        return (best.id,)
    outside = best.path.learnt in (EXTERNAL, CONFEDERATION)
    limit = process.maximum_paths if outside else process.maximum_paths_internal
    used = [best]
    for ranked in sorted(equal, key=_last_steps):
        if len(used) >= limit:
            break
        alike = by_neighbour or (ranked.path.learnt == best.path.learnt and _med(process, ranked) == _med(process, best))
        same_path = process.multipath_relax or _same_path(best, ranked, by_neighbour)
        if alike and same_path and _way(ranked) not in {_way(other) for other in used}:
            used.append(ranked)
    return tuple(ranked.id for ranked in used)


def _same_path(best: Ranked, ranked: Ranked, by_neighbour: bool) -> bool:
    """What two paths must share to be used together."""
    if by_neighbour and best.path.learnt == EXTERNAL:
        return ranked.peer_as == best.peer_as
    return ranked.path.as_path == best.path.as_path


def _way(ranked: Ranked) -> tuple[Ip | None, str]:
    return ranked.path.via or ranked.path.next_hop, ranked.path.interface


def _age_matters(process: BgpProcess, first: Sequence[Ranked], left: Sequence[Ranked], best: Ranked, used: Sequence[int]) -> str:
    """Why the order in which paths arrived could decide otherwise on a real router; "" when it cannot."""
    if not process.compare_router_id and best.path.learnt == EXTERNAL:
        rivals = [ranked for ranked in left if ranked.path.learnt == EXTERNAL and ranked.id != best.id]
        if any(ranked.peer_id != best.peer_id and not _twin(process, ranked, best, used) for ranked in rivals):
            return OLDEST_STAYS
    if process.deterministic_med or process.always_compare_med or len(first) < 3:
        return ""
    groups = {_group(process, ranked) for ranked in first}
    if len(groups) < 2 or len({_med(process, ranked) for ranked in first}) < 2:
        return ""
    if len(first) > _ORDERS or len({_one_by_one(process, order).id for order in permutations(first)}) > 1:
        return "MEDs are compared in order of arrival (no deterministic MED)"
    return ""


def _twin(process: BgpProcess, ranked: Ranked, best: Ranked, used: Sequence[int]) -> bool:
    """Nobody can tell which of the two is best: both are used, and what is announced further is the same."""
    if ranked.id not in used or any(neighbor.remote_as == process.asn for neighbor in process.neighbors):
        return False
    return ranked.path._replace(edge=-1, next_hop=None, interface="") == best.path._replace(edge=-1, next_hop=None, interface="")


def _one_by_one(process: BgpProcess, order: Sequence[Ranked]) -> Ranked:
    """The winner when each path is compared with the best so far."""
    best = order[0]
    for ranked in order[1:]:
        pair = _after_med(process, (best, ranked))
        best = min(pair, key=lambda one: (one.path.learnt != EXTERNAL, one.metric, *_last_steps(one)))
    return best
