"""Which operating system a config is of: every dialect says how sure it is, and a doubtful answer is refused."""

from collectors.dialect import dialects
from models.errors import UnknownOs

BAR = 0.5
"""Below this a text is not taken for a config of any OS."""
LEAD = 0.1
"""By how much the best must be ahead of the second."""


def detect(text: str) -> tuple[str, float]:
    """The name of the dialect and how sure it is (0 to 1).

    Raises UnknownOs when none is sure enough or two are close; the message names them and how to say which it is.
    """
    sure = sorted(((spoken.recognise(text), name) for name, spoken in dialects().items()), reverse=True)
    best, name = sure[0] if sure else (0.0, "")
    rival, other = sure[1] if len(sure) > 1 else (0.0, "")
    how = f"say which with --os, or platform: in the inventory ({', '.join(dialects())})"
    if best < BAR:
        guess = f"; the nearest is {name} ({best:.0%})" if best > 0 else ""
        raise UnknownOs(f"the operating system cannot be told from the text{guess}; {how}")
    if best - rival < LEAD:
        raise UnknownOs(f"it may be {name} ({best:.0%}) or {other} ({rival:.0%}); {how}")
    return name, best
