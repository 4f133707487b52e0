"""Rewritten packets told by the packets that they were: sets stay in the words of whoever sent them."""

from typing import NamedTuple

from netplan.forwarding.boxes import Box, Range

FIELDS = ("src", "dst", "sport", "dport")
"""What a translation can rewrite."""


class Rewritten(NamedTuple):
    """A set of packets before and after a translation. Fields of `drawn` became any one of a set, whatever they were.

    The others moved by a distance, so that each packet has one that it was.
    """

    before: Box
    after: Box
    drawn: tuple[str, ...] = ()

    def narrowed(self, part: Box) -> "Rewritten":
        """The same translation of a part of the packets before it."""
        moved = {
            field: getattr(self.after, field) if field in self.drawn else _moved(getattr(part, field), self._distance(field))
            for field in FIELDS
        }
        return Rewritten(part, part._replace(**moved), self.drawn)

    def _distance(self, field: str) -> int:
        return int(getattr(self.after, field)[0] - getattr(self.before, field)[0])


class Session(NamedTuple):
    """What a router remembers of packets that it translated: answers to `packets.after` become answers to `packets.before`."""

    node: int
    packets: Rewritten


class Lens(NamedTuple):
    """How rewritten packets looked when they started: for each field the distance back, or the range that they were drawn from.

    >>> one = Box((6, 6), (10, 19), (500, 509))
    >>> lens = Lens().past(0, Rewritten(one, one._replace(src=(70, 79))))
    >>> lens.back(Box((6, 6), (71, 72), (500, 509))).src
    (11, 12)
    >>> drawn = Lens().past(0, Rewritten(one, one._replace(src=(90, 90)), ("src",)))
    >>> drawn.back(Box((6, 6), (90, 90), (503, 503)))[1:3]
    ((10, 19), (503, 503))
    """

    src: int | Range = 0
    dst: int | Range = 0
    sport: int | Range = 0
    dport: int | Range = 0
    sessions: tuple[Session, ...] = ()

    def back(self, box: Box) -> Box:
        """The packets as they started. Where a field was drawn, all that it may have been."""
        return Box(box.proto, *(self._was(field, getattr(box, field)) for field in FIELDS))

    def past(self, node: int, packets: Rewritten) -> "Lens":
        """The lens behind one more translation."""
        found: dict[str, int | Range] = {}
        for field in FIELDS:
            before, after, own = getattr(packets.before, field), getattr(packets.after, field), getattr(self, field)
            if field in packets.drawn:
                found[field] = self._was(field, before)
            else:
                found[field] = own if isinstance(own, tuple) else own + after[0] - before[0]
        return Lens(**found, sessions=(*self.sessions, Session(node, packets)))

    def _was(self, field: str, now: Range) -> Range:
        own = getattr(self, field)
        return own if isinstance(own, tuple) else _moved(now, -own)


def _moved(ends: Range, by: int) -> Range:
    return ends[0] + by, ends[1] + by
