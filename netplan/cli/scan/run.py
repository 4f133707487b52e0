"""`netplan scan`: visit devices and make a snapshot of what they showed."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import UsageError
from netplan.cli.options import FormatOption, OutputOption, SelectorArgument, settings, show
from netplan.cli.scan.app import app
from netplan.cli.state import store

if TYPE_CHECKING:
    from collectors.limits import Limits
    from models.device import DeviceId
    from models.inventory import Inventory

LimitsOptions = tuple[int | None, float | None, int | None]


@app.command("run")
def run(
    context: typer.Context,
    selector: SelectorArgument = None,
    name: Annotated[str, typer.Option("--name", help="A name for the snapshot.")] = "",
    resume: Annotated[int | None, typer.Option("--resume", metavar="ID", help="Go on with a scan that was interrupted.")] = None,
    failed_from: Annotated[
        str, typer.Option("--failed-from", metavar="SNAPSHOT", help="Only the devices that failed in this snapshot.")
    ] = "",
    to_bundle: Annotated[
        Path | None, typer.Option("--to-bundle", metavar="FILE", help="Write a signed file for netplan load elsewhere, too.")
    ] = None,
    discover: Annotated[
        bool, typer.Option("--discover", help="Go on to neighbours (LLDP, CDP) in the networks that discovery: allows.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be visited, how, and what would be sent.")] = False,
    workers: Annotated[int | None, typer.Option("--workers", min=1, max=1000, help="Visits at the same time.")] = None,
    logins_per_second: Annotated[
        float | None, typer.Option("--logins-per-second", min=0.01, max=1000, help="New sessions a second, all devices together.")
    ] = None,
    retries: Annotated[
        int | None, typer.Option("--retries", min=0, max=10, help="How often a silent device is tried again.")
    ] = None,
    format: FormatOption = None,
    output: OutputOption = None,
) -> int:
    """Visit devices and take in their configs as a new snapshot. netplan only reads: it sends the commands that it lists.

    All devices that are not visited stay in the snapshot as they were. Ctrl-C once: running visits are finished and saved;
    twice: stop now, netplan scan --resume goes on. Exit code 3 when some devices failed, 1 when all did, 4 when a
    credential was refused, 2 when all is well but --discover heard of neighbours that nobody knows.
    """
    from models.store.look import NAME

    if name and not NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name for a snapshot: a letter, then letters, digits, . _ + - (not latest or previous)")
    if sum((bool(selector), resume is not None, bool(failed_from))) > 1 or (resume is not None and name):
        raise UsageError("a selector, --resume and --failed-from each say what to visit; give one of them")
    if discover and resume is not None:
        raise UsageError("a scan that is resumed goes on as it was started; leave --discover out")
    known = settings(context).inventory()
    limits = _limits(known, (workers, logins_per_second, retries))
    if dry_run:
        from netplan.cli.scan.plan import planned

        wanted = _wanted(context, known, selector, resume, failed_from)
        show(planned(known, wanted, limits, settings(context).state), format, output)
        if discover:
            from netplan.cli.scan.crawl import foreseen

            foreseen(context, known, wanted, format, output)
        return 0
    from netplan.cli.scan.course import Course

    course = Course(context, known, limits, to_bundle, format, output, discover)
    return course.run(_wanted(context, known, selector, resume, failed_from), tuple(selector or ()), name, resume)


def _limits(known: "Inventory", given: LimitsOptions) -> "Limits":
    """What the inventory allows, and what the command line says instead."""
    from collectors.limits import limits_of

    names = ("workers", "logins_per_second", "retries")
    said = {key: value for key, value in zip(names, given, strict=True) if value is not None}
    return replace(limits_of(known.collectors), **said)  # type: ignore[arg-type]  # each has the type of its field


def _wanted(
    context: typer.Context, known: "Inventory", selector: list[str] | None, resume: int | None, failed_from: str
) -> "list[DeviceId]":
    """The devices that are asked for, before any other scan has a say."""
    from collectors.selector import select

    if resume is not None:
        from models.store.journal import Journal

        journal = Journal(store(context))
        done = {result.device for result in journal.visited(resume)}
        return [device for device in journal.find(resume).asked.targets if device not in done and device in known.hosts]
    if failed_from:
        failed = {result.device for result in store(context).results(failed_from) if not result.outcome.good}
        found = [device for device in sorted(failed) if device in known.hosts]
        if not found:
            raise UsageError(f"no device of the inventory failed in snapshot {failed_from}; there is nothing to repeat")
        return found
    return [host.id for host in select(known, selector or ())]
