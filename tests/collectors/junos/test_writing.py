"""Commands of every kind of change: carried out on the config they give exactly the changed facts, and back."""

from dataclasses import replace
from ipaddress import ip_address, ip_interface, ip_network

import pytest

from collectors.vendors.juniper_junos import DIALECT
from models.change import Change, Fact, changed_device
from models.device import Device, DeviceId
from models.errors import CannotWrite
from models.filters import Acl, AclRule, Wildcard
from models.interfaces import Address, Fhrp, FhrpKind, Interface, InterfaceKind, OspfInterface, Switchport, Vlan, Vrf
from models.policy import Match, Policy, PrefixList, PrefixRule, SetAction, Term
from models.routing import BgpFamily, BgpNeighbor, BgpProcess, OspfArea, OspfProcess, OspfRange, Redistribution, StaticRoute
from models.services import Service
from tests.collectors.junos.helpers import device, golden

ROUTER, SWITCH = golden("router"), golden("switch")
R, S = device(ROUTER), device(SWITCH)
ANY = (Redistribution("any"),)


def address(text: str, secondary: bool = False) -> Address:
    return Address(ip_interface(text), secondary)


def static(prefix: str, hop: str = "", distance: int = 5, **more: object) -> StaticRoute:
    known = StaticRoute(ip_network(prefix), ip_address(hop) if hop else None, distance=distance)
    return replace(known, **more)  # type: ignore[arg-type]  # the fields differ in kind


def irb(vlan: int, ip: str, **more: object) -> Interface:
    name = f"irb.{vlan}"
    return Interface(name, InterfaceKind.VLAN, parent="irb", vlan=vlan, addresses=(address(ip),), **more)  # type: ignore[arg-type]  # as above


def unit(name: str, **more: object) -> Interface:
    return Interface(name, InterfaceKind.SUBINTERFACE, parent=name.partition(".")[0], **more)  # type: ignore[arg-type]  # as above


def route(device: Device, prefix: str, hop: str = "") -> StaticRoute:
    found = [r for r in device.statics if str(r.prefix) == prefix and r.vrf == "default" and (not hop or str(r.next_hop) == hop)]
    assert len(found) == 1
    return found[0]


NEW_ACL = Acl(
    "NP-WALL",
    (
        AclRule(
            True, (6,), (Wildcard(0x0A000000, 0xFFFFFF),), (Wildcard(0x0A0A0001, 0),), (), ((80, 80), (8000, 8010)), sequence=10
        ),
        AclRule(True, (1,), icmp=(8, 0), sequence=15),
        AclRule(True, (6,), established=True, sequence=20),
        AclRule(False, sequence=30),
    ),
    empty_permits=False,
)
PEER = BgpNeighbor(
    ip_address("192.0.2.77"),
    remote_as=65077,
    remote_kind="external",
    description="joined",
    multihop=2,
    peer_as_check=True,
    families=(
        BgpFamily(policies_in=("IMPORT-ISP",), policies_out=("EXPORT-ISP",), send_community=True, send_extended_community=True),
    ),
)
POLICY = Policy(
    "NP-TAKE",
    (
        Term("10", "permit", (Match("tag", ("77",)), Match("protocol", ("static", "connected"))), (SetAction("metric", ("+5",)),)),
        Term(
            "20",
            "next-policy",
            (Match("prefix", ("10.0.0.0/8 ge 16 le 24", "172.16.0.0/12")),),
            (SetAction("next-hop", ("self",)),),
        ),
        Term("30", "", (), (SetAction("as-path-prepend", ("65010", "65010")), SetAction("community", ("65010:100", "65010:200")))),
        Term("99", "deny"),
    ),
    "next",
)

g = R.interfaces
CHANGES: list[tuple[str, Fact | None, Fact | None]] = [
    ("router", g["ge-0/0/0"], replace(g["ge-0/0/0"], description="new; words", enabled=False, mtu=1500)),
    ("router", g["ge-0/0/0.0"], replace(g["ge-0/0/0.0"], acl_in="EDGE-OUT", acl6_out="SIX", mtu=1400)),
    (
        "router",
        g["ge-0/0/0.0"],
        replace(
            g["ge-0/0/0.0"],
            addresses=(*g["ge-0/0/0.0"].addresses[:1], address("10.9.0.1/24", True), *g["ge-0/0/0.0"].addresses[1:]),
        ),
    ),
    ("router", g["ge-0/0/2.100"], replace(g["ge-0/0/2.100"], addresses=(address("10.10.1.1/24"), address("10.10.0.1/24", True)))),
    ("router", g["ge-0/0/2.100"], replace(g["ge-0/0/2.100"], encapsulation_vlan=101, vrf="RED", ospf=())),
    ("router", g["ge-0/0/2.100"], replace(g["ge-0/0/2.100"], fhrp=(Fhrp(FhrpKind.VRRP, 10, (ip_address("10.10.0.253"),), 90),))),
    (
        "router",
        g["ge-0/0/2.100"],
        replace(
            g["ge-0/0/2.100"],
            ospf=(OspfInterface("", "0.0.0.10", cost=9, network_type="point-to-point", passive=True, hello=5, dead=15),),
        ),
    ),
    ("router", g["ge-0/0/5.0"], None),
    ("router", g["ge-0/0/4"], replace(g["ge-0/0/4"], lag="")),
    (
        "router",
        None,
        unit(
            "ge-0/0/2.300",
            encapsulation_vlan=300,
            addresses=(address("10.30.0.1/24"),),
            vrf="RED",
            helpers=(ip_address("10.255.0.67"),),
            acl_in="EDGE-OUT",
            description="joined",
        ),
    ),
    (
        "router",
        None,
        unit(
            "ge-0/0/3.5",
            encapsulation_vlan=5,
            addresses=(address("10.35.0.1/24"),),
            ospf=(OspfInterface("", "0.0.0.0", network_type="point-to-point", hello=5, dead=15),),
        ),
    ),
    ("router", None, Vrf("BLUE", description="until joined")),
    ("router", None, Vrf("GREEN", "65010:9", frozenset(("65010:9",)), frozenset(("65010:8",)))),
    ("router", None, static("10.77.0.0/16", "10.0.0.0", tag=77, recursive=False)),
    ("router", None, static("10.77.0.0/16", "10.0.0.0", distance=250)),
    ("router", None, static("10.78.0.0/16", discard=True)),
    ("router", None, static("10.79.0.0/16", vrf="RED", next_hop_vrf="default")),
    ("router", None, static("2001:db8:77::/48", "2001:db8:0:1::2", recursive=False)),
    ("router", None, static("10.98.0.0/24", "10.0.0.9", distance=180, metric=7, tag=77)),
    ("router", route(R, "10.98.0.0/24", "10.0.0.5"), None),
    ("router", route(R, "0.0.0.0/0", "198.51.100.1"), replace(route(R, "0.0.0.0/0", "198.51.100.1"), tag=5)),
    ("router", None, NEW_ACL),
    ("router", R.acls["EDGE-OUT"], replace(R.acls["EDGE-OUT"], rules=(NEW_ACL.rules[0], *R.acls["EDGE-OUT"].rules[1:]))),
    (
        "router",
        R.prefix_lists["V6"],
        replace(R.prefix_lists["V6"], rules=(*R.prefix_lists["V6"].rules, PrefixRule(True, ip_network("2001:db9::/32"), 32, 32))),
    ),
    ("router", None, PrefixList("NP-LIST", (PrefixRule(True, ip_network("10.1.0.0/16"), 16, 16),))),
    ("router", None, POLICY),
    ("router", None, replace(POLICY, default="deny")),
    ("router", R.policies["EXPORT-ISP"], replace(R.policies["EXPORT-ISP"], terms=R.policies["EXPORT-ISP"].terms[1:])),
    (
        "router",
        R.policies["IMPORT-ISP"],
        replace(R.policies["IMPORT-ISP"], terms=(POLICY.terms[0], *R.policies["IMPORT-ISP"].terms[1:])),
    ),
    (
        "router",
        R.ospf[2, ""],
        replace(
            R.ospf[2, ""],
            areas=(
                *R.ospf[2, ""].areas,
                OspfArea("0.0.0.20", "stub", no_summary=True, ranges=(OspfRange(ip_network("10.30.0.0/16"), False),)),
            ),
            reference_bandwidth=10**9,
        ),
    ),
    ("router", R.ospf[2, ""], replace(R.ospf[2, ""], redistributions=(Redistribution("any", policies=("TO-OSPF", "BALANCE")),))),
    ("router", R.ospf[3, ""], replace(R.ospf[3, ""], max_metric=True)),
    ("router", R.bgp["default"], replace(R.bgp["default"], neighbors=(*R.bgp["default"].neighbors, PEER))),
    ("router", R.bgp["default"], replace(R.bgp["default"], neighbors=R.bgp["default"].neighbors[:3])),
    (
        "router",
        R.bgp["default"],
        replace(
            R.bgp["default"],
            neighbors=(replace(R.bgp["default"].neighbors[0], description="other", enabled=False), *R.bgp["default"].neighbors[1:]),
        ),
    ),
    (
        "router",
        None,
        BgpProcess(65010, "BLUE", neighbors=(PEER,), redistributions=ANY, distances=(170, 170, 130), deterministic_med=True),
    ),
    ("router", None, Service("ntp", "10.9.9.9")),
    ("router", Service("dns", "10.255.0.54"), None),
    ("router", None, Service("syslog", "10.9.9.10", detail="1514")),
    ("switch", None, Vlan(50, "LAB")),
    ("switch", S.vlans[99], None),
    ("switch", S.vlans[10], replace(S.vlans[10], name="PEOPLE")),
    ("switch", None, irb(99, "10.10.99.1/24", acl_in="STAFF-IN", description="management")),
    ("switch", S.interfaces["irb.20"], replace(S.interfaces["irb.20"], addresses=(address("10.20.20.1/24"),))),
    ("switch", S.interfaces["irb.20"], None),
    ("switch", S.interfaces["ge-0/0/6.0"], replace(S.interfaces["ge-0/0/6.0"], switchport=Switchport(access_vlan=10))),
    (
        "switch",
        S.interfaces["ae0.0"],
        replace(S.interfaces["ae0.0"], switchport=Switchport("trunk", native_vlan=10, trunk_vlans=frozenset((10, 20, 99)))),
    ),
    (
        "switch",
        S.interfaces["ge-0/0/6.0"],
        replace(S.interfaces["ge-0/0/6.0"], switchport=Switchport("trunk", native_vlan=0, trunk_vlans=None)),
    ),
    (
        "switch",
        S.interfaces["ae0.0"],
        replace(S.interfaces["ae0.0"], switchport=None, addresses=(address("10.1.1.1/30"),)),
    ),
    ("switch", S.interfaces["irb.10"], replace(S.interfaces["irb.10"], helpers=())),
    ("switch", S.interfaces["irb.10"], replace(S.interfaces["irb.10"], helpers=(ip_address("10.9.9.9"), ip_address("10.9.9.8")))),
    ("switch", S.interfaces["ge-0/0/6.0"], replace(S.interfaces["ge-0/0/6.0"], switchport=Switchport(access_vlan=99))),
    ("switch", S.interfaces["ge-0/0/8"], replace(S.interfaces["ge-0/0/8"], enabled=True, description="free")),
]


def plain(found: Device) -> Device:
    """Neighbours in the order of their addresses: a new one stands where its group stands, not at the end.

    The list that follows the neighbours by `apply-path`, and the filter that uses it, are left out.
    """
    bgp = {vrf: replace(p, neighbors=tuple(sorted(p.neighbors, key=lambda n: str(n.address)))) for vrf, p in found.bgp.items()}
    lists = {name: known for name, known in found.prefix_lists.items() if name != "BGP-PEERS"}
    return replace(found, bgp=bgp, prefix_lists=lists, acls={name: acl for name, acl in found.acls.items() if name != "EDGE-IN"})


@pytest.mark.parametrize(
    ("case", "before", "after"), CHANGES, ids=lambda value: str(getattr(value, "name", "") or type(value).__name__)
)
def test_commands_give_the_changed_facts_and_back(case: str, before: Fact | None, after: Fact | None) -> None:
    text, now = (ROUTER, R) if case == "router" else (SWITCH, S)
    change = Change(DeviceId("hr", "r1"), before, after)
    if isinstance(after, BgpProcess) and after.vrf == "BLUE":
        text = DIALECT.spoken(text, DIALECT.write(now, Change(now.id, None, Vrf("BLUE"))))  # type: ignore[misc]  # the dialect writes
        now = device(text)
    assert DIALECT.write and DIALECT.spoken
    commands = DIALECT.write(now, change)
    assert commands and all(line.split(" ")[0] in ("set", "delete") for line in commands)
    done = DIALECT.spoken(text, commands)
    wanted = changed_device(now, change)
    assert plain(device(done)) == plain(wanted)
    back = DIALECT.spoken(done, DIALECT.write(device(done), change.inverse()))
    assert plain(device(back)) == plain(now)


@pytest.mark.parametrize("case", ["router", "switch"])
def test_the_set_form_says_the_same(case: str) -> None:
    assert DIALECT.spoken
    text = golden(case)
    assert device(DIALECT.spoken(text, [])) == device(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, Interface("ge-0/0/9", addresses=(address("10.0.0.1/24"),))),
        (None, static("10.1.0.0/16", "10.0.0.1", next_hop_vrf="RED")),
        (None, Vlan(7)),
        (None, PrefixList("X", (PrefixRule(True, ip_network("10.0.0.0/8"), 9, 24),))),
        (None, Acl("X")),
        (None, Service("tacacs", "10.0.0.1")),
        (None, Vlan(7, "a\ndelete system")),
        (R.interfaces["ge-0/0/0"], replace(R.interfaces["ge-0/0/0"], description="x\x1b[2J")),
        (None, Policy("X", (Term("1", "goto", goto="5"),))),
        (None, OspfProcess("1")),
        (R.bgp["default"], replace(R.bgp["default"], redistributions=(*ANY, Redistribution("static", policies=("P",))))),
    ],
)
def test_what_junos_cannot_say_is_refused(before: Fact | None, after: Fact | None) -> None:
    assert DIALECT.write
    with pytest.raises(CannotWrite):
        DIALECT.write(R, Change(R.id, before, after))
