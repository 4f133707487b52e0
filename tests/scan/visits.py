"""Targets and visits without a network: what a device would give, made from its name."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from collectors.target import Hop, Login, Target, Visit
from collectors.transports.files import Held, HostFiles
from models.device import DeviceId
from models.snapshot import Outcome

KEY = b"k" * 32
LOGIN = Login("readonly", "netplan", "Salaisuus1")
WHEN = datetime(2026, 10, 1, 8, tzinfo=UTC)


def target(name: str, department: str = "hr", site: str = "", hops: tuple[Hop, ...] = (), **given: object) -> Target:
    fields: dict[str, object] = {
        "hostname": f"{name}.{department}.example",
        "port": 22,
        "os": "cisco_ios",
        "logins": (LOGIN,),
        "known_hosts": "",
    }
    return Target(DeviceId(department, name), site=site, hops=hops, **{**fields, **given})  # type: ignore[arg-type]


def targets(count: int, departments: Sequence[str] = ("hr",), **given: object) -> list[Target]:
    return [target(f"r{n}", departments[n % len(departments)], **given) for n in range(count)]  # type: ignore[arg-type]


def config(name: str) -> bytes:
    return f"version 15.2\nhostname {name}\nusername admin secret 0 Piilo{name}123\nvlan 10\n name STAFF\nend\n".encode()


def good(target: Target) -> Visit:
    name = target.device.name
    held = Held(f"{target.device}/running-config", config(name), WHEN)
    return Visit(target.device, Outcome.OK, files=HostFiles(name, held), transcript="show running-config\n", login=LOGIN.id)


def bad(outcome: Outcome, message: str = "") -> Callable[[Target], Visit]:
    return lambda target: Visit(target.device, outcome, message)


class Counting:
    """Visits that count themselves: how many at once, of which address, site and jump host, and how often each device."""

    def __init__(self, visit: Callable[[Target], Visit] = good, seconds: float = 0.0) -> None:
        self.visit, self.seconds = visit, seconds
        self.most: Counter[tuple[str, str]] = Counter()
        self.times: Counter[DeviceId] = Counter()
        self.began: list[Target] = []
        self._now: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def __call__(self, target: Target) -> Visit:
        with self._counted(target):
            time.sleep(self.seconds)
            return self.visit(target)

    @contextmanager
    def _counted(self, target: Target) -> Iterator[None]:
        keys = [("all", ""), ("address", target.hostname), ("site", target.site), ("department", target.device.department)]
        keys += [("hop", hop.id) for hop in target.hops]
        with self._lock:
            self.began.append(target)
            self.times[target.device] += 1
            for key in keys:
                self._now[key] += 1
                self.most[key] = max(self.most[key], self._now[key])
        try:
            yield
        finally:
            with self._lock:
                for key in keys:
                    self._now[key] -= 1
