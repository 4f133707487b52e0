"""Sessions between loopbacks: they come up when the packets of BGP find their way, both there and back."""

from dataclasses import replace

import pytest

from models.device import Device
from models.filters import Acl, AclRule, Wildcard
from models.routing import Ip
from models.source import Coverage, Source, Status, UnreadLine
from models.zones import Crossing
from netplan.routing.bgp.transport import Transport, Way
from netplan.routing.bgp.view import NodeKey
from netplan.routing.solve import RoutingResult
from netplan.routing.unmodelled import UNDEFINED_ACL_PERMITS
from tests.gadgets import configs
from tests.gadgets.bgp import Lab

TCP = (6,)
TO_B = (Wildcard(0x0AFF0003, 0),)


def config(name: str, ports: dict[str, str], statics: dict[str, str], peer: str = "", asn: int = 1) -> str:
    lines = [f"hostname {name}"]
    lines += [f"ip route {prefix} {hop}" for prefix, hop in statics.items()]
    for port, address in ports.items():
        lines += [f"interface {port}", f" ip address {address}", "exit"]
    lines += [f"router bgp {asn}", " no bgp default ipv4-unicast"]
    if peer:
        lines += [f" neighbor {peer} remote-as {asn}", f" neighbor {peer} update-source lo"]
        lines += [" address-family ipv4 unicast", f"  neighbor {peer} activate", " exit-address-family"]
    return "\n".join([*lines, "exit", ""])


def line(
    middle: dict[str, str], *rules: AclRule, out: bool = False, zones: tuple[str, str] = ("", ""), **facts: object
) -> RoutingResult:
    """a - m - b, where m has the static routes `middle`, perhaps a filter at its port to a, ports in zones, and other `facts`."""
    a = config("a", {"lo": "10.255.0.1/32", "e0": "10.0.0.1/30"}, {"10.255.0.3/32": "10.0.0.2"}, "10.255.0.3")
    m = config("m", {"e0": "10.0.0.2/30", "e1": "10.0.1.1/30"}, middle)
    b = config("b", {"lo": "10.255.0.3/32", "e0": "10.0.1.2/30"}, {"10.255.0.1/32": "10.0.1.1"}, "10.255.0.1")
    one, between, other = (configs.device(name, "frr", text) for name, text in (("a", a), ("m", m), ("b", b)))
    ports = {name: replace(between.interfaces[name], zone=zone) for name, zone in zip(("e0", "e1"), zones, strict=True)}
    between = replace(between, interfaces={**between.interfaces, **ports})
    if rules:
        port = replace(between.interfaces["e0"], **{"acl_out" if out else "acl_in": "F"})
        between = replace(between, interfaces={**between.interfaces, "e0": port}, acls={"F": Acl("F", rules)})
    return configs.solved(one, replace(between, **facts), other)  # type: ignore[arg-type]  # fields of Device by name


def states(result: RoutingResult) -> set[tuple[str, str]]:
    return {(session.state, session.why) for session in result.bgp.sessions}


BOTH = {"10.255.0.1/32": "10.0.0.1", "10.255.0.3/32": "10.0.1.2"}


def test_routers_between_must_know_the_way_there_and_back() -> None:
    assert states(line(BOTH)) == {("up", "")}
    assert states(line({"10.255.0.3/32": "10.0.1.2"})) == {("down", "lab/m has no route to 10.255.0.1")}
    assert states(line(BOTH | {"10.255.0.3/32": "blackhole"})) == {("down", "lab/m drops packets to 10.255.0.3")}
    assert states(line(BOTH | {"10.255.0.3/32": "10.0.0.1"})) == {("down", "packets to 10.255.0.3 go round at lab/a")}


def test_the_way_of_a_session_is_walked_once_for_both_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[frozenset[Ip]] = []
    whole = Transport.between

    def between(self: Transport, one: NodeKey, own: Ip, other: NodeKey, its: Ip) -> Way:
        walked.append(frozenset((own, its)))
        return whole(self, one, own, other, its)

    monkeypatch.setattr(Transport, "between", between)
    lab = Lab()
    for name in "abc":
        lab.router(name, 1)
    lab.link("a", "b", igp=True)
    lab.link("b", "c", igp=True)
    for one, other in ("ab", "ac", "bc"):
        lab.ibgp(one, other)
    assert [session.state for session in lab.result.sessions] == ["up"] * 6
    assert len(walked) == len(set(walked)) == 3


ANY = AclRule(True)


def test_what_is_not_known_of_a_router_between_is_said() -> None:
    """The walk through the data plane says the same of such packets."""
    firewall = Coverage(unread=(UnreadLine("zone security trust", "firewall", Status.NOT_MODELLED, Source("m.cfg", 9)),))
    said = "may drop BGP to 10.255.0.3: zone security trust (m.cfg:9) is not modelled"
    for rules in ((), (ANY,)):
        assert states(line(BOTH, *rules, coverage=firewall)) == {("unknown", f"lab/m {said}")}
    assert {state for state, _ in states(line(BOTH, AclRule(False, TCP), coverage=firewall))} == {"down"}


@pytest.mark.parametrize("os", ["frr", "cisco_ios", "arista_eos", "juniper_junos", "cisco_nxos"])
def test_a_filter_that_does_not_exist_lets_bgp_through_where_the_system_is_known_to_do_so(os: str) -> None:
    state = ("up", "") if os in UNDEFINED_ACL_PERMITS else ("unknown", "F of lab/m does not exist")
    assert states(line(BOTH, ANY, acls={}, os=os)) == {state}


@pytest.mark.parametrize(
    ("rules", "out", "state"),
    [
        ((AclRule(False, TCP), ANY), False, "down"),
        ((AclRule(False, TCP), ANY), True, "down"),
        ((AclRule(False, (17,)), ANY), False, "up"),
        ((AclRule(False, TCP, (), TO_B), ANY), False, "down"),
        ((AclRule(False, TCP, (), TO_B), ANY), True, "up"),
        ((AclRule(False, TCP, destination_ports=((179, 179),)), ANY), False, "up"),  # b calls a
        ((AclRule(True, TCP, established=True),), False, "up"),  # a may answer, so b calls
        ((AclRule(True, TCP, destination_ports=((22, 22),)),), False, "down"),
        (
            (AclRule(False, TCP, source_ports=((1024, 2000),)), AclRule(False, TCP, source_ports=((179, 179),)), ANY),
            False,
            "unknown",
        ),
    ],
)
def test_filters_between_let_one_end_call_the_other(rules: tuple[AclRule, ...], out: bool, state: str) -> None:
    assert {found for found, _ in states(line(BOTH, *rules, out=out))} == {state}


@pytest.mark.parametrize(("rule", "state"), [(AclRule(False, TCP), "down"), (AclRule(False, (17,)), "up")])
@pytest.mark.parametrize("way", ["acl6_in", "acl6_out"])
def test_filters_of_ipv6_count_for_sessions_over_ipv6(way: str, rule: AclRule, state: str) -> None:
    def facts(name: str, ports: dict[str, str], statics: dict[str, str], peer: str = "") -> Device:
        lines = [f"hostname {name}", *(f"ipv6 route {prefix} {hop}\n!" for prefix, hop in statics.items())]
        lines += [f"interface {port}\n ipv6 address {address}\nexit" for port, address in ports.items()]
        lines += [f"router bgp 1\n bgp router-id 1.1.1.{ord(name)}\n no bgp default ipv4-unicast"]
        if peer:
            lines += [f" neighbor {peer} remote-as 1\n neighbor {peer} update-source lo"]
            lines += [f" address-family ipv6 unicast\n  neighbor {peer} activate\n exit-address-family"]
        return configs.device(name, "frr", "\n".join([*lines, "exit", ""]))

    far, near = "fd00:0:0:2", "fd00:0:0:1"
    a = facts("a", {"lo": "fd00:ff::1/128", "e0": f"{near}::1/64"}, {"fd00:ff::3/128": f"{near}::2"}, "fd00:ff::3")
    b = facts("b", {"lo": "fd00:ff::3/128", "e0": f"{far}::2/64"}, {"fd00:ff::1/128": f"{far}::1"}, "fd00:ff::1")
    m = facts("m", {"e0": f"{near}::2/64", "e1": f"{far}::1/64"}, {"fd00:ff::1/128": f"{near}::1", "fd00:ff::3/128": f"{far}::2"})
    ports = {name: replace(port, **{way: "F"}) for name, port in m.interfaces.items()}
    middle = replace(m, interfaces=ports, acls={"F": Acl("F", (rule, ANY), family=6)})
    assert {found for found, _ in states(configs.solved(a, middle, b))} == {state}


WEB = Acl("WEB", (AclRule(True, TCP, destination_ports=((443, 443),)),))
DOUBT = Acl("DOUBT", (AclRule(True, unmodelled="time-range office"),))


@pytest.mark.parametrize(
    ("crossings", "state"),
    [
        (None, "up"),
        ({}, "down"),
        ({("left", "right"): Crossing()}, "up"),  # a calls, and the answers of b pass
        ({("right", "left"): Crossing()}, "up"),
        ({("left", "right"): Crossing(("WEB",))}, "down"),
        ({("left", "right"): Crossing(("DOUBT",))}, "unknown"),
        ({("left", "left"): Crossing()}, "down"),
    ],
)
def test_a_firewall_between_passes_a_session_that_may_cross(crossings: dict[tuple[str, str], Crossing] | None, state: str) -> None:
    result = line(BOTH, crossings=crossings, acls={acl.name: acl for acl in (WEB, DOUBT)}, zones=("left", "right"))
    assert {found for found, _ in states(result)} == {state}
