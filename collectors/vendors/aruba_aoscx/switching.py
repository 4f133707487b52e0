"""VLANs of AOS-CX."""

from dataclasses import replace

from collectors.draft import Draft
from collectors.ioslike.ports.port import vlan_named
from collectors.tree import Line
from collectors.vendors.aruba_aoscx.applied import take_list
from collectors.vendors.aruba_aoscx.classes import apply_policy
from models.interfaces import Vlan
from models.source import Status
from models.values import vlan_ids


def read_vlan(line: Line, draft: Draft) -> None:
    """`vlan 10` with a block, or `vlan 1,10-20` of VLANs that have nothing to say."""
    match line.words:
        case ["vlan", *numbers] if numbers and numbers[0][0].isdecimal():
            ids = vlan_ids("".join(numbers))
        case _:
            return
    line.modelled()
    for vlan in ids:
        vlan_named(vlan, line, draft)
    for child in line.children:
        match child.words:
            case ["name", name]:
                draft.vlans.update({vlan: replace(draft.vlans[vlan], name=name) for vlan in ids})
            case ["shutdown"]:
                draft.vlans.update({vlan: replace(draft.vlans[vlan], enabled=False) for vlan in ids})
            case ["no", "shutdown"]:
                pass
            case ["apply", "access-list", *_]:
                for vlan in ids:
                    take_list(child, f"vlan{vlan}", True, draft)
                continue
            case ["apply", "policy", *_]:
                apply_policy(child, draft)
                continue
            case _:
                continue
        child.modelled()


def read_vsx(line: Line, draft: Draft) -> None:
    """`vsx`: two switches that look like one to aggregates. Which lines only tell when, the tables say."""
    if line.words == ["vsx"]:
        line.status, line.feature = Status.NOT_MODELLED, "MLAG"


def finish_vlans(draft: Draft) -> None:
    """VLAN 1 is there without being said."""
    if 1 not in draft.vlans and any(port.switchport is not None for port in draft.interfaces.values()):
        draft.vlans[1] = Vlan(1, "DEFAULT_VLAN_1", source=draft.default())
