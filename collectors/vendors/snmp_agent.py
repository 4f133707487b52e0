"""A device of which nothing is known but what its SNMP agent tells (`collectors.snmp_system`).

Ports and addresses are facts. One line says that the config is not told: it is not modelled, so every answer that
depends on how the device routes, filters or switches is unknown.
"""

import json
from ipaddress import ip_interface
from typing import Any

from collectors.dialect import Dialect
from collectors.draft import Draft
from collectors.tree import Line, Tree
from models.interfaces import Address, Interface, InterfaceKind
from models.source import NO_CONFIG, Status

_KINDS = {
    24: InterfaceKind.LOOPBACK,
    131: InterfaceKind.TUNNEL,
    161: InterfaceKind.LAG,
    **dict.fromkeys((53, 135, 136, 209), InterfaceKind.OTHER),
}
"""Numbers of ifType (IANAifType-MIB) that are no plain port."""
_BARE = "addresses without a prefix length"
_LONGEST = 255


def nest(text: str, file: str) -> Tree:
    """Each line is an object of its own."""
    return Tree(file, [Line(raw.strip(), at, ["{"]) for at, raw in enumerate(text.splitlines(), 1) if raw.strip()])


def read_line(line: Line, draft: Draft) -> None:
    """One object: the device, a port, or what is not told. ValueError leaves it unread."""
    told = json.loads(line.text)
    if not isinstance(told, dict):
        raise ValueError("not an object")
    if "not told" in told:
        line.status, line.feature = Status.NOT_MODELLED, NO_CONFIG
    elif told == {"end": "snmp"}:
        line.status, line.feature = Status.IGNORED, "end"
    elif told.get("snmp") == "system":
        _device(told, draft)
        line.status, line.feature = Status.MODELLED, "identity"
    elif "port" in told:
        port = _port(told, line, draft)
        draft.interfaces[port.name] = port
        line.status, line.feature = (Status.NOT_MODELLED, _BARE) if told.get(_BARE) else (Status.MODELLED, "interface")


def _device(told: dict[str, Any], draft: Draft) -> None:
    name, description = (_word(told, key) for key in ("name", "description"))
    draft.hostname, _, draft.domain = name.partition(".")
    draft.model = description.splitlines()[0][:80] if description else ""
    draft.forwards = told.get("forwards") is not False


def _port(told: dict[str, Any], line: Line, draft: Draft) -> Interface:
    source = draft.source(line)
    addresses = told.get("addresses", [])
    if not isinstance(addresses, list) or not all(isinstance(each, str) for each in addresses):
        raise ValueError("addresses are a list of texts")
    kind, mtu, speed = (told.get(key) for key in ("kind", "mtu", "speed"))
    return Interface(
        _word(told, "port"), _KINDS.get(kind if isinstance(kind, int) else 0, InterfaceKind.PHYSICAL),
        enabled=told.get("enabled") is not False, description=_word(told, "alias"),
        addresses=tuple(Address(ip_interface(each), source=source) for each in addresses),
        mtu=mtu if isinstance(mtu, int) and 0 < mtu <= 65535 else None,
        speed=speed if isinstance(speed, int) and speed > 0 else None, source=source,
    )  # fmt: skip


def _word(told: dict[str, Any], key: str) -> str:
    value = told.get(key, "")
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError(f"{key} is no text of at most {_LONGEST} letters")
    return value


def recognise(text: str) -> float:
    """Nothing else begins like this."""
    return 0.99 if text.lstrip().startswith('{"snmp": "system"') else 0.0


def ended(text: str) -> bool:
    """The last line says so."""
    return text.rstrip().endswith('{"end": "snmp"}')


DIALECT = Dialect(
    name="snmp_agent",
    title="SNMP agent",
    nest=nest,
    readers={"{": ("SNMP", read_line)},
    recognise=recognise,
    ended=ended,
    many_primaries=True,
)
