"""One laboratory for all tests that want one; where none can run, they are skipped and say why."""

import warnings
from collections.abc import Iterator

import pytest

from tests.lab.lab import Lab
from tests.lab.needs import missing
from tests.lab.probe import Prober
from tests.lab.settle import settle


@pytest.fixture(scope="session")
def able() -> None:
    """Skips when this machine cannot run a laboratory."""
    if reason := missing():
        warnings.warn(f"NOT TESTED against real routers: {reason}", stacklevel=1)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def lab(able: None) -> Iterator[Lab]:
    """Ten routers in three departments around a core, settled. Whoever changes a router changes it back."""
    running = Lab.start(departments=3)
    try:
        settle(running)
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def prober(lab: Lab) -> Iterator[Prober]:
    """Asks from every host of the laboratory."""
    with Prober(lab) as asking:
        yield asking
