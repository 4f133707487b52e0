"""`netplan scan unknown`: neighbours that devices hear and nobody knows, until they are acknowledged in the inventory."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from netplan.cli.choose import AtOption
from netplan.cli.console import say
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, SelectorArgument, WhereOption, settings, show
from netplan.cli.scan.app import app
from netplan.cli.scan.words import counted
from netplan.cli.state import store
from reports.tables import Column, Format, Table

if TYPE_CHECKING:
    from collectors.discover import Candidate, Discovery, Stranger
    from models.device import Device, DeviceId
    from models.inventory import Inventory
    from models.store import Store

FINDINGS = 2


@app.command("unknown")
def unknown(
    context: typer.Context,
    selector: SelectorArgument = None,
    at: AtOption = "latest",
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that are acknowledged under accept: of the inventory.")
    ] = False,
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> int:
    """List neighbours that nobody knows.

    Devices of a snapshot hear them by LLDP or CDP: who hears them where, and why they were not visited.
    Exit code 2 when there are any that nobody has acknowledged.
    """
    from collectors.found import found_in
    from collectors.selector import select

    known = settings(context).inventory()
    base = store(context)
    number = str(base.find(at).id)
    chosen = {host.id for host in select(known, selector)} if selector else set(base.network(number).devices)
    crawled = {each.device for each in found_in(base.results(number), known)}
    heard = repeated(base, known, number).strangers
    departments = {each.department for each in chosen}
    mine = [
        each
        for each in heard
        if each.port.device in chosen or (each.port.device in crawled and each.port.device.department in departments)
    ]
    loud = [each for each in mine if not each.reason]
    shown = mine if everything else loud
    show(strangers_table(shown, snapshot=number), format, output, columns, where)
    _advise(loud, len(mine) - len(loud))
    return FINDINGS if loud else 0


def repeated(base: "Store", known: "Inventory", ref: str) -> "Discovery":
    """The crawl that a snapshot allows: nobody is visited, what came of the last visit counts instead."""
    from collectors.discover import crawl
    from models.store.journal import Journal

    journal = Journal(base)

    def visit(wanted: "Sequence[Candidate]") -> "Mapping[DeviceId, Device | str]":
        found: dict[DeviceId, Device | str] = {}
        for each in wanted:
            sent = max(journal.sent(each.device), key=lambda one: one.scan, default=None)
            if sent is None or sent.result.outcome.good:
                found[each.device] = "not visited yet: netplan scan --discover"
            else:
                found[each.device] = f"{sent.result.outcome.value}: {sent.result.message}"
        return found

    return crawl(base.network(ref).devices, known.hosts.values(), known.discovery, visit, settler(known))


def settler(known: "Inventory") -> "Callable[[Stranger], Stranger]":
    """What adds to a stranger who acknowledged it, by the inventory of today."""
    from datetime import UTC, datetime

    from collectors.discover import acknowledged

    today = datetime.now(UTC).date()
    return lambda stranger: next(acknowledged([stranger], known.accept, today))


def strangers_table(
    strangers: "Sequence[Stranger]", title: str = "Unknown neighbours", snapshot: str = "", why: str = "Not visited because"
) -> Table:
    """A row for each neighbour that was heard and is no known device."""
    columns = [
        Column("department", "Department", key=True),
        Column("device", "Heard by", key=True),
        Column("port", "Port", key=True),
        Column("neighbour", "Neighbour", key=True),
        Column("address", "Address"),
        Column("why", why),
        Column("acknowledged", "Acknowledged"),
    ]
    rows = [
        (*each.port.device, each.port.interface, heard.remote_name, heard.remote_address, each.why, each.reason)
        for each in strangers
        for heard in [each.neighbour]
    ]
    return Table("scan unknown", columns, rows, title=title, snapshot=snapshot)


def tell_strangers(strangers: "Sequence[Stranger]", format: Format | None, output: Path | None) -> bool:
    """Say at the end of a crawl which neighbours nobody knows; whether there are any that nobody has acknowledged."""
    loud = [each for each in strangers if not each.reason]
    if loud and format is None and output is None:  # the one table of any other format is that of the visits
        show(strangers_table(loud))
    _advise(loud, len(strangers) - len(loud))
    return bool(loud)


def _advise(loud: "Sequence[Stranger]", quiet: int) -> None:
    if quiet:
        say(f"{counted(quiet, 'neighbour')} acknowledged; netplan scan unknown --all lists them")
    if loud:
        device = loud[0].port.device.name
        say(f"{counted(len(loud), 'neighbour')} unknown (netplan scan unknown); netplan inventory found prints lines to add")
        say(f"to acknowledge one, under accept: {{rule: unknown-neighbour, where: {{device: {device}, neighbour: NAME}}, …}}")
