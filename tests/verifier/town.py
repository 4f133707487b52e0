"""A town of two departments with the same addresses, and a hub: small enough to try every state of a plan."""

from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import IPv4Network, ip_address, ip_interface, ip_network

from models.change import Change
from models.device import Device, DeviceId
from models.filters import Acl, AclRule, Wildcard
from models.interfaces import Address, Interface, Vrf
from models.link import Link, Port
from models.network import Network
from models.plan import Bound, Flow, Move, Plan, Step
from models.routing import StaticRoute

A, B, HUB = DeviceId("a", "r1"), DeviceId("b", "r1"), DeviceId("hub", "core")
A2 = DeviceId("a", "r2")
ANY = AclRule(False, sequence=90)


def port(name: str, *addresses: str, **more: object) -> Interface:
    """A port; the first address is the primary one."""
    found = tuple(Address(ip_interface(text), secondary=at > 0) for at, text in enumerate(addresses))
    return replace(Interface(name, addresses=found), **more)  # type: ignore[arg-type]  # names of Interface's fields


def device(name: DeviceId, *ports: Interface, **more: object) -> Device:
    """A router."""
    return replace(Device(name, "cisco_ios", interfaces={p.name: p for p in ports}), **more)  # type: ignore[arg-type]  # fields of Device


def route(prefix: str, hop: str = "", **more: object) -> StaticRoute:
    """A static route."""
    found = StaticRoute(ip_network(prefix), ip_address(hop) if hop else None)
    return replace(found, **more)  # type: ignore[arg-type]  # names of StaticRoute's fields


def net(text: str) -> IPv4Network:
    """A prefix."""
    return IPv4Network(text)


def wild(prefix: str) -> tuple[Wildcard, ...]:
    """A prefix as a rule has it."""
    found = ip_network(prefix)
    return (Wildcard(int(found.network_address), int(found.hostmask)),)


DENY = Acl("DENY", (ANY,))
LET_IN = AclRule(True, (6,), wild("10.1.1.0/24"), wild("10.0.0.0/24"), (), ((443, 443),), sequence=10)
ANSWERS = AclRule(True, (6,), wild("10.0.0.0/24"), wild("10.1.1.0/24"), ((443, 443),), (), established=True, sequence=10)
WEB_IN, WEB_OUT = Acl("WEB-IN", (LET_IN, ANY)), Acl("WEB-OUT", (ANSWERS, ANY))


def town() -> Network:
    """The first state: `a` has two routers and two subnets, `b` one subnet that `a` has too, the hub a service."""
    free = port("up", enabled=False)
    devices = (
        device(
            A,
            port("lan", "10.1.1.1/24"),
            port("mid", "10.1.9.1/30"),
            free,
            statics=frozenset({route("10.1.2.0/24", "10.1.9.2")}),
        ),
        device(A2, port("lan", "10.1.2.1/24"), port("mid", "10.1.9.2/30"), statics=frozenset({route("10.1.1.0/24", "10.1.9.1")})),
        device(B, port("lan", "10.1.1.1/24"), free),
        device(HUB, port("svc", "10.0.0.1/24"), port("e1", enabled=False), port("e2", enabled=False)),
    )
    return Network({found.id: found for found in devices})


def joined(network: Network, department: str, border: DeviceId, hub_port: str, low: str, high: str) -> tuple[Change, ...]:
    """A wire from a department to the hub: a VRF of its own there, behind a filter that drops everything."""
    vrf = department.upper()
    free, up = network.devices[HUB].interfaces[hub_port], network.devices[border].interfaces["up"]
    deny = replace(DENY, name=f"DENY-{vrf}")
    there = replace(port(free.name, low), vrf=vrf, acl_in=deny.name, acl_out=deny.name)
    wire = Link(Port(border, "up"), Port(HUB, hub_port), "plan")
    return (
        Change(HUB, None, Vrf(vrf)),
        Change(HUB, None, deny),
        Change(HUB, free, there),
        Change(border, up, port("up", high)),
        Change(None, None, wire),
    )


def steps(network: Network) -> list[Step]:
    """The right plan: both departments joined, `b` renumbered out of the way, one flow opened for `a`."""
    connect_a = joined(network, "a", A, "e1", "10.9.0.0/31", "10.9.0.1/31")
    connect_b = joined(network, "b", B, "e2", "10.9.0.2/31", "10.9.0.3/31")
    lan = network.devices[B].interfaces["lan"]
    both = port("lan", "10.1.1.1/24", "10.8.0.1/24")
    port_a = connect_a[2].after
    assert isinstance(port_a, Interface)
    opened = (
        Change(HUB, None, WEB_IN),
        Change(HUB, None, WEB_OUT),
        Change(HUB, port_a, replace(port_a, acl_in="WEB-IN", acl_out="WEB-OUT")),
    )
    announced = (
        Change(A, None, route("10.0.0.0/24", "10.9.0.0")),
        Change(HUB, None, route("10.1.1.0/24", "10.9.0.1", next_hop_vrf="A")),
        Change(HUB, None, route("10.0.0.0/24", vrf="A", next_hop_vrf="default", interface="svc")),
    )
    move = Move("b", ip_network("10.1.1.0/24"), ip_network("10.8.0.0/24"), 9)
    return [
        Step("a.connect", "", "interconnect", "a", connect_a),
        Step("b.connect", "", "interconnect", "b", connect_b),
        Step("b.add", "", "readdress", "b", (Change(B, lan, both),)),
        Step("b.move", "", "readdress", "b", (), after=("b.add",), moved=(move,)),
        Step("b.drop", "", "readdress", "b", (Change(B, both, port("lan", "10.8.0.1/24")),), after=("b.move",)),
        Step("a.announce", "", "announce", "a", announced, after=("a.connect",)),
        Step("a.open", "", "opening", "a", opened, after=("a.announce",), opens=("web",)),
    ]


FLOWS = (
    Flow("web", True, (("a", ip_network("10.1.1.0/24")),), (("hub", ip_network("10.0.0.0/24")),), "tcp", (443,)),
    Flow("b-stays-out", False, (("b", ip_network("10.1.1.0/24")),), (("hub", ip_network("10.0.0.0/24")),)),
)


def plan(made: list[Step]) -> Plan:
    """Steps as a plan."""
    return Plan(
        "town", datetime(2026, 11, 24, tzinfo=UTC), Bound("", "", "", ""), ("a", "b"), (), (), (), FLOWS, tuple(made), (), ()
    )


def with_changes(made: list[Step], name: str, *more: Change, **fields: object) -> list[Step]:
    """The steps with changes added to one of them."""
    return [replace(s, changes=(*s.changes, *more), **fields) if s.id == name else s for s in made]  # type: ignore[arg-type]  # fields of Step
