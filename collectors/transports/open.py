"""From a target to a wire, by the way that suits the device; every fault has its outcome."""

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from collectors.dialect import dialect
from collectors.target import Hop, Login, Target
from collectors.transports.dial import Clock
from collectors.transports.hostkeys import Standing, known_hosts, lookup
from collectors.transports.trust import OfferedKey
from collectors.transports.wire import Wire, WireFault
from models.errors import CredentialError, UnknownDialect
from models.snapshot import Outcome

if TYPE_CHECKING:
    from collectors.transports.jump import Jumps

OPENING = 0.5
"""The share of a device's time that may pass before it has given us a shell."""


@cache
def _jumps() -> "Jumps":
    """The jump hosts of this process: one connection to each, whoever needs it."""
    from collectors.transports.jump import Jumps

    return Jumps()


def open_wire(target: Target, login: Login) -> Wire:
    """A shell on the device of `target`. Raises WireFault, and nothing else: its outcome says how far we came.

    asyncssh carries it, unless the inventory asks for netmiko. Behind a jump host, whose connection is paramiko's, netmiko does:
    it runs in the channel itself. Broken algorithms are asyncssh's alone.
    """
    clock = Clock.of(target.seconds * OPENING)
    try:
        console = dialect(target.os).console
        if console is None:
            raise WireFault(Outcome.NOT_THIS_OS, f"{target.device}: a {target.os} device cannot be asked live; load its config")
        if target.legacy or not (target.hops or target.netmiko):
            from collectors.transports.asynchronous import open_asynchronous

            return open_asynchronous(target, login, _jumps(), clock)
        from collectors.transports.ssh import open_ssh

        return open_ssh(target, login, console.driver, _jumps(), clock)
    except WireFault:
        raise
    except UnknownDialect as error:
        raise WireFault(Outcome.NOT_THIS_OS, str(error)) from None
    except CredentialError as error:  # a key that was there before the scan
        raise WireFault(Outcome.FAILED, str(error)) from None
    except Exception as error:  # whatever a library makes of a hostile peer; its words and frames may hold anything
        raise WireFault(Outcome.FAILED, f"{target.hostname}: {type(error).__name__} when it was opened") from None


def hang_up() -> None:
    """Leave the jump hosts: to be called once no wire is needed any more. The next wire opens them anew."""
    _jumps().close()


def offered_key(target: Target) -> OfferedKey:
    """The host key that the server of `target` shows, held against its file; `learn` writes it. Nobody logs in to the server.

    Jump hosts on the way are logged in to. One whose own key is missing from the same file is shown in the place of the
    device: it comes first. Raises WireFault.
    """
    host = target.known_as or target.hostname
    try:
        return _shown(target, host, target.hostname, target.port, target.hops, target.legacy)
    except WireFault as fault:
        if fault.outcome in (Outcome.HOST_KEY_UNKNOWN, Outcome.HOST_KEY_CHANGED):
            for place, hop in enumerate(target.hops):
                if hop.known_hosts == target.known_hosts:
                    key = _shown(target, hop.hostname, hop.hostname, hop.port, target.hops[:place])
                    if key.standing is not Standing.KNOWN:
                        return replace(key, why=f"jump host {hop.id}, which comes before the device: {key.why}")
        raise


def _shown(target: Target, name: str, host: str, port: int, hops: tuple[Hop, ...], legacy: bool = False) -> OfferedKey:
    known, clock, name = known_hosts(target.known_hosts), Clock.of(target.seconds), lookup(name, port)
    line = _jumps().line(hops, host, port, clock)
    if legacy:
        from collectors.transports.asynchronous import legacy_key

        blob = legacy_key(line, name, known, clock)
    else:
        from collectors.transports.secure import greeted

        transport, blob = greeted(line, name, known.types(name), clock)
        transport.close()
    return OfferedKey(name, blob, *known.standing(name, blob))
