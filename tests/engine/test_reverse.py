"""The reverse path check of a port: sources to which no route leads back by it are not known to pass."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

import pytest

from models.device import Device, DeviceId
from models.interfaces import Address, Interface
from models.network import Network
from models.routing import StaticRoute
from models.verdict import Fate
from netplan.forwarding.boxes import Box, Flow
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.pairs import Reach, pairs, subnets

R1 = DeviceId("hr", "r1")


def plane(check: bool, back: bool = True) -> DataPlane:
    """A router between two subnets; `back` is a route to a third one behind the first."""
    ports = {
        name: Interface(name, addresses=(Address(IPv4Interface(ip)),), source_check=check)
        for name, ip in (("a", "10.1.0.1/24"), ("b", "10.2.0.1/24"))
    }
    route = StaticRoute(IPv4Network("10.3.0.0/16"), IPv4Address("10.1.0.9"))
    device = Device(R1, "cisco_ios", interfaces=ports, statics=frozenset([route] if back else []))
    return DataPlane.of(Network({R1: device}))


@pytest.mark.parametrize(
    ("source", "check", "back", "expected"),
    [
        ("10.1.0.0/24", True, True, {Fate.DELIVERED}),
        ("10.3.0.0/16", True, True, {Fate.DELIVERED}),
        ("10.3.0.0/16", True, False, {Fate.UNKNOWN}),
        ("10.3.0.0/16", False, False, {Fate.DELIVERED}),
        ("10.2.0.0/15", True, True, {Fate.DELIVERED, Fate.UNKNOWN}),
        ("0.0.0.0/0", True, False, {Fate.DELIVERED, Fate.UNKNOWN}),
    ],
)
def test_sources_that_no_route_leads_back_to_may_be_dropped(source: str, check: bool, back: bool, expected: set[Fate]) -> None:
    pieces = plane(check, back).reach((R1, "a"), Flow.of(source, "10.2.0.9/32"))
    assert {piece.end.fate for piece in pieces} == expected


def test_the_parts_are_exact_and_what_the_router_sends_itself_is_not_checked() -> None:
    known = plane(True)
    pieces = known.reach((R1, "a"), Flow.of("10.2.0.0/15", "10.2.0.9/32"))
    passed = [piece.box.src for piece in pieces if piece.end.fate is Fate.DELIVERED]
    network = IPv4Network("10.3.0.0/16")
    assert passed == [(int(network[0]), int(network[-1]))]
    own = known.reach((R1, "default"), Flow((Box((6, 6), (1, 1), (int(IPv4Address("10.2.0.9")),) * 2),)))
    assert {piece.end.fate for piece in own} == {Fate.DELIVERED}


def test_a_default_route_by_the_port_leads_back_to_all() -> None:
    known = plane(True, False)
    device = known.network.devices[R1]
    default = StaticRoute(IPv4Network("0.0.0.0/0"), IPv4Address("10.1.0.9"))
    after = DataPlane.of(Network({R1: replace(device, statics=frozenset([default]))}))
    assert {piece.end.fate for piece in after.reach((R1, "a"), Flow.of("0.0.0.0/0", "10.2.0.9/32"))} == {Fate.DELIVERED}


@pytest.mark.parametrize(("check", "expected"), [(True, Reach.UNKNOWN), (False, Reach.ALL)])
def test_all_pairs_of_subnets_heed_the_check(check: bool, expected: Reach) -> None:
    known = plane(check, False).network.devices[R1]
    ports = {
        name: Interface(name, addresses=(Address(IPv4Interface(ip)),))
        for name, ip in (("up", "10.1.0.9/24"), ("lan", "10.3.0.1/24"))
    }
    default = StaticRoute(IPv4Network("0.0.0.0/0"), IPv4Address("10.1.0.1"))
    other = Device(DeviceId("hr", "r2"), "cisco_ios", interfaces=ports, statics=frozenset([default]))
    whole = DataPlane.of(Network({R1: known, other.id: other}))
    some = subnets(whole)
    found = {(str(pair.source.prefix), str(pair.target.prefix)): pair.reach for pair in pairs(whole, some, some)}
    assert found["10.3.0.0/24", "10.2.0.0/24"] is expected
