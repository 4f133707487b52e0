"""The table of `netplan show neighbours`: what devices heard by LLDP and CDP, and their OSPF and BGP neighbours."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from netplan.cli.choose import OWNER, address
from reports.tables import Column

if TYPE_CHECKING:
    from models.device import DeviceId
    from models.inventory import Acceptance
    from models.network import Network
    from models.store import Store

COLUMNS = [
    *OWNER,
    Column("protocol", "Protocol"),
    Column("interface", "Interface", key=True),
    Column("remote_name", "Neighbour"),
    Column("up", "Up"),
    Column("remote_address", "Its address"),
    Column("remote_interface", "Its port"),
    Column("wire", "Wire"),
    Column("state", "State"),
    Column("asn", "AS"),
    Column("vrf", "VRF"),
    Column("source", "Source"),
]
"""The neighbour is a name (LLDP, CDP), a router id (OSPF) or an address (BGP); `up` and `state` are those of a routing protocol.

`wire` is the other end and how sure it is (LLDP, CDP), or why there is none and who has acknowledged that.
"""


def neighbours(
    base: "Store", ref: str, devices: "set[DeviceId] | None", accepted: "Sequence[Acceptance]" = ()
) -> tuple[list[Column], list[Sequence[Any]]]:
    """The columns and rows, device by device and protocol by protocol."""
    network = base.network(ref)
    rows = [*_heard(network, devices, accepted), *_peers(network, devices)]
    return COLUMNS, sorted(rows, key=lambda row: (str(row[0]), str(row[1]), str(row[2])))


def _heard(network: "Network", devices: "set[DeviceId] | None", accepted: "Sequence[Acceptance]") -> list[Sequence[Any]]:
    """What was heard by LLDP and CDP, and what it says of wires."""
    from datetime import UTC, datetime

    from collectors.discover import Stranger, acknowledged
    from models.link import Port
    from netplan.topology.wires import heard

    found = heard(network)
    wires = {}
    for link in found.links | network.links:
        for near, far in ((link.a, link.b), (link.b, link.a)):
            wires[near] = f"{far} ({link.evidence})" if link in network.links else f"{far} ({link.confidence:.0%} sure)"
    today = datetime.now(UTC).date()
    doubts = {(doubt.port, doubt.neighbour): doubt for doubt in found.doubts}
    rows: list[Sequence[Any]] = []
    for device in network.devices.values():
        if devices is not None and device.id not in devices:
            continue
        for neighbour in device.neighbours:
            port = Port(device.id, neighbour.interface)
            doubt = doubts.get((port, neighbour))
            wire = f"none: {doubt.why}" if doubt else wires.get(port, "")
            if doubt and doubt.unknown:
                (stranger,) = acknowledged([Stranger(port, neighbour, doubt.why)], accepted, today)
                wire += f"; acknowledged: {stranger.reason}" if stranger.reason else ""
            told = (neighbour.protocol, neighbour.interface, neighbour.remote_name, None, address(neighbour.remote_address))
            where = str(neighbour.source) if neighbour.source.file else ""
            rows.append((*device.id, *told, neighbour.remote_interface, wire, "", "", "", where))
    return rows


def _peers(network: "Network", devices: "set[DeviceId] | None") -> list[Sequence[Any]]:
    from models.columns import unpacked
    from models.observed import BGP

    rows: list[Sequence[Any]] = []
    for device in network.devices.values():
        if devices is None or device.id in devices:
            for peer in unpacked(device.observed).peers:
                bgp = peer.protocol == BGP
                told = (peer.protocol, peer.interface, str(peer.address) if bgp else peer.identity, peer.up, peer.address, "", "")
                where = str(peer.source) if peer.source.line else peer.source.file
                rows.append((*device.id, *told, peer.state, peer.identity if bgp else "", peer.vrf, where))
    return rows
