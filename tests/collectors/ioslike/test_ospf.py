"""OSPF of IOS, EOS and FRR."""

from ipaddress import IPv4Address

import pytest

from collectors.ioslike.routing.redistribution import redistribution
from collectors.ioslike.routing.routing_os import IOS
from models.device import Device
from models.routing import OspfProcess
from models.source import NOWHERE, Status
from tests.collectors.ioslike.reading import device, unread


def process(found: Device, name: str = "1", version: int = 2) -> OspfProcess:
    """A process by its id."""
    return found.ospf[version, name]


def test_networks_with_contiguous_and_other_wildcards() -> None:
    found = device(
        "cisco_ios",
        """
        router ospf 1
         network 10.1.7.9 0.0.255.255 area 0
         network 10.2.0.1 0.0.0.0 area 256
         network 10.0.0.1 0.0.255.0 area 0.0.0.3
         network 0.0.0.0 255.255.255.255 area 5
         network 10.3.0.0/16 area 6
         network 10.4.0.0 0.0.255.255
        """,
    )
    networks = {(str(n.prefix), n.area, n.wildcard) for n in process(found).networks}
    assert networks == {
        ("10.1.0.0/16", "0.0.0.0", None),
        ("10.2.0.1/32", "0.0.1.0", None),
        ("10.0.0.1/32", "0.0.0.3", 0xFF00),
        ("0.0.0.0/0", "0.0.0.5", None),
        ("10.3.0.0/16", "0.0.0.6", None),
    }
    assert unread(found) == ["network 10.4.0.0 0.0.255.255"]


@pytest.mark.parametrize(
    ("os", "classful", "metric", "of_bgp"), [("cisco_ios", True, 20, 1), ("arista_eos", False, 1, 1), ("frr", False, 20, 20)]
)
def test_what_redistribution_means_without_options(os: str, classful: bool, metric: int, of_bgp: int) -> None:
    found = device(os, "router ospf 1\n redistribute static\n redistribute bgp\n")
    bgp, static = sorted(process(found).redistributions, key=lambda r: r.protocol)
    assert (static.classful_only, static.metric, static.metric_type) == (classful, metric, 2)
    assert bgp.metric == of_bgp


def test_redistribution_with_options_and_the_default_metric() -> None:
    found = device(
        "cisco_ios",
        """
        router ospf 1
         redistribute connected subnets route-map M
         redistribute ospf 2 match internal external 2 nssa-external 1 metric 9 subnets
         redistribute eigrp 10 metric-type 1 tag 7 subnets
         redistribute isis CORE level-2 subnets
         redistribute something
         default-metric 55
        """,
    )
    connected, eigrp, isis, ospf = sorted(process(found).redistributions, key=lambda r: r.protocol)
    assert (connected.policies, connected.metric, connected.classful_only) == (("M",), 55, False)
    assert (ospf.process, ospf.match, ospf.metric) == ("2", ("internal", "external-2", "nssa"), 9)
    assert (eigrp.process, eigrp.metric_type, eigrp.tag) == ("10", 1, 7)
    assert (isis.protocol, isis.process) == ("isis", "CORE")
    assert unread(found) == ["redistribute something"]


def test_redistribution_needs_all_words_understood() -> None:
    for words in ("static metric", "static subnets subnets", "static metric x", "ospf 1 match", "static route-map A B", ""):
        with pytest.raises(ValueError, match=r".+"):
            redistribution(words.split(), IOS, "ospf", 4, NOWHERE)


def test_areas() -> None:
    found = device(
        "cisco_ios",
        """
        router ospf 1
         area 1 stub no-summary
         area 0.0.0.1 default-cost 30
         area 1 range 10.1.0.0 255.255.0.0 cost 4
         area 1 range 10.2.0.0 255.255.0.0 not-advertise
         area 2 nssa default-information-originate no-summary
         area 2 filter-list prefix IN in
         area 2 filter-list prefix OUT out
         area 0 authentication message-digest
         area 3 virtual-link 192.0.2.3
        """,
    )
    one, two = process(found).areas
    assert (one.kind, one.no_summary, one.default_cost) == ("stub", True, 30)
    assert [(str(r.prefix), r.advertise, r.cost) for r in one.ranges] == [("10.1.0.0/16", True, 4), ("10.2.0.0/16", False, None)]
    assert (two.kind, two.default_originate, two.no_summary) == ("nssa", True, True)
    assert (two.policies_in, two.policies_out) == (("IN",), ("OUT",))
    assert unread(found, Status.NOT_MODELLED) == ["area 3 virtual-link 192.0.2.3"]
    assert not unread(found, Status.UNKNOWN)


def test_settings_of_a_process() -> None:
    found = device(
        "cisco_ios",
        """
        router ospf 7 vrf RED
         router-id 192.0.2.1
         auto-cost reference-bandwidth 40000
         passive-interface default
         no passive-interface Gi0/1
         distance ospf inter-area 115 external 120
         maximum-paths 8
         default-information originate always metric 5 metric-type 1 route-map D
         summary-address 10.0.0.0 255.0.0.0 not-advertise
         max-metric router-lsa on-startup 300
         no compatible rfc1583
         distribute-list prefix P in
         shutdown
        """,
    )
    assert not unread(found)
    p = process(found, "7")
    assert (p.vrf, p.router_id, p.reference_bandwidth) == ("RED", IPv4Address("192.0.2.1"), 40_000_000_000)
    assert (p.passive_default, p.active, p.distances) == (True, frozenset({"GigabitEthernet0/1"}), (110, 115, 120))
    assert p.default is not None
    assert (p.default.always, p.default.metric, p.default.metric_type, p.default.policies) == (True, 5, 1, ("D",))
    assert [(str(s.prefix), s.advertise) for s in p.summaries] == [("10.0.0.0/8", False)]
    assert (p.maximum_paths, p.rfc1583, p.max_metric, p.policies_in, p.enabled) == (8, False, False, ("P",), False)


def test_default_route_of_frr_costs_more_unless_always() -> None:
    plain = device("frr", "router ospf\n default-information originate\n")
    always = device("frr", "router ospf\n default-information originate always\n")
    metrics = [p.default.metric for p in (process(plain), process(always)) if p.default]
    assert metrics == [10, 1]


def test_ports_of_frr_join_the_process_of_their_vrf() -> None:
    found = device(
        "frr",
        """
        interface eth0
         ip ospf area 0
         ip ospf passive
        interface eth1 vrf RED
         ip ospf area 1
        interface eth2 vrf BLUE
         ip ospf area 2
        interface eth3
         no ip ospf passive
         ip ospf cost 7
        router ospf
         ospf router-id 192.0.2.1
        router ospf vrf RED
        router ospf6
         ospf6 router-id 192.0.2.1
         interface eth0 area 0.0.0.4
        """,
    )
    assert not unread(found)
    joined = {name: [(o.version, o.process, o.area, o.passive) for o in port.ospf] for name, port in found.interfaces.items()}
    assert joined == {
        "eth0": [(2, "1", "0.0.0.0", True), (3, "1", "0.0.0.4", None)],
        "eth1": [(2, "RED", "0.0.0.1", None)],
        "eth2": [(2, "", "0.0.0.2", None)],
        "eth3": [(2, "", "", False)],
    }


def test_version_3_of_ios_in_both_forms() -> None:
    found = device(
        "cisco_ios",
        """
        ipv6 router ospf 1
         router-id 192.0.2.1
         area 1 range 2001:db8:1::/48
         redistribute ospf 9 include-connected
        router ospfv3 2
         router-id 192.0.2.2
         address-family ipv6 unicast
          redistribute static metric 3
          passive-interface Gi0/1
         exit-address-family
         address-family ipv4 unicast
          redistribute static
        """,
    )
    old, new = process(found, "1", 3), process(found, "2", 3)
    assert [str(r.prefix) for r in old.areas[0].ranges] == ["2001:db8:1::/48"]
    assert old.redistributions[0].protocol == "ospf3"
    assert [(r.protocol, r.metric, r.classful_only) for r in new.redistributions] == [("static", 3, False)]
    assert new.passive == {"GigabitEthernet0/1"}
    assert unread(found) == ["address-family ipv4 unicast", "redistribute static"]


def test_a_range_of_ports_is_each_of_them_but_not_in_names_of_linux() -> None:
    eos = device(
        "arista_eos", "router ospf 1\n   passive-interface Ethernet1-3\n   passive-interface Vlan10\n   no passive-interface Et2\n"
    )
    assert process(eos).passive == {"Ethernet1", "Ethernet3", "Vlan10"}
    frr = device("frr", "router ospf\n passive-interface r1-eth0\n")
    assert process(frr).passive == {"r1-eth0"}
