"""What netplan predicts from the configs is what real routers do: their tables, and who answers whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import pytest

from models.network import Network
from tests.lab.lab import Lab, eventually
from tests.lab.model import answers, modelled, questions
from tests.lab.observed import observed, predicted
from tests.lab.probe import Prober

T = TypeVar("T")
pytestmark = [pytest.mark.lab, pytest.mark.slow]


@dataclass(frozen=True)
class Stage:
    """A change that a person makes on routers, and how it is taken back: router → lines of configuration."""

    name: str
    do: Mapping[str, str]
    undo: Mapping[str, str]


def route(name: str, **routes: str) -> Stage:
    """A static route on each of some routers."""
    return Stage(
        name, {r: f"ip route {text}" for r, text in routes.items()}, {r: f"no ip route {text}" for r, text in routes.items()}
    )


STAGES = (
    Stage("a port of the ring is shut", {"d3r2": "interface eth3; shutdown"}, {"d3r2": "interface eth3; no shutdown"}),
    Stage(
        "a router is cut off",
        {"d1r2": "interface eth1; shutdown; exit; interface eth3; shutdown"},
        {"d1r2": "interface eth1; no shutdown; exit; interface eth3; no shutdown"},
    ),
    Stage("an uplink is shut", {"d3r1": "interface wan0; shutdown"}, {"d3r1": "interface wan0; no shutdown"}),
    route("the core throws a prefix away", core="10.103.2.0/24 blackhole"),
    route("the core throws a prefix away in one of two VRFs that have it", core="10.10.3.0/24 blackhole vrf d1"),
    route("two static routes form a loop", d3r1="10.103.3.0/24 10.103.250.2", d3r2="10.103.3.0/24 10.103.250.1"),
    route("a static detour", d2r2="10.10.3.0/24 10.10.250.1"),
    Stage(
        "the other way round the ring costs less",
        {"d2r1": "interface eth2; ip ospf cost 50", "d2r2": "interface eth1; ip ospf cost 50"},
        {"d2r1": "interface eth2; no ip ospf cost", "d2r2": "interface eth1; no ip ospf cost"},
    ),
    Stage(
        "the edge tells the core less",
        {"d3r1": "ip prefix-list DEFAULT seq 10 permit 10.103.2.0/24"},
        {"d3r1": "no ip prefix-list DEFAULT seq 10"},
    ),
)


def settled(measure: Callable[[], T], wanted: T) -> T:
    """What is measured once it is as wanted twice in a row, or at last."""
    last, times = measure(), 0

    def stays() -> bool:
        nonlocal last, times
        last = measure()
        times = times + 1 if last == wanted else 0
        return times == 2

    eventually(stays)
    return last


def made(lab: Lab, edits: Mapping[str, str]) -> None:
    for router, lines in edits.items():
        lab.configure(router, *lines.split("; "))


def compare(lab: Lab, prober: Prober) -> Network:
    """The prediction of the configs as they are now, against the tables and the answers of now."""
    network = modelled(lab)
    tables = predicted(network)
    real = settled(lambda: observed(lab), tables)
    assert {way.router for way in real} == {router.name for router in lab.layout.routers}
    assert not real ^ tables, "\n".join(
        [*(f"only the router: {way}" for way in sorted(real - tables)), *(f"only netplan: {way}" for way in sorted(tables - real))]
    )
    pairs = questions(lab)
    expected = answers(lab, network, pairs)
    measured = settled(lambda: prober.ask(pairs), expected)
    wrong = [
        f"{name} → {ip}: {expected[name, ip]!r} predicted, {who!r} answered"
        for (name, ip), who in measured.items()
        if who != expected[name, ip]
    ]
    assert not wrong, "\n".join(wrong)
    return network


def test_tables_and_answers_are_as_predicted_when_all_is_well(lab: Lab, prober: Prober) -> None:
    compare(lab, prober)
    assert len(observed(lab)) >= 100
    pairs = questions(lab)
    answered = [pair for pair, who in prober.ask(pairs).items() if who]
    assert 0 < len(answered) < len(pairs), "some pairs must answer and some must not"


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_tables_and_answers_are_as_predicted_after_a_change(lab: Lab, prober: Prober, stage: Stage) -> None:
    before = predicted(modelled(lab))
    try:
        made(lab, stage.do)
        assert predicted(compare(lab, prober)) != before, "the change must change something"
    finally:
        made(lab, stage.undo)
    assert predicted(modelled(lab)) == before
    assert settled(lambda: observed(lab), before) == before
