"""BGP of IOS, EOS and FRR: groups, templates, families and the defaults that no line states."""

from ipaddress import IPv4Address, IPv4Network, ip_address

import pytest

from models.device import Device
from models.policy import Match
from models.routing import BgpFamily, BgpNeighbor
from tests.collectors.ioslike.reading import device, unread


def neighbor(found: Device, key: str, vrf: str = "default") -> BgpNeighbor:
    """A neighbour by address or port."""
    return next(n for n in found.bgp[vrf].neighbors if str(n.address) == key or n.interface == key)


def family(found: Device, key: str, name: str = "ipv4 unicast", vrf: str = "default") -> BgpFamily:
    """An active family of a neighbour."""
    return next(f for f in neighbor(found, key, vrf).families if f.family == name)


def families(found: Device, key: str, vrf: str = "default") -> list[str]:
    """The names of the active families of a neighbour."""
    return [f.family for f in neighbor(found, key, vrf).families]


def test_group_gives_what_the_neighbour_does_not_say() -> None:
    found = device(
        "cisco_ios",
        """
        router bgp 65001
         neighbor 10.0.0.2 peer-group CORE
         neighbor CORE peer-group
         neighbor CORE remote-as 65001
         neighbor CORE update-source Lo0
         neighbor CORE route-map ALL out
         neighbor CORE send-community
         neighbor 10.0.0.2 route-map MINE out
         neighbor 10.0.0.3 peer-group CORE
         neighbor 10.0.0.3 update-source 192.0.2.7
         no neighbor 10.0.0.3 send-community
        """,
    )
    assert not unread(found)
    own, plain = neighbor(found, "10.0.0.2"), neighbor(found, "10.0.0.3")
    assert (own.group, own.remote_as, own.update_source) == ("CORE", 65001, "Loopback0")
    assert family(found, "10.0.0.2").policies_out == ("MINE",)
    assert family(found, "10.0.0.2").send_community
    assert family(found, "10.0.0.3").policies_out == ("ALL",)
    assert not family(found, "10.0.0.3").send_community
    assert len(found.bgp["default"].neighbors) == 2
    assert (plain.remote_as, plain.update_source, plain.source.line) == (65001, "192.0.2.7", 10)


def test_session_and_policy_templates_of_ios() -> None:
    found = device(
        "cisco_ios",
        """
        router bgp 65001
         template peer-policy BASE
          route-map BASE-IN in
          route-map BASE-OUT out
          send-community both
         exit-peer-policy
         !
         template peer-policy EDGE
          route-map EDGE-OUT out
          inherit peer-policy BASE 10
         exit-peer-policy
         !
         template peer-session S
          remote-as 65009
          ebgp-multihop 4
         exit-peer-session
         !
         neighbor 10.0.0.9 inherit peer-session S
         neighbor 10.0.0.9 update-source Loopback1
         !
         address-family ipv4
          neighbor 10.0.0.9 activate
          neighbor 10.0.0.9 inherit peer-policy EDGE
         exit-address-family
        """,
    )
    assert not unread(found)
    assert (neighbor(found, "10.0.0.9").remote_as, neighbor(found, "10.0.0.9").multihop) == (65009, 4)
    policy = family(found, "10.0.0.9")
    assert (policy.policies_in, policy.policies_out) == (("BASE-IN",), ("EDGE-OUT",))
    assert policy.send_community
    assert policy.send_extended_community


@pytest.mark.parametrize(
    ("os", "line", "of_ipv4", "of_ipv6"),
    [
        ("cisco_ios", "bgp log-neighbor-changes", ["ipv4 unicast"], ["ipv4 unicast"]),
        ("cisco_ios", "no bgp default ipv4-unicast", [], []),
        ("arista_eos", "bgp log-neighbor-changes", ["ipv4 unicast"], []),
        ("arista_eos", "bgp default ipv4-unicast transport ipv6", ["ipv4 unicast"], ["ipv4 unicast"]),
        ("arista_eos", "no bgp default ipv4-unicast", [], []),
        ("frr", "bgp log-neighbor-changes", ["ipv4 unicast"], ["ipv4 unicast"]),
        ("frr", "no bgp default ipv4-unicast", [], []),
        ("frr", "bgp default ipv6-unicast", ["ipv4 unicast", "ipv6 unicast"], ["ipv4 unicast", "ipv6 unicast"]),
    ],
)
def test_families_active_without_a_word(os: str, line: str, of_ipv4: list[str], of_ipv6: list[str]) -> None:
    text = f"router bgp 65001\n {line}\n neighbor 10.0.0.2 remote-as 2\n neighbor 2001:db8::2 remote-as 2\n"
    found = device(os, text)
    assert not unread(found)
    assert families(found, "10.0.0.2") == of_ipv4
    assert families(found, "2001:db8::2") == of_ipv6


def test_activated_and_deactivated() -> None:
    found = device(
        "cisco_ios",
        """
        router bgp 65001
         neighbor 10.0.0.2 remote-as 65002
         neighbor 2001:db8::2 remote-as 65002
         !
         address-family ipv4
          neighbor 10.0.0.2 activate
          no neighbor 2001:db8::2 activate
         exit-address-family
         !
         address-family ipv6
          neighbor 2001:db8::2 activate
          neighbor 2001:db8::2 next-hop-self
          network 2001:db8:5::/48
          redistribute connected
         exit-address-family
         !
         address-family vpnv4
          neighbor 10.0.0.2 activate
          neighbor 10.0.0.2 send-community extended
         exit-address-family
        """,
    )
    assert families(found, "10.0.0.2") == ["ipv4 unicast", "vpnv4 unicast"]
    assert families(found, "2001:db8::2") == ["ipv6 unicast"]
    assert family(found, "2001:db8::2", "ipv6 unicast").next_hop_self
    assert [r.family for r in found.bgp["default"].redistributions] == [6]
    assert unread(found) == []


def test_vrfs_of_ios_stand_in_address_families() -> None:
    found = device(
        "cisco_ios",
        """
        router bgp 65001
         bgp router-id 192.0.2.1
         bgp bestpath compare-routerid
         neighbor 10.0.0.2 remote-as 65001
         address-family ipv4 vrf RED
          bgp router-id 192.0.2.7
          network 10.7.0.0 mask 255.255.0.0
          neighbor 10.7.0.2 remote-as 65007
          neighbor 10.7.0.2 as-override
          maximum-paths eibgp 4
         exit-address-family
         address-family ipv6 vrf RED
          neighbor 2001:db8:7::2 remote-as 65007
          neighbor 2001:db8:7::2 activate
         exit-address-family
        """,
    )
    assert not unread(found)
    red = found.bgp["RED"]
    assert (red.asn, red.router_id, red.compare_router_id) == (65001, IPv4Address("192.0.2.7"), True)
    assert (red.maximum_paths, red.maximum_paths_internal, found.bgp["default"].maximum_paths) == (4, 4, 1)
    assert [str(n.prefix) for n in red.networks] == ["10.7.0.0/16"]
    assert family(found, "10.7.0.2", vrf="RED").as_override
    assert families(found, "2001:db8:7::2", "RED") == ["ipv6 unicast"]
    assert len(found.bgp["default"].neighbors) == 1


def test_vrfs_of_eos_share_groups_of_the_block() -> None:
    found = device(
        "arista_eos",
        """
        vrf instance RED
        router bgp 65001
           router-id 192.0.2.1
           maximum-paths 4 ecmp 8
           neighbor LEAF peer group
           neighbor LEAF remote-as 65100
           neighbor LEAF send-community
           neighbor LEAF route-map ALL out
           neighbor interface Et1-2,5 peer-group LEAF
           redistribute connected route-map LO
           vrf RED
              rd 192.0.2.1:7
              neighbor 10.7.0.2 peer group LEAF
              address-family ipv4
                 neighbor 10.7.0.2 route-map RED in
                 network 10.7.0.0/16
        """,
    )
    assert not unread(found)
    assert sorted(n.interface for n in found.bgp["default"].neighbors) == ["Ethernet1", "Ethernet2", "Ethernet5"]
    red = family(found, "10.7.0.2", vrf="RED")
    assert (red.policies_in, red.policies_out) == (("RED",), ("ALL",))
    assert red.send_community
    assert red.send_extended_community
    assert neighbor(found, "10.7.0.2", "RED").remote_as == 65100
    assert found.vrfs["RED"].rd == "192.0.2.1:7"
    assert found.bgp["default"].distances == (200, 200, 200)
    assert found.bgp["default"].maximum_paths_internal == 4
    assert found.bgp["default"].multipath_relax


def test_frr_has_a_block_for_each_vrf_and_ports_as_neighbours() -> None:
    found = device(
        "frr",
        """
        frr version 8.4
        frr defaults traditional
        router bgp 65001
         neighbor swp1 interface remote-as external
         neighbor 10.0.0.2 remote-as internal
         neighbor G peer-group
         neighbor G remote-as 65009
         bgp listen range 10.9.0.0/16 peer-group G
        router bgp 65001 vrf RED
         neighbor 10.0.0.2 remote-as 65002
         no bgp ebgp-requires-policy
        """,
    )
    assert not unread(found)
    port = neighbor(found, "swp1")
    assert (port.address, port.remote_as, port.remote_kind, port.advertisement_policy_default) == (None, None, "external", "deny")
    inner = neighbor(found, "10.0.0.2")
    assert (inner.remote_as, inner.advertisement_policy_default) == (65001, "permit")
    assert neighbor(found, "10.0.0.2", "RED").advertisement_policy_default == "permit"
    (listener,) = [n for n in found.bgp["default"].neighbors if n.listen_range]
    assert (listener.listen_range, listener.remote_as, listener.group) == (IPv4Network("10.9.0.0/16"), 65009, "G")
    assert family(found, "swp1").send_community


@pytest.mark.parametrize(
    ("head", "default", "always", "deterministic"),
    [
        ("frr version 10.1\nfrr defaults traditional", "deny", False, False),
        ("frr version 10.1\nfrr defaults datacenter", "permit", False, True),
        ("frr version 7.3\nfrr defaults traditional", "permit", True, False),
        ("frr version 4.0+cl3u8\nfrr defaults datacenter", "permit", False, True),
        ("hostname r1", "deny", False, False),
    ],
)
def test_defaults_of_frr_follow_profile_and_release(head: str, default: str, always: bool, deterministic: bool) -> None:
    found = device("frr", f"{head}\nrouter bgp 1\n neighbor 10.0.0.2 remote-as 2\n network 10.0.0.0/8\n")
    process = found.bgp["default"]
    assert process.neighbors[0].advertisement_policy_default == default
    assert process.networks[0].always is always
    assert process.deterministic_med is deterministic


def test_network_without_a_mask_is_a_whole_class() -> None:
    found = device(
        "cisco_ios",
        """
        router bgp 65001
         network 10.0.0.0
         network 172.16.0.0
         network 192.168.5.0 route-map M
         network 10.1.2.0 mask 255.255.255.0
         network 10.9.0.0 mask 0.0.255.255
        """,
    )
    networks = {str(n.prefix) for n in found.bgp["default"].networks}
    assert networks == {"10.0.0.0/8", "172.16.0.0/16", "192.168.5.0/24", "10.1.2.0/24"}
    assert unread(found) == ["network 10.9.0.0 mask 0.0.255.255"]


def test_filters_come_in_one_order_and_options_count() -> None:
    found = device(
        "cisco_ios",
        """
        router bgp 65001.5
         neighbor 10.0.0.2 remote-as 65002
         neighbor 10.0.0.2 distribute-list 10 in
         neighbor 10.0.0.2 filter-list 3 in
         neighbor 10.0.0.2 local-as 65009 no-prepend replace-as
         neighbor 10.0.0.2 remove-private-as all replace-as
         neighbor 10.0.0.2 allowas-in
         neighbor 10.0.0.2 maximum-prefix 100 80 warning-only
         neighbor 10.0.0.2 default-originate route-map D
         neighbor 10.0.0.2 shutdown
         neighbor 10.0.0.2 ebgp-multihop 1
         neighbor 10.0.0.2 dance
         redistribute ospf 1
         redistribute ospf 2 match internal external 1
        """,
    )
    process = found.bgp["default"]
    assert process.asn == 65001 * 65536 + 5
    session, policy = neighbor(found, "10.0.0.2"), family(found, "10.0.0.2")
    assert policy.filters_in == (Match("as-path-list", ("3",)), Match("access-list", ("10",)))
    assert (session.local_as, session.local_as_no_prepend, session.local_as_replace) == (65009, True, True)
    assert (policy.remove_private_as, policy.allowas_in, policy.maximum_prefixes) == ("replace", 3, None)
    assert (policy.default_originate, policy.default_policies) == (True, ("D",))
    assert not session.enabled
    assert session.multihop == 0
    assert {r.process: r.match for r in process.redistributions} == {"1": ("internal",), "2": ("internal", "external-1")}
    assert unread(found) == ["neighbor 10.0.0.2 dance"]
    assert session.address == ip_address("10.0.0.2")


def test_default_neighbour_of_eos_and_paths_that_are_only_received() -> None:
    found = device(
        "arista_eos",
        """
        router bgp 65001
           neighbor default send-community
           neighbor 10.0.0.2 remote-as 65002
           neighbor 10.0.0.2 additional-paths receive
           neighbor 10.0.0.2 default-originate always
           neighbor 10.0.0.3 remote-as 65003
           neighbor 10.0.0.3 additional-paths send any
           neighbor 10.0.0.3 default-originate
        """,
    )
    assert [family(found, key).send_community for key in ("10.0.0.2", "10.0.0.3")] == [True, True]
    assert [family(found, key).add_paths for key in ("10.0.0.2", "10.0.0.3")] == [False, True]
    assert [family(found, key).default_if_present for key in ("10.0.0.2", "10.0.0.3")] == [False, True]
    assert not unread(found)
