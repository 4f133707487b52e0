"""How long the engine takes, against bars and against Batfish on the same configs.

    python -m benchmarks.city OUT --n 10000            # or any other maker of configs
    python -m benchmarks.engine FOLDER...

Each folder holds `configs/*.cfg` of one network in Cisco IOS words and `meta.json`, which says what it is: its kind
(city or fattree), n or k, proto. Each network is measured by a process of its own, in CPU seconds (all threads), with
compiled kernels loaded and nothing remembered of an earlier computation. Batfish's figures are CPU seconds of
version cba1873338ae on such a machine.
"""

import gc
import json
import os
import random
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import TypeVar

import numpy as np

from collectors.dialect import dialect, read
from collectors.draft import Draft
from models.change import Change
from models.device import Device, DeviceId
from models.interfaces import Interface, InterfaceKind
from models.network import Network
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.fib import Fib
from netplan.forwarding.lanes import Lanes, atoms
from netplan.forwarding.live import Live
from netplan.routing.solve import RoutingResult, routes
from netplan.topology.topology import Topology

T = TypeVar("T")
GIB = 1 << 30
CHANGES = 40

BARS: dict[tuple[str, str], tuple[float, float | None]] = {
    ("city 1000", "all FIBs, s"): (1.5, 17),
    ("city 1000", "all loopbacks reach all, s"): (0.2, 5.2),
    ("city 1000", "one link shut: who differs, s"): (0.1, 81),
    ("city 1000", "peak memory, GiB"): (1, 10.2),
    ("fattree 12 ospf", "all FIBs, s"): (2, 30),
    ("fattree 12 ospf", "peak memory, GiB"): (1, 9),
    ("fattree 12 ebgp", "all FIBs, s"): (1, 17),
    ("city 10000", "all FIBs, s"): (30, None),
    ("city 10000", "fate of every (node, atom), s"): (10, None),
    ("city 10000", "peak memory, GiB"): (6, None),
    ("city 5000", "one small change, median, ms"): (30, None),
}
"""(network, work) → the bar, and Batfish's figure. For "who differs" Batfish reads, computes and compares two snapshots."""
ROUTES = {"city 1000": 121_388, "fattree 12 ospf": 647_460, "fattree 12 ebgp": 141_588}
"""Main-RIB routes of Batfish."""


def load(folder: Path) -> Network:
    """The configs of a folder as one department."""
    spoken = dialect("cisco_ios")
    devices = (
        read(path.read_text(encoding="utf-8"), spoken, Draft(DeviceId("city", path.stem), "cisco_ios", path.name))
        for path in sorted((folder / "configs").glob("*.cfg"))
    )
    return Network({device.id: device for device in devices})


def name_of(folder: Path) -> str:
    """What network a folder holds."""
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    return " ".join(str(meta[key]) for key in ("kind", "n", "k", "proto") if key in meta)


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """An answer, and the CPU seconds that it took."""
    begin = process_time()
    answer = work()
    return answer, process_time() - begin


def loopbacks(topology: Topology) -> list[int]:
    """The addresses of all loopbacks."""
    own = topology.ports
    return [a.ip for a in topology.addresses if own[a.port].interface.kind is InterfaceKind.LOOPBACK and a.family == 4]


def warm_up() -> None:
    """Load every kernel by a small network."""
    from benchmarks.city import city

    spoken = dialect("cisco_ios")
    made = (read("\n".join([*r.lines, "end", ""]), spoken, Draft(DeviceId("warm", r.name), "cisco_ios", r.name)) for r in city(36))
    network = Network({device.id: device for device in made})
    state = Live.of(network)
    watch = state.watch(loopbacks(state.plane.topology))
    for device, port in uplinks(network)[:3]:
        state.after(shut(device, port)).follow(watch)
        watch.back()
    plane = DataPlane.of(network)
    plane.fates([(node.device, node.vrf) for node in plane.nodes], loopbacks(plane.topology))


def uplinks(network: Network) -> list[tuple[Device, Interface]]:
    """The ports of all point-to-point links."""
    return [
        (device, port)
        for _, device in sorted(network.devices.items())
        for port in device.interfaces.values()
        if port.enabled and any(address.ip.network.prefixlen == 31 for address in port.addresses)
    ]


def shut(device: Device, port: Interface) -> Change:
    """Shut one port down."""
    return Change(device.id, port, replace(port, enabled=False))


def report(name: str, work: str, value: float) -> None:
    """One line of the table."""
    bar, rival = BARS.get((name, work), (None, None))
    verdict = "" if bar is None else "met" if value <= bar else "MISSED"
    ratio = "" if rival is None else f"{rival / value:.0f} times"
    limit, other = ("" if each is None else each for each in (bar, rival))
    print(f"{name:18} {work:32} {value:10.3f} {limit:>8} {verdict:7} {other:>8} {ratio:>11}", flush=True)


def measure(folder: Path) -> None:
    """All rows of one network."""
    warm_up()
    name = name_of(folder)
    network, seconds = timed(lambda: load(folder))
    report(name, "reading configs, s", seconds)
    gc.collect()
    gc.freeze()
    routing, seconds = timed(lambda: routes(network))
    report(name, "all FIBs, s", seconds)
    count = len(routing.rows)
    there = f", Batfish {ROUTES[name]:,}: {count - ROUTES[name]:+,}" if name in ROUTES else ""
    print(f"{name:18} main-RIB routes {count:,}{there}")
    plane = DataPlane(network, routing, Fib(routing))
    starts, asked = [(node.device, node.vrf) for node in plane.nodes], loopbacks(plane.topology)
    _, seconds = timed(lambda: plane.fates(starts, asked).mask)
    report(name, "all loopbacks reach all, s", seconds)
    if name == "city 10000":
        every_atom(name, routing)
    else:
        if name == "city 1000":
            reach(name, plane)
        changes(name, network, asked)
    report(name, "peak memory, GiB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / GIB)


def every_atom(name: str, routing: RoutingResult) -> None:
    """The fate of every pair of a node and an atom, from the finished tables on."""
    from netplan.forwarding.fates import solved

    def work() -> int:
        lanes = Lanes(atoms(routing.topology, routing.book, 4), 4)
        found = solved(Fib(routing), lanes)
        return int(found.bits.shape[1]) * len(found.lane)

    pairs, seconds = timed(work)
    report(name, "fate of every (node, atom), s", seconds)
    print(f"{name:18} pairs {pairs:,}")


def reach(name: str, plane: DataPlane) -> None:
    """What becomes of packets of every kind between all subnets of hosts, filters included: worker processes count, too."""
    from netplan.forwarding.pairs import pairs, subnets

    def spent() -> float:
        return sum(os.times()[:4])

    known, begin = subnets(plane), spent()
    found = sum(1 for _ in pairs(plane, known, known))
    report(name, "who reaches whom, s", spent() - begin)
    print(f"{name:18} pairs of subnets {found:,}")


def changes(name: str, network: Network, asked: list[int]) -> None:
    """Random ports shut, one at a time: routes and the fates of all pairs renewed, and held against a computation from scratch."""
    state, seconds = timed(lambda: Live.of(network))
    report(name, "a state that can be followed, s", seconds)
    watch = state.watch(asked)
    gc.collect()
    gc.freeze()
    dice = random.Random(1)
    taken: list[float] = []
    for number, (device, port) in enumerate(dice.sample(uplinks(network), CHANGES)):
        change = shut(device, port)
        found, seconds = timed(lambda change=change: state.after(change).follow(watch))  # type: ignore[misc]  # bound at once
        assert found is not None
        taken.append(seconds)
        if number == 0:
            plane = DataPlane.of(network.after(change))
            fresh = plane.fates([(node.device, node.vrf) for node in plane.nodes], asked)
            assert np.array_equal(watch.fates(asked).mask, fresh.mask), "incremental and from scratch differ"
        watch.back()
    report(name, "one link shut: who differs, s", statistics.median(taken))
    report(name, "one small change, median, ms", 1000 * statistics.median(taken))
    report(name, "one small change, slowest, ms", 1000 * max(taken))


def main(folders: list[str]) -> None:
    """Print the table."""
    if folders[:1] == ["--one"]:
        measure(Path(folders[1]))
        return
    print(f"{'network':18} {'work':32} {'measured':>10} {'bar':>8} {'':7} {'Batfish':>8} {'ratio':>11}", flush=True)
    for folder in folders:
        subprocess.run([sys.executable, "-m", "benchmarks.engine", "--one", folder], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
