"""From configs and wires to trees: who takes part, what a shut wire changes, and what stays unknown."""

from dataclasses import replace

import pytest

from collectors.dialect import dialect, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.link import Link, Port
from models.network import Network
from models.spanning_tree import SpanningTree, StpMode
from netplan.routing.unmodelled import unmodelled
from netplan.topology.bridging import StpTree, stp_trees
from netplan.topology.ground import Ground
from netplan.topology.spanning_tree import Role


def switch(name: str, globally: str = "", ports: str = "", mac: str = "") -> Device:
    """A switch with VLAN 10, a trunk to each side, and an access port."""
    text = f"hostname {name}\nspanning-tree mode rapid-pvst\n{globally}\nvlan 10\n name STAFF\n"
    for n in (1, 2):
        text += f"interface GigabitEthernet0/{n}\n switchport trunk encapsulation dot1q\n switchport mode trunk\n{ports}"
    text += "interface GigabitEthernet0/3\n switchport mode access\n switchport access vlan 10\nend\n"
    device = read(text, dialect("cisco_ios"), Draft(DeviceId("d", name), "cisco_ios", f"{name}.cfg"))
    return replace(device, chassis_ids=(mac,) if mac else ())


def ring(*devices: Device) -> Network:
    """Port 1 of each switch goes to port 2 of the next."""
    ids = [device.id for device in devices]
    links = [
        Link(Port(here, "GigabitEthernet0/1"), Port(there, "GigabitEthernet0/2"))
        for here, there in zip(ids, [*ids[1:], ids[0]], strict=True)
    ]
    return Network({device.id: device for device in devices}, frozenset(links))


def of(network: Network, number: int) -> StpTree:
    (found,) = (tree for tree in stp_trees(Ground(network)) if tree.number == number)
    return found


A, B, C = (DeviceId("d", name) for name in "abc")
ROOT = "spanning-tree vlan 10 priority 4096"


def test_the_stated_root_and_the_lower_address_decide() -> None:
    found = of(ring(switch("a", mac="00aa.0000.0003"), switch("b", ROOT), switch("c", mac="00aa.0000.0001")), 10).tree
    assert found is not None and found.roots == (B,)
    assert (found.costs[A], found.costs[B], found.costs[C]) == ((4, 4), (0, 0), (4, 4))
    assert found.roles[A, "GigabitEthernet0/2"] == {Role.ALTERNATE}
    assert found.roles[C, "GigabitEthernet0/1"] == {Role.DESIGNATED}
    assert found.roles[A, "GigabitEthernet0/3"] == {Role.DESIGNATED}


def test_the_priority_is_of_one_vlan() -> None:
    found = of(ring(switch("a"), switch("b", ROOT), switch("c")), 1).tree
    assert found is not None and found.roots == (A, B, C)


def test_a_shut_wire_is_another_tree() -> None:
    network = ring(switch("a"), switch("b", ROOT), switch("c"))
    port = network.devices[A].interfaces["GigabitEthernet0/1"]
    ports = {**network.devices[A].interfaces, port.name: replace(port, enabled=False)}
    broken = replace(network, devices={**network.devices, A: replace(network.devices[A], interfaces=ports)})
    found = of(broken, 10).tree
    assert found is not None and found.costs[A] == (8, 8)
    assert all(found.forwards(*place) for place in found.roles)
    assert (A, port.name) not in found.roles and (B, "GigabitEthernet0/2") not in found.roles


def test_how_an_unknown_system_numbers_its_ports_is_not_known() -> None:
    """Which of two equal wires blocks hangs on the port numbers of the root."""
    root, other = switch("a", ROOT), switch("b")
    links = frozenset(Link(Port(A, f"GigabitEthernet0/{n}"), Port(B, f"GigabitEthernet0/{n}")) for n in (1, 2))
    for os, known in (("cisco_ios", True), ("another", None)):
        made = replace(root, os=os, spanning_tree=replace(root.spanning_tree or SpanningTree(), mode=StpMode.RAPID_PVST))
        found = of(Network({A: made, B: other}, links), 10).tree
        assert found is not None and found.forwards(B, "GigabitEthernet0/1") is known, os


def test_an_aggregate_is_one_port() -> None:
    text = "hostname {}\nspanning-tree mode rapid-pvst\nvlan 10\ninterface Port-channel1\n switchport mode trunk\n"
    text += "".join(f"interface GigabitEthernet0/{n}\n switchport mode trunk\n channel-group 1 mode active\n" for n in (1, 2))
    devices = [read(text.format(id.name), dialect("cisco_ios"), Draft(id, "cisco_ios", "f")) for id in (A, B)]
    links = frozenset(Link(Port(A, f"GigabitEthernet0/{n}"), Port(B, f"GigabitEthernet0/{n}")) for n in (1, 2))
    found = of(Network({device.id: device for device in devices}, links), 10).tree
    assert found is not None and set(found.roles) == {(A, "Port-channel1"), (B, "Port-channel1")}
    assert all(found.forwards(*place) for place in found.roles)


@pytest.mark.parametrize(
    ("globally", "why"),
    [
        ("spanning-tree mode mst", "mst and rapid-pvst meet"),
        ("no spanning-tree vlan 10", "spanning tree is off or filtered on d/a:"),
        ("spanning-tree uplinkfast", "d/a says of spanning tree what is not understood (a.cfg:3)"),
    ],
)
def test_what_makes_a_tree_unknown(globally: str, why: str) -> None:
    found = of(ring(switch("a", globally), switch("b", ROOT), switch("c")), 10)
    assert found.tree is None and found.doubts[0].startswith(why) and not found.loop


@pytest.mark.parametrize(
    ("ports", "why"),
    [
        (" spanning-tree bpduguard enable\n", "d/a:GigabitEthernet0/1 shuts down when it hears the protocol"),
        (" spanning-tree guard root\n", "d/a:GigabitEthernet0/1 blocks a root that it must not hear (root guard)"),
    ],
)
def test_guards_that_act_leave_the_tree_open(ports: str, why: str) -> None:
    found = of(ring(switch("a", ports=ports), switch("b", ROOT), switch("c")), 10)
    assert found.tree is None and found.doubts[0] == why
    calm = of(ring(switch("a"), switch("b", ROOT, " spanning-tree guard root\n"), switch("c")), 10)
    assert calm.tree is not None


def test_an_edge_under_guard_must_not_lead_to_a_switch() -> None:
    """`portfast` alone is harmless there, and so is the guard at ports that are no edge."""
    guard, edge = "spanning-tree portfast bpduguard default", " spanning-tree portfast trunk\n"
    for globally, ports, known in ((guard, edge, False), (guard, "", True), ("", edge, True)):
        found = of(ring(switch("a", globally, ports), switch("b", ROOT), switch("c")), 10)
        assert (found.tree is not None) is known


def test_edges_by_default_are_access_ports() -> None:
    """Wires between trunks do not shut, and a trunk is an edge only where that is said of it as a trunk."""
    guard = "spanning-tree portfast bpduguard default\n"
    for globally in ("spanning-tree portfast default\n", "spanning-tree portfast edge default\n"):
        found = of(ring(switch("a", guard + globally), switch("b", ROOT), switch("c", guard + globally)), 10)
        assert found.tree is not None, found.doubts
    assert of(ring(switch("a", guard, " spanning-tree portfast\n"), switch("b", ROOT), switch("c")), 10).tree is not None
    access = " switchport mode access\n switchport access vlan 10\n"
    shut = of(ring(switch("a", guard + "spanning-tree portfast default", access), switch("b", ROOT, access), switch("c")), 10)
    assert "d/a:GigabitEthernet0/1 shuts down when it hears the protocol" in shut.doubts
    dynamic = " switchport mode dynamic auto\n"
    open_ = of(ring(switch("a", guard + "spanning-tree portfast default", dynamic), switch("b", ROOT), switch("c")), 10)
    assert "d/a:GigabitEthernet0/1 may shut down when it hears the protocol" in open_.doubts


def test_plain_portfast_does_not_say_that_no_switch_is_behind_a_trunk() -> None:
    alone = Network({A: switch("a", ports=" spanning-tree portfast\n")})
    assert [len(tree.beyond) for tree in stp_trees(Ground(alone))] == [2, 2]
    (tree,) = stp_trees(Ground(Network({A: eos("a", port="   spanning-tree portfast\n")})))
    assert tree.beyond == (), "EOS makes trunks edges by the plain word"


def test_a_wire_between_two_vlans_is_told() -> None:
    a, b = switch("a"), switch("b", "vlan 20")
    b = read(
        "hostname b\nvlan 20\ninterface GigabitEthernet0/3\n switchport mode access\n switchport access vlan 20\nend\n",
        dialect("cisco_ios"),
        Draft(B, "cisco_ios", "b.cfg"),
    )
    network = Network({A: a, B: b}, frozenset({Link(Port(A, "GigabitEthernet0/3"), Port(B, "GigabitEthernet0/3"))}))
    assert of(network, 10).doubts == ("the wire d/a:GigabitEthernet0/3 - d/b:GigabitEthernet0/3 joins VLAN 10 and VLAN 20",)


REGION = "spanning-tree mode mst\nspanning-tree mst configuration\n name {}\n instance 1 vlan 10\n"


def test_instances_of_one_region_have_trees_of_their_own() -> None:
    region = REGION.format("CITY")
    network = ring(switch("a", region + "spanning-tree mst 1 priority 0"), switch("b", region), switch("c", region))
    assert {found.number for found in stp_trees(Ground(network))} == {0, 1}
    one, all_of_them = of(network, 1).tree, of(network, 0).tree
    assert one is not None and one.roots == (A,) and one.costs[B] == (20000, 20000)
    assert all_of_them is not None and all_of_them.roots == (A, B, C)


def test_several_regions_are_not_known() -> None:
    network = ring(switch("a", REGION.format("CITY")), switch("b", REGION.format("PORT")), switch("c", REGION.format("CITY")))
    assert [found.doubts for found in stp_trees(Ground(network))] == [
        (
            "several MST regions meet at d/a:GigabitEthernet0/1 - d/b:GigabitEthernet0/2: "
            "the common tree between regions is not modelled",
        )
    ] * 2


FILTER = " spanning-tree bpdufilter enable\n"


def test_a_ring_without_the_protocol_is_a_loop() -> None:
    """One filtered end is enough to deafen a wire, but one wire that still speaks breaks the ring."""
    ends = {(id, f"GigabitEthernet0/{n}") for id in (A, B, C) for n in (1, 2)}
    assert set(of(ring(*(switch(name, ports=FILTER) for name in "abc")), 10).loop) == ends
    assert set(of(ring(switch("a", ports=FILTER), switch("b", ports=FILTER), switch("c")), 10).loop) == ends
    assert not of(ring(switch("a", ports=FILTER), switch("b"), switch("c")), 10).loop


def test_trunks_without_a_known_wire_leave_open_what_is_behind_them() -> None:
    network = ring(switch("a"), switch("b", ROOT), switch("c"))
    found = of(network, 10)
    assert found.beyond == () and len(found.ring) == 6
    shorter = replace(network, links=frozenset(sorted(network.links, key=str)[:2]))
    found = of(shorter, 10)
    assert {name for _, name in found.beyond} == {"GigabitEthernet0/1", "GigabitEthernet0/2"} and found.ring == ()
    alone = [Network({A: switch("a", ports=more)}) for more in ("", " spanning-tree portfast trunk\n")]
    assert [[len(tree.beyond) for tree in stp_trees(Ground(network))] for network in alone] == [[2, 2], [0, 0]]


def test_lines_that_leave_the_trees_unknown_are_not_ignored() -> None:
    odd = switch("a", "spanning-tree backbonefast\nspanning-tree mst configuration\n private-vlan synchronize")
    assert [(line.text.strip(), line.status.name) for line in odd.coverage.unread] == [
        ("spanning-tree backbonefast", "NOT_MODELLED"), ("spanning-tree mst configuration", "NOT_MODELLED"),
        ("private-vlan synchronize", "NOT_MODELLED"),
    ]  # fmt: skip
    assert not unmodelled(odd).control


def test_a_pair_that_is_one_switch_for_others_has_no_known_tree() -> None:
    found = of(ring(eos("a", "mlag configuration\n   domain-id PAIR"), eos("b"), eos("c")), 0)
    assert found.tree is None and found.doubts == (
        "d/a may be one switch with another one: mlag configuration (a.cfg:2) is not modelled",
    )


def eos(name: str, more: str = "", port: str = "") -> Device:
    text = f"hostname {name}\n{more}\nvlan 10\n"
    text += "".join(f"interface GigabitEthernet0/{n}\n   switchport mode trunk\n{port}" for n in (1, 2))
    return read(text, dialect("arista_eos"), Draft(DeviceId("d", name), "arista_eos", f"{name}.cfg"))
