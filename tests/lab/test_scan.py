"""The whole way: netplan scans real routers through a jump host, knows their wires, and predicts all of their routes."""

import csv
import io
from pathlib import Path

import pytest

from models.device import DeviceId
from models.store import Store, database_path
from netplan.topology.wires import heard, wired
from tests.lab.lab import Lab
from tests.lab.model import answers, questions, wires
from tests.lab.observed import observed, predicted
from tests.lab.probe import Prober
from tests.lab.project import SECRETS, made, netplan

pytestmark = [pytest.mark.lab, pytest.mark.slow]


@pytest.fixture(scope="module")
def project(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose routers were scanned once."""
    folder = made(lab, tmp_path_factory.mktemp("project"))
    done = netplan(lab, folder, "scan", "--format", "csv")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_one_snapshot_holds_all_routers_whole(lab: Lab, project: Path) -> None:
    store = Store.open(database_path(project / ".netplan"))
    results = store.results()
    assert {result.device for result in results} == {DeviceId(r.department, r.name) for r in lab.layout.routers}
    assert len(results) >= 10 and len({result.device.department for result in results}) >= 4
    assert {(result.outcome.value, result.message) for result in results} == {("ok", "")}
    assert all(device.version and device.chassis_ids for device in store.network().devices.values())
    store.close()


def test_wires_come_from_lldp_and_are_the_true_ones(lab: Lab, project: Path) -> None:
    store = Store.open(database_path(project / ".netplan"))
    network = store.network()
    store.close()
    found = heard(network)
    assert not network.links and not found.doubts
    assert {(link.a, link.b) for link in found.links} == {tuple(sorted((link.a, link.b))) for link in wires(lab)}
    sure = {link.confidence for link in found.links if link.a.device.department == link.b.device.department}
    assert sure == {1.0}
    uplinks = {str(link.a): link.confidence for link in found.links if link.a.device.department == "core"}
    assert uplinks == {"core/core:eth1": 0.5, "core/core:eth2": 0.5, "core/core:eth3": 1.0}, "LLDP of a VRF is not told by SNMP"


def test_each_neighbour_is_shown_with_its_wire(lab: Lab, project: Path) -> None:
    done = netplan(lab, project, "show", "neighbours", "--where", "protocol = lldp", "--format", "csv")
    shown = rows(done.stdout)
    assert len(shown) == sum(len(router.ports) for router in lab.layout.routers) - len(lab.layout.hosts) - 2, done.stderr
    assert all(row["wire"].endswith("sure)") for row in shown)


def test_every_route_is_as_predicted(lab: Lab, project: Path) -> None:
    done = netplan(lab, project, "fidelity", "--format", "csv")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "100 %" in done.stderr, done.stderr
    counts = rows(done.stdout)
    assert {row["device"] for row in counts} == {router.name for router in lab.layout.routers}
    assert sum(int(row["equal"]) for row in counts) > 150
    for name in ("missing", "extra", "different", "unknown"):
        assert not [row for row in counts if int(row[name])], name


def test_the_snapshot_predicts_tables_and_answers(lab: Lab, project: Path) -> None:
    """The same against the routers of now, asked behind the scenes, and against who answers."""
    store = Store.open(database_path(project / ".netplan"))
    network = wired(store.network())
    store.close()
    assert observed(lab) == predicted(network)
    pairs = questions(lab)
    with Prober(lab) as prober:
        assert prober.ask(pairs) == answers(lab, network, pairs)


def test_a_change_on_a_router_is_a_difference_of_two_scans(lab: Lab, tmp_path: Path) -> None:
    folder = made(lab, tmp_path)
    assert netplan(lab, folder, "scan", "d3r2").returncode == 0
    lab.configure("d3r2", "ip route 192.0.2.0/24 blackhole")
    try:
        assert netplan(lab, folder, "scan", "d3r2").returncode == 0
    finally:
        lab.configure("d3r2", "no ip route 192.0.2.0/24 blackhole")
    done = netplan(lab, folder, "diff", "1", "2", "--exit-code")
    assert done.returncode == 2 and "192.0.2.0/24" in done.stdout, done.stdout + done.stderr


def test_no_secret_of_the_laboratory_is_on_disk(project: Path) -> None:
    files = [path for path in project.rglob("*") if path.is_file() and path.name != "inventory.yaml"]
    assert any(path.suffix == ".db" or b"SQLite" in path.read_bytes()[:16] for path in files)
    for path in files:
        data = path.read_bytes()
        assert not [name for name, secret in SECRETS.items() if secret.encode() in data], path


def test_a_wrong_password_is_said_and_nothing_is_stored(lab: Lab, tmp_path: Path) -> None:
    folder = made(lab, tmp_path)
    text = (folder / "inventory.yaml").read_text(encoding="utf-8")
    (folder / "inventory.yaml").write_text(text.replace("username: netops", "username: nobody"), encoding="utf-8")
    done = netplan(lab, folder, "scan", "d1r2")
    assert done.returncode == 4, done.stdout + done.stderr
    assert "auth failed" in done.stdout


def test_without_the_true_host_key_nothing_is_asked(lab: Lab, tmp_path: Path) -> None:
    folder = made(lab, tmp_path)
    (folder / ".netplan/known_hosts").write_text("", encoding="ascii")
    done = netplan(lab, folder, "scan", "d1r2")
    assert done.returncode == 1 and "host key unknown" in done.stdout, done.stdout + done.stderr
