"""`netplan inventory`: check the inventory, list its hosts, print its schema."""

import typer

from netplan.cli.choose import AtOption
from netplan.cli.console import say
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, SelectorArgument, WhereOption, settings, show
from netplan.cli.state import store
from reports.tables import Column, Table

app = typer.Typer(rich_markup_mode=None)


@app.command("validate")
def validate(context: typer.Context) -> None:
    """Check the inventory. Every error is told at once, with its file, line and column."""
    inventory = settings(context).inventory()
    counts = {
        "departments": len(inventory.departments),
        "sites": len(inventory.sites),
        "hosts": len(inventory.hosts),
        "sources": len(inventory.sources),
        "contracts": len(inventory.contracts),
    }
    say(f"{inventory.path} is right: {', '.join(f'{number} {what}' for what, number in counts.items())}")


@app.command("list")
def hosts(
    context: typer.Context,
    selector: SelectorArgument = None,
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """List the hosts, groups and defaults folded in."""
    from collectors.selector import select

    inventory = settings(context).inventory()
    rows = [
        (
            host.id.department,
            host.id.name,
            host.hostname,
            host.platform,
            host.site,
            host.role,
            host.criticality or (site.criticality if (site := inventory.sites.get(host.site)) else ""),
            host.groups,
            host.contract,
            inventory.realms.get(host.id.department, host.id.department),
        )
        for host in select(inventory, selector or ())
    ]
    table = Table(
        "inventory list",
        [
            Column("department", "Department", key=True),
            Column("host", "Host", key=True),
            Column("hostname", "Address"),
            Column("platform", "Platform"),
            Column("site", "Site"),
            Column("role", "Role"),
            Column("criticality", "Class"),
            Column("groups", "Groups"),
            Column("contract", "Contract"),
            Column("realm", "Realm"),
        ],
        rows,
        title="Hosts of the inventory",
    )
    show(table, format, output, columns, where)


@app.command("found")
def found(context: typer.Context, at: AtOption = "latest") -> None:
    """Print inventory lines for devices that a crawl found.

    One entry for hosts: for each device of a snapshot that netplan scan --discover found and the inventory has not, and for
    each neighbour inside the networks of discovery: that could not be visited, as when nobody has accepted its host key.
    """
    from collectors.found import found_in, heard_of, inventory_lines
    from netplan.cli.scan.unknown import repeated

    known = settings(context).inventory()
    base = store(context)
    ref = str(base.find(at).id)
    devices = [*found_in(base.results(ref), known), *heard_of(repeated(base, known, ref), known)]
    if not devices:
        say("nothing to add: the inventory has all devices that a crawl found in the networks of discovery")
        return
    typer.echo("\n".join(["hosts:", *inventory_lines(devices, known)]))
    say(f"{len(devices)} {'device' if len(devices) == 1 else 'devices'}; look at each before you add it")


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of inventory.yaml, for editors."""
    import json

    from collectors.inventory import schema

    typer.echo(json.dumps(schema(), indent=1, ensure_ascii=False))
