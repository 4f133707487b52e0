"""AS paths and the regular expressions of vendors over them."""

from typing import NamedTuple


class Segment(NamedTuple):
    """A part of an AS path that is not a plain sequence: `kind` is "set", "confed-sequence" or "confed-set"."""

    kind: str
    members: tuple[int, ...]


AsPath = tuple[int | Segment, ...]
"""Nearest AS first. AS numbers of a plain sequence stand bare."""
