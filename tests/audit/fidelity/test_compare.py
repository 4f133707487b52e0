"""Observed against predicted on two routers: equal when they are, and each planted difference found with its reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from collectors.dialect import dialect, read
from collectors.draft import Draft
from collectors.observe import observed
from models.device import Device, DeviceId
from models.network import Network
from models.observed import Observed, Output, PortSeen, RouteSeen
from models.snapshot import Capture
from netplan.audit.fidelity.compare import fidelity
from netplan.audit.fidelity.entries import Entry, Fidelity, Status
from netplan.audit.fidelity.lights import as_seen
from netplan.routing.solve import routes
from netplan.topology.topology import build

A, B = DeviceId("hr", "a"), DeviceId("hr", "b")
CONFIG_A = """\
hostname a
interface Loopback0
 ip address 10.254.0.1 255.255.255.255
interface GigabitEthernet0/1
 ip address 10.0.0.1 255.255.255.252
interface GigabitEthernet0/2
 ip address 10.1.0.1 255.255.255.0
router ospf 1
 network 10.0.0.0 0.255.255.255 area 0
router bgp 65001
 neighbor 10.0.0.2 remote-as 65002
ip route 10.9.0.0 255.255.0.0 10.254.0.2
ip route 10.8.0.0 255.255.0.0 Null0
"""
CONFIG_B = """\
hostname b
interface Loopback0
 ip address 10.254.0.2 255.255.255.255
interface GigabitEthernet0/1
 ip address 10.0.0.2 255.255.255.252
interface GigabitEthernet0/2
 ip address 192.0.2.2 255.255.255.0
router ospf 1
 network 10.0.0.0 0.255.255.255 area 0
router bgp 65002
 neighbor 10.0.0.1 remote-as 65001
 neighbor 192.0.2.1 remote-as 65009
 network 10.254.0.2 mask 255.255.255.255
"""
NULL = "S        10.8.0.0/16 is directly connected, Null0"
DIRECT = "is directly connected, GigabitEthernet0/2"
ROUTES_A = """\
Codes: C - connected
Gateway of last resort is not set

      10.0.0.0/8 is variably subnetted, 9 subnets, 5 masks
C        10.0.0.0/30 is directly connected, GigabitEthernet0/1
L        10.0.0.1/32 is directly connected, GigabitEthernet0/1
C        10.1.0.0/24 is directly connected, GigabitEthernet0/2
L        10.1.0.1/32 is directly connected, GigabitEthernet0/2
S        10.8.0.0/16 is directly connected, Null0
S        10.9.0.0/16 [1/0] via 10.254.0.2
C        10.254.0.1/32 is directly connected, Loopback0
B        10.254.0.2/32 [20/0] via 10.0.0.2, 00:10:00
"""
SHOWS_A = {
    "show ip route": ROUTES_A.replace("9 subnets", "8 subnets"),
    "show ip ospf neighbor": (
        "Neighbor ID     Pri   State           Dead Time   Address         Interface\n"
        "10.254.0.2        1   FULL/DR         00:00:30    10.0.0.2        GigabitEthernet0/1\n"
    ),
    "show ip bgp summary": (
        "Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd\n"
        "10.0.0.2        4        65002     100     100       12    0    0 3w0d            1\n"
    ),
    "show interfaces": "".join(
        f"{name} is up, line protocol is up\n  Internet address is {address}\n"
        for name, address in (
            ("Loopback0", "10.254.0.1/32"),
            ("GigabitEthernet0/1", "10.0.0.1/30"),
            ("GigabitEthernet0/2", "10.1.0.1/24"),
        )
    ),
}


def device(name: DeviceId, config: str) -> Device:
    return read(config, dialect("cisco_ios"), Draft(name, "cisco_ios", f"{name}.cfg"))


def judged(
    *, config_a: str = CONFIG_A, change: tuple[str, str, str] = ("", "", ""),
    rest: Callable[[Observed], Observed] = lambda seen: seen, only: tuple[str, ...] = tuple(SHOWS_A), **more: Any,
) -> Fidelity:  # fmt: skip
    """The comparison of router a, with a text changed in one of its outputs."""
    command, old, new = change
    shows = {name: text for name, text in SHOWS_A.items() if name in only}
    if command:
        assert old in shows[command]
        shows[command] = shows[command].replace(old, new)
    seen, _ = observed([Capture(A, name, f"a/{name}", text) for name, text in shows.items()], dialect("cisco_ios"))
    network = Network({A: device(A, config_a), B: device(B, CONFIG_B)})
    return fidelity(routes(network), lambda each: rest(seen) if each.id == A else Observed(), {A}, **more)


def differences(found: Fidelity) -> list[Entry]:
    return [entry for entry in found.entries if entry.status is not Status.EQUAL or entry.unknown]


def test_all_is_equal() -> None:
    found = judged()
    assert differences(found) == []
    assert not found.gaps
    assert found.total().percent == 100.0
    assert {(key[2], key[3]): tally.equal for key, tally in found.tallies().items()} == {
        ("routes", "connected"): 3, ("routes", "local"): 2, ("routes", "static"): 2, ("routes", "bgp"): 1,
        ("neighbours", "ospf"): 1, ("neighbours", "bgp"): 1, ("ports", ""): 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "status", "what", "reason"),
    [
        ("B        10.254.0.2/32 [20/0]", "B        10.254.0.2/32 [20/7]", "different", "bgp", "metric 7, predicted 0"),
        ("B        10.254.0.2/32 [20/0]", "B        10.254.0.2/32 [21/0]", "different", "bgp", "distance 21, predicted 20"),
        ("B        10.254.0.2/32 [20/0]", "O        10.254.0.2/32 [20/0]", "different", "ospf", "protocol ospf, predicted bgp"),
        ("[1/0] via 10.254.0.2", "[1/0] via 10.0.0.1", "different", "static", "next hop"),
        ("[1/0] via 10.254.0.2", "is directly connected, Null0", "different", "static", "next hop"),
        ("S        10.8.0.0/16 is", "S        10.8.0.0/15 is", "missing", "static", ""),
        (f"10.1.0.0/24 {DIRECT}", "10.1.0.0/24 is directly connected, Tunnel1", "different", "connected", "next hop"),
        (NULL, "D        10.8.0.0/17 [90/9] via 10.0.0.2", "missing", "eigrp", ""),
        (NULL, "B        10.8.0.0/17 [20/9] via 10.0.0.3", "missing", "bgp", "10.0.0.3 is no port"),
        (NULL, "B        10.8.0.0/17 [20/9] via 10.0.0.2", "missing", "bgp", "learnt from hr/b, which has a neighbour outside"),
    ],
)  # fmt: skip
def test_a_changed_route_is_found_with_its_reason(old: str, new: str, status: str, what: str, reason: str) -> None:
    found = differences(judged(change=("show ip route", old, new)))
    assert [(entry.status, entry.protocol) for entry in found if entry.status is Status(status)] == [(Status(status), what)]
    [entry] = [entry for entry in found if entry.status is Status(status)]
    assert reason in entry.reason
    assert entry.seen_at.file == "a/show ip route" and entry.seen_at.line > 0


def test_a_route_that_is_not_there_names_the_line_that_predicts_it() -> None:
    gone = ip_network("10.9.0.0/16")
    [entry] = differences(judged(rest=lambda seen: replace(seen, routes=tuple(r for r in seen.routes if r.prefix != gone))))
    assert (entry.item, entry.status, str(entry.predicted_from)) == ("10.9.0.0/16", Status.EXTRA, "hr/a.cfg:12")


def test_the_resolved_next_hop_is_equal_too() -> None:
    found = judged(change=("show ip route", "[1/0] via 10.254.0.2", "[1/0] via 10.0.0.2, GigabitEthernet0/1"))
    assert differences(found) == []


def test_an_answer_that_the_model_calls_unknown_is_never_equal() -> None:
    found = judged(config_a=CONFIG_A + "router odr\n network 10.0.0.0\n")
    routes = [entry for entry in found.entries if entry.table == "routes"]
    assert all("router odr (hr/a.cfg:14)" in entry.unknown for entry in routes)
    tally = found.tallies()[A, "default", "routes", "connected"]
    assert (tally.equal, tally.unknown, tally.agreeing, tally.percent) == (0, 3, 3, 0.0)


@pytest.mark.parametrize(("old", "new"), [(ROUTES_A[:5], "% Invalid input detected"), ("10.9.0.0", "10.9.0")])
def test_an_output_that_cannot_be_read_leaves_a_gap(old: str, new: str) -> None:
    found = judged(change=("show ip route", old, new))
    assert not [entry for entry in found.entries if entry.table == "routes"]
    [gap] = found.gaps
    assert (gap.table, gap.predicted) == ("routes", 8)
    assert "a/show ip route: " in gap.why
    assert found.tallies()[A, "default", "routes", ""].unknown == 8


def test_no_output_at_all_is_a_gap() -> None:
    found = judged(only=())
    assert not found.entries
    assert [gap.why for gap in found.gaps] == ["this snapshot holds no such output of this device"]


def test_an_empty_table_is_no_gap() -> None:
    empty = Observed((Output("routes", "default", "a"),))
    found = judged(rest=lambda seen: empty)
    assert {entry.status for entry in found.entries} == {Status.EXTRA}
    assert not found.gaps


def test_a_port_that_is_down_explains_its_routes() -> None:
    text = SHOWS_A["show interfaces"]
    dark = text.replace("GigabitEthernet0/2 is up, line protocol is up", "GigabitEthernet0/2 is down, line protocol is down")
    change = ("show interfaces", text, dark)
    lost = tuple(line + "\n" for line in SHOWS_A["show ip route"].splitlines() if "0/2" in line)

    def without(seen: Observed) -> Observed:
        return replace(seen, routes=tuple(way for way in seen.routes if way.interface != "GigabitEthernet0/2"))

    assert len(lost) == 2
    found = differences(judged(change=change, rest=without))
    assert [(entry.table, entry.status, entry.reason[:27]) for entry in found] == [
        ("routes", Status.EXTRA, "GigabitEthernet0/2 is down "),
        ("routes", Status.EXTRA, "GigabitEthernet0/2 is down "),
        ("ports", Status.DIFFERENT, "down, and no config line sa"),
    ]


def test_routes_are_predicted_over_the_ports_that_get_light() -> None:
    text = SHOWS_A["show interfaces"]
    dark = text.replace("GigabitEthernet0/2 is up, line protocol is up", "GigabitEthernet0/2 is down, line protocol is down")
    shows = SHOWS_A | {"show interfaces": dark}
    captures = [Capture(A, name, f"a/{name}", text) for name, text in shows.items()]
    seen, _ = observed(captures, dialect("cisco_ios"))
    seen = replace(seen, routes=tuple(way for way in seen.routes if way.interface != "GigabitEthernet0/2"))
    network = Network({A: device(A, CONFIG_A), B: device(B, CONFIG_B)})

    def of(each: Device) -> Observed:
        return seen if each.id == A else Observed()

    found = differences(fidelity(routes(as_seen(network, of)), of, {A}, configured=build(network)))
    assert [(entry.table, entry.item, entry.reason[:27]) for entry in found] == [
        ("ports", "GigabitEthernet0/2", "down, and no config line sa")
    ]


@pytest.mark.parametrize(
    ("command", "old", "new", "status", "protocol"),
    [
        ("show ip ospf neighbor", "FULL/DR ", "INIT/DR ", Status.DIFFERENT, "ospf"),
        ("show ip ospf neighbor", "10.0.0.2 ", "10.0.0.3 ", None, ""),
        ("show ip bgp summary", "            1\n", "       Active\n", Status.DIFFERENT, "bgp"),
        ("show ip bgp summary", "10.0.0.2 ", "10.0.0.3 ", Status.MISSING, "bgp"),
        ("show interfaces", "10.1.0.1/24", "10.1.0.2/24", Status.DIFFERENT, ""),
        ("show interfaces", "Loopback0 is", "Loopback1 is", Status.MISSING, ""),
    ],
)
def test_neighbours_and_ports(command: str, old: str, new: str, status: Status | None, protocol: str) -> None:
    found = [(entry.status, entry.protocol) for entry in differences(judged(change=(command, old, new))) if entry.table != "routes"]
    assert ((status, protocol) in found) if status else not found  # OSPF ports with one neighbour are known by the port


def test_a_neighbour_that_is_down_explains_what_is_not_learnt() -> None:
    change = ("show ip bgp summary", "            1\n", "       Active\n")
    found = judged(change=change, rest=lambda seen: replace(seen, routes=tuple(r for r in seen.routes if r.protocol != "bgp")))
    [entry] = [entry for entry in differences(found) if entry.table == "routes"]
    assert entry.reason == "the BGP neighbour 10.0.0.2 is active"


def test_captures_that_lie_apart_may_show_different_states() -> None:
    times = {A: datetime(2026, 11, 1, 8, tzinfo=UTC), B: datetime(2026, 11, 1, 11, tzinfo=UTC)}
    [entry] = differences(
        judged(change=("show ip route", "[20/0] via 10.0.0.2, 00:10:00", "is directly connected, 00:10:00, Tunnel1"), taken=times)
    )
    assert entry.reason.endswith("the captures of this snapshot lie 3 hours apart")
    [static] = differences(judged(change=("show ip route", "via 10.254.0.2", "via 10.0.0.1"), taken=times))
    assert "apart" not in static.reason


def test_a_vrf_that_no_config_has_is_missing_not_lost() -> None:
    strange = RouteSeen("GREEN", ip_network("10.7.0.0/16"), "static", ip_address("10.0.0.2"))
    [entry] = differences(judged(rest=lambda seen: replace(seen, routes=(*seen.routes, strange))))
    assert (entry.vrf, entry.status, entry.reason) == ("GREEN", Status.MISSING, "no config line names this VRF")


def test_a_port_without_a_config_line_counts_when_it_has_an_address() -> None:
    found = judged(rest=lambda seen: replace(seen, ports=(*seen.ports, PortSeen("Vlan1", True, ()))))
    assert differences(found) == []
