"""Routers with subnets of both address families: each family is compiled without the routes of the other."""

from ipaddress import ip_interface

import pytest

from models.device import Device, DeviceId
from models.interfaces import Address, Interface
from models.network import Network
from models.verdict import Fate
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.pairs import Reach, pairs, subnets

R1 = DeviceId("hr", "r1")
PORTS = {"a": ("10.1.0.1/24", "2001:db8:1::1/64"), "b": ("10.2.0.1/24", "2001:db8:2::1/64")}


@pytest.fixture
def plane() -> DataPlane:
    """A router between two subnets of each family."""
    ports = {name: Interface(name, addresses=tuple(Address(ip_interface(ip)) for ip in ips)) for name, ips in PORTS.items()}
    return DataPlane.of(Network({R1: Device(R1, "cisco_ios", interfaces=ports)}))


@pytest.mark.parametrize("family", [4, 6])
def test_pairs_of_subnets(plane: DataPlane, family: int) -> None:
    known = subnets(plane, family)
    found = {(str(pair.source.prefix), str(pair.target.prefix)): pair.reach for pair in pairs(plane, known, known)}
    assert len(found) == 2
    assert set(found.values()) == {Reach.ALL}


@pytest.mark.parametrize(("family", "address", "stranger"), [(4, "10.2.0.9", "10.3.0.9"), (6, "2001:db8:2::9", "2001:db8:3::9")])
def test_fates_of_addresses(plane: DataPlane, family: int, address: str, stranger: str) -> None:
    fates = plane.fates([(R1, "default")], [address, stranger], family)
    assert [fates.outcomes(0, at) for at in (0, 1)] == [{Fate.DELIVERED}, {Fate.BLACK_HOLED}]
