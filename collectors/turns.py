"""Whose turn it is: the order of a scan under its limits.

Departments take turns: the one with the fewest visits under way is served first, so that a large or slow department
holds up no other. A device whose address, site or jump host is busy lets others go first.
"""

import heapq
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable

from collectors.limits import Limits
from collectors.target import Target
from models.device import DeviceId

MOST_WAIT = 0.5
"""Seconds after which a waiting worker looks again, whatever happens."""
LOOKED_AT = 32
"""Devices of one lane that are looked at for a free address: few share one."""
JITTER = 0.25
Lane = tuple[str, str, tuple[Hashable, ...]]
"""Department, site and jump hosts: devices of one lane wait for the same things."""


class Turns:
    """The devices that are still to visit. Safe for many threads."""

    def __init__(
        self,
        targets: Iterable[Target],
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        self._limits, self._clock, self._chance = limits, clock, chance or random.Random()  # noqa: S311  # for spreading, not secrets
        self._changed = threading.Condition()
        self._lanes: dict[Lane, deque[Target]] = {}
        self._later: list[tuple[float, int, Target]] = []
        self._tries: Counter[DeviceId] = Counter()
        self._busy: Counter[Hashable] = Counter()
        self._running = 0
        self._open_at = 0.0
        self._closed = False
        for target in targets:
            self._lanes.setdefault(_lane(target), deque()).append(target)

    def next(self) -> Target | None:
        """The device to visit now; waits for its turn. None when nothing is left to do."""
        with self._changed:
            while True:
                self._bring_back()
                if self._closed or not (self._lanes or self._later or self._running):
                    self._changed.notify_all()
                    return None
                pause = self._open_at - self._clock()
                if pause <= 0 and (found := self._found()):
                    self._take(found)
                    return found
                if self._later and pause <= 0:
                    pause = self._later[0][0] - self._clock()
                self._changed.wait(min(pause, MOST_WAIT) if pause > 0 else MOST_WAIT)

    def done(self, target: Target, again: bool = False) -> bool:
        """The visit is over; with `again` the device comes back later, unless it had all its tries. Whether it does."""
        with self._changed:
            self._running -= 1
            for key in _keys(target):
                self._busy[key] -= 1
            self._tries[target.device] += 1
            tries = self._tries[target.device]
            back = again and not self._closed and tries <= self._limits.retries
            if back:
                pause = self._limits.backoff * 2 ** (tries - 1) * self._chance.uniform(0.75, 1.25)
                heapq.heappush(self._later, (self._clock() + pause, id(target), target))
            self._changed.notify_all()
            return back

    def tries(self, target: Target) -> int:
        """How often a device was visited."""
        return self._tries[target.device]

    def drop(self, unwanted: Callable[[Target], object]) -> list[Target]:
        """Take out the waiting devices that nothing can be done for; which they were."""
        with self._changed:
            dropped = [target for lane in self._lanes.values() for target in lane if unwanted(target)]
            gone = {target.device for target in dropped}
            lanes = {
                lane: deque(target for target in waiting if target.device not in gone) for lane, waiting in self._lanes.items()
            }
            self._lanes = {lane: waiting for lane, waiting in lanes.items() if waiting}
            self._changed.notify_all()
            return dropped

    def close(self) -> None:
        """Nobody's turn comes any more; visits under way go on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _bring_back(self) -> None:
        now = self._clock()
        while self._later and self._later[0][0] <= now:
            target = heapq.heappop(self._later)[2]
            self._lanes.setdefault(_lane(target), deque()).append(target)

    def _found(self) -> Target | None:
        """The next device that may be visited, of the department with the fewest visits under way."""
        for lane in sorted(self._lanes, key=lambda lane: self._busy["department", lane[0]]):
            waiting = self._lanes[lane]
            if not self._free(waiting[0], shared_only=True):
                continue
            for at in range(min(len(waiting), LOOKED_AT)):
                target = waiting[at]
                if self._free(target):
                    del waiting[at]
                    if rest := self._lanes.pop(lane):
                        self._lanes[lane] = rest  # at the end: lanes that are served alike take turns
                    return target
            waiting.rotate(-LOOKED_AT)
        return None

    def _free(self, target: Target, shared_only: bool = False) -> bool:
        if target.site and self._busy["site", target.site] >= self._limits.sessions_per_site:
            return False
        if any(self._busy[key] >= self._limits.sessions_per_jump_host for key in _hops(target)):
            return False
        return shared_only or not self._busy[_address(target)]

    def _take(self, target: Target) -> None:
        self._running += 1
        for key in _keys(target):
            self._busy[key] += 1
        pause = (1 + self._chance.uniform(0, JITTER)) / self._limits.logins_per_second
        self._open_at = self._clock() + pause


def _hops(target: Target) -> tuple[Hashable, ...]:
    return tuple(("hop", hop.hostname.lower(), hop.port) for hop in target.hops)


def _lane(target: Target) -> Lane:
    return (target.device.department, target.site, _hops(target))


def _address(target: Target) -> Hashable:
    """An address counts on its way only: departments use the same ones behind their jump hosts."""
    return ("address", target.hostname.lower(), target.port, _hops(target))


def _keys(target: Target) -> tuple[Hashable, ...]:
    site = (("site", target.site),) if target.site else ()
    return (("department", target.device.department), _address(target), *site, *_hops(target))
