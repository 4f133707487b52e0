"""Every place where IOS and EOS keep a secret has a slot, and lines without a secret match none."""

import re

import pytest

from collectors.dialect import dialects

HIDES = {
    "enable secret 5 $1$abcd$efghijklm": ["$1$abcd$efghijklm"],
    "enable password level 7 7 0822455D0A16": ["0822455D0A16"],
    "enable password sha512 $6$x/y": ["$6$x/y"],
    "username admin privilege 15 secret 9 $9$abc": ["$9$abc"],
    "username admin privilege 15 role network-admin secret sha512 $6$x/y": ["$6$x/y"],
    "username admin password hunter2": ["hunter2"],
    "aaa root secret sha512 $6$x/y": ["$6$x/y"],
    "password 7 0822455D0A16": ["0822455D0A16"],
    "password hunter2": ["hunter2"],
    "password 0 correct horse battery": ["correct horse battery"],
    "username me password 0 two words": ["two words"],
    "key-string 0 two words": ["two words"],
    "security wpa psk set-key ascii 0 two words": ["two words"],
    "mgmtuser username me password 0 two words secret 0 three more words": ["two words", "three more words"],
    "dot1x username me password 0 two words": ["two words"],
    "secret 5 $1$abc": ["$1$abc"],
    "secret 10 7 0822455D0A16 receive-lifetime infinite": ["0822455D0A16"],
    "ip ftp password 7 0822455D0A16": ["0822455D0A16"],
    "vtp password hunter2 hidden": ["hunter2"],
    "path ftp://backup:hunter2@10.0.0.1/conf": ["hunter2"],
    "exec /usr/bin/TerminAttr -cvaddr=10.0.0.1:9910 -cvauth=key,hunter2 -cvvrf=MGMT": ["hunter2"],
    "snmp-server community hunter2 RO 10": ["hunter2"],
    "snmp-server community hunter2": ["hunter2"],
    "snmp-server host 10.0.0.1 hunter2": ["hunter2"],
    "snmp-server host 10.0.0.1 vrf MGMT version 2c hunter2": ["hunter2"],
    "snmp-server host 10.0.0.1 informs version 2c hunter2 bgp": ["hunter2"],
    "snmp-server user u g v3 auth sha hunter2 priv aes 128 hunter3 access 10": ["hunter2", "hunter3"],
    "snmp-server user u g v3 encrypted auth md5 AA:BB priv des CC:DD": ["AA:BB", "CC:DD"],
    "snmp-server user u g v3 localized f5717f auth sha abc123 priv aes def456": ["abc123", "def456"],
    "tacacs-server key 7 0822455D0A16": ["0822455D0A16"],
    "tacacs-server host 10.0.0.1 single-connection key hunter2": ["hunter2"],
    "radius-server host 10.0.0.1 vrf MGMT key 7 0822455D0A16": ["0822455D0A16"],
    "server-private 10.0.0.1 timeout 5 key 7 0822455D0A16": ["0822455D0A16"],
    "client 10.0.0.1 server-key 7 0822455D0A16": ["0822455D0A16"],
    "pac key 7 0822455D0A16": ["0822455D0A16"],
    "key 7 0822455D0A16": ["0822455D0A16"],
    "key hunter2": ["hunter2"],
    "neighbor 10.0.0.1 password 7 0822455D0A16": ["0822455D0A16"],
    "neighbor PEERS password hunter2": ["hunter2"],
    "ip ospf authentication-key hunter2": ["hunter2"],
    "ip ospf message-digest-key 1 md5 7 0822455D0A16": ["0822455D0A16"],
    "area 1 virtual-link 10.0.0.1 authentication message-digest message-digest-key 1 md5 hunter2": ["hunter2"],
    "area 1 virtual-link 10.0.0.1 authentication-key 7 0822455D0A16": ["0822455D0A16"],
    "ipv6 ospf authentication ipsec spi 500 md5 0 27576134094768132473302031209727": ["27576134094768132473302031209727"],
    "ipv6 ospf encryption ipsec spi 1 esp aes-cbc 128 AABB sha1 CCDD": ["AABB", "CCDD"],
    "ospfv3 authentication ipsec spi 5 sha1 passphrase 7 0822455D0A16": ["0822455D0A16"],
    "standby 10 authentication hunter2": ["hunter2"],
    "standby 10 authentication md5 key-string 7 0822455D0A16 timeout 30": ["0822455D0A16"],
    "vrrp 10 authentication text hunter2": ["hunter2"],
    "vrrp 10 peer authentication ietf-md5 key-string 7 0822455D0A16": ["0822455D0A16"],
    "glbp 1 authentication md5 key-string hunter2": ["hunter2"],
    "key-string 7 0822455D0A16": ["0822455D0A16"],
    "isis password hunter2 level-1": ["hunter2"],
    "area-password hunter2": ["hunter2"],
    "authentication key 7 0822455D0A16 level-2": ["0822455D0A16"],
    "authentication mode hmac-sha-256 0 hunter2": ["hunter2"],
    "mpls ldp neighbor 10.0.0.1 password 7 0822455D0A16": ["0822455D0A16"],
    "mpls ldp password option 1 for 10 7 0822455D0A16": ["0822455D0A16"],
    "ip nhrp authentication hunter2": ["hunter2"],
    "tunnel key 4242": ["4242"],
    "ip msdp password peer 10.0.0.1 7 0822455D0A16": ["0822455D0A16"],
    "ntp authentication-key 1 md5 0822455D0A16 7": ["0822455D0A16"],
    "ntp authentication-key 1 md5 7 0822455D0A16": ["0822455D0A16"],
    "crypto isakmp key hunter2 address 10.0.0.1": ["hunter2"],
    "pre-shared-key address 0.0.0.0 0.0.0.0 key hunter2": ["hunter2"],
    "pre-shared-key local hunter2": ["hunter2"],
    "pre-shared-key hunter2": ["hunter2"],
    "authentication remote pre-share key 6 AbCdEf": ["AbCdEf"],
    "set session-key inbound esp 256 cipher aabb authenticator ccdd": ["aabb", "ccdd"],
    "shared-key 7 0822455D0A16": ["0822455D0A16"],
    "key config-key password-encrypt hunter2": ["hunter2"],
    "key 0abc1234 7 0822455D0A16 fallback": ["0822455D0A16"],
    "30820330 30820218 A0030201 02020101": ["30820330 30820218 A0030201 02020101"],
    "ppp chap password 7 0822455D0A16": ["0822455D0A16"],
    "ppp pap sent-username me password 0 hunter2": ["hunter2"],
    "wpa-psk ascii 7 0822455D0A16": ["0822455D0A16"],
    "encryption key 1 size 40bit 7 0822455D0A16 transmit-key": ["0822455D0A16"],
    "l2tp tunnel password 7 0822455D0A16": ["0822455D0A16"],
}
SHOWS = (
    "key chain OSPF",
    "key 1",
    "service password-encryption",
    "password encryption aes",
    "password minimum length 8",
    "ip ospf authentication message-digest",
    "ip ospf authentication key-chain OSPF",
    "standby 10 authentication md5 key-chain HSRP",
    "isis authentication key-chain ISIS",
    "neighbor 10.0.0.1 remote-as 65001",
    "username admin privilege 15 nopassword",
    "snmp-server host 10.0.0.1 version 3 priv monitor",
    "snmp-server location Kallio",
    "ip address 10.0.0.1 255.255.255.0",
    "aaa authentication login default group tacacs+ local",
    "crypto key generate rsa",
    "interface Ethernet1",
    "vlan 10",
    "permit tcp any any eq 22",
    "router bgp 65001",
)


def secrets(line: str, os: str) -> set[str]:
    """What the slots of an OS take out of a line."""
    return {found["secret"] for slot in dialects()[os].secrets if (found := re.fullmatch(slot.pattern, line))}


@pytest.mark.parametrize("os", ["cisco_ios", "arista_eos"])
@pytest.mark.parametrize("line", HIDES)
def test_finds_the_secrets_of_a_line(line: str, os: str) -> None:
    assert secrets(line, os) == set(HIDES[line])


@pytest.mark.parametrize("os", ["cisco_ios", "arista_eos"])
@pytest.mark.parametrize("line", SHOWS)
def test_finds_nothing_in_other_lines(line: str, os: str) -> None:
    assert secrets(line, os) == set()
