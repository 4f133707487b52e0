"""What we read from the configs of recorded devices against what the same devices said of their interfaces."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

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
        found: dict[str, object] = {"enabled": ours.enabled, "address": address, "description": ours.description}
        said: dict[str, object] = {"enabled": shown.enabled, "address": shown.address, "description": shown.description}
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


def samples(recorded: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table that another tool made from the live devices of the EVPN fabric and the mixed network."""
    rows: list[dict[str, Any]] = []
    for file in recorded.glob(f"suzieq/*-samples/{table}.yml"):
        first = yaml.safe_load(file.read_text(encoding="utf-8"))["tests"][0]
        rows += json.loads(first["output"])
    return rows


def fabric(recorded: Path) -> dict[str, Device]:
    """The IOS and EOS devices of these networks, by host name."""
    found = {}
    for os, path in configs(recorded):
        if "suzieq" in path.parts and os in ("cisco_ios", "arista_eos"):
            text = path.read_text(encoding="utf-8", errors="replace")
            host = path.name.partition(".")[0]
            found[host] = read(text, dialects()[os], Draft(DeviceId("test", host), os, path.name))
    return found


def test_addresses_are_what_the_fabric_shows(recorded: Path) -> None:
    devices, wrong, compared = fabric(recorded), [], 0
    for row in samples(recorded, "address"):
        if (device := devices.get(row["hostname"])) is None or not (ours := device.interfaces.get(row["ifname"])) or ours.dhcp:
            continue
        compared += 1
        found = ({str(address.ip) for address in ours.addresses if address.ip.version == 4}, ours.vrf)
        shown = (set(row["ipAddressList"]) - {"0.0.0.0/0"}, row["vrf"])
        if ours.unnumbered_from:
            found, shown = (set(), found[1]), (set(), shown[1])
        if found != shown:
            wrong.append((row["hostname"], row["ifname"], found, row["ipAddressList"], row["vrf"]))
    print(f"\n{compared} interfaces compared")
    assert compared > 50
    assert not wrong


def test_vlans_and_port_modes_are_what_the_fabric_shows(recorded: Path) -> None:
    devices, compared = fabric(recorded), 0
    wrong: list[tuple[object, ...]] = []
    for row in samples(recorded, "swport"):
        ours = devices[row["hostname"]].interfaces.get(row["ifname"]) if row["hostname"] in devices else None
        if ours is not None and not ours.lag and row["portmode"] in ("routed", "access", "trunk"):
            compared += 1
            mode = ours.switchport.mode if ours.switchport else "routed"
            if mode != row["portmode"]:
                wrong.append((row["hostname"], row["ifname"], mode, row["portmode"]))
    for row in samples(recorded, "vlan"):
        device = devices.get(row["hostname"])
        if device is None or row["vlan"] not in device.vlans:
            continue
        for name in row["interfaces"]:
            port = device.interfaces[name].switchport if name in device.interfaces else None
            if port is not None:
                compared += 1
                trunk = {row["vlan"]} if port.trunk_vlans is None else port.trunk_vlans
                carried = port.access_vlan == row["vlan"] if port.mode == "access" else row["vlan"] in trunk
                if not carried:
                    wrong.append((row["hostname"], name, "does not carry", row["vlan"]))
    for row in samples(recorded, "evpnVni"):
        if row["type"] == "L2" and (device := devices.get(row["hostname"])):
            compared += 1
            if device.vlans[row["vlan"]].vni != row["vni"]:
                wrong.append((row["hostname"], row["vlan"], device.vlans[row["vlan"]].vni, row["vni"]))
    print(f"\n{compared} port modes, memberships and VNIs compared")
    assert compared > 50
    assert not wrong
