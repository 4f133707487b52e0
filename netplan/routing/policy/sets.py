"""What a policy sets on a route."""

from collections.abc import Callable
from ipaddress import ip_address

from models.policy import SetAction
from netplan.routing.policy.as_path import Segment
from netplan.routing.policy.candidate import EGP, IGP, INCOMPLETE, Candidate
from netplan.routing.policy.lists import community

_ORIGINS = {"igp": IGP, "egp": EGP, "incomplete": INCOMPLETE}


def applied(action: SetAction, route: Candidate, deletes: Callable[[str, str], bool | None]) -> Candidate | None:
    """The route after one action, or None when the action is not understood.

    `deletes(list name, community)` says whether a community list names a community.
    """
    values = action.values
    if not values:
        return None
    try:
        match action.kind:
            case "local-preference" | "metric" | "weight" | "tag" | "distance" as kind:
                return _number(kind, values[0], route)
            case "vector":
                return route._replace(vector=tuple(map(int, values)))
            case "metric-type":
                return route._replace(metric_type=int(values[0].removeprefix("type-")))
            case "origin":
                return route._replace(origin=_ORIGINS[values[0]])
            case "next-hop":
                return _next_hop(values[0], route)
            case "as-path-prepend":
                return route._replace(as_path=tuple(int(value) for value in values) + route.as_path)
            case "as-path-prepend-last":
                first = next((part for part in route.as_path if not isinstance(part, Segment)), None)
                return route if first is None else route._replace(as_path=(first,) * int(values[0]) + route.as_path)
            case "as-path-remove" if values == ("all",):
                return route._replace(as_path=())
            case "community":
                return route._replace(communities=_communities(values, route.communities, community))
            case "ext-community":
                return route._replace(extended_communities=_communities(values, route.extended_communities, str))
            case "large-community":
                return route._replace(large_communities=_communities(values, route.large_communities, str))
            case "community-delete":
                return _delete(values, route, deletes)
    except (ValueError, KeyError):
        return None
    return None


def _number(kind: str, value: str, route: Candidate) -> Candidate:
    match kind:
        case "local-preference":
            return route._replace(local_preference=_changed(route.local_preference, value))
        case "metric":
            return route._replace(metric=_changed(route.metric, value))
        case "weight":
            return route._replace(weight=_changed(route.weight, value))
        case "tag":
            return route._replace(tag=_changed(route.tag, value))
    return route._replace(distance=int(value))


def _changed(old: int, value: str) -> int:
    number = old + int(value) if value[:1] in ("+", "-") else int(value)
    return min(max(0, number), 0xFFFFFFFF)


def _next_hop(value: str, route: Candidate) -> Candidate:
    if value in ("self", "peer-address", "discard"):
        return route._replace(next_hop_action=value)
    return route._replace(next_hop=ip_address(value), next_hop_action="set")


def _communities(values: tuple[str, ...], old: frozenset[str], form: Callable[[str], str]) -> frozenset[str]:
    if values[0] == "none":
        return frozenset()
    new = frozenset(form(value) for value in values if value not in ("additive", "internet"))
    return old | new if "additive" in values else new


def _delete(names: tuple[str, ...], route: Candidate, deletes: Callable[[str, str], bool | None]) -> Candidate | None:
    answers = {item: [deletes(name, item) for name in names] for item in route.communities}
    if any(None in answer for answer in answers.values()):
        return None
    return route._replace(communities=frozenset(item for item, answer in answers.items() if not any(answer)))
