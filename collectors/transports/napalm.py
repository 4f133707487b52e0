"""NAPALM's getters over what our own visit has captured: a second reader for tables that no template of ours reads.

No driver is ever opened. NAPALM's own sessions trust any host key, take a cut output for a whole one and send commands of
their own; so the `device` of a driver is only a memory of one capture, and whatever else a getter asks for is refused. It
lives with the transports because the library behind it could open sessions: nothing else may import it.

A getter is silent about lines that it does not know, so what it reads is held against the text and the config: every MAC
address and every neighbour of the text is in the result, every port is one of the config, and the host name is the config's.
"""

import importlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from collectors.shown import LONGEST_LINE
from collectors.transports.dial import hush
from models.device import Device
from models.interfaces import DEFAULT_VRF
from models.snapshot import Capture

hush("napalm")
Row = Mapping[str, str]
"""In the words of the templates of ntc-templates, so that one reader of rows serves both."""
Canonical = Callable[[str], str]
_MAC = re.compile(r"\b(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}\b|\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b", re.IGNORECASE)
_NEIGHBOUR = re.compile(r'\bchassis ?id"?\s*:', re.IGNORECASE)
_WITHOUT = re.compile(r"(?P<command>.+?) \| exc(?:lude)? (?P<word>\w+)")
JSON = re.compile(r" ?\| ?json$", re.IGNORECASE)
"""How a command ends that asks for JSON, which no template reads."""
_BUILD = re.compile(r"-\d{5,}")
"""What EOS puts behind its version to tell builds apart."""


class NotRead(ValueError):
    """NAPALM cannot be believed about an output, in words for the user."""


@dataclass(frozen=True, slots=True)
class Getter:
    """One getter of a driver and the spellings of the command that a capture answers for it."""

    driver: str
    """Module and class below `napalm`."""
    name: str
    asks: tuple[str, ...]
    blank: Mapping[str, Any] = field(default_factory=dict)
    """What it asks for besides, answered with nothing: what would come of it is never taken."""
    holds: str = ""
    """The name of the table in a document: where it stands, the table may be empty."""


_IOS, _EOS, _NXOS = "ios.ios.IOSDriver", "eos.eos.EOSDriver", "nxos_ssh.nxos_ssh.NXOSSSHDriver"
_LLDP, _ARP, _MACS, _FACTS = "get_lldp_neighbors_detail", "get_arp_table", "get_mac_address_table", "get_facts"
GETTERS: Mapping[tuple[str, str], Getter] = {
    ("cisco_ios", "lldp"): Getter(_IOS, _LLDP, ("show lldp neighbors detail",)),
    ("cisco_ios", "arp"): Getter(_IOS, _ARP, ("show arp",)),
    ("cisco_ios", "mac"): Getter(_IOS, _MACS, ("show mac-address-table", "show mac address-table")),
    ("cisco_ios", "version"): Getter(_IOS, _FACTS, ("show version",), dict.fromkeys(("show hosts", "show ip interface brief"), "")),
    ("arista_eos", "lldp"): Getter(_EOS, _LLDP, ("show lldp neighbors detail",), holds="lldpNeighbors"),
    ("arista_eos", "arp"): Getter(_EOS, _ARP, ("show arp vrf all",), holds="vrfs"),
    ("arista_eos", "mac"): Getter(_EOS, _MACS, ("show mac address-table",), holds="unicastTable"),
    ("arista_eos", "version"): Getter(
        _EOS, _FACTS, ("show version",), {"show hostname": {"hostname": "", "fqdn": ""}, "show interfaces": {"interfaces": {}}}
    ),
    ("cisco_nxos", "lldp"): Getter(_NXOS, _LLDP, ("show lldp neighbors detail",)),
    ("cisco_nxos", "arp"): Getter(_NXOS, _ARP, ("show ip arp vrf all",)),
    ("cisco_nxos", "mac"): Getter(_NXOS, _MACS, ("show mac address-table",)),
}
"""By our name of the OS and the kind of table. EOS is read in its JSON, the others in their text. The facts of NX-OS are not
asked for: its driver has no serial number without a second command, and a family of models for a model."""
_REFUSED = {"juniper_junos": "it reads Junos only in the XML of NETCONF, which no visit asks for"}


class Memory:
    """What a driver takes for its device: it answers from what was captured, and has nothing to send anything with."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._answers = answers

    def send_command(self, command: str, **_: Any) -> Any:
        """The answer of the device, as netmiko would bring it."""
        return self._remembered(command)

    def run_commands(self, commands: list[str], encoding: str = "json", **_: Any) -> list[Any]:
        """The answers of the device, as pyeapi would bring them."""
        if encoding != "json":
            raise NotRead("it asks for text where JSON was captured")
        return [self._remembered(command) for command in commands]

    def _remembered(self, command: str) -> Any:
        text = " ".join(command.split())
        if text in self._answers:
            return self._answers[text]
        if (piped := _WITHOUT.fullmatch(text)) and piped["command"] in self._answers:
            lines = str(self._answers[piped["command"]]).split("\n")
            return "\n".join(line for line in lines if piped["word"] not in line)
        raise NotRead(f"it asks for `{text}`, which was not captured")

    def __getattr__(self, name: str) -> Any:
        raise NotRead(f"it asks its session for `{name}`, and there is no session")


def rows(device: Device, kind: str, capture: Capture, canonical: Canonical) -> list[Row]:
    """What NAPALM reads in a capture of `device`. Raises NotRead where it reads nothing, not all, or something else."""
    getter = GETTERS.get((device.os, kind))
    if getter is None:
        raise NotRead(_REFUSED.get(device.os, f"it has nothing for `{capture.command}` of {device.os}"))
    try:
        answer = _answer(capture) if getter.driver == _EOS else _lines(capture)
        told = _told(getter, {**getter.blank, **dict.fromkeys(getter.asks, answer)})
        found = list(_ROWS[kind](device, capture, told))
    except NotRead:
        raise
    except Exception as fault:  # its getters raise whatever an unforeseen text makes them raise
        raise NotRead(f"its {getter.name} fails on this output ({type(fault).__name__})") from None
    if not found and not (getter.holds and isinstance(answer, dict) and getter.holds in answer):
        raise NotRead(f"its {getter.name} reads nothing in this output")
    _check(device, kind, found, capture.text, canonical)
    return found


def _told(getter: Getter, answers: Mapping[str, Any]) -> Callable[..., Any]:
    """A getter of a driver whose device remembers `answers`."""
    module, _, name = getter.driver.rpartition(".")
    driver = getattr(importlib.import_module(f"napalm.{module}"), name)

    def ask(**arguments: str) -> Any:
        made = driver("", "", "")
        made.device = Memory(answers)
        try:
            return getattr(made, getter.name)(**arguments)
        finally:
            made.device = None  # its destructor looks for a session to close

    return ask


def _lines(capture: Capture) -> str:
    if max(map(len, capture.text.split("\n"))) > LONGEST_LINE:
        raise NotRead("a line of it is too long for a table")
    return capture.text


def _answer(capture: Capture) -> Any:
    if not JSON.search(capture.command):
        raise NotRead("it reads EOS only in JSON")
    return json.loads(capture.text)


def _lldp(_: Device, capture: Capture, told: Callable[..., Any]) -> Iterator[Row]:
    spelled = _spelled(capture.text)
    for port, neighbours in told().items():
        for each in neighbours:
            chassis = each["remote_chassis_id"]
            yield {
                "local_interface": port,
                "neighbor_name": each["remote_system_name"],
                "neighbor_port_id": each["remote_port"],
                "neighbor_description": each["remote_port_description"],
                "chassis_id": spelled.get(_digits(chassis), "") if _MAC.fullmatch(chassis) else chassis,  # it makes MACs of IPs
            }


def _arp(device: Device, capture: Capture, told: Callable[..., Any]) -> Iterator[Row]:
    """A table of one VRF; that of all VRFs on EOS, whose driver can tell them apart, one VRF after the other."""
    spelled = _spelled(capture.text)
    asked = re.search(r" vrf (?!all\b)(\S+)", capture.command)
    if device.os == "arista_eos":
        tables = {vrf: told(vrf=vrf) for vrf in (DEFAULT_VRF, *device.vrfs)}
    else:
        tables = {asked[1] if asked else "": told()}
    for vrf, entries in tables.items():
        for each in entries:
            ports = [port for port in re.split(r", *", each["interface"]) if port and port != "not learned"]
            mac = spelled.get(_digits(each["mac"]), "")
            yield {"ip_address": each["ip"], "mac_address": mac, "interface": ",".join(ports), "vrf": vrf}


def _macs(_: Device, capture: Capture, told: Callable[..., Any]) -> Iterator[Row]:
    spelled = _spelled(capture.text)
    for each in told():
        mac, kind = spelled.get(_digits(each["mac"]), ""), "static" if each["static"] else "dynamic"
        yield {"mac_address": mac, "destination_port": each["interface"], "vlan_id": str(each["vlan"]), "type": kind}


def _version(device: Device, _: Capture, told: Callable[..., Any]) -> Iterator[Row]:
    facts = {name: "" if value == "Unknown" else str(value) for name, value in told().items()}
    said, known = (name.partition(".")[0].casefold() for name in (facts["hostname"], device.hostname))
    if said and known and said != known:
        raise NotRead("it takes another host name out of this output than the config has")
    version = re.search(r"\bVersion ([^\s,]+)", facts["os_version"])
    number = version[1] if version else _BUILD.split(facts["os_version"])[0]
    if not number:
        raise NotRead("it finds no version in this output")
    yield {"hardware": facts["model"], "version": number, "serial": facts["serial_number"]}


_ROWS = {"lldp": _lldp, "arp": _arp, "mac": _macs, "version": _version}


def _check(device: Device, kind: str, found: list[Row], text: str, canonical: Canonical) -> None:
    """Raise NotRead unless all of an output was read, and nothing that the device does not have."""
    if kind == "lldp" and (said := len(_NEIGHBOUR.findall(text))) != len(found):
        raise NotRead(f"it reads {len(found)} of {said} neighbours")
    if kind in ("arp", "mac"):
        lost = {_digits(mac) for mac in _MAC.findall(text)} - {_digits(row["mac_address"]) for row in found}
        if lost or not all(row["mac_address"] for row in found):
            raise NotRead(f"it does not read {len(lost) or 'some'} of the MAC addresses")
    learned = (row for row in found if row.get("type") != "static")
    ports = {port for row in learned for name in ("local_interface", "interface", "destination_port") for port in _ports(row, name)}
    if unknown := sorted(port for port in ports if canonical(port) not in device.interfaces):
        raise NotRead(f"it reads ports that the config does not have, as {unknown[0][:40]!r}")


def _ports(row: Row, name: str) -> list[str]:
    return [port for port in row.get(name, "").split(",") if port]


def _spelled(text: str) -> dict[str, str]:
    """The MAC addresses of a text as it writes them: a fact is found again in its output."""
    return {_digits(mac): mac for mac in _MAC.findall(text)}


def _digits(mac: str) -> str:
    return re.sub(r"[.:]", "", mac).lower()
