"""Random bridges of the kernel, which speak IEEE 802.1D, and what they settle on."""

import json
import random
import subprocess
from pathlib import Path

from models.device import DeviceId
from netplan.topology.domains import UnionFind
from netplan.topology.spanning_tree import Bridge, BridgePort, Lan, PortId, tree
from tests.lab.lab import eventually
from tests.lab.spaces import batch, inside

SETTLED = {"forwarding": True, "blocking": False}
TIMERS = "forward_delay 200 hello_time 100 max_age 600"
"""The shortest that the kernel takes."""


def drawn(seed: int) -> tuple[dict[DeviceId, Bridge], list[Lan]]:
    """A few bridges with wires, parallel ones too; ties of priorities and costs are common."""
    rng = random.Random(seed)
    names = [DeviceId("d", f"b{n}") for n in range(rng.randint(3, 6))]
    macs = rng.sample(range(1, 200), len(names))
    bridges = {name: Bridge(rng.choice((4096, 32768)), mac) for name, mac in zip(names, macs, strict=True)}
    ports = dict.fromkeys(names, 0)

    def port(name: DeviceId) -> BridgePort:
        ports[name] += 1
        n = ports[name]
        return BridgePort(name, f"{name.name}e{n}", PortId(rng.choice((16, 32, 32)), "e#", (n,)), rng.choice((4, 4, 19)))

    lans: list[Lan] = [(port(names[n]), port(rng.choice(names[:n]))) for n in range(1, len(names))]
    for _ in range(rng.randint(1, 5)):
        one, other = rng.sample(names, 2)
        lans.append((port(one), port(other)))
    return bridges, lans


def build(bridges: dict[DeviceId, Bridge], lans: list[Lan], space: str) -> None:
    """All bridges in one namespace, each with the address that decides ties, ports numbered in their order."""
    lines = []
    for name, bridge in bridges.items():
        assert bridge.mac is not None
        kind = f"type bridge stp_state 1 {TIMERS} priority {bridge.priority}"
        lines.append(f"link add {name.name} address 02:00:00:00:00:{bridge.mac:02x} {kind}")
    lines += [f"link add {a.name} type veth peer name {b.name}" for a, b in lans]
    for port in sorted((port for lan in lans for port in lan), key=lambda port: (port.device, port.id.number)):
        lines.append(f"link set {port.name} master {port.device.name}")
        lines.append(f"link set {port.name} type bridge_slave cost {port.cost} priority {port.id.priority}")
        lines.append(f"link set {port.name} up")
    batch([*lines, *(f"link set {name.name} up" for name in bridges)], space)


def _told(*words: str) -> list[dict[str, object]]:
    done = subprocess.run([*words], capture_output=True, text=True, check=True)
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def states(space: str) -> dict[str, str]:
    """The state of each port."""
    with inside(Path("/run/netns", space)):
        return {str(row["ifname"]): str(row["state"]) for row in _told("bridge", "-j", "link") if "state" in row}


def distances(bridges: dict[DeviceId, Bridge], space: str) -> dict[DeviceId, tuple[int, int]]:
    """The root path cost of each bridge."""
    with inside(Path("/run/netns", space)):
        rows = _told("ip", "-j", "-d", "link", "show", "type", "bridge")
    costs = {str(row["ifname"]): int(row["linkinfo"]["info_data"]["root_path_cost"]) for row in rows}  # type: ignore[index, call-overload]
    return {name: (costs[name.name], costs[name.name]) for name in bridges}


def trial(seed: int) -> list[str]:
    """Build, wait until it rests, compare, cut a wire that the tree uses, and compare again. What differs, in words."""
    bridges, lans = drawn(seed)
    space = f"stp{seed}"
    batch([f"netns add {space}"])
    try:
        build(bridges, lans, space)
        wrong = _compared(bridges, lans, space, f"seed {seed}")
        cut = next((lan for lan in lans if _spare(bridges, lans, lan)), None)
        if cut is not None:
            batch([f"link set {port.name} down" for port in cut], space)
            wrong += _compared(bridges, [lan for lan in lans if lan is not cut], space, f"seed {seed} without {cut[0].name}")
        return wrong
    finally:
        batch([f"netns del {space}"])


def _spare(bridges: dict[DeviceId, Bridge], lans: list[Lan], lan: Lan) -> bool:
    """Whether the tree uses a wire and all bridges still reach each other without it."""
    sets = UnionFind()
    for a, b in (other for other in lans if other is not lan):
        sets.union(a.device, b.device)
    found = tree(bridges, lans)
    return all(found.forwards(port.device, port.name) for port in lan) and len({sets.find(name) for name in bridges}) == 1


def _compared(bridges: dict[DeviceId, Bridge], lans: list[Lan], space: str, what: str) -> list[str]:
    found = tree(bridges, lans)
    wanted = {port.name: found.forwards(port.device, port.name) for lan in lans for port in lan}

    def differing() -> list[str]:
        now, costs = states(space), distances(bridges, space)
        wrong = [f"{what}: {name} is {now[name]}" for name, good in wanted.items() if SETTLED.get(now[name]) is not good]
        return wrong + ([f"{what}: costs {costs}"] if costs != found.costs else [])

    eventually(lambda: not differing(), 40.0)
    return differing()
