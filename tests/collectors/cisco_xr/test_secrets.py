"""No secret of an IOS XR config outlives redaction, wherever its grammar puts one, and what is left reads as the same facts."""

import re

import pytest

from collectors.dialect import dialects, read
from collectors.draft import Draft
from collectors.redact import redact
from models.device import Device, DeviceId
from models.source import Status

PLANTED = """!! IOS XR Configuration 7.3.2
username admin
 group root-lr
 secret 10 $6$hunter01
 password 7 0822455D0A02
!
username boss secret 0 hunter03
tacacs-server host 10.0.0.1 port 49
 key 7 0822455D0A04
!
tacacs-server key 7 0822455D0A05
radius-server host 10.0.0.2 auth-port 1812 acct-port 1813
 key 7 0822455D0A06
!
aaa group server tacacs+ STAFF
 server-private 10.0.0.3 port 49
  key 7 0822455D0A07
 !
!
snmp-server community encrypted 0822455D0A08 RO
snmp-server community hunter09 RW SystemOwner IPv4 MGMT
snmp-server host 10.0.0.4 traps version 2c encrypted 0822455D0A10 udp-port 162
snmp-server host 10.0.0.4 vrf MGMT traps version 2c hunter11
snmp-server user u1 g1 v3 auth sha encrypted 0822455D0A12 priv aes 128 encrypted 0822455D0A13 SystemOwner
snmp-server user u2 g1 v3 auth md5 clear hunter14 priv des56 clear hunter15
ntp
 authentication-key 1 md5 encrypted 0822455D0A16
 server 10.0.0.5
!
key chain K
 key 1
  key-string password 0822455D0A17
  cryptographic-algorithm MD5
 !
 key 2
  key-string clear hunter18
 !
!
interface GigabitEthernet0/0/0/0
 ipv4 address 10.1.0.1 255.255.255.0
 ppp chap password encrypted 0822455D0A19
!
router ospf 1
 area 0
  authentication-key encrypted 0822455D0A20
  interface GigabitEthernet0/0/0/0
   authentication-key clear hunter21
   message-digest-key 1 md5 encrypted 0822455D0A22
   message-digest-key 2 md5 clear hunter23
  !
 !
!
router ospfv3 1
 area 0
  authentication ipsec spi 256 md5 password 0822455D0A24
  encryption ipsec spi 300 esp 3des password 0822455D0A25 authentication sha1 password 0822455D0A26
 !
!
router isis C
 lsp-password hmac-md5 encrypted 0822455D0A27
 lsp-password text clear hunter28
 interface GigabitEthernet0/0/0/0
  hello-password hmac-md5 encrypted 0822455D0A29 level 2
  hello-password text encrypted 0822455D0A30
 !
!
router bgp 65000
 neighbor-group G
  remote-as 65001
  password encrypted 0822455D0A31
 !
 neighbor 10.1.0.2
  use neighbor-group G
  password clear hunter32
 !
!
router hsrp
 interface GigabitEthernet0/0/0/0
  address-family ipv4
   hsrp 1 version 1
    authentication hunter33
    address 10.1.0.9
   !
  !
 !
!
router vrrp
 interface GigabitEthernet0/0/0/0
  address-family ipv4
   vrrp 1
    text-authentication hunter34
   !
  !
 !
!
mpls ldp
 neighbor
  password encrypted 0822455D0A35
  10.0.0.9:0 password encrypted 0822455D0A36
 !
!
l2vpn
 pw-class X
  encapsulation l2tpv3
   cookie size 8
  !
 !
!
crypto isakmp key hunter37 address 10.0.0.1
snmp-server vrf MGMT
 host 10.0.0.6 traps version 2c hunter38 udp-port 162
 host 10.0.0.7 informs version 2c encrypted 0822455D0A39
!
"""


def facts(text: str) -> Device:
    return read(text, dialects()["cisco_xr"], Draft(DeviceId("d", "r"), "cisco_xr", "f"))


def test_no_planted_secret_is_left() -> None:
    numbers = {int(number) for number in re.findall(r"(?:hunter|0822455D0A)(\d\d)", PLANTED)}
    assert numbers == set(range(1, 40))
    found = redact(PLANTED, dialects()["cisco_xr"], b"k" * 32).text
    assert re.findall(r"hunter\d\d|0822455D0A\d\d", found) == []
    assert len(found.splitlines()) == len(PLANTED.splitlines())


def test_redaction_changes_no_fact() -> None:
    clear, hidden = facts(PLANTED), facts(redact(PLANTED, dialects()["cisco_xr"], b"k" * 32).text)
    for name in ("interfaces", "ospf", "isis", "bgp", "policies", "acls", "vrfs"):
        if name != "interfaces":
            assert getattr(clear, name) == getattr(hidden, name), name
    assert [clear.coverage.total(status) for status in Status] == [hidden.coverage.total(status) for status in Status]
    assert (len(clear.users), len(clear.services)) == (len(hidden.users), len(hidden.services))


@pytest.mark.parametrize(
    "line",
    [
        "authentication message-digest",
        "authentication message-digest keychain K",
        "hello-password keychain K",
        "key chain K",
        "keychain K",
        "secret-less",
        "neighbor 10.0.0.1",
        "password-policy X",
    ],
)
def test_what_is_no_secret_stays(line: str) -> None:
    assert redact(f"{line}\n", dialects()["cisco_xr"], b"k" * 32).text == f"{line}\n"
