"""Which OS a device runs that nobody has declared: it is asked for its version, and exactly one OS must know the answer.

What a neighbour announced by LLDP or CDP has no say in this. A wrong answer would not go unnoticed either: the config that
is asked for next has to be one of the OS.
"""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from collectors.answers import check_answer
from collectors.commands import Command, Console
from collectors.dialect import dialects
from collectors.target import Login, Target, Visit
from collectors.transports.conversation import PATIENCE, Conversation, Patience
from collectors.transports.wire import Guarded, Wire, WireFault
from models.errors import CollectError, UnknownOs
from models.snapshot import Outcome

OpenWire = Callable[[Target, Login], Wire]
VERSION = Command("show version", "version")
_QUOTED = 60


@cache
def _console() -> Console:
    """The manners that all live systems share: their prompts, and one command that none of them minds."""
    consoles = [spoken.console for spoken in dialects().values() if spoken.console]
    prompts = dict.fromkeys(re.sub(r"\(\?P<name>", "(?:", console.prompt) for console in consoles)
    refusals = tuple(dict.fromkeys(each for console in consoles for each in console.refusals))
    return Console(consoles[0].driver, "|".join(f"(?:{each})" for each in prompts), "!", VERSION, refusals=refusals)


def os_of(said: str) -> str:
    r"""The OS that says this of itself. Raises UnknownOs unless it is exactly one.

    >>> os_of("Arista DCS-7050\nSoftware image version: 4.29.2F\n"), os_of("FRRouting 8.4 (r1) on Linux\n")
    ('arista_eos', 'frr')
    """
    proofs = {name: spoken.console.proof for name, spoken in dialects().items() if spoken.console and spoken.console.proof}
    found = [name for name, proof in proofs.items() if re.search(f"^(?:{proof})", said, re.MULTILINE)]
    if len(found) == 1:
        return found[0]
    first = next((line.strip() for line in said.splitlines() if line.strip()), "nothing")[:_QUOTED]
    may = f"it may be {' or '.join(found)}" if found else "none of the systems that netplan reads says so"
    raise UnknownOs(f"the operating system cannot be told from its version ({first!r}): {may}; declare its platform")


def identified(target: Target, open_wire: OpenWire, patience: Patience = PATIENCE) -> tuple[Target, str] | Visit:
    """`target` with its OS and all that was sent to tell it, or the visit that ended before it was known."""
    begun, transcript = time.monotonic(), list[bytes]()
    outcome, message = Outcome.AUTH_FAILED, "no credential is known for this device"
    used = ""
    for login in target.logins:
        used = login.id
        try:
            os = os_of(_version(target, login, open_wire, transcript, patience))
            left = max(1.0, target.seconds - (time.monotonic() - begun))
            return replace(target, os=os, seconds=left), b"".join(transcript).decode()
        except WireFault as fault:
            outcome, message = fault.outcome, str(fault)
            if fault.outcome is not Outcome.TIME_OUT:  # another login is for a server that is down, never for a wrong password
                break
        except UnknownOs as fault:
            outcome, message = Outcome.UNKNOWN_OS, str(fault)
            break
        except CollectError as fault:
            outcome, message = Outcome.FAILED, str(fault)
            break
    sent = b"".join(transcript).decode()
    return Visit(target.device, outcome, message, transcript=sent, login=used, seconds=time.monotonic() - begun)


def _version(target: Target, login: Login, open_wire: OpenWire, transcript: list[bytes], patience: Patience) -> str:
    """What a device says of its version. Any driver carries the bytes: it is kept from saying anything of its own."""
    carried = replace(target, os=next(name for name, spoken in dialects().items() if spoken.console))
    console = _console()
    wire = open_wire(carried, login)
    talk = Conversation(Guarded(wire, console, transcript), console, time.monotonic() + target.seconds, patience)
    try:
        talk.login()
        output = talk.ask(VERSION)
        check_answer(console, VERSION.text, output)
        return output.decode("utf-8", "replace")
    finally:
        talk.leave()
        wire.close()


def visit_unknown(target: Target, open_wire: OpenWire, visit: Callable[[Target, OpenWire], Visit]) -> Visit:
    """Find out the OS of a device where nobody has declared it, and visit it."""
    if target.os:
        return visit(target, open_wire)
    told = identified(target, open_wire)
    if isinstance(told, Visit):
        return told
    made = visit(told[0], open_wire)
    finding = f"nobody has declared its OS; `{VERSION.text}` says {told[0].os}"
    return replace(made, transcript=told[1] + made.transcript, findings=(*made.findings, finding))
