"""A remembered result of BGP is that of a network which asks for another one: whatever BGP reads is compared."""

from collections import OrderedDict
from dataclasses import replace
from ipaddress import ip_address

import pytest

from models.device import Device
from models.filters import Acl, AclRule
from models.network import Network
from models.route import Route
from models.routing import Ip
from models.source import Source, Status, UnreadLine
from netplan.routing.bgp import memory
from netplan.routing.bgp.speakers import EmptyTable
from netplan.routing.solve import RoutingResult, routes
from tests.gadgets.configs import device, table

ANY, NO_TCP = AclRule(True), AclRule(False, (6,))


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_memory", OrderedDict())


def after(*states: tuple[Device, ...]) -> RoutingResult:
    """The routing of the last of several networks, which BGP was asked for one after the other."""
    return [routes(Network({device.id: device for device in devices})) for devices in states][-1]


def loopback(name: str, own: int, other: int, near: str, far: str) -> Device:
    """An end of an iBGP session between loopbacks."""
    text = f"hostname {name}\nip route 10.255.0.{other}/32 {far}\n!\ninterface lo\n ip address 10.255.0.{own}/32\nexit\n!\n"
    text += f"interface e0\n ip address {near}/30\nexit\n!\nrouter bgp 1\n neighbor 10.255.0.{other} remote-as 1\n"
    return device(name, "frr", f"{text} neighbor 10.255.0.{other} update-source 10.255.0.{own}\nexit\n!\n")


A, B = loopback("a", 1, 3, "10.0.0.1", "10.0.0.2"), loopback("b", 3, 1, "10.0.1.2", "10.0.1.1")
MIDDLE = device(
    "m",
    "frr",
    "hostname m\nip route 10.255.0.1/32 10.0.0.1\nip route 10.255.0.3/32 10.0.1.2\n!\n"
    "interface e0\n ip address 10.0.0.2/30\nexit\n!\ninterface e1\n ip address 10.0.1.1/30\nexit\n!\n",
)


def filtering(*rules: AclRule, name: str = "F") -> Device:
    """The router between, which does not speak BGP, with a filter on both ports; `name` is what the list itself is called."""
    ports = {port: replace(facts, acl_in="F") for port, facts in MIDDLE.interfaces.items()}
    return replace(MIDDLE, interfaces=ports, acls={name: Acl(name, rules)})


def states(result: RoutingResult) -> set[str]:
    return {session.state for session in result.bgp.sessions}


def test_a_filter_on_the_way_of_a_session_is_looked_at_again() -> None:
    open_, shut = filtering(ANY), filtering(NO_TCP, ANY)
    assert not open_.bgp
    for first, then, state in ((open_, shut, "down"), (shut, open_, "up")):
        assert states(after((A, first, B), (A, then, B))) == {state}


def test_a_filter_that_is_on_no_way_of_a_session_is_not() -> None:
    before = after((A, filtering(ANY), B))
    elsewhere = replace(filtering(ANY), acls={**filtering(ANY).acls, "G": Acl("G", (NO_TCP,))})
    assert after((A, elsewhere, B)).bgp is before.bgp


def test_a_line_that_may_drop_packets_is_looked_at_again() -> None:
    unread = UnreadLine("zone security trust", "firewall", Status.NOT_MODELLED, Source("m.cfg", 9))
    firewall = replace(MIDDLE, coverage=replace(MIDDLE.coverage, unread=(unread,)))
    assert states(after((A, MIDDLE, B), (A, firewall, B))) == {"unknown"}
    assert states(after((A, firewall, B), (A, MIDDLE, B))) == {"up"}


def test_a_table_is_asked_for_each_thing_once() -> None:
    asked: list[object] = []

    class Counting(EmptyTable):
        def longest(self, address: Ip) -> tuple[Route, ...]:
            asked.append(address)
            return ()

        def routes(self) -> tuple[Route, ...]:
            asked.append("routes")
            return ()

    kept = memory._Asked(Counting())  # type: ignore[arg-type]  # a table like any other
    for _ in range(3):
        assert kept.longest(ip_address("10.0.0.1")) == kept.longest(ip_address("10.0.0.2")) == kept.routes() == ()
    assert asked == [ip_address("10.0.0.1"), ip_address("10.0.0.2"), "routes"]


def ios(name: str, *lines: str) -> Device:
    return device(name, "cisco_ios", "\n".join([f"hostname {name}", *lines, ""]))


def port(name: str, address: str) -> str:
    return f"interface {name}\n ip address {address}"


def test_a_network_of_ospf_that_goes_takes_its_stub_port_out_of_bgp() -> None:
    brings = ios(
        "a",
        port("Gi0/0", "10.0.0.1 255.255.255.252"),
        port("Gi0/1", "10.7.0.1 255.255.255.0"),
        "router ospf 1\n network 10.7.0.0 0.0.0.255 area 0",
        "router bgp 1\n redistribute ospf 1\n neighbor 10.0.0.2 remote-as 2",
    )
    takes = ios("b", port("Gi0/0", "10.0.0.2 255.255.255.252"), "router bgp 2\n neighbor 10.0.0.1 remote-as 1")
    [(key, process)] = brings.ospf.items()
    without = replace(brings, ospf={key: replace(process, networks=())})
    for first, then, known in ((brings, without, False), (without, brings, True)):
        assert ("10.7.0.0/24" in table(after((first, takes), (then, takes)), "b")) == known


def test_a_cost_of_ospf_asks_nothing_of_bgp_again() -> None:
    process = "router ospf 1\n network 10.7.0.0 0.0.0.255 area 0\n{}"
    [one, other] = [
        ios("a", port("Gi0/1", "10.7.0.1 255.255.255.0"), process.format(more), "router bgp 1\n redistribute ospf 1")
        for more in (" max-metric router-lsa", " auto-cost reference-bandwidth 1000")
    ]
    before = after((one,))
    assert after((replace(other, bgp=one.bgp),)).bgp is before.bgp
