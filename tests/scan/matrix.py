"""The faults that every transport has to meet, and what the outcome has to be: one row each."""

from dataclasses import dataclass

from models.snapshot import Outcome
from tests.fakes.faults import CLEAN, MESSAGE, Fault, padded, with_text, without_end, wrong_size
from tests.fakes.personas import EOS, FRR, IOS, JUNOS, Persona
from tests.fakes.server import garbage
from tests.fakes.texts import config_of

OK, PARTIAL, UNREACHABLE, AUTH_FAILED = Outcome.OK, Outcome.PARTIAL, Outcome.UNREACHABLE, Outcome.AUTH_FAILED
TIME_OUT, CUT_SHORT, TOO_BIG, NOT_THIS_OS = Outcome.TIME_OUT, Outcome.CUT_SHORT, Outcome.TOO_BIG, Outcome.NOT_THIS_OS
PRIVILEGE, FAILED, EMPTY = Outcome.PRIVILEGE, Outcome.FAILED, Outcome.EMPTY


@dataclass(frozen=True, slots=True)
class Case:
    """A device with a fault, and what has to come of a visit."""

    name: str
    fault: Fault
    outcomes: tuple[Outcome, ...]
    """Mostly one; two where a transport may rightly see the same fault in two ways."""
    persona: Persona = IOS
    password: str = "right-Pa55"
    secret: str = "right-Enable"
    finding: str = ""
    """A part of what has to be said to the owner."""


def case(name: str, outcome: Outcome | tuple[Outcome, ...], fault: Fault = CLEAN, **more: object) -> Case:
    return Case(name, fault, outcome if isinstance(outcome, tuple) else (outcome,), **more)  # type: ignore[arg-type]


NOT_SSH = (UNREACHABLE,)
SLOW = 0.35
"""Seconds of a pause; in the tests a device is asked whether it is there after less."""
PROMPT_TEXT = with_text(b"interface Vlan666\n description see R1# for more\n!\nbanner motd ^\nR1#\nR1#show version\n^\n!\n")


def unsized(config: bytes) -> bytes:
    """Without the line that says how long it is, so that nothing but the framing can tell that it was cut."""
    return b"\n".join(line for line in config.split(b"\n") if not line.startswith(b"Current configuration :"))


def trapped(config: bytes) -> bytes:
    return PROMPT_TEXT(unsized(config))


CASES = (
    case("nothing listens", UNREACHABLE, Fault(refuse=True)),
    case("closed at once", NOT_SSH, Fault(first=b"")),
    case("a web server", NOT_SSH, Fault(first=b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")),
    case("SSH 1.5", (UNREACHABLE, Outcome.LEGACY_CRYPTO), Fault(first=b"SSH-1.5-OldSwitch\r\n")),
    case("random bytes", NOT_SSH, Fault(first=garbage())),
    case("no banner", (TIME_OUT, UNREACHABLE), Fault(stays=True)),
    case("a banner drop by drop", (TIME_OUT, UNREACHABLE), Fault(first=b"Welcome. ", drip=0.05)),
    case("endless lines before the banner", (TIME_OUT, UNREACHABLE), Fault(first=b"Welcome.\r\n", drip=0.001)),
    case("silence in the key exchange", (TIME_OUT, UNREACHABLE), Fault(first=b"SSH-2.0-Switch\r\n", stays=True)),
    case("wrong password", AUTH_FAILED, password="wrong-Pa55"),
    case("refused whatever is given", AUTH_FAILED, Fault(auth="reject")),
    case("keys only", AUTH_FAILED, Fault(auth="pubkey")),
    case("silence at the login", TIME_OUT, Fault(auth="hang")),
    case("a large text before the login", OK, Fault(banner=30_000)),
    case("not a word after the login", TIME_OUT, Fault(mute=True)),
    case("an endless welcome", (TIME_OUT, TOO_BIG), Fault(motd_endless=True)),
    case("a large welcome", OK, Fault(motd=b"All use of this network is logged and looked at.\n" * 4000)),
    case("a prompt in the welcome", OK, Fault(motd=b"Type at R1# only what you mean.\nR1#\n")),
    case("a login inside the session", TIME_OUT, Fault(motd=b"Username: ", mute_after=True)),
    case("no secret helps", PRIVILEGE, Fault(low=True)),
    case("no enable secret is known", PRIVILEGE, secret=""),
    case("more privilege is refused at once", PRIVILEGE, Fault(refuses={"enable": "% Error in authentication.\n"})),
    case("no privilege, and no way to it", PRIVILEGE, Fault(prompt="{name}> "), persona=FRR),
    case("silence in the middle of the config", TIME_OUT, Fault(stop="hang", stop_at=0.5)),
    case("the connection is dropped in the config", CUT_SHORT, Fault(stop="drop", stop_at=0.5)),
    case("the connection is reset in the config", CUT_SHORT, Fault(stop="reset", stop_at=0.5)),
    case("the channel is closed in the config", CUT_SHORT, Fault(stop="close", stop_at=0.5)),
    case("the connection is dropped at the last byte", CUT_SHORT, Fault(stop="drop")),
    case("the pager stays on (IOS)", OK, Fault(sticky_pager=True), finding="pager"),
    case("the pager stays on (EOS)", OK, Fault(sticky_pager=True), persona=EOS, finding="pager"),
    case("the pager stays on (Junos)", OK, Fault(sticky_pager=True), persona=JUNOS, finding="pager"),
    case("the pager stays on (FRR)", OK, Fault(sticky_pager=True), persona=FRR, finding="pager"),
    case("an endless pager", (TIME_OUT, TOO_BIG), Fault(endless="pager")),
    case("an endless config", (TOO_BIG, TIME_OUT), Fault(endless="output")),
    case("a byte at a time for ever", TIME_OUT, Fault(chunk=1, pause=0.05)),
    case("a few bytes at a time", OK, Fault(chunk=200, pause=0.01)),
    case("a config beyond the cap", TOO_BIG, Fault(change=padded(3_000_000))),
    case("a large config", OK, Fault(change=lambda config: unsized(padded(1_500_000)(config)))),
    case("a device that thinks", OK, Fault(slow=SLOW * 2)),
    case("a device that thinks (Junos)", OK, Fault(slow=SLOW * 2), persona=JUNOS),
    case("a message in the config, once", OK, Fault(syslog=MESSAGE, syslog_once=True), finding="log"),
    case("a message in the config, each time", OK, Fault(syslog=MESSAGE), finding="log"),
    case(
        "a message that is a part of the config",
        OK,
        Fault(change=with_text(b"banner motd ^\n" + MESSAGE.replace(b"SECONDS", b"11") + b"^\n")),
    ),
    case("a message after the prompt", OK, Fault(interrupts=True)),
    case("Latin-1 and control characters", OK, Fault(change=with_text(b"! B\xfcro \x1b[31m \x08\x08 \x7f\n"))),
    case("a size that is not reached", CUT_SHORT, Fault(change=wrong_size)),
    case("no end mark (IOS)", CUT_SHORT, Fault(change=without_end)),
    case("no end mark (EOS)", CUT_SHORT, Fault(change=without_end), persona=EOS),
    case("no end mark (Junos)", CUT_SHORT, Fault(change=without_end), persona=JUNOS),
    case("no end mark (FRR)", CUT_SHORT, Fault(change=without_end), persona=FRR),
    case("the config of another OS", NOT_THIS_OS, Fault(instead=config_of("juniper_junos", "R1"))),
    case("an empty config", EMPTY, Fault(instead=b"")),
    case("another OS at the prompt", NOT_THIS_OS, Fault(prompt="[admin@R1] > ")),
    case("another name at each prompt", OK, Fault(rename=True), finding="called itself"),
    case("nothing is echoed", OK, Fault(echo=False), finding="echo"),
    case("nothing is echoed (Junos)", OK, Fault(echo=False), persona=JUNOS, finding="echo"),
    case(
        "nothing is echoed, prompts in the config",
        OK,
        Fault(echo=False, change=trapped, pause_after=b"R1#", pause=0.2),
        persona=FRR,
        finding="echo",
    ),
    case(
        "typed ahead is echoed at once", OK, Fault(echo_at_once=True, change=trapped, pause_after=b"R1#", pause=SLOW), persona=IOS
    ),
    case("typed ahead is thrown away", OK, Fault(flush=True, change=trapped, pause_after=b"R1#", pause=SLOW)),
    case("a line editor's escapes", OK, Fault(bracketed=True), persona=FRR),
    case("a narrow terminal", OK, Fault(columns=16), persona=FRR),
    case("one command is not authorised", PARTIAL, Fault(refuses={"show version": IOS.denied}), finding="`show version`"),
    case("one command is not known", PARTIAL, Fault(refuses={"show version": IOS.invalid}), finding="`show version`"),
    case("an optional table is not there", OK, Fault(refuses={"show inventory": IOS.invalid}), finding="no `show inventory`"),
    case("the terminal may not be set", OK, Fault(refuses={"terminal width 511": IOS.denied}), finding="terminal"),
    case("the config may not be shown", PRIVILEGE, Fault(refuses={"show running-config": IOS.denied})),
)

PAUSES = (0.0, 0.08, SLOW)
TRAPS = {
    "no trap": Fault(change=unsized),
    "after the prompt": Fault(change=trapped, pause_after=b"R1#"),
    "after the line": Fault(change=trapped, pause_after=b"R1#\n"),
    "before the prompt": Fault(change=trapped, pause_after=b"banner motd ^\n"),
    "before the end": Fault(change=lambda config: trapped(config).replace(b"!\nend", b"!\n! R1#\nend"), pause_after=b"! R1#"),
}

ERRORS = (
    "% Authorization failed.",
    "Command authorization failed.",
    "% Command authorization failed",
    "% Permission denied",
    "% Access denied",
    "% This command is not authorized",
    "% Privileged mode required",
    "% Invalid input (privileged mode required)",
    "% Authorization denied for command 'show running-config'",
    "            ^\n% Invalid input detected at '^' marker.",
    "% Invalid command at '^' marker.",
    "% Incomplete command.",
    '% Ambiguous command:  "show running-config"',
    "% Unknown command.",
    "% Unrecognized command",
    "% Bad IP address or host name",
    "Unable to read configuration. Try again later.",
    "% Unable to read configuration. Try again later.",
    "% Configuration buffer full, can't add command",
    "% NVRAM is busy, try again",
    "% Error in reading the configuration",
    "% Low on memory; try again later",
    "% Please wait, the system is starting",
    "Unknown action 0\nCommand fail. Return code -1",
    "bad command name running-config (line 1 column 6)",
    "Error: Unrecognized command found at '^' position.",
    "Invalid input -> running-config\nType ? for a list",
    "ERROR: % Invalid input detected at '^' marker.",
    "error: permission denied",
    "error: could not connect to the management daemon",
    "syntax error, expecting <command>.",
    "-bash: show: command not found",
)
