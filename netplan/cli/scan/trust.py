"""`netplan scan trust`: look at the host keys that devices show, and accept them."""

import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import UsageError
from netplan.cli.console import say
from netplan.cli.options import FormatOption, OutputOption, SelectorArgument, settings, show
from netplan.cli.scan.app import app
from netplan.cli.scan.words import counted
from reports.tables import Column, Table

if TYPE_CHECKING:
    from collectors.target import Target
    from collectors.transports.trust import OfferedKey

AT_ONCE = 10
PARTIAL, NOTHING = 3, 1


@app.command("trust")
def trust(
    context: typer.Context,
    selector: SelectorArgument = None,
    replace: Annotated[bool, typer.Option("--replace", help="Also accept keys that changed, in place of the old ones.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Accept without a question: the keys were compared before.")] = False,
    format: FormatOption = None,
    output: OutputOption = None,
) -> int:
    """Show the host keys of devices, or accept them. Compare them first with what the devices say of themselves.

    No device is logged in to. Without --yes there is a question on a terminal, and nothing is accepted elsewhere.
    """
    from collectors.selector import select
    from collectors.snmp_visit import TRANSPORT
    from collectors.transports.hostkeys import Standing
    from collectors.transports.trust import learn
    from netplan.cli.scan.ways import hang_up, targets_of

    if not selector:
        raise UsageError("say whose keys: netplan scan trust HOST (or glob*, department:x, site:x)")
    known = settings(context).inventory()
    asked = targets_of(known, [host.id for host in select(known, selector)], settings(context).state)
    targets = [target for target in asked if target.transport != TRANSPORT]
    if asked and not targets:
        raise UsageError("these devices are asked by SNMP, which has no host keys")
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            offers = list(pool.map(_offered, targets))
    finally:
        hang_up()
    columns = [
        Column("device", "Device", key=True),
        Column("host", "Host"),
        Column("type", "Type"),
        Column("fingerprint", "Fingerprint", key=True),
        Column("standing", "Standing"),
        Column("message", "Message"),
    ]
    rows = [
        (str(target.device), offer.name, offer.type, offer.fingerprint, offer.standing.value, offer.why)
        if not isinstance(offer, str)
        else (str(target.device), target.hostname, "", "", "no key", offer)
        for target, offer in zip(targets, offers, strict=True)
    ]
    show(Table("scan trust", columns, rows, title="Host keys"), format, output)
    wanted = (Standing.UNKNOWN, Standing.CHANGED) if replace else (Standing.UNKNOWN,)
    files: defaultdict[str, list[OfferedKey]] = defaultdict(list)
    for target, offer in zip(targets, offers, strict=True):
        if not isinstance(offer, str) and offer.standing in wanted:
            files[target.known_hosts].append(offer)
    refused = [offer for offer in offers if isinstance(offer, str) or offer.standing not in (*wanted, Standing.KNOWN)]
    count = sum(map(len, files.values()))
    if count and (yes or _asked(count)):
        for path, keys in files.items():
            say(f"{path}: {counted(learn(Path(path).expanduser(), keys, replace), 'key')} accepted")
    elif count:
        say(f"nothing was accepted; compare the {counted(count, 'fingerprint')} with the devices, then repeat this with --yes")
        return NOTHING
    return PARTIAL if refused else 0


def _offered(target: "Target") -> "OfferedKey | str":
    """The key that is shown, or why there is none."""
    from collectors.transports.open import offered_key
    from collectors.transports.wire import WireFault

    try:
        return offered_key(target)
    except WireFault as fault:
        return f"{fault.outcome.value}: {fault}"


def _asked(count: int) -> bool:
    """Whether somebody at the terminal has compared the keys."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    print(f"Compared with the devices, and right: accept {counted(count, 'key')}? Type yes: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() == "yes"
