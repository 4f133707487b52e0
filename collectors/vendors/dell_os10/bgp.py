"""`router bgp` of OS10: each VRF, neighbour and template is a block, and so are the families inside them.

A neighbour is down until `no shutdown`, which the running config prints. Templates are worked into the neighbours here.
"""

from ipaddress import IPv4Address
from typing import Any

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.routing.bgp_peers import V4, V6, Peer, read_peer
from collectors.ioslike.routing.bgp_process import in_family, plain
from collectors.ioslike.routing.bgp_resolve import Instance, resolve
from collectors.ioslike.routing.routing_words import asn, careful, ip, number, prefix, vrf_name
from collectors.tree import Line
from collectors.vendors.dell_os10.system import OS10, os10_name
from models.interfaces import DEFAULT_VRF
from models.source import Status

_FLAGS = {
    "always-compare-med": {"always_compare_med": True},
    "non-deterministic-med": {"deterministic_med": False},
    "bestpath med missing-as-worst": {"med_missing_as_worst": True},
    "bestpath as-path multipath-relax": {"multipath_relax": True},
}
_PATHS = {"ebgp": "maximum_paths", "ibgp": "maximum_paths_internal"}
_OF_ALL_VRFS = ("cluster_id", "confederation", "confederation_peers", "enabled")
_IGNORED = ("connection-retry-timer", "advertisement-start", "sender-side-loop-detection", "connection-mode", "bfd")
_DOWN: dict[str, Any] = {"enabled": False}


@careful
def _read(line: Line, draft: Draft) -> None:
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
        self.inherited: dict[str, list[tuple[str, Line]]] = {}
        """The templates of each neighbour, by VRF and key."""

    def lines(self, block: Line, vrf: str) -> None:
        """The lines of the process, or those of one VRF in it."""
        source = self.draft.source(block)
        instance = self.instances.setdefault(vrf, Instance(self.number, vrf, source, vrf, default_families={V4: True, V6: False}))
        for line in block.children:
            match line.words:
                case ["vrf", name] if vrf == DEFAULT_VRF:
                    line.modelled()
                    self.lines(line, vrf_name(name))
                case ["address-family", *family]:
                    self._family(line, " ".join(family), instance)
                case ["neighbor", "interface", *name] if name:
                    port = os10_name("".join(name))
                    self._peer(
                        line, instance, instance.peers.setdefault(port, Peer(port, self.draft.source(line), {"interface": port}))
                    )
                case ["neighbor", address]:
                    self._neighbor(line, address, instance)
                case ["template", name]:
                    self._peer(line, instance, instance.templates.setdefault(name, Peer(name, self.draft.source(line))))
                case _:
                    _setting(line, instance)

    def _neighbor(self, line: Line, address: str, instance: Instance) -> None:
        try:
            key = str(ip(address))
        except ValueError:
            return
        self._peer(line, instance, instance.peers.setdefault(key, Peer(key, self.draft.source(line))))

    def _family(self, line: Line, family: str, instance: Instance) -> None:
        """What the process says of an address family: networks, aggregates, redistribution."""
        if family not in (V4, V6):
            _outside(line, family)
            return
        line.modelled()
        for child in line.children:
            in_family(child, instance, family, OS10, self.draft.source(child))

    def _peer(self, block: Line, instance: Instance, peer: Peer, family: str = "") -> None:
        """The lines of a neighbour or template, or of a family in it."""
        block.modelled()
        for line in block.children:
            words = line.words[1:] if line.words[0] == "no" and len(line.words) > 1 else line.words
            match line.words:
                case ["address-family", *named] if not family:
                    name = " ".join(named)
                    if name in (V4, V6):
                        self._peer(line, instance, peer, name)
                    else:
                        _outside(line, name)
                case ["inherit", "template", name, *kind] if kind in ([], ["inherit-type", "ebgp"], ["inherit-type", "ibgp"]):
                    self.inherited.setdefault(f"{instance.vrf} {peer.key}", []).append((name, line))
                    line.modelled()
                case ["listen", text, *limit] if limit in ([], ["limit", *limit[1:]]):
                    self._listen(line, text, instance, peer)
                case ["distribute-list", *rest]:
                    read_peer(line, peer, ["prefix-list", *rest], family, OS10)
                case ["add-path", *_]:
                    line.status, line.feature = Status.NOT_MODELLED, "bgp paths"
                case _ if words[0] in _IGNORED:
                    line.status, line.feature = Status.IGNORED, "bgp sessions"
                case _:
                    read_peer(line, peer, words, family, OS10)

    def _listen(self, line: Line, text: str, instance: Instance, peer: Peer) -> None:
        """`listen 10.0.0.0/24 limit 10` of a template: who calls from there."""
        try:
            network, rest = prefix([text])
        except ValueError:
            return
        if not rest:
            instance.listens.append((network, peer))
            line.modelled()

    def finish(self) -> None:
        """Make the processes: templates worked in, and what holds for all VRFs."""
        everywhere = self.instances[DEFAULT_VRF].settings
        for vrf, instance in self.instances.items():
            for key, peer in instance.peers.items():
                instance.peers[key] = self._settled(peer, instance)
            instance.settings |= {name: everywhere[name] for name in _OF_ALL_VRFS if name in everywhere}
            self.draft.bgp[vrf] = resolve(instance, instance, OS10)

    def _settled(self, peer: Peer, instance: Instance) -> Peer:
        """A neighbour with what it takes from templates; its own lines win."""
        session: dict[str, Any] = dict(_DOWN)
        families: dict[str, dict[str, Any]] = {}
        for name, line in self.inherited.get(f"{instance.vrf} {peer.key}", []):
            base = instance.templates.get(name) or self.instances[DEFAULT_VRF].templates.get(name)
            if base is None:
                line.status, line.feature = Status.NOT_MODELLED, "bgp inherit"
                continue
            session |= base.session
            for family, values in base.families.items():
                families.setdefault(family, {}).update(values)
        for family, values in peer.families.items():
            families.setdefault(family, {}).update(values)
        return Peer(peer.key, peer.source, session | peer.session, families)


def _setting(line: Line, instance: Instance) -> None:
    """A setting of the process as a whole."""
    flag = _FLAGS.get(" ".join(line.words))
    try:
        match line.words:
            case _ if flag is not None:
                found: dict[str, Any] = flag
            case ["maximum-paths", "ebgp" | "ibgp" as kind, count]:
                found = {_PATHS[kind]: number(count, 1, 1024)}
            case ["cluster-id", address]:
                found = {"cluster_id": IPv4Address(address)}
            case ["confederation" | "default", *_]:
                stated = Line(line.text, line.number, ["bgp", *line.words])
                plain(stated, instance, OS10)
                line.status = stated.status
                return
            case _:
                plain(line, instance, OS10)
                return
    except ValueError:
        return
    instance.settings |= found
    line.modelled()


def _outside(line: Line, family: str) -> None:
    """A family outside unicast: known, but not in the model."""
    for part in (line, *line.walk()):
        part.status, part.feature = Status.NOT_MODELLED, f"BGP {family}"


BGP: dict[str, tuple[str, Reader]] = {"router bgp": ("bgp", _read)}
