"""Where an output begins and where it ends, in the bytes that a terminal sent.

An output is over when a comment that nobody can have foreseen (`!np-` and 16 random hex digits) has been echoed at a prompt
and a prompt has come after it. The text of a prompt inside a config, a slow device or a dropped line cannot look like that.
Only what the terminal put around lines is taken away; every byte of a line is kept.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

NOISE = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\r\n]{0,256}(?:\x07|\x1b\\)|\x1b[()][0-9AB]|\x1b[=>78]|[\r\x00\x07]")
"""What a line editor sends besides text."""
_LEADING = re.compile(rb"(?:\x1b\[\?2004[hl]\r?)+")
_WRAP = rb"(?:\x1b\[[0-?]*[ -/]*[@-~]| ?\r\n?| ?\x08)*"
"""How an echo is broken at the width of the terminal."""
PAGER = re.compile(
    rb"(?:\x1b\[[0-9;]*m)*\s*(?:-{2,} ?\(?more\)? ?-{2,}|---\(more(?: \d+%)?\)---|<--- More --->)\s*(?:\x1b\[[0-9;]*[mK])*",
    re.IGNORECASE,
)
"""The whole last line of a terminal that waits at the end of a page."""
_ERASED = re.compile(rb"(?:\x1b\[[0-9;]*[A-Za-z]|\x08+(?: +\x08+)?|\r+ +\r+|\r+(?!\n))+")
"""How the pager's text is taken away again."""
QUESTION = re.compile(
    r"(?:pass(?:word|code|phrase)[^\n]{0,40}|user ?name|login|\[[^\]\n]{1,20}\]|\(y(?:es)?/n(?:o)?\)) ?[:?]? ?", re.IGNORECASE
)
"""The end of a last line that waits for an answer: to it one must not type a command."""
SYSLOG = re.compile(
    rb"(?:\d{1,10}: )?(?:[\w.-]+: )?"
    rb"[*.]?[A-Z][a-z]{2} +\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)?(?: [A-Z]{3,5})?(?: [\w.-]+)?:? "
    rb"[\w.-]*:? ?%[A-Z0-9_]+(?:-[A-Z0-9_]+)*-[0-7]-[A-Z0-9_]+: .*"
)
"""A message of the device's own log; no line of a config begins with a time and a %FACILITY-SEVERITY-NAME."""
LAST_LINE = 4096
"""No prompt and no pager is longer."""


def plain(line: bytes) -> str:
    r"""A line of the terminal as one sees it, without the blanks at its end.

    >>> plain(b"\x1b[?2004hR1# \r")
    'R1#'
    """
    return NOISE.sub(b"", line).decode("latin-1").rstrip()


@lru_cache(maxsize=1024)
def echo_of(line: str) -> re.Pattern[bytes]:
    r"""A pattern for what a terminal sends while `line` is typed, however it breaks it.

    >>> bool(echo_of("!np-0123").search(b"R1#!np \r-01\r\n23"))
    True
    """
    return re.compile(_WRAP.join(re.escape(character.encode()) for character in line))


class NonceEcho:
    r"""The same for a nonce, of which there are many: one pattern finds all of them, and the digits say which it is.

    >>> echo = NonceEcho("!np-0123456789abcdef")
    >>> echo.search(b"R1#!np-0123456789abcde0\r\nR1#!np-01234567\r\n89abcdef\r\n")
    <re.Match object; span=(28, 50), match=b'!np-01234567\r\n89abcdef'>
    """

    def __init__(self, nonce: str) -> None:
        self._echo, self._lines = _nonces(nonce[:-_DIGITS])
        self._digits = nonce[-_DIGITS:].encode()

    def search(self, raw: bytes | bytearray, start: int = 0) -> re.Match[bytes] | None:
        """The first echo that begins at `start` or after it."""
        return next(self.finditer(raw, start), None)

    def finditer(self, raw: bytes | bytearray, start: int = 0) -> Iterator[re.Match[bytes]]:
        """All echoes."""
        return (match for match in self._echo.finditer(raw, start) if self._is_mine(match))

    def taken_from(self, body: bytes) -> bytes:
        """`body` without the echoes at the ends of its lines, and without these ends."""
        return self._lines.sub(lambda match: b"" if self._is_mine(match) else match[0], body)

    def _is_mine(self, match: re.Match[bytes]) -> bool:
        return b"".join(match.groups()) == self._digits


_DIGITS = 16


@cache
def _nonces(before: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Patterns for the echo of any nonce behind `before` (`!np-`), its digits in groups; the second up to the line's end."""
    shape = _WRAP.join([*(re.escape(character.encode()) for character in before), *[b"([0-9a-f])"] * _DIGITS])
    return re.compile(shape), re.compile(shape + rb"\r*\n")


@dataclass(frozen=True, slots=True)
class Manner:
    """How a device behaves at its prompt, as far as one knows by now."""

    is_prompt: Callable[[str], bool]
    prompt: str
    """The present prompt, "" before the first."""
    above: tuple[str, ...] | None
    """Lines that it prints above each prompt; None when these are still to be learnt."""
    echoes: bool
    """Whether it echoes what is typed."""

    def glued(self, text: str) -> bool:
        """Whether `text` ends with the prompt behind an output whose last line has no end."""
        return bool(self.prompt) and text.endswith(self.prompt) and text != self.prompt


@dataclass(frozen=True, slots=True)
class Frame:
    """The end of an output: where the line with the prompt and the nonce begins, and the prompt that came after it."""

    end: int
    """Where the output ends in the raw bytes."""
    after: int
    """Where the echo of the nonce ends."""
    clean: bool
    """Whether the nonce stood behind the prompt as it always is, on a line of its own, and no other line came after it."""
    between: tuple[str, ...]
    """Lines between the nonce and the prompt after it."""
    prompt: str


@dataclass(slots=True)
class Screen:
    """What one command brought, byte for byte, and where we answered the pager or typed a nonce."""

    raw: bytearray = field(default_factory=bytearray)
    pages: list[tuple[int, int]] = field(default_factory=list)
    """Where the text of a pager stood."""
    nonces: list[NonceEcho] = field(default_factory=list)
    """The echoes of all nonces that were typed, in order."""

    def line(self, stop: int) -> int:
        """Where the line begins that `stop` stands in; a pager that was erased is no part of it."""
        erased = _ERASED.match(self.raw, self.pages[-1][1]) if self.pages else None
        return max(
            self.raw.rfind(b"\n", max(0, stop - LAST_LINE), stop) + 1, erased.end() if erased and erased.end() <= stop else 0
        )

    def question(self) -> bool:
        """Whether the device waits for an answer or at the end of a page."""
        tail = self.tail()
        text = plain(tail)
        found = list(QUESTION.finditer(text))
        return PAGER.fullmatch(tail) is not None or (bool(found) and found[-1].end() == len(text))

    def at_prompt(self) -> "Screen":
        """A new screen that begins with the prompt at which this one ends."""
        return Screen(bytearray(self.tail()))

    def tail(self) -> bytes:
        """What stands after the last line end; b"" when that is too long for a prompt."""
        start = self.line(len(self.raw))
        return bytes(self.raw[start:]) if len(self.raw) - start < LAST_LINE else b""

    def frame(self, start: int, manner: Manner) -> Frame | None:
        """The end of the output: the last nonce was echoed at a prompt (after `start`), and nothing but a prompt came after it."""
        is_prompt, above = manner.is_prompt, manner.above
        for match in self.nonces[-1].finditer(self.raw, start):
            line = self.line(match.start())
            before = plain(bytes(self.raw[line : match.start()]))
            glued = manner.glued(before)
            if before and not is_prompt(before) and not glued:
                continue  # typed ahead, and echoed in the middle of a line
            rest = bytes(self.raw[match.end() : match.end() + LAST_LINE + 1])
            lines = rest.split(b"\n")
            if len(rest) > LAST_LINE or len(lines) < 2 or plain(lines[0]) or not is_prompt(plain(lines[-1])):
                continue
            between = tuple(map(plain, lines[1:-1]))
            if above is not None and not all(text in ("", *above) or SYSLOG.fullmatch(text.encode("latin-1")) for text in between):
                continue
            end = self.raw.rfind(manner.prompt.encode("latin-1"), line, match.start()) if glued else line
            usual = before == manner.prompt and between == above if above is not None else bool(before)
            return Frame(end, match.end(), usual and not glued, between, plain(lines[-1]))
        return None

    def output(self, line: str, end: int, manner: Manner) -> bytes | None:
        """The bytes between the echo of the command and the prompt, with one kind of line end; None when the echo is not there."""
        echoes = manner.echoes
        echo = echo_of(line).search(self.raw, 0, LAST_LINE)
        start = 0
        if echo is not None:
            before = plain(bytes(self.raw[self.raw.rfind(b"\n", 0, echo.start()) + 1 if echoes else 0 : echo.start()]))
            over = self.raw.find(b"\n", echo.end()) + 1
            if over and not plain(bytes(self.raw[echo.end() : over])) and (not before or (echoes and manner.is_prompt(before))):
                start = over
        if not start and echoes:
            return None
        return self._lines(start, end, manner)

    def _lines(self, start: int, end: int, manner: Manner) -> bytes:
        parts, at = [], start
        for first, last in self.pages:
            erased = _ERASED.match(self.raw, last)
            if first < start or last > end or erased is None:
                continue  # no pager: a line of the output looks like one
            parts.append(self.raw[at:first])
            at = erased.end()
        parts.append(self.raw[at:end])
        body = _LEADING.sub(b"", b"".join(parts), count=1) if self.raw.startswith(b"\x1b[?2004l", start) else b"".join(parts)
        body = self._without_typed(body, manner)
        body = body.replace(b"\r\n", b"\n")
        return re.sub(rb"\r+\n", b"\n", body) if b"\r\n" in body else body

    @property
    def misread(self) -> int:
        """How often a line of the output was taken for a pager, and an empty line typed."""
        return sum(_ERASED.match(self.raw, last) is None for _, last in self.pages)

    def _without_typed(self, body: bytes, manner: Manner) -> bytes:
        """Take away the echoes of nonces typed ahead, and what stands above the prompt at the end."""
        body = _interrupted_off(body, manner.is_prompt)
        empty = self.misread if manner.echoes else len(body)
        while True:
            body = _above_off(body, manner.above or ())
            line = body.rfind(b"\n", 0, len(body) - 1) + 1
            nonce = next((found for each in self.nonces if (found := each.search(body, line))), None)
            before = plain(body[line : nonce.start() if nonce else len(body)])
            if nonce is not None and manner.glued(before):
                body = body[: body.rfind(manner.prompt.encode("latin-1"), line, nonce.start())]
                break
            if (nonce is None and (empty <= 0 or not before)) or (before and not manner.is_prompt(before)):
                break
            empty -= nonce is None
            body = body[:line]
        for each in self.nonces:
            body = each.taken_from(body)
        return body


def _interrupted_off(body: bytes, is_prompt: Callable[[str], bool]) -> bytes:
    """Take a prompt away that a message of the log has pushed up, and the message."""
    end, messages = len(body), 0
    while end and len(body) - end < LAST_LINE:
        start = body.rfind(b"\n", 0, end - 1) + 1
        line = NOISE.sub(b"", body[start:end]).strip()
        if messages and is_prompt(line.decode("latin-1")):
            return body[:start]
        if line and not SYSLOG.fullmatch(line):
            break
        messages += bool(line)
        end = start
    return body


def _above_off(body: bytes, above: Sequence[str]) -> bytes:
    """Take the lines away that a device prints above its prompt, where they stand at the end."""
    lines = body[-LAST_LINE:].split(b"\n")
    for text in reversed(above):
        last = plain(lines[-2]) if len(lines) > 1 else None
        if last is None or not last.endswith(text) or (last and not text):
            return body
        if last == text:
            del lines[-2]
        else:  # behind an output whose last line has no end
            lines[-2:] = [lines[-2][: lines[-2].rfind(text.encode("latin-1"))]]
    return body[:-LAST_LINE] + b"\n".join(lines)


def without_messages(output: bytes) -> tuple[bytes, tuple[str, ...]]:
    r"""An output without the messages that the device's log put into it, and those messages.

    >>> without_messages(b"hostname R1\n*Mar  1 00:12:34.567: %LINK-3-UPDOWN: Interface Gi0/1, changed state to up\nend\n")[0]
    b'hostname R1\nend\n'
    """
    if b": %" not in output and b" %" not in output:
        return output, ()
    kept, messages = [], []
    for line in output.split(b"\n"):
        if b"%" in line and SYSLOG.fullmatch(line):
            messages.append(line.decode("latin-1"))
        else:
            kept.append(line)
    return b"\n".join(kept), tuple(messages)
