"""`router bgp` of NX-OS: each VRF, neighbour and template is a block, and a neighbour has only the families that it names.

Each block is gathered as the `Peer` of the family's model. Templates are worked into the neighbours here, since a policy
template is taken in by one address family; `resolve` then makes the process.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.routing.bgp_peers import V4, V6, Peer, read_peer
from collectors.ioslike.routing.bgp_process import in_family
from collectors.ioslike.routing.bgp_resolve import Instance, resolve
from collectors.ioslike.routing.routing_words import asn, careful, ip, is_ip, number, prefix, vrf_name
from collectors.tree import Line
from collectors.vendors.cisco_nxos.system import NXOS, nxos_name
from models.interfaces import DEFAULT_VRF
from models.routing import VPN_FAMILIES
from models.source import Status

_FLAGS = {
    "bestpath always-compare-med": "always_compare_med",
    "bestpath compare-routerid": "compare_router_id",
    "bestpath med missing-as-worst": "med_missing_as_worst",
    "bestpath as-path multipath-relax": "multipath_relax",
}
_OF_ALL_VRFS = ("cluster_id", "confederation", "confederation_peers", "enabled")


@dataclass(slots=True)
class Inherit:
    """A template that a neighbour, or another template, takes in; `family` is "" outside address families."""

    name: str
    line: Line
    family: str = ""
    order: int = 0


@dataclass(slots=True)
class Stated(Peer):
    """A neighbour or template as its block states it."""

    templates: list[Inherit] = field(default_factory=list)


@careful
def _read(line: Line, draft: Draft) -> None:
    """The whole block, with all of its VRFs."""
    if len(line.words) != 3:
        return
    block = _Block(asn(line.words[2]), draft)
    line.modelled()
    block.lines(line, DEFAULT_VRF)
    block.finish()


class _Block:
    """`router bgp` while it is read."""

    def __init__(self, number_: int, draft: Draft) -> None:
        self.number, self.draft = number_, draft
        self.instances: dict[str, Instance] = {}
        self.templates: dict[str, Stated] = {}

    def lines(self, block: Line, vrf: str) -> None:
        """The lines of the process, or those of one VRF in it."""
        source = self.draft.source(block)
        families = {V4: False, V6: False}
        instance = self.instances.setdefault(vrf, Instance(self.number, vrf, source, vrf, default_families=families))
        for line in block.children:
            match line.words:
                case ["vrf", name] if vrf == DEFAULT_VRF:
                    line.modelled()
                    self.lines(line, vrf_name(name))
                case ["address-family", *family]:
                    self._family(line, " ".join(family), instance)
                case ["neighbor", key, *rest]:
                    self._neighbor(line, key, rest, instance)
                case ["template", "peer" | "peer-session" | "peer-policy" as kind, name]:
                    self._template(line, f"{kind} {name}")
                case _:
                    _setting(line, instance)

    def _family(self, line: Line, family: str, instance: Instance) -> None:
        """What the process says of an address family: networks, aggregates, redistribution."""
        if family not in (V4, V6, *VPN_FAMILIES):
            _outside(line, family)
            return
        line.modelled()
        for child in line.children if family in (V4, V6) else ():
            match child.words:
                case ["advertise", "l2vpn", "evpn"]:
                    child.modelled()
                case ["distance", external, internal, local] if family == V4:
                    try:
                        values = (number(external, 1, 255), number(internal, 1, 255), number(local, 1, 255))
                    except ValueError:
                        continue
                    instance.settings["distances"] = values
                    child.modelled()
                case _:
                    in_family(child, instance, family, NXOS, self.draft.source(child))

    def _neighbor(self, line: Line, key: str, rest: list[str], instance: Instance) -> None:
        """`neighbor ADDRESS`, `neighbor PREFIX` (who calls from it) or `neighbor PORT`, perhaps with its AS number."""
        source = self.draft.source(line)
        try:
            if "/" in key and not nxos_name(key)[0].isalpha():
                peer, network = Stated(key, source), prefix([key])[0]
                instance.listens.append((network, peer))
            else:
                key = str(ip(key)) if is_ip(key) else nxos_name(key)
                found = instance.peers.setdefault(key, Stated(key, source, {} if is_ip(key) else {"interface": key}))
                assert isinstance(found, Stated)
                peer = found
        except ValueError:
            return
        line.modelled()
        if rest[:1] == ["remote-as"]:
            read_peer(line, peer, rest, "", NXOS)
        if rest and (len(rest) != 2 or not peer.session.get("remote_as")):
            line.status, line.feature = Status.NOT_MODELLED, "bgp neighbor options"
        self._peer_lines(line, peer)

    def _template(self, line: Line, name: str) -> None:
        peer = self.templates.setdefault(name, Stated(name, self.draft.source(line)))
        line.modelled()
        self._peer_lines(line, peer)

    def _peer_lines(self, block: Line, peer: Stated, family: str = "") -> None:
        for line in block.children:
            match line.words:
                case ["address-family", *words] if not family:
                    name = " ".join(words)
                    if name in (V4, V6, *VPN_FAMILIES):
                        line.modelled()
                        peer.families.setdefault(name, {})["activate"] = True
                        self._peer_lines(line, peer, name)
                    else:
                        _outside(line, name)
                case ["inherit", "peer" | "peer-session" as kind, name]:
                    peer.templates.append(Inherit(f"{kind} {name}", line))
                    line.modelled()
                case ["inherit", "peer-policy", name, order] if order.isdecimal():
                    peer.templates.append(Inherit(f"peer-policy {name}", line, family, int(order)))
                    line.modelled()
                case ["disable-peer-as-check"] | ["no", "disable-peer-as-check"]:
                    peer.session["peer_as_check"] = line.words[0] == "no"
                    line.modelled()
                case ["no", _, *_] | [_, *_]:
                    words = line.words[1:] if line.words[0] == "no" else line.words
                    read_peer(line, peer, words, family, NXOS)

        told = {line.words[0]: line for line in block.children}
        if {"next-hop-self", "route-reflector-client"} <= told.keys():
            line = told["next-hop-self"]  # releases differ in what it does to reflected routes
            line.status, line.feature = Status.NOT_MODELLED, "bgp next-hop-self for reflected routes"

    def finish(self) -> None:
        """Make the processes: templates worked in, and what holds for all VRFs."""
        everywhere = self.instances[DEFAULT_VRF].settings
        for vrf, instance in self.instances.items():
            for at, (network, peer) in enumerate(instance.listens):
                instance.listens[at] = (network, self._settled(peer))
            for key, peer in instance.peers.items():
                instance.peers[key] = self._settled(peer)
            instance.settings |= {name: everywhere[name] for name in _OF_ALL_VRFS if name in everywhere}
            self.draft.bgp[vrf] = resolve(instance, instance, NXOS)

    def _settled(self, peer: Peer, below: frozenset[str] = frozenset()) -> Peer:
        """A neighbour with what it takes from templates. Its own lines win, then session and policy templates, then the others."""
        session: dict[str, Any] = {"peer_as_check": True} if not below else {}
        families: dict[str, dict[str, Any]] = {}
        stated = peer.templates if isinstance(peer, Stated) else []
        for each in sorted(stated, key=lambda each: (not each.name.startswith("peer "), -each.order)):
            found = self.templates.get(each.name)
            if found is None or each.name in below:
                each.line.status, each.line.feature = Status.NOT_MODELLED, "bgp inherit"
                continue
            base = self._settled(found, below | {each.name})
            session |= base.session
            for name, values in base.families.items():
                families.setdefault(name or each.family, {}).update(values)
        for name, values in peer.families.items():
            families.setdefault(name, {}).update(values)
        return Peer(peer.key, peer.source, session | peer.session, families)


def _setting(line: Line, instance: Instance) -> None:
    """A setting of the process as a whole."""
    words = line.words[1:] if line.words[0] == "no" else line.words
    on = words == line.words
    try:
        match words:
            case _ if (flag := _FLAGS.get(" ".join(words))) is not None:
                found: dict[str, Any] = {flag: on}
            case ["router-id", address] if on:
                found = {"router_id": IPv4Address(address)}
            case ["cluster-id", word] if on:
                found = {"cluster_id": IPv4Address(word) if is_ip(word) else IPv4Address(number(word))}
            case ["confederation", "identifier", word] if on:
                found = {"confederation": asn(word)}
            case ["confederation", "peers", *members] if on and members:
                found = {"confederation_peers": frozenset(asn(word) for word in members)}
            case ["shutdown"]:
                found = {"enabled": not on}
            case _:
                return
    except ValueError:
        return
    instance.settings |= found
    line.modelled()


def _outside(line: Line, family: str) -> None:
    """A family outside unicast: known, but not in the model."""
    for part in (line, *line.walk()):
        part.status, part.feature = Status.NOT_MODELLED, f"BGP {family}"


BGP_READERS: dict[str, tuple[str, Reader]] = {"router bgp": ("bgp", _read)}
