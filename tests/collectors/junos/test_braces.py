"""Both forms of Junos text become one tree, and every line keeps its place in the account."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.braces import find, set_lines, statements
from collectors.vendors.juniper_junos import DIALECT
from models.device import Device
from models.source import Status
from tests.collectors.junos.helpers import DATA, device, golden

BRACES = """
system {
    host-name r1; ## a comment
    /* another
       one */
    login {
        message "two
lines; with { marks }";
    }
}
protocols {
    bgp {
        group A {
            import [ one two ];
            inactive: neighbor 10.0.0.1 {
                peer-as 65001;
            }
            neighbor 10.0.0.2;
        }
    }
}
"""
SET = """
set system host-name r1
set system login message "two
set protocols bgp group A import one
set protocols bgp group A import two
set protocols bgp group A neighbor 10.0.0.1 peer-as 65001
deactivate protocols bgp group A neighbor 10.0.0.1
set protocols bgp group A neighbor 10.0.0.2
"""


def counted(text: str) -> int:
    """Lines of a text that hold a word: neither blank, nor comment, nor only braces."""
    text = re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), text, flags=re.S)
    return sum(
        1
        for line in text.splitlines()
        if (bare := line.strip()) and not bare.startswith("#") and not re.fullmatch(r"[{}\[\];\s]*(#.*)?", bare)
    )


def test_both_forms_are_one_tree() -> None:
    one, other = ([line for line in set_lines(statements(text).root) if "login" not in line] for text in (BRACES, SET))
    assert one == other
    assert "deactivate protocols bgp group A neighbor 10.0.0.1" in one


def test_every_word_knows_its_line() -> None:
    root = statements(BRACES).root
    peer = find(root, ["protocols", "bgp", "group", "A", "neighbor", "10.0.0.1", "peer-as", "65001"])
    assert peer is not None and peer.number == 16
    both = [find(root, ["protocols", "bgp", "group", "A", "import", name]) for name in ("one", "two")]
    assert [line.number if line else 0 for line in both] == [14, 14]


def test_a_repeated_line_is_still_counted() -> None:
    text = "set interfaces ge-0/0/0 description x\nset interfaces ge-0/0/0 description x\nset interfaces ge-0/0/0\n"
    assert device(text).coverage.total() == 3
    assert device(text).coverage.total(Status.MODELLED) == 3


def test_delete_and_prompts_are_counted_and_carried_out() -> None:
    text = "set system host-name a\nset interfaces ge-0/0/0 mtu 1500\ndelete interfaces ge-0/0/0\n"
    text += "{master:0}\nuser@a> show version\nfoo bar\n"
    found = device(text)
    assert not found.interfaces
    assert found.coverage.total() == 6
    assert [(line.text, line.status) for line in found.coverage.unread] == [("foo bar", Status.UNKNOWN)]


def test_a_line_without_a_verb_is_unread_whatever_it_names() -> None:
    found = device("set system host-name a\nset version 1\ninterfaces ge-0/0/0 disable\nrouting-instances X\n")
    assert [line.source.line for line in found.coverage.unread] == [3, 4] and not found.interfaces


def test_an_unread_line_is_shown_as_its_whole_path() -> None:
    found = device("interfaces {\n    ge-0/0/0 {\n        unit 0 {\n            family inet {\n                odd thing;\n")
    assert [(line.text, line.source.line) for line in found.coverage.unread] == [
        ("interfaces ge-0/0/0 unit 0 family inet odd thing", 5)
    ]


def test_a_half_read_line_is_unread() -> None:
    found = device("set interfaces ge-0/0/0 mtu 9000 strange\nset interfaces ge-0/0/0 mtu tall\n")
    assert [line.source.line for line in found.coverage.unread] == [1, 2]


@pytest.mark.parametrize("case", ["router", "switch"])
def test_no_line_of_a_golden_case_is_lost(case: str) -> None:
    text = golden(case)
    assert device(text).coverage.total() == counted(text)


@pytest.mark.parametrize("case", ["router", "switch"])
def test_mutations_neither_raise_nor_lose_lines(case: str) -> None:
    text, chance = golden(case), random.Random(7)
    for _ in range(100):
        broken = _mutated(text, chance)
        found = device(broken)
        DIALECT.recognise(broken), DIALECT.ended(broken)
        if '"' not in broken.replace('"', "", 2) or broken.count('"') == text.count('"'):
            assert abs(found.coverage.total() - counted(broken)) <= broken.count("/*") + broken.count("*/")


def _mutated(text: str, chance: random.Random) -> str:
    """One to four edits: a character, a word, a line dropped, doubled or swapped, or the end cut off."""
    lines = text.splitlines()
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        words = lines[at].split(" ")
        match chance.randrange(6):
            case 0:
                words[chance.randrange(len(words))] = chance.choice(
                    ["{", "}", ";", "[", "]", "x", "-1", "999999999999999999999", "::1/999", "<*>"]
                )
                lines[at] = " ".join(words)
            case 1:
                del lines[at]
            case 2:
                lines.insert(at, lines[at])
            case 3:
                other = chance.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case 4:
                lines[at] = lines[at][: len(lines[at]) // 2]
            case 5:
                lines = lines[: max(2, at)]
    return "\n".join(lines)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='set {}[];"#/*<>\\\n interfaces unit 0 protocols bgp group', max_size=300))
def test_any_text_is_read(text: str) -> None:
    found = device(text)
    DIALECT.recognise(text), DIALECT.ended(text)
    assert isinstance(found, Device)


def test_deep_nesting_is_survived() -> None:
    assert device("a {\n" * 5000).coverage.total() == 5000
    assert device("set " + "a " * 5000).coverage.total() == 1
    nested = "groups { g { interfaces { <*> { unit 0 { apply-groups g; } } } } } apply-groups g; interfaces { a; }"
    assert device(nested).coverage.total() == 1


def _configs() -> list[Path]:
    found = [*DATA.glob("lab-validation/ju*/configs/*/*display_set*"), *DATA.glob("lab-validation/junos*/source/configs/*")]
    return [
        *found,
        *DATA.glob("suzieq/*/*qfx.cfg"),
        *DATA.glob("oxidized/junos*output*"),
        *DATA.glob("config-diff/hier*/*_junos.conf"),
    ]


def test_real_configs_lose_no_line_and_are_mostly_understood() -> None:
    if not (paths := _configs()):
        pytest.skip(f"no device configurations in {DATA}; set NETPLAN_DATA to measure on real ones")
    known = total = 0
    for path in paths:
        text = path.read_text(errors="replace")
        coverage = device(text).coverage
        assert coverage.total() == counted(text), path
        total += coverage.total()
        known += coverage.total(Status.MODELLED, Status.IGNORED)
    assert known / total > 0.9, f"{known} of {total} lines"
