"""Random small networks with a bit of everything, and random changes of every kind to them."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from ipaddress import IPv4Address, ip_interface, ip_network

from models.change import Change
from models.device import Device, DeviceId
from models.filters import Acl, AclRule
from models.interfaces import Address, Fhrp, FhrpKind, Interface, InterfaceKind, OspfInterface, Switchport, Vlan, Vrf
from models.link import Link, Port
from models.network import Network
from models.policy import Match, Policy, PrefixList, PrefixRule, Term
from models.routing import (
    BgpFamily,
    BgpNeighbor,
    BgpNetwork,
    BgpProcess,
    OspfArea,
    OspfDefault,
    OspfProcess,
    Redistribution,
    StaticRoute,
)  # fmt: skip
from models.services import Service
from models.source import Source

LINE = Source("random.cfg", 1)
_BACKBONE, _OTHER = "0.0.0.0", "0.0.0.1"


def draw(dice: random.Random) -> Network:
    """Two departments whose routers share subnets and wires; most speak OSPF, some BGP, some have VLANs or a VRF."""
    size = dice.randint(3, 7)
    wired = dice.random() < 0.5
    devices: dict[DeviceId, Device] = {}
    links: set[Link] = set()
    ids = [DeviceId("a" if n < size - 1 else "b", f"r{n}") for n in range(size)]
    ports: dict[DeviceId, dict[str, Interface]] = {
        id: {"Loopback0": _port("Loopback0", f"10.255.0.{n}/32", dice)} for n, id in enumerate(ids)
    }
    for number in range(dice.randint(size, 2 * size)):
        one, other = dice.sample(ids, 2)
        ends = []
        for host, id in enumerate((one, other), 1):
            name = f"e{len(ports[id])}"
            length = 30 if number % 4 else 29
            vrf = "red" if dice.random() < 0.08 else "default"
            ports[id][name] = replace(_port(name, f"10.0.{number}.{host}/{length}", dice), vrf=vrf)
            ends.append(Port(id, name))
        if wired and dice.random() < 0.7:
            links.add(Link(*ends))
    for n, id in enumerate(ids):
        if dice.random() < 0.6:
            ports[id]["lan"] = replace(_port("lan", f"10.{n + 1}.0.1/24", dice), fhrp=_shared(dice, n))
        if dice.random() < 0.3:
            ports[id]["lan2"] = _port("lan2", f"10.9.0.{n + 1}/24", dice)
        if dice.random() < 0.25:
            ports[id]["sw1"] = Interface("sw1", InterfaceKind.PHYSICAL, switchport=Switchport("access", 10), source=LINE)
            ports[id]["Vlan10"] = replace(_port("Vlan10", f"10.{20 + n}.0.1/24", dice), kind=InterfaceKind.VLAN, vlan=10)
    for n, id in enumerate(ids):
        processes = {(2, "1"): _process(dice)} if dice.random() < 0.8 else {}
        devices[id] = Device(
            id,
            dice.choice(("cisco_ios", "frr")),
            interfaces=ports[id],
            vlans={10: Vlan(10, "USERS")} if "Vlan10" in ports[id] else {},
            statics=frozenset(_static(dice, size) for _ in range(dice.randint(0, 2))),
            ospf=processes,
            bgp={"default": _speaker(dice, n, ids, ports)} if dice.random() < 0.6 else {},
            prefix_lists={"P": PrefixList("P", (PrefixRule(True, ip_network("10.0.0.0/8"), 8, dice.choice((24, 32))),))},
            policies={"M": Policy("M", (Term("10", "permit", (Match("prefix-list", ("P",)),)),))},
            acls={"A": Acl("A", (AclRule(True),))},
        )
    realms = {"a": "city", "b": "city"} if dice.random() < 0.5 else {}
    return Network(devices, frozenset(links), realms)


def _port(name: str, address: str, dice: random.Random) -> Interface:
    kind = InterfaceKind.LOOPBACK if name.startswith("Loop") else InterfaceKind.PHYSICAL
    speaks = dice.random() < 0.8
    ospf = (OspfInterface("1", _BACKBONE if dice.random() < 0.85 else _OTHER, cost=dice.choice((1, 5, 10))),) if speaks else ()
    return Interface(
        name, kind, enabled=dice.random() < 0.92, addresses=(Address(ip_interface(address)),), ospf=ospf, source=LINE
    )  # fmt: skip


def _shared(dice: random.Random, n: int) -> tuple[Fhrp, ...]:
    if dice.random() < 0.7:
        return ()
    return (Fhrp(FhrpKind.VRRP, 1, (IPv4Address(f"10.{n + 1}.0.254"),), priority=dice.choice((90, 110))),)


def _process(dice: random.Random) -> OspfProcess:
    taken = tuple(
        Redistribution(p, policies=("M",) if dice.random() < 0.5 else ())
        for p in ("static", "connected", "bgp")
        if dice.random() < 0.25
    )
    default = OspfDefault(always=dice.random() < 0.5) if dice.random() < 0.2 else None
    areas = (OspfArea(_OTHER, dice.choice(("normal", "normal", "stub"))),)
    return OspfProcess("1", redistributions=taken, default=default, areas=areas, source=LINE)


def _static(dice: random.Random, size: int) -> StaticRoute:
    prefix = ip_network(
        dice.choice(("0.0.0.0/0", "10.77.0.0/16", "10.77.1.0/24", "192.0.2.0/24", f"10.{dice.randint(1, size)}.0.0/16"))
    )
    if dice.random() < 0.2:
        return StaticRoute(prefix, discard=True, source=LINE)
    hop = IPv4Address(f"10.0.{dice.randrange(2 * size)}.{dice.choice((1, 2))}")
    return StaticRoute(prefix, hop, distance=dice.choice((1, 1, 200)), source=LINE)


def _speaker(dice: random.Random, n: int, ids: list[DeviceId], ports: Mapping[DeviceId, Mapping[str, Interface]]) -> BgpProcess:
    asn = 65000 + n % 3
    neighbors = []
    for m, other in enumerate(ids):
        for port in ports[other].values() if m != n else ():
            if dice.random() < 0.25 and port.addresses:
                family = BgpFamily(next_hop_self=dice.random() < 0.5, policies_out=("M",) if dice.random() < 0.3 else ())
                neighbors.append(BgpNeighbor(port.addresses[0].ip.ip, remote_as=65000 + m % 3, families=(family,)))
    networks = tuple(
        BgpNetwork(ip_network(p)) for p in (f"10.255.0.{n}/32", f"10.{n + 1}.0.0/24", "10.77.0.0/16") if dice.random() < 0.6
    )
    taken = (Redistribution("ospf", "1"),) if dice.random() < 0.3 else ()
    return BgpProcess(
        asn, router_id=IPv4Address(n + 1), neighbors=tuple(neighbors), networks=networks, redistributions=taken, source=LINE
    )


def change(dice: random.Random, network: Network) -> Change:
    """One random edit that fits the network."""
    while True:
        found = dice.choice(_KINDS)(dice, network, network.devices[dice.choice(sorted(network.devices))])
        if found is not None and found.before != found.after:
            return found


def _interface(dice: random.Random, network: Network, device: Device) -> Change | None:
    del network
    before = dice.choice(sorted(device.interfaces.values(), key=lambda i: i.name))
    what = dice.randrange(8)
    if what < 3 or not before.addresses:
        return Change(device.id, before, replace(before, enabled=not before.enabled))
    if what == 3:
        address = before.addresses[0].ip
        return Change(
            device.id, before, replace(before, addresses=(Address(ip_interface(f"{address.ip + 1}/{address.network.prefixlen}")),))
        )
    if what == 4:
        return Change(device.id, before, replace(before, ospf=tuple(replace(o, cost=dice.randint(1, 20)) for o in before.ospf)))
    if what == 5:
        return Change(device.id, before, replace(before, acl_in="" if before.acl_in else "A"))
    if what == 6:
        return Change(device.id, before, None)
    name = f"new{dice.randrange(3)}"
    if name in device.interfaces:
        return None
    return Change(device.id, None, _port(name, f"10.0.{dice.randrange(8)}.{dice.choice((1, 2, 3))}/30", dice))


def _vlan(dice: random.Random, network: Network, device: Device) -> Change | None:
    del network
    known = device.vlans.get(10)
    if known is None:
        return Change(device.id, None, Vlan(10, "USERS"))
    return Change(device.id, known, replace(known, enabled=not known.enabled) if dice.random() < 0.6 else None)


def _vrf(dice: random.Random, network: Network, device: Device) -> Change | None:
    del network, dice
    known = device.vrfs.get("blue")
    return Change(device.id, known, None) if known else Change(device.id, None, Vrf("blue"))


def _route(dice: random.Random, network: Network, device: Device) -> Change | None:
    if device.statics and dice.random() < 0.4:
        return Change(device.id, dice.choice(sorted(device.statics, key=str)), None)
    after = _static(dice, len(network.devices))
    return None if after in device.statics else Change(device.id, None, after)


def _ospf(dice: random.Random, network: Network, device: Device) -> Change | None:
    del network
    known = device.ospf.get((2, "1"))
    if known is None or dice.random() < 0.15:
        return Change(device.id, known, None if known else _process(dice))
    if dice.random() < 0.3:
        return Change(device.id, known, replace(known, passive=frozenset(dice.sample(sorted(device.interfaces), 1))))
    fresh = _process(dice)
    return Change(device.id, known, replace(known, redistributions=fresh.redistributions, default=fresh.default))


def _bgp(dice: random.Random, network: Network, device: Device) -> Change | None:
    known = device.bgp.get("default")
    ids = sorted(network.devices)
    if known is None or dice.random() < 0.15:
        fresh = _speaker(dice, ids.index(device.id), ids, {id: d.interfaces for id, d in network.devices.items()})
        return Change(device.id, known, None if known else fresh)
    if known.neighbors and dice.random() < 0.5:
        at = dice.randrange(len(known.neighbors))
        return Change(device.id, known, replace(known, neighbors=known.neighbors[:at] + known.neighbors[at + 1 :]))
    return Change(device.id, known, replace(known, networks=known.networks[1:] or (BgpNetwork(ip_network("10.9.0.0/24")),)))


def _list(dice: random.Random, network: Network, device: Device) -> Change | None:
    del network
    known = device.prefix_lists["P"]
    rule = PrefixRule(
        dice.random() < 0.7, ip_network(dice.choice(("10.0.0.0/8", "10.77.0.0/16", "0.0.0.0/0"))), 8, dice.choice((16, 24, 32))
    )
    return Change(device.id, known, replace(known, rules=(rule,)))


def _policy(dice: random.Random, network: Network, device: Device) -> Change | None:
    del network
    known = device.policies["M"]
    return Change(device.id, known, replace(known, default="permit" if dice.random() < 0.5 else "deny"))


def _acl(dice: random.Random, network: Network, device: Device) -> Change | None:
    del network
    known = device.acls["A"]
    return Change(device.id, known, replace(known, rules=(AclRule(dice.random() < 0.5, (dice.choice((6, 17)),)),)))


def _service(dice: random.Random, network: Network, device: Device) -> Change | None:
    del network
    after = Service("ntp", f"10.0.0.{dice.randrange(9)}")
    return None if after in device.services else Change(device.id, None, after)


def _link(dice: random.Random, network: Network, device: Device) -> Change | None:
    del device
    if not network.links:
        return None
    return Change(None, dice.choice(sorted(network.links, key=lambda link: (link.a, link.b))), None)


_Kind = Callable[[random.Random, Network, Device], Change | None]
_KINDS: tuple[_Kind, ...] = (
    _interface, _interface, _interface, _vlan, _vrf, _route, _route, _ospf, _bgp, _list, _policy, _acl, _service, _link,
)  # fmt: skip
