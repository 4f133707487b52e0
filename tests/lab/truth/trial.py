"""One seed from start to end: what netplan predicts against what the routers do, before and after each broken link."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from netplan.forwarding.dataplane import DataPlane
from tests.lab.truth.asked import Asker, Question, crosses_leaks, questions, told
from tests.lab.truth.draw import breaks
from tests.lab.truth.running import Running, running
from tests.lab.truth.sketch import DEFAULT
from tests.lab.truth.tables import Place, Predicted, Reader, Tables

PATIENCE = 90.0
"""Seconds without any change of the tables after which what differs is taken to stay so: longer than any timer."""
QUIET = 15.0
ANEW = 4
"""How often OSPFv3 of one router may start anew where it differs (see the package)."""
NOTHING: frozenset[str] = frozenset()
Differing = dict[tuple[str, Place], tuple[frozenset[str], frozenset[str]]]
"""(kind of table, place) → what is predicted, and what is there."""


class Difference(NamedTuple):
    """One thing that is not as predicted."""

    stage: str
    what: str
    predicted: str
    real: str


@dataclass
class Outcome:
    """What became of one seed: how much was compared, what differs, what netplan does not tell and why."""

    seed: int
    compared: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    """Reason → how many answers it leaves open."""
    seconds: float = 0.0


def trial(seed: int, rounds: int = 2) -> Outcome:
    """Run one seed."""
    outcome, start = Outcome(seed), time.monotonic()
    with running(seed) as lab, Asker(lab) as asker:
        reader = Reader(lab)
        _compare("whole", lab, reader, asker, outcome)
        for router, *lines in breaks(lab.sketch, rounds):
            lab.vtysh(router, "configure terminal", *lines)
            _compare(f"{router} {lines[0]} is shut", lab, reader, asker, outcome)
    outcome.seconds = time.monotonic() - start
    return outcome


def _compare(stage: str, lab: Running, reader: Reader, asker: Asker, outcome: Outcome) -> None:
    predicted = Predicted(DataPlane.of(lab.network()), reader.owners)
    differing = _settled(lab, reader, predicted)
    anew: Counter[str] = Counter()
    while (stale := _by_ospf6(differing, predicted)) and anew.total() < ANEW:
        name = min(stale, key=lambda router: (anew[router], router))  # it may be another one of them that keeps what is gone
        anew[name] += 1
        outcome.compared["OSPFv3 anew"] += 1
        lab.vtysh(name, "clear ipv6 ospf6 process")
        differing = _settled(lab, reader, predicted)
    for (kind, place), (mine, real) in differing.items():
        if why := predicted.unknown(place):
            outcome.unknown[why] += 1
        else:
            outcome.differences.append(Difference(stage, f"{kind} {place}", _text(mine), _text(real)))
    for kind, tables in (("route", predicted.routes), ("kernel", predicted.kernel)):
        outcome.compared[kind] += len(tables)
    for node, why in predicted.plane.routing.unknown.items():
        outcome.compared["unknown nodes"] += 1
        outcome.unknown[why] += len(predicted.plane.routing.tables[node].spans())
    _ask(stage, lab, asker, predicted, outcome)


def _text(ways: frozenset[str]) -> str:
    return "; ".join(sorted(ways)) or "-"


def _by_ospf6(differing: Differing, predicted: Predicted) -> set[str]:
    """The routers where a known route differs that OSPFv3 has, or should have."""
    return {
        place.router
        for (_, place), (mine, real) in differing.items()
        if ":" in place.prefix and any(way.startswith("ospf ") for way in mine | real) and not predicted.unknown(place)
    }


def _settled(lab: Running, reader: Reader, predicted: Predicted) -> Differing:
    """Wait until all is as predicted, or until nothing has changed for long; what differs then."""
    late = [router.name for router in lab.sketch.routers]
    before: dict[str, tuple[Tables, Tables]] = {}
    changed = began = time.monotonic()
    found: Differing = {}
    again = True
    while True:
        found, still = {}, []
        for name in late:
            now = _real(lab, reader, name)
            if before.get(name) != now:
                before[name], changed = now, time.monotonic()
            wrong = dict(_differing(name, now, predicted))
            found |= wrong
            if wrong:
                still.append(name)
        if not still and again:
            late, again = [router.name for router in lab.sketch.routers], False  # all of them once more at one time
            continue
        if not still:
            return {}
        again = True
        doubtful = all(predicted.unknown(place) for _, place in found)
        if time.monotonic() - changed > (QUIET if not doubtful else 2.0) or time.monotonic() - began > PATIENCE:
            return found
        late = still
        time.sleep(0.15)


def _real(lab: Running, reader: Reader, name: str) -> tuple[Tables, Tables]:
    router = next(router for router in lab.sketch.routers if router.name == name)
    kernel: Tables = {}
    for vrf in (DEFAULT, *router.vrfs):
        kernel |= reader.kernel(name, vrf)
    return reader.routes(name), kernel


def _differing(
    name: str, now: tuple[Tables, Tables], predicted: Predicted
) -> Iterator[tuple[tuple[str, Place], tuple[frozenset[str], frozenset[str]]]]:
    for kind, mine, real in (("route", predicted.routes, now[0]), ("kernel", predicted.kernel, now[1])):
        for place in {p for p in mine if p.router == name} | real.keys():
            if kind == "kernel" and place in predicted.leaked:
                continue
            if mine.get(place, NOTHING) != real.get(place, NOTHING):
                yield (kind, place), (mine.get(place, NOTHING), real.get(place, NOTHING))


def _ask(stage: str, lab: Running, asker: Asker, predicted: Predicted, outcome: Outcome) -> None:
    """Ask until all answers are as predicted, some times at most."""
    hosts = lab.sketch.hosts
    asked = [q for q in questions(hosts) if not lab.sketch.leaks or not crosses_leaks(predicted.plane, lab.sketch, q)]
    expected = told(predicted.plane, hosts, asked)
    late: dict[Question, str] = dict.fromkeys(asked, "")
    for _ in range(3):
        late = {q: a for q, a in asker.ask(list(late)).items() if a not in expected[q].answers}
        if not late:
            break
    outcome.compared["answers"] += len(asked)
    outcome.compared["answered"] += sum("" not in t.answers for t in expected.values())
    for question, answer in late.items():
        mine = expected[question]
        if not mine.unknown:
            what = f"{question.host} asks {question.target} " + (f"udp {question.port}" if question.port else "ping")
            outcome.differences.append(Difference(stage, what, "/".join(sorted(mine.answers)) or "-", answer or "-"))
    for mine in expected.values():
        if mine.unknown:
            outcome.unknown[mine.unknown] += 1
