"""Options that commands share, and what they mean. `show` is how every command prints its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import InventoryError
from reports.tables import Format, Table, emit

if TYPE_CHECKING:
    from models.inventory import Inventory


@dataclass(frozen=True, slots=True)
class Settings:
    """The global options of one call."""

    inventory_path: Path
    named: bool = False
    """Whether the user named it: then it must be there."""

    def inventory(self) -> "Inventory":
        """The inventory, read and checked. Raises InventoryError with every place that is wrong."""
        from collectors.inventory import load_inventory

        self._there()
        return load_inventory(self.inventory_path)

    @property
    def state(self) -> Path:
        """The folder `.netplan` beside the inventory, with the database. Raises InventoryError for a wrong --inventory."""
        if self.named:
            self._there()
        return self.inventory_path.parent / ".netplan"

    def _there(self) -> None:
        if not self.inventory_path.exists():
            raise InventoryError(
                f"{self.inventory_path}: no such file; make one with `netplan init`, or name yours with --inventory"
            )


def settings(context: typer.Context) -> Settings:
    """The global options, from within a command."""
    found = context.find_object(Settings)
    assert found is not None  # app.options sets it before any command runs
    return found


FormatOption = Annotated[
    Format | None, typer.Option("--format", "-f", help="How to show the result (default: table, or by FILE's suffix).")
]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE instead of the terminal.")]
SchedulerOption = Annotated[
    str, typer.Option("--scheduler", metavar="tcp://HOST:PORT", help="Let the workers of this Dask scheduler do the work.")
]
ColumnsOption = Annotated[str, typer.Option("--columns", metavar="A,B", help="Only these columns, in this order.")]
WhereOption = Annotated[
    str, typer.Option("--where", metavar="CONDITION", help="Only rows like: site = 'x' and prefix within 10.0.0.0/8")
]
SelectorArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="SELECTOR", help="host, glob*, department:x, site:x, group:x, role:x, !not", show_default=False),
]


def show(table: Table, format: Format | None = None, output: Path | None = None, columns: str = "", where: str = "") -> int:
    """Show a table as the options ask; the number of rows shown."""
    return emit(table, format, output, names(columns), where)


def names(text: str) -> Sequence[str]:
    """The names in a comma-separated option.

    >>> names("a, b,")
    ['a', 'b']
    """
    return [name.strip() for name in text.split(",") if name.strip()]
