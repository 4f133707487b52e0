"""Process 1 of a random network: builds it, says "ready", and takes in orphans until it is killed.

unshare --mount --pid --fork --mount-proc --kill-child python -m tests.lab.truth.world SEED
"""

import os
import selectors
import shutil
import socket
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

from tests.lab.router import FRR, start
from tests.lab.spaces import ROUTES, batch, inside
from tests.lab.truth.asked_ports import OTHER, PORT
from tests.lab.truth.draw import draw
from tests.lab.truth.filters import nftables
from tests.lab.truth.sketch import DEFAULT, Router, Sketch
from tests.lab.world import BASE

PATIENCE = 120.0
LANS = "lans"
"""The namespace of the bridges, where wires are made too."""
SIX = (
    "net/ipv6/conf/all/accept_dad=0", "net/ipv6/conf/default/accept_dad=0", "net/ipv6/conf/all/keep_addr_on_down=1",
    "net/ipv6/conf/default/keep_addr_on_down=1", "net/ipv6/conf/all/accept_ra=0", "net/ipv6/conf/default/accept_ra=0",
)  # fmt: skip
SIX_ROUTES = (
    "net/ipv6/conf/all/forwarding=1", "net/ipv6/conf/all/ignore_routes_with_linkdown=1", "net/ipv6/fib_multipath_hash_policy=1",
    "net/ipv6/icmp/ratelimit=0",
)  # fmt: skip


def build(sketch: Sketch) -> None:
    """Everything, up to daemons that have read their configs; raises TimeoutError naming the routers that do not come up."""
    for command in ("--make-rprivate /", f"-t tmpfs -o mode=755 tmpfs {BASE}", "-t tmpfs -o mode=755 tmpfs /run"):
        subprocess.run(["mount", *command.split()], check=True)
    Path("/run/netns").mkdir()
    _spaces(sketch)
    get_context("fork").Process(target=_answer, args=(sketch,), daemon=True).start()
    for router in sketch.routers:
        _start(router)
    late = {router.name for router in sketch.routers}
    end = time.monotonic() + PATIENCE
    while late := {name for name in late if not (BASE / name / "ready").exists()}:
        if time.monotonic() > end:
            raise TimeoutError(f"{', '.join(sorted(late))} did not start")
        time.sleep(0.05)
    for router in sketch.routers:
        said = (BASE / router.name / "init.log").read_text(encoding="utf-8")
        if any(line.startswith("%") for line in said.splitlines()):
            raise ValueError(f"{router.name} does not take its config: {said[-1000:]}")


def _spaces(sketch: Sketch) -> None:
    """Namespaces, wires, bridges, the addresses of hosts, filters. Addresses of routers come from their configs."""
    routed = {router.space(vrf): (router, vrf) for router in sketch.routers for vrf in (DEFAULT, *router.vrfs)}
    batch([f"netns add {space}" for space in (*routed, *(host.name for host in sketch.hosts), LANS)])
    for space in (*routed, *(host.name for host in sketch.hosts)):
        with inside(Path("/run/netns", space)):
            for setting in (*SIX, *((*ROUTES, *SIX_ROUTES) if space in routed else ())):
                name, _, value = setting.partition("=")
                Path("/proc/sys", name).write_text(value, encoding="ascii")
    pairs = [(a.place, b.place) for a, b in sketch.wires] + [(host.port.place, (host.name, "eth0")) for host in sketch.hosts]
    lines = [f"link add {a[1]} netns {a[0]} type veth peer name {b[1]} netns {b[0]}" for a, b in pairs]
    for at, lan in enumerate(sketch.lans):
        lines += [f"link add lan{at} type bridge mcast_snooping 0", f"link set lan{at} up"]
        for n, port in enumerate(lan):
            lines += [f"link add l{at}p{n} type veth peer name {port.name} netns {port.router.space(port.vrf)}"]
            lines += [f"link set l{at}p{n} master lan{at}", f"link set l{at}p{n} up"]
    batch(lines, LANS)
    for space, (router, vrf) in routed.items():
        mine = [p for p in router.ports if p.vrf == vrf]
        batch(
            [*(f"link set {p.name} address {p.mac}" for p in mine), *(f"link set {n} up" for n in ("lo", *(p.name for p in mine)))],
            space,
        )
        if any(p.vrf == vrf and (p.acl_in or p.acl_out) for p in router.ports):
            with inside(Path("/run/netns", space)):
                subprocess.run(["nft", "-f", "-"], input=nftables(router, vrf), text=True, check=True)
    for host in sketch.hosts:
        own = ["link set lo up", "link set eth0 up", f"addr add {host.v4} dev eth0", f"route add default via {host.port.v4.ip}"]
        if host.v6 and host.port.v6:
            own += [f"addr add {host.v6} dev eth0", f"route add default via {host.port.v6.ip} dev eth0"]
        batch(own, host.name)


def _start(router: Router) -> None:
    folder = BASE / router.name
    for name in ("frr", "vty", "netns"):
        (folder / name).mkdir(parents=True)
    (folder / "frr/vtysh.conf").write_text("service integrated-vtysh-config\n", encoding="ascii")
    (folder / "frr/frr.conf").write_text(router.config(), encoding="ascii")
    for name in ("frr", "vty"):
        shutil.chown(folder / name, "frr", "frr")
    script = []
    for vrf in router.vrfs:
        script += [f"touch {folder}/netns/{vrf}", f"mount --bind /run/netns/{router.space(vrf)} {folder}/netns/{vrf}"]
    script += [
        "mount -t tmpfs -o mode=755 tmpfs /run", "mkdir -p /run/frr /run/netns /var/tmp/frr",
        "mount -t tmpfs tmpfs /var/tmp/frr", "chown frr:frr /var/tmp/frr", f"mount --bind {folder}/vty /run/frr",
        f"mount --rbind {folder}/netns /run/netns", f"mount --bind {folder}/frr /etc/frr", f"hostname {router.name}",
        f"touch {folder}/frr.log", f"chown frr:frr {folder}/frr.log",
        f"{FRR}/zebra -d {'-n' if router.vrfs else ''} -A 127.0.0.1 -s 90000000 --log file:{folder}/frr.log",
    ]  # fmt: skip
    script += [f"{FRR}/{daemon} -d -A 127.0.0.1 --log file:{folder}/frr.log" for daemon in router.daemons]
    start(folder, router.name, [*script, "vtysh -b"])


def _answer(sketch: Sketch) -> None:
    """All hosts: each tells its name to whoever asks it by UDP."""
    waiting = selectors.DefaultSelector()
    for host in sketch.hosts:
        with inside(Path("/run/netns", host.name)):
            for family, everywhere in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):  # its namespace is a wire long
                for port in (PORT, OTHER):
                    ear = socket.socket(family, socket.SOCK_DGRAM)
                    if family is socket.AF_INET6:
                        ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                    ear.bind((everywhere, port))
                    ear.setblocking(False)
                    waiting.register(ear, selectors.EVENT_READ, host.name.encode())
    while True:
        for key, _ in waiting.select():
            ear = key.fileobj
            assert isinstance(ear, socket.socket)
            try:
                question, caller = ear.recvfrom(512)
                ear.sendto(question + b"|" + key.data, caller)
            except OSError:  # who asked is gone, or the way back to it is
                continue


def main() -> None:
    """Build and stay."""
    build(draw(int(sys.argv[1])))
    print("ready", flush=True)
    while True:
        os.wait()


if __name__ == "__main__":
    main()
