"""Chains of policies: names in order, and expressions of them (`( A && ! B )`)."""

from itertools import takewhile

from collectors.braces import Statement


def chain(at: Statement | None) -> tuple[str, ...]:
    """The policies at a statement, marked as read.

    From an expression on, the rest is one entry, which no policy has as its name, so that nobody knows what it permits. Its
    words stay unread.
    """
    if at is None:
        return ()
    at.modelled()
    parts = list(at.each())
    plain = list(takewhile(lambda part: part.word[:1] not in "(!", parts))
    for part in plain:
        part.modelled()
    rest = " ".join(word for part in parts[len(plain) :] for word in _words(part))
    return (*(part.word for part in plain), *([rest] if rest else []))


def _words(part: Statement) -> list[str]:
    return [part.word, *(word for below in part.each() for word in _words(below))]
