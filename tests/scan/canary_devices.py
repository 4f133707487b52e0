"""Fake devices whose configs and outputs are full of planted secrets: every OS, every slot that its dialect knows."""

import re
from pathlib import Path

from collectors.dialect import dialect
from tests.fakes.device import FakeDevice
from tests.fakes.personas import PERSONAS
from tests.scan.canary import Planter

PLANTED = (Path(__file__).parents[2] / "tests/collectors/redaction/planted.txt").read_text(encoding="utf-8")
PASSWORD, ENABLE = "Kirjautumis-Sana7", "Korotettu-Sana9"
"""What netplan logs in with."""
CRASHES = ("crashredact", "crashparse", "crashreader", "crashshows", "crashvisit", "crashabort")
"""The names of devices over whose texts netplan fails, each at another place (see `canary_driver`)."""
BLOCKS = {
    "ios": "cisco_ios",
    "eos": "arista_eos",
    "junos": "juniper_junos",
    "junos-set": "juniper_junos",
    "frr": "frr",
    "nxos": "cisco_nxos",
}
IOSLIKE = """\
aaa root secret sha512 «$6$x1Yz$abcdefghijklmnop»
 secret 5 «$1$abcd$efghijklmnop»
 secret 3 7 «0822455D0A16»
mgmtuser username u password 0 «HallSana1» secret 0 «ToinenSa1»
dot1x username d password 0 «DotSana12»
crypto pki token default user-pin 0 «PinSana12»
   exec /usr/bin/TerminAttr -cvauth=key,«TokenSana1» -smashexcludes=ale
snmp-server community «YhteisoA1» ro
snmp mib community-map «YhteisoB1» engineid 800000090300
 server-key 7 «0822455D0A16»
 bind authenticate root-dn cn=admin password «JuuriSana1»
   isis authentication key-id 1 algorithm sha-256 key «IsisSana12»
 ipv6 ospf authentication ipsec spi 500 md5 «0123456789abcdef0123456789abcdef»
 ipv6 ospf encryption ipsec spi 501 esp aes-cbc 128 «0123456789abcdef» sha1 «0123456789abcdef01234567»
mpls ldp password option 1 for 10 «LdpSana12»
mpls ldp password fallback «LdpSana13»
ip msdp password peer 10.0.0.9 0 «MsdpSana1»
 authentication local pre-share key «IkeSana12»
 set session-key inbound ah 256 «0123456789abcdef0123456789abcdef»
 set session-key outbound esp 257 cipher «0123456789abcdef» authenticator «0123456789abcdef0123456789abcdef»
   shared-key 7 «0822455D0A16»
   key 0abcd1 7 «12485744465E5A53727A»
 security wpa psk set-key ascii 0 «WlanSana12»
 encryption vlan 1 key 1 size 128bit 0 «0123456789ABCDEF0123456789» transmit-key
l2tp tunnel password 0 «L2tpSana12»
 eap username u password 0 «EapSana12»
archive path ftp://varmuus:«ArkSana12»@192.0.2.2/conf
ppp chap password 7 «08701E1D5D4C53»
crypto pki certificate chain X
 certificate self-signed 01
  «30820122 30820122»\n  «30820122 A0030201»
  quit"""
MORE = {
    "ios": IOSLIKE,
    "eos": IOSLIKE,
    "frr": """\
username anna password «FrrSana12»
 bgp listen range 192.0.2.0/24 password «FrrSana13»
 ipv6 ospf6 authentication key-id 1 hash-algo hmac-sha-256 key «FrrSana14»
 ip nhrp authentication «FrrSana15»
 msdp peer 192.0.2.9 password «FrrSana16»
net add snmp-server readonly-community «NcluSana1» access any
net add snmp-server username u auth-sha «NcluSana2» encrypt-aes «NcluSana3»
net add bgp neighbor 192.0.2.9 password «NcluSana4»""",
    "junos": """\
snmp {
    trap-group «TrapSana1» {
        version v2;
    }
}
access {
    profile P {
        client c chap-secret "«ChapSana1»";
    }
}
security {
    certificates {
        local x {
            certificate "«MIIEpAIBAAKCAQEAabcdefghijklmnop»";
        }
    }
}""",
    "junos-set": """\
set snmp trap-group «TrapSana2» version v2
set security certificates local x certificate "«MIIEpAIBAAKCAQEAabcdefghijklmnop»"
set interfaces pp0 unit 0 ppp-options pap local-password "«PapSana12»\"""",
    "nxos": IOSLIKE
    + """
snmp-server user u network-admin auth sha «0x93134c9c0bd86782c1aadc8713d2c88d» priv aes-128 «0x93134c9c0bd86782c1aadc8713d2c88e»
    authentication md5 key-string 0 «NxSana12»
  ospf authentication-key 0 «NxSana13»
  ip ospf message-digest-key 1 md5 3 «a667d47acc18ea6c»
ldap-server host 192.0.2.9 rootDN "cn=admin" password 0 «NxSana14»
radius-server test username u password «NxSana15» idle-time 5
  key-octet-string 0 «NxSana16»
  proxy-password «NxSana17»""",
}
"""Lines of other slots of the dialects than those of the planted configs."""


def with_block(config: bytes, block: str, os: str) -> bytes:
    """A config with more lines before its end, and the size that it then has."""
    text = config.decode()
    if os == "juniper_junos":
        return (text + block + "\n").encode()
    body = text.removesuffix("end\n") + block + "\n!\nend\n"
    if match := re.match(r"Building.*?\n\nCurrent configuration : (\d+) bytes\n", body, re.S):
        rest = body[match.end() :]
        body = body[: match.start(1)] + str(len(rest.encode())) + body[match.end(1) : match.end()] + rest
    return body.encode()


def devices_with(planter: Planter, rounds: int = 2) -> list[FakeDevice]:
    """Devices of every OS with all marked lines in the config, and others of the same look in every output."""
    made = []
    parts = [part.split("\n", 1) for part in re.split(r"(?m)^= ", PLANTED)[1:]]
    for at, (kind, text) in enumerate([part for part in parts if part[0] in BLOCKS] * rounds):
        name, os = f"R{at}", BLOCKS[kind]
        device = FakeDevice(name, PERSONAS[os])
        block = planter.plant(text.rstrip("\n") + "\n" + MORE[kind])
        if kind == "junos-set":
            device.config = f"set version 22.4R3.25\nset system host-name {name}\n{block}\n".encode()
        else:
            device.config = with_block(device.config, block, os)
        console = dialect(os).console
        assert console is not None
        marked = [line for line in text.split("\n") if "«" in line and not line.startswith(" ")]
        shown = {}
        for place, show in enumerate(console.shows):
            lines = planter.plant("\n".join(marked[place :: len(console.shows)]))
            shown[show.text] = device.answer(show.text) + f"{lines}\n".encode()
        device.outputs = shown
        device.password, device.secret = PASSWORD, ENABLE
        made.append(device)
    return made


def crashing_with(planter: Planter) -> list[FakeDevice]:
    """Devices over whose texts netplan fails."""
    made = []
    for name in CRASHES:
        device = FakeDevice(name, PERSONAS["cisco_ios"], password=PASSWORD, secret=ENABLE)
        device.config = with_block(
            device.config, planter.plant("username u secret 0 «KaatuSana1»\nsnmp-server community «KaatuSana2» ro"), "cisco_ios"
        )
        device.outputs = {"show ip arp": planter.plant("snmp-server community «KaatuSana3» ro\n").encode()}
        made.append(device)
    return made
