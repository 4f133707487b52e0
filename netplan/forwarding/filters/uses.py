"""Where the lists of a device are applied, at ports and between zones; names of lists that are not there or that nothing names."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from models.device import Device
from models.source import Source

_WAYS = (("acl_in", "in"), ("acl_out", "out"), ("acl6_in", "in"), ("acl6_out", "out"))
_DEFINITION = r"(?:(?:ip|ipv6|no|seq|set|firewall|family|inet|inet6|access-list|standard|extended|filter)\s+)+{}(?![\w-])"


class Use(NamedTuple):
    """A port, or two zones of a firewall, that pass packets through a list."""

    name: str
    port: str
    way: str
    source: Source


def uses(device: Device) -> Iterator[Use]:
    """The lists that the ports and zones of a device name, whether there are such lists or not."""
    for port in device.interfaces.values():
        for field, way in _WAYS:
            if name := getattr(port, field):
                yield Use(name, port.name, way, port.source)
    yield from _between_zones(device)


def _between_zones(device: Device) -> Iterator[Use]:
    """A list on every crossing from a zone is one of all that comes in there, one on every crossing to it of all that goes out."""
    crossings = device.crossings or {}
    named: dict[str, dict[tuple[str, str], Source]] = {}
    for pair, crossing in crossings.items():
        for name in (*crossing.filters, *crossing.filters6):
            named.setdefault(name, {})[pair] = crossing.source
    for name, pairs in named.items():
        rest = dict(pairs)
        for side, way in enumerate(("in", "out")):
            for zone in dict.fromkeys(pair[side] for pair in pairs):
                every = [pair for pair in crossings if pair[side] == zone]
                if all(pair in rest for pair in every):
                    yield Use(name, f"zone {zone}", way, rest[every[0]])
                    rest = {pair: source for pair, source in rest.items() if pair not in every}
        yield from (Use(name, f"{entry} → {way_out}", "between zones", source) for (entry, way_out), source in rest.items())


def unnamed(device: Device, config: str) -> list[str]:
    """The lists of a device whose name stands nowhere in its config but where they are defined.

    Lists serve much that is no port (management access, SNMP, NAT, VPN), so each word of the config that is a list's name
    counts as a use of it, even when it is something else by chance.
    """
    lines = config.split("\n")
    applied = {use.name for use in uses(device)}
    found = []
    for name, acl in device.acls.items():
        word = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        definition = re.compile(rf"^\s*(?:{_DEFINITION.format(re.escape(name))}|term\s)")
        own = {rule.source.line for rule in acl.rules} | {acl.source.line}
        named = any(word.search(line) and not definition.match(line) for number, line in enumerate(lines, 1) if number not in own)
        if not named and name not in applied:
            found.append(name)
    return found
