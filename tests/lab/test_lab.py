"""The laboratory itself: what it is, who reaches what in it, and that nothing of it is left behind."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab.answer import PORT
from tests.lab.config import config
from tests.lab.jump import DESK
from tests.lab.lab import ROOT, Lab, LabError, eventually
from tests.lab.layout import JUMP_ADDRESS, MOST_DEPARTMENTS, OVERLAPPING, layout

running = pytest.mark.lab


@pytest.mark.parametrize(("departments", "routers"), [(1, 2), (3, 3), (MOST_DEPARTMENTS, 9)])
def test_a_layout_is_sound(departments: int, routers: int) -> None:
    made = layout(departments, routers)
    assert len(made.routers) == 1 + departments * routers
    assert len(set(made.spaces)) == len(made.spaces)
    ends = [end for wire in made.wires for end in (wire.a, wire.b)]
    assert len(set(ends)) == len(ends), "a port has one wire"
    ports = {(router.namespace(port.vrf), port.name) for router in made.routers for port in router.ports}
    assert set(ends) == ports | {(host.name, "eth0") for host in made.hosts}
    assert all(len(name) <= 15 for _, name in ends), "Linux takes no longer name of a port"
    management = [router.management.ip for router in made.routers]
    assert len(set(management)) == len(management)


def test_two_departments_have_the_same_addresses_and_a_third_has_its_own() -> None:
    by_department: dict[str, set[str]] = {}
    for host in layout(3).hosts:
        by_department.setdefault(host.department, set()).add(str(host.address))
    one, two = (by_department.pop(name) for name in OVERLAPPING)
    assert one == two
    assert all(not addresses & one for addresses in by_department.values())


@pytest.mark.parametrize("sizes", [(0, 3), (MOST_DEPARTMENTS + 1, 3), (3, 1), (3, 10)])
def test_a_size_that_cannot_be_built_is_refused(sizes: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="departments of"):
        layout(*sizes)


@running
def test_routers_have_the_config_that_was_written(lab: Lab) -> None:
    for router in lab.layout.routers:
        shown = set(lab.vtysh(router.name, "show running-config").splitlines())
        written = {line for line in config(router).splitlines() if line not in ("exit", "!", "line vty")}
        assert written - shown <= {" exit-address-family"} or not written - shown, f"{router.name}: {written - shown}"


@running
def test_a_command_that_a_router_refuses_is_an_error(lab: Lab) -> None:
    with pytest.raises(LabError, match="Unknown command"):
        lab.vtysh("core", "show nonsense")


def reaches(lab: Lab, address: str, port: int, space: str = DESK) -> bytes:
    """The first bytes that a TCP port says, b"" when there is no way to it."""
    with lab.inside(space):
        caller = socket.socket()
    with caller:
        caller.settimeout(5)
        try:
            caller.connect((address, port))
            return caller.recv(64)
        except OSError:
            return b""


@running
def test_management_is_reached_by_ssh_through_the_jump_host_only(lab: Lab) -> None:
    inside = str(lab.layout.routers[0].management.ip)
    assert reaches(lab, str(JUMP_ADDRESS.ip), 22).startswith(b"SSH-2.0")
    assert reaches(lab, inside, 22) == b""
    assert reaches(lab, inside, 22, "jump").startswith(b"SSH-2.0")


@running
def test_hosts_say_who_they_are_by_tcp_too(lab: Lab) -> None:
    one, two = (host for host in lab.layout.hosts if host.department == "d1")
    assert reaches(lab, str(two.address.ip), PORT, one.name) == two.name.encode()


@running
def test_two_at_once_do_not_meet_and_nothing_is_left(lab: Lab) -> None:
    other = Lab.start(departments=1, routers=2)
    known = family(other.pid)
    assert len(known) > 20
    try:
        lab.configure("d1r1", "ip route 192.0.2.0/24 blackhole")
        assert "192.0.2.0/24" in lab.vtysh("d1r1", "show ip route")
        assert "192.0.2.0/24" not in other.vtysh("d1r1", "show ip route")
    finally:
        lab.configure("d1r1", "no ip route 192.0.2.0/24 blackhole")
        other.stop()
    assert eventually(lambda: not alive(known))
    assert not [name for name in os.listdir("/sys/class/net") if name.startswith(("oob", "mgmt", "wan"))]


@running
@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGTERM])
def test_a_laboratory_ends_with_its_owner(able: None, signal_number: signal.Signals) -> None:
    program = "from tests.lab.lab import Lab; import time; print(Lab.start(1, 2).pid, flush=True); time.sleep(600)"
    owner = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert owner.stdout
    pid = int(owner.stdout.readline())
    known = family(pid)
    assert len(known) > 20, "the daemons of three routers"
    owner.send_signal(signal_number)
    owner.wait()
    owner.stdout.close()
    assert eventually(lambda: not alive(known)), "processes are left"


def family(pid: int) -> dict[int, str]:
    """A process and all that descend from it, with the time each was started."""
    parents, starts = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        parents[int(path.parts[2])], starts[int(path.parts[2])] = int(words[1]), words[19]
    found, more = {pid}, True
    while more:
        children = {child for child, parent in parents.items() if parent in found} - found
        found, more = found | children, bool(children)
    return {each: starts[each] for each in found if each in starts}


def alive(known: dict[int, str]) -> set[int]:
    """Which of these processes still run."""
    return {pid for pid, started in known.items() if family(pid).get(pid) == started}


@running
def test_up_and_down_are_one_command_each(able: None, tmp_path: Path) -> None:
    def command(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "tests.lab", *words],
            cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert not done.returncode, done.stderr
        return done.stdout

    assert "3 routers" in command("up", "--departments", "1", "--routers", "2")
    assert "FRRouting" in command("sh", "d1r1", "show version")
    assert "d1r1" not in command("run", "h-d1r2", "ip", "route")
    assert "is gone" in command("down")
    assert not list(tmp_path.glob("netplan-lab/*"))
