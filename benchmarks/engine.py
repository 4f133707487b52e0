"""How long the engine takes: topology, routing tables and the fate of every (node, loopback) of synthetic cities.

    python -m benchmarks.engine FOLDER...

Each folder holds `configs/*.cfg` of one network in Cisco IOS words. Times are of a second run in the same process,
so compiled kernels are loaded; the first run is shown beside it.
"""

import sys
from pathlib import Path
from time import perf_counter

from collectors.dialect import dialect, read
from collectors.draft import Draft
from models.device import DeviceId
from models.interfaces import InterfaceKind
from models.network import Network
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.fib import Fib
from netplan.routing.solve import routes_over
from netplan.topology.topology import build


def load(folder: Path) -> Network:
    """The configs of a folder as one department."""
    spoken = dialect("cisco_ios")
    devices = (
        read(path.read_text(encoding="utf-8"), spoken, Draft(DeviceId("city", path.stem), "cisco_ios", path.name))
        for path in sorted((folder / "configs").glob("*.cfg"))
    )
    return Network({device.id: device for device in devices})


def once(network: Network) -> tuple[float, float, float, int, int]:
    """Seconds of topology, routing and fates; the number of routes and of (node, loopback) pairs."""
    begin = perf_counter()
    topology = build(network)
    built = perf_counter()
    routing = routes_over(topology)
    routed = perf_counter()
    loopbacks = [
        a.ip for a in topology.addresses if topology.ports[a.port].interface.kind is InterfaceKind.LOOPBACK and a.family == 4
    ]
    plane = DataPlane(network, routing, Fib(routing))
    mask = plane.fates([(node.device, node.vrf) for node in plane.nodes], loopbacks).mask
    return built - begin, routed - built, perf_counter() - routed, len(routing.rows), mask.size


def main(folders: list[str]) -> None:
    """Print one line for each folder."""
    print(
        f"{'network':24} {'devices':>8} {'routes':>9} {'pairs':>10} {'topology':>9} {'routing':>9} {'fates':>8} {'first run':>10}"
    )
    for folder in folders:
        network = load(Path(folder))
        first = sum(once(network)[:3])
        topology, routing, fates, rows, pairs = once(network)
        times = f"{topology:8.3f}s {routing:8.3f}s {fates:7.3f}s {first:9.3f}s"
        print(f"{Path(folder).name:24} {len(network.devices):8} {rows:9} {pairs:10} {times}")


if __name__ == "__main__":
    main(sys.argv[1:])
