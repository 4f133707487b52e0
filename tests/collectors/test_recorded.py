"""Redaction, detection and loading of the recorded configs of real devices and labs."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from collectors.collect import Load, collect, listings
from collectors.detect import detect
from collectors.dialect import dialect
from collectors.redact import redact
from collectors.secrets_net import STORED
from models.errors import UnknownOs
from models.snapshot import Outcome

KEY = bytes(range(32))
SPEAKS_OF_SECRETS = re.compile(
    r"passw|secret|key|community|hash|snmp-server user|[0-9A-F ]{8}|://|phrase|cipher|ENC|\$\d\$|auth", re.I
)

POLICY = re.compile(r"set (?:ext)?community|community-list|route-map|policy-statement|match community|members|prefix-list")


def configs(recorded: Path) -> list[Path]:
    """All files that are configs."""
    found = [path for path in recorded.glob("lab-validation/*/configs/*/*") if path.is_file() and path.suffix != ".json"]
    for pattern in (
        "suzieq/*-configs/*",
        "batfish-example/*/configs/*",
        "confmask/*/configs/*",
        "avd/**/*.cfg",
        "batfish-dc-as-reuse/configs/*",
    ):
        found += [path for path in recorded.glob(pattern) if path.is_file()]
    return sorted(found)


def test_at_most_one_line_in_a_thousand_is_wrongly_changed(recorded: Path) -> None:
    """A changed line that does not speak of secrets is wrong; so is one of routing policy."""
    lines = changed = 0
    wrong: list[str] = []
    for path in configs(recorded):
        text = path.read_bytes().decode("latin-1")
        try:
            spoken = dialect(detect(text)[0])
        except UnknownOs:
            spoken = None
        done = redact(text, spoken, KEY).text
        assert redact(done, spoken, KEY).text == done, path
        for before, after in zip(text.split("\n"), done.split("\n"), strict=True):
            lines += 1
            if before != after:
                changed += 1
                policy = re.search(
                    r"set (?:ext)?community|community-list|route-map|policy-statement|match community|members|prefix-list", before
                )
                if policy or not SPEAKS_OF_SECRETS.search(before):
                    wrong.append(f"{before.strip()[:90]} -> {after.strip()[:90]}")
    assert lines > 50_000 and changed > 100
    assert len(wrong) <= lines / 1000, "\n".join(wrong[:20])


def test_no_known_hash_stays(recorded: Path) -> None:
    """Salted hashes are the one form of secret that can be told without knowing the grammar."""
    shape = re.compile(r"\$(?:1|5|6|9)\$[\w./$]{12,}")
    left = []
    for path in configs(recorded):
        done = redact(path.read_bytes().decode("latin-1"), None, KEY).text
        left += [f"{path.name}: {match[0]}" for match in shape.finditer(done)]
    assert not left, "\n".join(left[:10])


@pytest.mark.parametrize(("model", "secrets"), [
    ("ios#C9200L-24P-4G_17.09.04a", ("SECRET_ENABLE", "SECRET_OXIDIZED", "AAAAAAAAAABBBBBBBBBB")),
    ("ios#C9800-L-F-K9_17.06.05", ("WLANSECR3T", "WLAN SECR3T", "DOT1XPASSW0RD", "MGMTPASSW0RD", "MGMTSECR3T", "MGMT SECR3T")),
    ("asa#5512_9.12-4-67_single-context", ("AAAAAAAAAABBBBBBBBBB",)),
    ("eos#DCS-7050SX3-48YC8_4.29.2F", ("string123", "string456", "publiccom")),
    ("junos#srx300_22.4", ("CorrectHorseBattery", "very-secret-encrypted-password", "FAKEHASHDATA")),
    ("vyos#Supermicro_1.4.3", ("AAAAAAAAAABBBBBBBBBB",)),
])  # fmt: skip
def test_held_out_transcripts_of_oxidized(recorded: Path, model: str, secrets: tuple[str, ...]) -> None:
    text = (recorded / "oxidized" / f"{model}#simulation.yaml").read_text(encoding="utf-8", errors="replace")
    done = redact(text, None, KEY).text
    assert any(secret in text for secret in secrets)
    missed = [line.strip()[:100] for line in done.split("\n") if any(secret in line for secret in secrets)]
    assert not missed, "\n".join(missed)


def test_the_os_of_each_lab_device_is_told(recorded: Path) -> None:
    """Never the wrong one of those that have a dialect; the others are refused."""
    names = {"ios": "cisco_ios", "iosxe": "cisco_ios", "arista": "arista_eos", "junos": "juniper_junos", "cumulus": "frr"}
    told: Counter[tuple[str, str]] = Counter()
    for listed in recorded.glob("lab-validation/*/show/host_nos.txt"):
        for host, os in json.loads(listed.read_text()).items():
            for path in (listed.parent.parent / "configs" / host).glob("*"):
                try:
                    name = detect(path.read_bytes().decode("latin-1"))[0]
                except UnknownOs:
                    name = "refused"
                told[(names.get(os, "refused"), name)] += 1
    wrong = {pair: n for pair, n in told.items() if pair[0] != pair[1] and pair[0] != "refused"}
    assert not wrong and sum(told.values()) > 80


def test_a_lab_with_show_outputs_and_wires(recorded: Path) -> None:
    snapshot, _ = collect([Load("lab", next(listings(recorded / "lab-validation" / "eos_ospf_bgp")))], KEY)
    assert {result.outcome for result in snapshot.results} <= {Outcome.OK, Outcome.PARTIAL}
    assert len(snapshot.devices) == 3 and len(snapshot.links) == 3
    for link in snapshot.links:
        for end in (link.a, link.b):
            assert end.interface in snapshot.devices[end.device].interfaces
    assert all(not re.search(r"secret \S+ (?!⟦)\S{20}", capture.text) for capture in snapshot.captures)
    assert any(STORED.search(capture.text) for capture in snapshot.captures)
