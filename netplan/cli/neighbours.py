"""The table of `netplan show neighbours`: what devices heard by LLDP and CDP, and their OSPF and BGP neighbours."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from netplan.cli.choose import OWNER, address, only, place
from reports.tables import Column

if TYPE_CHECKING:
    from models.device import DeviceId
    from models.store import Store

COLUMNS = [
    *OWNER,
    Column("protocol", "Protocol"),
    Column("interface", "Interface", key=True),
    Column("remote_name", "Neighbour"),
    Column("up", "Up"),
    Column("remote_address", "Its address"),
    Column("remote_interface", "Its port"),
    Column("state", "State"),
    Column("asn", "AS"),
    Column("vrf", "VRF"),
    Column("source", "Source"),
]
"""The neighbour is a name (LLDP, CDP), a router id (OSPF) or an address (BGP); `up` and `state` are those of a routing protocol."""


def neighbours(base: "Store", ref: str, devices: "set[DeviceId] | None") -> tuple[list[Column], list[Sequence[Any]]]:
    """The columns and rows, device by device and protocol by protocol."""
    rows: list[Sequence[Any]] = []
    for row in only(base.query("neighbour", ref), devices):
        told = (row["protocol"], row["interface"], row["remote_name"], None, address(row["remote_address"] or ""))
        rows.append((row["department"], row["device"], *told, row["remote_interface"], "", "", "", place(row)))
    rows += _peers(base, ref, devices)
    return COLUMNS, sorted(rows, key=lambda row: (str(row[0]), str(row[1]), str(row[2])))


def _peers(base: "Store", ref: str, devices: "set[DeviceId] | None") -> list[Sequence[Any]]:
    from models.columns import unpacked
    from models.observed import BGP

    rows: list[Sequence[Any]] = []
    for device in base.network(ref).devices.values():
        if devices is None or device.id in devices:
            for peer in unpacked(device.observed).peers:
                bgp = peer.protocol == BGP
                told = (peer.protocol, peer.interface, str(peer.address) if bgp else peer.identity, peer.up, peer.address)
                where = str(peer.source) if peer.source.line else peer.source.file
                rows.append((*device.id, *told, "", peer.state, peer.identity if bgp else "", peer.vrf, where))
    return rows
