"""Hundreds of secrets on devices, the whole way through the command line, and none of them in any byte that is written."""

import os
import re
import sqlite3
import stat
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest

from collectors.dialect import dialect
from tests.fakes.device import FakeDevice
from tests.fakes.personas import PERSONAS
from tests.fakes.server import Farm
from tests.scan.canary import Planter, Searcher, contents, encoded7, encoded9, forms_of

ROOT = Path(__file__).parents[2]
PLANTED = (ROOT / "tests/collectors/redaction/planted.txt").read_text(encoding="utf-8")
BLOCKS = {"ios": "cisco_ios", "eos": "arista_eos", "junos": "juniper_junos", "junos-set": "juniper_junos", "frr": "frr"}
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
 msdp peer 192.0.2.9 password «FrrSana16»""",
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
}
"""Lines of other slots of the dialects than those of the planted configs."""
ROUNDS = 2
INVENTORY = """
version: 1
departments: {{hr: {{}}}}
credentials: {{ro: {{username: netplan, password: env:SCAN_PASSWORD, enable: env:SCAN_ENABLE}}}}
collectors: {{ssh: {{type: ssh, logins_per_second: 100, retries: 0}}}}
defaults: {{data: {{credential: ro, department: hr}}}}
hosts:
{hosts}
"""
DRIVER = """
import logging, sys
logging.basicConfig(level=logging.DEBUG, filename="debug.log")
import collectors.take as pipeline
from netplan.cli.app import main
real = pipeline.redact
def broken(text, *rest):
    if "hostname crash" in text:
        raise ValueError(text)
    return real(text, *rest)
pipeline.redact = broken
logging.debug("begun")
sys.exit(main(sys.argv[1:]))
"""


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


def devices_with(planter: Planter) -> list[FakeDevice]:
    """Devices of every OS with all marked lines in the config, and others of the same look in every output."""
    made = []
    parts = [part.split("\n", 1) for part in re.split(r"(?m)^= ", PLANTED)[1:]]
    for at, (kind, text) in enumerate([part for part in parts if part[0] in BLOCKS] * ROUNDS):
        name, os = f"R{at}", BLOCKS[kind]
        device = FakeDevice("crash" if at == 0 else name, PERSONAS[os])
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
        device.password, device.secret = "Kirjautumis-Sana7", "Korotettu-Sana9"
        made.append(device)
    return made


def netplan(home: Path, folder: Path, *arguments: str) -> int:
    """The real command line in a process of its own; what it says is kept as a file."""
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home / "tmp"), "PYTHONPATH": str(ROOT), "NETPLAN_DEBUG": "1",
        "SCAN_PASSWORD": "Kirjautumis-Sana7", "SCAN_ENABLE": "Korotettu-Sana9", "LANG": "C.UTF-8",
    }  # fmt: skip
    number = len(list(folder.glob("*.stdout")))
    with (folder / f"{number}.stdout").open("wb") as out, (folder / f"{number}.stderr").open("wb") as err:
        command = [sys.executable, str(home / "driver.py"), *arguments]
        return subprocess.run(command, cwd=folder, env=environment, stdout=out, stderr=err, timeout=120, check=False).returncode


def used(tmp_path: Path) -> Planter:
    """Scan, carry away, load, look: everything is written below `tmp_path`."""
    planter = Planter(6)
    for name in ("near", "far", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "driver.py").write_text(DRIVER, encoding="utf-8")
    near, far = tmp_path / "near", tmp_path / "far"
    with Farm() as farm:
        devices = [farm.start(device) for device in devices_with(planter)]
        hosts = "".join(
            f"  {each.name}: {{hostname: {each.host}, port: {each.port}, platform: {each.persona.os}}}\n" for each in devices
        )
        for folder in (near, far):
            (folder / "inventory.yaml").write_text(INVENTORY.format(hosts=hosts), encoding="utf-8")
        assert netplan(tmp_path, near, "scan", "trust", "department:hr", "--yes") == 0
        assert netplan(tmp_path, near, "scan", "run", "--to-bundle", "carried.bundle", "--format", "json") == 3, (
            "one of them crashes"
        )
        assert netplan(tmp_path, near, "scan", "log", "R1") == 0
        assert all(each.record.configs == 1 for each in devices), [each.name for each in devices if not each.record.configs]
        assert netplan(tmp_path, near, "scan", "run", "R1", "R2", "--format", "json") == 0
    signer = re.search(r"signed by (SHA256:\S+);", (near / "1.stderr").read_text(encoding="utf-8"))
    assert signer and netplan(tmp_path, far, "load", str(near / "carried.bundle"), "--signer", signer[1]) in (0, 3)
    for arguments in (
        ("show", "devices"), ("show", "users"), ("show", "services", "-o", "services.xlsx"), ("find", "password"), ("find", "snmp"),
        ("coverage", "--unknown"), ("conflicts",), ("report", "inventory", "-o", "i.html"), ("report", "inventory", "-o", "i.xlsx"),
    ):  # fmt: skip
        for folder in (near, far):
            assert netplan(tmp_path, folder, *arguments) in ((0, 1) if arguments[0] == "find" else (0,)), arguments
    assert netplan(tmp_path, near, "diff") == 0
    return planter


@pytest.mark.slow
def test_no_planted_secret_is_in_any_byte(tmp_path: Path) -> None:
    planter = used(tmp_path)
    assert len(planter.planted) >= 300 and len(set(planter.planted)) == len(planter.planted)
    searcher = Searcher(planter.forms | {"Kirjautumis-Sana7", "Korotettu-Sana9"})
    found: dict[tuple[str, str], set[str]] = {}
    files = [path for path in sorted(tmp_path.rglob("*")) if path.is_file()]
    for path in files:
        for name, data in contents(path):  # key files too: they are random bytes
            for hit in searcher.hits(data):
                found.setdefault(hit, set()).add(name)
    assert "begun" in (tmp_path / "near" / "debug.log").read_text(encoding="utf-8")
    assert (tmp_path / "near" / "carried.bundle").exists() and len(files) > 20 and searcher.bytes > 100_000
    assert not found, f"{len(found)} in {len(files)} files: {found}"
    for folder in ("near", "far"):
        state = tmp_path / folder / ".netplan"
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (state, *state.rglob("*"))}
        assert {"netplan.db", "key"} <= modes.keys()
        assert modes == {path.name: 0o700 if path.is_dir() else 0o600 for path in (state, *state.rglob("*"))}


@pytest.mark.parametrize("os", sorted(set(BLOCKS.values())))
def test_every_kind_of_secret_of_the_dialect_is_planted(os: str) -> None:
    parts = [part.split("\n", 1) for part in re.split(r"(?m)^= ", PLANTED)[1:]]
    text = "\n".join(block + MORE[kind] for kind, block in parts if BLOCKS.get(kind) == os)
    lines = [line.strip() for line in text.replace("«", "").replace("»", "").split("\n")]
    met = {slot.kind for slot in dialect(os).secrets for line in lines if re.fullmatch(slot.pattern, line)}
    assert {slot.kind for slot in dialect(os).secrets} == met, "kinds that no planted line has"


@pytest.mark.parametrize("encoding", sorted(forms_of("Salainen-Avain")))
def test_the_searcher_finds_each_encoding(encoding: str, tmp_path: Path) -> None:
    secret = 'Sala"inen&Avain/ä'
    searcher = Searcher([secret, "something-else"])
    for form in forms_of(secret)[encoding]:
        data = b"before " * 9 + form + b" after"
        assert (encoding, secret) in searcher.hits(data)
        assert not searcher.hits(data.replace(form[2:9], b""))
        with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("member", data)
        assert any(searcher.hits(each) for _, each in contents(tmp_path / "a.zip"))


def test_the_searcher_looks_into_a_database(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "a.db")
    base.execute("CREATE TABLE text (body BLOB)")
    base.execute("INSERT INTO text VALUES (?)", (zlib.compress(b"x" * 99 + b"Salainen-Avain"),))
    base.commit()
    base.close()
    assert any(Searcher(["Salainen-Avain"]).hits(data) for _, data in contents(tmp_path / "a.db"))


def test_reversible_forms_are_made_as_devices_make_them() -> None:
    import random

    from collectors.reversible import junos9, type7

    assert type7(encoded7("Salainen-Avain", 8)) == "Salainen-Avain" == junos9(encoded9("Salainen-Avain", random.Random(1)))
