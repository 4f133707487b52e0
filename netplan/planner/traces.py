"""Where old addresses are still named: in lines that no dialect understood, and in facts that nobody rewrote."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network, ip_address

from models.device import Device, DeviceId
from models.filters import Wildcard
from models.network import Network
from models.routing import Prefix
from models.source import NOWHERE, Source
from netplan.planner.renaming import Renaming, prefix_of

ADDRESS = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|(?<![\w:])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])")
"""What may be an address in a line of text."""
FACTS = ("interfaces", "statics", "ospf", "bgp", "policies", "prefix_lists", "acls", "nat_rules", "nat_pools", "services")
SILENT = frozenset({"description", "source", "router_id", "cluster_id", "name"})
"""Fields in which an address is a name and not an address."""


def unread_names(device: Device, names: Renaming) -> list[str]:
    """Lines that were not understood and name an address that moves, with their place."""
    found = []
    for line in device.coverage.unread:
        moving = [text for text in ADDRESS.findall(line.text) if _moves(text, names)]
        if moving:
            found.append(
                f"{line.source} names {', '.join(moving)} and is not understood ({line.feature or 'unknown'}): {line.text.strip()}"
            )
    return found


def _moves(text: str, names: Renaming) -> bool:
    try:
        return names.address(ip_address(text)) is not None
    except ValueError:
        return False


def still_named(network: Network, devices: Iterable[DeviceId], names: Renaming) -> Iterator[str]:
    """Facts that still name a moved address, with their place."""
    for id in devices:
        device = network.devices[id]
        for kind in FACTS:
            facts = getattr(device, kind)
            for fact in facts.values() if hasattr(facts, "values") else sorted(facts, key=str):
                for what, source in addresses(fact, NOWHERE):
                    if names.move_of(what) is not None:
                        yield f"{id}: {source if source != NOWHERE else kind} still names {what}"


def addresses(value: object, source: Source) -> Iterator[tuple[Prefix, Source]]:
    """Every address that a fact names, as a prefix, with the line of the innermost fact around it."""
    if isinstance(value, Wildcard):
        if value.mask & (value.mask + 1) == 0:
            yield prefix_of(value), source
        return
    if isinstance(value, (IPv4Network, IPv6Network)):
        yield value, source
    elif isinstance(value, (IPv4Interface, IPv6Interface)):
        yield _host(value.ip), source
    elif isinstance(value, (IPv4Address, IPv6Address)):
        yield _host(value), source
    elif isinstance(value, str):
        for text in ADDRESS.findall(value):
            try:
                yield _host(ip_address(text)), source
            except ValueError:
                continue
    elif isinstance(value, (tuple, frozenset)):
        for item in value:
            yield from addresses(item, source)
    elif is_dataclass(value):
        own = getattr(value, "source", NOWHERE)
        for field in fields(value):
            if field.name not in SILENT:
                yield from addresses(getattr(value, field.name), own if own != NOWHERE else source)


def _host(ip: IPv4Address | IPv6Address) -> Prefix:
    return IPv4Network(ip) if isinstance(ip, IPv4Address) else IPv6Network(ip)
