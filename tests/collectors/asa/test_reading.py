"""What single lines of the ASA mean, beside the whole configs of the cases."""

import pytest

from collectors.dialect import dialects, read
from collectors.draft import Draft
from collectors.redact import redact
from models.device import Device, DeviceId
from models.filters import Acl
from models.interfaces import DEFAULT_VRF, Switchport
from models.source import Status

PORTS = """\
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 192.0.2.2 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.1.0.1 255.255.255.0
"""


def device(text: str) -> Device:
    """The facts of a config."""
    return read(text, dialects()["cisco_asa"], Draft(DeviceId("test", "fw"), "cisco_asa", "fw.cfg"))


def entry(line: str, before: str = "") -> list[tuple[object, ...]]:
    """The rules of one entry, each as protocol, sources, destinations, ports and message, or what is not understood of it."""
    acl = device(f"{PORTS}{before}\naccess-list A {line}").acls["A"]
    return [
        (rule.unmodelled,)
        if rule.unmodelled
        else (rule.protocols, _texts(rule.sources), _texts(rule.destinations), rule.source_ports, rule.destination_ports, rule.icmp)
        for rule in acl.rules
    ]


def _texts(wildcards: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(map(str, wildcards))


SERVERS = """\
name 10.1.0.9 printer
object network web
 host 10.1.0.80
object network pair
 range 10.1.0.80 10.1.0.81
object network both
 subnet 2001:db8::/64
object network elsewhere
 fqdn www.example.com
object service alt
 service tcp source gt 1023 destination eq 8080
object-group network farm
 network-object object web
 network-object object both
object-group network spoilt
 network-object object web
 network-object object elsewhere
object-group service mail tcp
 port-object eq smtp
 port-object eq pop3
object-group service mix
 service-object object alt
 service-object udp destination range snmp snmptrap
object-group icmp-type pings
 icmp-object echo
 icmp-object time-exceeded
object-group protocol tunnels
 protocol-object esp
 protocol-object gre
object-group protocol either
 protocol-object udp
 protocol-object tcp
"""
NO: tuple[()] = ()


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        ("extended permit ip any any", [(NO, NO, NO, NO, NO, None)]),
        ("extended permit ip any4 any6", [(NO, ("0.0.0.0/0",), ("::/0",), NO, NO, None)]),
        ("extended permit tcp any object web eq www", [((6,), NO, ("10.1.0.80/32",), NO, ((80, 80),), None)]),
        ("extended permit tcp any host printer", [((6,), NO, ("10.1.0.9/32",), NO, NO, None)]),
        ("extended permit udp any eq 53 object pair", [((17,), NO, ("10.1.0.80/31",), ((53, 53),), NO, None)]),
        ("extended permit ip object-group farm any", [(NO, ("10.1.0.80/32", "2001:db8::/64"), NO, NO, NO, None)]),
        (
            "extended permit tcp any object-group mail object web object-group mail log",
            [((6,), NO, ("10.1.0.80/32",), ((25, 25), (110, 110)), ((25, 25), (110, 110)), None)],
        ),
        (
            "extended permit object-group mix any object web",
            [
                ((6,), NO, ("10.1.0.80/32",), ((1024, 65535),), ((8080, 8080),), None),
                ((17,), NO, ("10.1.0.80/32",), NO, ((161, 162),), None),
            ],
        ),
        ("extended permit object alt any any", [((6,), NO, NO, ((1024, 65535),), ((8080, 8080),), None)]),
        (
            "extended permit icmp any any object-group pings",
            [((1,), NO, NO, NO, NO, (8, -1)), ((1,), NO, NO, NO, NO, (11, -1))],
        ),
        ("extended permit icmp any any unreachable 3 log warnings interval 60", [((1,), NO, NO, NO, NO, (3, 3))]),
        ("extended permit icmp6 any any echo", [((58,), NO, NO, NO, NO, (128, -1))]),
        ("extended permit object-group tunnels any any", [((50,), NO, NO, NO, NO, None), ((47,), NO, NO, NO, NO, None)]),
        (
            "extended permit object-group either any any eq domain",
            [((17,), NO, NO, NO, ((53, 53),), None), ((6,), NO, NO, NO, ((53, 53),), None)],
        ),
        ("extended permit tcp any interface outside eq ssh", [((6,), NO, ("192.0.2.2/32",), NO, ((22, 22),), None)]),
        ("standard permit 10.0.0.0 255.0.0.0", [(NO, ("10.0.0.0/8",), NO, NO, NO, None)]),
        ("extended permit tcp any any eq www inactive", []),
        ("extended permit tcp any any eq www time-range office", [("time-range office",)]),
        ("extended permit tcp any object elsewhere", [("tcp any object elsewhere",)]),
        ("extended permit ip any object-group spoilt", [("ip any object-group spoilt",)]),
        ("extended permit tcp user CITY\\me any any", [("tcp user CITY\\me any any",)]),
        ("extended permit udp any any eq kerberos", [("udp any any eq kerberos",)]),
        ("extended permit tcp any range 9 3 any", [("tcp any range 9 3 any",)]),
    ],
)
def test_entries_of_access_lists(line: str, rules: list[tuple[object, ...]]) -> None:
    assert entry(line, SERVERS) == rules


def test_a_list_that_a_port_takes_holds_for_both_address_families() -> None:
    lines = "access-list A extended permit tcp any any eq https\naccess-list V6 extended permit ip any host 2001:db8::1\n"
    found = device(f"{PORTS}{lines}access-group A in interface outside").acls
    assert {name: (acl.family, len(acl.rules)) for name, acl in found.items()} == {"A": (4, 1), "A (ipv6)": (6, 1), "V6": (6, 1)}
    assert all(isinstance(acl, Acl) and not acl.empty_permits for acl in found.values())


def test_management_has_a_table_of_its_own_since_9_5() -> None:
    port = "interface Management0/0\n management-only\n nameif mgmt\n ip address 10.9.0.1 255.255.255.0\n"
    port += "route mgmt 0.0.0.0 0.0.0.0 10.9.0.9 1\n"
    for version, vrf in (("9.5(1)", "management-only"), ("9.4(4)", DEFAULT_VRF), ("", "management-only")):
        found = device((f"ASA Version {version}\n" if version else "") + port)
        assert {route.vrf for route in found.statics} == {found.interfaces["Management0/0"].vrf} == {vrf}
        assert set(found.vrfs) == {vrf} - {DEFAULT_VRF}
        assert found.crossings == {}


def test_the_ports_of_a_small_model_are_a_switch() -> None:
    config = "interface Vlan1\n nameif inside\ninterface Ethernet0/0\ninterface Ethernet0/1\n switchport access vlan 2\n"
    trunk = "interface Ethernet0/2\n switchport mode trunk\n"
    trunk += "interface Ethernet0/3\n switchport trunk allowed vlan 1,3-4\n switchport mode trunk\n"
    found = device(config + trunk)
    ports = {name: port.switchport for name, port in found.interfaces.items() if port.switchport}
    assert ports == {
        "Ethernet0/0": Switchport("access"),
        "Ethernet0/1": Switchport("access", 2),
        "Ethernet0/2": Switchport("trunk", trunk_vlans=frozenset()),
        "Ethernet0/3": Switchport("trunk", trunk_vlans=frozenset({1, 3, 4})),
    }
    assert set(found.vlans) == {1, 2, 3, 4}
    assert device("interface Ethernet0/0\n").interfaces["Ethernet0/0"].switchport is None


@pytest.mark.parametrize(
    ("line", "feature"),
    [
        ("firewall transparent", "firewall mode"),
        ("context HARBOUR", "security contexts"),
        ("route outside 10.0.0.0 255.0.0.0 192.0.2.1 1 tunneled", "static route"),
        ("route nowhere 10.0.0.0 255.0.0.0 192.0.2.1", "static route"),
        ("static (inside,outside) 192.0.2.5 10.1.0.5 netmask 255.255.255.255", "NAT"),
        ("nat (inside) 1 0.0.0.0 0.0.0.0", "NAT"),
        ("access-group A in interface outside control-plane", "access list on an interface"),
        ("policy-map P\n class C\n  set connection advanced-options tcp-state-bypass", "traffic policy"),
        ("policy-map type inspect http H\n match request method get\n  drop-connection", "traffic policy"),
    ],
)
def test_what_is_not_modelled_is_shown(line: str, feature: str) -> None:
    (unread,) = device(PORTS + line).coverage.unread
    assert (unread.status, unread.feature) == (Status.NOT_MODELLED, feature)
    assert unread.text == line.rpartition("\n")[2].strip()


SECRETS = [
    "enable password {} encrypted",
    "enable password {} level 5 pbkdf2",
    "passwd {} encrypted",
    "username me password {} pbkdf2 privilege 15",
    "snmp-server community {}",
    "snmp-server community 8 {}",
    "snmp-server host inside 10.1.0.9 community {} version 2c",
    "snmp-server host inside 10.1.0.9 poll community {}",
    "snmp-server user me group v3 encrypted auth sha {} priv aes 128 aa:bb",
    "snmp-server user me group v3 encrypted auth sha aa:bb priv aes 256 {}",
    "aaa-server T (inside) host 10.1.0.9 {} timeout 5",
    "aaa-server T protocol radius\naaa-server T (inside) host 10.1.0.9\n key {}\n radius-common-pw x",
    "aaa-server L (inside) host 10.1.0.9\n ldap-login-password {}",
    "tunnel-group 203.0.113.9 ipsec-attributes\n ikev1 pre-shared-key {}",
    "tunnel-group 203.0.113.9 ipsec-attributes\n pre-shared-key {}",
    "tunnel-group 203.0.113.9 ipsec-attributes\n ikev2 remote-authentication pre-shared-key {}",
    "tunnel-group 203.0.113.9 ipsec-attributes\n ikev2 local-authentication pre-shared-key 0 {}",
    "failover key {}",
    "failover key hex {}",
    "failover ipsec pre-shared-key {}",
    "interface GigabitEthernet0/0\n ospf authentication-key {}",
    "interface GigabitEthernet0/0\n ospf message-digest-key 1 md5 {}",
    "interface GigabitEthernet0/0\n authentication key eigrp 7 {} key-id 1",
    "interface GigabitEthernet0/0\n rip authentication key {} key_id 1",
    "router ospf 1\n area 1 virtual-link 10.0.0.1 authentication-key {}",
    "router bgp 1\n address-family ipv4 unicast\n  neighbor 192.0.2.1 password {}",
    "ntp authentication-key 1 md5 {}",
    "vpdn username me password {} store-local",
    "crypto isakmp key {} address 203.0.113.9",
    "cluster group C\n key {}",
    "crypto ca trustpoint T\n password {}",
    "boot system ftp://me:{}@10.1.0.9/asa.bin",
    "wccp web-cache password {}",
    "key config-key password-encryption {}",
]


@pytest.mark.parametrize("line", SECRETS)
def test_secrets_are_hidden_and_nothing_else_is_lost(line: str) -> None:
    secret = "c0ffee55aa11bb22dd33"
    done = redact(line.format(secret), dialects()["cisco_asa"], b"k" * 32).text
    assert secret not in done
    before, after = (text.split() for text in (line.format("X"), done))
    kept = [word for word in before if word not in after and word not in ("X", "x", "aa:bb") and "X" not in word]
    assert not kept, f"{kept} were lost too: {done}"
