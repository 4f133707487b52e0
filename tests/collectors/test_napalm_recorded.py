"""NAPALM's getters on recorded outputs: beside our own readers, and where those read nothing."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from collectors.dialect import dialect, read
from collectors.draft import Draft
from collectors.shows import Seen, _parsed, _take, kind_of, with_shows
from collectors.transports.napalm import GETTERS, NotRead, rows
from models.device import Device, DeviceId
from models.snapshot import Capture

SW = DeviceId("hr", "sw1")


def seen(os: str, kind: str, capture: Capture, found: Iterable[Mapping[str, Any]]) -> Seen:
    told = Seen([], [], [], [])
    for row in found:
        _take(kind, row, capture, dialect(os).canonical_name, told)
    return told


def said(told: Seen) -> tuple[object, ...]:
    """What both can tell."""
    heard = {(each.interface, each.remote_name, each.remote_chassis) for each in told.neighbours}
    met = {(each.mac, each.address, each.interface, each.vlan) for each in told.hosts}
    return heard, met, set(told.serials), told.model, told.version


class Everything(dict[str, object]):
    """The ports of a device whose config is not recorded."""

    def __contains__(self, _: object) -> bool:
        return True


def recorded_outputs(recorded: Path) -> Iterator[tuple[str, str, Capture]]:
    """Outputs in text of devices whose tables both read: OS, kind, capture."""
    for path in sorted(recorded.glob("ntc-templates/**/*.raw")):
        os, command = path.parts[-3], path.parts[-2].replace("_", " ")
        if (os, kind_of(command)) in GETTERS and os != "arista_eos" and not command.endswith("neighbors"):
            yield os, kind_of(command), Capture(SW, command, path.name, path.read_text(encoding="utf-8", errors="replace"))
    for path in sorted(recorded.glob("lab-validation/ios*/show/*/show_version.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")
        if "Cisco IOS" in text:
            yield "cisco_ios", "version", Capture(SW, "show version", str(path), text)


def test_templates_and_getters_agree_on_recorded_outputs(recorded: Path) -> None:
    """Two readers that share no code: where NAPALM is believed, it says what the templates say."""
    agreed: Counter[tuple[str, str]] = Counter()
    refused = 0
    for os, kind, capture in recorded_outputs(recorded):
        any_ports = replace(Device(SW, os), interfaces=Everything())  # type: ignore[arg-type]
        try:
            theirs = seen(os, kind, capture, rows(any_ports, kind, capture, dialect(os).canonical_name))
        except NotRead:
            refused += 1
            continue
        ours = seen(os, kind, capture, _parsed(os, capture))
        assert said(ours) == said(theirs), capture.file
        agreed[os, kind] += 1
    assert {pair for pair in GETTERS if pair[0] != "arista_eos"} == agreed.keys() and agreed.total() >= 40
    assert refused <= 6, "formats that the getters do not know"


ASKED = {
    "lldp": "show lldp neighbors detail",
    "arpnd": "show arp vrf all",
    "macs": "show mac-address-table unicast",
    "device": "show version",
}
"""The commands of the recorded fabrics, by the file that holds their answers."""


def stands_in(document: dict[str, Any]) -> set[tuple[str, ...]]:
    """What each document says, without NAPALM."""
    match document:
        case {"lldpNeighbors": ports}:
            return {(port, far["systemName"]) for port, heard in ports.items() for far in heard["lldpNeighborInfo"]}
        case {"vrfs": vrfs}:
            return {(vrf, each["address"]) for vrf, table in vrfs.items() for each in table["ipV4Neighbors"]}
        case {"unicastTable": {"tableEntries": entries}}:
            return {(each["macAddress"], str(each["vlanId"])) for each in entries if each["entryType"] != "static"}
        case {"modelName": model, "version": version}:
            return {(model, version)}
    raise AssertionError(f"what is this? {list(document)}")


def test_recorded_json_of_eos_is_read(recorded: Path) -> None:
    documents_read: Counter[str] = Counter()
    for folder in sorted(recorded.glob("suzieq/*-configs")):
        for table, command in ASKED.items():
            for host, document in documents(
                recorded / "suzieq" / folder.name.replace("configs", "input") / f"{table}.output", command
            ):
                [config] = folder.glob(f"{host}.*")
                device = read(config.read_text(encoding="utf-8"), dialect("arista_eos"), Draft(SW, "arista_eos", config.name))
                capture = Capture(SW, f"{command} | json", host, json.dumps(document))
                got, notes = with_shows(replace(device, model="", version=""), [capture], dialect("arista_eos").canonical_name)
                facts = {(each.interface, each.remote_name) for each in got.neighbours}
                facts |= {(each.vrf, str(each.address)) if each.address else (each.mac, str(each.vlan)) for each in got.hosts}
                facts |= {(got.model, got.version)} - {("", "")}
                assert facts == stands_in(document) and not notes, (host, command, notes)
                documents_read[table] += 1
    assert documents_read == dict.fromkeys(ASKED, 10)


def documents(path: Path, command: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The JSON that EOS devices answered to a command."""
    text, decoder, at = path.read_text(encoding="utf-8"), json.JSONDecoder(), 0
    while text[at:].strip():
        found, end = decoder.raw_decode(text[at:].lstrip())
        at = len(text) - len(text[at:].lstrip()) + end
        for each in found:
            if each["devtype"] == "eos" and each["cmd"].replace("| json", "").strip() == command:
                yield each["hostname"], each["data"] if isinstance(each["data"], dict) else json.loads(each["data"])
