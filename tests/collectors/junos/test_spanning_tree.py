"""Spanning tree of Junos: which protocol, priorities, ports, instances; what is not understood leaves the trees open."""

from models.device import Device, DeviceId
from models.link import Link, Port
from models.network import Network
from models.source import Status
from models.spanning_tree import StpMode
from netplan.topology.bridging import mode_of, stp_trees
from netplan.topology.ground import Ground
from tests.collectors.junos.helpers import device

VLANS = "set vlans STAFF vlan-id 10\nset vlans GUEST vlan-id 20\n"
SWITCHING = "unit 0 family ethernet-switching"
PORTS = "".join(
    f"set interfaces ge-0/0/{n} {SWITCHING} {words}\n" for n in (0, 1) for words in ("interface-mode trunk", "vlan members all")
)


def switch(*lines: str) -> Device:
    return device(VLANS + PORTS + "".join(f"set protocols {line}\n" for line in lines))


def test_without_a_protocol_none_runs() -> None:
    assert mode_of(switch()) is StpMode.NONE
    assert mode_of(switch("rstp interface all", "rstp disable")) is StpMode.NONE


def test_rstp_with_a_priority_and_ports() -> None:
    found = switch("rstp bridge-priority 4k", "rstp interface all", "rstp interface ge-0/0/1 cost 7",
                   "rstp interface ge-0/0/1 no-root-port", "rstp bpdu-block-on-edge", "rstp max-age 20")  # fmt: skip
    told = found.spanning_tree
    assert told is not None and (told.mode, told.priority.default, told.bpdu_guard_default) == (StpMode.RSTP, 4096, True)
    assert set(told.ports) == {"ge-0/0/0.0", "ge-0/0/1.0"} and not told.not_understood
    port = told.ports["ge-0/0/1.0"]
    assert (port.cost.default, port.root_guard) == (7, True)
    assert not found.coverage.unread


def test_instances_of_mstp_and_vlans_of_vstp() -> None:
    lines = ("configuration-name CITY", "revision-level 3", "interface all", "msti 1 vlan [ STAFF 20 ]",
             "msti 1 bridge-priority 8192", "msti 1 interface ge-0/0/0 cost 9")  # fmt: skip
    mst = switch(*(f"mstp {line}" for line in lines)).spanning_tree
    assert mst is not None and (mst.region.name, mst.region.revision, mst.region.instances) == ("CITY", 3, {1: frozenset({10, 20})})
    assert (mst.priority.at(StpMode.MST, 1), mst.ports["ge-0/0/0.0"].cost.at(StpMode.MST, 1)) == (8192, 9)
    each = switch(
        "vstp vlan STAFF bridge-priority 4096", "vstp vlan STAFF interface all", "vstp vlan STAFF interface ge-0/0/0 cost 3"
    ).spanning_tree
    assert each is not None and each.mode is StpMode.RAPID_PVST and 10 not in each.disabled_vlans and 20 in each.disabled_vlans
    assert (each.priority.at(StpMode.RAPID_PVST, 10), each.ports["ge-0/0/0.0"].cost.at(StpMode.RAPID_PVST, 10)) == (4096, 3)


def test_what_is_said_of_a_port_in_one_tree_is_not_said_of_all() -> None:
    for tree in ("vstp vlan 10", "mstp msti 1"):
        for word in ("edge", "no-root-port", "disable"):
            found = switch("mstp interface all" if tree[0] == "m" else "vstp vlan 10 interface all",
                           f"{tree} interface ge-0/0/0 {word}", f"{tree} interface ge-0/0/0 cost 5")  # fmt: skip
            told = found.spanning_tree
            assert told is not None and len(told.not_understood) == 1, (tree, word)
            assert told.ports["ge-0/0/0.0"].enabled and told.ports["ge-0/0/0.0"].edge is None
            assert [line.status for line in found.coverage.unread] == [Status.NOT_MODELLED]


def test_a_port_that_one_vlan_names_may_not_take_part_in_another() -> None:
    same = ("vstp vlan 10 interface all", "vstp vlan 20 interface ge-0/0/0", "vstp vlan 20 interface ge-0/0/1")
    for lines, known in ((same, True), (same[:2], False), (("vstp vlan 10 interface ge-0/0/0",), False)):
        told = switch(*lines).spanning_tree
        assert told is not None and (not told.not_understood) is known, lines


def test_a_list_of_vlans_has_no_others_between() -> None:
    """A name that stands for 10 and 30 says nothing of 20."""
    lines = ("vstp vlan SOME interface all", "vstp vlan SOME bridge-priority 4096", "vstp vlan SOME interface ge-0/0/0 cost 3")
    more = "set vlans SOME vlan-id-list [ 10 30 ]\nset vlans GUEST vlan-id 20\n"
    told = device(more + PORTS + "".join(f"set protocols {line}\n" for line in lines)).spanning_tree
    assert told is not None and not told.not_understood and {10, 20, 30} & told.disabled_vlans == {20}
    assert [told.priority.at(StpMode.RAPID_PVST, vlan) for vlan in (10, 20, 30)] == [4096, None, 4096]
    assert [told.ports["ge-0/0/0.0"].cost.at(StpMode.RAPID_PVST, vlan) for vlan in (10, 20, 30)] == [3, None, 3]


def test_what_is_not_understood_is_shown_and_leaves_the_trees_open() -> None:
    found = switch("rstp interface all", "rstp system-identifier 00:11:22:33:44:55")
    told = found.spanning_tree
    assert told is not None and told.not_understood
    assert [line.status for line in found.coverage.unread] == [Status.NOT_MODELLED]
    some = switch("rstp interface ge-0/0/0").spanning_tree
    assert some is not None and some.not_understood, "not known whether the ports that are not named take part"


def test_a_wire_between_ports_joins_their_switching_units() -> None:
    one, other = switch("rstp bridge-priority 4096", "rstp interface all"), switch("rstp interface all")
    a, b = DeviceId("d", "a"), DeviceId("d", "b")
    network = Network({a: one, b: other}, frozenset({Link(Port(a, f"ge-0/0/{n}"), Port(b, f"ge-0/0/{n}")) for n in (0, 1)}))
    (tree,) = stp_trees(Ground(network))
    assert tree.tree is not None and tree.tree.roots == (a,)
    assert tree.tree.costs[b] == (20000, 20000)
    assert tree.tree.forwards(a, "ge-0/0/0.0") is True
    assert tree.tree.forwards(b, "ge-0/0/0.0") is None, "which of two equal ports leads to the root is a matter of their numbers"
