"""Recorded networks: the configs of a set as a Network, and the tables that its devices printed (or Batfish computed)."""

import json
from collections.abc import Callable, Iterator, Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path

from collectors.dialect import dialect, dialects, read
from collectors.draft import Draft
from collectors.observe import observed
from collectors.transports.files import command_of
from models.device import Device, DeviceId
from models.link import Link, Port
from models.network import Network
from models.observed import ALL_VRFS, ROUTES, Observed, Output, RouteSeen
from models.snapshot import Capture
from netplan.audit.fidelity.compare import fidelity
from netplan.audit.fidelity.entries import Entry, Fidelity, Status
from netplan.audit.fidelity.lights import as_seen
from netplan.routing.solve import routes
from netplan.topology.topology import build
from tests.vendors.recorded_configs import OS_NAMES


def lab_network(folder: Path) -> tuple[Network, list[str]]:
    """The configs of a lab-validation set as a network, and the hosts whose OS has no dialect."""
    devices, left_out = {}, []
    for host, nos in json.loads((folder / "show/host_nos.txt").read_text(encoding="utf-8")).items():
        os = OS_NAMES.get(nos, nos)
        if os not in dialects():
            left_out.append(host)
            continue
        device = read_config(next(_configs(folder / "configs", host)), os, host)
        devices[device.id] = device
    return Network(devices, _wires(folder / "batfish/layer1_topology.json", devices)), left_out


def _wires(path: Path, devices: Mapping[DeviceId, Device]) -> frozenset[Link]:
    """The wires that a set declares, where it does."""
    names = {device.hostname.lower(): id for id, device in devices.items()} | {id.name.lower(): id for id in devices}
    found = set()
    for edge in json.loads(path.read_text(encoding="utf-8"))["edges"] if path.is_file() else ():
        ends = [(names.get(end["hostname"].lower()), end["interfaceName"]) for end in (edge["node1"], edge["node2"])]
        ports = [Port(id, dialect(devices[id].os).canonical_name(name)) for id, name in ends if id is not None]
        if len(ports) == 2:
            found.add(Link(min(ports), max(ports), "layer1"))
    return frozenset(found)


def folder_network(folder: Path, os: str) -> Network:
    """Every file of a folder as one device, named by the file."""
    devices = [read_config(path, os, path.name.split(".")[0]) for path in sorted(folder.iterdir()) if path.is_file()]
    return Network({device.id: device for device in devices})


def _configs(folder: Path, host: str) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.stem.lower() == host.lower():
            yield path
        elif path.is_dir() and path.name.lower() == host.lower():
            yield from sorted(file for file in path.iterdir() if file.is_file())


def read_config(path: Path, os: str, name: str) -> Device:
    """One config as a device of the department `lab`."""
    return read(path.read_text(encoding="utf-8", errors="replace"), dialect(os), Draft(DeviceId("lab", name), os, path.name))


def printed(folder: Path) -> Callable[[Device], Observed]:
    """What each device of a lab-validation set printed."""

    def seen(device: Device) -> Observed:
        paths = sorted(path for path in (folder / "show" / device.id.name).glob("*") if path.is_file())
        captures = [
            Capture(device.id, command_of(path.name), path.name, path.read_text(encoding="utf-8", errors="replace"))
            for path in paths
        ]
        return observed(captures, dialect(device.os))[0]

    return seen


def batfish(path: Path, distances: bool = True) -> Callable[[Device], Observed]:
    """The rows of a recorded Batfish answer to the question `routes`, with or without administrative distances."""
    words = {"ibgp": "bgp", "ospfE1": "ospf-e1", "ospfE2": "ospf-e2", "ospfIA": "ospf-ia"}
    tables: dict[str, list[RouteSeen]] = {}
    for row in json.loads(path.read_text(encoding="utf-8"))[0]["rows"]:
        hop = row["Next_Hop"]
        address, port = ip_address(hop["ip"]) if hop.get("ip") else None, str(hop.get("interface") or "")
        protocol = words.get(row["Protocol"], row["Protocol"])
        distance, metric, discard = row.get("Admin_Distance") if distances else None, row.get("Metric"), hop["type"] == "discard"
        tables.setdefault(row["Node"]["name"], []).append(
            RouteSeen(row["VRF"], ip_network(row["Network"]), protocol, address, port, discard, distance, metric)
        )

    def seen(device: Device) -> Observed:
        rows = tables.get(device.id.name)
        return Observed((Output(ROUTES, ALL_VRFS, path.name),), tuple(rows)) if rows else Observed()

    return seen


def compared(network: Network, seen: Callable[[Device], Observed]) -> Fidelity:
    """Those tables against ours."""
    return fidelity(routes(as_seen(network, seen)), seen, configured=build(network))


def differing(found: Fidelity, table: str) -> list[Entry]:
    """What is not equal in one kind of table, though the engine does not call its answer unknown."""
    return [entry for entry in found.entries if entry.table == table and entry.status is not Status.EQUAL and not entry.unknown]


def share(found: Fidelity, table: str) -> float:
    """The part of the entries that are equal, those that the engine calls unknown included."""
    entries = [entry for entry in found.entries if entry.table == table]
    return sum(entry.status is Status.EQUAL for entry in entries) / len(entries) if entries else 1.0
