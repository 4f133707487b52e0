"""Wires from what devices hear of each other: how sure each is, and what makes none."""

from collections.abc import Iterable, Mapping

import pytest

from models.device import Device, DeviceId
from models.link import Link, Port
from models.network import Network
from models.services import Neighbour
from netplan.topology.topology import build
from netplan.topology.wires import CROWDED, heard, wired
from tests.gadgets.engine import network, port, router


def hears(interface: str, name: str, remote: str, protocol: str = "lldp", address: str = "", chassis: str = "") -> Neighbour:
    return Neighbour(interface, name, remote, protocol, address, chassis)


def box(
    name: str, *neighbours: Neighbour, department: str = "city", ports: Iterable[str] = ("e1", "e2"), **facts: object
) -> Device:
    return router(name, [port(each) for each in ports], department, hostname=name, neighbours=neighbours, **facts)


def wires(net: Network) -> Mapping[tuple[str, str], float]:
    return {(str(link.a), str(link.b)): link.confidence for link in heard(net).links}


def doubts(net: Network) -> list[tuple[str, str, bool]]:
    return [(str(each.port), each.why, each.unknown) for each in heard(net).doubts]


A1, B2 = "city/a:e1", "city/b:e2"


def test_two_that_hear_each_other_are_wired() -> None:
    net = network(box("a", hears("e1", "b", "e2")), box("b", hears("e2", "a", "e1")))
    assert wires(net) == {(A1, B2): 1.0}
    assert not doubts(net)


def test_one_side_is_less_sure_and_across_departments_less_still() -> None:
    assert wires(network(box("a", hears("e1", "b", "e2")), box("b"))) == {(A1, B2): 0.7}
    foreign = network(box("a", hears("e1", "b", "e2")), box("b", department="port"))
    assert wires(foreign) == {(A1, "port/b:e2"): 0.5}


def test_the_end_that_hears_another_contradicts() -> None:
    net = network(box("a", hears("e1", "b", "e2")), box("b", hears("e2", "c", "e1")), box("c", hears("e1", "b", "e2")))
    assert wires(net) == {(B2, "city/c:e1"): 1.0}
    assert doubts(net) == [(A1, "city/b:e2 hears c e1 instead", False)]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("b.city.example", True),
        ("B", True),
        ("b(FDO12345ABC)", True),
        ("b.port.example", True),
        ("bb", False),
        ("", False),
        ("192.0.2.1", False),
    ],
)
def test_a_full_name_is_that_of_a_device_with_a_short_one(name: str, found: bool) -> None:
    assert (wires(network(box("a", hears("e1", name, "e2")), box("b"))) != {}) is found


def test_of_two_full_names_that_differ_the_first_parts_mean_nothing() -> None:
    net = network(box("a", hears("e1", "b.port.example", "e2")), box("b", domain="city.example"))
    assert doubts(net) == [(A1, "no device of this snapshot goes by that name", True)]
    assert wires(network(box("a", hears("e1", "b.city.example", "e2")), box("b", domain="city.example"))) == {(A1, B2): 0.7}


def test_a_device_of_the_own_department_is_meant_before_one_of_another() -> None:
    net = network(box("a", hears("e1", "b", "e2")), box("b"), box("b", department="port"))
    assert wires(net) == {(A1, B2): 0.7}


def test_a_neighbour_that_fits_two_is_none_unless_its_chassis_id_tells() -> None:
    mac = "02:00:00:00:00:07"
    several = [box("b", department="port", chassis_ids=(mac,)), box("b", department="water")]
    assert doubts(network(box("a", hears("e1", "b", "e2")), *several)) == [(A1, "it may be port/b or water/b", False)]
    assert wires(network(box("a", hears("e1", "b", "e2", chassis=mac)), *several)) == {(A1, "port/b:e2"): 0.5}


def test_an_address_tells_within_a_department_only() -> None:
    for department, found in (("city", {(A1, B2): 0.7}), ("port", {})):
        far = router("b", [port("e2", "198.51.100.7/24")], department)
        assert wires(network(box("a", hears("e1", "", "e2", address="198.51.100.7")), far)) == found


@pytest.mark.parametrize(
    ("remote", "found"),
    [("Gi0/1", True), ("gigabitethernet 0/1", True), ("Gi0/11", False), ("Fa0/1", False), ("1", False)],
)
def test_the_short_name_of_a_port_is_understood(remote: str, found: bool) -> None:
    net = network(box("a", hears("e1", "b", remote)), box("b", ports=("GigabitEthernet0/1", "TenGigabitEthernet0/1")))
    assert wires(net) == ({(A1, "city/b:GigabitEthernet0/1"): 0.7} if found else {})


def test_ports_with_unknown_names_are_paired_when_there_is_one_pair() -> None:
    net = network(box("a", hears("e1", "b", "02:00:00:00:00:01")), box("b", hears("e2", "a", "02:00:00:00:00:02")))
    assert wires(net) == {(A1, B2): 0.8}
    two = network(
        box("a", hears("e1", "b", "?"), hears("e2", "b", "?")),
        box("b", hears("e1", "a", "?"), hears("e2", "a", "?")),
    )
    assert not wires(two)
    assert [why for _, why, _ in doubts(two)] == ["city/b has no port ?"] * 2 + ["city/a has no port ?"] * 2


def test_lldp_and_cdp_tell_the_same_wire_once() -> None:
    net = network(box("a", hears("e1", "b", "02:00:00:00:00:01"), hears("e1", "b", "e2", "cdp")), box("b"))
    assert wires(net) == {(A1, B2): 0.7}


def test_several_neighbours_on_a_port_are_no_wire() -> None:
    net = network(box("a", hears("e1", "b", "e1"), hears("e1", "c", "e1")), box("b"), box("c"))
    assert not wires(net)
    assert {why for _, why, _ in doubts(net)} == {CROWDED}
    stranger = network(box("a", hears("e1", "b", "e1"), hears("e1", "nobody", "e1")), box("b"))
    assert not wires(stranger)
    silent = network(box("a", hears("e1", "c", "e1")), box("b", hears("e1", "c", "e1")), box("c"))
    assert not wires(silent)
    assert {why for _, why, _ in doubts(silent)} == {CROWDED}


def test_a_declared_wire_stands() -> None:
    devices = [box("a", hears("e1", "b", "e2")), box("b"), box("c")]
    same = network(*devices, links=[(A1, B2)])
    assert not heard(same).links and not doubts(same)
    other = network(*devices, links=[(A1, "city/c:e1")])
    assert not heard(other).links
    assert doubts(other) == [(A1, "declared says that city/a:e1 and city/c:e1 are wired", False)]


def test_what_it_hears_of_itself_or_on_no_port_is_a_doubt() -> None:
    assert doubts(network(box("a", hears("e1", "a", "e2")))) == [(A1, "it hears itself", False)]
    assert doubts(network(box("a", hears("x9", "b", "e2")), box("b"))) == [("city/a:x9", "city/a has no port x9", False)]


def test_a_wire_that_is_heard_joins_two_address_spaces() -> None:
    def end(name: str, department: str, address: str, *neighbours: Neighbour) -> Device:
        return router(name, [port("e1", address)], department, neighbours=neighbours)

    net = network(end("a", "city", "192.0.2.1/30", hears("e1", "b", "e1")), end("b", "port", "192.0.2.2/30"))
    assert [len(segment) for segment in build(net).segments] == [1, 1]
    joined = wired(net)
    assert joined.links == {Link(Port(DeviceId("city", "a"), "e1"), Port(DeviceId("port", "b"), "e1"), "lldp", 0.5)}
    assert [len(segment) for segment in build(joined).segments] == [2]
