"""Show outputs to facts: neighbours, hosts seen, hardware. Parsed by ntc-templates where there is a template, else by NAPALM.

What a neighbour says of itself is text from outside: it never names a device of ours, it only hints at a wire.
"""

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from typing import Any

from collectors import snmp
from collectors.port_names import port_namer
from collectors.transports import napalm
from models.device import Device
from models.services import HostSeen, Neighbour
from models.snapshot import Capture, Note
from models.source import Source

Row = Mapping[str, Any]
Rows = list[Row]

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("lldp", re.compile(r"^(?:(?:sh|dis)\w* )?lldp (?:neighbors?(?:-info)?(?: detail)?|info remote-device(?: \S+)?)$")),
    ("cdp", re.compile(r"^(?:sh\w* )?cdp neighbors?(?: detail)?$")),
    ("arp", re.compile(r"^(?:(?:sh|dis)\w* |get system )?(?:ip )?arp(?: all| no-resolve| vrf all| all-vrfs| vrf \S+)?$")),
    (
        "mac",
        re.compile(r"^(?:(?:sh|dis)\w* )?(?:mac[ -]address-table(?: dynamic| unicast)?|mac-address|ethernet-switching table)$"),
    ),
    ("version", re.compile(r"^(?:(?:(?:sh|dis)\w* )?(?:version|system)|get system status)$")),
    ("inventory", re.compile(r"^(?:sh\w* )?inventory$")),
)
_OWN = {("frr", "version"): re.compile(r"^FRRouting (?P<version>\S+)", re.MULTILINE)}
"""Outputs that no template knows, by OS and kind; the names of the groups are those that templates give."""
PLATFORMS = (
    "cisco_ios", "arista_eos", "juniper_junos", "cisco_nxos", "aruba_aoscx", "hp_procurve", "cisco_xr", "cisco_asa", "fortinet",
    "huawei_vrp",
)  # fmt: skip
"""The OSes whose names ntc-templates shares with our dialects."""


@dataclass(slots=True)
class Seen:
    """What the show outputs of one device add to it."""

    neighbours: list[Neighbour]
    hosts: list[HostSeen]
    serials: list[str]
    chassis: list[str]
    model: str = ""
    version: str = ""


def with_shows(device: Device, captures: list[Capture], canonical: Callable[[str], str]) -> tuple[Device, list[Note]]:
    """`device` with the facts of its show outputs, and a note for each output that could not be parsed."""
    seen = Seen([], [], list(device.serials), list(device.chassis_ids))
    canonical = port_namer(canonical, device.interfaces.values())
    notes = []
    for capture in captures:
        if capture.command in snmp.TABLES:
            try:
                told = snmp.read(capture, canonical)
            except (ValueError, RecursionError) as fault:
                notes.append(Note(capture.file, 0, "not parsed", f"{str(fault)[:80]}; the text is kept"))
                continue
            seen.neighbours += told.neighbours
            seen.hosts += told.hosts
            seen.chassis += [told.chassis] if told.chassis else []
            continue
        kind = kind_of(capture.command)
        if not kind:
            continue
        try:
            rows = _rows(device, kind, capture, canonical)
        except ValueError as fault:
            notes.append(Note(capture.file, 0, "not parsed", str(fault)))
            continue
        for row in rows:
            _take(kind, row, capture, canonical, seen)
    device = replace(
        device, neighbours=(*device.neighbours, *dict.fromkeys(seen.neighbours)), hosts=(*device.hosts, *dict.fromkeys(seen.hosts)),
        serials=tuple(dict.fromkeys(seen.serials)), chassis_ids=tuple(dict.fromkeys(seen.chassis)),
        model=seen.model or device.model, version=device.version or seen.version,
    )  # fmt: skip
    return device, notes


def kind_of(command: str) -> str:
    """What a command shows, "" when it is none of ours.

    >>> kind_of("show lldp neighbors detail"), kind_of("show version | json"), kind_of("show clock")
    ('lldp', 'version', '')
    """
    asked = napalm.JSON.sub("", command.strip().lower()).strip()
    return next((kind for kind, pattern in KINDS if pattern.match(asked)), "")


def _rows(device: Device, kind: str, capture: Capture, canonical: Callable[[str], str]) -> Sequence[Row]:
    """The rows of an output, by the first reader that understands it. Raises ValueError in words for the user."""
    if own := _OWN.get((device.os, kind)):
        return [found.groupdict() for found in own.finditer(capture.text)]
    try:
        return _parsed(device.os, capture)
    except ValueError as fault:
        try:
            return napalm.rows(device, kind, capture, canonical)
        except napalm.NotRead as other:
            raise ValueError(f"{fault}; nor does NAPALM read it: {other}") from None


def _parsed(os: str, capture: Capture) -> Rows:
    """The rows of an output, keys in lower case. Raises ValueError in words for the user."""
    from ntc_templates.parse import parse_output
    from textfsm import TextFSMError

    if os not in PLATFORMS or napalm.JSON.search(capture.command):
        raise ValueError(f"no template for `{capture.command}` of {os}; the text is kept")
    try:
        if machine := _machine(os, capture.command):
            with _ONE_AT_A_TIME:
                machine.Reset()
                names = [name.lower() for name in machine.header]
                return [dict(zip(names, row, strict=True)) for row in machine.ParseText(capture.text)]
        return list(parse_output(platform=os, command=capture.command, data=capture.text))
    except TextFSMError as fault:
        raise ValueError(
            f"the template for `{capture.command}` does not fit this output ({str(fault)[:80]}); the text is kept"
        ) from None
    except Exception as fault:  # ntc-templates raises a bare Exception when it has no template
        raise ValueError(f"no template for `{capture.command}` of {os} ({str(fault)[:80]}); the text is kept") from None


@lru_cache(maxsize=256)
def _machine(os: str, command: str) -> Any:
    """The template of ntc-templates for a command, ready to read; None where it has none, or several to be joined.

    To find one, and to compile it, takes far longer than to read an output by it.
    """
    from ntc_templates.parse import _get_template_dir
    from textfsm import TextFSM, clitable

    folder = Path(_get_template_dir())
    table = clitable.CliTable("index", str(folder))
    row = table.index.GetRowMatch({"Command": command, "Platform": os})
    names = table.index.index[row]["Template"].split(":") if row else []
    return TextFSM(io.StringIO((folder / names[0]).read_text(encoding="utf-8"))) if len(names) == 1 else None


_ONE_AT_A_TIME = Lock()
"""A template that reads remembers where it is."""


def _take(kind: str, row: Row, capture: Capture, canonical: Callable[[str], str], seen: Seen) -> None:
    if kind in ("lldp", "cdp") and (local := _text(row, "local_interface", "local_intf")):
        name = _text(row, "neighbor_name", "neighbor", "chassis_id")
        port = _text(row, "neighbor_port_id", "neighbor_interface", "neighbor_description")
        remote = _text(row, "neighbor_interface", "neighbor_port_id") or port
        address = _text(row, "mgmt_address", "mgmt_ip")
        source = _place(capture, name, local)
        chassis = mac_text(_text(row, "chassis_id"))
        seen.neighbours.append(Neighbour(canonical(local), name, remote, kind, address, chassis, source))
    elif kind == "arp" and (address := _text(row, "ip_address", "address")):
        mac = mac_text(_text(row, "mac_address", "hardware_address"))
        if mac and (known := _ip(address)):
            port = _text(row, "interface", "port_id", "port").split(",")[-1].strip()
            seen.hosts.append(
                HostSeen(mac, known, canonical(port) if port else "", None, _text(row, "vrf"), _place(capture, address))
            )
    elif kind == "mac" and (mac := mac_text(_text(row, "mac_address", "destination_address"))):
        if _text(row, "type").lower() in ("self", "static", "cpu") and "dynamic" not in _text(row, "type").lower():
            return
        port = _text(row, "destination_port", "logical_interface", "ports", "destination_address_port", "port")
        vlan = _text(row, "vlan_id", "vlan")
        source = _place(capture, _text(row, "mac_address", "destination_address"))
        seen.hosts.append(HostSeen(mac, None, canonical(port) if port else "", int(vlan) if vlan.isdigit() else None, "", source))
    elif kind == "version":
        seen.model = seen.model or _text(row, "hardware", "model", "platform", "product")
        seen.version = seen.version or _text(row, "version", "image", "junos_version", "os")
        seen.serials += _texts(row, "serial", "serial_number")
    elif kind == "inventory" and _text(row, "name").lower() in ("chassis", "switch system", "1", "switch 1"):
        seen.model = seen.model or _text(row, "pid")
        seen.serials += _texts(row, "sn", "serial")


def _texts(row: Row, *keys: str) -> list[str]:
    """The first of `keys` that has a value, as a list of texts."""
    for key in keys:
        value = row.get(key)
        values = [str(each).strip() for each in (value if isinstance(value, list) else [value]) if each not in (None, "")]
        if values:
            return values
    return []


def _text(row: Row, *keys: str) -> str:
    return next(iter(_texts(row, *keys)), "")


def _ip(text: str) -> Any:
    try:
        return ip_address(text)
    except ValueError:
        return None


def mac_text(text: str) -> str:
    """A MAC address in one form, "" when it is none.

    >>> mac_text("0011.2233.AaBb"), mac_text("00-11-22-33-aa-bb"), mac_text("Incomplete")
    ('00:11:22:33:aa:bb', '00:11:22:33:aa:bb', '')
    """
    digits = re.sub(r"[.:-]", "", text.strip().lower())
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2)) if re.fullmatch(r"[0-9a-f]{12}", digits) else ""


def _place(capture: Capture, *words: str) -> Source:
    """The first line of a capture with one of `words`."""
    for word in words:
        if word and (at := capture.text.find(word)) >= 0:
            return Source(capture.file, capture.text.count("\n", 0, at) + 1)
    return Source(capture.file, 1)
