"""SNMP against real agents: what they tell is true, and what they have lost for a moment is no empty table."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from collectors.shows import with_shows
from collectors.snmp import REMOTE, WALKED
from collectors.target import SnmpLogin
from collectors.transports.snmp import Agent, tables
from collectors.transports.wire import WireFault
from models.device import Device, DeviceId
from models.snapshot import Capture, Outcome
from tests.lab.lab import Lab, eventually
from tests.lab.layout import Router
from tests.lab.probe import Prober
from tests.lab.router import COMMUNITY, SNMP_AUTH, SNMP_PRIV, SNMP_USER

pytestmark = pytest.mark.lab
PLAIN = SnmpLogin("lab", community=COMMUNITY)
SAFE = SnmpLogin("lab", "3", user=SNMP_USER, auth=SNMP_AUTH, priv=SNMP_PRIV)


def asked(lab: Lab, router: Router, login: SnmpLogin = PLAIN, pauses: tuple[float, ...] = ()) -> tuple[Device, list[str]]:
    """The facts that an agent gives, and what it does not tell."""
    id = DeviceId(router.department, router.name)
    with lab.inside(), Agent(str(router.management.ip), login) as agent:
        captures, lacking = tables(agent, pauses)
    device, notes = with_shows(Device(id, "frr"), [Capture(id, name, f"{id}/{name}", text) for name, text in captures], str)
    assert not notes
    return device, lacking


def heard(device: Device) -> set[tuple[str, str, str]]:
    return {(each.interface, each.remote_name, each.remote_interface) for each in device.neighbours}


def wired(lab: Lab, router: Router) -> set[tuple[str, str, str]]:
    """What an agent can hear: the wires in the namespace that it lives in."""
    ends = [end for wire in lab.layout.wires for end in ((wire.a, wire.b), (wire.b, wire.a))]
    names = {space: each.name for each in lab.layout.routers for space in map(each.namespace, ("", *each.vrfs))}
    return {(here[1], names[there[0]], there[1]) for here, there in ends if here[0] == router.name and there[0] in names}


@pytest.mark.parametrize("login", [PLAIN, SAFE], ids=["2c", "3"])
def test_neighbours_are_the_wires(lab: Lab, login: SnmpLogin) -> None:
    for router in lab.layout.routers:
        assert eventually(lambda router=router: heard(asked(lab, router, login)[0]) == wired(lab, router)), router.name
        device, lacking = asked(lab, router, login)
        assert not lacking and len(device.chassis_ids) == 1
        assert all(neighbour.remote_chassis and neighbour.remote_address for neighbour in device.neighbours)


def test_hosts_are_seen_by_arp(lab: Lab, prober: Prober) -> None:
    host = lab.layout.hosts[0]
    router = lab.layout.router(host.router)
    (gateway,) = (port.address.ip for port in router.ports if port.name == "lan0")
    prober.ask([(host.name, gateway)])
    with lab.inside(host.name):
        shown = subprocess.run(["ip", "-j", "link", "show", "eth0"], capture_output=True, check=True).stdout
    seen = {(each.interface, each.address): each.mac for each in asked(lab, router)[0].hosts}
    assert seen["lan0", host.address.ip] == json.loads(shown)[0]["address"]


@pytest.mark.parametrize(
    ("login", "outcome", "words"),
    [
        (replace(PLAIN, community="guessed"), Outcome.TIME_OUT, "does not answer"),
        (replace(SAFE, user="nobody"), Outcome.AUTH_FAILED, "unknownUserName"),
        (replace(SAFE, auth="guessed-wrong"), Outcome.AUTH_FAILED, "wrongDigest"),
        (replace(SAFE, priv="guessed-wrong"), Outcome.TIME_OUT, "does not answer"),
    ],
    ids=["community", "user", "auth", "priv"],
)
def test_who_is_not_let_in_is_told(lab: Lab, login: SnmpLogin, outcome: Outcome, words: str) -> None:
    with lab.inside(), Agent("198.18.1.1", login) as agent, pytest.raises(WireFault, match=words) as refused:
        agent.walk(REMOTE)
    assert refused.value.outcome is outcome
    assert not any(secret and secret in str(refused.value) for secret in (login.community, login.auth, login.priv))


def test_a_version_or_protocol_that_there_is_not_is_refused_before_anything_is_sent() -> None:
    for login, words in ((replace(PLAIN, version="1"), "version 1"), (replace(SAFE, auth_protocol="ROT13"), "ROT13")):
        with pytest.raises(WireFault, match=words):
            Agent("198.18.1.1", login)


def test_only_tables_of_the_list_are_asked_for(lab: Lab) -> None:
    with lab.inside(), Agent("198.18.1.1", PLAIN) as agent:
        tables(agent, ())
        assert set(agent.asked) <= set(WALKED)
        with pytest.raises(WireFault, match="not on the list"):
            agent.walk("1.3.6.1.2.1.1")


def test_a_table_without_an_end_is_given_up(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collectors.transports.snmp.MOST_ROWS", 3)
    with lab.inside(), Agent("198.18.1.1", PLAIN) as agent, pytest.raises(WireFault, match="more than 3 rows") as fault:
        agent.walk(REMOTE)
    assert fault.value.outcome is Outcome.TOO_BIG


def test_the_time_of_all_walks_has_an_end(lab: Lab) -> None:
    with lab.inside(), Agent("198.18.1.1", replace(PLAIN, community="guessed"), seconds=0.5) as agent:
        with pytest.raises(WireFault, match=r"longer than 0\.5 s"):
            agent.walk(REMOTE)
        with pytest.raises(WireFault, match=r"longer than 0\.5 s"):
            agent.walk(WALKED[0])


@contextmanager
def frozen(processes: list[int]) -> Iterator[None]:
    assert processes
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in processes:
            os.kill(pid, signal.SIGCONT)


def test_an_agent_that_has_lost_lldp_never_shows_an_empty_table(lab: Lab) -> None:
    router = lab.layout.router("d2r1")
    assert eventually(lambda: heard(asked(lab, router)[0]) == wired(lab, router))
    with frozen(lab.processes(router.name, "lldpd")):
        for _ in range(4):
            device, lacking = asked(lab, router)
            assert lacking and not heard(device) and not device.chassis_ids
    answers = []

    def back() -> bool:
        device, lacking = asked(lab, router)
        answers.append((heard(device), bool(lacking)))
        return answers[-1] == (wired(lab, router), False)

    assert eventually(back)
    assert all(told == (wired(lab, router), False) or (not told[0] and told[1]) for told in answers), answers
