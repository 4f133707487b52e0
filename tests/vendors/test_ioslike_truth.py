"""What we read from the configs of recorded devices against what the same devices said of their interfaces."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from collectors.dialect import dialects, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from tests.vendors.recorded_configs import configs

_HEAD = re.compile(r"(\S+) is (up|down|administratively down|deleted)")
_ADDRESS = re.compile(r"Internet address is (\d\S+)")
_BANDWIDTH = re.compile(r"BW (\d+) Kbit")
_DESCRIPTION = re.compile(r"  Description: (.*)")


@dataclass
class Shown:
    """One interface as the device showed it. None = the device did not say."""

    name: str
    enabled: bool
    address: str | None = None
    bandwidth: int | None = None
    description: str = ""
    routed: bool | None = None


def shown_by_ios(text: str) -> Iterator[Shown]:
    """`show interfaces` of IOS."""
    now: Shown | None = None
    for line in text.splitlines():
        if head := _HEAD.match(line):
            if now is not None:
                yield now
            now = Shown(head[1], head[2] != "administratively down")
        elif now is not None:
            if found := _ADDRESS.search(line):
                now.address = found[1]
            if found := _BANDWIDTH.search(line):
                now.bandwidth = int(found[1]) * 1000
            if found := _DESCRIPTION.match(line):
                now.description = found[1].strip()
    if now is not None:
        yield now


def shown_by_eos(text: str) -> Iterator[Shown]:
    """`show interfaces | json` of EOS."""
    for name, facts in json.loads(text)["interfaces"].items():
        primary = [entry["primaryIp"] for entry in facts.get("interfaceAddress", [])]
        address = f"{primary[0]['address']}/{primary[0]['maskLen']}" if primary and primary[0]["maskLen"] else None
        routed = {"routed": True, "bridged": False}.get(facts["forwardingModel"])
        yield Shown(name, facts["interfaceStatus"] != "disabled", address, None, facts["description"], routed)


def pairs(recorded: Path, os: str) -> Iterator[tuple[Path, Device, Shown]]:
    """Each recorded interface with the device as we read it."""
    for name, path in configs(recorded):
        folder = path.parents[2] / "show" / path.parent.name
        output = folder / ("show_interfaces.txt" if os == "cisco_ios" else "show_interfaces_|_json.txt")
        if name == os and output.is_file():
            text = path.read_text(encoding="utf-8", errors="replace")
            device = read(text, dialects()[os], Draft(DeviceId("test", path.parent.name), os, path.name))
            shown = shown_by_ios if os == "cisco_ios" else shown_by_eos
            yield from ((output, device, each) for each in shown(output.read_text(encoding="utf-8", errors="replace")))


@pytest.mark.parametrize("os", ["cisco_ios", "arista_eos"])
def test_interfaces_are_what_the_devices_say(os: str, recorded: Path) -> None:
    wrong, compared = [], 0
    for output, device, shown in pairs(recorded, os):
        ours = device.interfaces.get(shown.name)
        if ours is None:
            if shown.address is not None:
                wrong.append(f"{output}: {shown.name} is not read")
            continue
        compared += 1
        address = next((str(address.ip) for address in ours.addresses if address.ip.version == 4 and not address.secondary), None)
        found = {"enabled": ours.enabled, "address": address, "description": ours.description}
        said = {"enabled": shown.enabled, "address": shown.address, "description": shown.description}
        if ours.dhcp or ours.unnumbered_from:
            del found["address"], said["address"]
        if shown.bandwidth is not None and ours.enabled and ours.kind != "tunnel":
            found["bandwidth"], said["bandwidth"] = ours.bandwidth or ours.speed, shown.bandwidth
        if shown.routed is not None and not ours.lag:
            found["routed"], said["routed"] = ours.switchport is None, shown.routed
        if found != said:
            wrong.append(f"{output}: {shown.name}: read {found}, shown {said}")
    if not compared:
        pytest.skip(f"no recorded interface of {os}")
    print(f"\n{os}: {compared} interfaces compared")
    assert not wrong, f"{len(wrong)} of {compared}:\n" + "\n".join(wrong[:10])
