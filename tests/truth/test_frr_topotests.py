"""FRR's own expectation of `show ip ospf route`, before and after a link failure, row by row."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from collectors.dialect import dialect, read
from collectors.draft import Draft
from collectors.shown import Page
from collectors.vendors.frr.shown import read_routes
from models.device import Device, DeviceId
from models.network import Network
from netplan.routing.solve import routes

ROUTERS = ("r1", "r2", "r3", "r4")
_ROW = re.compile(r"^N( IA)?\s+(\S+)\s+\[(\d+)\] area")
_WAY = re.compile(r"^\s+(?:via (\S+), (\S+)|directly attached to (\S+))")


def load(folder: Path, down: bool) -> Network:
    """The four routers; "down" is r3-eth0 without light."""
    devices: dict[DeviceId, Device] = {}
    for name in ROUTERS:
        text = (folder / name / "frr.conf").read_text(encoding="utf-8")
        device = read(text, dialect("frr"), Draft(DeviceId("lab", name), "frr", f"{name}/frr.conf"))
        devices[device.id] = device
    if down:
        r3 = devices[DeviceId("lab", "r3")]
        shut = replace(r3.interfaces["r3-eth0"], enabled=False)
        devices[r3.id] = replace(r3, interfaces={**r3.interfaces, shut.name: shut})
    return Network(devices)


def expected(text: str) -> Iterator[tuple[str, str, int, str, str]]:
    """(kind, prefix, cost, next hop, port) of the network routing table."""
    row: tuple[str, str, int] | None = None
    for line in text.split("OSPF router routing table")[0].splitlines():
        if found := _ROW.match(line):
            row = ("ospf-ia" if found[1] else "ospf", found[2], int(found[3]))
        elif row and (way := _WAY.match(line)):
            yield (*row, way[1] or "", way[2] or way[3])


@pytest.mark.parametrize("router", ROUTERS)
@pytest.mark.parametrize("down", [False, True], ids=["up", "down"])
def test_ospf_routes_are_those_of_frr(recorded: Path, router: str, down: bool) -> None:
    folder = recorded / "frr-topotests/ospf_topo1"
    rows = set(expected((folder / router / f"ospfroute{'_down' if down else ''}.txt").read_text(encoding="utf-8")))
    assert len(rows) >= 3
    found = {
        (r.protocol, str(r.prefix), r.metric, str(r.next_hop or ""), r.interface)
        for r in routes(load(folder, down)).ospf_routes()
        if r.device.name == router and r.prefix.version == 4
    }
    assert found == rows


@pytest.mark.parametrize("router", ROUTERS)
@pytest.mark.parametrize("down", [False, True], ids=["up", "down"])
def test_best_ospf6_routes_are_those_of_frr(recorded: Path, router: str, down: bool) -> None:
    """Best rows (`*`); next hops are link-local addresses of that run, so the port is compared. FRR writes IA for intra-area."""
    folder = recorded / "frr-topotests/ospf_topo1"
    text = (folder / router / f"ospf6route{'_down' if down else ''}.txt").read_text(encoding="utf-8")
    rows = {(m[2], m[3] == "::", m[4]) for m in re.finditer(r"^\*N (IA|IE|E2)\s+(\S+)\s+(\S+)\s+(\S+)", text, re.MULTILINE)}
    assert len(rows) >= 3
    kinds = {m[2]: {"IA": "ospf", "IE": "ospf-ia"}[m[1]] for m in re.finditer(r"^\*N (IA|IE)\s+(\S+)", text, re.MULTILINE)}
    computed = [r for r in routes(load(folder, down)).ospf_routes() if r.device.name == router and r.prefix.version == 6]
    result = routes(load(folder, down))
    direct = {(r.device.name, r.interface, r.prefix) for rib in result.ribs.values() for r in rib if r.protocol == "connected"}
    found = {(str(r.prefix), (router, r.interface, r.prefix) in direct, r.interface) for r in computed}
    assert found == rows
    assert {str(r.prefix): r.protocol for r in computed} == kinds


@pytest.mark.parametrize("router", ["r1", "r2", "r3", "r4", "r5"])
def test_connected_routes_are_those_of_frr_and_what_is_is_brings_is_unknown(recorded: Path, router: str) -> None:
    folder = recorded / "frr-topotests/isis_topo1" / router
    text = "\n".join((folder / name).read_text(encoding="utf-8") for name in ("zebra.conf", "isisd.conf"))
    device = read(text, dialect("frr"), Draft(DeviceId("lab", router), "frr", router))
    result = routes(Network({device.id: device}))
    page = Page((folder / f"{router}_route.json").read_text(encoding="utf-8"), "default", router)
    shown = {(str(way.prefix), way.protocol, str(way.next_hop or way.interface)) for way in read_routes(page)}
    ((_, rib),) = result.ribs.items()
    found = {
        (str(r.prefix), r.protocol, str(r.next_hop or r.interface)) for r in rib if r.prefix.version == 4 and r.protocol != "local"
    }
    assert found == {row for row in shown if row[1] == "connected"}
    assert len(found) >= 2
    assert {row[1] for row in shown} - {"connected"} <= {"isis", "table"} and set(result.unknown) == {0}
