"""A crawl over real routers: from one seed through what LLDP tells, inside the allowed networks, by keys that are known."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from models.store import Store, database_path
from netplan.topology.wires import heard
from tests.lab.lab import Lab
from tests.lab.project import made, netplan

pytestmark = [pytest.mark.lab, pytest.mark.slow]


def seeded(lab: Lab, folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """A project that knows one router of department 3, and where its neighbours may be visited."""
    made(lab, folder)
    inventory = yaml.safe_load((folder / "inventory.yaml").read_text(encoding="utf-8"))
    inventory["hosts"] = {"d3r1": inventory["hosts"]["d3r1"]}
    inventory["discovery"] = {"d3": {"allow": ["198.18.3.0/24"], "credential": "routers"}}
    change(inventory)
    (folder / "inventory.yaml").write_text(yaml.safe_dump(inventory, sort_keys=False), encoding="utf-8")
    return folder


def unknown(lab: Lab, folder: Path) -> dict[str, str]:
    """The neighbours that nobody knows, each with the reason why it was not visited."""
    done = netplan(lab, folder, "scan", "unknown", "--format", "csv")
    return {row["neighbour"]: row["why"] for row in csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff")))}


def test_a_department_is_found_from_one_of_its_routers(lab: Lab, tmp_path: Path) -> None:
    folder = seeded(lab, tmp_path, lambda inventory: None)
    done = netplan(lab, folder, "scan", "--discover")
    assert done.returncode == 2, done.stdout + done.stderr
    own = {router.name for router in lab.layout.routers if router.department == "d3"}
    store = Store.open(database_path(folder / ".netplan"))
    results = {result.device.name: result for result in store.results()}
    links = heard(store.network()).links
    store.close()
    assert set(results) == own and {result.os for result in results.values()} == {"frr"}
    marked = {name for name, result in results.items() if any(note.kind == "found at" for note in result.notes)}
    assert marked == own - {"d3r1"}
    inside = {
        frozenset((wire.a[0], wire.b[0])) for wire in lab.layout.wires if {wire.a[0], wire.b[0]} <= own
    }  # the wires of the ring
    assert {frozenset((link.a.device.name, link.b.device.name)) for link in links} == inside
    assert all(link.confidence == 1.0 for link in links)
    (why,) = unknown(lab, folder).values()
    assert "198.18.0.1 is in none of the allowed networks" in why, "the core is of nobody here"
    printed = netplan(lab, folder, "inventory", "found").stdout
    assert set(yaml.safe_load(printed)["hosts"]) == own - {"d3r1"}


def test_a_key_that_nobody_knows_and_a_denied_network_end_the_way(lab: Lab, tmp_path: Path) -> None:
    second, third = (str(lab.layout.router(name).management.ip) for name in ("d3r2", "d3r3"))
    folder = seeded(lab, tmp_path, lambda inventory: inventory["discovery"]["d3"].update(deny=[f"{third}/32"]))
    keys = (folder / ".netplan/known_hosts").read_text(encoding="ascii").splitlines(keepends=True)
    (folder / ".netplan/known_hosts").write_text("".join(key for key in keys if not key.startswith(f"{second} ")), encoding="ascii")
    done = netplan(lab, folder, "scan", "--discover")
    assert done.returncode == 2, done.stdout + done.stderr
    store = Store.open(database_path(folder / ".netplan"))
    assert {result.device.name for result in store.results()} == {"d3r1"}
    store.close()
    reasons = {name.partition(".")[0]: why for name, why in unknown(lab, folder).items()}
    assert reasons["d3r2"].startswith("host key unknown:") and "denied network" in reasons["d3r3"]
    assert netplan(lab, folder, "scan", "log", "d3/d3r2").stdout == "", "not a byte was sent to it"
