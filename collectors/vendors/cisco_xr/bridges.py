"""`l2vpn` bridge domains of IOS XR as VLANs, where they are that: all of their ports carry one tag, or none.

A domain whose ports carry different tags, or that pseudowires or EVPN reach, is outside the model, and so is one that shares
a port with routed subinterfaces or a tag with another domain.
"""

from dataclasses import dataclass, field
from typing import cast

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.ports.port import Port, ports
from collectors.tree import Line
from collectors.vendors.cisco_xr.interfaces import REWRITES, UNTAGGED, bridged, xr_port
from collectors.vendors.cisco_xr.system import xr_name
from models.interfaces import InterfaceKind, Switchport, Vlan
from models.source import Status
from models.values import MAX_VLAN

_QUIET = ("mtu", "mac", "storm-control", "igmp", "mld", "description", "dhcp", "dynamic-arp-inspection", "ip-source-guard",
          "load-balancing", "logging", "nsr", "ignore-mtu-mismatch", "flooding", "coupled-mode")  # fmt: skip
_DOMAINS = "bridge domains"


@dataclass(slots=True)
class _Domain:
    """One bridge domain with its lines. `whole` is False once something in it is outside the model."""

    name: str
    line: Line
    members: list[str] = field(default_factory=list)
    routed: str = ""
    whole: bool = True
    lines: list[Line] = field(default_factory=list)
    tag: int = 0
    """The VLAN that it is, once that is known."""


def _l2vpn(line: Line, draft: Draft) -> None:
    """`l2vpn` / `bridge group G` / `bridge-domain D`."""
    if line.words != ["l2vpn"]:
        return
    line.modelled()
    for group in line.children:
        match group.words:
            case ["bridge", "group", _]:
                group.modelled()
                for child in group.children:
                    match child.words:
                        case ["bridge-domain", name]:
                            _domain(child, name, draft)
            case [word, *_] if word in _QUIET:
                _place(group, Status.IGNORED)
            case _:
                _place(group, Status.NOT_MODELLED)


def _domain(line: Line, name: str, draft: Draft) -> None:
    held = cast("list[_Domain]", draft.scratch.setdefault(_DOMAINS, []))
    domain = _Domain(name, line)
    held.append(domain)
    _place(line, Status.NOT_MODELLED)  # until `finish_bridges` finds that it is a VLAN
    domain.lines.append(line)
    for child in line.children:
        match child.words:
            case ["interface", port]:
                domain.members.append(xr_name(port))
                domain.lines.append(child)
                for below in child.children:
                    if below.words[0] in _QUIET:
                        _place(below, Status.IGNORED)
                    else:
                        domain.whole = False
            case ["routed", "interface", port] if not domain.routed:
                domain.routed = xr_name(port)
                domain.lines.append(child)
            case [word, *_] if word in _QUIET:
                _place(child, Status.IGNORED)
            case _:
                domain.whole = False


def _place(line: Line, status: Status) -> None:
    for part in (line, *line.walk()):
        part.status, part.feature = status, "bridging"


def finish_bridges(draft: Draft) -> None:
    """Make VLANs of the domains that are VLANs, before the ports become interfaces."""
    domains = cast("list[_Domain]", draft.scratch.get(_DOMAINS, []))
    known, frames = ports(draft), bridged(draft)
    children: dict[str, list[Port]] = {}
    for port in known.values():
        if port.kind is InterfaceKind.SUBINTERFACE:
            children.setdefault(port.name.partition(".")[0], []).append(port)
    for domain in domains:
        domain.whole = domain.whole and _tag(domain, draft)
    left = [domain for domain in domains if domain.whole]
    while left:
        members = {name for domain in left for name in domain.members}
        tags = [domain.tag for domain in left]
        fine = [
            domain for domain in left
            if tags.count(domain.tag) == 1 and all(_alone(name, known, children, members, frames) for name in domain.members)
        ]  # fmt: skip
        if fine == left:
            break
        left = fine
    for domain in left:
        _make(domain, draft)


def _tag(domain: _Domain, draft: Draft) -> bool:
    """Find the VLAN of a domain; whether its ports agree on one."""
    known = ports(draft)
    rewrites = cast("dict[str, Line]", draft.scratch.get(REWRITES, {}))
    untagged = cast("set[str]", draft.scratch.get(UNTAGGED, set()))
    tags, popped = set(), set()
    for name in domain.members:
        port = known.get(name)
        if port is None or port.kind is not InterfaceKind.SUBINTERFACE:
            return False
        if name in untagged:
            if name in rewrites:
                return False
            continue
        if "encapsulation_vlan" not in port.facts or (name in rewrites and rewrites[name].words != POP):
            return False
        tags.add(port.facts["encapsulation_vlan"])
        popped.add(name in rewrites)
    bare = any(name in untagged for name in domain.members)
    number = domain.routed.removeprefix("BVI")
    if not tags and number.isdecimal() and 1 <= int(number) <= MAX_VLAN:
        tags = {int(number)}
    if len(tags) != 1 or len(popped) > 1 or (False in popped and (domain.routed or bare)):
        return False
    (domain.tag,) = tags
    return True


POP = ["rewrite", "ingress", "tag", "pop", "1", "symmetric"]


def _alone(name: str, known: dict[str, Port], children: dict[str, list[Port]], members: set[str], frames: set[str]) -> bool:
    """Whether a port has no subinterfaces but those of VLANs, and no addresses of its own."""
    parent = name.partition(".")[0]
    above = known.get(parent)
    return all(child.name in members for child in children[parent]) and (
        above is None or not (above.addresses or parent in frames or "unnumbered_from" in above.facts)
    )


def _make(domain: _Domain, draft: Draft) -> None:
    rewrites = cast("dict[str, Line]", draft.scratch.get(REWRITES, {}))
    untagged = cast("set[str]", draft.scratch.get(UNTAGGED, set()))
    draft.vlans[domain.tag] = Vlan(domain.tag, domain.name, source=draft.source(domain.line))
    for line in domain.lines:
        line.modelled()
    for name in domain.members:
        parent = xr_port(name.partition(".")[0], domain.line, draft)
        now: Switchport = parent.facts.get("switchport") or Switchport("trunk", trunk_vlans=frozenset())
        carried = (now.trunk_vlans or frozenset()) | {domain.tag}
        native = domain.tag if name in untagged else now.native_vlan
        parent.facts["switchport"] = Switchport("trunk", native_vlan=native, trunk_vlans=carried)
        if name in rewrites:
            rewrites[name].modelled()
    if domain.routed:
        xr_port(domain.routed, domain.line, draft).facts["vlan"] = domain.tag


BRIDGE_READERS: dict[str, tuple[str, Reader]] = {"l2vpn": ("bridging", _l2vpn)}
