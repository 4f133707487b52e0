"""Rings of switches: broken by spanning tree, open for certain, or not known."""

from netplan.conflicts import conflicts
from netplan.topology.bridging import stp_trees
from netplan.topology.frames import vlans_of
from netplan.topology.ground import Ground
from tests.engine.test_bridging import FILTER, REGION, ROOT, A, ring, switch


def loops(*more: str, globally: str = "") -> list[tuple[str, int, str, tuple[str, ...]]]:
    """What three switches in a ring make: key, severity, words, and the files of the evidence."""
    network = ring(switch("a", globally), *(switch(name, line) for name, line in zip("bc", more, strict=True)))
    found = [conflict for conflict in conflicts(network) if conflict.kind == "loop"]
    return [(c.key, c.severity, c.what, tuple(str(source) for side in c.sides for source in side.sources)) for c in found]


def test_a_tree_breaks_the_ring() -> None:
    assert loops(ROOT, "") == []


def test_without_the_protocol_every_port_forwards() -> None:
    off = "no spanning-tree vlan 1-4094"
    ((key, worst, what, sources),) = loops(off, off, globally=off)
    assert (key, worst) == ("ring d/a:GigabitEthernet0/1", 100)
    assert what == "every port forwards in a ring of 3 switches in VLAN 1, 10"
    assert len(sources) == 6 and sources[0].startswith("a.cfg:") and sources[-1].startswith("c.cfg:")


def test_what_is_not_known_is_no_proof_of_a_tree() -> None:
    (first, *_) = loops("spanning-tree mode mst", "")
    assert first[0] == "ring (unknown) d/a:GigabitEthernet0/1" and first[1] < 100
    assert "a ring of 3 switches in VLAN 1, 10 and tree 0: mst and rapid-pvst meet at d/a:" in first[2] and first[3]


def test_the_hosts_of_an_instance_are_those_of_its_vlans() -> None:
    """Instance 1 carries VLAN 10, in which each switch has a port; nobody is in VLAN 1."""
    region = REGION.format("CITY")
    network = ring(*(switch(name, region, FILTER) for name in "abc"))
    assert {tree.number: vlans_of(network.devices[A], tree) for tree in stp_trees(Ground(network))} == {0: {1}, 1: {10}}
    (found,) = (conflict for conflict in conflicts(network) if conflict.kind == "loop")
    assert found.what == "every port forwards in a ring of 3 switches in tree 0, 1"
    assert [side.weight for side in found.sides] == [3]
