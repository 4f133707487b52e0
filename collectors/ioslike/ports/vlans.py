"""`vlan` blocks of switches, and what they get from elsewhere in the config."""

from dataclasses import replace
from typing import cast

from collectors.draft import Draft
from collectors.ioslike.ports.evpn import finish_evpn
from collectors.ioslike.ports.port import ports, vlan_named
from collectors.tree import Line
from models.interfaces import Vlan
from models.values import vlan_ids


def read_vlan(line: Line, draft: Draft) -> None:
    """`vlan 10,20-22` with its name, state and (EOS) trunk groups."""
    match line.words:
        case ["vlan", *numbers] if numbers and numbers[0][0].isdecimal():
            ids = vlan_ids("".join(numbers))
        case _:
            return
    line.modelled()
    for vlan in ids:
        vlan_named(vlan, line, draft)
    for child in line.children:
        if _setting(child, ids, draft):
            child.modelled()


def _setting(line: Line, ids: frozenset[int], draft: Draft) -> bool:
    match line.words:
        case ["name", _]:
            name = line.words[1]
            draft.vlans.update({vlan: replace(draft.vlans[vlan], name=name) for vlan in ids})
        case ["state", "suspend"] | ["shutdown"]:
            draft.vlans.update({vlan: replace(draft.vlans[vlan], enabled=False) for vlan in ids})
        case ["state", "active"] | ["no", "shutdown"]:
            pass
        case ["trunk", "group", group]:
            groups = cast("dict[int, set[str]]", draft.scratch.setdefault("trunk groups", {}))
            for vlan in ids:
                groups.setdefault(vlan, set()).add(group)
        case ["vn-segment", vni]:
            vnis = cast("dict[int, int]", draft.scratch.setdefault("vnis", {}))
            vnis.update({vlan: int(vni) for vlan in ids})
        case _:
            return False
    return True


def read_default_port_mode(line: Line, draft: Draft) -> None:
    """EOS `switchport default mode routed`: ports that say nothing are routed, not switched."""
    match line.words:
        case ["switchport", "default", "mode", "routed" | "access" as mode]:
            draft.scratch["default port mode"] = mode
            line.modelled()


def finish_vlans(draft: Draft) -> None:
    """Give VLANs their VNIs, and a switch the VLAN 1 that it has without saying so. Needs the ports to be finished."""
    for vlan, vni in cast("dict[int, int]", draft.scratch.get("vnis", {})).items():
        draft.vlans[vlan] = replace(draft.vlans.get(vlan) or Vlan(vlan, source=draft.default()), vni=vni)
    finish_evpn(draft)
    if 1 not in draft.vlans and any(draft.interfaces[name].switchport is not None for name in ports(draft)):
        draft.vlans[1] = Vlan(1, "default", source=draft.default())
