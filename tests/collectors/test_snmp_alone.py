"""Devices that have nothing but SNMP: what they tell becomes ports and links, and what they do not tell stays unknown."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from collectors.credentials import Credentials
from collectors.inventory import load_inventory
from collectors.snmp import IF_DESCR, IF_NAME, NotTold, Rows
from collectors.snmp_system import (
    ADDRESS_OLD_MASK,
    ADDRESS_OLD_PORT,
    ADDRESS_PORT,
    ADDRESS_PREFIX,
    IF_ADMIN,
    IF_ALIAS,
    IF_SPEED,
    IF_TYPE,
    IP_FORWARDING,
    NOT_TOLD,
    SYS_DESCR,
    SYS_NAME,
    SYSTEM_WALKED,
    system,
)
from collectors.snmp_visit import agents_alone, visit_alone
from collectors.target import SnmpLogin, Target
from collectors.targets import targets
from collectors.transports.wire import WireFault
from collectors.visited import reading, visited
from models.codec import loads
from models.device import Device, DeviceId
from models.errors import InventoryError
from models.interfaces import InterfaceKind
from models.link import Link, Port
from models.network import Network
from models.snapshot import Outcome
from models.store.texts import unpacked
from netplan.routing.solve import routes
from netplan.routing.unmodelled import unmodelled
from netplan.topology.topology import build
from tests.collectors.test_snmp import heard
from tests.gadgets.engine import port, router

SWITCH = DeviceId("school", "sw7")
TARGET = Target(SWITCH, "192.0.2.7", 161, "snmp_agent", (), "", transport="snmp", snmp=SnmpLogin("ro", community="Kuunnellaan-9"))
TELLS: dict[str, Rows] = {
    SYS_NAME: [((0,), b"sw7.school.example")],
    SYS_DESCR: [((0,), b"Hand-made switch\r\nversion 3")],
    IP_FORWARDING: [((0,), 2)],
    IF_NAME: [((1,), b"Gi0/1"), ((2,), b"Gi0/2"), ((3,), b"lo")],
    IF_DESCR: [((1,), b"GigabitEthernet0/1"), ((2,), b"GigabitEthernet0/2"), ((3,), b"lo")],
    IF_TYPE: [((1,), 6), ((2,), 6), ((3,), 24)],
    IF_ADMIN: [((1,), 1), ((2,), 2), ((3,), 1)],
    IF_SPEED: [((1,), 1000), ((2,), 0)],
    IF_ALIAS: [((1,), b"to the yard")],
    ADDRESS_PORT: [((1, 4, 192, 0, 2, 7), 1), ((1, 4, 198, 51, 100, 7), 1)],
    ADDRESS_PREFIX: [((1, 4, 192, 0, 2, 7), (1, 3, 6, 1, 24)), ((1, 4, 198, 51, 100, 7), (0, 0))],
}


class FakeAgent:
    """An agent that tells `tables`; a table whose rows are a fault raises it."""

    def __init__(self, tables: Mapping[str, Rows | Exception]) -> None:
        self.tables, self.asked, self.closed = tables, list[str](), False

    def __call__(self, hostname: str, login: SnmpLogin, port: int, seconds: float) -> "FakeAgent":
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.closed = True

    def left(self) -> float:
        return 0.0

    def forget(self) -> None:
        pass

    def walk(self, table: str) -> Rows:
        self.asked.append(table)
        found = self.tables.get(table, [])
        if isinstance(found, Exception):
            raise found
        return found


def taken(tables: Mapping[str, Rows | Exception]) -> tuple[Device, Outcome, str]:
    """The facts that become of what an agent tells, as a scan would store them."""
    agent = FakeAgent(tables)
    came = visit_alone(TARGET, agent)  # type: ignore[arg-type]  # it does what an agent does
    assert agent.closed and set(agent.asked) <= {line.removeprefix("snmp walk ") for line in came.transcript.splitlines()}
    assert "Kuunnellaan-9" not in repr(came) + came.transcript
    done = visited(reading(TARGET, came), b"k" * 32, {})
    (result,) = done.ready.snapshot.results
    ((digest, body),) = done.ready.facts.items()
    return loads(Device, unpacked(body, digest)), result.outcome, result.message


def test_ports_addresses_and_neighbours_of_a_device_without_a_shell() -> None:
    device, outcome, message = taken({**heard(5, b"Te1/1"), **TELLS})
    assert (outcome, message) == (Outcome.PARTIAL, NOT_TOLD)
    assert (device.hostname, device.domain, device.model, device.forwards) == ("sw7", "school.example", "Hand-made switch", False)
    ports = device.interfaces
    assert {name: each.enabled for name, each in ports.items()} == {"Gi0/1": True, "Gi0/2": False, "lo": True}
    assert ports["lo"].kind is InterfaceKind.LOOPBACK
    assert (ports["Gi0/1"].description, ports["Gi0/1"].speed, ports["Gi0/2"].speed) == ("to the yard", 10**9, None)
    assert [str(each.ip) for each in ports["Gi0/1"].addresses] == ["192.0.2.7/24"], "an address without a length is not guessed"
    assert any("198.51.100.7" in line.text for line in device.coverage.unread), "and it is shown"
    assert [(each.interface, each.remote_name) for each in device.neighbours] == [("Gi0/1", "sw2.city.example")]


def test_old_agents_tell_addresses_with_masks() -> None:
    old: Mapping[str, Rows] = {
        **TELLS, ADDRESS_PORT: [], ADDRESS_PREFIX: [],
        ADDRESS_OLD_PORT: [((192, 0, 2, 7), 1), ((192, 0, 2, 8), 1), ((169, 254, 0, 1), 1)],
        ADDRESS_OLD_MASK: [((192, 0, 2, 7), bytes((255, 255, 255, 128))), ((192, 0, 2, 8), bytes((255, 0, 255, 0)))],
    }  # fmt: skip
    lines = [json.loads(line) for line in system(lambda table: old.get(table, [])).splitlines()]
    assert (lines[2]["addresses"], lines[2]["addresses without a prefix length"]) == (["192.0.2.7/25"], ["192.0.2.8"])


@pytest.mark.parametrize("lost", [(IF_NAME, IF_DESCR), (SYS_NAME, SYS_DESCR)])
def test_an_agent_that_does_not_know_itself_is_not_believed(lost: Sequence[str]) -> None:
    tables = {table: rows for table, rows in TELLS.items() if table not in lost}
    with pytest.raises(NotTold):
        system(lambda table: tables.get(table, []))
    came = visit_alone(TARGET, FakeAgent(tables))  # type: ignore[arg-type]  # it does what an agent does
    assert (came.outcome, came.files) == (Outcome.FAILED, None)


def test_an_agent_that_does_not_answer() -> None:
    agent = FakeAgent({table: WireFault(Outcome.TIME_OUT, "no answer") for table in SYSTEM_WALKED})
    came = visit_alone(TARGET, agent)  # type: ignore[arg-type]  # it does what an agent does
    assert (came.outcome, came.message, came.files) == (Outcome.TIME_OUT, "no answer", None)
    tested = visit_alone(TARGET, agent, asks=False)  # type: ignore[arg-type]  # it does what an agent does
    assert tested.outcome is Outcome.TIME_OUT
    assert visit_alone(TARGET, FakeAgent(TELLS), asks=False).outcome is Outcome.OK  # type: ignore[arg-type]  # the same


def test_how_it_routes_and_switches_is_unknown() -> None:
    device, _, _ = taken(TELLS)
    assert "no config over SNMP" in unmodelled(device).control
    lit = {name: replace(each, enabled=True) for name, each in device.interfaces.items()}
    device = replace(device, interfaces=lit)
    one, two = (router(name, [port("e1", f"203.0.113.{n}/24")], "school") for n, name in enumerate("ab", 1))
    ends = [(Port(each.id, "e1"), Port(SWITCH, f"Gi0/{n}")) for n, each in enumerate((one, two), 1)]
    network = Network({each.id: each for each in (one, two, device)}, frozenset(Link(a, b) for a, b in ends), {})
    assert (two.id, "e1") in set(build(network).adjacent(one.id, "e1")), "a switch of which no config is known parts nobody"
    result = routes(network)
    assert {result.topology.nodes[number].device for number in result.unknown} == {SWITCH}


INVENTORY = """version: 1
departments: {{school: {{}}}}
realms: {{school: {{departments: school{reached}}}}}
credentials: {{ro: {{username: netplan, {secret}}}, jump: {{username: j, password: env:X}}}}
jump_hosts: {{gate: {{hostname: 192.0.2.1, credential: jump}}}}
collectors: {{poll: {{type: snmp{direct}}}}}
hosts:
  sw7: {{hostname: {address}, data: {{department: school, credential: ro, collectors: poll}}}}
"""
GOOD = {"reached": "", "direct": "", "secret": "snmp: {community: env:SCHOOL_READS}", "address": "192.0.2.7"}


def written(tmp_path: Path, **changes: str) -> Path:
    path = tmp_path / "inventory.yaml"
    path.write_text(INVENTORY.format(**{**GOOD, **changes}))
    return path


def test_a_host_with_snmp_alone_is_a_target_without_login(tmp_path: Path) -> None:
    known = load_inventory(written(tmp_path))
    credentials = Credentials(environment={"SCHOOL_READS": "Kuunnellaan-9"})
    hosts = list(known.hosts.values())
    assert not targets(known, hosts, tmp_path, credentials)
    (made,) = agents_alone(known, hosts, credentials)
    assert (made.transport, made.port, made.logins, made.hops) == ("snmp", 161, (), ())
    assert made.snmp is not None and made.snmp.community == "Kuunnellaan-9" and "Kuunnellaan-9" not in repr(made)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"secret": "password: env:X"}, "its credential has no snmp"),
        ({"address": "''"}, "has no address"),
        ({"address": "no-such-name.invalid"}, "'no-such-name.invalid' has no address"),
    ],
)
def test_what_is_missing_is_said_before_any_packet(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    text = INVENTORY.format(**{**GOOD, **changes}).replace("hostname: '', ", "")
    (tmp_path / "inventory.yaml").write_text(text)
    known = load_inventory(tmp_path / "inventory.yaml")
    with pytest.raises(InventoryError, match=words) as fault:
        agents_alone(known, known.hosts.values(), Credentials(environment={}))
    assert "inventory.yaml:8: error:" in str(fault.value) and "no device was asked" in str(fault.value)


def test_behind_a_jump_host_it_is_refused_with_its_place(tmp_path: Path) -> None:
    behind = {"reached": ", reached_by: gate"}
    with pytest.raises(InventoryError) as fault:
        load_inventory(written(tmp_path, **behind))
    assert "inventory.yaml:8:3: error: hosts.sw7" in str(fault.value) and "cannot pass the jump host gate" in str(fault.value)
    assert "--to-bundle" in str(fault.value) and "direct: true" in str(fault.value)
    assert load_inventory(written(tmp_path, **behind, direct=", direct: true")).hosts
    (tmp_path / "inventory.yaml").write_text(INVENTORY.format(**GOOD).replace("collectors: poll}", "collectors: poll, via: gate}"))
    with pytest.raises(InventoryError, match="jump host gate"):
        load_inventory(tmp_path / "inventory.yaml")
