"""`netplan scan log`: every byte that was sent to a device."""

import sys
from typing import Annotated

import typer

from models.errors import UsageError
from netplan.cli.console import say
from netplan.cli.scan.app import app
from netplan.cli.state import inventory, store
from reports.clean import clean


@app.command("log")
def log(
    context: typer.Context,
    host: Annotated[str, typer.Argument(metavar="HOST", help="A device: its name, or department/name.")],
    scan: Annotated[int | None, typer.Option("--scan", metavar="ID", help="In this scan (default: the last visit).")] = None,
) -> None:
    """Show what was sent to a device at its last visit. All of it, secrets as marks. Nothing else was said to it."""
    from models.store.journal import Journal

    journal = Journal(store(context))
    known = inventory(context)
    found = [sent for device in journal.devices(host) for sent in journal.sent(device, scan)]
    if not found:
        of = f" in scan {scan}" if scan is not None else ""
        listed = known is not None and any(host in (device.name, str(device)) for device in known.hosts)
        raise UsageError(
            f"{host} was not visited{of}" if listed else f"no visit to {host!r} is on file{of}; netplan scan status lists the scans"
        )
    last = max(found, key=lambda sent: sent.scan)
    several = {sent.result.device for sent in found}
    if len(several) > 1:
        raise UsageError(f"departments share this name; say {' or '.join(sorted(map(str, several)))}")
    result = last.result
    say(f"scan {last.scan}, {result.device}: {result.outcome.value}{f': {result.message}' if result.message else ''}")
    sys.stdout.write(clean(last.transcript))
    if not last.transcript:
        say("nothing was sent to it")
