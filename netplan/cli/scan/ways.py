"""From the devices that are asked for to visits over real wires."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from collectors.breaker import Breaker
    from collectors.credentials import Credentials
    from collectors.discover import Candidate
    from collectors.target import Target, Visit
    from models.device import DeviceId
    from models.inventory import Inventory


def targets_of(
    known: "Inventory", devices: "Sequence[DeviceId]", state: "Path", credentials: "Credentials | None" = None
) -> "list[Target]":
    """All that is needed to reach `devices`. Raises InventoryError or CredentialError with every fault, before any login."""
    from collectors.credentials import Credentials
    from collectors.snmp_visit import agents_alone, with_agents
    from collectors.targets import targets

    credentials = credentials or Credentials()
    hosts = [known.hosts[device] for device in devices]
    made = with_agents(known, targets(known, hosts, state, credentials), credentials)
    return [*made, *agents_alone(known, hosts, credentials)]


def targets_found(
    known: "Inventory", candidates: "Iterable[Candidate]", state: "Path", credentials: "Credentials"
) -> "dict[DeviceId, Target | str]":
    """A target for each candidate of a crawl, or why it cannot be visited. The OS is "" where nobody has declared it."""
    from collectors.dialect import dialects
    from collectors.found import host_of
    from models.errors import NetplanError

    anyone = next(name for name, spoken in dialects().items() if spoken.console)
    made: dict[DeviceId, Target | str] = {}
    for candidate in candidates:
        host = host_of(candidate, known.discovery[candidate.device.department])
        inside = replace(known, hosts={**known.hosts, host.id: replace(host, platform=host.platform or anyone)})
        try:
            (target,) = targets_of(inside, [host.id], state, credentials)
        except NetplanError as fault:
            made[host.id] = str(fault).splitlines()[0]
        else:
            made[host.id] = target if host.platform else replace(target, os="")
    return made


def visit_with(breaker: "Breaker") -> "Callable[[Target], Visit]":
    """One whole visit, its logins counted by `breaker`."""
    from collectors.identify import visit_unknown
    from collectors.snmp_visit import TRANSPORT, visit_alone, with_snmp
    from collectors.transports.open import open_wire
    from collectors.visit import visit

    opened = breaker.careful(open_wire)
    return lambda target: (
        visit_alone(target) if target.transport == TRANSPORT else with_snmp(visit_unknown(target, opened, visit), target)
    )


def probe_with(breaker: "Breaker") -> "Callable[[Target], Visit]":
    """A login and logout, counted by `breaker`."""
    from collectors.snmp_visit import TRANSPORT, visit_alone
    from collectors.transports.open import open_wire
    from collectors.visit import probe

    opened = breaker.careful(open_wire)
    return lambda target: visit_alone(target, asks=False) if target.transport == TRANSPORT else probe(target, opened)


def hang_up() -> None:
    """Leave the jump hosts."""
    from collectors.transports.open import hang_up

    hang_up()
