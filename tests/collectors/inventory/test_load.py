"""What a whole inventory becomes."""

import re
import textwrap
from collections.abc import Callable
from datetime import date, timedelta
from datetime import time as clock
from ipaddress import ip_network
from pathlib import Path

import pytest

from collectors.inventory import load_inventory
from models.device import DeviceId
from models.errors import InventoryError
from models.inventory import Inventory
from models.link import Link, Port
from models.source import Source
from models.target import Place

Write = Callable[..., Path]
EXAMPLE = Path(__file__).parent / "example.yaml"


@pytest.fixture(scope="module")
def example() -> Inventory:
    return load_inventory(EXAMPLE)


def test_departments_realms_and_sites(example: Inventory) -> None:
    sote = example.departments["sote"]
    assert (sote.name, sote.cost_centre, sote.stance, sote.lead_days) == ({"": "Health"}, "2840", "disagrees", 30)
    assert example.departments["kasko"].cost_centre == "0120"
    assert example.departments["keha"].name["sv"] == "Centralförvaltningen"
    assert example.realms == {"keha": "city", "sote": "sote"}
    assert example.reached_by == {"sote": "sote-bastion"}
    assert example.sites["pasila-dc"].location == (60.199, 24.933)
    assert example.sites["kallio-tk"].source == Source(str(EXAMPLE), 16)


def test_credentials_are_references(example: Inventory) -> None:
    assert example.credentials["ro-tacacs"].username == "env:NETPLAN_USER"
    assert example.credentials["ro-tacacs"].references == {
        "password": "keyring:netplan/ro-tacacs",
        "enable": "keyring:netplan/enable",
    }
    assert example.credentials["snmp-ro"].references["snmp_auth"] == "vault:kv/netplan/snmp#auth"
    assert "username" not in example.credentials["ro-tacacs"].references
    assert (example.credentials["sote-local"].fallback, example.credentials["sote-agent"].agent) == ("sote-agent", True)


def test_hosts_inherit_as_in_nornir(example: Inventory) -> None:
    switch = example.hosts[DeviceId("sote", "kallio-tk-sw1")]
    assert (switch.port, switch.role, switch.credential, switch.via) == (2222, "access", "sote-local", "sote-bastion")
    assert switch.platform == "cisco_iosxe"
    assert switch.groups == ("lan", "ios", "sote")
    assert switch.data == {"rack": 7}
    assert (switch.ssh, example.hosts[DeviceId("keha", "pasila-core-1")].ssh) == ("legacy", "")
    assert switch.collectors == ("ssh",)
    assert switch.connection_options == {"netmiko": {"extras": {"fast_cli": True}}}
    assert example.hosts[DeviceId("keha", "pasila-core-1")].port == 22


def test_two_departments_may_share_a_name_and_an_address(example: Inventory) -> None:
    other = example.hosts[DeviceId("kasko", "kallio-tk-sw1")]
    assert (other.hostname, other.sysname) == ("10.20.1.11", "SW1")
    assert other.source.line == 48


def test_contracts_are_per_month(example: Inventory) -> None:
    assert example.contracts["sote-lan"].per_month == 7000
    assert example.contracts["sote-lan"].ends == date(2027, 12, 31)
    assert example.contracts["kasko-wan"].per_month == 2150
    assert example.contracts["kasko-wan"].renews_months == 0
    assert example.costs["downtime_hour_eur"] == {"A": 12000, "B": 2500, "C": 300}


def test_windows_freezes_sources_and_links(example: Inventory) -> None:
    night, holiday = example.windows
    assert (night.start, night.length, night.rrule) == (clock(22, 0), timedelta(hours=4, minutes=30), "FREQ=WEEKLY;BYDAY=TU,TH")
    assert (holiday.first, holiday.last) == (date(2027, 6, 5), date(2027, 8, 8))
    assert example.freezes[1].departments == ("sote",)
    netbox, folder = example.sources
    assert netbox.path == "https://netbox.city.example"
    assert netbox.options["token"] == "env:NETBOX_TOKEN"
    assert (folder.path, folder.department, folder.options) == ("configs/sote", "sote", {})
    assert example.links == (
        Link(Port(DeviceId("keha", "pasila-core-1"), "Ethernet1/1"), Port(DeviceId("sote", "kallio-tk-fw1"), "port1")),
    )


def test_target(example: Inventory) -> None:
    target = example.target
    assert target is not None
    assert target.address_space == (ip_network("10.128.0.0/10"), ip_network("2001:db8::/32"))
    assert (target.vlan_range, target.asn_range, target.growth) == ((100, 3999), (4200000000, 4200000999), 0.5)
    assert target.common_vlans == ((10, "STAFF"), (20, "GUEST"))
    records, dns, pupils = target.demands
    assert (records.must, records.protocol, records.ports) == (True, "tcp", (443, 8443))
    assert records.origin == Place(("sote", "keha"))
    assert records.destination == Place(("keha",), ip_network("10.0.8.0/24"))
    assert (dns.ports, pupils.must, pupils.ports) == ((53,), False, ())
    first, second = target.interconnects
    assert (first.vrf, second.vrf) == ("HEALTH", "kasko")
    assert str(first.border) == "sote/kallio-tk-fw1:port9"
    assert [pin.keep for pin in target.pins] == [True, False]
    assert target.retirements[0].replaced_by == ("dns",)
    assert example.accept[0].where == {"prefix": "10.20.1.0/24"}


def test_only_a_version_is_an_inventory(write: Write) -> None:
    inventory = load_inventory(write("version: 1\n"))
    assert (inventory.hosts, inventory.target, inventory.organisation.currency) == ({}, None, "EUR")


def test_includes_are_merged_and_hashed(write: Write) -> None:
    write("departments: {sote: {}}\nfreezes: [{from: 2027-01-01, to: 2027-01-02}]\n", "departments/sote.yaml")
    write(
        "departments: {kasko: {}}\nfreezes: [{from: 2027-02-01, to: 2027-02-02}]\ninclude: deep/*.yml\n", "departments/kasko.yaml"
    )
    write("sites: {x: {department: sote}}\n", "departments/deep/sites.yml")
    path = write("version: 1\ninclude: [departments/*.yaml]\ndepartments: {keha: {}}\n")
    inventory = load_inventory(path)
    assert set(inventory.departments) == {"keha", "sote", "kasko"}
    assert inventory.sites["x"].source == Source("departments/deep/sites.yml", 1)
    assert len(inventory.freezes) == 2
    write("sites: {x: {department: kasko}}\n", "departments/deep/sites.yml")
    assert load_inventory(path).sha256 != inventory.sha256


def test_the_target_may_stand_in_its_own_file(write: Write) -> None:
    write("mtu: 9000\n", "plain.yaml")
    write("target: {mtu: 9100}\n", "named.yaml")
    for name, mtu in (("plain.yaml", 9000), ("named.yaml", 9100)):
        target = load_inventory(write(f"version: 1\ntarget: {{file: {name}}}\n")).target
        assert target is not None and target.mtu == mtu
        assert target.source.file in ("inventory.yaml", name)


def test_yaml_1_2_scalars_stay_what_they_are(write: Write) -> None:
    text = "version: 1\ndepartments: {d: {}}\n"
    text += "hosts: {h: {data: {department: d, at: 22:30, no: no, mac: 11:22:33:44:55:06, id: 010, up: on, n: 0x10}}}\n"
    data = load_inventory(write(text)).hosts[DeviceId("d", "h")].data
    assert data == {"at": "22:30", "no": "no", "mac": "11:22:33:44:55:06", "id": "010", "up": "on", "n": 16}


def test_merge_keys_and_anchors(write: Write) -> None:
    text = "version: 1\ndepartments: {d: &d {owner: a, technical: t}, e: {<<: *d, owner: b}}\n"
    other = load_inventory(write(text)).departments["e"]
    assert (other.owner, other.technical) == ("b", "t")


def test_the_example_of_users_loads(recorded: Path, write: Write) -> None:
    notes = recorded.parent / "notes" / "users.md"
    if not notes.is_file():
        pytest.skip(f"no example: {notes} is not there")
    text = notes.read_text(encoding="utf-8")
    start = text.index("```yaml\n", text.index("## 3. inventory.yaml")) + 8
    inventory = load_inventory(write(text[start : text.index("\n```", start)]))
    assert len(inventory.hosts) == 4


def test_nornir_reads_its_three_sections_and_agrees(tmp_path: Path, example: Inventory) -> None:
    from nornir.plugins.inventory import SimpleInventory

    text = EXAMPLE.read_text(encoding="utf-8")
    for section in ("hosts", "groups", "defaults"):
        cut = re.search(rf"^{section}:\n((?:  .*\n)+)", text, re.MULTILINE)
        assert cut is not None
        (tmp_path / f"{section}.yaml").write_text(textwrap.dedent(cut[1]), encoding="utf-8")
    theirs = SimpleInventory(*(str(tmp_path / f"{name}.yaml") for name in ("hosts", "groups", "defaults"))).load()
    assert len(theirs.hosts) == len(example.hosts) == 4
    for key, host in theirs.hosts.items():
        data = host.extended_data()
        ours = example.hosts[DeviceId(data["department"], data.get("name", key))]
        assert (ours.hostname, ours.port) == (host.hostname, host.port)
        assert ours.platform == data.get("os", host.platform)
        assert ours.groups == tuple(group.name for group in host.extended_groups())
        assert (ours.role, ours.credential, ours.site) == (data["role"], data["credential"], data["site"])
        assert (ours.via, ours.contract) == (data.get("via", ""), data.get("contract", ""))
        assert ours.connection_options["netmiko"] == {"extras": host.get_connection_parameters("netmiko").extras}


def test_three_thousand_hosts_load(write: Write) -> None:
    lines = [
        "version: 1",
        "departments: {d0: {}, d1: {}}",
        "sites: {s: {}}",
        "groups: {ios: {platform: cisco_ios}, d0: {data: {department: d0}}}",
        "hosts:",
    ]
    for number in range(3000):
        lines += [f"  h{number}:", f"    hostname: 10.{number // 250}.{number % 250}.1", "    groups: [ios, d0]"]
        lines += ["    data:", "      site: s", "      role: access", "      rack: 12"]
    path = write("\n".join(lines))
    inventory = load_inventory(path)
    assert len(inventory.hosts) == 3000


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InventoryError, match="No such file"):
        load_inventory(tmp_path / "none.yaml")
