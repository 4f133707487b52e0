"""One seed from start to end: the tables of zebra and of the kernels against what netplan predicts, before and after breaks."""

import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from netplan.forwarding.dataplane import DataPlane
from tests.lab.lab import begun, ended
from tests.lab.rip.draw import draw
from tests.lab.truth.running import Running
from tests.lab.truth.tables import Place, Predicted, Reader, Tables

PATIENCE, QUIET = 100.0, 30.0
"""Seconds to wait for what is predicted, and seconds without any change after which it is given up: a route that nobody tells any
more goes after 15."""


@dataclass
class Outcome:
    """What became of one seed. `wrong` are lines that say what differs; `places` is how many prefixes were compared."""

    seed: int
    places: int = 0
    rip: int = 0
    wrong: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)


def trial(seed: int, rounds: int = 2) -> Outcome:
    """Run one seed: as it is drawn, then with some ports shut, one after the other."""
    outcome, sketch = Outcome(seed), draw(seed)
    pid = begun("tests.lab.rip.world", str(seed))
    try:
        lab = Running(pid, sketch)
        reader = Reader(lab)
        _compare("whole", lab, reader, outcome)
        rng = Random(-1 - seed)
        ports = [port for ends in (*sketch.wires, *sketch.lans) for port in ends]
        for port in rng.sample(ports, rounds):
            lab.vtysh(port.router.name, "configure terminal", f"interface {port.name}", "shutdown")
            _compare(f"{port.router.name} {port.name} is shut", lab, reader, outcome)
    finally:
        ended(pid)
    return outcome


def _compare(stage: str, lab: Running, reader: Reader, outcome: Outcome) -> None:
    predicted = Predicted(DataPlane.of(lab.network()), reader.owners)
    outcome.findings += [finding.what for finding in predicted.plane.routing.findings]
    before: dict[str, Tables] = {}
    changed = began = time.monotonic()
    while True:
        now, wrong = _now(lab, reader), []
        if now != before:
            before, changed = now, time.monotonic()
        for kind, mine in (("route", predicted.routes), ("kernel", predicted.kernel)):
            for place in sorted(mine.keys() | now[kind].keys()):
                if mine.get(place) != now[kind].get(place):
                    wrong.append((kind, place, mine.get(place, frozenset()), now[kind].get(place, frozenset())))
        if not wrong or time.monotonic() - changed > QUIET or time.monotonic() - began > PATIENCE:
            break
        time.sleep(0.3)
    for kind, place, told, real in wrong:
        if why := predicted.unknown(place):
            outcome.unknown[why] += 1
        else:
            outcome.wrong.append(f"[{stage}] {kind} {'/'.join(place)}: predicted {sorted(told)}, real {sorted(real)}")
    outcome.places += sum(len(tables) for tables in now.values())
    outcome.rip += sum(any(way.startswith("rip") for way in ways) for ways in now["route"].values())


def _now(lab: Running, reader: Reader) -> dict[str, Tables]:
    found: dict[str, dict[Place, frozenset[str]]] = {"route": {}, "kernel": {}}
    for router in lab.sketch.routers:
        found["route"] |= reader.routes(router.name)
        found["kernel"] |= reader.kernel(router.name, "default")
    return found
