"""What SNMP tells of a device's neighbours, of the hosts it sees, and of itself: walked tables to one text each, and back.

A text has one JSON object a line, so that each fact has a line to point at; the first line is about the device itself.
Whoever walks gives `Walk`: this module opens no socket.

An agent that has lost a part of itself answers "no such object" for it, which looks like an empty table. So an empty
table is believed only with a sentinel: another table of the same part that cannot be empty.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from models.errors import CollectError
from models.services import HostSeen, Neighbour
from models.snapshot import Capture
from models.source import Source

Value = int | bytes | tuple[int, ...]
Rows = list[tuple[tuple[int, ...], Value]]
"""The index of each row (what follows the number of the table) and its value, in order."""
Walk = Callable[[str], Rows]
Row = Mapping[str, Any]

IF_NAME, IF_DESCR = "1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.2.2.1.2"
LLDP = "1.0.8802.1.1.2.1"
LOCAL_CHASSIS_KIND, LOCAL_CHASSIS, LOCAL_NAME = f"{LLDP}.3.1", f"{LLDP}.3.2", f"{LLDP}.3.3"
LOCAL_PORT = f"{LLDP}.3.7.1"
REMOTE = f"{LLDP}.4.1.1"
REMOTE_ADDRESS = f"{LLDP}.4.2.1.3"
ARP_NEW, ARP_NEW_KIND = "1.3.6.1.2.1.4.35.1.4", "1.3.6.1.2.1.4.35.1.6"
ARP_OLD = "1.3.6.1.2.1.4.22.1.2"
BRIDGE_PORT, BRIDGE_FDB = "1.3.6.1.2.1.17.1.4.1.2", "1.3.6.1.2.1.17.4.3.1"
Q_FDB, Q_VLAN = "1.3.6.1.2.1.17.7.1.2.2.1", "1.3.6.1.2.1.17.7.1.4.2.1.3"
WALKED = (
    IF_NAME, IF_DESCR, LOCAL_CHASSIS_KIND, LOCAL_CHASSIS, LOCAL_NAME, LOCAL_PORT, REMOTE, REMOTE_ADDRESS, ARP_NEW, ARP_NEW_KIND,
    ARP_OLD, BRIDGE_PORT, BRIDGE_FDB, Q_FDB, Q_VLAN,
)  # fmt: skip
"""All that is ever asked for by SNMP."""
_MAC, _NAMES = 4, (1, 5)
"""Kinds of LLDP ids: a chassis by its MAC address, a port by its alias or its name (IEEE 802.1AB)."""
_INVALID, _OWN, _LEARNED = 2, 5, 3
_LONGEST = 255


class NotTold(CollectError):
    """The agent does not say what was asked, which is not the same as an empty table."""


def lldp(walk: Walk) -> str:
    """LLDP neighbours (LLDP-MIB). Raises NotTold where the agent has no LLDP, or has lost it for the moment."""
    names = port_names(walk)
    known = {text_of(value): names[index[0]] for table in (IF_DESCR, IF_NAME) for index, value in walk(table) if text_of(value)}
    local = _columns(walk(LOCAL_PORT))
    if not local:
        raise NotTold("the agent tells nothing of LLDP: its table of own ports is empty")
    ports = {index[0]: _port(row, 2, known) for index, row in local.items() if len(index) == 1}
    kinds, ids = dict(walk(LOCAL_CHASSIS_KIND)), dict(walk(LOCAL_CHASSIS))
    chassis = _mac(ids.get((0,))) if kinds.get((0,)) == _MAC else ""
    addresses = _addresses(walk(REMOTE_ADDRESS))
    lines: list[dict[str, Any]] = [
        {"snmp": "lldp", "name": text_of(dict(walk(LOCAL_NAME)).get((0,))), "chassis": chassis, "ports": len(ports)}
    ]
    for index, row in sorted(_columns(walk(REMOTE)).items()):
        if len(index) != 3:
            continue
        lines.append(
            {
                "port": ports.get(index[1], ""),
                "name": text_of(row.get(9)),
                "remote_port": _port(row, 6, {}),
                "chassis": _mac(row.get(5)) if row.get(4) == _MAC else "",
                "address": addresses.get(index, ""),
            }
        )
    return json_lines(lines)


def arp(walk: Walk) -> str:
    """Neighbours by ARP and ND (IP-MIB, the old table where the new one is empty)."""
    names = port_names(walk)
    if not names:
        raise NotTold("the agent tells the name of no port")
    kinds = dict(walk(ARP_NEW_KIND))
    rows = [(index, value) for index, value in walk(ARP_NEW) if kinds.get(index) not in (_INVALID, _OWN)]
    found = [(index[0], address_of(index[3:]), value) for index, value in rows if len(index) > 3 and index[2] == len(index) - 3]
    found = found or [(index[0], address_of(index[1:]), value) for index, value in walk(ARP_OLD) if len(index) == 5]
    lines = [{"port": names.get(port, ""), "address": address, "mac": _mac(value)} for port, address, value in found if address]
    return json_lines([{"snmp": "arp", "ports": len(names)}, *(line for line in lines if line["mac"])])


def mac(walk: Walk) -> str:
    """The MAC addresses that a bridge has learned (Q-BRIDGE-MIB, else BRIDGE-MIB). Raises NotTold where there is no bridge."""
    names = port_names(walk)
    ports = {index[0]: names.get(value, "") for index, value in walk(BRIDGE_PORT) if isinstance(value, int)}
    if not ports:
        raise NotTold("the agent tells of no bridge: its table of bridge ports is empty")
    vlans = {value: index[-1] for index, value in walk(Q_VLAN) if isinstance(value, int)}
    lines: list[dict[str, Any]] = [{"snmp": "mac", "ports": len(ports)}]
    for index, row in sorted(_columns(walk(Q_FDB)).items()):
        if len(index) == 7 and row.get(3) == _LEARNED:
            lines.append({"port": _at(ports, row.get(2)), "vlan": vlans.get(index[0]), "mac": _mac(bytes(index[1:]))})
    if len(lines) == 1:
        for index, row in sorted(_columns(walk(BRIDGE_FDB)).items()):
            if len(index) == 6 and row.get(3) == _LEARNED:
                lines.append({"port": _at(ports, row.get(2)), "vlan": None, "mac": _mac(bytes(index))})
    return json_lines(lines)


TABLES: Mapping[str, Callable[[Walk], str]] = {"snmp lldp": lldp, "snmp arp": arp, "snmp mac": mac}
"""The name of a capture → who makes it."""


@dataclass(frozen=True, slots=True)
class Told:
    """The facts of one capture."""

    neighbours: tuple[Neighbour, ...] = ()
    hosts: tuple[HostSeen, ...] = ()
    chassis: str = ""


def read(capture: Capture, canonical: Callable[[str], str]) -> Told:
    """A capture back to facts. Raises ValueError for a text that is none of ours."""
    lines = [(json.loads(line), Source(capture.file, at)) for at, line in enumerate(capture.text.splitlines(), 1) if line.strip()]
    if not lines or not all(isinstance(line, dict) for line, _ in lines) or lines[0][0].get("snmp") != capture.command[5:]:
        raise ValueError(f"this is no output of `{capture.command}`")
    (head, _), *rows = lines
    if capture.command == "snmp lldp":
        return Told(tuple(_neighbour(row, canonical, source) for row, source in rows), (), _word(head, "chassis"))
    return Told((), tuple(_host(row, canonical, source) for row, source in rows))


def _neighbour(row: Row, canonical: Callable[[str], str], source: Source) -> Neighbour:
    port = _word(row, "port")
    name, remote, address, chassis = (_word(row, key) for key in ("name", "remote_port", "address", "chassis"))
    return Neighbour(canonical(port) if port else "", name, remote, "lldp", address, chassis, source)


def _host(row: Row, canonical: Callable[[str], str], source: Source) -> HostSeen:
    port, address, vlan = _word(row, "port"), _word(row, "address"), row.get("vlan")
    if vlan is not None and (type(vlan) is not int or not 0 < vlan < 4095):
        raise ValueError(f"{vlan!r:.20} is no VLAN")
    known = ip_address(address) if address else None
    return HostSeen(_word(row, "mac"), known, canonical(port) if port else "", vlan, "", source)


def _word(row: Row, name: str) -> str:
    value = row.get(name, "")
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError(f"{name} is no text of at most {_LONGEST} letters")
    return value


def json_lines(lines: list[dict[str, Any]]) -> str:
    """One JSON object a line."""
    return "".join(json.dumps(line) + "\n" for line in lines)


def _columns(rows: Rows) -> dict[tuple[int, ...], dict[int, Value]]:
    """A table whose first index number is the column: index → column → value."""
    found: dict[tuple[int, ...], dict[int, Value]] = {}
    for index, value in rows:
        found.setdefault(index[1:], {})[index[0]] = value
    return found


def port_names(walk: Walk) -> dict[int, str]:
    """The names of ports by ifIndex."""
    return {index[0]: text_of(value) for table in (IF_DESCR, IF_NAME) for index, value in walk(table) if text_of(value)}


def _port(row: Mapping[int, Value], kind: int, known: Mapping[str, str]) -> str:
    """The name of a port in an LLDP table: columns `kind`, id and description follow each other.

    What is the name of a port of the device itself is taken first; then an id that is a name; then the description.
    """
    name, description = text_of(row.get(kind + 1)), text_of(row.get(kind + 2))
    own = [known[word] for word in (name, description) if word in known]
    if own:
        return own[0]
    if row.get(kind) in _NAMES or not description:
        return name if row.get(kind) != 3 else _mac(row.get(kind + 1))
    return description


def _addresses(rows: Rows) -> dict[tuple[int, ...], str]:
    """The first management address of each neighbour, from the index of its table."""
    found: dict[tuple[int, ...], str] = {}
    for index, _ in rows:
        if len(index) > 5 and index[3] in (1, 2) and index[4] == len(index) - 5:
            found.setdefault(index[:3], address_of(index[5:]))
    return found


def address_of(numbers: tuple[int, ...]) -> str:
    """An address from its bytes, "" when it is none."""
    try:
        return str(ip_address(bytes(numbers))) if len(numbers) in (4, 16) else ""
    except ValueError:
        return ""


def _mac(value: Value | None) -> str:
    return value.hex(":") if isinstance(value, bytes) and len(value) == 6 else ""


def text_of(value: Value | None) -> str:
    """A text as the agent gives it, cut where it is too long for one."""
    return value.decode("utf-8", "replace").rstrip("\0").strip()[:_LONGEST] if isinstance(value, bytes) else ""


def _at(ports: Mapping[int, str], value: Value | None) -> str:
    return ports.get(value, "") if isinstance(value, int) else ""
