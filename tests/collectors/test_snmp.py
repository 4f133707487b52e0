"""SNMP tables to captures and back to facts, without an agent: what is told, what is not, and what is an empty table."""

import json
from collections.abc import Callable
from ipaddress import ip_address

import pytest

from collectors import snmp
from collectors.shows import with_shows
from collectors.snmp import (
    ARP_NEW,
    ARP_NEW_KIND,
    ARP_OLD,
    BRIDGE_FDB,
    BRIDGE_PORT,
    IF_DESCR,
    IF_NAME,
    LOCAL_CHASSIS,
    LOCAL_CHASSIS_KIND,
    LOCAL_NAME,
    LOCAL_PORT,
    Q_FDB,
    Q_VLAN,
    REMOTE,
    REMOTE_ADDRESS,
    NotTold,
    Rows,
    Walk,
)
from models.device import Device, DeviceId
from models.services import HostSeen, Neighbour
from models.snapshot import Capture

OWN, FAR = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")
NAMES: dict[str, Rows] = {
    IF_NAME: [((1,), b"Gi0/1"), ((2,), b"Gi0/2")],
    IF_DESCR: [((1,), b"GigabitEthernet0/1"), ((2,), b"GigabitEthernet0/2")],
}
SPEAKS: dict[str, Rows] = {
    **NAMES,
    LOCAL_CHASSIS_KIND: [((0,), 4)],
    LOCAL_CHASSIS: [((0,), OWN)],
    LOCAL_NAME: [((0,), b"sw1")],
    LOCAL_PORT: [((2, 7), 5), ((3, 7), b"Gi0/1"), ((4, 7), b"to the yard")],
}


def heard(kind: int, identity: bytes, description: bytes = b"", chassis_kind: int = 4) -> dict[str, Rows]:
    columns = {4: chassis_kind, 5: FAR, 6: kind, 7: identity, 8: description, 9: b"sw2.city.example"}
    return {
        **SPEAKS,
        REMOTE: [((column, 100, 7, 1), value) for column, value in columns.items()],
        REMOTE_ADDRESS: [((100, 7, 1, 1, 4, 192, 0, 2, 7), 2), ((100, 7, 1, 1, 4, 192, 0, 2, 8), 2)],
    }


def agent(tables: dict[str, Rows]) -> Walk:
    return lambda table: tables.get(table, [])


def facts(make: Callable[[Walk], str], tables: dict[str, Rows]) -> Device:
    command = f"snmp {make.__name__}"
    capture = Capture(DeviceId("city", "sw1"), command, f"sw1/{command}.txt", make(agent(tables)))
    device, notes = with_shows(Device(DeviceId("city", "sw1"), "frr"), [capture], str)
    assert not notes
    return device


def test_a_neighbour_with_all_it_says() -> None:
    device = facts(snmp.lldp, heard(5, b"Te1/1"))
    assert device.chassis_ids == ("02:00:00:00:00:01",)
    assert device.neighbours == (Neighbour("Gi0/1", "sw2.city.example", "Te1/1", "lldp", "192.0.2.7", "02:00:00:00:00:02"),)
    assert str(device.neighbours[0].source) == "sw1/snmp lldp.txt:2"


@pytest.mark.parametrize(
    ("kind", "identity", "description", "port"),
    [
        (5, b"Te1/1", b"to the roof", "Te1/1"),
        (1, b"uplink", b"Te1/1", "uplink"),
        (7, b"512", b"ge-0/0/1", "ge-0/0/1"),
        (7, b"512", b"", "512"),
        (3, FAR, b"eth1", "eth1"),
        (3, FAR, b"", "02:00:00:00:00:02"),
        (5, b"\xff\xfe", b"", "\ufffd\ufffd"),
        (5, b"x" * 1000, b"", "x" * 255),
    ],
)
def test_the_port_of_a_neighbour(kind: int, identity: bytes, description: bytes, port: str) -> None:
    assert facts(snmp.lldp, heard(kind, identity, description)).neighbours[0].remote_interface == port


@pytest.mark.parametrize(
    "row", [{2: 5, 3: b"Gi0/1", 4: b"x"}, {2: 7, 3: b"512", 4: b"Gi0/1"}, {2: 5, 3: b"512", 4: b"GigabitEthernet0/1"}]
)
def test_the_own_port_is_what_the_device_calls_a_port(row: dict[int, int | bytes]) -> None:
    tables = {**heard(5, b"Te1/1"), LOCAL_PORT: [((column, 7), value) for column, value in row.items()]}
    assert facts(snmp.lldp, tables).neighbours[0].interface in ("Gi0/1", "GigabitEthernet0/1")


def test_a_chassis_id_that_is_no_mac_is_not_taken_for_one() -> None:
    assert facts(snmp.lldp, heard(5, b"Te1/1", chassis_kind=7)).neighbours[0].remote_chassis == ""


def test_nobody_there_is_believed_only_of_an_agent_that_speaks_of_itself() -> None:
    assert facts(snmp.lldp, SPEAKS).neighbours == ()
    with pytest.raises(NotTold, match="LLDP"):
        snmp.lldp(agent(NAMES))
    lost = {table: rows for table, rows in heard(5, b"Te1/1").items() if table != LOCAL_PORT}
    with pytest.raises(NotTold, match="LLDP"):
        snmp.lldp(agent(lost))
    for make in (snmp.arp, snmp.mac):
        with pytest.raises(NotTold):
            make(agent({}))


def test_hosts_by_arp_and_nd() -> None:
    four, six = (2, 1, 4, 192, 0, 2, 9), (1, 2, 16, *ip_address("2001:db8::9").packed)
    own, gone = (2, 1, 4, 192, 0, 2, 1), (2, 1, 4, 192, 0, 2, 3)
    tables: dict[str, Rows] = {
        **NAMES,
        ARP_NEW: [(four, FAR), (six, FAR), (own, OWN), (gone, FAR), ((2, 1, 4, 1), FAR), ((2, 1, 4, 192, 0, 2, 4), b"")],
        ARP_NEW_KIND: [(four, 3), (six, 3), (own, 5), (gone, 2)],
    }
    mac = "02:00:00:00:00:02"
    assert facts(snmp.arp, tables).hosts == (
        HostSeen(mac, ip_address("192.0.2.9"), "Gi0/2"),
        HostSeen(mac, ip_address("2001:db8::9"), "Gi0/1"),
    )
    old: dict[str, Rows] = {**NAMES, ARP_OLD: [((1, 192, 0, 2, 9), FAR)]}
    assert facts(snmp.arp, old).hosts == (HostSeen(mac, ip_address("192.0.2.9"), "Gi0/1"),)
    assert facts(snmp.arp, NAMES).hosts == ()


def test_learned_mac_addresses_with_their_vlan() -> None:
    def row(filter_id: int, mac: bytes, port: int, kind: int) -> Rows:
        return [((2, filter_id, *mac), port), ((3, filter_id, *mac), kind)]

    bridge: dict[str, Rows] = {**NAMES, BRIDGE_PORT: [((10,), 1), ((20,), 2)]}
    by_vlan = {**bridge, Q_FDB: [*row(3, FAR, 20, 3), *row(3, OWN, 10, 4)], Q_VLAN: [((0, 30), 3)]}
    assert facts(snmp.mac, by_vlan).hosts == (HostSeen("02:00:00:00:00:02", None, "Gi0/2", 30),)
    assert facts(snmp.mac, {**by_vlan, Q_VLAN: []}).hosts[0].vlan is None, "which VLAN it is, nobody said"
    plain = {**bridge, BRIDGE_FDB: [((2, *FAR), 10), ((3, *FAR), 3)]}
    assert facts(snmp.mac, plain).hosts == (HostSeen("02:00:00:00:00:02", None, "Gi0/1"),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not JSON",
        "[]",
        '{"snmp": "arp"}',
        '{"snmp": "lldp"}\n[]',
        '{"snmp": "lldp"}\n{"port": 7}',
        json.dumps({"snmp": "lldp"}) + "\n" + json.dumps({"name": "x" * 300}),
        "[" * 100_000,
    ],
)
def test_another_text_is_a_note(text: str) -> None:
    device, notes = with_shows(
        Device(DeviceId("city", "sw1"), "frr"), [Capture(DeviceId("city", "sw1"), "snmp lldp", "f", text)], str
    )
    assert not device.neighbours and [note.kind for note in notes] == ["not parsed"]
