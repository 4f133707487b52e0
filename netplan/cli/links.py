"""The table of `netplan show links`: the wires between devices, what says so, and how sure it is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reports.tables import Column

if TYPE_CHECKING:
    from models.device import DeviceId
    from models.store import Store

COLUMNS = [
    Column("a", "One end", key=True),
    Column("b", "Other end", key=True),
    Column("evidence", "Evidence"),
    Column("sure", "Sure"),
    Column("why", "Because"),
    Column("source", "Source"),
]
"""Ends are department/device:port; `evidence` is declared, lldp or cdp."""


def links(base: "Store", ref: str, devices: "set[DeviceId] | None") -> tuple[list[Column], list[Sequence[Any]]]:
    """The columns and rows: declared wires, and those that devices hear of each other."""
    from netplan.topology.wires import because, heard

    network = base.network(ref)
    found = sorted(network.links | heard(network).links, key=lambda link: (link.a, link.b))
    rows: list[Sequence[Any]] = [
        (
            str(link.a), str(link.b), link.evidence, f"{link.confidence:.0%}", because(link),
            str(link.source) if link.source.file else "",
        )
        for link in found
        if devices is None or devices & {link.a.device, link.b.device}
    ]  # fmt: skip
    return COLUMNS, rows
