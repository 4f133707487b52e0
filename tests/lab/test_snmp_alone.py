"""A real router that is asked by SNMP alone, beside others that are logged in to: its links are known, its routes are not."""

from pathlib import Path

import pytest
import yaml

from models.device import DeviceId
from models.network import Network
from models.snapshot import Outcome, Result
from models.store import Store, database_path
from netplan.routing.solve import routes
from netplan.topology.wires import wired
from tests.lab.lab import Lab, eventually
from tests.lab.project import made, netplan

pytestmark = [pytest.mark.lab, pytest.mark.slow]
ALONE = "d3r2"


def project(lab: Lab, folder: Path, **collector: object) -> Path:
    """The project of the laboratory with one router that has nothing but SNMP."""
    made(lab, folder)
    inventory = yaml.safe_load((folder / "inventory.yaml").read_text(encoding="utf-8"))
    inventory["collectors"] = {"poll": {"type": "snmp", **collector}}
    del inventory["hosts"][ALONE]["platform"]
    inventory["hosts"][ALONE]["data"]["collectors"] = "poll"
    (folder / "inventory.yaml").write_text(yaml.safe_dump(inventory, sort_keys=False), encoding="utf-8")
    return folder


def scanned(lab: Lab, folder: Path) -> tuple[dict[str, Result], Network]:
    """What a scan of the router's department brings."""
    done = netplan(lab, folder, "scan", "department:d3")
    assert done.returncode == 0 and "partial" in done.stdout, done.stdout + done.stderr
    store = Store.open(database_path(folder / ".netplan"))
    results = {result.device.name: result for result in store.results()}
    network = wired(store.network())
    store.close()
    return results, network


def sure(lab: Lab, results: dict[str, Result], network: Network) -> bool:
    """Whether both ends tell of each wire of the router inside its department."""
    told = {frozenset((str(link.a), str(link.b))): link.confidence for link in network.links}
    ends = [(wire.a, wire.b) for wire in lab.layout.wires if ALONE in (wire.a[0], wire.b[0])]
    inside = [
        frozenset(f"d3/{name}:{port}" for name, port in pair) for pair in ends if {name for name, _ in pair} <= results.keys()
    ]
    assert inside
    return all(told.get(wire) == 1.0 for wire in inside)


def test_its_links_are_known_and_its_routes_are_not(lab: Lab, tmp_path: Path) -> None:
    folder = project(lab, tmp_path, direct=True)
    # A wire that was down in another test is told of again with the next LLDP frames only, half a minute apart.
    assert eventually(lambda: sure(lab, *scanned(lab, folder)), 120.0)
    results, network = scanned(lab, folder)
    assert (results[ALONE].outcome, results[ALONE].os) == (Outcome.PARTIAL, "snmp_agent")
    device = network.devices[DeviceId("d3", ALONE)]
    router = lab.layout.router(ALONE)
    told = {name: {str(each.ip) for each in port.addresses} for name, port in device.interfaces.items()}
    assert {port.name: {str(port.address)} for port in router.ports} == {port.name: told[port.name] for port in router.ports}
    assert device.hostname == ALONE and device.forwards
    unknown = {result.device for result in [routes(network).topology.nodes[n] for n in routes(network).unknown]}
    assert device.id in unknown
    log = netplan(lab, folder, "scan", "log", ALONE).stdout.splitlines()
    assert log and all(line.startswith("snmp walk 1.") for line in log)


def test_it_is_tested_and_has_no_host_key(lab: Lab, tmp_path: Path) -> None:
    folder = project(lab, tmp_path, direct=True)
    done = netplan(lab, folder, "scan", "test", ALONE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no host keys" in netplan(lab, folder, "scan", "trust", ALONE).stderr
    planned = netplan(lab, folder, "scan", "--dry-run", ALONE, "--format", "json")
    assert "snmp walk" in planned.stdout and "show " not in planned.stdout


def test_behind_a_jump_host_it_is_refused_before_anything_is_sent(lab: Lab, tmp_path: Path) -> None:
    folder = project(lab, tmp_path)
    done = netplan(lab, folder, "scan", "department:d3")
    assert done.returncode == 1 and not done.stdout
    place, _, what = done.stderr.partition(": error: ")
    assert place.rpartition("inventory.yaml:")[2].count(":") == 1 and "cannot pass the jump host jump" in what
    assert not (folder / ".netplan/netplan.db").exists()
