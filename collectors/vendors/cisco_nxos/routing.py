"""VRFs of NX-OS with the static routes inside them, and its static routes."""

from dataclasses import replace

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.routing.routing_words import careful
from collectors.ioslike.routing.static import parse_route
from collectors.ioslike.services import read_domain, read_name_server
from collectors.tree import Line
from collectors.vendors.cisco_nxos.system import NXOS
from models.interfaces import DEFAULT_VRF, Vrf
from models.source import Status


@careful
def _route(line: Line, draft: Draft) -> None:
    _static(line, draft, DEFAULT_VRF)


@careful
def _inner_route(line: Line, draft: Draft, vrf: str) -> None:
    _static(line, draft, vrf)


def _static(line: Line, draft: Draft, vrf: str) -> None:
    """`ip route PREFIX [PORT] HOP [vrf OTHER] [track N] [name N] [tag T] [preference]`: the VRF is that of the next hop."""
    words = ["nexthop-vrf" if word == "vrf" else word for word in line.words[2:]]
    draft.statics.add(parse_route(words, NXOS, vrf, draft.source(line)))
    line.modelled()


def _context(line: Line, draft: Draft) -> None:
    """`vrf context NAME`."""
    match line.words:
        case ["vrf", "context", name]:
            pass
        case _:
            return
    line.modelled()
    vrf = draft.vrfs.get(name) or Vrf(name, source=draft.source(line))
    for child in line.children:
        match child.words:
            case ["ip" | "ipv6", "route", *_]:
                _inner_route(child, draft, name)
            case ["ip", "name-server" | "domain-name" | "domain-list" as kind, *_]:
                _service(child, kind, draft, name)
            case ["address-family", "ipv4" | "ipv6", "unicast"]:
                child.modelled()
                for target in child.children:
                    vrf = _setting(vrf, target)
            case _:
                vrf = _setting(vrf, child)
    draft.vrfs[name] = vrf


def _service(line: Line, kind: str, draft: Draft, vrf: str) -> None:
    """A service of one VRF, read as if its line named the VRF."""
    words = [*line.words, *(() if "use-vrf" in line.words else ("use-vrf", vrf))]
    stated = Line(line.text, line.number, words)
    (read_name_server if kind == "name-server" else read_domain)(stated, draft)
    line.status = stated.status


def _setting(vrf: Vrf, line: Line) -> Vrf:
    match line.words:
        case ["rd", rd]:
            changed = replace(vrf, rd="" if rd == "auto" else rd)
        case ["description", *_]:
            changed = replace(vrf, description=line.text.partition(" ")[2].strip())
        case ["route-target", "import", target] if target != "auto":
            changed = replace(vrf, import_targets=vrf.import_targets | {target})
        case ["route-target", "export", target] if target != "auto":
            changed = replace(vrf, export_targets=vrf.export_targets | {target})
        case ["route-target", "both", target] if target != "auto":
            changed = replace(vrf, import_targets=vrf.import_targets | {target}, export_targets=vrf.export_targets | {target})
        case ["maximum", "routes", *_]:
            line.status, line.feature = Status.IGNORED, "limits"
            return vrf
        case _:
            return vrf
    line.modelled()
    return changed


ROUTE_READERS: dict[str, tuple[str, Reader]] = {
    "ip route": ("static", _route),
    "ipv6 route": ("static", _route),
    "vrf context": ("VRF", _context),
}
