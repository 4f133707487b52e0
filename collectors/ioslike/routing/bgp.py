"""`router bgp` of IOS, EOS and FRR: one process for each VRF, wherever its lines stand.

IOS nests VRFs as `address-family ipv4 vrf X`, EOS as `vrf X`, FRR writes one `router bgp` for each. All lines are
gathered into one `Instance` for each VRF; after each block `bgp_resolve` makes its processes from all gathered so far.
"""

from dataclasses import replace

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.routing.bgp_evpn import read_evpn_instance
from collectors.ioslike.routing.bgp_peers import V4, V6, Peer, read_peer
from collectors.ioslike.routing.bgp_process import in_family, plain
from collectors.ioslike.routing.bgp_resolve import Instance, resolve
from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import asn, careful, ip, is_ip, port_range, prefix, vrf_name
from collectors.tree import Line
from models.interfaces import DEFAULT_VRF, Vrf
from models.routing import EVPN, VPN_FAMILIES
from models.source import Status

SCRATCH = "bgp"
FAMILIES = {
    "ipv4": V4, "ipv6": V6, "vpnv4": "vpnv4 unicast", "vpnv6": "vpnv6 unicast", "ipv4 vpn": "vpnv4 unicast",
    "ipv6 vpn": "vpnv6 unicast", "vpn-ipv4": "vpnv4 unicast", "vpn-ipv6": "vpnv6 unicast", "evpn": EVPN,
}  # fmt: skip
"""What IOS, EOS and FRR call an address family → what the model calls it."""
MODELLED = (V4, V6, *VPN_FAMILIES)


def bgp_readers(os: RoutingOs) -> dict[str, tuple[str, Reader]]:
    """The reader of `router bgp`."""

    @careful
    def read(line: Line, draft: Draft) -> None:
        match line.words[2:]:
            case [number]:
                vrf = DEFAULT_VRF
            case [number, "vrf", name]:
                vrf = vrf_name(name)
            case _:
                return
        _block(line, asn(number), vrf, draft, os)

    return {"router bgp": ("bgp", read)}


def _block(line: Line, number: int, vrf: str, draft: Draft, os: RoutingOs) -> None:
    held: dict[str, Instance] = draft.scratch.setdefault(SCRATCH, {})  # type: ignore[assignment]  # only this reader uses the key
    block = Block(number, draft, os, held, vrf)
    line.modelled()
    instance = block.instance(vrf, line)
    for child in line.children:
        block.child(child, instance, "")
    tuned = os.tuned(os, draft)
    for found in held.values():
        if vrf in (found.vrf, found.outer):
            draft.bgp[found.vrf] = resolve(found, held.get(found.outer, found), tuned)


class Block:
    """One `router bgp` block, of `vrf`, while it is read into the instances in `held`."""

    def __init__(self, number: int, draft: Draft, os: RoutingOs, held: dict[str, Instance], vrf: str) -> None:
        self.number, self.draft, self.os, self.held, self.vrf = number, draft, os, held, vrf

    def instance(self, vrf: str, line: Line) -> Instance:
        """What is gathered for a VRF."""
        return self.held.setdefault(vrf, Instance(self.number, vrf, self.draft.source(line), self.vrf))

    def child(self, line: Line, instance: Instance, family: str) -> None:
        """Read one line of the block or of an address family in it."""
        words = line.words
        match words:
            case ["neighbor", *rest] | ["no" | "default", "neighbor", *rest]:
                self._neighbor(line, rest, instance, family)
            case ["address-family", _, *_]:
                self._family(line, words[1:], instance)
            case ["vrf", name]:
                self._vrf(line, name)
            case ["exit-address-family" | "exit-vrf" | "exit" | "exit-peer-policy" | "exit-peer-session"]:
                line.modelled()
            case ["template", "peer-policy" | "peer-session" as kind, name]:
                self._template(line, f"{kind} {name}", instance)
            case ["bgp", "listen", "range", *rest]:
                self._listen(line, rest, instance)
            case ["vlan", *_] | ["vlan-aware-bundle", *_] if instance.vrf == DEFAULT_VRF and line.children:
                read_evpn_instance(line, self.number, self.draft)
            case ["rd", rd] if instance.vrf != self.vrf:
                self._change_vrf(line, instance, rd=rd)
            case ["route-target", "import" | "export" | "both" as way, *which, target] if instance.vrf != self.vrf:
                self._route_target(line, instance, way, which, target)
            case _ if family not in ("", V4, V6):
                return
            case _:
                if not plain(line, instance, self.os):
                    in_family(line, instance, family or V4, self.os, self.draft.source(line))

    def _change_vrf(self, line: Line, instance: Instance, **changes: object) -> None:
        vrf = self.draft.vrfs.get(instance.vrf) or Vrf(instance.vrf, source=self.draft.source(line))
        self.draft.vrfs[vrf.name] = replace(vrf, **changes)  # type: ignore[arg-type]  # fields of Vrf by name
        line.modelled()

    def _route_target(self, line: Line, instance: Instance, way: str, which: list[str], target: str) -> None:
        """EOS: `route-target import [vpn-ipv4|vpn-ipv6|evpn] 65000:1`, or `... route-map NAME` for the policy."""
        vrf = self.draft.vrfs.get(instance.vrf) or Vrf(instance.vrf)
        if which[-1:] == ["route-map"] and way != "both":
            self._change_vrf(line, instance, **{f"{way}_policy": target})
        elif not which or which in (["vpn-ipv4"], ["vpn-ipv6"], ["evpn"]):
            named = frozenset({f"evpn {target}" if which == ["evpn"] else target})
            if way != "export":
                self._change_vrf(line, instance, import_targets=vrf.import_targets | named)
            vrf = self.draft.vrfs.get(instance.vrf) or vrf
            if way != "import":
                self._change_vrf(line, instance, export_targets=vrf.export_targets | named)

    def _vrf(self, line: Line, name: str) -> None:
        vrf = vrf_name(name)
        instance = self.instance(vrf, line)
        line.modelled()
        for child in line.children:
            self.child(child, instance, "")

    def _family(self, line: Line, words: list[str], instance: Instance) -> None:
        """`address-family ipv4 [unicast] [vrf X]`; lines of families outside unicast and VPN are facts but not in the model."""
        if len(words) > 2 and words[-2] == "vrf":
            vrf = vrf_name(words[-1])
            instance, words = self.instance(vrf, line), words[:-2]
        family = " ".join(words)
        family = FAMILIES.get(family, family)
        line.modelled()
        for child in line.children:
            self.child(child, instance, family)
            if family not in MODELLED and child.status is not Status.IGNORED and child.words[0] != "exit-address-family":
                for part in (child, *child.walk()):
                    part.status, part.feature = Status.NOT_MODELLED, f"BGP {family}"
        if family not in MODELLED:
            line.status, line.feature = Status.NOT_MODELLED, f"BGP {family}"

    def _neighbor(self, line: Line, words: list[str], instance: Instance, family: str) -> None:
        source = self.draft.source(line)
        if words[:1] == ["interface"] and len(words) > 2:
            self._unnumbered(line, words[1:], instance)
            return
        if len(words) < 2:
            return
        key = str(ip(words[0])) if is_ip(words[0]) else words[0]
        peer = instance.peers.setdefault(key, Peer(key, source))
        rest = words[1:]
        if rest[0] == "interface" and not is_ip(key):
            peer.session["interface"] = self.os.canonical_name(key)
            rest = [word for word in rest[1:] if word != "v6only"]
            if not rest:
                line.modelled()
                return
        read_peer(line, peer, rest, family, self.os)

    def _unnumbered(self, line: Line, words: list[str], instance: Instance) -> None:
        """EOS: `neighbor interface Ethernet1-2 peer-group G remote-as 65001`."""
        for name in port_range(words[0], self.os.canonical_name):
            peer = instance.peers.setdefault(name, Peer(name, self.draft.source(line), {"interface": name}))
            for at in range(1, len(words) - 1, 2):
                read_peer(line, peer, words[at : at + 2], "", self.os)

    def _template(self, line: Line, name: str, instance: Instance) -> None:
        peer = instance.templates.setdefault(name, Peer(name, self.draft.source(line)))
        family = V4 if name.startswith("peer-policy") else ""
        line.modelled()
        for child in line.children:
            words = child.words[1:] if child.words[0] == "no" else child.words
            if words[:1] in (["exit-peer-policy"], ["exit-peer-session"]):
                child.modelled()
            elif words:
                read_peer(child, peer, words, family, self.os)
        if family:
            # a policy template is taken in within an address family and holds for whichever that is
            peer.families[""] = peer.families.pop(V4, {})

    def _listen(self, line: Line, words: list[str], instance: Instance) -> None:
        """`bgp listen range 10.0.0.0/24 peer-group G [remote-as N]`."""
        try:
            network, rest = prefix(words)
        except ValueError:
            return
        if len(rest) < 2 or rest[0] not in ("peer-group", "peer"):
            return
        at = 1 if rest[0] == "peer-group" else 2
        peer = Peer(str(network), self.draft.source(line), {"group": rest[at]} if at < len(rest) else {})
        match rest[at + 1 :]:
            case []:
                line.modelled()
            case ["remote-as", _] as how:
                read_peer(line, peer, how, "", self.os)
            case _:
                line.status, line.feature = Status.NOT_MODELLED, "bgp peer-filter"
        instance.listens.append((network, peer))
