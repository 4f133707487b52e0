"""The wires that trees, ways of frames and broadcast domains stand on are the same ones."""

from dataclasses import replace

from models.link import Link, Port
from models.network import Network
from models.source import NO_CONFIG, Source, Status, UnreadLine
from netplan.topology.domains import domains, wires
from netplan.topology.ground import Ground
from tests.engine.test_between import GATE, ONE, PC, THREE, TWO, city
from tests.engine.test_bridging import A, B, C, switch
from tests.gadgets.configs import device

OUT = "GigabitEthernet0/0"


def named(network: Network) -> set[frozenset[tuple[object, str]]]:
    ground = Ground(network)
    return {frozenset({(a[0], a[1].name), (b[0], b[1].name)}) for a, b in wires(network, ground.ports)}


def test_wires_of_routers_are_ends_but_no_wires_of_switches() -> None:
    ground = Ground(city(switch("a"), switch("b"), switch("c")))
    assert set(ground.wires) == {((A, ONE), (B, TWO)), ((B, ONE), (C, TWO)), ((C, ONE), (A, TWO))}
    assert ground.ends[PC, OUT] == [(A, THREE)] and ground.ends[A, THREE] == [(PC, OUT)] and ground.ends[C, TWO] == [(B, ONE)]
    assert ground.taken[A, THREE] == {0: 10} and ground.taken[A, ONE] == {0: 1, 10: 10} and (PC, OUT) not in ground.taken


def test_nobody_passes_a_device_of_which_nobody_knows_how_it_switches() -> None:
    network = city(switch("a"), switch("b"), switch("c"))
    line = UnreadLine("", NO_CONFIG, Status.NOT_MODELLED, Source("b", 1))
    dumb = replace(network.devices[B], coverage=replace(network.devices[B].coverage, unread=(line,)))
    half = replace(network, devices={**network.devices, B: dumb})
    ground = Ground(half)
    left = {frozenset({(A, TWO), (C, ONE)}), frozenset({(PC, OUT), (A, THREE)}), frozenset({(GATE, OUT), (C, THREE)})}
    assert named(half) == left == {frozenset({near, far}) for near, known in ground.ends.items() for far in known}
    assert ground.wires == (((C, ONE), (A, TWO)),) and B not in ground.switches
    assert (B, 10) not in domains(half, ground.ports).of


def test_an_aggregate_stands_for_its_members() -> None:
    text = "vlan 10\ninterface Port-channel1\n switchport mode trunk\n"
    text += "".join(f"interface GigabitEthernet0/{n}\n switchport mode trunk\n channel-group 1 mode active\n" for n in (1, 2))
    one, other = (device(name, "cisco_ios", f"hostname {name}\n{text}") for name in "bc")
    links = frozenset(Link(Port(one.id, f"GigabitEthernet0/{n}"), Port(other.id, f"GigabitEthernet0/{n}")) for n in (1, 2))
    ground = Ground(Network({one.id: one, other.id: other}, links))
    near, far = (one.id, "Port-channel1"), (other.id, "Port-channel1")
    assert ground.ends == {near: [far], far: [near]}
