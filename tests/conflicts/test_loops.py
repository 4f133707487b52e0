"""Rings of switches: broken by spanning tree, open for certain, or not known."""

from netplan.conflicts import conflicts
from tests.engine.test_bridging import ROOT, ring, switch


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
    assert "a ring of 3 switches in tree 0, 1, 10: mst and rapid-pvst meet at d/a:" in first[2] and first[3]
