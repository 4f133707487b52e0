"""VRFs, static routes and OSPF of OS10."""

from dataclasses import replace

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.policy.policy_lists import list_readers
from collectors.ioslike.policy.route_maps import policy_readers
from collectors.ioslike.routing.ospf import ospf_readers
from collectors.ioslike.routing.routing_words import careful
from collectors.ioslike.routing.static import parse_route
from collectors.tree import Line
from collectors.vendors.dell_os10.ports import MANAGEMENT
from collectors.vendors.dell_os10.system import OS10
from models.interfaces import DEFAULT_VRF, Vrf
from models.source import Status

_FAMILY = ospf_readers(OS10)
_VRF_ROUTES = ("route-import", "route-export")


@careful
def _route(line: Line, draft: Draft) -> None:
    """`ip route [vrf X] 10.0.0.0/8 10.0.0.1|interface vlan 10|interface null 0 [DISTANCE] [bfd] [track N]`."""
    draft.statics.add(parse_route(_whither(line.words[2:]), OS10, DEFAULT_VRF, draft.source(line)))
    line.modelled()


def _whither(words: list[str]) -> list[str]:
    """The words of a route as its family writes them; a second VRF is that of the next hop.

    >>> _whither("vrf RED 10.0.0.0/8 interface ethernet 1/1/1 5".split())
    ['vrf', 'RED', '10.0.0.0/8', 'ethernet1/1/1', '5']
    >>> _whither("10.0.0.0/8 10.1.1.1 vrf BLUE".split())
    ['10.0.0.0/8', '10.1.1.1', 'nexthop-vrf', 'BLUE']
    """
    head, rest = (words[:2], words[2:]) if words[:1] == ["vrf"] else ([], list(words))
    if "interface" in rest[:-1]:
        at = rest.index("interface")
        name = rest[at + 1]
        split = name.isalpha() or name == "port-channel" or name == "virtual-network"
        rest[at : at + 2 + split] = ["".join(rest[at + 1 : at + 2 + split])]
    return [*head, *("nexthop-vrf" if word == "vrf" else word for word in rest)]


@careful
def _management_route(line: Line, draft: Draft) -> None:
    """`management route 0.0.0.0/0 10.0.0.1|managementethernet`: in the table of the management port alone."""
    words = ["mgmt1/1/1" if word == "managementethernet" else word for word in line.words[2:]]
    draft.statics.add(parse_route(words, OS10, MANAGEMENT, draft.source(line)))
    line.modelled()


def _vrf(line: Line, draft: Draft) -> None:
    """`ip vrf NAME`; which routes it takes from others is not in the model."""
    match line.words:
        case ["ip", "vrf", "default"]:
            line.modelled()
            return
        case ["ip", "vrf", name]:
            pass
        case _:
            return
    line.modelled()
    vrf = draft.vrfs.get(name) or Vrf(name, source=draft.source(line))
    for child in line.children:
        match child.words:
            case ["description", *_]:
                vrf = replace(vrf, description=child.text.partition(" ")[2].strip())
            case ["interface", "management"] if name == MANAGEMENT:
                pass
            case ["ip" | "ipv6", word, *_] if word in _VRF_ROUTES:
                child.status, child.feature = Status.NOT_MODELLED, "vrf leaking"
                continue
            case _:
                continue
        child.modelled()
    draft.vrfs[name] = vrf


def _ospf(line: Line, draft: Draft) -> None:
    """`router ospf 1 [vrf X]` and `router ospfv3 1 [vrf X]`."""
    for child in line.children:
        match child.words:
            case ["log-adjacency-changes", *_] | ["timers", *_] | ["graceful-restart", *_] | ["fast-convergence", *_]:
                child.status, child.feature = Status.IGNORED, "ospf adjacencies"
    _FAMILY[" ".join(line.words[:2])][1](line, draft)


ROUTES: dict[str, tuple[str, Reader]] = {
    **{words: found for words, found in list_readers().items() if words.startswith(("ip ", "ipv6 "))},
    **policy_readers(OS10),
    "ip vrf": ("VRF", _vrf),
    "ip route": ("static", _route),
    "ipv6 route": ("static", _route),
    "management route": ("static", _management_route),
    "router ospf": ("ospf", _ospf),
    "router ospfv3": ("ospf", _ospf),
}
