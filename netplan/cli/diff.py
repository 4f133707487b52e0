"""`netplan diff`: what changed between two snapshots, in words and with a direction."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from netplan.cli.choose import chosen
from netplan.cli.console import say
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, WhereOption, show
from netplan.cli.state import network as network_of
from netplan.cli.state import store
from reports.tables import Column, Table, Value

if TYPE_CHECKING:
    from models.device import DeviceId
    from models.network import Network

Before = Annotated[str, typer.Argument(metavar="BEFORE", help="A snapshot: number, name, tag, date, latest or previous.")]
After = Annotated[str, typer.Argument(metavar="AFTER", help="The later snapshot.")]
Selector = Annotated[list[str] | None, typer.Argument(metavar="SELECTOR", help="Only these devices.", show_default=False)]


def command(
    context: typer.Context,
    before: Before = "previous",
    after: After = "latest",
    selector: Selector = None,
    each: Annotated[bool, typer.Option("--each", help="Do not fold the same change on many devices into one row.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 2 when there is a difference.")] = False,
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """Compare two snapshots by what the configs mean: − was before, + is after."""
    from netplan.audit.diff import diff, fold, summary

    base = store(context)
    old, new = base.find(before), base.find(after)
    wanted = [chosen(context, base, str(stored.id), selector) for stored in (old, new)]
    networks = [_narrowed(network_of(base, str(stored.id)), its) for stored, its in zip((old, new), wanted, strict=True)]
    found = diff(*networks)
    rows: list[tuple[Value, ...]]
    if each:
        names = [
            Column("device", "Device", key=True),
            Column("kind", "Kind"),
            Column("name", "Name"),
            Column("way", "Way"),
            Column("what", "What"),
            Column("before", "Before"),
            Column("after", "After"),
        ]
        rows = [(str(d.device), d.kind, d.name, d.way, d.what, _place(d.before), _place(d.after)) for d in found]
    else:
        names = [
            Column("kind", "Kind"),
            Column("name", "Name", key=True),
            Column("way", "Way"),
            Column("what", "What"),
            Column("devices", "Devices"),
            Column("where", "Where"),
        ]
        rows = [
            (f.kind, f.name, f.way, f.what, tuple(map(str, f.devices)), _place(f.places[0][1] or f.places[0][0]))
            for f in fold(found)
        ]
    missing = [f"{name} is in one snapshot only" for name in sorted(networks[0].devices.keys() ^ networks[1].devices.keys())]
    title = f"− {old.name or old.id} ({old.taken:%Y-%m-%d %H:%M})   + {new.name or new.id} ({new.taken:%Y-%m-%d %H:%M})"
    show(Table("diff", names, rows, title=title, snapshot=new.sha256, warnings=missing), format, output, columns, where)
    counts = ", ".join(f"{kind} +{plus} −{minus} ~{changed}" for kind, plus, minus, changed in summary(found))
    number = "1 difference" if len(found) == 1 else f"{len(found)} differences"
    say(f"{number}: {counts}" if found else "no difference in meaning")
    if exit_code and found:
        raise typer.Exit(2)


def _narrowed(network: "Network", devices: "set[DeviceId] | None") -> "Network":
    if devices is None:
        return network
    return replace(network, devices={name: device for name, device in network.devices.items() if name in devices})


def _place(source: object) -> str:
    return "" if source is None else str(source)
