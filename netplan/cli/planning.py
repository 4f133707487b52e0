"""What the planning commands share: the present network and target, the decisions on file, and the writers of commands."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netplan.cli.options import Settings

if TYPE_CHECKING:
    from models.change import Change
    from models.device import Device, DeviceId
    from models.inventory import Inventory
    from models.network import Network
    from models.target import Target

TargetOption = Annotated[
    Path | None, typer.Option("--target", metavar="FILE", help="A target file (default: target of the inventory).")
]
PlanArgument = Annotated[Path, typer.Argument(metavar="PLAN", help="A plan file.", show_default=False)]


def present(context: typer.Context, at: str) -> "tuple[Network, str]":
    """The network of a snapshot, and the snapshot's SHA-256."""
    from netplan.cli.state import network, store

    opened = store(context)
    try:
        return network(opened, at), opened.find(at).sha256
    finally:
        opened.close()


def wanted(settings: Settings, file: Path | None) -> "tuple[Inventory, Target]":
    """The inventory and its target, or that of a file of its own. Raises InventoryError where there is none."""
    from collectors.inventory import load_inventory
    from models.errors import InventoryError

    inventory = settings.inventory() if file is None else load_inventory(settings.inventory_path, file)
    if inventory.target is None:
        raise InventoryError(f"{inventory.path}: no target section; write one, or name a file with --target")
    return inventory, inventory.target


def answers(settings: Settings) -> dict[str, str]:
    """The answer of every decision on file, by decision id. Raises PlanError for a file that is not one."""
    import yaml

    from models.errors import PlanError

    found: dict[str, str] = {}
    for path in sorted(decision_folder(settings).glob("*.yaml")):
        try:
            entry = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise PlanError(f"{path}: this is not YAML: {str(error).splitlines()[0]}") from error
        if not isinstance(entry, dict) or not isinstance(entry.get("decision"), str) or not isinstance(entry.get("chosen"), str):
            raise PlanError(f"{path}: a decision needs the texts `decision` and `chosen`; netplan decide record writes them")
        found[entry["decision"]] = entry["chosen"]
    return found


def decision_folder(settings: Settings) -> Path:
    """Where the decisions are: `decisions` beside the inventory."""
    return settings.inventory_path.parent / "decisions"


def configs(context: typer.Context, at: str, network: "Network") -> "dict[DeviceId, str]":
    """The stored config of every device of a snapshot, as far as there is one."""
    from netplan.cli.state import store

    opened = store(context)
    try:
        return {
            c.device: c.text
            for c in opened.captures(at)
            if c.device in network.devices and c.file == network.devices[c.device].file
        }
    finally:
        opened.close()


def can_write(device: "Device", change: "Change") -> bool:
    """Whether the dialect of a device has commands for a change."""
    from collectors.dialect import dialect
    from models.errors import CannotWrite, UnknownDialect

    try:
        spoken = dialect(device.os)
        return spoken.write is not None and spoken.write(device, change) is not None
    except (CannotWrite, UnknownDialect):
        return False
