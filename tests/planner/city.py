"""A small city by hand: two departments with one address plan each, and a hub. Every kind of reference is planted in `sote`."""

from datetime import UTC, date, datetime, time, timedelta
from ipaddress import ip_address, ip_network

from models.device import DeviceId
from models.filters import Acl, AclRule
from models.interfaces import Fhrp, FhrpKind, OspfInterface, Switchport, Vlan
from models.inventory import Contract, Department, Inventory, Window
from models.link import Port
from models.network import Network
from models.plan import Bound
from models.policy import Match, Policy, PrefixList, PrefixRule, SetAction, Term
from models.routing import BgpAggregate, BgpFamily, BgpNeighbor, BgpNetwork, BgpProcess, OspfNetwork, OspfProcess, StaticRoute
from models.services import HostSeen, Service
from models.source import Coverage, Source, Status, UnreadLine
from models.target import Demand, Interconnect, Pin, Place, Retirement, Target
from netplan.planner.renaming import wildcard_of
from tests.conflicts.build import LINE, device, network, port

MADE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
BOUND = Bound("s", "i", "t", "d")


def net(text: str):  # type: ignore[no-untyped-def]  # tests read better without the union of both families
    return ip_network(text)


def ip(text: str):  # type: ignore[no-untyped-def]  # as above
    return ip_address(text)


def hosts(prefix: str, count: int) -> tuple[HostSeen, ...]:
    """ARP entries for the last `count` hosts of a subnet."""
    every = [ip_address(str(a)) for a in list(ip_network(prefix).hosts())[-count:]]
    return tuple(HostSeen(f"02:{int(a):012x}", a) for a in every)


def sote() -> list:  # type: ignore[type-arg]  # as above
    users, servers, transfer = net("10.1.1.0/24"), net("10.1.2.0/24"), net("10.1.9.0/30")
    acl = Acl(
        "GUARD",
        (
            AclRule(
                True, (6,), (wildcard_of(users),), (wildcard_of(net("10.1.2.10/32")),), destination_ports=((443, 443),), sequence=10
            ),
            AclRule(False, (), (wildcard_of(net("10.1.0.0/16")),), (wildcard_of(servers),), sequence=20, source=LINE),
            AclRule(True, sequence=30),
        ),
    )
    core = device(
        "sote/core",
        port(
            "Vlan10",
            "10.1.1.2/24",
            fhrp=(Fhrp(FhrpKind.VRRP, 10, (ip("10.1.1.1"),), source=LINE),),
            helpers=(ip("10.1.2.10"),),
            acl_in="GUARD",
        ),
        port("Vlan20", "10.1.2.1/24", ospf=(OspfInterface("1", "0.0.0.0"),)),
        port("Eth9", "10.1.9.1/30"),
        port("Eth1", switchport=Switchport("trunk", trunk_vlans=frozenset({10, 20}))),
        vlans={10: Vlan(10, "POTILAAT"), 20: Vlan(20, "PALVELIMET")},
        acls={"GUARD": acl},
        prefix_lists={
            "OUT": PrefixList("OUT", (PrefixRule(True, users, 24, 24, 5), PrefixRule(True, net("10.1.0.0/16"), 16, 30, 10)))
        },
        policies={
            "PBR": Policy(
                "PBR", (Term("10", "permit", (Match("prefix", ("10.1.2.0/24",)),), (SetAction("next-hop", ("10.1.9.2",)),)),)
            )
        },
        ospf={(2, "1"): OspfProcess("1", networks=(OspfNetwork(users, "0.0.0.0"), OspfNetwork(transfer, "0.0.0.0")))},
        statics=frozenset({StaticRoute(net("10.1.7.0/24"), ip("10.1.2.200"), source=LINE)}),
        services=frozenset({Service("ntp", "10.1.2.10"), Service("syslog", "192.0.2.9")}),
        hosts=(*hosts("10.1.1.0/24", 40), *hosts("10.1.2.0/24", 9)),
        coverage=Coverage(
            unread=(
                UnreadLine("ip nat inside source static 10.1.2.10 192.0.2.1", "nat", Status.NOT_MODELLED, Source("core.cfg", 99)),
            )
        ),
    )
    edge = device(
        "sote/edge",
        port("Eth9", "10.1.9.2/30"),
        port("Eth8", "192.0.2.2/30"),
        port("Lo0", "10.1.255.1/32"),
        port("Eth7", enabled=False),
        ospf={(2, "1"): OspfProcess("1", networks=(OspfNetwork(net("10.1.0.0/16"), "0.0.0.0"),))},
        bgp={
            "default": BgpProcess(
                65001,
                neighbors=(BgpNeighbor(ip("10.1.9.1"), remote_as=65009, families=(BgpFamily(),)),),
                networks=(BgpNetwork(users),),
                aggregates=(BgpAggregate(net("10.1.2.0/24")),),
            )
        },
        statics=frozenset({StaticRoute(net("0.0.0.0/0"), ip("192.0.2.1")), StaticRoute(net("10.1.0.0/16"), ip("10.1.9.1"))}),
    )
    return [core, edge]


def kasko() -> list:  # type: ignore[type-arg]  # as above
    many = (*hosts("10.1.1.0/24", 100), *hosts("10.1.2.0/24", 120))
    return [
        device(
            "kasko/r1",
            port("Vlan10", "10.1.1.1/24"),
            port("Vlan20", "10.1.2.1/24"),
            port("Eth0", "10.1.9.1/30"),
            port("Lo0", "10.1.255.1/32"),
            port("Eth7", enabled=False),
            vlans={10: Vlan(10, "OPPILAAT")},
            bgp={"default": BgpProcess(65001)},
            hosts=(*many, *hosts("10.1.9.0/30", 1)),
        )
    ]


def hub() -> list:  # type: ignore[type-arg]  # as above
    area = OspfProcess("1", networks=(OspfNetwork(net("172.16.0.0/16"), "0.0.0.0"),))
    return [
        device(
            "keha/core",
            port("Eth1", "172.16.0.1/30"),
            port("Eth10", enabled=False),
            port("Eth11", enabled=False),
            ospf={(2, "1"): area},
        ),
        device("keha/dc", port("Eth1", "172.16.0.2/30"), port("Vlan5", "172.16.5.1/24"), ospf={(2, "1"): area}),
    ]


def city() -> Network:
    return network(*sote(), *kasko(), *hub())


def target(**more: object) -> Target:
    """The target of the small city; `more` are fields in the place of its own."""
    core = DeviceId("keha", "core")
    fields: dict[str, object] = {
        "name": "small",
        "address_space": (net("10.128.0.0/12"),),
        "link_space": net("10.255.0.0/24"),
        "common_vlans": ((10, "HALLINTO"),),
        "interconnects": (
            Interconnect("sote", Port(DeviceId("sote", "edge"), "Eth7"), Port(core, "Eth10"), "SOTE"),
            Interconnect("kasko", Port(DeviceId("kasko", "r1"), "Eth7"), Port(core, "Eth11"), "KASKO"),
        ),
        "demands": (
            Demand("web", True, Place(("sote", "kasko")), Place(("keha",), net("172.16.5.0/24")), "tcp", (443,)),
            Demand("files", True, Place(("kasko",)), Place(("sote",), net("10.1.2.0/24")), "tcp", (445,)),
            Demand("never", False, Place(("kasko",)), Place(("sote",), net("10.1.1.0/24"))),
        ),
        "retirements": (Retirement(DeviceId("sote", "edge"), "Eth8", contract="line", replaced_by=("web",)),),
    }
    return Target(**(fields | more))  # type: ignore[arg-type]  # fields by name


def inventory() -> Inventory:
    window = Window("tue", (), "FREQ=WEEKLY;BYDAY=TU", time(17), timedelta(hours=5))
    return Inventory(
        "inventory.yaml",
        "0" * 64,
        departments={
            "sote": Department("sote", owner="sote@city.example", stance="disagrees"),
            "kasko": Department("kasko", stance="agreed"),
        },
        windows=(window,),
        contracts={"line": Contract("line", "sote", "Telco", "internet", 100.0, date(2027, 6, 30), 3)},
    )


PIN = Pin("sote", ip_network("10.1.1.0/24"), "licences")
