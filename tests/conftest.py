"""What every test may ask for: the golden switch and the folder of recorded real devices."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the expected files anew instead of comparing with them")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Real routers first: most of what they do is to wait, so that one worker waits for them while the others compute."""
    items.sort(key=lambda item: item.get_closest_marker("lab") is None)


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """True when `make golden` runs: a test then writes its expected file and passes."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(scope="session")
def recorded() -> Path:
    """The folder of recorded real devices: NETPLAN_DATA, or `shared/data` beside the repository."""
    folder = Path(os.environ.get("NETPLAN_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no recorded devices: {folder} is not there; set NETPLAN_DATA to their folder")
    return folder
