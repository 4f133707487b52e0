"""Bridges of Linux that know VLANs: their ports become switched ports, and their VLAN devices the routed interfaces of VLANs.

A model of one VLAN space fits a device with one such bridge. Others stay "known but not modelled".
"""

from dataclasses import dataclass, field, replace
from typing import cast

from collectors.draft import Draft
from collectors.tree import Line
from models.interfaces import Interface, InterfaceKind, Switchport, Vlan
from models.source import Status
from models.values import vlan_ids

BRIDGE_WORDS = (
    "bridge-ports", "bridge-vlan-aware", "bridge-vids", "bridge-pvid", "bridge-access", "bridge-allow-untagged",
    "vlan-raw-device", "vlan-id", "vxlan-id",
)  # fmt: skip
_SCRATCH = "linux bridges"
_SWITCHED = (InterfaceKind.PHYSICAL, InterfaceKind.LAG)


@dataclass(slots=True)
class Bridges:
    """What `iface` blocks say of bridges: the lines of each block by their first word, and which blocks are bonds."""

    stated: dict[str, dict[str, tuple[list[str], Line]]] = field(default_factory=dict)
    bonds: set[str] = field(default_factory=set)

    def words(self, name: str, word: str) -> list[str]:
        """The values of a line of a block, [] where it has none."""
        return self.stated.get(name, {}).get(word, ([], None))[0]

    def take(self, name: str, *words: str) -> None:
        """Say that lines of a block became facts."""
        for word in words:
            if word in self.stated.get(name, {}):
                self.stated[name][word][1].modelled()


def bridges_of(draft: Draft) -> Bridges:
    """Those of the device that is being read."""
    return cast("Bridges", draft.scratch.setdefault(_SCRATCH, Bridges()))


def note_bridge(line: Line, word: str, values: list[str], name: str, draft: Draft) -> None:
    """Keep a line until all blocks are known. A second line of one kind in a block adds to the first, and is not understood."""
    block = bridges_of(draft).stated.setdefault(name, {})
    if word in block:
        raise ValueError(f"a second {word}")
    if word in ("bridge-vids", "bridge-pvid", "bridge-access", "vlan-id"):
        vlan_ids(",".join(values))
    block[word] = (values, line)


def finish_bridges(draft: Draft) -> None:
    """Make bonds aggregates, ports of the bridge switched ports, and VLAN devices what they are above the bridge or a port."""
    told = bridges_of(draft)
    for name in told.bonds:
        draft.interfaces[name] = replace(draft.interfaces[name], kind=InterfaceKind.LAG)
    for name in told.stated:
        if told.words(name, "vxlan-id"):
            draft.interfaces[name] = replace(draft.interfaces[name], kind=InterfaceKind.TUNNEL)
            for _, line in told.stated[name].values():
                line.status, line.feature = Status.NOT_MODELLED, "EVPN and VXLAN"
    aware = [name for name in told.stated if told.words(name, "bridge-vlan-aware") == ["yes"]]
    bridge = aware[0] if len(aware) == 1 else ""
    _vlan_devices(told, bridge, draft)
    if bridge:
        _switch(told, bridge, draft)


def _vlan_devices(told: Bridges, bridge: str, draft: Draft) -> None:
    """`iface vlan10` with `vlan-raw-device`, and `iface bridge.10`."""
    for name, found in list(draft.interfaces.items()):
        lower, tag = told.words(name, "vlan-raw-device"), told.words(name, "vlan-id")
        ending = name.rpartition(".")[2] if "." in name else name.removeprefix("vlan")
        number = int(tag[0]) if tag else int(ending) if ending.isdecimal() and len(ending) < 5 else None
        under = lower[0] if len(lower) == 1 else found.parent
        if number is None or (not under and not tag):
            continue
        if under in ("", bridge):
            draft.interfaces[name] = _routed(found, number)
        elif lower:
            draft.interfaces[name] = replace(
                found, kind=InterfaceKind.SUBINTERFACE, parent=under, encapsulation_vlan=number, vlan=None
            )
        told.take(name, "vlan-raw-device", "vlan-id")


def _routed(found: Interface, number: int) -> Interface:
    """A VLAN device above the bridge, which is up as the bridge is, whether or not a port carries its VLAN."""
    return replace(found, kind=InterfaceKind.VLAN, vlan=number, parent="", encapsulation_vlan=None, autostate=False)


def _switch(told: Bridges, bridge: str, draft: Draft) -> None:
    """The ports of the bridge. A port that names no VLANs of its own carries those of the bridge."""
    common = vlan_ids(",".join(told.words(bridge, "bridge-vids"))) if told.words(bridge, "bridge-vids") else frozenset[int]()
    usual = int((told.words(bridge, "bridge-pvid") or ["1"])[0])
    carried = {usual, *common}
    whole = True
    for name in told.words(bridge, "bridge-ports"):
        found = draft.interfaces.get(name)
        if name == "none" or found is None or found.kind is InterfaceKind.TUNNEL:
            continue
        if found.kind not in _SWITCHED:
            whole = False  # a tagged port in a bridge that tags by itself: which frames it takes is not in the model
            continue
        if access := told.words(name, "bridge-access"):
            (vlan,) = vlan_ids(access[0])
            switchport = Switchport("access", vlan)
            carried.add(vlan)
        else:
            own = told.words(name, "bridge-vids")
            tagged = vlan_ids(",".join(own)) if own else common
            native = int((told.words(name, "bridge-pvid") or [str(usual)])[0])
            if told.words(name, "bridge-allow-untagged") == ["no"]:
                native = 0
            switchport = Switchport("trunk", 1, native, tagged | ({native} if native else set()))
            carried |= switchport.trunk_vlans or set()
        draft.interfaces[name] = replace(found, switchport=switchport)
        told.take(name, "bridge-access", "bridge-vids", "bridge-pvid", "bridge-allow-untagged")
    told.take(bridge, *(word for word in BRIDGE_WORDS if whole or word != "bridge-ports"))
    carried |= {found.vlan for found in draft.interfaces.values() if found.vlan is not None}
    source = draft.interfaces[bridge].source
    for vlan in sorted(carried - {0}):
        draft.vlans.setdefault(vlan, Vlan(vlan, source=source))
