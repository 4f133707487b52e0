"""`netplan scan test`: can the devices be reached, is their key known, does the login work, is it allowed to see the config?"""

from typing import TYPE_CHECKING

import typer

from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, SelectorArgument, WhereOption, settings, show
from netplan.cli.scan.app import app
from netplan.cli.scan.words import CURES
from reports.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from collectors.breaker import Breaker
    from collectors.limits import Limits
    from collectors.target import Target, Visit
    from models.device import DeviceId

CREDENTIALS, PARTIAL, NOTHING = 4, 3, 1


@app.command("test")
def test(
    context: typer.Context,
    selector: SelectorArgument = None,
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> int:
    """Log in and out of devices, and say what is in the way. No config is asked for and nothing is stored."""
    from collectors.breaker import Breaker
    from collectors.limits import limits_of
    from collectors.selector import select
    from netplan.cli.scan.ways import hang_up, probe_with, targets_of

    known = settings(context).inventory()
    targets = targets_of(known, [host.id for host in select(known, selector or ())], settings(context).state)
    limits = limits_of(known.collectors)
    breaker = Breaker(limits.wrong_passwords)
    try:
        found = _probed(targets, limits, breaker, probe_with(breaker))
    finally:
        hang_up()
    names = [
        Column("department", "Department", key=True),
        Column("device", "Device", key=True),
        Column("outcome", "Outcome"),
        Column("login", "Credential"),
        Column("seconds", "Seconds"),
        Column("message", "Message"),
        Column("cure", "What to do"),
    ]
    rows = [
        (
            *v.device,
            v.outcome.value,
            v.login,
            round(v.seconds, 1),
            v.message or ", ".join(v.findings),
            CURES[v.outcome].format(host=v.device),
        )
        for v in found
    ]
    show(Table("scan test", names, rows, title="Can they be visited?"), format, output, columns, where)
    good = sum(visit.outcome.good for visit in found)
    if breaker.reasons():
        return CREDENTIALS
    return 0 if good == len(found) else PARTIAL if good else NOTHING


def _probed(targets: "list[Target]", limits: "Limits", breaker: "Breaker", probe: "Callable[[Target], Visit]") -> "list[Visit]":
    """A probe of each, as gently as a scan, and nothing put on file."""
    from collectors.scan import scan
    from collectors.target import Target, Visit
    from models.snapshot import Outcome

    found: dict[DeviceId, Visit] = {}

    def remembered(target: Target) -> Visit:
        found[target.device] = made = probe(target)
        return made

    ended = scan(targets, remembered, limits, lambda ready: None, b"", breaker=breaker, processes=0)
    unasked = {device: Visit(device, Outcome.NOT_ASKED, why) for device, why in ended.unasked.items()}
    return [visit for _, visit in sorted({**unasked, **found}.items())]
