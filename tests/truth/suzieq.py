"""The two recorded networks of the suzieq set: configs, wires that devices heard of, and the routing tables they printed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from collectors.dialect import dialect
from collectors.observe import observed
from models.device import Device, DeviceId
from models.link import Link, Port
from models.network import Network
from models.observed import Observed
from models.snapshot import Capture
from tests.truth.recorded import read_config
from tests.vendors.recorded_configs import OS_NAMES


def suzieq_network(folder: Path, name: str) -> Network:
    """The configs of one network, with the wires that both ends heard of over LLDP (as far as JSON tells)."""
    devices = {}
    for path in sorted((folder / f"{name}-configs").iterdir()):
        host, nos, _ = path.name.split(".")
        device = read_config(path, OS_NAMES[nos], host)
        devices[device.id] = device
    return Network(devices, frozenset(_wires(folder / f"{name}-input/lldp.output", devices)))


def suzieq_printed(folder: Path, name: str) -> Callable[[Device], Observed]:
    """The routing table and the ports that each device printed."""
    pages: dict[str, list[tuple[str, str]]] = {}
    for answer in (*_answers(folder / f"{name}-input/routes.output"), *_answers(folder / f"{name}-input/interfaces.output")):
        data, command = answer["data"], answer["cmd"].replace("| no-more", "").strip()
        shown = (command, data) if isinstance(data, str) else (f"{command} | json", json.dumps(data))
        pages.setdefault(answer["hostname"], []).append(shown)

    def seen(device: Device) -> Observed:
        captures = [Capture(device.id, command, command, text) for command, text in pages.get(device.id.name, ())]
        return observed(captures, dialect(device.os))[0]

    return seen


def _answers(path: Path) -> Iterator[dict[str, Any]]:
    """The answers of a file: lists in JSON, one after the other."""
    text, decoder, at = path.read_text(encoding="utf-8"), json.JSONDecoder(), 0
    while at < len(text.rstrip()):
        found, end = decoder.raw_decode(text[at:].lstrip())
        at = len(text) - len(text[at:].lstrip()) + end
        yield from found


def _wires(path: Path, devices: dict[DeviceId, Device]) -> Iterator[Link]:
    calls = set()
    for answer in _answers(path):
        if isinstance(answer["data"], dict):
            here = DeviceId("lab", answer["hostname"])
            for port, heard in answer["data"]["lldpNeighbors"].items():
                for far in heard["lldpNeighborInfo"]:
                    there = DeviceId("lab", far["systemName"])
                    calls.add((Port(here, port), Port(there, far["neighborInterfaceInfo"]["interfaceId"].strip('"'))))
    for a, b in calls:
        if a < b and (b, a) in calls and a.device in devices and b.device in devices:
            yield Link(a, b, "lldp")
