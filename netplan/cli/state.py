"""The database and the inventory of one call, as commands need them."""

from typing import TYPE_CHECKING

import typer

from models.errors import StoreError
from netplan.cli.options import settings

if TYPE_CHECKING:
    from models.inventory import Inventory
    from models.network import Network
    from models.store import Store


def store(context: typer.Context, make: bool = False) -> "Store":
    """The database of this project. Raises StoreError when there is none yet, unless `make`."""
    from models.store import Store, database_path

    path = database_path(settings(context).state)
    if not make and not path.exists():
        raise StoreError(f"{path}: no database yet; run netplan load DIR --department NAME first")
    return Store.open(path)


def network(base: "Store", ref: str) -> "Network":
    """All facts of a snapshot, with the wires that its devices heard of each other."""
    from netplan.topology.wires import wired

    return wired(base.network(ref))


def inventory(context: typer.Context) -> "Inventory | None":
    """The inventory, None when there is none and none was named: configs can be loaded and looked at without."""
    found = settings(context)
    return found.inventory() if found.named or found.inventory_path.exists() else None
