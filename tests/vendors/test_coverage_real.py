"""How much of the recorded configs becomes facts: a bar for each OS, and every line accounted for.

`pytest tests/vendors/test_coverage_real.py -s` prints the figures.
"""

import random
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from collectors.dialect import dialects, read
from collectors.draft import Draft
from collectors.redact import redact
from models.device import Device, DeviceId
from models.source import Status
from tests.vendors.damage import damaged
from tests.vendors.recorded_configs import configs

BARS = {
    "cisco_ios": 0.95,
    "arista_eos": 0.90,
    "juniper_junos": 0.85,
    "frr": 0.95,
    "cisco_asa": 0.95,
    "cisco_nxos": 0.95,
    "aruba_aoscx": 0.90,
    "cisco_xr": 0.95,
    "fortinet": 0.95,
    # most lines of the recorded ones are what a device without a job has: reports, roles, crypto profiles
    "paloalto_panos": 0.80,
    "hp_procurve": 0.80,
    "nokia_sros": 0.95,
    "vyos": 0.90,
    "dell_os10": 0.90,
}
"""The least share of lines that are modelled or ignored on purpose."""
MOST_UNKNOWN = 0.02
"""The largest share of lines that no rule names."""


def device(text: str, os: str, file: str) -> Device:
    """A config as facts."""
    return read(text, dialects()[os], Draft(DeviceId("test", file), os, file))


@pytest.mark.parametrize("os", sorted(BARS))
def test_reads_enough_of_real_configs(os: str, recorded: Path) -> None:
    totals: Counter[Status] = Counter()
    unread: Counter[tuple[str, str]] = Counter()
    paths = [path for name, path in configs(recorded) if name == os]
    if not paths:
        pytest.skip(f"no recorded config of {os}")
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        coverage = device(text, os, path.name).coverage
        totals += Counter({status: coverage.total(status) for status in Status})
        unread += Counter((line.status.name, line.feature) for line in coverage.unread)
        assert coverage.total() >= lines_of(text), f"{path}: some lines are not accounted for"
    lines = totals.total()
    read_share = (totals[Status.MODELLED] + totals[Status.IGNORED]) / lines
    print(f"\n{os}: {len(paths)} configs, {lines} lines, " + ", ".join(f"{s.name} {totals[s] / lines:.1%}" for s in Status))
    print("\n".join(f"  {count:5} {status}: {feature}" for (status, feature), count in unread.most_common(12)))
    assert read_share >= BARS[os]
    assert totals[Status.UNKNOWN] / lines <= MOST_UNKNOWN


def lines_of(text: str) -> int:
    """Lines that are neither blank, nor comment, nor the end of a block."""
    return sum(1 for line in text.splitlines() if line.strip(" \t}") and not line.strip().startswith(("!", "#", "/*")))


def test_tells_systems_apart(recorded: Path) -> None:
    known = dialects()
    wrong = []
    for os, path in configs(recorded):
        text = path.read_text(encoding="utf-8", errors="replace")
        scores = {name: dialect.recognise(text) for name, dialect in known.items()}
        best = max(scores, key=lambda name: scores[name])
        if os in known and (best != os or scores[os] < 0.5):
            wrong.append((path, os, scores))
        if os not in known and scores[best] >= 0.5:
            wrong.append((path, os, scores))
    assert not wrong, f"{len(wrong)} configs are taken for another system: {wrong[:3]}"


def test_no_recorded_config_is_taken_for_cut_but_half_of_it_is(recorded: Path) -> None:
    for os, path in configs(recorded):
        if os not in ("cisco_ios", "arista_eos", "cisco_nxos", "cisco_xr"):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        ended = dialects()[os].ended
        assert ended(text), path
        if any(
            head in text[:500] for head in ("Building configuration...", "! Command: show running-config", "!Command: show run")
        ):
            assert not ended(text[: len(text) // 2]), path


@pytest.mark.parametrize("os", ["cisco_ios", "arista_eos", "cisco_nxos", "aruba_aoscx", "cisco_xr", "fortinet", "paloalto_panos"])
def test_redaction_changes_no_fact(os: str, recorded: Path) -> None:
    """Readers meet tokens where secrets were, and take as many lines; only what names a secret differs."""
    for name, path in configs(recorded):
        if name == os:
            text = path.read_text(encoding="utf-8", errors="replace")
            clear, hidden = device(text, os, path.name), device(redact(text, dialects()[os], b"k" * 32).text, os, path.name)
            for fact in fields(Device):
                if fact.name not in ("users", "services", "coverage"):
                    assert getattr(clear, fact.name) == getattr(hidden, fact.name), f"{path}: {fact.name}"
            assert [clear.coverage.total(s) for s in Status] == [hidden.coverage.total(s) for s in Status], path
            assert (len(clear.users), len(clear.services)) == (len(hidden.users), len(hidden.services)), path


@pytest.mark.parametrize("os", ["cisco_ios", "arista_eos", "cisco_nxos", "frr", "aruba_aoscx", "cisco_xr"])
def test_broken_configs_are_read_without_an_exception(os: str, recorded: Path) -> None:
    """Cut, spliced, shuffled and garbled configs: any text becomes facts and unread lines."""
    rng = random.Random(2026)
    texts = [path.read_text(encoding="utf-8", errors="replace") for name, path in configs(recorded) if name == os]
    if not texts:
        pytest.skip(f"no recorded config of {os}")
    for number in range(200):
        text = damaged(rng, rng.choice(texts), rng.choice(texts))
        found = device(text, os, f"mutation {number}")
        assert found.coverage.total() > 0 or not lines_of(text)
