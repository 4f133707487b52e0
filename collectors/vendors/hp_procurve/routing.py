"""Routing of ArubaOS-Switch: off until `ip routing`; static routes, and OSPF, whose settings of ports stand in VLANs."""

from dataclasses import replace
from ipaddress import IPv4Address

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.filters.acls import acl_reader, finish_acls
from collectors.ioslike.policy.policy_lists import list_readers
from collectors.ioslike.policy.route_maps import policy_readers
from collectors.ioslike.routing.ospf import ospf_readers
from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import careful
from collectors.ioslike.routing.static import GATEWAY, add_gateway, parse_route, static_readers
from collectors.tree import Line
from collectors.vendors.hp_procurve.names import canonical_name
from models.interfaces import DEFAULT_VRF
from models.values import dotted_area

PROCURVE = RoutingOs(
    "hp_procurve",
    canonical_name,
    ospf_process="1",
    # `redistribute` has no such word
    ospf_subnets_word=False,
    ospf_metric=10,
    ospf_metric_bgp=10,
)
"""The defaults of the guides to multicast and routing of ArubaOS-Switch 16; OSPF counts as RFC 1583 does, each VLAN costs 1."""

_KEY = (2, PROCURVE.ospf_process)
_ROUTER_ID, _ROUTES = "router id", "ip routing"
_OSPF = ospf_readers(PROCURVE)["router ospf"][1]


@careful
def _route(line: Line, draft: Draft) -> None:
    """`ip route 10.0.0.0 255.0.0.0 10.0.0.1|vlan 10|reject|blackhole [metric N] [distance N] [tag-value N] [name TEXT]`."""
    words = ["tag" if word == "tag-value" else word for word in line.words[2:] if word not in ("distance", "logging")]
    if "vlan" in words[1:-1]:
        at = words.index("vlan")
        words[at : at + 2] = ["".join(words[at : at + 2])]
    draft.statics.add(parse_route(words, PROCURVE, DEFAULT_VRF, draft.source(line)))
    line.modelled()


def _routes(line: Line, draft: Draft) -> None:
    """`ip routing`."""
    if line.words in (["ip", "routing"], ["no", "ip", "routing"]):
        draft.scratch[_ROUTES] = line.words[0] != "no"
        line.modelled()


def _ospf(line: Line, draft: Draft) -> None:
    """`router ospf`, in which the backbone has a name, and a stub area the cost of its default route behind its kind."""
    if line.words[2:] not in ([], ["enable"]):
        return
    line.words = line.words[:2]
    costs: dict[str, int] = {}
    for child in line.children:
        child.words = words = _common(child.words)
        if words == ["exit"] or (words[0] == "area" and len(words) == 2):
            child.modelled()
        elif (found := _cost(words)) is not None:
            costs.update([found])
            child.words = [*words[:3], *words[4:]]
    _OSPF(line, draft)
    process = draft.ospf[_KEY]
    areas = tuple(replace(area, default_cost=costs.get(area.area, area.default_cost)) for area in process.areas)
    draft.ospf[_KEY] = replace(process, areas=areas)


def _cost(words: list[str]) -> tuple[str, int] | None:
    """The area and the cost of `area 0.0.0.7 stub 5 [no-summary]`."""
    match words:
        case ["area", area, "stub" | "nssa", cost, *_] if cost.isdecimal():
            try:
                return dotted_area(area), int(cost)
            except ValueError:
                return None
    return None


def _common(words: list[str]) -> list[str]:
    """A line as its family writes it.

    >>> _common("area backbone range 10.0.0.0 255.0.0.0 type summary".split())
    ['area', '0.0.0.0', 'range', '10.0.0.0', '255.0.0.0']
    """
    if words[:2] == ["area", "backbone"]:
        words = ["area", "0.0.0.0", *words[2:]]  # noqa: S104  # the backbone area
    match words:
        case ["area", area, "range", address, mask, "type", "summary", *rest]:
            return ["area", area, "range", address, mask, *("not-advertise" if word == "no-advertise" else word for word in rest)]
        case ["enable"]:
            return ["no", "shutdown"]
        case ["disable"]:
            return ["shutdown"]
        case ["rfc1583-compatibility"]:
            return ["rfc1583compatibility"]
        case ["no", "rfc1583-compatibility"]:
            return ["no", "ospf", "rfc1583compatibility"]
        case ["distance", "external" | "inter-area" | "intra-area" as which, value]:
            return ["distance", "ospf", which, value]
    return words


def _router_id(line: Line, draft: Draft) -> None:
    """`ip router-id A`, of all routing protocols."""
    match line.words:
        case ["ip", "router-id", address]:
            draft.scratch[_ROUTER_ID] = IPv4Address(address)
            line.modelled()


def _list(line: Line, draft: Draft) -> None:
    """`ip access-list standard|extended "NAME"` and `ipv6 access-list "NAME"`, with `exit` at the end."""
    last = line.children[-1:]
    if last and last[0].words == ["exit"]:
        last[0].modelled()
        del line.children[-1]
    _LISTS[line.words[0]](line, draft)
    line.children += last


def _route_map(line: Line, draft: Draft) -> None:
    """`route-map "NAME" permit seq 10`, with `exit` at its end."""
    for child in line.children:
        if child.words == ["exit"]:
            child.modelled()
    own = [child for child in line.children if child.words != ["exit"]]
    block = Line(line.text, line.number, line.words, own)
    _ROUTE_MAP(block, draft)
    line.status = block.status


_LISTS = {"ip": acl_reader(4), "ipv6": acl_reader(6)}
_ROUTE_MAP = policy_readers(PROCURVE)["route-map"][1]


def finish_routing(draft: Draft) -> None:
    """The router id that stands outside OSPF; the default gateway of a switch that is not told to route."""
    own = draft.scratch.get(_ROUTER_ID)
    if _KEY in draft.ospf and isinstance(own, IPv4Address) and draft.ospf[_KEY].router_id is None:
        draft.ospf[_KEY] = replace(draft.ospf[_KEY], router_id=own)
    draft.forwards = bool(draft.scratch.get(_ROUTES))
    add_gateway(draft)
    finish_acls(draft)
    for name, acl in draft.acls.items():
        draft.acls[name] = replace(acl, empty_permits=False)


ROUTES: dict[str, tuple[str, Reader]] = {
    "ip route": ("static", _route),
    GATEWAY: static_readers(PROCURVE)[GATEWAY],
    "ip routing": ("IP routing", _routes),
    "no ip routing": ("IP routing", _routes),
    "ip router-id": ("ospf", _router_id),
    "router ospf": ("ospf", _ospf),
    "ip access-list": ("access list", _list),
    "ipv6 access-list": ("access list", _list),
    "ip prefix-list": list_readers()["ip prefix-list"],
    "route-map": ("route-map", _route_map),
}
