"""Scanning 1,000 devices: netplan against netmiko in threads and nornir, side by side in one run. Prints a table.

python -m benchmarks.scan [--devices 1000] [--only NAME]      NAME: netplan-50, netmiko-100, …

The devices are SSH endpoints on loopback, served by one asyncssh process: 150 ms for each command, 10 ms for an empty line or
a comment, a config of 2,000 lines and three more outputs. netplan's figures hold the check of host keys, framing, redaction,
reading and storing; the others collect text and throw it away. netplan-netmiko is netplan with `data: {ssh: netmiko}` at each
device: what the carrier of the sessions costs. For nornir: pip install nornir nornir-netmiko (skipped without).

dev/s: devices a second, from the first login to the stored snapshot. CPU: user and system of all processes of the client, a
device. endpoints: the same of the process that serves them. memory: the most that all processes of the client held at one
time (proportional set size).
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

PORT, USER, PASSWORD = 2222, "netplan", "Salaisuus1"
COMMAND, EMPTY = 0.150, 0.010
RUNS = (
    "netmiko-50", "netmiko-100", "netmiko-300", "nornir-50", "nornir-100", "netplan-50", "netplan-100", "netplan-300",
    "netplan-netmiko-100",
)  # fmt: skip
RIVALS = ("show running-config", "show version", "show ip arp", "show lldp neighbors detail")


def address(number: int) -> str:
    return str(ip_address("127.20.0.1") + number)


def config(name: str, lines: int = 2000) -> str:
    head = [
        "version 15.2",
        f"hostname {name}",
        "!",
        "username admin privilege 15 secret 9 $9$abcdefghijk$0123456789abcdefghijklmnopq",
    ]
    body = [f"vlan {number}\n name VLAN-{number}\n!" for number in range(10, 90)]
    tail = ["line vty 0 4", " login", "end"]
    left = lines - len(head) - 3 * len(body) - len(tail)
    for number in range(left // 6):
        port = f"interface GigabitEthernet{1 + number // 48}/0/{1 + number % 48}"
        rows = (
            port,
            f" description room {number}, outlet {number % 24:02}, to the cabinet of floor {number % 7}",
            f" switchport access vlan {10 + number % 80}",
            " switchport mode access",
        )
        body += [*rows, " spanning-tree portfast", "!"]
    return "\n".join([*head, *body, *tail]) + "\n"


def output(line: str, name: str) -> str:
    if line == "show running-config":
        return config(name)
    if line == "show version":
        return (
            f"Cisco IOS Software, C2960X Software, Version 15.2(4)E\n\n{name} uptime is 1 week\nProcessor board ID FOC0000{name}\n"
        )
    if line.startswith("show"):
        return ""
    return ""


async def serve(count: int, ready: Any) -> None:
    """One prompt at each address: what is typed is echoed at once while the device waits, and run at the line's end."""
    import asyncssh

    class Gate(asyncssh.SSHServer):
        def begin_auth(self, username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return (username, password) == (USER, PASSWORD)

    async def session(process: "asyncssh.SSHServerProcess[str]") -> None:
        name = "r" + process.get_extra_info("sockname")[0].replace(".", "-")
        prompt = f"{name}#"
        process.stdout.write(f"\r\n{prompt}")
        try:
            async for line in process.stdin:
                line = line.strip()
                process.stdout.write(f"{line}\r\n")
                await asyncio.sleep(EMPTY if not line or line.startswith("!") else COMMAND)
                if line == "exit":
                    break
                text = output(line, name).replace("\n", "\r\n")
                process.stdout.write(f"{text}{prompt}")
        except (asyncssh.BreakReceived, asyncssh.TerminalSizeChanged, OSError):
            pass
        process.exit(0)

    key = asyncssh.generate_private_key("ssh-ed25519")
    servers = [
        await asyncssh.create_server(
            Gate, address(number), PORT, server_host_keys=[key], process_factory=session, line_editor=False, backlog=64
        )
        for number in range(count)
    ]
    ready.put(key.export_public_key().decode().split()[1])
    await asyncio.gather(*(server.wait_closed() for server in servers))


def many_files() -> None:
    """As many open sockets as the system allows."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def server(count: int, ready: Any) -> None:
    many_files()
    asyncio.run(serve(count, ready))


def by_netmiko(count: int, threads: int, folder: Path) -> int:
    """What people write themselves: a thread a device, four commands, the text thrown away."""
    from netmiko import ConnectHandler

    def one(number: int) -> bool:
        with ConnectHandler(
            device_type="cisco_ios",
            host=address(number),
            port=PORT,
            username=USER,
            password=PASSWORD,
            use_keys=False,
            allow_agent=False,
        ) as device:
            texts = [device.send_command(command, read_timeout=60) for command in RIVALS]
        return len(texts[0]) > 50_000

    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(one, range(count)))


def by_nornir(count: int, threads: int, folder: Path) -> int:
    """The same by nornir with its netmiko tasks."""
    from nornir.core import Nornir
    from nornir.core.inventory import Host, Hosts, Inventory
    from nornir.core.plugins.connections import ConnectionPluginRegister
    from nornir.core.task import Result, Task
    from nornir.plugins.runners import ThreadedRunner

    ConnectionPluginRegister.register("netmiko", import_module("nornir_netmiko.connections").Netmiko)
    netmiko_send_command = import_module("nornir_netmiko.tasks").netmiko_send_command
    hosts = Hosts(
        {
            f"r{n}": Host(f"r{n}", hostname=address(n), port=PORT, username=USER, password=PASSWORD, platform="cisco_ios")
            for n in range(count)
        }
    )
    nornir = Nornir(Inventory(hosts), runner=ThreadedRunner(num_workers=threads))

    def all_of(task: Task) -> Result:
        texts = [task.run(netmiko_send_command, command_string=command, read_timeout=60).result for command in RIVALS]
        task.host.close_connections()
        return Result(host=task.host, result=len(texts[0]) > 50_000)

    return sum(not result.failed and bool(result[0].result) for result in nornir.run(all_of).values())


def by_netplan(count: int, workers: int, folder: Path, netmiko: bool = False) -> int:
    """A whole scan, to the snapshot."""
    from collectors.breaker import Breaker
    from collectors.commands import Command
    from collectors.dialect import Dialect, dialects
    from collectors.limits import Limits
    from collectors.scan import scan
    from collectors.target import Login, Target
    from collectors.transports.open import open_wire
    from collectors.visit import visit
    from collectors.visited import composed
    from models.device import DeviceId
    from models.inventory import Inventory
    from models.scan import Asked
    from models.store import Store
    from models.store.journal import Journal

    known = cast("dict[str, Dialect]", dialects())
    spoken = known["cisco_ios"]
    assert spoken.console is not None
    shows = tuple(Command(line, kind) for line, kind in zip(RIVALS[1:], ("version", "arp", "lldp"), strict=True))
    known["cisco_ios"] = replace(spoken, console=replace(spoken.console, shows=shows, per_vrf=()))  # the work of the others
    login = Login("readonly", USER, PASSWORD)
    targets = [
        Target(
            DeviceId("hr", f"r{address(n).replace('.', '-')}"),
            address(n),
            PORT,
            "cisco_ios",
            (login,),
            str(folder / "known_hosts"),
            netmiko=netmiko,
        )
        for n in range(count)
    ]
    journal = Journal(Store.open(folder / "netplan.db"))
    started = datetime.now(UTC)
    number, _ = journal.begin(Asked(started, tuple(target.device for target in targets)))
    breaker = Breaker()
    opened = breaker.careful(open_wire)
    limits = Limits(workers=workers, logins_per_second=1000.0)
    ended = scan(
        targets, lambda target: visit(target, opened), limits, lambda ready: journal.keep(number, ready), b"k" * 32, breaker=breaker
    )
    stored = journal.finish(number, lambda results, before: composed(results, before, started, ended.unasked, Inventory("", "")))
    for result in journal.visited(number)[:3]:
        if not result.outcome.good:
            print(result.message, file=sys.stderr)
    return stored.good if stored else 0


WAYS: dict[str, Callable[[int, int, Path], int]] = {
    "netmiko": by_netmiko,
    "nornir": by_nornir,
    "netplan": by_netplan,
    "netplan-netmiko": partial(by_netplan, netmiko=True),
}


def family(pid: int) -> list[int]:
    """A process and all below it."""
    found, at = [pid], 0
    while at < len(found):
        for tasks in Path(f"/proc/{found[at]}/task").glob("*/children"):
            try:
                found += [int(child) for child in tasks.read_text().split()]
            except OSError:
                continue
        at += 1
    return found


def held(pid: int) -> float:
    """Megabytes that a family of processes holds now."""
    total = 0
    for each in family(pid):
        try:
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return total / 1024


def watched(process: "subprocess.Popen[str]") -> tuple[str, str, float]:
    """What a process printed, what it complained of, and the most that it held; looking costs it nothing."""
    peak = 0.0
    while True:
        try:
            return *process.communicate(timeout=1.0), peak
        except subprocess.TimeoutExpired:
            peak = max(peak, held(process.pid))


def spent(pid: int) -> float:
    """Seconds of a processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(name: str, count: int, folder: Path) -> None:
    """One contestant in this process; prints its figures as JSON."""
    many_files()
    way, _, threads = name.rpartition("-")
    began = time.perf_counter()
    good = WAYS[way](count, int(threads), folder)
    seconds = time.perf_counter() - began
    own, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + below.ru_utime + below.ru_stime
    print(json.dumps({"good": good, "seconds": seconds, "cpu": 1000 * cpu / count}))


def main() -> None:
    """Print the table."""
    given = argparse.ArgumentParser()
    given.add_argument("--devices", type=int, default=1000)
    given.add_argument("--only", default="")
    given.add_argument("--run", default="", help=argparse.SUPPRESS)
    given.add_argument("--folder", type=Path, default=Path(), help=argparse.SUPPRESS)
    asked = given.parse_args()
    if asked.run:
        run(asked.run, asked.devices, asked.folder)
        return
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Queue()
    process = spawn.Process(target=server, args=(asked.devices, ready), daemon=True)
    process.start()
    key = ready.get(timeout=120)
    print("way                 good   dev/s  CPU ms/device  endpoints  memory MB  seconds")
    try:
        for name in RUNS:
            if asked.only and asked.only not in name:
                continue
            with tempfile.TemporaryDirectory() as folder:
                lines = [f"[{address(number)}]:{PORT} ssh-ed25519 {key}\n" for number in range(asked.devices)]
                (Path(folder) / "known_hosts").write_text("".join(lines))
                command = [
                    sys.executable,
                    "-m",
                    "benchmarks.scan",
                    "--run",
                    name,
                    "--devices",
                    str(asked.devices),
                    "--folder",
                    folder,
                ]
                before = spent(process.pid or 0)
                done = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
                printed, complaints, peak = watched(done)
            if done.returncode:
                print(f"{name:18s}  failed: {(complaints.strip().splitlines() or ['?'])[-1]}")
                continue
            if complaints:
                print(complaints, file=sys.stderr)
            row = json.loads(printed.splitlines()[-1])
            rate = row["good"] / row["seconds"]
            served = 1000 * (spent(process.pid or 0) - before) / asked.devices
            figures = f"{rate:7.1f} {row['cpu']:14.1f} {served:10.1f} {peak:10.0f} {row['seconds']:8.1f}"
            print(f"{name:18s} {row['good']:5d} {figures}", flush=True)
    finally:
        process.terminate()


if __name__ == "__main__":
    main()
