"""Sessions between loopbacks: they come up when the packets of BGP find their way, both there and back."""

from dataclasses import replace

import pytest

from collectors.dialect import dialect, read
from collectors.draft import Draft
from models.device import DeviceId
from models.filters import Acl, AclRule, Wildcard
from models.network import Network
from netplan.routing.solve import RoutingResult, routes

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


def line(middle: dict[str, str], *rules: AclRule, out: bool = False) -> RoutingResult:
    """a - m - b, where m has the static routes `middle`, and perhaps a filter at its port to a."""
    a = config("a", {"lo": "10.255.0.1/32", "e0": "10.0.0.1/30"}, {"10.255.0.3/32": "10.0.0.2"}, "10.255.0.3")
    m = config("m", {"e0": "10.0.0.2/30", "e1": "10.0.1.1/30"}, middle)
    b = config("b", {"lo": "10.255.0.3/32", "e0": "10.0.1.2/30"}, {"10.255.0.1/32": "10.0.1.1"}, "10.255.0.1")
    devices = {}
    for name, text in (("a", a), ("m", m), ("b", b)):
        device = read(text, dialect("frr"), Draft(DeviceId("lab", name), "frr", name))
        if name == "m" and rules:
            port = replace(device.interfaces["e0"], **{"acl_out" if out else "acl_in": "F"})
            device = replace(device, interfaces={**device.interfaces, "e0": port}, acls={"F": Acl("F", rules)})
        devices[device.id] = device
    return routes(Network(devices))


def states(result: RoutingResult) -> set[tuple[str, str]]:
    return {(session.state, session.why) for session in result.bgp.sessions}


BOTH = {"10.255.0.1/32": "10.0.0.1", "10.255.0.3/32": "10.0.1.2"}


def test_routers_between_must_know_the_way_there_and_back() -> None:
    assert states(line(BOTH)) == {("up", "")}
    assert states(line({"10.255.0.3/32": "10.0.1.2"})) == {("down", "lab/m has no route to 10.255.0.1")}
    assert states(line(BOTH | {"10.255.0.3/32": "blackhole"})) == {("down", "lab/m drops packets to 10.255.0.3")}
    assert states(line(BOTH | {"10.255.0.3/32": "10.0.0.1"})) == {("down", "packets to 10.255.0.3 go round at lab/a")}


ANY = AclRule(True)


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
