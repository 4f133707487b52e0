"""What a scan would do, without doing it: `netplan scan --dry-run`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from netplan.cli.console import say
from netplan.cli.scan.words import counted
from reports.tables import Column, Table

if TYPE_CHECKING:
    from pathlib import Path

    from collectors.limits import Limits
    from models.device import DeviceId
    from models.inventory import Inventory


def planned(known: "Inventory", wanted: "Sequence[DeviceId]", limits: "Limits", state: "Path") -> Table:
    """A row for each device: the way to it and all that would be sent. Nobody is connected to."""
    from collectors.dialect import dialect
    from collectors.snmp import WALKED
    from collectors.snmp_system import SYSTEM_WALKED
    from collectors.snmp_visit import TRANSPORT
    from netplan.cli.scan.ways import targets_of

    columns = [
        Column("department", "Department", key=True),
        Column("device", "Device", key=True),
        Column("address", "Address"),
        Column("via", "Via"),
        Column("os", "OS"),
        Column("transport", "Transport"),
        Column("credentials", "Credentials"),
        Column("seconds", "At most s"),
        Column("commands", "Would be sent"),
    ]
    rows = []
    targets = targets_of(known, wanted, state)
    for target in targets:
        console = dialect(target.os).console
        way = tuple(hop.id for hop in target.hops)
        logins = tuple(login.id for login in target.logins) or ((target.snmp.id,) if target.snmp else ())
        transport = f"{target.transport}, broken algorithms allowed" if target.legacy else target.transport
        walked = (*(SYSTEM_WALKED if target.transport == TRANSPORT else ()), *(WALKED if target.snmp else ()))
        walks = [f"snmp walk {table}" for table in dict.fromkeys(walked)]
        sent = (*(console.lines() if console else ()), *walks)
        rows.append((*target.device, f"{target.hostname}:{target.port}", way, target.os, transport, logins, target.seconds, sent))
    say(
        f"{counted(len(rows), 'device')}; at most {limits.workers} visits at a time, {limits.logins_per_second:g} logins a second, "
        f"{limits.sessions_per_site} sessions a site, {limits.sessions_per_jump_host} a jump host, one a device; nothing was sent"
    )
    return Table("scan --dry-run", columns, rows, title="What would be visited")
