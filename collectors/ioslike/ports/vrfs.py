"""`vrf definition` and `ip vrf` of IOS, `vrf instance` of EOS."""

from dataclasses import replace

from collectors.draft import Draft
from collectors.tree import Line
from models.interfaces import DEFAULT_VRF, Vrf
from models.source import Status

_HEADS = (["vrf", "definition"], ["vrf", "instance"], ["ip", "vrf"])


def read_vrf(line: Line, draft: Draft) -> None:
    """One VRF. Route targets of its address families are taken together."""
    if line.words[:2] not in _HEADS or len(line.words) != 3:
        return
    line.modelled()
    name = line.words[2]
    vrf = draft.vrfs.get(name) or Vrf(name, source=draft.source(line))
    draft.vrfs[name] = _settings(vrf, line)


def _settings(vrf: Vrf, block: Line) -> Vrf:
    for line in block.children:
        if line.words[0] == "address-family" and line.words[1:] in (["ipv4"], ["ipv6"], ["ipv4", "unicast"], ["ipv6", "unicast"]):
            line.modelled()
            vrf = _settings(vrf, line)
        elif line.words in (["exit-address-family"], ["exit-vrf"]):
            line.modelled()
        elif (changed := _setting(vrf, line)) is not None:
            vrf = changed
            line.modelled()
        elif block.words[0] == "address-family":  # a BGP block has the same head, so no table can tell these lines
            limit = line.words[0] == "maximum"
            line.status, line.feature = (Status.IGNORED, "limits") if limit else (Status.NOT_MODELLED, "VRF options")
    return vrf


def _setting(vrf: Vrf, line: Line) -> Vrf | None:
    match line.words:
        case ["rd", rd]:
            return replace(vrf, rd=rd)
        case ["description", *_]:
            return replace(vrf, description=line.text.partition(" ")[2].strip())
        case ["route-target", "import", target]:
            return replace(vrf, import_targets=vrf.import_targets | {target})
        case ["route-target", "export", target]:
            return replace(vrf, export_targets=vrf.export_targets | {target})
        case ["route-target", "both", target] | ["route-target", target]:
            return replace(vrf, import_targets=vrf.import_targets | {target}, export_targets=vrf.export_targets | {target})
        case ["import", "map", name]:
            return replace(vrf, import_policy=name)
        case ["export", "map", name]:
            return replace(vrf, export_policy=name)
    return None


def read_ip_routing(line: Line, draft: Draft) -> None:
    """`ip routing` and `no ip routing`, of the whole device or (EOS) of one VRF."""
    on = line.words[0] != "no"
    match line.words if on else line.words[1:]:
        case ["ip", "routing"] | ["ip", "routing", "ipv6", "interfaces"]:
            draft.forwards = on
            draft.scratch["ip routing"] = on
        case ["ip", "routing", "vrf", vrf] | ["ip", "routing", "ipv6", "interfaces", "vrf", vrf]:
            draft.scratch.setdefault("routing vrfs", set())
            routed = draft.scratch["routing vrfs"]
            assert isinstance(routed, set)
            (routed.add if on else routed.discard)(vrf)
        case _:
            return
    line.modelled()


def finish_eos_routing(draft: Draft) -> None:
    """EOS routes only where `ip routing` says so: in the default VRF and in each other one."""
    draft.forwards = bool(draft.scratch.get("ip routing", False))
    routed = draft.scratch.get("routing vrfs", set())
    assert isinstance(routed, set)
    for name, vrf in draft.vrfs.items():
        draft.vrfs[name] = replace(vrf, forwards=name in routed)
    draft.vrfs.pop(DEFAULT_VRF, None)
