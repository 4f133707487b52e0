"""`router bgp` of IOS XR: VRFs, neighbours and their groups are blocks, and a neighbour has only the families that it names.

An external neighbour needs a policy in each direction, and is sent no communities unless told to. Each block is gathered
as the `Peer` of the family's model; groups are worked into the neighbours here, since a group of one address family is
taken in by a family; `resolve` then makes the process.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.routing.bgp_peers import V4, V6, Peer
from collectors.ioslike.routing.bgp_resolve import Instance, resolve
from collectors.ioslike.routing.routing_words import asn, careful, ip, prefix, vrf_name
from collectors.tree import Line
from collectors.vendors.cisco_xr.bgp_peers import family_words, session_words
from collectors.vendors.cisco_xr.bgp_process import in_family, setting
from collectors.vendors.cisco_xr.system import XR
from models.interfaces import DEFAULT_VRF, Vrf
from models.routing import VPN_FAMILIES, BgpProcess
from models.source import Status

_OF_ALL_VRFS = ("cluster_id", "confederation", "confederation_peers", "always_compare_med", "med_missing_as_worst",
                "compare_router_id", "multipath_relax", "default_local_preference")  # fmt: skip
_GROUPS = ("neighbor-group", "session-group", "af-group")


@dataclass(slots=True)
class Stated(Peer):
    """A neighbour or group as its block states it; `uses` are the groups it takes in, with the family that does."""

    uses: list[tuple[str, str, Line]] = field(default_factory=list)


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

    def __init__(self, number: int, draft: Draft) -> None:
        self.number, self.draft = number, draft
        self.instances: dict[str, Instance] = {}
        self.groups: dict[str, Stated] = {}
        self.outward: dict[str, list[Line]] = {}
        self.enforced = False

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
                case ["ibgp", "policy", "out", "enforce-modifications"]:
                    self.enforced = True
                    line.modelled()
                case ["rd", rd] if vrf != DEFAULT_VRF:
                    self._distinguisher(vrf, rd, line)
                case ["address-family", *family]:
                    self._family(line, " ".join(family), instance)
                case ["neighbor", key]:
                    self._neighbor(line, key, instance)
                case ["neighbor-group" | "session-group" | "af-group" as kind, name, *family]:
                    self._group(line, kind, name, family)
                case _:
                    setting(line, instance)

    def _distinguisher(self, vrf: str, rd: str, line: Line) -> None:
        held = self.draft.scratch.setdefault(DISTINGUISHERS, {})
        assert isinstance(held, dict)
        held[vrf] = ("" if rd == "auto" else rd, self.draft.source(line))
        line.modelled()

    def _family(self, line: Line, family: str, instance: Instance) -> None:
        """What the process says of an address family: networks, aggregates, redistribution."""
        if family not in (V4, V6, *VPN_FAMILIES):
            _outside(line, family)
            return
        line.modelled()
        for child in line.children if family in (V4, V6) else ():
            in_family(child, instance, family, self.draft)

    def _neighbor(self, line: Line, key: str, instance: Instance) -> None:
        """`neighbor ADDRESS`, or `neighbor PREFIX` for whoever calls from it."""
        source = self.draft.source(line)
        try:
            if "/" in key:
                peer = Stated(key, source)
                instance.listens.append((prefix([key])[0], peer))
            else:
                key = str(ip(key))
                found = instance.peers.setdefault(key, Stated(key, source))
                assert isinstance(found, Stated)
                peer = found
        except ValueError:
            return
        line.modelled()
        self._peer_lines(line, peer)

    def _group(self, line: Line, kind: str, name: str, family: list[str]) -> None:
        """`af-group NAME address-family FAMILY` is of one family."""
        if (kind == "af-group") != (family[:1] == ["address-family"] and len(family) > 1):
            return
        group = self.groups.setdefault(f"{kind} {name}", Stated(name, self.draft.source(line)))
        line.modelled()
        self._peer_lines(line, group, "*" if family else "")

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
                case ["use", kind, name] if kind in _GROUPS and (kind == "af-group") == bool(family):
                    peer.uses.append((f"{kind} {name}", family, line))
                    line.modelled()
                case words:
                    self._peer_line(line, words, peer, family)

    def _peer_line(self, line: Line, words: list[str], peer: Stated, family: str) -> None:
        off = words[-1:] == ["inheritance-disable"] or (words[-1:] == ["disable"] and len(words) == 2)
        try:
            if family:
                found = family_words(words[:-1] if off else words, off, self.draft)
                if found is not None and "policies_out" in found:
                    self.outward.setdefault(found["policies_out"][0], []).append(line)
                if found is not None:
                    peer.families.setdefault(family, {}).update(found)
            else:
                found = session_words(words[:-1] if off else words, off)
                if found is not None:
                    peer.session.update(found)
        except ValueError:
            return
        if found is not None:
            line.modelled()

    def finish(self) -> None:
        """Make the processes: groups worked in, and what holds for all VRFs."""
        everywhere = self.instances[DEFAULT_VRF].settings
        for vrf, instance in self.instances.items():
            for at, (network, peer) in enumerate(instance.listens):
                instance.listens[at] = (network, self._settled(peer))
            for key, peer in instance.peers.items():
                instance.peers[key] = self._settled(peer)
            instance.settings = {name: everywhere[name] for name in _OF_ALL_VRFS if name in everywhere} | instance.settings
            instance.requires_policy = self.instances[DEFAULT_VRF].requires_policy
            self.draft.bgp[vrf] = resolve(instance, instance, XR)
            self._reflecting(self.draft.bgp[vrf])

    def _reflecting(self, process: BgpProcess) -> None:
        """A route that is reflected keeps its attributes, whatever a policy sets, unless `ibgp policy out` enforces that."""
        inside = [each for each in process.neighbors if each.remote_as == self.number]
        if self.enforced or not any(family.reflector_client for each in inside for family in each.families):
            return
        held = self.draft.scratch.setdefault(REFLECTED, [])
        assert isinstance(held, list)
        names = {name for each in inside for family in each.families for name in family.policies_out}
        held += [(name, line) for name in sorted(names) for line in self.outward.get(name, ())]

    def _settled(self, peer: Peer) -> Peer:
        """A neighbour with what it takes from its groups, and with the communities that an internal one is always sent."""
        session, families = self._gathered(peer, frozenset())
        for values in families.values():
            told = {word: values.pop(word, None) for word in ("ebgp communities", "ebgp extended communities")}
            inside = session.get("remote_as") == self.number
            values["next_hop_self_all"] = self.enforced and bool(values.get("next_hop_self"))
            values["send_community"] = inside or bool(told["ebgp communities"])
            values["send_extended_community"] = inside or bool(told["ebgp extended communities"])
        return Peer(peer.key, peer.source, {"peer_as_check": True, **session}, families)

    def _gathered(self, peer: Peer, below: frozenset[str]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
        """Settings of the session and of each family: own lines win, then session and family groups, then neighbour groups."""
        session: dict[str, Any] = {}
        families: dict[str, dict[str, Any]] = {}
        uses = peer.uses if isinstance(peer, Stated) else []
        for name, family, line in sorted(uses, key=lambda use: not use[0].startswith("neighbor-group")):
            found = self.groups.get(name)
            if found is None or name in below:
                line.status, line.feature = Status.NOT_MODELLED, "bgp inherit"
                continue
            above, theirs = self._gathered(found, below | {name})
            session |= above
            for each, values in theirs.items():
                families.setdefault(family if each == "*" else each, {}).update(values)
        for name, values in peer.families.items():
            families.setdefault(name, {}).update(values)
        return session | peer.session, families


REFLECTED = "policies on reflected routes"
"""Scratch: policies of what a route reflector tells internal neighbours, with the lines that name them."""


def finish_reflection(draft: Draft) -> None:
    """Once policies are known: one that sets anything is not modelled where it meets reflected routes."""
    held = draft.scratch.get(REFLECTED, [])
    assert isinstance(held, list)
    for name, line in held:
        found = draft.policies.get(name)
        if found is None or any(term.sets for term in found.terms):
            line.status, line.feature = Status.NOT_MODELLED, "bgp policy on reflected routes"


DISTINGUISHERS = "route distinguishers"
"""Scratch: VRF → what `rd` in the BGP process says of it."""


def finish_distinguishers(draft: Draft) -> None:
    """The route distinguisher of a VRF stands in BGP."""
    held = draft.scratch.get(DISTINGUISHERS, {})
    assert isinstance(held, dict)
    for name, (rd, source) in held.items():
        vrf = draft.vrfs.get(name) or Vrf(name, source=source)
        draft.vrfs[name] = replace(vrf, rd=rd or vrf.rd)


def _outside(line: Line, family: str) -> None:
    """A family outside unicast: known, but not in the model."""
    if family.endswith(" rt-filter"):  # it only spares routes that nobody would take (RFC 4684)
        status, feature = Status.IGNORED, "bgp sessions"
    else:
        known = "multicast" if set(family.split()) & {"multicast", "mvpn", "mdt"} else f"BGP {family}"
        status, feature = Status.NOT_MODELLED, known
    for part in (line, *line.walk()):
        part.status, part.feature = status, feature


BGP_READERS: dict[str, tuple[str, Reader]] = {"router bgp": ("bgp", _read)}
