"""What a routed path says of the switches that it crosses, and where it says that nobody knows."""

from dataclasses import replace

from models.device import Device, DeviceId
from models.link import Link, Port
from models.network import Network
from models.verdict import Fate, Packet, Path
from netplan.forwarding.dataplane import DataPlane
from netplan.topology.between import Frames
from tests.engine.test_bridging import ROOT, A, B, C, ring, switch
from tests.gadgets.configs import device

ONE, TWO, THREE = (f"GigabitEthernet0/{n}" for n in (1, 2, 3))
PC, GATE = DeviceId("lab", "pc"), DeviceId("lab", "gate")


def router(name: str, address: str) -> Device:
    text = f"hostname {name}\ninterface GigabitEthernet0/0\n ip address {address} 255.255.255.0\n"
    return device(name, "cisco_ios", text)


def city(*switches: Device, wires: bool = True) -> Network:
    """A ring of three switches; a router at an access port of the first, another at one of the last."""
    network = ring(*switches)
    ends = {(PC, A), (GATE, C)} if wires else {(PC, A)}
    links = {Link(Port(at, THREE), Port(router, "GigabitEthernet0/0")) for router, at in ends}
    routers = [router("pc", "10.10.0.2"), router("gate", "10.10.0.1")]
    return replace(network, devices={**network.devices, **{r.id: r for r in routers}}, links=network.links | links)


def told(network: Network) -> list[str]:
    (path,) = DataPlane.of(network).trace((PC, "default"), Packet("10.10.0.2", "10.10.0.1"))
    assert str(path.fate) == "delivered"
    return [f"{hop.node.removeprefix('d/')}: {hop.what}" for hop in path.hops if hop.node.startswith("d/")]


def test_a_routed_hop_shows_the_switches_between() -> None:
    switches = (switch("a", mac="00aa.0000.0003"), switch("b", ROOT), switch("c", mac="00aa.0000.0001"))
    assert told(city(*switches)) == [
        f"a: {THREE} takes the frame (access port of VLAN 10)",
        f"a: {ONE} gives the frame out (trunk, VLAN 10 tagged)",
        f"b: {TWO} takes the frame (trunk, VLAN 10 tagged)",
        f"b: {ONE} gives the frame out (trunk, VLAN 10 tagged)",
        f"c: {TWO} takes the frame (trunk, VLAN 10 tagged)",
        f"a: {TWO} (alternate) blocks (trunk, VLAN 10 tagged)",
        f"c: {THREE} gives the frame out (access port of VLAN 10)",
    ]


def test_what_is_not_known_is_said() -> None:
    (said, *_) = told(city(switch("a"), switch("b"), switch("c")))[1:]
    assert said.startswith("a: the way of the frame in VLAN 10 to d/c is not known: ")
    network = city(switch("a"), switch("b", ROOT), switch("c"), wires=False)
    assert Frames(network).between((PC, "GigabitEthernet0/0"), (GATE, "GigabitEthernet0/0"))[0].what == (
        "not known which switch port of VLAN 10 GigabitEthernet0/0 is wired to"
    )


def test_a_tree_with_open_trunks_holds_among_the_known_switches() -> None:
    network = city(switch("a"), switch("b", ROOT), switch("c"))
    cut = {link for link in network.links if {link.a.device, link.b.device} == {A, C}}
    steps = told(replace(network, links=network.links - cut))
    assert steps[-2] == f"a: this holds among the known switches: nobody knows what is behind d/a:{TWO}, d/c:{ONE}"


def test_members_of_an_aggregate_are_named_and_ports_of_one_switch_need_no_tree() -> None:
    text = "hostname b\nvlan 10\ninterface Port-channel1\n switchport mode trunk\n"
    text += "interface Vlan10\n ip address 10.10.0.1 255.255.255.0\n"
    text += "".join(f"interface GigabitEthernet0/{n}\n switchport mode trunk\n channel-group 1 mode active\n" for n in (1, 2))
    one, other = device("b", "cisco_ios", text), device("c", "cisco_ios", text.replace("hostname b", "hostname c"))
    links = {Link(Port(one.id, f"GigabitEthernet0/{n}"), Port(other.id, f"GigabitEthernet0/{n}")) for n in (1, 2)}
    network = Network({one.id: one, other.id: other}, frozenset(links))
    steps = Frames(network).between((one.id, "Vlan10"), (other.id, "Vlan10"))
    assert steps[0].what == (
        "Port-channel1 gives the frame out (aggregate of GigabitEthernet0/1, GigabitEthernet0/2, trunk, VLAN 10 tagged)"
    )
    assert Frames(network).between((one.id, "Vlan10"), (one.id, "Vlan10")) == ()
    assert B not in network.devices


def frames_of(end: tuple[DeviceId, str], native: str = "", *more: str, start: tuple[DeviceId, str] = (A, TWO)) -> Path:
    """The way of a frame in a ring in which the second trunk of the first switch blocks; `native` stands at the trunks."""
    told = (("a", "\n".join(more), 3), ("b", ROOT, 2), ("c", "", 1))
    switches = [switch(name, globally, native, f"00aa.0000.000{n}") for name, globally, n in told]
    return Frames(city(*switches)).path(start, end)


NATIVE = " switchport trunk native vlan 10\n"


def test_a_port_that_blocks_is_no_place_where_a_frame_begins_or_ends() -> None:
    for start, end in (((A, TWO), (A, THREE)), ((A, THREE), (A, TWO)), ((A, TWO), (C, THREE)), ((C, THREE), (A, TWO))):
        path = frames_of(end, NATIVE, start=start)
        assert (path.fate, path.why) == (Fate.DROPPED, f"{TWO} (alternate) blocks (trunk, VLAN 10 untagged)"), (start, end)
        assert [hop.what for hop in path.hops].count(path.why) == 1
    path = frames_of((A, ONE), NATIVE, start=(A, THREE))
    assert path.fate is Fate.DELIVERED, "the root port forwards"


def test_whether_a_port_forwards_may_not_be_known() -> None:
    path = frames_of((A, TWO), NATIVE, "spanning-tree uplinkfast", start=(A, THREE))
    assert path.fate is Fate.UNKNOWN and "whether it forwards is not known: d/a says of spanning tree what is not" in path.why
    network = city(switch("a", ports=NATIVE), switch("b", ROOT), switch("c"))
    cut = replace(network, links=frozenset(link for link in network.links if A not in (link.a.device, link.b.device)))
    assert Frames(cut).path((A, ONE), (A, THREE)).why.startswith("this holds among the known switches: nobody knows what is behind")


def test_edges_of_one_switch_ask_no_tree() -> None:
    """Another switch that speaks something else changes nothing between two ports that lead to hosts."""
    a, b, c = switch("a"), switch("b", "spanning-tree mode mst"), switch("c")
    port = a.interfaces[THREE]
    a = replace(a, interfaces={**a.interfaces, "GigabitEthernet0/4": replace(port, name="GigabitEthernet0/4")})
    network = ring(a, b, c)
    assert Frames(network).path((A, THREE), (A, "GigabitEthernet0/4")).fate is Fate.DELIVERED
    shut = replace(a, interfaces={**a.interfaces, "GigabitEthernet0/4": replace(port, name="GigabitEthernet0/4", enabled=False)})
    network = replace(network, devices={**network.devices, A: shut})
    assert Frames(network).path((A, THREE), (A, "GigabitEthernet0/4")).fate is Fate.BLACK_HOLED


def test_a_port_that_negotiates_its_mode_may_carry_another_vlan() -> None:
    dynamic = " switchport mode dynamic auto\n switchport access vlan 10\n"
    path = frames_of((A, ONE), NATIVE + dynamic.replace("10", "20"), start=(A, THREE))
    assert path.fate is Fate.UNKNOWN and "not known whether it becomes a trunk or an access port" in path.why
    assert frames_of((A, ONE), NATIVE + dynamic, start=(A, THREE)).fate is Fate.DELIVERED
