"""Routes of BGP from within the autonomous system: which systems take them into which interior protocol."""

import pytest

from models.device import Device, DeviceId
from models.policy import Match, Policy, Term
from netplan.routing.doubt.interior import Process, Taking
from netplan.routing.internal_bgp import takes_internal
from tests.gadgets.configs import device, solved, table

TOLD = {"RM": Policy("RM", (Term("10", "permit", (Match("route-type", ("internal",)),)),))}


@pytest.mark.parametrize(
    ("os", "plain", "told"),
    [
        ("frr", True, True),
        ("juniper_junos", True, True),
        ("cisco_ios", False, False),
        ("cisco_xr", False, False),
        ("cisco_nxos", False, True),
    ],
)
def test_who_takes_them(os: str, plain: bool, told: bool) -> None:
    router = Device(DeviceId("lab", "r"), os, policies=TOLD)
    process = Process("ospf", (4,), (), False, 110, 110)
    for policies, takes in (((), plain), (("RM",), told), (("missing",), plain)):
        assert takes_internal(router, policies) is takes
        assert process.may_take(router, Taking("bgp", 4, policies), "bgp", True) is takes, "what nobody knows goes the same way"
        assert process.may_take(router, Taking("bgp", 4, policies), "bgp", False)


WORDS = {"ospf": "ip router ospf 1 area 0.0.0.0", "isis": "ip router isis 1", "rip": "ip router rip 1"}


def nxos(name: str, own: int, protocol: str, *lines: str) -> Device:
    """A router with one port to each side; `protocol` runs on the second, of `far` on the first too."""
    ports = []
    for number, net, last in ((1, own - 1, 2), (2, own, 1)):
        ports += [f"interface Ethernet1/{number}", " no switchport", f" ip address 10.0.{net}.{last}/24", " no shutdown"]
        if protocol and (number == 2 or name == "far"):
            ports.append(f" {WORDS[protocol]}")
    return device(name, "cisco_nxos", "\n".join([*ports, *lines, ""]))


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("protocol", ["ospf", "isis", "rip"])
def test_on_nxos_a_route_map_tells_every_interior_protocol(protocol: str, told: bool) -> None:
    net = " net 49.0001.0000.0000.000{}.00" if protocol == "isis" else ""
    kind = "internal" if told else "external"
    taking = [f"router {protocol} 1", *([net.format(2)] if net else [])]
    taking += [" address-family ipv4 unicast"] if protocol != "ospf" else []
    border = nxos(
        "border", 2, protocol, f"route-map RM permit 10\n match route-type {kind}", *taking,
        f"{'  ' if protocol != 'ospf' else ' '}redistribute bgp 65001 route-map RM",
        "router bgp 65001\n neighbor 10.0.1.1\n  remote-as 65001\n  address-family ipv4 unicast",
    )  # fmt: skip
    source = nxos(
        "source", 1, "", "ip route 10.9.0.0/16 Null0",
        "router bgp 65001\n address-family ipv4 unicast\n  network 10.9.0.0/16\n neighbor 10.0.1.2\n  remote-as 65001",
        "  address-family ipv4 unicast",
    )  # fmt: skip
    far = nxos("far", 3, protocol, f"router {protocol} 1", *([net.format(3)] if net else []))
    result = solved(source, border, far)
    assert "10.9.0.0/16" in table(result, "border")
    assert ("10.9.0.0/16" in table(result, "far")) is told
