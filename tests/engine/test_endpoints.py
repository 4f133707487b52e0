"""What people write for the ends of a path, where it is a switch port or a member of an aggregate."""

import pytest

from models.errors import UsageError
from models.network import Network
from models.verdict import Fate
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.endpoints import endpoint, switch_port
from netplan.topology.between import Frames
from tests.gadgets.configs import device

TEXT = """hostname a
vlan 10
interface Port-channel1
 switchport mode trunk
interface Port-channel2
 no switchport
 ip address 10.0.0.1 255.255.255.0
"""
PORTS = {1: "channel-group 1 mode active", 2: "channel-group 9 mode active", 3: "switchport access vlan 10", 4: ""}


def plane() -> DataPlane:
    text = TEXT + "".join(f"interface GigabitEthernet0/{n}\n switchport mode access\n {more}\n" for n, more in PORTS.items())
    text += "interface GigabitEthernet0/5\n no switchport\n channel-group 2 mode active\n"
    made = device("a", "cisco_ios", text)
    return DataPlane.of(Network({made.id: made}))


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("a:GigabitEthernet0/1", "Port-channel1"),
        ("lab/a:GigabitEthernet0/2", "GigabitEthernet0/2"),
        ("a:GigabitEthernet0/3", "GigabitEthernet0/3"),
        ("a:GigabitEthernet0/5", ""),
        ("a:Port-channel2", ""),
        ("a:Ethernet9", ""),
        ("a", ""),
        ("other/a:GigabitEthernet0/3", ""),
    ],
)
def test_a_switch_port_is_one_by_its_aggregate(text: str, port: str) -> None:
    network = plane()
    (id,) = network.network.devices
    assert switch_port(network, text) == ((id, port) if port else None)


def test_a_member_of_an_aggregate_that_does_not_exist_may_not_forward() -> None:
    network = plane()
    near, far = switch_port(network, "a:GigabitEthernet0/2"), switch_port(network, "a:GigabitEthernet0/4")
    assert near is not None and far is not None
    path = Frames(network.network).path(near, far)
    assert path.fate is Fate.UNKNOWN and path.why.endswith("; whether it forwards is not known")


def test_other_ends_are_read_as_before() -> None:
    network = plane()
    (id,) = network.network.devices
    assert endpoint(network, "lab/10.0.0.1") == ((id, "default"), "10.0.0.1")
    assert endpoint(network, "a:Port-channel2") == ((id, "Port-channel2"), "10.0.0.1")
    for wrong, why in (("b:x", "b:x: no such device"), ("a:x", "lab/a has no interface x"), ("lab/b", "b: no such device")):
        with pytest.raises(UsageError, match=why):
            endpoint(network, wrong)
