"""Spanning tree of IOS, NX-OS and EOS as facts."""

import pytest

from collectors.dialect import dialect, read
from collectors.draft import Draft
from models.codec import dumps, loads
from models.device import Device, DeviceId
from models.source import Source, Status
from models.spanning_tree import MstRegion, SpanningTree, StpMode, StpPort, StpSetting

TEXT = """hostname s1
spanning-tree mode mst
spanning-tree extend system-id
spanning-tree pathcost method long
spanning-tree vlan 10,20-21 priority 4096
spanning-tree vlan 21 root secondary
spanning-tree mst 0-1 priority 8192
no spanning-tree vlan 30
spanning-tree portfast edge bpduguard default
spanning-tree mst configuration
 name CITY
 revision 3
 instance 1 vlan 10, 20-21
 instance 1 vlan 30
!
interface GigabitEthernet0/1
 switchport mode trunk
 spanning-tree cost 50
 spanning-tree vlan 10 cost 7
 spanning-tree mst 1 port-priority 64
 spanning-tree guard root
 spanning-tree bpdufilter enable
interface GigabitEthernet0/2
 switchport mode access
 spanning-tree portfast
 spanning-tree bpduguard enable
end
"""


def device(text: str, os: str = "cisco_ios") -> Device:
    return read(text, dialect(os), Draft(DeviceId("city", "s1"), os, "s1.cfg"))


def test_every_line_becomes_a_fact() -> None:
    found = device(TEXT)
    assert found.spanning_tree == SpanningTree(
        mode=StpMode.MST,
        priority=StpSetting(vlans=((10, 10, 4096), (20, 21, 4096), (21, 21, 28672)), instances=((0, 1, 8192),)),
        long_costs=True,
        disabled_vlans=frozenset({30}),
        region=MstRegion("CITY", 3, {1: frozenset({10, 20, 21, 30})}),
        bpdu_guard_default=True,
        ports={
            "GigabitEthernet0/1": StpPort(
                StpSetting(50, vlans=((10, 10, 7),)),
                StpSetting(instances=((1, 1, 64),)),
                bpdu_filter=True,
                root_guard=True,
                loop_guard=False,
            ),
            "GigabitEthernet0/2": StpPort(edge=True, bpdu_guard=True),
        },
    )
    assert loads(Device, dumps(found)).spanning_tree == found.spanning_tree
    assert not [line for line in found.coverage.unread if "spanning" in line.text]


@pytest.mark.parametrize(
    "line",
    [
        "spanning-tree uplinkfast",
        "spanning-tree vlan 10 priority high",
        "spanning-tree vlan 0 priority 4096",
        "spanning-tree mode backup",
        "no spanning-tree mode",
    ],
)
def test_a_line_that_is_not_understood_is_kept_as_such(line: str) -> None:
    found = device(f"hostname s1\n{line}\nend\n").spanning_tree
    assert found is not None and found.not_understood == (Source("s1.cfg", 2),)


@pytest.mark.parametrize("os", ["cisco_ios", "cisco_nxos", "arista_eos"])
@pytest.mark.parametrize("where", ["", "interface Ethernet1/1\n  "])
@pytest.mark.parametrize("words", ["mode", "vlan 10 cost 7", "backbonefast"])
def test_a_line_with_no_that_is_not_understood_is_shown(words: str, where: str, os: str) -> None:
    found = device(f"hostname s1\n{where}no spanning-tree {words}\nend\n", os)
    assert found.spanning_tree is not None and len(found.spanning_tree.not_understood) == 1
    assert [(line.text.strip(), line.status) for line in found.coverage.unread] == [
        (f"no spanning-tree {words}", Status.NOT_MODELLED)
    ]


TOLD = "cost 50, vlan 10 cost 7, port-priority 64, portfast trunk, bpduguard enable, bpdufilter enable, guard root, guard loop"
TAKEN = "cost, port-priority 64, portfast, bpduguard enable, bpdufilter, guard, link-type"


def test_no_at_a_port_is_the_default_again() -> None:
    told = "".join(f" spanning-tree {line}\n" for line in TOLD.split(", "))
    taken = "".join(f" no spanning-tree {line}\n" for line in TAKEN.split(", "))
    found = device(f"interface GigabitEthernet0/1\n switchport mode trunk\n{told}{taken}end\n")
    assert found.spanning_tree == SpanningTree(ports={"GigabitEthernet0/1": StpPort(StpSetting(vlans=((10, 10, 7),)))})
    assert not found.coverage.unread and not found.spanning_tree.not_understood


def test_a_config_that_says_nothing_has_no_facts() -> None:
    assert device("hostname s1\nend\n").spanning_tree is None


def test_words_of_the_other_systems() -> None:
    eos = device(
        "spanning-tree mode mstp\nspanning-tree vlan-id 5 root primary\nspanning-tree priority 0\n", "arista_eos"
    ).spanning_tree
    assert eos is not None and (eos.mode, eos.priority) == (StpMode.MST, StpSetting(0, vlans=((5, 5, 8192),)))
    nexus = device("interface Ethernet1/1\n  switchport\n  spanning-tree port type edge trunk\n", "cisco_nxos").spanning_tree
    assert nexus is not None and nexus.ports == {"Ethernet1/1": StpPort(edge=True, edge_trunk=True)}
