"""NAT of IOS as facts: what is understood, and what must stay out."""

from ipaddress import IPv4Address, IPv4Network

from collectors.dialect import dialect, read
from collectors.draft import Draft
from models.codec import dumps, loads
from models.device import Device, DeviceId
from models.nat import NatKind, NatPool, NatRule
from models.source import Source, Status

TEXT = """hostname r1
ip nat pool P 192.0.2.8 192.0.2.15 netmask 255.255.255.0
ip nat inside source list 7 interface Gi0/0 overload
ip nat inside source list 8 pool P
ip nat inside source list 9 pool P overload
ip nat inside source static 10.0.0.5 192.0.2.5
ip nat inside source static tcp 10.0.0.6 8080 192.0.2.6 80 extendable
ip nat inside source static udp 10.0.0.6 53 interface GigabitEthernet0/0 53
ip nat inside source static network 10.1.0.0 198.51.100.0 /24
ip nat inside source static 10.0.0.7 192.0.2.7 vrf RED
ip nat inside source route-map RM pool P
ip nat inside source list 9 interface Gi0/0 vrf RED overload
ip nat inside source static 10.0.0.9 192.0.2.9 no-alias
ip nat inside source static 10.0.0.9 192.0.2.9 vrf RED match-in-vrf
ip nat inside source static tcp 10.0.0.6 0 192.0.2.6 80
ip nat inside source static network 10.1.0.1 198.51.100.0 /24
ip nat pool BACKWARDS 192.0.2.15 192.0.2.8 prefix-length 24
end
"""


def device() -> Device:
    return read(TEXT, dialect("cisco_ios"), Draft(DeviceId("city", "r1"), "cisco_ios", "r1.cfg"))


def one(address: str) -> IPv4Network:
    return IPv4Network(address)


def test_rules_in_order_with_their_lines() -> None:
    found = device()
    assert found.nat_rules == (
        NatRule(NatKind.OVERLOAD, "7", interface="GigabitEthernet0/0"),
        NatRule(NatKind.DYNAMIC, "8", pool="P"),
        NatRule(NatKind.OVERLOAD, "9", pool="P"),
        NatRule(NatKind.STATIC, local=one("10.0.0.5"), outer=one("192.0.2.5")),
        NatRule(NatKind.PORT, local=one("10.0.0.6"), outer=one("192.0.2.6"), protocol=6, local_port=8080, outer_port=80),
        NatRule(NatKind.PORT, local=one("10.0.0.6"), interface="GigabitEthernet0/0", protocol=17, local_port=53, outer_port=53),
        NatRule(NatKind.STATIC, local=one("10.1.0.0/24"), outer=one("198.51.100.0/24")),
        NatRule(NatKind.STATIC, local=one("10.0.0.7"), outer=one("192.0.2.7"), vrf="RED"),
        NatRule(NatKind.DYNAMIC, pool="P", policy="RM"),
        NatRule(NatKind.OVERLOAD, "9", interface="GigabitEthernet0/0", vrf="RED"),
    )
    assert [rule.source for rule in found.nat_rules] == [Source("r1.cfg", line) for line in range(3, 13)]
    assert found.nat_pools == {"P": NatPool("P", IPv4Address("192.0.2.8"), IPv4Address("192.0.2.15"))}


def test_what_is_no_fact_makes_answers_unknown() -> None:
    unread = {line.source.line: (line.feature, line.status) for line in device().coverage.unread}
    assert unread == dict.fromkeys(range(13, 18), ("NAT", Status.NOT_MODELLED))


def test_facts_survive_storing() -> None:
    found = device()
    assert loads(Device, dumps(found)).nat_rules == found.nat_rules


def test_outside_source_rules_are_about_the_others() -> None:
    text = """hostname r
ip nat outside source static 10.1.0.5 10.99.0.5
ip nat outside source static network 10.1.0.0 10.99.0.0 /24
ip nat outside source static 10.1.0.5 10.99.0.5 add-route
ip nat outside source list 7 pool P
end
"""
    found = read(text, dialect("cisco_ios"), Draft(DeviceId("city", "r"), "cisco_ios", "r.cfg"))
    assert found.nat_rules == (
        NatRule(NatKind.STATIC, local=one("10.99.0.5"), outer=one("10.1.0.5"), foreign=True),
        NatRule(NatKind.STATIC, local=one("10.99.0.0/24"), outer=one("10.1.0.0/24"), foreign=True),
    )
    assert [line.source.line for line in found.coverage.unread] == [4, 5]


def test_timers_change_no_answer_and_limits_do() -> None:
    text = (
        "hostname r\nip nat translation tcp-timeout 300\nno ip nat log translations syslog\nip nat translation max-entries 9\nend\n"
    )
    found = read(text, dialect("cisco_ios"), Draft(DeviceId("city", "r"), "cisco_ios", "r.cfg")).coverage.unread
    assert [line.source.line for line in found] == [4]
