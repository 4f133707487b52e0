"""What a device answered, judged before it is kept: an output, a refusal, a config that is cut, or something else altogether."""

import re

from collectors.commands import Console
from collectors.detect import BAR
from collectors.dialect import Dialect, dialects
from collectors.hygiene import Refused, text_of
from collectors.transports.wire import WireFault
from models.snapshot import Outcome

_FIRST = 3
"""A refusal stands in the first lines that are not empty."""
_LEAST, _MOST = 0.98, 1.10
"""How far a config may be from the size that the device says; recorded devices are between 0.99 and 1.01."""
_SLACK = 64
"""Bytes that a small config may be off."""
QUOTED = 80
_WHY = {
    Outcome.PRIVILEGE: "the login may not use `{line}`; give it the right to",
    Outcome.NOT_THIS_OS: "the device does not know `{line}`; say in the inventory which OS it is",
    Outcome.FAILED: "the device cannot answer `{line}` now; ask again later",
}


def refusal(console: Console, output: bytes) -> tuple[Outcome, str] | None:
    r"""What a device says instead of an output, and the line that says it.

    >>> from collectors.dialect import dialect
    >>> refusal(dialect("ios").console, b"     ^\n% Invalid input detected at '^' marker.\n")[0].value
    'not this os'
    """
    first = [line for line in output[:2000].decode("latin-1").splitlines() if line.strip()][:_FIRST]
    for line in first:
        for pattern, outcome in console.refusals:
            if re.fullmatch(pattern, line.strip()):
                return outcome, line.strip()
    return None


def absent(console: Console, output: bytes) -> str:
    r"""The line by which a device says that it has no such command or does not run what it shows, "" when it says anything else.

    Nothing but that line (and the caret that points into the command) may stand there. Too little privilege is told in
    other words, or the config before would not have been shown.

    >>> from collectors.dialect import dialect
    >>> ios = dialect("ios").console
    >>> absent(ios, b"     ^\n% Invalid input detected at '^' marker.\n"), absent(ios, b"% Authorization failed.\n")
    ("% Invalid input detected at '^' marker.", '')
    """
    lines = [line.strip() for line in output[:2000].decode("latin-1").splitlines() if line.strip(" ^\t\r")]
    said = lines[0] if len(lines) == 1 else ""
    return said if any(re.fullmatch(pattern, said) for pattern in console.absent) else ""


def check_answer(console: Console, line: str, output: bytes) -> None:
    """Raise WireFault when the device refused the command `line`."""
    if refused := refusal(console, output):
        outcome, said = refused
        quoted = "".join(character if character.isprintable() else "?" for character in said[:QUOTED])
        why = _WHY.get(outcome, "the device refused `{line}`").format(line=line)
        raise WireFault(outcome, f"{why} (it said: {quoted})")


def check_config(spoken: Dialect, console: Console, output: bytes) -> None:
    """Raise WireFault unless `output` is a whole config of this OS."""
    line = console.config.text
    check_answer(console, line, output)
    try:
        text = text_of(output.replace(b"\0", b""))
    except Refused as fault:
        what = f"`{line}` showed nothing" if fault.outcome is Outcome.EMPTY else str(fault)
        raise WireFault(fault.outcome, what) from None
    sure = spoken.recognise(text)
    if sure < BAR:
        others = {other.title: other.recognise(text) for other in dialects().values() if other.name != spoken.name}
        if (best := max(others, key=others.__getitem__)) and others[best] >= BAR:
            what = f"the config is one of {best}, not of {spoken.title}"
            raise WireFault(Outcome.NOT_THIS_OS, f"{what}; correct `os` in the inventory")
    if not spoken.ended(text):
        raise WireFault(Outcome.CUT_SHORT, f"the {spoken.title} config ends in the middle; it is not kept")
    _check_size(console, output)
    if sure < BAR:
        raise WireFault(Outcome.FAILED, f"what `{line}` shows is no config of {spoken.title}; it is not kept")


def _check_size(console: Console, output: bytes) -> None:
    """Hold the config against the size that the device says it has, which ends with its last line."""
    if not console.size or not (said := re.search(console.size.encode(), output[:2000])):
        return
    expected, got = int(said[1]), len(output.rstrip()) - said.end()
    if not _LEAST * expected - _SLACK <= got <= _MOST * expected + _SLACK:
        raise WireFault(
            Outcome.CUT_SHORT, f"the device says that its config has {expected:,} bytes, and {got:,} came; it is not kept"
        )


def alike(one: bytes, two: bytes, comment: str) -> bool:
    r"""Whether two captures say the same; comments may hold the time of day.

    >>> alike(b"! Time: 10:00\nhostname R1\n", b"! Time: 10:01\nhostname R1\n", "!")
    True
    """
    sign = comment.strip().encode()
    return [line for line in one.splitlines() if not line.startswith(sign)] == [
        line for line in two.splitlines() if not line.startswith(sign)
    ]
