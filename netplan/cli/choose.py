"""Which devices of a snapshot a command is about, and the shape that its tables of facts share."""

from collections.abc import Iterable, Sequence
from ipaddress import ip_address, ip_interface, ip_network
from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.source import Source
from netplan.cli.state import inventory
from reports.tables import Column

if TYPE_CHECKING:
    from models.device import DeviceId
    from models.store import Store

AtOption = Annotated[str, typer.Option("--at", metavar="SNAPSHOT", help="A snapshot: number, name, tag, date, latest or previous.")]
OWNER = [Column("department", "Department", key=True), Column("device", "Device", key=True)]


def chosen(context: typer.Context, base: "Store", at: str, selectors: Sequence[str] | None) -> "set[DeviceId] | None":
    """The devices that the selectors name, None for all. Raises UsageError for a selector that names nothing."""
    if not selectors:
        return None
    from collectors.selector import select
    from models.device import DeviceId
    from models.inventory import Host, Inventory

    known = inventory(context)
    listed = known.hosts if known else {}
    facts = {(row["department"], row["device"]): row for row in base.query("device", at)}
    hosts = {}
    for result in base.results(at):
        entry, row = listed.get(result.device), facts.get((result.device.department, result.device.name), {})
        site, role = row.get("site", "") or (entry.site if entry else ""), row.get("role", "") or (entry.role if entry else "")
        hosts[result.device] = Host(result.device, groups=entry.groups if entry else (), site=site, role=role)
    seen = Inventory("", "", departments=known.departments if known else {}, sites=known.sites if known else {}, hosts=hosts)
    return {DeviceId(*host.id) for host in select(seen, selectors)}


def only(rows: Iterable[dict[str, Any]], devices: "set[DeviceId] | None") -> list[dict[str, Any]]:
    """The rows of the chosen devices."""
    return [row for row in rows if devices is None or (row["department"], row["device"]) in devices]


def place(row: dict[str, Any]) -> str:
    """Where a row of facts was said: "hr/sw1.cfg:4"."""
    return str(Source(row["file"], row["line"]))


def address(text: str) -> Any:
    """An address, prefix or interface address as a value that sorts and filters; other text as it is.

    >>> address("10.0.0.0/8"), address("10.0.0.1/8"), address("x")
    (IPv4Network('10.0.0.0/8'), IPv4Interface('10.0.0.1/8'), 'x')
    """
    for kind in (ip_address, ip_network, ip_interface):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
