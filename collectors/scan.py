"""Visit many devices, gently, and put each on file as soon as it is done.

Threads visit (they wait for the network), processes read (they use the processors), and the thread that calls `scan`
alone writes to the journal. Raw outputs stay in memory and are few at a time: a visit that finds all readers at work waits.
"""

import gc
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from collectors.breaker import Breaker
from collectors.limits import Limits
from collectors.readers import Hand, ReaderDied, readers
from collectors.target import Target, Visit
from collectors.turns import Turns
from collectors.visited import Reading, reading, unread, visited
from models.device import DeviceId
from models.snapshot import Outcome
from models.store.journal import Visited

TICK = 0.2
"""Seconds after which the scan looks whether it should stop, and whether a visit is overdue."""
TOGETHER = 50
"""Devices that are put on file in one transaction at most."""
GATHER = 0.2
"""Seconds that a device waits for others to be put on file with: most of a transaction's price is paid once, whatever it holds."""
CALM = 0.05
"""Seconds after which a thread lets another go on: hundreds of them that do little at a time lose half of it to changes."""
SELDOM = 50_000
"""Objects more than there were, after which cycles are sought: connections leave some behind, and a search takes milliseconds."""
AGAIN = (Outcome.UNREACHABLE, Outcome.TIME_OUT)
Go = Callable[[Target], Visit]
"""One whole visit; it raises nothing."""
Keep = Callable[[Sequence[Visited]], None]
"""Puts a batch of devices on file and returns when they are safe there."""
LATER = "the scan was stopped before its turn"


class Stop:
    """How often the user asked to stop: once, and running visits are finished; twice, and the scan ends at once."""

    def __init__(self) -> None:
        self.asked = 0

    def ask(self) -> None:
        """One more time. Safe to call from a signal handler."""
        self.asked += 1


@dataclass(frozen=True, slots=True)
class Ended:
    """How a scan ended. `unasked` are the devices that are not on file, each with the reason."""

    unasked: Mapping[DeviceId, str] = field(default_factory=dict)
    at_once: bool = False
    """It was stopped the hard way: visits that ran are lost, and the scan can be resumed."""


@dataclass(frozen=True, slots=True)
class Told:
    """News of a scan, for whoever shows it: a visit began (`outcome` None), will be repeated, or is on file."""

    device: DeviceId
    outcome: Outcome | None = None
    message: str = ""
    again: bool = False


def scan(
    targets: Sequence[Target], visit: Go, limits: Limits, keep: Keep, key: bytes,
    known: Mapping[str, str] | None = None, breaker: Breaker | None = None, stop: Stop | None = None,
    told: Callable[[Told], None] = lambda news: None, processes: int | None = None,
) -> Ended:  # fmt: skip
    """Visit all `targets` and put them on file.

    `known` is the digest of stored facts by parse key; `processes` 0 reads in this process. Raises what `keep` raises.
    """
    return _Scan(targets, visit, limits, keep, breaker or Breaker(limits.wrong_passwords), stop or Stop(), told).run(
        lambda read: visited(read, key, known or {}), processes
    )


class _Scan:
    """One run. Workers put visits into `inbox`, readers take them and put what they made of them into `outbox`."""

    def __init__(
        self, targets: Sequence[Target], visit: Go, limits: Limits, keep: Keep, breaker: Breaker, stop: Stop,
        told: Callable[[Told], None],
    ) -> None:  # fmt: skip
        self._visit, self._limits, self._keep = visit, limits, keep
        self._breaker, self._stop, self._told = breaker, stop, told
        self._turns = Turns(targets, limits)
        self._left = {target.device: LATER for target in targets}
        self._workers: set[threading.Thread] = set()
        self._running: dict[threading.Thread, tuple[Target, float]] = {}
        self._lock = threading.Lock()
        self._inbox: queue.Queue[Reading | None]
        self._outbox: queue.Queue[Visited | Told] = queue.Queue()
        self._stopped = 0

    def run(self, answer: Callable[[Reading], Visited], processes: int | None) -> Ended:
        """The whole scan. Processes are made before threads: a fork would copy the locks that another thread holds."""
        self._answer = answer
        hands = readers(answer, processes)
        self._inbox = queue.Queue(maxsize=len(hands))
        with _calm():
            return self._run(hands)

    def _run(self, hands: Sequence[Hand[Reading, Visited]]) -> Ended:
        try:
            reading_threads = [_started(self._read, hand) for hand in hands]
            for _ in range(min(self._limits.workers, len(self._left))):
                self._hire()
            self._follow(lambda: any(worker.is_alive() for worker in self._workers))
            for _ in hands:
                _started(self._inbox.put, None)
            self._follow(lambda: any(thread.is_alive() for thread in reading_threads))
        finally:
            self._turns.close()
            for hand in hands:
                hand.close()
        return Ended(dict(self._left), self._stop.asked > 1)

    def _hire(self) -> None:
        self._workers.add(_started(self._work))

    def _work(self) -> None:
        """Visit device after device."""
        while (target := self._turns.next()) is not None:
            if why := LATER if self._stop.asked else self._unwanted(target):
                self._turns.done(target)
                self._left[target.device] = why
                continue
            with self._lock:
                self._running[threading.current_thread()] = (target, time.monotonic())
            self._outbox.put(Told(target.device))
            made = self._visited(target)
            with self._lock:
                if self._running.pop(threading.current_thread(), None) is None:
                    return  # the scan has gone on without this visit, with another worker in our place
            again = self._turns.done(target, made.outcome in AGAIN)
            if again:
                self._outbox.put(Told(target.device, made.outcome, made.message, again=True))
            elif made.outcome is Outcome.NOT_ASKED:
                self._left[target.device] = made.message
            else:
                self._inbox.put(reading(target, made))

    def _visited(self, target: Target) -> Visit:
        try:
            return self._visit(target)
        except Exception as fault:  # one device never ends a scan
            what = f"netplan failed on this device ({type(fault).__name__}); this is a defect of netplan, please report it"
            return Visit(target.device, Outcome.FAILED, what)

    def _unwanted(self, target: Target) -> str:
        """Why nothing can be logged in with: on the way, or at the device."""
        hops = [self._breaker.stopped([hop.login.id]) for hop in target.hops]
        return next((why for why in (*hops, self._breaker.stopped([login.id for login in target.logins])) if why), "")

    def _read(self, hand: Hand[Reading, Visited]) -> None:
        """Have one reader read visit after visit."""
        while (read := self._inbox.get()) is not None:
            try:
                made = hand.ask(read)
            except ReaderDied as fault:
                made = unread(read, str(fault))
            except Exception as fault:  # whatever a hostile text does, the other devices go on
                made = unread(read, type(fault).__name__)
            self._outbox.put(made)

    def _follow(self, going_on: Callable[[], bool]) -> None:
        """Put on file what is ready, until nothing goes on any more; the only place that writes and tells."""
        while self._stop.asked < 2:
            last = not going_on()
            self._put_on_file(wait=not last)
            if last and self._outbox.empty():
                return
            if self._stop.asked and not self._stopped:
                self._stopped = 1
                self._turns.close()
            self._watch()

    def _put_on_file(self, wait: bool) -> None:
        ready: list[Visited] = []
        until = time.monotonic() + TICK
        with suppress(queue.Empty):
            while len(ready) < TOGETHER:
                found = self._outbox.get(timeout=max(0.0, until - time.monotonic())) if wait else self._outbox.get_nowait()
                if isinstance(found, Told):
                    self._told(found)
                    continue
                if not ready:
                    until = time.monotonic() + GATHER
                ready.append(found)
        if not ready:
            return
        self._keep(ready)
        for each in ready:
            for result in each.ready.results:
                self._left.pop(result.device, None)
                self._told(Told(result.device, result.outcome, result.message))

    def _watch(self) -> None:
        """Leave out devices that nothing is left to log in with, and go on without visits that do not end."""
        if self._breaker.reasons():
            for target in self._turns.drop(self._unwanted):
                self._left[target.device] = self._unwanted(target)
        now = time.monotonic()
        with self._lock:
            late = {
                worker: target
                for worker, (target, began) in self._running.items()
                if now - began > target.seconds + self._limits.grace
            }
            for worker in late:
                del self._running[worker]
                self._workers.discard(worker)
        for target in late.values():
            self._turns.done(target)
            self._hire()
            why = f"the visit did not end {self._limits.grace:.0f} s after its deadline"
            self._outbox.put(self._answer(reading(target, Visit(target.device, Outcome.TIME_OUT, why))))


@contextmanager
def _calm() -> Iterator[None]:
    """Threads change seldom, and cycles are sought seldom and only among what is made from now on."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(max(interval, CALM))
    gc.freeze()
    gc.set_threshold(max(thresholds[0], SELDOM), *thresholds[1:])
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def _started(work: Callable[..., None], *given: object) -> threading.Thread:
    """A thread that does not keep the program from ending."""
    thread = threading.Thread(target=work, args=given, daemon=True)
    thread.start()
    return thread
