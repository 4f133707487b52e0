"""NAPALM's getters as second readers: what they add, what of theirs is not believed, and that they never have a session."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from collectors.dialect import dialect, read
from collectors.draft import Draft
from collectors.ioslike.names import ios_name
from collectors.shows import with_shows
from collectors.transports.napalm import Memory, NotRead, rows
from models.device import Device, DeviceId
from models.snapshot import Capture, Note

SW = DeviceId("hr", "sw1")
IOS = "hostname sw1\ninterface GigabitEthernet0/1\n no switchport\n ip address 10.0.0.1 255.255.255.0\ninterface Vlan10\nend\n"
EOS = """\
hostname sw1
vrf instance RED
interface Ethernet1
interface Ethernet2
interface Port-Channel5
interface Vlan10
interface Vlan20
   vrf RED
end
"""
IOS_ARP = """\
Protocol  Address          Age (min)  Hardware Addr   Type   Interface
Internet  10.0.0.1                -   0011.2233.0001  ARPA   GigabitEthernet0/1
Internet  10.0.0.9                5   0011.2233.0009  ARPA   GigabitEthernet0/1
Internet  10.0.0.8                0   Incomplete      ARPA
"""
IOS_MACS = """\
Destination Address  Address Type  VLAN  Destination Port
-------------------  ------------  ----  --------------------
0011.2233.0009          Dynamic       10     GigabitEthernet0/1
"""
NXOS = "hostname sw1\nfeature interface-vlan\ninterface Vlan10\ninterface Ethernet1/1\n"
NXOS_MACS = """\
Legend:
   VLAN     MAC Address      Type      age     Secure NTFY Ports
---------+-----------------+--------+---------+------+----+------------------
*   10     0011.2233.0009   dynamic  0         F      F    Eth1/1
G    -     0011.2233.0001   static   -         F      F    sup-eth1(R)
"""
NXOS_ARP = """\
Flags: * - Adjacencies learnt on non-active FHRP router

IP ARP Table for context default
Total number of entries: 1
Address         Age       MAC Address     Interface       Flags
10.0.0.9        00:01:02  0011.2233.0009  Vlan10          D
"""
IOS_VERSION = """\
Cisco IOS Software, Some Software (SOME-UNIVERSALK9-M), Version 15.2(4)E7, RELEASE SOFTWARE (fc2)
sw1 uptime is 5 days, 1 hour
cisco WS-C2960X-48TS-L (APM86392) processor (revision A0) with 524288K bytes of memory.
Processor board ID FOC0000X0AA
"""
IOS_LLDP = """\
------------------------------------------------
Local Intf: Gi0/1
Chassis id: 0011.2233.00aa
Port id: Gi0/7
Port Description: to sw1
System Name: sw2.city.example

System Description:
Some software

Time remaining: 100 seconds
System Capabilities: B,R
Enabled Capabilities: R
Management Addresses:
    IP: 10.0.0.2
Auto Negotiation - supported, enabled
Physical media capabilities:
    1000baseT(FD)
Media Attachment Unit type: 30
Vlan ID: - not advertised

Total entries displayed: 1
"""
NX_LLDP = IOS_LLDP.replace("Local Intf: Gi0/1", "Local Port id: Eth1/1")


def neighbour(port: str, name: str, chassis: str) -> dict[str, object]:
    about = {"interfaceId": f'"{port}"', "interfaceDescription": "uplink"}
    return {"systemName": name, "chassisId": chassis, "chassisIdType": "macAddress", "neighborInterfaceInfo": about}


EOS_LLDP = {"lldpNeighbors": {"Ethernet1": {"lldpNeighborInfo": [neighbour("Ethernet7", "sw2", "0011.2233.00aa")]}}}
EOS_ARP = {
    "vrfs": {
        "default": {"ipV4Neighbors": [{"address": "10.0.0.9", "hwAddress": "0011.2233.0009", "interface": "Vlan10, Ethernet1"}]},
        "RED": {"ipV4Neighbors": [{"address": "10.0.0.8", "hwAddress": "0011.2233.0008", "interface": "Vlan20, not learned"}]},
    }
}
EOS_MACS = {
    "unicastTable": {
        "tableEntries": [
            {"vlanId": 10, "interface": "Port-Channel5", "macAddress": "00:11:22:33:00:09", "entryType": "dynamic"},
            {"vlanId": 10, "interface": "Router", "macAddress": "00:11:22:33:00:01", "entryType": "static"},
        ]
    }
}
EOS_VERSION = {
    "modelName": "DCS-7050TX", "serialNumber": "SSJ00000000", "internalVersion": "4.28.3M-28837868.4283M", "version": "4.28.3M",
    "bootupTimestamp": 1.0,
}  # fmt: skip


def device(os: str, config: str) -> Device:
    return read(config, dialect(os), Draft(SW, os, "sw1.cfg"))


def shown(os: str, config: str, *outputs: tuple[str, object]) -> tuple[Device, list[Note]]:
    captures = [
        Capture(SW, command, command, each if isinstance(each, str) else json.dumps(each, indent=1)) for command, each in outputs
    ]
    return with_shows(device(os, config), captures, dialect(os).canonical_name)


def hosts(read: Device) -> list[tuple[str, str, str, int | None, str, int]]:
    return [(h.mac, str(h.address or ""), h.interface, h.vlan, h.vrf, h.source.line) for h in read.hosts]


def test_tables_of_eos_in_json_are_read() -> None:
    got, notes = shown(
        "arista_eos", EOS, ("show lldp neighbors detail | json", EOS_LLDP), ("show arp vrf all| json", EOS_ARP),
        ("show mac-address-table unicast | json", EOS_MACS), ("show version | json", EOS_VERSION),
    )  # fmt: skip
    assert not notes
    [heard] = got.neighbours
    assert (heard.interface, heard.remote_name, heard.remote_interface, heard.remote_chassis) == (
        "Ethernet1", "sw2", "Ethernet7", "00:11:22:33:00:aa",
    )  # fmt: skip
    assert hosts(got) == [
        ("00:11:22:33:00:09", "10.0.0.9", "Ethernet1", None, "default", 6),
        ("00:11:22:33:00:08", "10.0.0.8", "Vlan20", None, "RED", 15),
        ("00:11:22:33:00:09", "", "Port-Channel5", 10, "", 7),
    ]
    assert (got.model, got.version, got.serials) == ("DCS-7050TX", "4.28.3M", ("SSJ00000000",))


def test_an_empty_table_of_eos_is_empty_and_an_error_is_not() -> None:
    got, notes = shown("arista_eos", EOS, ("show mac address-table | json", {"unicastTable": {"tableEntries": []}}))
    assert not notes and not got.hosts
    for command, answer in (
        ("show mac address-table | json", {"errors": ["x"]}),
        ("show lldp neighbors | json", "% Invalid input"),
    ):
        got, [note] = shown("arista_eos", EOS, (command, answer))
        assert note.kind == "not parsed" and not got.hosts and not got.neighbours


def test_a_command_that_no_template_knows_is_read() -> None:
    got, notes = shown("cisco_ios", IOS, ("arp vrf RED", IOS_ARP))
    assert not notes
    assert hosts(got) == [
        ("00:11:22:33:00:01", "10.0.0.1", "GigabitEthernet0/1", None, "RED", 2),
        ("00:11:22:33:00:09", "10.0.0.9", "GigabitEthernet0/1", None, "RED", 3),
    ]
    got, notes = shown("cisco_nxos", NXOS, ("show mac-address-table", NXOS_MACS), ("show arp", NXOS_ARP))
    assert not notes
    assert hosts(got) == [
        ("00:11:22:33:00:09", "", "Ethernet1/1", 10, "", 4),
        ("00:11:22:33:00:09", "10.0.0.9", "Vlan10", None, "", 6),
    ]


def test_both_spellings_of_an_arp_table_are_read() -> None:
    for command in ("show arp", "show ip arp"):
        got, notes = shown("cisco_ios", IOS, (command, IOS_ARP))
        assert not notes and [host.mac for host in got.hosts] == ["00:11:22:33:00:01", "00:11:22:33:00:09"]


CASES = [
    ("lldp", "show lldp neighbors detail", IOS_LLDP),
    ("arp", "show arp", IOS_ARP),
    ("mac", "show mac address-table", IOS_MACS),
    ("version", "show version", IOS_VERSION),
]
NOT_BELIEVED = [
    *(
        (kind, command, text, "its|it ")
        for kind, command, _ in CASES
        for text in ("% Unknown command.\n", "", "\x00\xff\n", "x" * 5000)
    ),
    ("lldp", "show lldp neighbors detail", IOS_LLDP.replace("Gi0/1", "Gi0/99"), "ports that the config does not have"),
    ("lldp", "show lldp neighbors detail", IOS_LLDP.replace("Some software", "Chassis id: 0011.2233.00bb"), "1 of 2 neighbours"),
    ("arp", "show arp", IOS_ARP.replace("GigabitEthernet0/1", "Vlan77"), "ports that the config does not have"),
    ("arp", "show arp", IOS_ARP + "\nInternet  10.0.0.7  5  0011.2233.0007  ARPA   GigabitEthernet0/1\n", "reads nothing"),
    ("mac", "show mac address-table", IOS_MACS + "  10  0011.2233.0007 of another look\n", "ports that the config"),
    ("mac", "show mac address-table", f"0011.2233.0007 above the rule\n{IOS_MACS}", "does not read 1 of the MAC"),
    ("version", "show version", IOS_VERSION.replace("sw1 uptime", "sw9 uptime"), "another host name"),
    ("version", "show version", IOS_VERSION.replace("Cisco IOS Software", "Other Software"), "no version"),
]


@pytest.mark.parametrize(("kind", "command", "text"), CASES)
def test_what_is_whole_is_read(kind: str, command: str, text: str) -> None:
    assert rows(device("cisco_ios", IOS), kind, Capture(SW, command, "f", text), ios_name)


@pytest.mark.parametrize(("kind", "command", "text", "why"), NOT_BELIEVED)
def test_what_is_not_whole_or_not_of_this_device_is_not_believed(kind: str, command: str, text: str, why: str) -> None:
    with pytest.raises(NotRead, match=why):
        rows(device("cisco_ios", IOS), kind, Capture(SW, command, "f", text), ios_name)


def test_an_address_is_not_taken_for_a_chassis() -> None:
    said = IOS_LLDP.replace("0011.2233.00aa", "0.0.0.0")
    [row] = rows(device("cisco_ios", IOS), "lldp", Capture(SW, "show lldp neighbors detail", "f", said), ios_name)
    assert row["chassis_id"] == ""  # its getter makes 00:00:00:00:00:00 of it


def test_junos_is_refused_with_the_reason() -> None:
    got, [note] = shown("juniper_junos", "system { host-name sw1; }\n", ("show arp", "no such text\n"))
    assert "NETCONF" in note.what and not got.hosts


def test_nothing_can_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_socket(*_: object, **__: object) -> None:
        raise AssertionError("a socket is opened")

    monkeypatch.setattr(socket, "socket", no_socket)
    monkeypatch.setattr(socket, "create_connection", no_socket)
    for kind, command, text in CASES:
        rows(device("cisco_ios", IOS), kind, Capture(SW, command, "f", text), ios_name)
    memory = Memory({"show arp": "text"})
    for attempt in ("write_channel", "send_config_set", "send_command_timing", "find_prompt", "connection", "enable"):
        with pytest.raises(NotRead, match="there is no session"):
            getattr(memory, attempt)
    with pytest.raises(NotRead, match="was not captured"):
        memory.run_commands(["show running-config"])
    assert memory.run_commands(["show  arp"]) == ["text"]


def python(program: str) -> subprocess.CompletedProcess[str]:
    """What a program says in a process of its own; all that it logs is in it."""
    begin = "import logging, sys; from tests.collectors.test_napalm import *; logging.basicConfig(level=logging.DEBUG)\n"
    root = Path(__file__).parents[2]
    return subprocess.run([sys.executable, "-c", begin + program], capture_output=True, text=True, check=True, cwd=root)


def test_it_is_not_imported_where_a_template_reads() -> None:
    done = python(
        "shown('cisco_ios', IOS, ('show ip arp', IOS_ARP)); print('napalm' in sys.modules)\n"
        "shown('cisco_ios', IOS, ('arp', IOS_ARP)); print('napalm' in sys.modules)"
    )
    assert done.stdout.split() == ["False", "True"], done.stderr


def test_what_it_logs_reaches_nobody() -> None:
    """Its NX-OS driver reports an error for each text that its parent's template reads."""
    done = python("shown('cisco_nxos', NXOS, ('lldp neighbor detail', NX_LLDP)); print('napalm' in sys.modules)")
    assert (done.stdout.strip(), done.stderr) == ("True", "")
