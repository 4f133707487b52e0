"""Talking with one device at its prompt: from the login to the logout, one command at a time, each output whole or not at all."""

import re
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace

from collectors.commands import Command, Console
from collectors.transports.framing import LAST_LINE, PAGER, Frame, Manner, NonceEcho, Screen, plain
from collectors.transports.wire import Guarded, WireFault
from models.snapshot import Outcome

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one waits for a device and how much one takes from it; seconds and bytes."""

    login: float = 30.0
    """From the open wire to the prompt."""
    idle: float = 60.0
    """Without a single byte, in the middle of an output."""
    probe: float = 3.0
    """Without a byte and without a prompt, before a nonce asks whether the device is there."""
    settle: float = 2.0
    """How long a prompt stands without the echo of a nonce before another is sent."""
    leave: float = 1.0
    """For the device to close after the logout."""
    output: int = 64 * MEGABYTE
    banner: int = 8 * MEGABYTE


PATIENCE = Patience()
_STEP = 0.05
"""Seconds that a read waits at least."""
_SLOWEST = 8
"""How much longer than `settle` the echo of a nonce may be under way before the next is typed."""


@dataclass(slots=True)
class Conversation:
    """One session. Every fault is a WireFault; after one, only `leave` may be called."""

    guarded: Guarded
    console: Console
    end: float
    """When the visit has to be over, by the monotonic clock."""
    patience: Patience = PATIENCE
    prompt: str = ""
    echoes: bool = True
    """Whether the device echoes what is typed; without that the end of an output is less sure."""
    findings: list[str] = field(default_factory=list)
    above: tuple[str, ...] | None = None
    """Lines that the device prints above each prompt; None before the login has told."""
    broken: bool = False
    """Whether an output was not read to its end, so that nothing more can be asked."""
    asked: bool = False
    """Whether the device waits for the answer to a question."""

    @property
    def name(self) -> str:
        """What the device calls itself in its prompt."""
        match = re.fullmatch(self.console.prompt, self.prompt)
        return match["name"] if match else ""

    @property
    def privileged(self) -> bool:
        """Whether the prompt is that of a session which may see everything."""
        return not self.console.unprivileged or re.fullmatch(self.console.unprivileged, self.prompt) is None

    def login(self) -> None:
        """Find the prompt behind all that a device says at a login, and learn how it behaves."""
        deadline = self._soon()
        screen = Screen()
        frame = self._framed(screen, "", deadline, self.patience.banner)
        if frame.between or not frame.clean:  # a part of the welcome, or what stands above each prompt? the second prompt tells
            frame = self._framed(screen.at_prompt(), "", deadline, self.patience.banner)
        self.above = frame.between
        if not self.echoes:
            self.findings.append("the device does not echo what is typed: where an output ends is told by its prompt alone")

    def enable(self, secret: str) -> None:
        """Ask for more privilege where the OS needs it and the login did not give it."""
        if self.privileged:
            return
        if self.console.enable:
            deadline = self._soon()
            self.guarded.say(self.console.enable)
            screen = self._question(deadline)
            if self.asked:
                if not secret:
                    raise WireFault(Outcome.PRIVILEGE, "the device asks for an enable secret, and the credential has none")
                self.guarded.answer(secret)
                screen = self._question(deadline)
                if self.asked:
                    raise WireFault(Outcome.PRIVILEGE, "the device refused the enable secret")
            self.prompt = ""
            self._framed(screen.at_prompt(), "", deadline, self.patience.banner)
        if not self.privileged:
            raise WireFault(Outcome.PRIVILEGE, "the login may not see the whole config: give it more privilege or an enable secret")

    def ask(self, command: Command, line: str = "") -> bytes:
        """The output of one command, with one kind of line end. `line` is the command with its slots filled."""
        line = line or command.text
        screen, before = Screen(), self.prompt
        self.broken = True
        self.guarded.say(line)
        frame = self._framed(screen, line, min(self.end, time.monotonic() + command.seconds), self.patience.output)
        output = screen.output(line, frame.end, Manner(self.is_prompt, before, self.above, self.echoes))
        if output is None:
            self.broken = True
            raise WireFault(Outcome.FAILED, f"what came is not the answer to `{line}`: it does not begin with the command")
        if len(screen.pages) > screen.misread:
            self.findings.append(f"the pager could not be switched off: `{line}` was read page by page")
        if before != self.prompt:
            self.findings.append(f"the device called itself {self.name} after `{line}`, and otherwise before it")
        return output

    def leave(self) -> None:
        """Log out; never raises. At a question the words would be taken for its answer, so there the wire is just closed."""
        with suppress(WireFault):
            if self.prompt and not self.asked:
                self.guarded.say(self.console.leave)
                end = time.monotonic() + self.patience.leave
                while (left := end - time.monotonic()) > 0:
                    self.guarded.wire.read(left)

    def _soon(self) -> float:
        return min(self.end, time.monotonic() + self.patience.login)

    def is_prompt(self, text: str) -> bool:
        """Whether `text` is a prompt of this OS."""
        return re.fullmatch(self.console.prompt, text) is not None

    def _question(self, deadline: float) -> Screen:
        """Read until the device asks for a password (then `asked` is true) or is at its prompt."""
        screen = Screen()
        while True:
            self.asked = screen.question()
            if self.asked or self.is_prompt(plain(screen.tail())):
                return screen
            self._read(screen, deadline, time.monotonic() + self.patience.idle, self.patience.banner, f"`{self.console.enable}`")

    def _read(self, screen: Screen, deadline: float, until: float, most: int, what: str) -> bool:
        """Read once, until `until` at the latest; whether something came. Raises WireFault when it took too long or too much."""
        now = time.monotonic()
        if now >= deadline:
            raise WireFault(Outcome.TIME_OUT, f"{what} took too long")
        data = self.guarded.wire.read(max(0.0, min(until, deadline) - now))
        screen.raw += data
        if len(screen.raw) > most:
            raise WireFault(Outcome.TOO_BIG, f"{what} brought more than {most:,} bytes; it was not read to its end")
        return bool(data)

    def _framed(self, screen: Screen, line: str, deadline: float, most: int) -> Frame:
        """Read until the device is at its prompt again, which a nonce proves."""
        what = f"`{line}`" if line else "the way to the prompt"
        reading = _Reading(self, screen, time.monotonic())
        self.broken, self.asked = True, False
        while (frame := reading.frame()) is None:
            if self._read(screen, deadline, reading.next(), most, what):
                reading.heard = time.monotonic()
            elif time.monotonic() - reading.heard >= self.patience.idle:
                raise WireFault(Outcome.TIME_OUT, f"{what}: nothing came for {self.patience.idle:g} s")
        self.prompt, self.broken = frame.prompt, False
        return frame


@dataclass(slots=True)
class _Reading:
    """Where one is in reading one output: what was typed since, and what to do next."""

    talk: Conversation
    screen: Screen
    heard: float
    """When the last byte came."""
    said: float = 0.0
    """When the last nonce was typed."""
    sent: int = 0
    """How many bytes there were when the last nonce was typed."""
    typed: int = 0
    """How many nonces."""
    settle: float = 0.0
    """Without a byte for so long, at a prompt, another nonce is typed."""
    wait: float = 0.0
    """Without a byte for so long, and without a prompt, another nonce is typed."""
    blind: bool = False
    """Whether a nonce was typed where no prompt stood."""
    since: str = ""
    """What came after the nonce before."""
    doubtful: Frame | None = None
    """A frame that another nonce has to confirm."""

    def __post_init__(self) -> None:
        self.settle, self.wait = self.talk.patience.settle, self.talk.patience.probe

    @property
    def quiet(self) -> float:
        """Seconds since anything was heard or typed."""
        return time.monotonic() - max(self.heard, self.said)

    def next(self) -> float:
        """When something has to be done even if nothing comes; never at once, for then it would have been done."""
        pause = self.settle if self._at_prompt() or self.talk.asked else self.wait
        due = min(max(self.heard, self.said) + pause, self.heard + self.talk.patience.idle)
        return max(due, time.monotonic() + _STEP)

    def frame(self) -> Frame | None:
        """The end of the output, if it is there; otherwise type what has to be typed now."""
        talk, screen = self.talk, self.screen
        if self.typed and (found := self._found()):
            return found
        talk.asked = screen.question()
        if talk.asked:
            self._turn_page()
        elif not self.typed and self._at_prompt() and (talk.echoes or self.quiet >= talk.patience.settle):
            self._type()
        elif self._at_prompt() and self.quiet >= self.settle:
            self._learn_echo()
            self.settle = min(self.settle * 2, talk.patience.settle * _SLOWEST)  # the way may be longer than we thought
            self._type()
        elif self.quiet >= self.wait and talk.echoes:
            self.blind, self.wait = True, self.wait * 2
            self._type()
        return None

    def _at_prompt(self) -> bool:
        """Whether what came last is a prompt; a device that echoes nothing puts several on one line."""
        talk, raw = self.talk, self.screen.raw
        tail = plain(self.screen.tail())
        if talk.is_prompt(tail) or (talk.prompt and re.fullmatch(f"(?:{re.escape(talk.prompt)} ?)+", tail)):
            return True
        return self.typed > 0 and len(raw) - self.sent < LAST_LINE and talk.is_prompt(plain(bytes(raw[self.sent :])))

    def _learn_echo(self) -> None:
        """A device that answers two nonces with the same prompt, and shows none of them, echoes nothing."""
        since = plain(bytes(self.screen.raw[self.sent :][:LAST_LINE]))
        same, self.since = since == self.since and bool(since), since
        if self.talk.above is None and same and not any(nonce.search(self.screen.raw) for nonce in self.screen.nonces):
            self.talk.echoes = False

    def _type(self) -> None:
        """Type a nonce; a device that echoes nothing gets an empty line."""
        talk, self.sent, self.said = self.talk, len(self.screen.raw), time.monotonic()
        nonce = f"{talk.console.comment}np-{secrets.token_hex(8)}" if talk.echoes else ""
        if nonce:
            self.screen.nonces.append(NonceEcho(nonce))
        self.typed += 1
        talk.guarded.say(nonce)

    def _turn_page(self) -> None:
        """Answer the pager, once each time it asks. The first is waited for: it may be a line of the output that looks like one."""
        screen = self.screen
        known = len(screen.pages) > screen.misread
        new = PAGER.fullmatch(screen.tail()) and (not screen.pages or screen.pages[-1][1] < len(screen.raw))
        if new and (known or self.quiet >= self.talk.patience.settle):
            screen.pages.append((len(screen.raw) - len(screen.tail()), len(screen.raw)))
            self.said = time.monotonic()
            self.talk.guarded.say("")

    def _found(self) -> Frame | None:
        talk, screen = self.talk, self.screen
        if not talk.echoes:
            return self._silent() if self.quiet >= talk.patience.settle else None  # a prompt may stand in an output for a while
        frame = screen.frame(self.sent, Manner(talk.is_prompt, talk.prompt, talk.above, talk.echoes))
        if frame is None:
            self._refuse_foreign()
            return None
        if talk.above is None or (frame.clean and self.typed == 1 and not self.blind):
            return frame
        if self.doubtful and frame.between == talk.above:
            rest = screen.raw[self.doubtful.after : frame.end].split(b"\n")
            if all(plain(bytes(line)) in ("", *talk.above) for line in rest):
                return replace(frame, end=self.doubtful.end)
        self.doubtful = frame
        self._type()
        return None

    def _silent(self) -> Frame | None:
        """The end of an output of a device that echoes nothing: two empty lines brought a prompt each, and nothing else."""
        talk, raw = self.talk, self.screen.raw
        *above, prompt = [text for line in raw[self.sent :].split(b"\n") if (text := plain(bytes(line)))] or [""]
        same = talk.is_prompt(prompt) and talk.prompt in ("", prompt) and talk.above in (None, tuple(above))
        if not same:
            self.doubtful = None
            return None
        if self.doubtful:
            return replace(self.doubtful, between=tuple(above), prompt=prompt)
        self.doubtful = Frame(self.screen.line(self.sent), len(raw), True, tuple(above), prompt)
        self._type()
        return None

    def _refuse_foreign(self) -> None:
        """A nonce that was echoed between two equal prompts, and the prompts are not of this OS."""
        talk, screen = self.talk, self.screen
        if talk.above is None and self.quiet >= talk.patience.settle and (match := screen.nonces[-1].search(screen.raw, self.sent)):
            before = plain(bytes(screen.raw[screen.line(match.start()) : match.start()]))
            if before and before == plain(screen.tail()) and not talk.is_prompt(before):
                raise WireFault(Outcome.NOT_THIS_OS, "the prompt is not one of this OS; say in the inventory which OS it is")
