"""VRFs of IOS XR, and `router static` with the routes of each."""

from dataclasses import replace

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.routing.routing_words import careful, vrf_name
from collectors.ioslike.routing.static import parse_route
from collectors.tree import Line
from collectors.vendors.cisco_xr.called import called
from collectors.vendors.cisco_xr.system import XR
from models.interfaces import DEFAULT_VRF, Vrf
from models.source import Status

UNICAST = (["address-family", "ipv4", "unicast"], ["address-family", "ipv6", "unicast"])


def _vrf(line: Line, draft: Draft) -> None:
    """`vrf NAME`: its route targets stand in blocks of their own; those of both families are taken together."""
    if len(line.words) != 2:
        return
    line.modelled()
    name = line.words[1]
    vrf = draft.vrfs.get(name) or Vrf(name, source=draft.source(line))
    for child in line.children:
        match child.words:
            case ["description", *_]:
                vrf = replace(vrf, description=child.text.partition(" ")[2].strip())
            case ["rd", rd]:
                vrf = replace(vrf, rd="" if rd == "auto" else rd)
            case words if words in UNICAST:
                for below in child.children:
                    try:
                        vrf = _in_family(vrf, below, draft)
                    except ValueError:
                        continue
            case _:
                _multicast(child)
                continue
        child.modelled()
    draft.vrfs[name] = vrf


def _in_family(vrf: Vrf, line: Line, draft: Draft) -> Vrf:
    match line.words:
        case ["import" | "export" as way, "route-target", *inline]:
            found = frozenset(inline) | {word for child in line.children for word in _target(child)}
            if way == "import":
                vrf = replace(vrf, import_targets=vrf.import_targets | found)
            else:
                vrf = replace(vrf, export_targets=vrf.export_targets | found)
        case ["import", "route-policy", *policy] if policy:
            vrf = replace(vrf, import_policy=called(policy, draft))
        case ["export", "route-policy", *policy] if policy:
            vrf = replace(vrf, export_policy=called(policy, draft))
        case _:
            return vrf
    line.modelled()
    return vrf


def _target(line: Line) -> list[str]:
    """A route target; one for stitching EVPN to VPN routes is outside the model."""
    if len(line.words) == 1 and ":" in line.text:
        line.modelled()
        return line.words
    line.status, line.feature = Status.NOT_MODELLED, "VRF options"
    return []


def _static(line: Line, draft: Draft) -> None:
    """`router static` with address families, and VRFs with theirs."""
    if len(line.words) != 2:
        return
    line.modelled()
    for child in line.children:
        match child.words:
            case ["vrf", name]:
                child.modelled()
                for below in child.children:
                    _routes(below, draft, vrf_name(name))
            case _:
                _routes(child, draft, DEFAULT_VRF)


def _routes(line: Line, draft: Draft, vrf: str) -> None:
    if line.words in UNICAST:
        line.modelled()
        for child in line.children:
            _route(child, draft, vrf)
    else:
        _multicast(line)


def _multicast(line: Line) -> None:
    """Routes by which the sources of multicast are sought."""
    if line.words[:1] == ["address-family"] and line.words[-1] == "multicast":
        for part in (line, *line.walk()):
            part.status, part.feature = Status.NOT_MODELLED, "multicast"


@careful
def _route(line: Line, draft: Draft, vrf: str) -> None:
    """`PREFIX [vrf OTHER] [PORT] [HOP] [distance] [options]`: the VRF is that of the next hop; `bfd` ends the line."""
    words = list(line.words)
    text = ""
    if "description" in words[1:]:
        at = words.index("description")
        words, text = words[:at], " ".join(words[at + 1 :])
    if "bfd" in words[1:]:
        words = words[: words.index("bfd") + 1]
    words = ["nexthop-vrf" if word == "vrf" and at else word for at, word in enumerate(words)]
    route = parse_route(words, XR, vrf, draft.source(line))
    draft.statics.add(replace(route, name=text or route.name))
    line.modelled()


VRF_READERS: dict[str, tuple[str, Reader]] = {"vrf": ("VRF", _vrf), "router static": ("static", _static)}
