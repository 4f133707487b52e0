"""What a device answered is judged before it is kept."""

import pytest

from collectors.answers import alike, check_config, refusal
from collectors.dialect import dialect
from collectors.transports.framing import without_messages
from collectors.transports.wire import WireFault
from models.snapshot import Outcome
from tests.fakes.faults import padded
from tests.fakes.personas import PERSONAS
from tests.fakes.texts import config_of

IOS = dialect("cisco_ios")
assert IOS.console is not None


def sized(missing: int = 0) -> bytes:
    """A config of some 9,000 bytes that says its size rightly, less some lines of its middle."""
    body = padded(8000)(config_of("cisco_ios", "R1").partition(b" bytes\n")[2])
    kept = body.replace(b"! " + b"x" * 77 + b"\n", b"", missing)
    return b"Building configuration...\n\nCurrent configuration : %d bytes\n" % len(body) + kept


def test_a_config_that_has_the_size_it_says_is_whole() -> None:
    check_config(IOS, IOS.console, sized())


@pytest.mark.parametrize("missing", [4, 8, 50])
def test_lines_that_are_missing_in_the_middle_are_told_by_the_size(missing: int) -> None:
    with pytest.raises(WireFault) as caught:
        check_config(IOS, IOS.console, sized(missing))
    assert caught.value.outcome is Outcome.CUT_SHORT


def test_lines_that_are_too_many_are_told_by_the_size() -> None:
    with pytest.raises(WireFault, match="bytes") as caught:
        check_config(IOS, IOS.console, padded(2000)(sized()))
    assert caught.value.outcome is Outcome.CUT_SHORT


@pytest.mark.parametrize("persona", PERSONAS.values(), ids=lambda persona: persona.os)
def test_a_refusal_deep_in_an_output_is_a_part_of_it(persona) -> None:
    console = dialect(persona.os).console
    assert console is not None
    said = persona.denied.strip().encode() + b"\n"
    assert refusal(console, said) is not None
    assert refusal(console, b"one\ntwo\nthree\n" + said) is None
    assert refusal(console, b"banner " + said) is None


def test_captures_that_differ_in_a_command_are_not_alike() -> None:
    assert alike(b"! 10:00\nhostname R1\n", b"! 10:01\nhostname R1\n", "!")
    assert not alike(b"hostname R1\nend\n", b"hostname R1\n", "!")
    assert not alike(b"hostname R1\n", b"hostname R2\n", "!")


@pytest.mark.parametrize(
    "message",
    [
        b"*Mar  1 00:12:34.567: %SYS-5-CONFIG_I: Configured from console by admin",
        b"Mar  3 2026 11:12:13 CET: %LINEPROTO-5-UPDOWN: Line protocol on Interface Gi0/1, changed state to up",
        b"000123: .Mar  3 11:12:13.001: %OSPF-5-ADJCHG: Process 1, Nbr 192.0.2.1 from FULL to DOWN",
        b"Mar  3 11:12:13 sw1 Stp: %SPANTREE-6-INTERFACE_ADD: Interface Ethernet1 has been added",
    ],
)
def test_a_message_of_the_log_is_known_wherever_it_stands(message: bytes) -> None:
    assert without_messages(b"a\n" + message + b"\nb\n") == (b"a\nb\n", (message.decode(),))
    inside = b" description " + message + b"\n"
    assert without_messages(inside) == (inside, ())
