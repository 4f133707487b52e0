"""A region with the joints at which a verifier errs (VRFs, tags, trunks, a borrowed switch, OSPF, BGP), and odd edits of it."""

import random
from dataclasses import replace
from ipaddress import ip_address, ip_network

from models.change import Change, Fact
from models.device import Device, DeviceId
from models.filters import Acl, AclRule
from models.interfaces import Fhrp, FhrpKind, Interface, InterfaceKind, Switchport, Vlan, Vrf
from models.link import Link, Port
from models.network import Network
from models.plan import Move, Step
from models.routing import (
    BgpFamily,
    BgpNeighbor,
    BgpNetwork,
    BgpProcess,
    OspfArea,
    OspfNetwork,
    OspfProcess,
    OspfRange,
    Redistribution,
    StaticRoute,
)
from tests.verifier.town import device, net, port, route, wild

A1, A2, A3 = DeviceId("a", "r1"), DeviceId("a", "r2"), DeviceId("a", "r3")
B1, SWITCH, C1 = DeviceId("b", "r1"), DeviceId("b", "sw"), DeviceId("c", "r1")
CORE, EDGE = DeviceId("hub", "core"), DeviceId("hub", "edge")
PREFIXES = (
    "10.0.0.0/24", "10.0.2.0/24", "10.1.1.0/24", "10.1.1.128/25", "10.1.2.0/24", "10.1.3.0/24", "10.1.5.0/24", "10.1.6.0/24",
    "10.1.6.64/26", "10.3.1.0/24", "10.3.1.0/25", "10.1.0.0/16", "10.0.0.0/8", "0.0.0.0/0", "10.7.0.0/24", "10.9.0.0/16",
)  # fmt: skip


def subport(name: str, parent: str, tag: int, *addresses: str, **more: object) -> Interface:
    """A subinterface."""
    return port(name, *addresses, kind=InterfaceKind.SUBINTERFACE, parent=parent, encapsulation_vlan=tag, **more)


def svi(vlan: int, *addresses: str, **more: object) -> Interface:
    """The routed interface of a VLAN."""
    return port(f"vlan{vlan}", *addresses, kind=InterfaceKind.VLAN, vlan=vlan, **more)


def wire(one: DeviceId, its: str, other: DeviceId, that: str) -> Link:
    """A declared wire."""
    return Link(Port(one, its), Port(other, that))


def _ospf(*prefixes: str, **more: object) -> dict[tuple[int, str], OspfProcess]:
    made = OspfProcess("1", networks=tuple(OspfNetwork(net(p), "0.0.0.0") for p in prefixes))
    return {(2, "1"): replace(made, **more)}  # type: ignore[arg-type]  # fields of OspfProcess


def _bgp(asn: int, peer: str, remote: int, vrf: str = "default", *networks: str) -> dict[str, BgpProcess]:
    neighbor = BgpNeighbor(ip_address(peer), remote_as=remote, families=(BgpFamily(),))
    announced = tuple(BgpNetwork(ip_network(n)) for n in networks)
    return {vrf: BgpProcess(asn, vrf, neighbors=(neighbor,), networks=announced)}


def region(seed: int) -> Network:
    """Three departments and a hub; what they speak depends on the seed."""
    spoken = seed % 4
    a1 = device(
        A1,
        port("lan", "10.1.1.1/24"),
        port("mid", "10.1.9.1/30"),
        port("glan", "10.1.5.1/24", vrf="GUEST"),
        port("gmid", "10.1.8.1/30", vrf="GUEST"),
        port("up"),
        subport("up.10", "up", 10, "10.9.1.1/31"),
        port("t"),
        subport("t.31", "t", 31, "10.1.31.1/30"),
        vrfs={"GUEST": Vrf("GUEST")},
        statics=frozenset(
            {
                route("10.1.2.0/24", "10.1.9.2"),
                route("10.1.3.0/24", "10.1.31.2"),
                route("10.0.0.0/24", "10.9.1.0"),
                route("10.1.6.0/24", "10.1.8.2", vrf="GUEST"),
            }
        ),
    )
    a2 = device(
        A2,
        port("lan", "10.1.2.1/24"),
        port("mid", "10.1.9.2/30"),
        port("glan", "10.1.6.1/24", vrf="GUEST"),
        port("gmid", "10.1.8.2/30", vrf="GUEST"),
        vrfs={"GUEST": Vrf("GUEST")},
        statics=frozenset({route("0.0.0.0/0", "10.1.9.1"), route("10.1.5.0/24", "10.1.8.1", vrf="GUEST")}),
    )
    a3 = device(
        A3,
        port("t", switchport=Switchport("trunk")),
        port("e5", switchport=Switchport(access_vlan=30)),
        svi(30, "10.1.3.1/24"),
        svi(31, "10.1.31.2/30"),
        vlans={30: Vlan(30, "STAFF"), 31: Vlan(31, "UP")},
        statics=frozenset({route("0.0.0.0/0", "10.1.31.1")}),
    )
    if spoken == 1:
        a1 = replace(a1, statics=frozenset(s for s in a1.statics if s.vrf != "default"), ospf=_ospf("10.1.0.0/16"))
        a2 = replace(a2, statics=frozenset(s for s in a2.statics if s.vrf != "default"), ospf=_ospf("10.1.0.0/16"))
        a3 = replace(a3, statics=frozenset(), ospf=_ospf("10.1.0.0/16"))
    bgp = spoken >= 2
    b1 = device(
        B1,
        port("lan", "10.1.1.1/24"),
        port("up", "10.9.2.1/31"),
        statics=frozenset() if bgp else frozenset({route("10.0.0.0/24", "10.9.2.0")}),
        bgp=_bgp(65002, "10.9.2.0", 65000, "default", "10.1.1.0/24") if bgp else {},
    )
    switch = device(
        SWITCH,
        port("p1", switchport=Switchport(access_vlan=7)),
        port("p2", switchport=Switchport(access_vlan=7)),
        vlans={7: Vlan(7, "TRANSIT")},
        forwards=False,
    )
    c1 = device(
        C1,
        port("lan", "10.3.1.1/24"),
        port("up", "10.7.0.1/24"),
        statics=frozenset() if spoken == 3 else frozenset({route("0.0.0.0/0", "10.7.0.2")}),
        ospf=_ospf("10.3.0.0/16", "10.7.0.0/24") if spoken == 3 else {},
    )
    edge = device(
        EDGE,
        port("x", "10.0.9.2/30"),
        port("dmz", "10.0.2.1/24"),
        port("y", "10.7.0.2/24"),
        statics=frozenset() if spoken == 3 else frozenset({route("10.3.1.0/24", "10.7.0.1")}),
        ospf=_ospf("10.0.0.0/16", *(["10.7.0.0/24"] if spoken == 3 else []), redistributions=(Redistribution("static"),)),
    )
    core = device(
        CORE,
        port("svc", "10.0.0.1/24"),
        port("x", "10.0.9.1/30"),
        port("e1"),
        subport("e1.10", "e1", 10, "10.9.1.0/31", vrf="A"),
        port("e2", "10.9.2.0/31", vrf="B"),
        vrfs={"A": Vrf("A"), "B": Vrf("B")},
        statics=frozenset(
            {
                route("10.1.2.0/24", "10.9.1.1", next_hop_vrf="A"),
                route("10.1.2.0/23", "10.9.1.1", vrf="A"),
                route("10.0.0.0/24", vrf="A", next_hop_vrf="default", interface="svc"),
                route("10.0.0.0/24", vrf="B", next_hop_vrf="default", interface="svc"),
            }
        ),
        ospf=_ospf("10.0.0.0/16", redistributions=(Redistribution("static"),) * (seed % 2)),
        bgp=_bgp(65000, "10.9.2.1", 65002, "B", "10.0.0.0/24") if bgp else {},
    )
    devices = (a1, a2, a3, b1, switch, c1, edge, core)
    wires = {
        wire(A1, "up", CORE, "e1"),
        wire(A1, "t", A3, "t"),
        wire(B1, "up", CORE, "e2"),
        wire(C1, "up", SWITCH, "p1"),
        wire(EDGE, "y", SWITCH, "p2"),
    }
    return Network({d.id: d for d in devices}, frozenset(wires))


def edits(chance: random.Random, network: Network) -> tuple[Change, ...]:
    """Something that a plan may do somewhere in a region, right or wrong."""
    found = network.devices[chance.choice(sorted(network.devices))]
    name = found.id
    ports = sorted(found.interfaces.values(), key=lambda p: p.name)
    own: Interface = chance.choice(ports)
    lan: Interface = chance.choice([p for p in ports if p.addresses] or ports)
    match chance.randrange(12):
        case 0 | 1:
            return (Change(name, None, _some_route(chance, network, found)),)
        case 2 if found.statics:
            return (Change(name, chance.choice(sorted(found.statics, key=str)), None),)
        case 3:
            return (Change(name, own, replace(own, enabled=False)),)
        case 4:
            return (Change(name, lan, replace(lan, **_address_edit(chance, lan))),)  # type: ignore[arg-type]  # fields of Interface
        case 5:
            return _filter(chance, found, lan)
        case 6 if found.ospf:
            process = found.ospf[2, "1"]
            return (Change(name, process, _ospf_edit(chance, process, lan)),)
        case 7 if found.bgp:
            bgp = next(iter(found.bgp.values()))
            grown = replace(bgp, networks=(*bgp.networks, BgpNetwork(ip_network(chance.choice(PREFIXES)))))
            shut = replace(bgp, neighbors=tuple(replace(n, enabled=False) for n in bgp.neighbors))
            other = replace(bgp, redistributions=(Redistribution("static"), Redistribution("connected")))
            return (Change(name, bgp, chance.choice((grown, shut, other))),)
        case 8 if found.vlans:
            vlan = chance.choice(sorted(found.vlans.values(), key=lambda v: v.id))
            return (Change(name, vlan, chance.choice((None, replace(vlan, enabled=False)))),)
        case 9:
            gone: Fact = chance.choice(sorted(network.links, key=str))
            return (Change(None, gone, None),)
        case 10 if own.switchport is not None:
            other_vlan = Switchport(own.switchport.mode, 99, 99, frozenset({31}))
            return (Change(name, own, replace(own, switchport=other_vlan)),)
        case 11:
            group = Fhrp(FhrpKind.VRRP, 1, (lan.addresses[0].ip.ip + 9,)) if lan.addresses else None
            return (Change(name, lan, replace(lan, fhrp=(group,))),) if group else ()
        case _:
            return ()


def _some_route(chance: random.Random, network: Network, found: Device) -> StaticRoute:
    vrf = chance.choice(["default", *found.vrfs])
    prefix = chance.choice(PREFIXES)
    kind = chance.random()
    if kind < 0.15:
        return route(prefix, discard=True, vrf=vrf)
    if kind < 0.3 and found.vrfs:
        return route(prefix, vrf=vrf, next_hop_vrf=chance.choice(sorted({"default", *found.vrfs} - {vrf})), distance=2)
    near = {a.ip.network for p in found.interfaces.values() for a in p.addresses}
    hops = [
        str(a.ip.ip)
        for id, other in sorted(network.devices.items())
        if id != found.id
        for p in other.interfaces.values()
        for a in p.addresses
        if a.ip.network in near or chance.random() < 0.1
    ]
    return route(prefix, chance.choice(hops or ["10.250.0.1"]), vrf=vrf, distance=chance.choice((1, 5)))


def _address_edit(chance: random.Random, lan: Interface) -> dict[str, object]:
    made = f"10.{chance.choice((200, 201))}.0.{chance.choice((1, 2))}/24"
    match chance.randrange(4):
        case 0:
            return {"addresses": (*lan.addresses, port("x", "10.255.0.1/24", made).addresses[1])}
        case 1:
            return {"addresses": port("x", made).addresses}
        case 2:
            return {"addresses": ()}
        case _:
            return {"vrf": "GUEST" if lan.vrf == "default" else "default"}


def _filter(chance: random.Random, found: Device, lan: Interface) -> tuple[Change, ...]:
    rule = AclRule(chance.random() < 0.5, (), wild(chance.choice(PREFIXES)), wild(chance.choice(PREFIXES)), sequence=10)
    acl = Acl(f"ODD{chance.randrange(99)}", (rule, AclRule(chance.random() < 0.6, sequence=90)))
    way = {chance.choice(("acl_in", "acl_out")): acl.name}
    taken = Change(found.id, lan, replace(lan, **way))  # type: ignore[arg-type]  # fields of Interface
    # A port may also name a list that is not there.
    return (Change(found.id, None, acl), taken) if chance.random() < 0.9 else (taken,)


def _ospf_edit(chance: random.Random, process: OspfProcess, lan: Interface) -> OspfProcess:
    match chance.randrange(5):
        case 0:
            return replace(process, networks=(*process.networks, OspfNetwork(net(chance.choice(PREFIXES[4:10])), "0.0.0.0")))
        case 1:
            return replace(process, passive=process.passive | {lan.name})
        case 2:
            return replace(process, redistributions=(Redistribution("static"), Redistribution("connected")))
        case 3:
            return replace(process, networks=())
        case _:
            return replace(process, areas=(OspfArea("0.0.0.0", ranges=(OspfRange(net("10.0.0.0/8")),)),))


def some_steps(seed: int, network: Network) -> list[Step]:
    """A few edits, most of them taken back by a later step, so that a state in between may be bad and the end is not."""
    chance = random.Random(seed)
    made: list[Step] = []
    while len(made) < 5:
        done = edits(chance, network)
        if not done:
            continue
        number = len(made)
        after = tuple(s.id for s in made if chance.random() < 0.12)
        moved: tuple[Move, ...] = ()
        if chance.random() < 0.08:
            moved = (Move("b", net("10.1.1.0/24"), net("10.200.0.0/24"), 5),)
        made.append(Step(f"do{number}", "", "odd", "a", done, after=after, moved=moved))
        if chance.random() < 0.75:
            undone = tuple(change.inverse() for change in reversed(done))
            made.append(Step(f"undo{number}", "", "odd", "a", undone, after=(f"do{number}",)))
    return made
