"""What SNMP tells of a device that has nothing but SNMP: its name, its ports and their addresses, as a text in place of a config.

A text has one JSON object a line: of the device, of what is not told (how it routes, filters and switches, so whatever
depends on that stays unknown), of each port, and an end.
"""

from collections.abc import Mapping
from ipaddress import IPv4Network, ip_address, ip_interface
from typing import Any

from collectors.snmp import IF_DESCR, IF_NAME, NotTold, Rows, Value, Walk, address_of, json_lines, port_names, text_of

SYS_DESCR, SYS_NAME = "1.3.6.1.2.1.1.1", "1.3.6.1.2.1.1.5"
IP_FORWARDING = "1.3.6.1.2.1.4.1"
IF_TYPE, IF_MTU, IF_ADMIN = "1.3.6.1.2.1.2.2.1.3", "1.3.6.1.2.1.2.2.1.4", "1.3.6.1.2.1.2.2.1.7"
IF_SPEED, IF_ALIAS = "1.3.6.1.2.1.31.1.1.1.15", "1.3.6.1.2.1.31.1.1.1.18"
ADDRESS_PORT, ADDRESS_PREFIX = "1.3.6.1.2.1.4.34.1.3", "1.3.6.1.2.1.4.34.1.5"
ADDRESS_OLD_PORT, ADDRESS_OLD_MASK = "1.3.6.1.2.1.4.20.1.2", "1.3.6.1.2.1.4.20.1.3"
SYSTEM_WALKED = (
    SYS_DESCR, SYS_NAME, IP_FORWARDING, IF_DESCR, IF_NAME, IF_TYPE, IF_MTU, IF_ADMIN, IF_SPEED, IF_ALIAS, ADDRESS_PORT,
    ADDRESS_PREFIX, ADDRESS_OLD_PORT, ADDRESS_OLD_MASK,
)  # fmt: skip
"""All that is asked for in place of a config."""
COMMAND = "snmp system"
NOT_TOLD = "routing, VLANs and filters: there is no config over SNMP"
_FORWARDS, _UP = 1, 1
_MEGABIT = 1_000_000


def system(walk: Walk) -> str:
    """Name, ports and addresses (SNMPv2-MIB, IF-MIB, IP-MIB). Raises NotTold where the agent does not know its own ports."""
    names = port_names(walk)
    name, description = (text_of(dict(walk(table)).get((0,))) for table in (SYS_NAME, SYS_DESCR))
    if not names or not (name or description):
        raise NotTold("the agent tells neither its name nor its ports")
    forwarding = dict(walk(IP_FORWARDING)).get((0,))
    lines: list[dict[str, Any]] = [
        {
            "snmp": "system",
            "name": name,
            "description": description,
            "forwards": None if forwarding is None else forwarding == _FORWARDS,
            "ports": len(names),
        },
        {"not told": NOT_TOLD},
    ]
    tables = {key: _by_port(walk(table)) for key, table in (("kind", IF_TYPE), ("mtu", IF_MTU), ("admin", IF_ADMIN))}
    speeds, aliases = _by_port(walk(IF_SPEED)), _by_port(walk(IF_ALIAS))
    addresses = _addresses(walk)
    for port, called in sorted(names.items()):
        speed = speeds.get(port)
        whole, bare = addresses.get(port, ([], []))
        lines.append(
            {
                "port": called,
                "kind": _number(tables["kind"].get(port)),
                "enabled": tables["admin"].get(port, _UP) == _UP,
                "alias": text_of(aliases.get(port)),
                "mtu": _number(tables["mtu"].get(port)),
                "speed": speed * _MEGABIT if isinstance(speed, int) and speed else None,
                "addresses": whole,
            }
            | ({"addresses without a prefix length": bare} if bare else {})
        )
    return json_lines([*lines, {"end": "snmp"}])


def _by_port(rows: Rows) -> dict[int, Value]:
    return {index[0]: value for index, value in rows if len(index) == 1}


def _number(value: Value | None) -> int | None:
    return value if isinstance(value, int) else None


def _addresses(walk: Walk) -> Mapping[int, tuple[list[str], list[str]]]:
    """The addresses of each port: those with a prefix length, and those of which it is not told."""
    lengths = {index: value[-1] for index, value in walk(ADDRESS_PREFIX) if isinstance(value, tuple) and len(value) > 2}
    told: dict[str, tuple[int, int | None]] = {}
    for index, port in walk(ADDRESS_PORT):
        if isinstance(port, int) and len(index) > 2 and index[0] in (1, 2) and index[1] == len(index) - 2:
            told[address_of(index[2:])] = (port, lengths.get(index))
    masks = {index: _length(value) for index, value in walk(ADDRESS_OLD_MASK)}
    for index, port in walk(ADDRESS_OLD_PORT):
        if isinstance(port, int) and told.get(address_of(index), (0, None))[1] is None:
            told[address_of(index)] = (port, masks.get(index))
    found: dict[int, tuple[list[str], list[str]]] = {}
    for text, (port, length) in sorted(told.items()):
        if text and not ip_address(text).is_link_local:
            whole, bare = found.setdefault(port, ([], []))
            fits = length is not None and 0 < length <= ip_address(text).max_prefixlen
            (whole if fits else bare).append(str(ip_interface(f"{text}/{length}")) if fits else text)
    return found


def _length(mask: Value) -> int | None:
    """The prefix length of an IPv4 mask, None for one that is none."""
    if not isinstance(mask, bytes) or len(mask) != 4:
        return None
    try:
        return IPv4Network(f"0.0.0.0/{'.'.join(map(str, mask))}").prefixlen
    except ValueError:
        return None
