"""VXLAN and EVPN of AOS-CX: `interface vxlan 1` with its VNIs, and the `evpn` block with the route targets of VLANs."""

from dataclasses import replace
from ipaddress import ip_address
from typing import cast

from collectors.draft import Draft
from collectors.ioslike.ports.evpn import Instance, take_target
from collectors.ioslike.ports.port import Handler, Port
from collectors.tree import Line
from models.interfaces import DEFAULT_VRF, Vlan, Vrf
from models.routing import Ip
from models.values import vlan_ids
from models.vxlan import Vxlan

_VNIS, _SOURCE, _EVPN = "VNIs of VLANs", "tunnel source", "EVPN of VLANs"
_OF_VXLAN = 1 << 28
"""RFC 8365 5.1.2.1: a route target that derives itself is the AS number and, in the upper bits, what sort of network it is of."""


def _tunnel(port: Port, line: Line, draft: Draft) -> Vxlan:
    return draft.vxlan or Vxlan(port.name, source=draft.source(line))


def _source(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`source ip 10.0.0.1`: the address of a loopback. Tunnels of other sorts have a source too."""
    match words:
        case ["source", "ip", address] if port.name.startswith("vxlan"):
            draft.scratch[_SOURCE] = ip_address(address)
            draft.vxlan = _tunnel(port, line, draft)
            return True
    return False


def _vni(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`vni 10` with the VLAN that it carries, or with `vrf X` and `routing`; ends that are told by hand."""
    match words:
        case ["vni", number] if number.isdecimal() and int(number) < 1 << 24:
            vni = int(number)
        case _:
            return False
    tunnel = _tunnel(port, line, draft)
    routed = any(child.words == ["routing"] for child in line.children)
    for child in line.children:
        match child.words:
            case ["vlan", vlans]:
                held = cast("dict[int, int]", draft.scratch.setdefault(_VNIS, {}))
                held |= dict.fromkeys(vlan_ids(vlans), vni)
            case ["vrf", name]:
                if routed:
                    draft.vrfs[name] = replace(draft.vrfs.get(name) or Vrf(name, source=draft.source(child)), vni=vni)
            case ["routing"]:
                pass
            case ["vtep-peer", *ends] if ends:
                flood = dict(tunnel.flood_of)
                flood[vni] = flood.get(vni, frozenset()) | _ends(ends)
                tunnel = replace(tunnel, flood_of=tuple(sorted(flood.items())))
            case _:
                continue
        child.modelled()
    draft.vxlan = tunnel
    return True


def _ends(words: list[str]) -> frozenset[Ip]:
    return frozenset(ip_address(word) for word in words)


def read_evpn(line: Line, draft: Draft) -> None:
    """`evpn` with `vlan 10` and its targets."""
    if line.words != ["evpn"]:
        return
    line.modelled()
    held = cast("list[Instance]", draft.scratch.setdefault(_EVPN, []))
    for block in line.children:
        match block.words:
            case ["vlan", vlan] if vlan.isdecimal():
                instance = Instance(0, frozenset({int(vlan)}))
            case _:
                continue
        block.modelled()
        for child in block.children:
            if child.words[0] == "rd" or child.words == ["redistribute", "host-route"] or take_target(instance, child.words):
                child.modelled()
        held.append(instance)


def finish_overlay(draft: Draft) -> None:
    """Give VLANs their VNIs and targets, and the tunnel end the loopback that has its address."""
    for vlan, vni in cast("dict[int, int]", draft.scratch.get(_VNIS, {})).items():
        draft.vlans[vlan] = replace(draft.vlans.get(vlan) or Vlan(vlan, source=draft.default()), vni=vni)
    process = draft.bgp.get(DEFAULT_VRF)
    for instance in cast("list[Instance]", draft.scratch.get(_EVPN, [])):
        for id in instance.vlans & draft.vlans.keys():
            vlan_ = draft.vlans[id]
            if vlan_.vni is None:
                continue
            auto = f"{process.asn}:{_OF_VXLAN + vlan_.vni}" if process else ""
            imports, exports = (
                frozenset(auto if target == "auto" else target for target in targets if auto or target != "auto")
                for targets in (instance.imports, instance.exports)
            )
            draft.vlans[id] = replace(vlan_, import_targets=imports, export_targets=exports)
    if draft.vxlan is not None:
        source = draft.scratch.get(_SOURCE)
        lender = (name for name, port in draft.interfaces.items() if any(address.ip.ip == source for address in port.addresses))
        draft.vxlan = replace(draft.vxlan, source_interface=next(lender, ""))


TUNNEL_END: dict[str, Handler] = {"source ip": _source, "vni": _vni}
