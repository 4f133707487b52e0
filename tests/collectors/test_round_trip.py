"""parse(config + commands of a change) == the facts after the change, and the rollback restores the very facts.

Every kind of change, on every device of the demo city and every golden config that it fits. A dialect either writes
a kind or says that it cannot: `IN_WORDS` is the whole list of what is said in words on the demo, `UNPROVEN` of what is
given without a proof on a golden config, so a command that is lost or gained shows here.
"""

from functools import cache
from pathlib import Path

import pytest

from collectors.dialect import dialect, dialects, read
from collectors.draft import Draft
from collectors.workbook import Workbook
from models.device import Device, DeviceId
from tests.collectors.changes import KINDS

TESTS = Path(__file__).parents[1]
DEMO = TESTS.parent / "demo"
IN_WORDS = {
    "arista_eos": {"SNMP trap target", "new BGP process", "new OSPF process", "new policy", "redundancy group gone"},
    "cisco_ios": {
        "BGP neighbour gone",
        "BGP process gone",
        "OSPF process gone",
        "SNMP trap target",
        "leaked route",
        "new BGP neighbour",
        "new BGP process",
        "new OSPF process",
        "new policy",
        "policy gone",
        "redundancy group gone",
    },
    "frr": {
        "BGP process gone",
        "SNMP trap target",
        "VRF gone",
        "filter",
        "leaked route",
        "log server",
        "name server",
        "new BGP neighbour",
        "new BGP process",
        "new OSPF process",
        "new VRF",
        "new policy",
        "policy gone",
        "port in a VRF",
        "route of a VRF",
    },
    "juniper_junos": {
        "BGP network",
        "BGP redistribution",
        "OSPF network",
        "OSPF passive interface",
        "OSPF redistribution",
        "SNMP trap target",
        "leaked route",
        "new policy",
        "new prefix list",
        "new subinterface",
        "port in a VRF",
    },
}
"""Why: FRR filters nothing and takes VLANs and VRFs from its host; IOS leaks by an interface; Junos announces by policy,
finds no next hop in another instance, and puts addresses on units that are tagged or not. Nobody can write a route map
back from its name, and trap targets need a community."""

UNPROVEN = {
    # the VLANs of a trunk group are off the ports that do not name it, whatever their own list says
    ("arista_eos", "leaf", "trunk of all VLANs"),
    # `no logging host` takes the twin on another port along
    ("cisco_ios", "branch_router", "log server"),
    # `no bgp network import-check` makes the new network one that is always announced
    ("frr", "core", "BGP network"),
    # lists in the form of zebra, named otherwise than prefix lists
    ("frr", "core", "prefix list gone"),
    ("frr", "daemons", "prefix list gone"),
    ("frr", "daemons", "prefix list rule"),
    # settings from groups, ranges and forms that the writer does not use stay when the line of the port itself is deleted
    ("juniper_junos", "router", "OSPF default network type"),
    ("juniper_junos", "router", "helper gone"),
    ("juniper_junos", "switch", "access VLAN"),
    ("juniper_junos", "switch", "access to trunk"),
    ("juniper_junos", "switch", "subinterface gone"),
    # a static route that says `blackhole` is not taken back by `Null0`
    ("frr", "isis", "static route distance"),
    ("frr", "isis", "static route gone"),
    # a port speaks IS-IS only while it has an address
    ("juniper_junos", "isis", "addresses gone"),
    ("juniper_junos", "isis", "loopback gone"),
    ("juniper_junos", "isis", "subinterface gone"),
    # policies and filters follow the lists, neighbours and ports that they name
    ("juniper_junos", "router", "BGP neighbour gone"),
    ("juniper_junos", "router", "new BGP neighbour"),
    ("juniper_junos", "router", "loopback gone"),
    ("juniper_junos", "router", "prefix list gone"),
    ("juniper_junos", "router", "prefix list rule"),
    ("juniper_junos", "router", "prefix list rule gone"),
}
"""OS, golden config and kind whose commands are given but marked as not proven: the proof refuses, and that is right."""


@cache
def configs() -> list[tuple[Device, str]]:
    found = []
    for path in (*sorted(DEMO.glob("*/configs/*.cfg")), *sorted((TESTS / "vendors").glob("*/*/config.txt"))):
        text = path.read_text()
        os = max(dialects(), key=lambda name: dialects()[name].recognise(text))
        device = DeviceId(path.parts[-3], path.parent.name if path.name == "config.txt" else path.stem)
        found.append((read(text, dialect(os), Draft(device, os, path.name)), text))
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("os", sorted(IN_WORDS))
def test_commands_give_the_predicted_facts(os: str, kind: str) -> None:
    tried = 0
    for device, text in configs():
        changes = KINDS[kind](device) if device.os == os else []
        if not changes:
            continue
        tried += 1
        [work] = Workbook.of({device.id: device}, {device.id: text}).write(changes)
        if device.id.department == os:  # a golden config: full of forms that are rare
            unproven = bool(work.commands) and not work.proven
            assert unproven == ((os, device.id.name, kind) in UNPROVEN), f"{device.id}: {work.commands} back {work.rollback}"
        elif kind in IN_WORDS[os]:
            assert work.words, f"{device.id}: {work.commands}"
            assert not work.commands
        else:
            assert not work.words, work.words
            assert work.commands
            assert work.rollback
            assert work.proven, f"{device.id}: {work.commands} back {work.rollback}"
    if not tried:
        pytest.skip(f"no {os} device of the demo has what {kind} changes")


def test_a_wrong_command_is_not_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof can fail: commands that do something else are caught."""
    device, text = next((d, t) for d, t in configs() if d.os == "cisco_ios")
    ios = dialect("cisco_ios")
    wrong = type(ios)(
        **{f: getattr(ios, f) for f in ios.__slots__ if f != "write"},
        write=lambda d, c: ["interface Loopback77", " ip address 10.3.3.3 255.255.255.255"],
    )
    monkeypatch.setattr("collectors.workbook.dialect", lambda name: wrong)
    [work] = Workbook.of({device.id: device}, {device.id: text}).write(KINDS["description"](device))
    assert work.commands
    assert not work.proven
