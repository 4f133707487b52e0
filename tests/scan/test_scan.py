"""The schedule of a scan: gentle, fair, never twice after a refusal, and one device never hides another."""

import threading
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from collectors.breaker import Breaker
from collectors.limits import Limits
from collectors.readers import ReaderDied, readers
from collectors.scan import Ended, Stop, Told, scan
from collectors.target import Hop, Login, Target, Visit
from collectors.transports.wire import Wire, WireFault
from models.device import DeviceId
from models.snapshot import Outcome, Result
from models.store.journal import Visited
from tests.scan.visits import KEY, LOGIN, Counting, bad, config, good, target, targets

QUICK = Limits(workers=20, logins_per_second=1e6, retries=2, backoff=0.0, sessions_per_site=3, sessions_per_jump_host=4)


class File:
    """What a scan put on file."""

    def __init__(self) -> None:
        self.visited: list[Visited] = []
        self.told: list[Told] = []

    def __call__(self, batch: Sequence[Visited]) -> None:
        self.visited += batch

    @property
    def results(self) -> dict[DeviceId, Result]:
        return {result.device: result for each in self.visited for result in each.ready.results}


def run(listed: Sequence[Target], visit: object, limits: Limits = QUICK, **given: object) -> tuple[File, Ended]:
    file = File()
    ended = scan(listed, visit, limits, file, KEY, told=file.told.append, **{"processes": 0, **given})  # type: ignore[arg-type]
    return file, ended


@pytest.mark.parametrize("processes", [0, 2])
def test_all_devices_are_on_file_redacted_and_read(processes: int) -> None:
    listed = targets(30, ("hr", "it"))
    file, ended = run(listed, good, processes=processes)
    assert ended == Ended({}, False)
    assert file.results.keys() == {each.device for each in listed}
    assert {result.outcome for result in file.results.values()} == {Outcome.OK}
    assert all(result.redacted and result.facts_sha256 for result in file.results.values())
    assert not any(b"Piilo" in text for each in file.visited for text in each.ready.texts.values())
    assert {each.transcript for each in file.visited} == {"show running-config\n"}
    assert [news.outcome for news in file.told if news.device == listed[0].device] == [None, Outcome.OK]


def test_never_more_sessions_than_allowed() -> None:
    hop = Hop("bastion", "bastion.example", 22, LOGIN, "")
    listed = [target(f"s{n}", site="kallio") for n in range(12)]
    listed += [target(f"j{n}", "it", hops=(hop,)) for n in range(12)]
    listed += [target(f"a{n}", "port", hostname="10.0.0.1") for n in range(6)]
    listed += [target(f"b{n}", "port", hostname="10.0.0.1", hops=(hop,)) for n in range(2)]
    visit = Counting(seconds=0.02)
    file, _ = run(listed, visit)
    assert len(file.results) == len(listed)
    assert visit.most["site", "kallio"] <= 3 and visit.most["hop", "bastion"] <= 4
    assert visit.most["address", "10.0.0.1"] <= 2  # one directly, one behind the jump host: another device
    assert visit.most["all", ""] > 4  # and yet they are not visited one by one
    assert run(listed, again := Counting(seconds=0.02), replace(QUICK, workers=1)) and again.most["all", ""] == 1


def test_an_address_is_never_visited_twice_at_once() -> None:
    visit = Counting(seconds=0.005)
    file, _ = run([target(f"a{n}", hostname="10.0.0.1") for n in range(8)], visit)
    assert len(file.results) == 8 and visit.most["address", "10.0.0.1"] == 1


def test_departments_take_turns() -> None:
    """200 devices at 40 sites of one department are listed first; three devices of another wait neither for them nor for sites."""
    visit = Counting(seconds=0.002)
    large = [target(f"r{n}", "large", site=f"site-{n % 40}") for n in range(200)]
    run([*large, *targets(3, ("small",))], visit, replace(QUICK, workers=4))
    places = [at for at, each in enumerate(visit.began) if each.device.department == "small"]
    assert max(places) < 20


@pytest.mark.parametrize(
    ("outcome", "times"),
    [
        (Outcome.UNREACHABLE, 3), (Outcome.TIME_OUT, 3), (Outcome.AUTH_FAILED, 1), (Outcome.HOST_KEY_CHANGED, 1),
        (Outcome.HOST_KEY_UNKNOWN, 1), (Outcome.PRIVILEGE, 1), (Outcome.CUT_SHORT, 1), (Outcome.LEGACY_CRYPTO, 1),
    ],
)  # fmt: skip
def test_only_silence_is_tried_again(outcome: Outcome, times: int) -> None:
    visit = Counting(bad(outcome, "why"))
    file, _ = run([target("r1")], visit)
    assert visit.times[DeviceId("hr", "r1")] == times
    assert (file.results[DeviceId("hr", "r1")].outcome, file.results[DeviceId("hr", "r1")].message) == (outcome, "why")
    assert sum(news.again for news in file.told) == times - 1


def test_a_device_that_answers_the_second_time_is_good() -> None:
    visit = Counting(lambda each: good(each) if visit.times[each.device] > 1 else Visit(each.device, Outcome.UNREACHABLE))
    file, _ = run(targets(5), visit)
    assert {result.outcome for result in file.results.values()} == {Outcome.OK}


def test_failures_hide_nothing() -> None:
    def visit(each: Target) -> Visit:
        match int(each.device.name[1:]) % 10:
            case 0:
                raise RuntimeError("a defect of a transport")
            case 1:
                return Visit(each.device, Outcome.PRIVILEGE, "not enough")
            case 2:
                return replace(good(each), outcome=Outcome.PARTIAL, message="show version gave nothing", findings=("weak cipher",))
            case _:
                return good(each)

    file, _ = run(targets(100), visit)
    found = [file.results[DeviceId("hr", f"r{n}")] for n in range(100)]
    wanted = [Outcome.FAILED, Outcome.PRIVILEGE, Outcome.PARTIAL, *[Outcome.OK] * 7]
    assert [result.outcome for result in found] == wanted * 10
    assert "RuntimeError" in found[0].message and found[2].message == "show version gave nothing"
    assert found[2].notes[-1].what == "weak cipher" and found[2].facts_sha256


def test_a_visit_without_a_config_is_no_success() -> None:
    file, _ = run([target("r1")], bad(Outcome.OK))
    assert file.results[DeviceId("hr", "r1")].outcome is Outcome.FAILED


def refusing(password: str, tried: list[str]) -> tuple[object, Breaker]:
    """Visits at a server that knows one password; `tried` are all attempts."""
    breaker = Breaker()

    def open_wire(each: Target, login: Login) -> Wire:
        tried.append(login.id)
        time.sleep(0.001)
        if login.password != password:
            raise WireFault(Outcome.AUTH_FAILED, "wrong password")
        return None  # type: ignore[return-value]  # nothing is said over it

    opened = breaker.careful(open_wire)

    def visit(each: Target) -> Visit:
        try:
            opened(each, each.logins[0])
        except WireFault as fault:
            return Visit(each.device, fault.outcome, str(fault))
        return good(each)

    return visit, breaker


def test_a_wrong_password_costs_three_attempts_however_many_devices() -> None:
    tried: list[str] = []
    visit, breaker = refusing("right", tried)
    other = Login("other", "netplan", "right")
    listed = [*targets(500), *targets(40, ("it",), logins=(other,))]
    file, ended = run(listed, visit, breaker=breaker)
    assert tried.count("readonly") == 3 and tried.count("other") == 40
    outcomes = [result.outcome for result in file.results.values()]
    assert (outcomes.count(Outcome.AUTH_FAILED), outcomes.count(Outcome.OK)) == (3, 40)
    assert len(ended.unasked) == 497
    assert all("readonly was refused 3 times" in why for why in ended.unasked.values())
    assert breaker.reasons().keys() == {"readonly"}


def test_a_password_that_works_is_not_held_back_by_one_device() -> None:
    tried: list[str] = []
    visit, breaker = refusing("right", tried)
    fine = Login("readonly", "netplan", "right")
    listed = targets(60, logins=(fine,))
    listed[30] = replace(listed[30], logins=(LOGIN,))
    file, ended = run(listed, visit, breaker=breaker)
    assert not ended.unasked and not breaker.reasons()
    assert sum(result.outcome is Outcome.OK for result in file.results.values()) == 59


def test_stopped_once_running_visits_are_finished() -> None:
    stop, release = Stop(), threading.Event()

    def visit(each: Target) -> Visit:
        if not stop.asked:
            stop.ask()
        release.wait(0.3)
        return good(each)

    file, ended = run(targets(50), visit, replace(QUICK, workers=4), stop=stop)
    assert 1 <= len(file.results) <= 4 and not ended.at_once
    assert len(ended.unasked) == 50 - len(file.results)
    assert set(ended.unasked.values()) == {"the scan was stopped before its turn"}


def test_stopped_twice_nothing_is_waited_for() -> None:
    stop, never = Stop(), threading.Event()

    def visit(each: Target) -> Visit:
        if each.device.name != "r0":
            stop.ask(), stop.ask()
            never.wait(60)
        return good(each)

    file, ended = run(targets(8), visit, replace(QUICK, workers=3), stop=stop)
    assert ended.at_once
    assert set(ended.unasked) | set(file.results) == {each.device for each in targets(8)}
    never.set()


def test_a_visit_that_never_ends_is_left_behind() -> None:
    never = threading.Event()

    def visit(each: Target) -> Visit:
        if each.device.name == "r3":
            never.wait(60)
        return good(each)

    listed = [replace(each, seconds=0.1) for each in targets(10)]
    file, ended = run(listed, visit, replace(QUICK, workers=2, grace=0.1))
    assert not ended.unasked and len(file.results) == 10
    late = file.results[DeviceId("hr", "r3")]
    assert late.outcome is Outcome.TIME_OUT and "did not end" in late.message
    never.set()


def test_an_error_of_the_disk_ends_the_scan() -> None:
    def keep(batch: Sequence[Visited]) -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        scan(targets(10), good, QUICK, keep, KEY, processes=0)


def test_a_text_that_kills_its_reader_costs_one_device() -> None:
    def answer(number: int) -> int:
        if number == 3:
            import os
            import signal

            os.kill(os.getpid(), signal.SIGKILL)
        if number == 4:
            raise ValueError("four")
        return number * 2

    (hand,) = readers(answer, 1)
    assert hand.ask(2) == 4
    with pytest.raises(ReaderDied):
        hand.ask(3)
    with pytest.raises(ValueError, match="four"):
        hand.ask(4)
    assert hand.ask(5) == 10
    hand.close()


def test_readers_end_with_the_scan() -> None:
    import os

    (hand,) = readers(lambda number: os.getpid(), 1)
    pid = hand.ask(1)
    hand.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_secrets_in_words_about_a_device_are_hidden() -> None:
    file, _ = run([target("r1")], bad(Outcome.FAILED, "it said: snmp-server community Hunajapurkki7 RO"))
    assert "Hunajapurkki7" not in file.results[DeviceId("hr", "r1")].message
    assert b"hostname r1" in config("r1")
