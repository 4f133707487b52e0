"""One seed from start to end: the tables of zebra and of the kernels against what netplan predicts, before and after breaks."""

import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from netplan.forwarding.dataplane import DataPlane
from tests.lab.igp.kinds import KINDS
from tests.lab.lab import begun, ended
from tests.lab.truth.running import Running
from tests.lab.truth.tables import Place, Predicted, Reader, Tables

PATIENCE = 100.0
"""Seconds to wait for what is predicted, while tables change."""


@dataclass
class Outcome:
    """What became of one seed. `wrong` are lines that say what differs; `places` is how many prefixes were compared, `own` how many
    of them the routers have by the protocol."""

    seed: int
    places: int = 0
    own: int = 0
    wrong: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)


def trial(kind: str, seed: int, rounds: int = 2) -> Outcome:
    """Run one seed: as it is drawn, then with some ports shut, one after the other."""
    outcome, sketch = Outcome(seed), KINDS[kind].draw(seed)
    pid = begun("tests.lab.igp.world", kind, str(seed))
    try:
        lab = Running(pid, sketch)
        reader = Reader(lab)
        _compare("whole", kind, lab, reader, outcome)
        rng = Random(-1 - seed)
        ports = [port for ends in (*sketch.wires, *sketch.lans) for port in ends]
        for port in rng.sample(ports, rounds):
            lab.vtysh(port.router.name, "configure terminal", f"interface {port.name}", "shutdown")
            _compare(f"{port.router.name} {port.name} is shut", kind, lab, reader, outcome)
    finally:
        ended(pid)
    return outcome


def _compare(stage: str, kind: str, lab: Running, reader: Reader, outcome: Outcome) -> None:
    predicted = Predicted(DataPlane.of(lab.network()), reader.owners)
    outcome.findings += [finding.what for finding in predicted.plane.routing.findings]
    before: dict[str, Tables] = {}
    changed = began = time.monotonic()
    while True:
        now, wrong = _now(lab, reader), []
        if now != before:
            before, changed = now, time.monotonic()
        for table, mine in (("route", predicted.routes), ("kernel", predicted.kernel)):
            for place in sorted(mine.keys() | now[table].keys()):
                if mine.get(place) != now[table].get(place):
                    wrong.append((table, place, mine.get(place, frozenset()), now[table].get(place, frozenset())))
        if not wrong or time.monotonic() - changed > KINDS[kind].quiet or time.monotonic() - began > PATIENCE:
            break
        time.sleep(0.3)
    for table, place, told, real in wrong:
        if why := predicted.unknown(place):
            outcome.unknown[why] += 1
        else:
            outcome.wrong.append(f"[{stage}] {table} {'/'.join(place)}: predicted {sorted(told)}, real {sorted(real)}")
    outcome.places += sum(len(tables) for tables in now.values())
    outcome.own += sum(any(way.startswith(kind) for way in ways) for ways in now["route"].values())


def _now(lab: Running, reader: Reader) -> dict[str, Tables]:
    found: dict[str, dict[Place, frozenset[str]]] = {"route": {}, "kernel": {}}
    for router in lab.sketch.routers:
        found["route"] |= reader.routes(router.name)
        found["kernel"] |= reader.kernel(router.name, "default")
    return found
