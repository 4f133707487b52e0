"""VXLAN tunnel ends: `interface Vxlan1` of EOS, `interface nve1` of NX-OS and IOS."""

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_address
from typing import cast

from collectors.draft import Draft
from collectors.ioslike.ports.port import Handler, Port
from collectors.tree import Line
from models.interfaces import Vrf
from models.routing import Ip
from models.values import vlan_ids
from models.vxlan import Vxlan

_EVPN = "hosts by EVPN"


def _tunnel(port: Port, line: Line, draft: Draft) -> Vxlan:
    if draft.vxlan is None or draft.vxlan.name != port.name:
        draft.vxlan = Vxlan(port.name, source=draft.source(line))
    return draft.vxlan


def _eos(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`vxlan source-interface`, `vxlan vlan 10-12 vni 10-12`, `vxlan vrf RED vni 99`, `vxlan [vlan 10] flood vtep A B`."""
    tunnel = _tunnel(port, line, draft)
    match words[1:]:
        case ["source-interface", name]:
            draft.vxlan = replace(tunnel, source_interface=port.os.canonical_name(name))
        case ["udp-port", "4789"] | ["learn-restrict", "any"]:
            pass
        case ["vlan", vlans, "vni", vnis]:
            ids, numbers = sorted(vlan_ids(vlans)), _range(vnis)
            if len(ids) != len(numbers):
                return False
            held = cast("dict[int, int]", draft.scratch.setdefault("vnis", {}))
            held.update(zip(ids, numbers, strict=True))
        case ["vrf", name, "vni", vni]:
            draft.vrfs[name] = replace(draft.vrfs.get(name) or Vrf(name, source=draft.source(line)), vni=int(vni))
        case ["flood", "vtep", *ends] if ends:
            draft.vxlan = replace(tunnel, flood=_ends(ends))
        case _:
            return False
    return True


def _range(text: str) -> list[int]:
    """VNIs in the order written.

    >>> _range("10-12,99")
    [10, 11, 12, 99]
    """
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def _ends(words: list[str]) -> frozenset[Ip]:
    return frozenset(ip_address(word) for word in words)


def _source(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`source-interface loopback1` of an nve interface."""
    if len(words) != 2 or not port.name.lower().startswith("nve"):
        return False
    draft.vxlan = replace(_tunnel(port, line, draft), source_interface=port.os.canonical_name(words[1]))
    return True


def _reachability(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`host-reachability protocol bgp`: EVPN tells where hosts are."""
    draft.scratch[_EVPN] = words[1:] == ["protocol", "bgp"]
    return words[1:] == ["protocol", "bgp"]


def _member(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`member vni 10` with how its floods go, `member vni 99 associate-vrf` and (IOS) `member vni 99 vrf RED`."""
    tunnel = _tunnel(port, line, draft)
    match words[1:]:
        case ["vni", _] | ["vni", _, "associate-vrf"]:
            pass
        case ["vni", vni, "vrf", name]:
            draft.vrfs[name] = replace(draft.vrfs.get(name) or Vrf(name, source=draft.source(line)), vni=int(vni))
        case _:
            return False
    for child in line.children:
        match child.words:
            case ["ingress-replication", "protocol", "bgp"] | ["ingress-replication"] | ["suppress-arp"]:
                child.modelled()
            case ["mcast-group", _] if draft.scratch.get(_EVPN):
                child.modelled()  # it carries floods; who is there EVPN tells
            case ["ingress-replication", "protocol", "static"]:
                ends = [inner.words[1] for inner in child.children if inner.words[0] == "peer-ip" and len(inner.words) == 2]
                flood = dict(tunnel.flood_of) | {int(words[2]): _ends(ends)}
                draft.vxlan = tunnel = replace(tunnel, flood_of=tuple(sorted(flood.items())))
                for part in (child, *child.children):
                    part.modelled()
    return True


EOS_VXLAN: Mapping[str, Handler] = {"vxlan": _eos}
NVE: Mapping[str, Handler] = {"source-interface": _source, "host-reachability": _reachability, "member": _member}
