"""A crawl from seeds over what devices heard: where it goes, where it does not, and what it leaves to a person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from ipaddress import ip_network

import pytest
import yaml

from collectors.discover import RULE, Candidate, Discovery, Stranger, acknowledged, crawl
from collectors.found import Found, inventory_lines
from models.device import Device, DeviceId
from models.inventory import Acceptance, Bounds, Host, Inventory
from models.services import Neighbour
from tests.gadgets.engine import port, router

BOUNDS = Bounds((ip_network("198.51.100.0/24"), ip_network("2001:db8::/32")))


def hears(name: str, address: str, interface: str = "e1", chassis: str = "") -> Neighbour:
    return Neighbour(interface, name, "e1", "lldp", address, chassis)


def box(name: str, *neighbours: Neighbour, address: str = "", department: str = "city", **facts: object) -> Device:
    ports = [port("e1", *([f"{address}/24"] if address else []))]
    return router(name, ports, department, hostname=name, neighbours=neighbours, **facts)


class Town:
    """Devices that answer when they are visited, and a record of who was."""

    def __init__(self, *devices: Device) -> None:
        self.devices = {device.id: device for device in devices}
        self.rounds: list[list[str]] = []

    def visit(self, wanted: Sequence[Candidate]) -> Mapping[DeviceId, Device | str]:
        self.rounds.append([f"{each.device.name} {each.address}" for each in wanted])
        return {each.device: self.devices.get(each.device, "its host key is not known") for each in wanted}

    def crawl(
        self, seed: Device, bounds: Bounds = BOUNDS, known: Sequence[Host] = (), accept: Sequence[Acceptance] = ()
    ) -> Discovery:
        def settle(stranger: Stranger) -> Stranger:
            (settled,) = acknowledged([stranger], accept, date(2026, 12, 31))
            return settled

        return crawl({seed.id: seed}, known, {"city": bounds}, self.visit, settle)


def reasons(found: Discovery) -> dict[str, str]:
    return {each.neighbour.remote_name: each.why for each in found.strangers}


def test_it_goes_on_from_neighbour_to_neighbour_and_asks_nobody_twice() -> None:
    seed = box("a", hears("b", "198.51.100.2"), hears("B.city.example", "198.51.100.2", "e2"), address="198.51.100.1")
    town = Town(
        box("b", hears("a", "198.51.100.1"), hears("c", "198.51.100.3", "e2"), address="198.51.100.2"),
        box("c", hears("b", "198.51.100.2"), hears("a", "198.51.100.1", "e2"), address="198.51.100.3"),
    )
    found = town.crawl(seed)
    assert town.rounds == [["b 198.51.100.2"], ["c 198.51.100.3"]]
    assert {str(id) for id in found.devices} == {"city/a", "city/b", "city/c"}
    assert not found.strangers
    assert [(each.hops, str(each.heard_by)) for each in found.visited] == [(1, "city/a:e1"), (2, "city/b:e2")]


def test_one_that_does_not_answer_is_not_asked_again_nor_forgotten() -> None:
    town = Town()
    found = town.crawl(box("a", hears("b", "198.51.100.2")))
    assert town.rounds == [["b 198.51.100.2"]]
    assert [each.device.name for each in found.visited] == ["b"] and set(found.devices) == {DeviceId("city", "a")}
    assert reasons(found) == {"b": "its host key is not known"}


def test_one_that_fails_is_told_even_when_others_are_found_later() -> None:
    town = Town(box("c", hears("d", "198.51.100.4", "e2")), box("d"))
    found = town.crawl(box("a", hears("b", "198.51.100.2"), hears("c", "198.51.100.3", "e2")))
    assert [sorted(each) for each in town.rounds] == [["b 198.51.100.2", "c 198.51.100.3"], ["d 198.51.100.4"]]
    assert reasons(found) == {"b": "its host key is not known"}


@pytest.mark.parametrize(
    ("name", "address", "why"),
    [
        ("b", "192.0.2.2", "none of the allowed networks"),
        ("b", "198.51.100.77", "denied network 198.51.100.64/26"),
        ("b", "", "no address"),
        ("b", "not an address", "no address"),
        ("b", "127.0.0.1", "no address to manage"),
        ("b", "fe80::1", "no address to manage"),
        ("b", "2001:db8:dead::1", "denied network 2001:db8:dead::/48"),
        ("phone-17.city.example", "198.51.100.2", "deny list"),
        ("", "198.51.100.2", "no name"),
        ("b; reload", "198.51.100.2", "none that a device can have"),
        ("../../etc", "198.51.100.2", "none that a device can have"),
        ("-oProxyCommand", "198.51.100.2", "none that a device can have"),
    ],
)
def test_where_it_does_not_go(name: str, address: str, why: str) -> None:
    bounds = replace(BOUNDS, deny=(ip_network("198.51.100.64/26"), ip_network("2001:db8:dead::/48")), deny_names=("phone-*",))
    town = Town(box("b"))
    found = town.crawl(box("a", hears(name, address)), bounds)
    assert not town.rounds
    assert why in reasons(found)[name]


def test_a_network_that_is_not_allowed_is_not_entered_by_way_of_one_that_is() -> None:
    town = Town(box("b", hears("c", "192.0.2.3", "e2")))
    found = town.crawl(box("a", hears("b", "198.51.100.2")))
    assert town.rounds == [["b 198.51.100.2"]] and "192.0.2.3" in reasons(found)["c"]


def test_what_the_inventory_has_is_not_discovered() -> None:
    known = [Host(DeviceId("city", "core"), "198.51.100.9", sysname="C1"), Host(DeviceId("city", "edge"), "198.51.100.8")]
    seed = box("a", hears("C1", "203.0.113.1"), hears("", "198.51.100.8", "e2"))
    found = Town().crawl(seed, known=known)
    assert not found.visited and not found.strangers


def test_two_that_claim_one_address_or_one_name_are_left_to_a_person() -> None:
    town = Town(box("b"), box("c"))
    found = town.crawl(box("a", hears("b", "198.51.100.2"), hears("c", "198.51.100.2", "e2")))
    assert not town.rounds and set(reasons(found).values()) == {"b and c claim 198.51.100.2"}
    found = town.crawl(box("a", hears("b", "198.51.100.2"), hears("b", "198.51.100.3", "e2")))
    assert not town.rounds and set(reasons(found).values()) == {"it is heard with several addresses"}


def test_a_neighbour_with_the_name_of_one_device_and_the_address_of_another_is_told() -> None:
    known = [Host(DeviceId("city", "b"), "198.51.100.2"), Host(DeviceId("city", "c"), "198.51.100.3")]
    found = Town().crawl(box("a", hears("b", "198.51.100.3")), known=known)
    assert reasons(found) == {"b": "it goes by the name of city/b with the address of another"}


def test_departments_have_names_and_addresses_of_their_own() -> None:
    known = [Host(DeviceId("port", "x"), "198.51.100.2")]
    town = Town(box("b"))
    assert [each.device for each in town.crawl(box("a", hears("b", "198.51.100.2")), known=known).visited] == [
        DeviceId("city", "b")
    ]


@pytest.mark.parametrize("bounds", [replace(BOUNDS, hops=1), replace(BOUNDS, most=1)])
def test_an_end_in_steps_and_in_number(bounds: Bounds) -> None:
    town = Town(box("b", hears("c", "198.51.100.3", "e2")), box("c"))
    found = town.crawl(box("a", hears("b", "198.51.100.2")), bounds)
    assert town.rounds == [["b 198.51.100.2"]]
    assert "farther away" in reasons(found)["c"]


def test_a_department_without_bounds_is_not_crawled() -> None:
    town = Town(box("b"))
    found = town.crawl(box("a", hears("b", "198.51.100.2"), department="port"))
    assert not town.rounds and reasons(found) == {"b": "the inventory has no discovery for port"}


def test_an_acknowledged_neighbour_is_not_visited() -> None:
    town = Town(box("b"), box("c"))
    rule = Acceptance(RULE, {"neighbour": "b"}, "the printer's own switch", "ops@city.example", date(2027, 1, 1))
    found = town.crawl(box("a", hears("b", "198.51.100.2"), hears("c", "198.51.100.3", "e2")), accept=[rule])
    assert town.rounds == [["c 198.51.100.3"]]
    assert [(each.neighbour.remote_name, "printer" in each.reason) for each in found.strangers] == [("b", True)]


def test_facts_of_a_device_that_nobody_asked_for_are_not_taken() -> None:
    def visit(wanted: Sequence[Candidate]) -> Mapping[DeviceId, Device | str]:
        return {each.id: each for each in (box("b"), box("evil"))}

    seed = box("a", hears("b", "198.51.100.2"))
    assert {id.name for id in crawl({seed.id: seed}, (), {"city": BOUNDS}, visit).devices} == {"a", "b"}


def test_lines_for_the_inventory_are_one_host_each_whatever_a_port_is_called() -> None:
    known = Inventory("", "", hosts={DeviceId("it", "b"): Host(DeviceId("it", "b"))})
    found = [Found(DeviceId("city", "b"), "2001:db8::1", "city/a:e1\n  evil: {hostname: 192.0.2.1}", "no")]
    text = "hosts:\n" + "\n".join(inventory_lines(found, known))
    assert yaml.safe_load(text)["hosts"] == {
        "city-b": {"hostname": "2001:db8::1", "platform": "no", "data": {"department": "city", "name": "b"}}
    }


def test_a_stranger_is_acknowledged_for_a_time() -> None:
    strangers = Town().crawl(box("a", hears("press", "192.0.2.2"), hears("spy", "192.0.2.3", "e2"))).strangers
    rule = Acceptance(RULE, {"device": "a", "neighbour": "pre*"}, "the printer's own switch", "ops@city.example", date(2027, 1, 1))
    by_name = {each.neighbour.remote_name: each.reason for each in acknowledged(strangers, [rule], date(2026, 12, 31))}
    assert "printer" in by_name["press"] and "ops@city.example" in by_name["press"] and by_name["spy"] == ""
    late = acknowledged(strangers, [rule], date(2027, 1, 2))
    other = acknowledged(strangers, [replace(rule, rule="overlap")], date(2026, 12, 31))
    everybody = acknowledged(strangers, [replace(rule, where={})], date(2026, 12, 31))
    unheard_of = acknowledged(strangers, [replace(rule, where={"colour": "*"})], date(2026, 12, 31))
    assert not any(each.reason for again in (late, other, everybody) for each in again)
    assert not any(each.reason for each in unheard_of)
