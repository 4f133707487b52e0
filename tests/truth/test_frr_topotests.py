"""FRR's own expectation of `show ip ospf route`, before and after a link failure, and of the tables of IS-IS, row by row."""

import json
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
from netplan.audit.fidelity.routes import family_of
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


ISIS_ROUTERS = ("r1", "r2", "r3", "r4", "r5")
FOREIGN = "192.0.2.6/32"
"""A route that r5 imports from another table of the kernel, and brings into IS-IS."""


def isis_network(folder: Path) -> Network:
    """The five routers, from the files of their two daemons."""
    devices: dict[DeviceId, Device] = {}
    for name in ISIS_ROUTERS:
        text = "\n".join((folder / name / file).read_text(encoding="utf-8") for file in ("zebra.conf", "isisd.conf"))
        device = read(text, dialect("frr"), Draft(DeviceId("lab", name), "frr", name))
        devices[device.id] = device
    return Network(devices)


def isis_table(page: Page) -> set[tuple[str, str, str, str, int, int]]:
    """Prefix, protocol, next hop, port, distance and metric of every way in use."""
    return {
        (str(w.prefix), w.protocol, str(w.next_hop or ""), w.interface, w.distance or 0, w.metric or 0)
        for w in read_routes(page)
        if not w.prefix.is_link_local
    }


def isis_paths(text: str, version: int) -> set[tuple[str, int, str]]:
    """Prefix, metric and port of the shortest paths of both levels."""
    (area,) = json.loads(text)
    paths = [path for level in ("level-1", "level-2") for path in area.get(level, {}).get(f"ipv{version}-paths", ())]
    return {(p["vertex"], p["metric"], p["interface"]) for p in paths if "interface" in p and "/" in p["vertex"]}


@pytest.mark.parametrize("router", ISIS_ROUTERS)
@pytest.mark.parametrize("version", [4, 6])
def test_isis_routes_are_those_of_frr(recorded: Path, router: str, version: int) -> None:
    """All rows that FRR expects, in all that they say; next hops of IPv6 are link-local addresses that no config has."""
    folder = recorded / "frr-topotests/isis_topo1"
    name = folder / router / f"{router}_route{'6' if version == 6 else ''}.json"
    rows = {row for row in isis_table(Page(name.read_text(encoding="utf-8"), "default", router)) if row[0] != FOREIGN}
    result = routes(isis_network(folder))
    found = {
        (str(r.prefix), family_of(r.protocol), str(r.next_hop or ""), r.interface, r.distance, r.metric)
        for rib in result.ribs.values()
        for r in rib
        if r.device.name == router and r.prefix.version == version and r.protocol != "local"
    }
    assert rows <= found and len(rows) >= 3
    paths = isis_paths((folder / router / f"{router}_topology.json").read_text(encoding="utf-8"), version)
    more = {(row[0], row[5], row[3]) for row in found - rows if row[0] not in ("0.0.0.0/0", "::/0")}
    assert more <= paths, "a table that FRR's test leaves short has only what its list of shortest paths has"
    assert {result.topology.nodes[node].device.name for node in result.unknown} == {"r5"}, "it imports a table of the kernel"
