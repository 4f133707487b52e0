"""VRFs of NX-OS with the static routes inside them, and its static routes."""

from dataclasses import replace

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.ports.evpn import Instance, instances, take_target
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
        case ["vni", vni] if vni.isdecimal():
            changed = replace(vrf, vni=int(vni))
        case ["route-target", "import" | "export" | "both" as way, target, *family] if family in ([], ["evpn"], ["mvpn"]):
            targets = frozenset({" ".join((*family, target))}) if family != ["mvpn"] else frozenset()
            changed = replace(
                vrf,
                import_targets=vrf.import_targets | (targets if way != "export" else frozenset()),
                export_targets=vrf.export_targets | (targets if way != "import" else frozenset()),
            )
        case ["import" | "export" as way, "map", name]:
            changed = replace(vrf, import_policy=name) if way == "import" else replace(vrf, export_policy=name)
        case ["maximum", "routes", *_]:
            line.status, line.feature = Status.IGNORED, "limits"
            return vrf
        case _:
            return vrf
    line.modelled()
    return changed


def _evpn(line: Line, draft: Draft) -> None:
    """`evpn` with `vni 10010 l2` and its targets."""
    if line.words != ["evpn"]:
        return
    line.modelled()
    for block in line.children:
        match block.words:
            case ["vni", vni, "l2"] if vni.isdecimal():
                instance = Instance(0, vnis=frozenset({int(vni)}))
            case _:
                continue
        block.modelled()
        for child in block.children:
            if child.words[0] == "rd" or take_target(instance, child.words):
                child.modelled()
        instances(draft).append(instance)


def finish_targets(draft: Draft) -> None:
    """`auto` targets are the AS number and the layer-3 VNI; a VRF without `rd` or with `rd auto` has one of its own."""
    for name, vrf in draft.vrfs.items():
        process = draft.bgp.get(DEFAULT_VRF)
        auto = f"{process.asn}:{vrf.vni}" if process is not None and vrf.vni is not None else ""
        imports, exports = (
            frozenset(target.replace("auto", auto) for target in targets if auto or "auto" not in target)
            for targets in (vrf.import_targets, vrf.export_targets)
        )
        draft.vrfs[name] = replace(vrf, import_targets=imports, export_targets=exports)


ROUTE_READERS: dict[str, tuple[str, Reader]] = {
    "ip route": ("static", _route),
    "ipv6 route": ("static", _route),
    "vrf context": ("VRF", _context),
    "evpn": ("EVPN", _evpn),
}
