"""The way of frames between switches: blocked ports, VLANs of trunks, and what is not known."""

from dataclasses import replace

from models.network import Network
from netplan.topology.bridging import stp_trees
from netplan.topology.frames import Way, number_of, tree_of, way
from netplan.topology.ground import Ground
from tests.engine.test_bridging import REGION, ROOT, A, B, C, ring, switch

ONE, TWO = "GigabitEthernet0/1", "GigabitEthernet0/2"


def asked(network: Network, vlan: int = 10) -> Way:
    return way(network, stp_trees(Ground(network)), vlan, A, C)


def test_frames_go_round_by_the_root_where_the_short_wire_is_blocked() -> None:
    network = ring(switch("a", mac="00aa.0000.0003"), switch("b", ROOT), switch("c", mac="00aa.0000.0001"))
    assert asked(network).hops == (((A, ONE), (B, TWO)), ((B, ONE), (C, TWO)))
    assert way(network, stp_trees(Ground(network)), 10, A, A).hops == ()


def test_the_way_is_known_where_only_ports_beside_it_are_not() -> None:
    """Whether the wire between the others blocks at one end or at the other, frames do not pass it."""
    network = ring(switch("a"), switch("b", ROOT), switch("c"))
    assert asked(network).hops == (((A, ONE), (B, TWO)), ((B, ONE), (C, TWO)))
    assert asked(network, 1).hops is None


def test_an_open_root_or_a_doubt_is_no_way() -> None:
    assert asked(ring(switch("a"), switch("b"), switch("c"))).hops is None
    mixed = asked(ring(switch("a"), switch("b", "spanning-tree mode mst"), switch("c")))
    assert mixed.hops is None and mixed.why.startswith("mst and rapid-pvst meet at d/a:")


def test_an_instance_forwards_what_a_trunk_does_not_carry() -> None:
    """Trees of instances do not look at the VLANs of trunks, frames do."""
    first, *others = (
        switch(name, REGION.format("CITY") + more) for name, more in (("b", "spanning-tree mst 1 priority 0"), ("a", ""), ("c", ""))
    )
    network = ring(*sorted((first, *others), key=lambda device: device.id))
    assert asked(network).hops == (((A, ONE), (B, TWO)), ((B, ONE), (C, TWO)))
    ports = dict(first.interfaces)
    trunk = ports[ONE].switchport
    assert trunk is not None
    ports[ONE] = replace(ports[ONE], switchport=replace(trunk, trunk_vlans=frozenset({1})))
    pruned = replace(network, devices={**network.devices, B: replace(first, interfaces=ports)})
    assert asked(pruned).hops is None and asked(pruned, 99).hops is None


def test_without_rings_every_wire_passes_whatever_the_protocol() -> None:
    mixed = ring(switch("a"), switch("b", "spanning-tree mode mst"), switch("c"))
    row = replace(mixed, links=frozenset(link for link in mixed.links if {link.a.device, link.b.device} != {A, C}))
    assert asked(row).hops == (((A, ONE), (B, TWO)), ((B, ONE), (C, TWO)))
    guarded = replace(row, devices={**row.devices, B: switch("b", "spanning-tree mode mst", " spanning-tree guard root\n")})
    assert asked(guarded).hops is None


def test_without_the_protocol_frames_take_the_wires_there_are() -> None:
    off = ring(*(switch(name, "spanning-tree mode none") for name in "abc"))
    assert asked(off).hops is None, "in a ring they go round"
    row = replace(off, links=frozenset(link for link in off.links if {link.a.device, link.b.device} != {A, C}))
    assert asked(row).hops == (((A, ONE), (B, TWO)), ((B, ONE), (C, TWO)))


def test_instances_that_another_protocol_does_not_use_carry_nothing() -> None:
    region = REGION.format("CITY").replace("mode mst", "mode rapid-pvst")
    network = ring(switch("a", region), switch("b", region), switch("c", region))
    found = tree_of(network, stp_trees(Ground(network)), 10, A)
    assert found is not None and (found.number, found.vlan) == (10, 10) and number_of(network.devices[A], 10) == 0
