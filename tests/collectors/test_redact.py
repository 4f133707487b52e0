"""Redaction: nothing secret stays, nothing else changes."""

import re
import sys
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.dialect import Dialect, SecretSlot, dialects
from collectors.redact import installation_key, quarantine, redact, token
from collectors.secrets_net import STORED
from collectors.tree import indented
from models.errors import CredentialError

KEY = bytes(range(32))
PLANTED = (Path(__file__).parent / "redaction" / "planted.txt").read_text(encoding="utf-8")
SECRETS = re.findall(r"«([^»]+)»", PLANTED)


def blocks() -> list[tuple[str, str]]:
    """(name, text with marks) of each planted config."""
    found = []
    for part in re.split(r"(?m)^= ", PLANTED)[1:]:
        name, text = part.split("\n", 1)
        found.append((name, text.rstrip("\n")))
    return found


def test_there_are_enough_planted_secrets() -> None:
    assert len(SECRETS) >= 150


@pytest.mark.parametrize(("name", "marked"), blocks(), ids=lambda part: part[:8])
def test_each_planted_secret_is_replaced_and_nothing_else(name: str, marked: str) -> None:
    plain = marked.replace("«", "").replace("»", "")
    wrong = []
    for wanted, got in zip(marked.split("\n"), redact(plain, None, KEY).text.split("\n"), strict=True):
        if re.sub(r"«[^»]*»", "⟦⟧", wanted) != STORED.sub("⟦⟧", got):
            wrong.append(f"{wanted}\n        {got}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("name", "marked"), blocks(), ids=lambda part: part[:8])
def test_redacting_twice_changes_nothing(name: str, marked: str) -> None:
    once = redact(marked.replace("«", "").replace("»", ""), None, KEY)
    twice = redact(once.text, None, KEY)
    assert twice.text == once.text
    assert not twice.counts


def test_one_secret_is_one_token_however_it_is_salted() -> None:
    text = "username a password 7 0822455D0A16\nusername b password 7 094F471A1A0A\nusername c password 0 cisco"
    done = redact(text, None, KEY)
    assert len(set(STORED.findall(done.text))) == 1
    assert [note.kind for note in done.notes] == ["reversible", "well-known", "reversible", "well-known", "well-known"]
    assert all("cisco" not in note.what for note in done.notes)


def test_another_key_gives_other_tokens() -> None:
    assert token("password", "x", KEY) != token("password", "x", bytes(32))


def test_the_grammar_marks_what_the_net_cannot_know() -> None:
    spoken = Dialect(
        "x", "X", indented, {}, lambda text: 1.0, lambda text: True, secrets=(SecretSlot("pin", r"door (?P<secret>\d+) open"),)
    )
    done = redact("door 4711 open\n door 4712 open\ndoor 4711 shut", spoken, KEY)
    assert [bool(STORED.search(line)) for line in done.text.split("\n")] == [True, True, False]
    assert done.counts == {"pin": 2}


def test_a_mark_for_snmp_communities_leaves_bgp_communities_alone() -> None:
    spoken = Dialect(
        "x", "X", indented, {}, lambda text: 1.0, lambda text: True, secrets=(SecretSlot("snmp", r"community (?P<secret>\S+) \{"),)
    )
    done = redact("policy-options {\n    community RT-1 {\n    }\n}\nsnmp {\n    community xyz {\n", spoken, KEY)
    assert [bool(STORED.search(line)) for line in done.text.split("\n")] == [False, False, False, False, False, True, False]


@pytest.mark.parametrize("line", ["username a secret 5 <removed>", "username a secret ********", "enable password <secret hidden>"])
def test_what_others_have_hidden_stays(line: str) -> None:
    spoken = Dialect(
        "x", "X", indented, {}, lambda text: 1.0, lambda text: True, secrets=(SecretSlot("password", r".* (?P<secret>\S+)"),)
    )
    assert redact(line, None, KEY).text == line
    assert redact(line.replace("<secret hidden>", "<removed>"), spoken, KEY).counts == {}


def test_long_secrets_are_sought_in_descriptions_and_words_are_not() -> None:
    text = (
        "username a password Talvi#2031\nusername b password networks\ninterface e1\n description ask for Talvi#2031 in networks\n"
    )
    done = redact(text, None, KEY).text.split("\n")
    assert "Talvi" not in done[3]
    assert "networks" in done[3]
    assert done[2] == "interface e1"


def test_an_unknown_line_that_speaks_of_secrets_loses_its_tail() -> None:
    text = "frobnicate secretly hunter2 now\nother line\nsecretly"
    done = quarantine(text, [1, 2, 3], KEY)
    assert done.text.split("\n")[0].startswith("frobnicate secretly ⟦secret:unread:")
    assert done.text.split("\n")[1:] == ["other line", "secretly"]
    assert [note.line for note in done.notes] == [1]


def test_the_key_is_made_once_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NETPLAN_KEY_FILE", raising=False)
    folder = tmp_path / ".netplan"
    first = installation_key(folder)
    assert installation_key(folder) == first and len(first) == 32
    assert (folder / "key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["key"]
    (folder / "key").write_bytes(b"short")
    with pytest.raises(CredentialError):
        installation_key(folder)
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setenv("NETPLAN_KEY_FILE", str(elsewhere))
    assert installation_key(folder) == elsewhere.read_bytes()


PIECES = [
    "password ",
    "key ",
    "7 ",
    '"',
    "a" * 50,
    " ",
    "=",
    ":",
    "://",
    "⟦",
    "secret ",
    "$1$",
    "-----BEGIN ",
    "<password>",
    "community ",
    "name=",
    "0 ",
]


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_line_comes_to_an_end(piece: str) -> None:
    line = "snmp-server " + piece * (65536 // len(piece))
    assert "\n" not in redact(line, None, KEY).text
    assert "\n" not in redact(" description password" + line, None, KEY).text


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([*PIECES, "x1Y", "\n", "\n ", "-----END X-----", "certificate 01\n", "quit", "AB12 CD34"]), max_size=25
    ).map("".join)
)
def test_any_text_keeps_its_lines_and_is_redacted_once(text: str) -> None:
    done = redact(text, None, KEY)
    assert done.text.count("\n") == text.count("\n")
    assert redact(done.text, None, KEY).text == done.text


@pytest.mark.parametrize("name", dialects())
def test_no_dialect_can_be_stalled_by_a_line(name: str) -> None:
    """Work grows with the length of a line, not with its square: twice the line, at most a little over twice the calls."""
    pieces = ("auth md5 ", "password 7 ", "key 7 ", "secret 5 ", "a ", "://a:b@", "authentication-key ", "0 ")
    for head in ("snmp-server user ", "username a ", "neighbor 1.1.1.1 ", "set system ", "radius-server ", "area 1 virtual-link "):
        for piece in pieces:
            short, long = (_calls(head + piece * (size // len(piece)), name) for size in (4_608, 9_216))
            assert long < 2.5 * short, (head, piece, short, long)


def _calls(line: str, name: str) -> int:
    """Functions called and regular expressions tried while a line is redacted: the work, whatever else the machine does."""
    spoken = dialects()[name]
    calls = 0

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        redact(line, spoken, KEY)
    finally:
        sys.setprofile(None)
    return calls
