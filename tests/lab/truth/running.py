"""The handle of a random network from outside."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

from collectors.collect import Load, collect
from collectors.transports.files import Held, HostFiles, Listing
from models.device import DeviceId
from models.link import Link
from models.link import Port as End
from models.network import Network
from tests.lab.lab import begun, ended, path_inside, vtysh_at
from tests.lab.spaces import inside
from tests.lab.truth.draw import draw
from tests.lab.truth.sketch import Port, Sketch
from tests.lab.world import BASE

KEY = b"k" * 32
DEPARTMENT = "lab"


class Running:
    """A random network that runs. `pid` is the process whose end is the end of all of it."""

    def __init__(self, pid: int, sketch: Sketch) -> None:
        self.pid, self.sketch = pid, sketch

    def inside(self, space: str) -> AbstractContextManager[None]:
        """Enter the network namespace of a router, a VRF (`r1.red`) or a host."""
        return inside(path_inside(self.pid, "/run/netns", space))

    def vtysh(self, router: str, *commands: str) -> str:
        """What a router says to commands."""
        return vtysh_at(path_inside(self.pid, str(BASE), router, "vty"), router, commands)

    def network(self) -> Network:
        """The network that the running configs describe, with the wires as they were laid and the filters as they were drawn."""
        files = []
        for router in self.sketch.routers:
            config = self.vtysh(router.name, "show running-config").encode()
            files.append(HostFiles(router.name, Held(f"{DEPARTMENT}/{router.name}", config), "frr"))
        snapshot, _ = collect([Load(DEPARTMENT, Listing(tuple(files)))], KEY)
        assert all(result.outcome.good for result in snapshot.results), snapshot.results
        devices = dict(snapshot.devices)
        for router in self.sketch.routers:
            device = devices[DeviceId(DEPARTMENT, router.name)]
            ports = dict(device.interfaces)
            for port in router.ports:
                ports[port.name] = replace(ports[port.name], acl_in=port.acl_in, acl_out=port.acl_out)
            devices[device.id] = replace(device, interfaces=ports, acls={**device.acls, **router.acls})
        return Network(devices, frozenset(Link(_end(a), _end(b)) for a, b in self.sketch.wires), snapshot.realms)


def _end(port: Port) -> End:
    return End(DeviceId(DEPARTMENT, port.router.name), port.name)


@contextmanager
def running(seed: int) -> Iterator[Running]:
    """The network of a seed, up until the block ends."""
    pid = begun("tests.lab.truth.world", str(seed))
    try:
        yield Running(pid, draw(seed))
    finally:
        ended(pid)
