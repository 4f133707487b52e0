"""The table of `netplan show stp`: the trees that switches settle on by their configs and wires, port by port."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from netplan.cli.choose import OWNER
from reports.tables import Column

if TYPE_CHECKING:
    from models.device import DeviceId
    from models.network import Network
    from models.store import Store
    from netplan.topology.bridging import StpTree

COLUMNS = [
    *OWNER,
    Column("mode", "Mode"),
    Column("tree", "Tree"),
    Column("root", "Root"),
    Column("beyond", "Not known what is behind"),
    Column("cost", "Root path cost"),
    Column("port", "Port", key=True),
    Column("role", "Role"),
    Column("forwards", "Forwards"),
    Column("unknown", "Not known because"),
]
"""A tree is a VLAN, an instance, or 0; `root` and `role` name all that may be, `forwards` is empty where that is not known.
`beyond` names trunks without a known wire: with such ones the root is that among the known switches, and roles hold for those."""
OPEN = "the configs and captures do not settle a tie or a cost"
BEYOND = "the root is that among the known switches"
LOOP = "a ring in which every port forwards: "


def stp(base: "Store", ref: str, devices: "set[DeviceId] | None") -> tuple[list[Column], list[Sequence[Any]]]:
    """The columns and rows: one row a port, one a switch where no tree is known."""
    from netplan.cli.state import network
    from netplan.topology.bridging import stp_trees
    from netplan.topology.ground import Ground

    known = network(base, ref)
    rows = [row for found in stp_trees(Ground(known)) for row in _rows(known, found, devices)]
    return COLUMNS, sorted(rows, key=lambda row: (row[0], row[1], row[3]))


def _rows(network: "Network", found: "StpTree", devices: "set[DeviceId] | None") -> Iterator[Sequence[Any]]:
    mode = found.mode.value if found.mode else None
    beyond = tuple(f"{device}:{name}" for device, name in found.beyond) or None
    for id in found.devices:
        if devices is not None and id not in devices:
            continue
        if found.tree is None:
            loop = [LOOP + ", ".join(f"{device}:{name}" for device, name in found.loop)] if found.loop else []
            yield *id, mode, found.number, None, beyond, None, None, None, None, "; ".join([*loop, *found.doubts]) or "it is off"
            continue
        low, high = found.tree.costs[id]
        root = tuple(str(root) for root in found.tree.roots)
        for name in network.devices[id].interfaces:
            if roles := found.tree.roles.get((id, name)):
                forwards = found.tree.forwards(id, name)
                yield (
                    *id, mode, found.number, root, beyond, low if low == high else None, name,
                    tuple(sorted(role.value for role in roles)), forwards, OPEN if forwards is None else BEYOND if beyond else "",
                )  # fmt: skip
