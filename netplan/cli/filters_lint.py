"""`netplan filters lint`: lines of access lists that do nothing, and names that lead nowhere."""

from typing import TYPE_CHECKING

import typer

from netplan.cli.choose import OWNER, AtOption, chosen
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, SelectorArgument, WhereOption, show
from netplan.cli.state import network, store
from reports.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.device import Device
    from models.filters import Acl

Row = tuple[str, str, str, str]
UNKNOWN = "not understood"


def lint(
    context: typer.Context,
    selector: SelectorArgument = None,
    at: AtOption = "latest",
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """List idle lines, and lists that are missing or unused.

    Idle lines never match, or nothing changes without them. Each line is judged alone: of two redundant lines perhaps only
    one can go. Ends with 2 when there is anything, 5 when there are only lines that are not understood.
    """
    from netplan.cli.planning import configs

    base = store(context)
    ref = str(base.find(at).id)
    devices = chosen(context, base, ref, selector)
    known = network(base, ref)
    texts = configs(context, ref, known)
    rows = [
        (*id, *row)
        for id, device in sorted(known.devices.items())
        if devices is None or id in devices
        for row in (*_names(device, texts.get(id)), *(row for acl in device.acls.values() for row in _lines(acl)))
    ]
    names = [
        *OWNER,
        Column("list", "List", key=True),
        Column("finding", "Finding"),
        Column("why", "In words"),
        Column("source", "Where"),
    ]
    title = "Access lists with something amiss"
    show(Table("filters lint", names, rows, title=title, snapshot=ref), format, output, columns, where)
    if rows:
        raise typer.Exit(5 if all(row[3] == UNKNOWN for row in rows) else 2)


def _names(device: "Device", config: str | None) -> "Iterator[Row]":
    """Names of lists that lead nowhere, and lists that nothing names."""
    from netplan.forwarding.filters.uses import unnamed, uses

    for use in uses(device):
        if use.name not in device.acls:
            yield use.name, "missing", f"{use.port} uses it ({use.way}), but the device has no such list", str(use.source)
    for name in unnamed(device, config) if config is not None else ():
        yield name, "unused", "nothing in the config of the device names it", str(device.acls[name].source)


def _lines(acl: "Acl") -> "Iterator[Row]":
    """Lines that do nothing, and lines of which it is not known what they do."""
    from netplan.audit.words import acl_rule
    from netplan.forwarding.filters.lint import Fault, idle_lines

    for idle in idle_lines(acl):
        words = acl_rule(idle.rule)
        if idle.fault is Fault.SHADOWED:
            causes = ", ".join(str(cause.source.line) for cause in idle.causes)
            what = "does the opposite" if idle.reversed else "does the same"
            lines = f"line {causes} of the file {what}" if len(idle.causes) == 1 else f"lines {causes} of the file"
            why = f"never matches; its packets are taken before: {lines}. It {words}"
        elif idle.fault is Fault.REDUNDANT:
            why = f"nothing changes without it: it {words}, and so does what comes after it"
        else:
            why = f"names no IPv{acl.family} packets"
        yield acl.name, str(idle.fault), why, str(idle.rule.source)
    for rule in acl.rules:
        if rule.unmodelled:
            yield acl.name, UNKNOWN, f"{rule.unmodelled}: what this line does to the others is not known", str(rule.source)
