"""Network namespaces: enter one for a while, make them and their wires."""

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.lab.jump import BRIDGE, DESK, NAME, OUTSIDE, RULES
from tests.lab.layout import DESK_ADDRESS, JUMP_ADDRESS, MANAGEMENT, OUT_OF_BAND, Layout

_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)
QUIET = ("net/ipv6/conf/all/disable_ipv6=1", "net/ipv6/conf/default/disable_ipv6=1")
ROUTES = (
    "net/ipv4/ip_forward=1",
    "net/ipv4/conf/all/rp_filter=0",
    "net/ipv4/conf/default/rp_filter=0",
    "net/ipv4/conf/all/ignore_routes_with_linkdown=1",
    "net/ipv4/fib_multipath_hash_policy=1",
    "net/ipv4/icmp_ratelimit=0",
)


@contextmanager
def inside(path: Path) -> Iterator[None]:
    """Run in a network namespace: sockets of this thread, and of threads and processes that it starts, belong to it."""
    here, there = os.open("/proc/thread-self/ns/net", os.O_RDONLY), os.open(path, os.O_RDONLY)
    try:
        _enter(there)
        try:
            yield
        finally:
            _enter(here)
    finally:
        os.close(there)
        os.close(here)


def _enter(descriptor: int) -> None:
    if _libc.setns(descriptor, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "the network namespace could not be entered")


def batch(lines: list[str], space: str = "") -> None:
    """Run lines of `ip`, all of them or an error."""
    command = ["ip", *(["-n", space] if space else []), "-batch", "-"]
    subprocess.run(command, input="\n".join([*lines, ""]), text=True, check=True)


def make(layout: Layout) -> None:
    """All namespaces, bridges, wires and addresses of the hosts. Other addresses of routers come from their configs."""
    batch([f"netns add {space}" for space in (*layout.spaces, NAME, DESK)])
    lines = [f"link add {w.a[1]} netns {w.a[0]} type veth peer name {w.b[1]} netns {w.b[0]}" for w in layout.wires]
    lines += [
        f"link add m{at} netns {NAME} type veth peer name {MANAGEMENT} netns {router.name}"
        for at, router in enumerate(layout.routers)
    ]
    batch([*lines, f"link add {OUTSIDE} netns {NAME} type veth peer name eth0 netns {DESK}"])
    for space in (*layout.spaces, NAME, DESK):
        with inside(Path("/run/netns", space)):
            routes = space == NAME or space.split(".")[0] in {router.name for router in layout.routers}
            for setting in (*QUIET, *(ROUTES if routes else ())):
                name, _, value = setting.partition("=")
                Path("/proc/sys", name).write_text(value, encoding="ascii")
    for router in layout.routers:
        for vrf in ("", *router.vrfs):
            ports = [port.name for port in router.ports if port.vrf == vrf] + ([] if vrf else [MANAGEMENT])
            batch([f"link set {name} up" for name in ("lo", *ports)], router.namespace(vrf))
        batch(
            [f"addr add {router.management} dev {MANAGEMENT}"], router.namespace()
        )  # its servers start before FRR reads the config
    for host in layout.hosts:
        gateway = next(p.address.ip for p in layout.router(host.router).ports if p.name == host.port)
        port = ["link set lo up", "link set eth0 up", f"addr add {host.address} dev eth0", f"route add default via {gateway}"]
        batch(port, host.name)
    _management(layout)


def _management(layout: Layout) -> None:
    """The bridge of the management ports, inside the jump host; the desk behind its other port."""
    lines = [f"link add {BRIDGE} type bridge", f"link set {BRIDGE} up", f"addr add {OUT_OF_BAND} dev {BRIDGE}", "link set lo up"]
    for at in range(len(layout.routers)):
        lines += [f"link set m{at} master {BRIDGE}", f"link set m{at} up"]
    batch([*lines, f"addr add {JUMP_ADDRESS} dev {OUTSIDE}", f"link set {OUTSIDE} up", *RULES], NAME)
    desk = ["link set lo up", f"addr add {DESK_ADDRESS} dev eth0", "link set eth0 up", f"route add default via {JUMP_ADDRESS.ip}"]
    batch(desk, DESK)
