"""What FRR alone has: its files, Linux ports, Cumulus Linux around it, and where it keeps secrets."""

import re

import pytest

from collectors.dialect import dialect
from models.interfaces import InterfaceKind
from tests.collectors.ioslike.reading import device, unread


@pytest.mark.parametrize(
    "line",
    [
        "password SECRET",
        "enable password 8 SECRET",
        "neighbor 10.0.0.2 password SECRET",
        "bgp listen range 10.0.0.0/8 password SECRET",
        "ip ospf authentication-key SECRET",
        "ip ospf message-digest-key 1 md5 SECRET",
        "ip ospf message-digest-key 1 md5 SECRET 10.0.0.1",
        "area 1 virtual-link 192.0.2.1 message-digest-key 1 md5 SECRET",
        "ipv6 ospf6 authentication key-id 1 hash-algo hmac-sha-256 key SECRET",
        "area-password md5 SECRET authenticate snp validate",
        "isis password clear SECRET",
        "key-string SECRET",
        "ip rip authentication string SECRET",
        "ip nhrp authentication SECRET",
        "username admin password SECRET",
    ],
)
def test_places_of_secrets(line: str) -> None:
    found = {m["secret"] for slot in dialect("frr").secrets if (m := re.fullmatch(slot.pattern, line))}
    assert found == {"SECRET"}


def test_no_place_of_a_secret_takes_other_lines() -> None:
    for line in (
        "service password-encryption",
        "neighbor 10.0.0.2 remote-as 65001",
        "ip ospf authentication message-digest",
        "key 1",
    ):
        assert not any(re.fullmatch(slot.pattern, line) for slot in dialect("frr").secrets)


def test_ports_of_cumulus_linux_stand_in_another_file() -> None:
    found = device(
        "frr",
        """\
        leaf1
        # /etc/network/interfaces
        auto swp1
        iface swp1
            address 10.0.0.1/31
            mtu 9216
            # a comment
        auto eth0
        iface eth0 inet dhcp
        iface mgmt
            vrf-table auto
        iface vlan10
            address 10.1.0.1/24
            vrf RED
        frr defaults datacenter
        interface swp1
         description to spine
         ip ospf area 0
        router ospf
        """,
    )
    assert not unread(found)
    swp1 = found.interfaces["swp1"]
    assert ([str(a.ip) for a in swp1.addresses], swp1.mtu, swp1.description) == (["10.0.0.1/31"], 9216, "to spine")
    assert swp1.ospf[0].process == "1"
    assert found.interfaces["eth0"].dhcp
    assert (found.interfaces["vlan10"].vrf, found.interfaces["vlan10"].kind) == ("RED", InterfaceKind.VLAN)
    assert set(found.vrfs) == {"mgmt", "RED"}


def test_ports_of_linux() -> None:
    found = device(
        "frr",
        """
        interface eth0
         ip address 10.0.0.1/24
         ip address 10.0.0.2/24
         ip address 10.9.0.1/24
         bandwidth 1000
        interface eth0.30
         shutdown
        interface lo
         ip address 192.0.2.1/32
        """,
    )
    assert not unread(found)
    assert [a.secondary for a in found.interfaces["eth0"].addresses] == [False, True, False]
    assert found.interfaces["eth0"].bandwidth == 1_000_000_000
    tagged = found.interfaces["eth0.30"]
    assert (tagged.parent, tagged.encapsulation_vlan, tagged.enabled) == ("eth0", 30, False)
    assert found.interfaces["lo"].kind is InterfaceKind.LOOPBACK


def test_router_id_of_zebra_holds_where_a_protocol_has_none() -> None:
    found = device(
        "frr", "ip router-id 192.0.2.1\nrouter ospf\n network 10.0.0.0/8 area 0\nrouter bgp 1\n bgp router-id 192.0.2.2\n"
    )
    assert str(found.ospf[2, "1"].router_id) == "192.0.2.1"
    assert str(found.bgp["default"].router_id) == "192.0.2.2"


def test_a_shown_config_that_was_cut_is_not_whole() -> None:
    shown = "Building configuration...\n\nCurrent configuration:\n!\nfrr version 10.1\n!\n"
    assert not dialect("frr").ended(shown)
    assert dialect("frr").ended(shown + "end\n")
    assert dialect("frr").ended("frr version 10.1\nrouter ospf\n")


def test_a_file_without_indentation_means_the_same() -> None:
    text = """
        interface eth0
         ip address 10.0.0.1/24
         no shutdown
        exit
        interface eth1
         description no addresses
        vrf RED
         ip route 10.7.0.0/16 10.0.0.2
        exit-vrf
        ip route 10.8.0.0/16 10.0.0.2
        router bgp 65001
         neighbor 10.0.0.2 remote-as 65002
         address-family ipv4 unicast
          network 10.0.0.0/24
         exit-address-family
         address-family ipv6 unicast
          neighbor 10.0.0.2 activate
         exit-address-family
        router ospf
         network 10.0.0.0/24 area 0
        route-map M permit 10
         match tag 5
        ip prefix-list P permit any
        """
    deep = device("frr", text)
    flat = device("frr", "\n".join(line.strip() for line in text.splitlines()))
    assert not unread(deep)
    assert not unread(flat)
    assert flat == deep
    assert {(r.vrf, str(r.prefix)) for r in flat.statics} == {("RED", "10.7.0.0/16"), ("default", "10.8.0.0/16")}
