"""What FRR says outside of routing protocols: ports, VRFs, access lists, and how it is set up."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, IPv6Interface

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.ports.interfaces import HANDLERS, interface_reader
from collectors.ioslike.ports.port import Port, finish_ports
from collectors.ioslike.routing.leaking import finish_leaking
from collectors.ioslike.routing.readers import FRR, routing_finish
from collectors.ioslike.routing.routing_words import careful
from collectors.ioslike.routing.static import read_route
from collectors.tree import Line
from collectors.vendors.frr.access import ACCESS_READERS, use_prefix_lists
from collectors.vendors.frr.bridges import finish_bridges
from collectors.vendors.frr.ifupdown import PORT_FILE, PORTS, read_iface
from models.interfaces import DEFAULT_VRF, Address, Interface, InterfaceKind, OspfInterface, Vrf
from models.services import User

ROUTER_ID, TRACKING = "frr router id", "frr next-hop tracking"

KINDS = (
    ("lo", InterfaceKind.LOOPBACK), ("dummy", InterfaceKind.LOOPBACK), ("vlan", InterfaceKind.VLAN), ("bond", InterfaceKind.LAG),
    ("gre", InterfaceKind.TUNNEL), ("tun", InterfaceKind.TUNNEL), ("wg", InterfaceKind.TUNNEL), ("vxlan", InterfaceKind.TUNNEL),
    ("vti", InterfaceKind.TUNNEL), ("sit", InterfaceKind.TUNNEL), ("mgmt", InterfaceKind.MANAGEMENT), ("br", InterfaceKind.OTHER),
)  # fmt: skip
"""How the names of Linux interfaces start, by custom."""


def kind_of(name: str) -> InterfaceKind:
    """What the name of a Linux interface tells of it.

    >>> kind_of("lo").value, kind_of("swp1.10").value, kind_of("vlan10").value, kind_of("r1-eth0").value
    ('loopback', 'subinterface', 'vlan', 'physical')
    """
    if "." in name:
        return InterfaceKind.SUBINTERFACE
    stem = name.rstrip("0123456789").rstrip("-_")
    return next((kind for start, kind in KINDS if stem == start), InterfaceKind.PHYSICAL)


@careful
def _hostname(line: Line, draft: Draft) -> None:
    match line.words:
        case ["hostname", name]:
            draft.hostname = name
        case ["domainname", name]:
            draft.domain = name
        case ["frr", "version", version]:
            draft.version = version
        case ["frr", "defaults", profile]:
            draft.scratch["frr profile"] = profile
        case ["ip", "forwarding"]:
            draft.forwards = True
        case ["no", "ip", "forwarding"]:
            draft.forwards = False
        case ["username", name, "nopassword"] | ["username", name, "password", *_]:
            draft.users.add(User(name, source=draft.source(line)))
        case ["ip", "router-id", word] | ["router-id", word]:
            draft.scratch[ROUTER_ID] = IPv4Address(word)
        case _:
            return
    line.modelled()


def _tracking(line: Line, draft: Draft, vrf: str = DEFAULT_VRF) -> None:
    """`ip nht resolve-via-default`, in a VRF too: a default route may lead to next hops."""
    words = line.words[1:] if line.words[0] == "no" else line.words
    if words[1:] == ["nht", "resolve-via-default"]:
        draft.default_resolves[vrf, 4 if words[0] == "ip" else 6] = line.words[0] != "no"
        line.modelled()


def _vrf(line: Line, draft: Draft) -> None:
    """A `vrf` block: its static routes stand inside it."""
    if len(line.words) != 2:
        return
    name = line.words[1]
    draft.vrfs.setdefault(name, Vrf(name, source=draft.source(line)))
    line.modelled()
    for child in line.children:
        if child.words[:2] in (["ip", "route"], ["ipv6", "route"]):
            read_route(child, draft, FRR, name)
        else:
            _tracking(child, draft, name)


def finish(draft: Draft) -> None:
    """Ports to interfaces, their kinds and VRFs; router ids; access lists that routing uses as prefix lists."""
    finish_ports(draft)
    for name, found in list(draft.interfaces.items()):
        draft.interfaces[name] = _linux(found)
        if found.vrf != "default" and found.vrf not in draft.vrfs:
            draft.vrfs[found.vrf] = Vrf(found.vrf, source=found.source)
    finish_bridges(draft)
    routing_finish(draft, FRR)
    router_id = draft.scratch.get(ROUTER_ID)
    if isinstance(router_id, IPv4Address):
        draft.ospf = {key: replace(p, router_id=p.router_id or router_id) for key, p in draft.ospf.items()}
        draft.bgp = {key: replace(p, router_id=p.router_id or router_id) for key, p in draft.bgp.items()}
    if draft.scratch.get("frr profile") == "datacenter":
        draft.default_resolves.setdefault(("", 0), True)
    finish_leaking(draft)
    use_prefix_lists(draft)


def _linux(found: Interface) -> Interface:
    """Kind by Linux names. Several addresses of one subnet are secondary to the first, as the kernel has it."""
    kind = kind_of(found.name)
    seen: set[object] = set()
    addresses: list[Address] = []
    for address in found.addresses:
        network = address.ip.network if isinstance(address.ip, IPv4Interface | IPv6Interface) else None
        addresses.append(replace(address, secondary=address.ip.version == 4 and network in seen))
        seen.add(network)
    parent = found.name.partition(".")[0] if kind is InterfaceKind.SUBINTERFACE else found.parent
    tag = found.name.rpartition(".")[2]
    encapsulation = (
        int(tag) if kind is InterfaceKind.SUBINTERFACE and tag.isdecimal() and len(tag) < 5 else found.encapsulation_vlan
    )
    return replace(found, kind=kind, addresses=tuple(addresses), switchport=None, parent=parent, encapsulation_vlan=encapsulation)


def _no_ip(words: list[str], target: Port, line: Line, draft: Draft) -> bool:
    """`no ip ospf passive`: how FRR prints an exception from `passive-interface default`."""
    if words != ["no", "ip", "ospf", "passive"]:
        return False
    now = target.ospf.get(2) or OspfInterface(source=draft.source(line))
    target.ospf[2] = replace(now, passive=False)
    return True


_ports = interface_reader(PORTS, {**HANDLERS, "no ip": _no_ip})

READERS: dict[str, tuple[str, Reader]] = {
    "interface": ("interface", _ports),
    "int": ("interface", _ports),
    "iface": (PORT_FILE, read_iface),
    "vrf": ("vrf", _vrf),
    "hostname": ("hostname", _hostname),
    "domainname": ("hostname", _hostname),
    "frr version": ("version", _hostname),
    "frr defaults": ("version", _hostname),
    "ip forwarding": ("forwarding", _hostname),
    "no ip forwarding": ("forwarding", _hostname),
    "username": ("user", _hostname),
    **dict.fromkeys(("ip nht", "ipv6 nht", "no ip nht", "no ipv6 nht"), ("next-hop tracking", _tracking)),
    "ip router-id": ("router-id", _hostname),
    "router-id": ("router-id", _hostname),
    **ACCESS_READERS,
}
