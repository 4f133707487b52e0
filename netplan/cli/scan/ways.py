"""From the devices that are asked for to visits over real wires."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from collectors.breaker import Breaker
    from collectors.target import Target, Visit
    from models.device import DeviceId
    from models.inventory import Inventory


def targets_of(known: "Inventory", devices: "Sequence[DeviceId]", state: "Path") -> "list[Target]":
    """All that is needed to reach `devices`. Raises InventoryError or CredentialError with every fault, before any login."""
    from collectors.credentials import Credentials
    from collectors.snmp_visit import with_agents
    from collectors.targets import targets

    credentials = Credentials()
    return with_agents(known, targets(known, [known.hosts[device] for device in devices], state, credentials), credentials)


def visit_with(breaker: "Breaker") -> "Callable[[Target], Visit]":
    """One whole visit, its logins counted by `breaker`."""
    from collectors.snmp_visit import with_snmp
    from collectors.transports.open import open_wire
    from collectors.visit import visit

    opened = breaker.careful(open_wire)
    return lambda target: with_snmp(visit(target, opened), target)


def probe_with(breaker: "Breaker") -> "Callable[[Target], Visit]":
    """A login and logout, counted by `breaker`."""
    from collectors.transports.open import open_wire
    from collectors.visit import probe

    opened = breaker.careful(open_wire)
    return lambda target: probe(target, opened)


def hang_up() -> None:
    """Leave the jump hosts."""
    from collectors.transports.open import hang_up

    hang_up()
