"""How gentle a scan is: so many sessions, logins and tries at most."""

from collections.abc import Mapping
from dataclasses import dataclass

LIVE = ("ssh", "napalm", "snmp")
"""The kinds of collectors that visit devices."""


@dataclass(frozen=True, slots=True)
class Limits:
    """A device address never has more than one session; everything else is said here."""

    workers: int = 50
    """Visits at the same time."""
    logins_per_second: float = 10.0
    retries: int = 1
    """How often a device that does not answer, or not in time, is tried again. What was refused is never tried again."""
    backoff: float = 10.0
    """Seconds before the second try, more or less; twice as long before each further one."""
    sessions_per_jump_host: int = 10
    sessions_per_site: int = 5
    wrong_passwords: int = 3
    """So many wrong passwords stop a credential: accounts are locked by the next ones."""
    grace: float = 30.0
    """Seconds that a visit may last beyond its own deadline before the scan goes on without it."""


def limits_of(collectors: Mapping[str, Mapping[str, object]]) -> Limits:
    """What the inventory says under `collectors:`; where several say something, the gentlest holds.

    >>> limits_of({"ssh": {"type": "ssh", "workers": 20, "retries": 0}, "slow": {"type": "ssh", "logins_per_second": 2}})
    ...     # doctest: +ELLIPSIS
    Limits(workers=20, logins_per_second=2.0, retries=0, ...)
    """
    live = [entry for entry in collectors.values() if entry.get("type") in LIVE]

    def least(name: str, default: float) -> float:
        return min((float(str(entry[name])) for entry in live if name in entry), default=default)

    usual = Limits()
    return Limits(
        workers=int(least("workers", usual.workers)),
        logins_per_second=least("logins_per_second", usual.logins_per_second),
        retries=int(least("retries", usual.retries)),
        sessions_per_jump_host=int(least("sessions_per_jump_host", usual.sessions_per_jump_host)),
        sessions_per_site=int(least("sessions_per_site", usual.sessions_per_site)),
    )
