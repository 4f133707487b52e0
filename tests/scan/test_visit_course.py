"""The course of a visit: which credential is tried, what is never tried, and that nothing that goes wrong gets out of it."""

from collections.abc import Callable

import pytest

from collectors.target import Login, Target
from collectors.transports.wire import Wire, WireFault
from collectors.visit import visit
from models.device import DeviceId
from models.snapshot import Outcome

LOGINS = (Login("central", "netplan", "first-Pa55"), Login("local", "admin", "second-Pa55"))
TARGET = Target(DeviceId("hr", "R1"), "192.0.2.1", 22, "cisco_ios", LOGINS, "", seconds=5)


class Broken:
    """A wire that fails with one error in one of its functions."""

    findings = ()

    def __init__(self, where: str, error: BaseException) -> None:
        self.where, self.error, self.closed = where, error, 0

    def _fail(self, here: str) -> None:
        if here == self.where:
            raise self.error

    def write(self, data: bytes) -> None:
        self._fail("write")

    def read(self, seconds: float) -> bytes:
        self._fail("read")
        return b"R1#"

    def close(self) -> None:
        self.closed += 1


def refusing(outcomes: dict[str, Outcome], tried: list[str]) -> Callable[[Target, Login], Wire]:
    def open_wire(target: Target, login: Login) -> Wire:
        tried.append(login.id)
        raise WireFault(outcomes[login.id], "no")

    return open_wire


@pytest.mark.parametrize("first", [outcome for outcome in Outcome if not outcome.good])
def test_a_second_credential_is_tried_only_when_nobody_answered_about_the_first(first: Outcome) -> None:
    tried: list[str] = []
    came = visit(TARGET, refusing({"central": first, "local": Outcome.AUTH_FAILED}, tried))
    second = first is Outcome.TIME_OUT
    assert tried == ["central", "local"][: 1 + second]
    assert came.outcome is (Outcome.AUTH_FAILED if second else first)
    assert came.login == tried[-1]
    assert (came.files, came.transcript) == (None, "")


@pytest.mark.parametrize("where", ["write", "read"])
@pytest.mark.parametrize(
    "error", [RuntimeError("x"), OSError(5, "x"), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), MemoryError()]
)
def test_whatever_a_wire_does_there_is_an_answer_and_the_wire_is_closed(where: str, error: Exception) -> None:
    wire = Broken(where, error)
    came = visit(TARGET, lambda target, login: wire)
    assert came.outcome is Outcome.FAILED
    assert type(error).__name__ in came.message
    assert wire.closed == 1
    assert came.files is None


def test_an_interrupt_gets_through_and_the_wire_is_closed() -> None:
    wire = Broken("read", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        visit(TARGET, lambda target, login: wire)
    assert wire.closed == 1


def test_a_target_without_a_credential_is_told() -> None:
    came = visit(Target(DeviceId("hr", "R1"), "192.0.2.1", 22, "cisco_ios", (), ""), refusing({}, []))
    assert came.outcome is Outcome.AUTH_FAILED
    assert "credential" in came.message


def test_an_os_that_is_not_asked_live_is_told() -> None:
    came = visit(Target(DeviceId("hr", "h1"), "192.0.2.1", 22, "end_host", LOGINS, ""), refusing({}, []))
    assert came.outcome is Outcome.NOT_THIS_OS


def test_secrets_are_in_no_message() -> None:
    came = visit(TARGET, lambda target, login: Broken("write", WireFault(Outcome.UNREACHABLE, "gone")))
    assert "Pa55" not in repr(came)
    assert "Pa55" not in repr(TARGET)
