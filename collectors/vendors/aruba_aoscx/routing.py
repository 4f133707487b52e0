"""VRFs and static routes of AOS-CX."""

from dataclasses import replace

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.routing.routing_words import careful
from collectors.ioslike.routing.static import parse_route
from collectors.tree import Line
from collectors.vendors.aruba_aoscx.system import AOSCX
from models.interfaces import DEFAULT_VRF, Vrf

_NOWHERE = {"nullroute": "blackhole", "reject": "reject", "blackhole": "blackhole"}


@careful
def _route(line: Line, draft: Draft) -> None:
    """`ip route 10.0.0.0/8 10.0.0.1|vlan10|nullroute [distance 5] [tag 7] [description TEXT] [bfd] [vrf X]`."""
    words = line.words[2:]
    text = ""
    if "description" in words:
        at = words.index("description")
        tail = words[at + 1 :]
        after = ["vrf", tail[-1]] if tail[-2:-1] == ["vrf"] else []
        words, text = [*words[:at], *after], " ".join(tail[: len(tail) - len(after)])
    words = [_NOWHERE.get(word, word) for word in words if word != "distance"]
    for kind in ("vlan", "lag", "loopback", "tunnel"):
        if kind in words[1:-1]:
            at = words.index(kind)
            words[at : at + 2] = ["".join(words[at : at + 2])]
    route = parse_route(words, AOSCX, DEFAULT_VRF, draft.source(line))
    draft.statics.add(replace(route, name=text))
    line.modelled()


def _vrf(line: Line, draft: Draft) -> None:
    """`vrf NAME`, with targets for all families or inside one."""
    match line.words:
        case ["vrf", name]:
            pass
        case _:
            return
    line.modelled()
    vrf = draft.vrfs.get(name) or Vrf(name, source=draft.source(line))
    for child in line.walk():
        changed = _setting(vrf, child)
        if changed is not None:
            vrf = changed
            child.modelled()
    draft.vrfs[name] = vrf


def _setting(vrf: Vrf, line: Line) -> Vrf | None:
    match line.words:
        case ["address-family", "ipv4" | "ipv6", "unicast"] | ["exit-address-family"] | ["exit"]:
            return vrf
        case ["rd", rd]:
            return replace(vrf, rd=rd)
        case ["description", *_]:
            return replace(vrf, description=line.text.partition(" ")[2].strip())
        case ["route-target", "import" | "export" | "both" as way, target, *family] if family in ([], ["evpn"]):
            named = frozenset({" ".join((*family, target))})
            return replace(
                vrf,
                import_targets=vrf.import_targets | (named if way != "export" else frozenset()),
                export_targets=vrf.export_targets | (named if way != "import" else frozenset()),
            )
    return None


ROUTES: dict[str, tuple[str, Reader]] = {
    "vrf": ("VRF", _vrf),
    "ip route": ("static", _route),
    "ipv6 route": ("static", _route),
}
