"""`netplan fidelity`: whether the devices do what the model says."""

from typing import TYPE_CHECKING, Annotated

import typer

from netplan.cli.choose import OWNER, AtOption, chosen
from netplan.cli.console import say
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, SelectorArgument, WhereOption, show
from netplan.cli.state import network as network_of
from netplan.cli.state import store
from reports.tables import Column, Table, Value

if TYPE_CHECKING:
    from models.device import Device
    from models.observed import Observed
    from models.source import Source
    from netplan.audit.fidelity.entries import Entry, Fidelity

DIFFERENT, UNKNOWN = 2, 5


def command(
    context: typer.Context,
    selector: SelectorArgument = None,
    differences: Annotated[
        bool, typer.Option("--differences", help="Each route, neighbour and port that is not equal, and why.")
    ] = False,
    at: AtOption = "latest",
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """Compare the routing tables, neighbours and ports that devices printed with those that the model predicts.

    Ports that a device showed down are down in the prediction too, and stand among the differences.
    Ends with 0 when all are equal, 2 when something differs, 5 when something is not known or no device printed a table.
    """
    from models.columns import unpacked
    from netplan.audit.fidelity.compare import fidelity
    from netplan.audit.fidelity.lights import as_seen
    from netplan.routing.solve import routes
    from netplan.topology.topology import build

    base = store(context)
    ref = str(base.find(at).id)
    devices = chosen(context, base, ref, selector)
    taken = {result.device: result.taken for result in base.results(ref) if result.taken and result.outcome.good}
    network = network_of(base, ref)

    def seen(device: "Device") -> "Observed":
        return unpacked(device.observed)

    found = fidelity(routes(as_seen(network, seen)), seen, devices, taken, build(network))
    show(_differences(found, ref) if differences else _counts(found, ref), format, output, columns, where)
    if not found.entries:
        say("no device printed a table that could be read; a scan brings them in, or show/HOST/COMMAND.txt in a folder of configs")
        raise typer.Exit(UNKNOWN)
    total = found.total()
    unknown = f"{total.unknown} unknown" + (f" ({total.agreeing} of them agree)" if total.agreeing else "")
    counts = f"{total.missing} missing, {total.extra} extra, {total.different} different, {unknown}"
    say(f"{total.percent:g} % of {total.total} are equal; {counts}")
    if total.missing or total.extra or total.different:
        raise typer.Exit(DIFFERENT)
    if total.unknown:
        raise typer.Exit(UNKNOWN)


def _what(table: str, protocol: str, vrf: str) -> str:
    """A few words for a table and protocol; a VRF of its own is named, so that a row tells it on a narrow terminal too.

    >>> _what("routes", "ospf", "default"), _what("neighbours", "bgp", ""), _what("ports", "", ""), _what("routes", "bgp", "R")
    ('ospf', 'bgp peers', 'ports', 'bgp in R')
    """
    words = f"{protocol} peers".strip() if table == "neighbours" else protocol or table
    return words if vrf in ("", "default") else f"{words} in {vrf}"


def _counts(found: "Fidelity", ref: str) -> Table:
    names = [
        *OWNER,
        Column("what", "What"),
        Column("percent", "%"),
        Column("equal", "Equal"),
        Column("missing", "Missing"),
        Column("extra", "Extra"),
        Column("different", "Differ"),
        Column("unknown", "Unknown"),
        Column("vrf", "VRF"),
    ]
    rows: list[tuple[Value, ...]] = [
        (*device, _what(table, protocol, vrf), t.percent, t.equal, t.missing, t.extra, t.different, t.unknown, vrf)
        for (device, vrf, table, protocol), t in found.tallies().items()
    ]
    return Table("fidelity", names, rows, title="Observed against predicted", snapshot=ref)


def _differences(found: "Fidelity", ref: str) -> Table:
    names = [
        *OWNER,
        Column("what", "What"),
        Column("item", "Item", key=True),
        Column("status", "Status"),
        Column("reason", "Reason"),
        Column("predicted_from", "Predicted from"),
        Column("seen", "Seen"),
        Column("predicted", "Predicted"),
        Column("seen_at", "Seen at"),
        Column("vrf", "VRF"),
    ]
    rows: list[tuple[Value, ...]] = [_difference(entry) for entry in found.entries if entry.unknown or entry.status != "equal"]
    rows += [
        (*gap.device, _what(gap.table, "", gap.vrf), "all", "unknown", gap.why, "", "", f"{gap.predicted} predicted", "", gap.vrf)
        for gap in found.gaps
    ]
    return Table("fidelity --differences", names, rows, title="What is not equal", snapshot=ref)


def _difference(entry: "Entry") -> tuple[Value, ...]:
    status = f"unknown, {'agrees' if entry.status == 'equal' else entry.status}" if entry.unknown else entry.status.value
    return (
        *entry.device, _what(entry.table, entry.protocol, entry.vrf), entry.item, status, entry.unknown or entry.reason,
        _place(entry.predicted_from), entry.seen, entry.predicted, _place(entry.seen_at), entry.vrf,
    )  # fmt: skip


def _place(source: "Source") -> str:
    """A line, or the whole file where the output has no lines of its own."""
    return str(source) if source.line else source.file
