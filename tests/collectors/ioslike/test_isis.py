"""IS-IS as tables show it, and words of configs that the cases of the vendors do not have."""

import pytest

from collectors.ioslike.shown.ios_routes import read_routes as ios_routes
from collectors.shown import Page
from collectors.vendors.cisco_nxos.shown import read_routes as nxos_routes
from models.isis import IsisInterface, net_parts
from tests.collectors.ioslike.reading import device, unread

IOS = """Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2

Gateway of last resort is 10.0.0.1 to network 0.0.0.0

i*L1  0.0.0.0/0 [115/10] via 10.0.0.1, 00:01:02, GigabitEthernet0/1
      10.0.0.0/8 is variably subnetted, 2 subnets, 1 masks
i L2     10.4.0.0/24 [115/30] via 10.0.0.1, 00:01:02, GigabitEthernet0/1
i ia     10.5.0.0/24 [115/158] via 10.0.0.1, 00:01:02, GigabitEthernet0/1
"""
NXOS = """IP Route Table for VRF "default"
'*' denotes best ucast next-hop

10.0.0.2/32, ubest/mbest: 1/0
    *via 10.1.1.2, Eth1/1, [115/41], 00:10:11, isis-UNDERLAY, L1
10.0.0.3/32, ubest/mbest: 1/0
    *via 10.1.1.2, Eth1/1, [115/81], 00:10:11, isis-UNDERLAY, L2
"""


def test_tables_tell_the_level() -> None:
    assert [(r.protocol, r.metric) for r in ios_routes(Page(IOS, "default", "x"))] == [
        ("isis-l1", 10), ("isis-l2", 30), ("isis-ia", 158),
    ]  # fmt: skip
    assert [(r.protocol, r.metric) for r in nxos_routes(Page(NXOS, "default", "x"))] == [("isis-l1", 41), ("isis-l2", 81)]


@pytest.mark.parametrize("net", ["49.0001", "49.0001.0000.0000.0001.0g", "49.0001.0000.0000.001.00", "49" + "00" * 20])
def test_what_is_no_net_stays_unread(net: str) -> None:
    with pytest.raises(ValueError, match="no network entity title"):
        net_parts(net)
    assert f"net {net}" in unread(device("frr", f"router isis X\n net {net}\n"))


def test_a_port_follows_its_lines() -> None:
    found = device("cisco_ios", "interface Ethernet0/1\n ip router isis\n isis metric maximum level-1\n no isis hello padding\n")
    assert found.interfaces["Ethernet0/1"].isis == (IsisInterface("", (4,), metrics=(0xFFFFFF, None), padding=False),)
