"""The kinds of value that an inventory can hold: what `schema` is written in, `check` reads by, and `export` tells editors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar read as the text that stands there, whatever it looks like: `010` stays "010".

    `read` turns it into a value and raises ValueError("what is wrong; what to do"). `reference` names what it must refer to.
    A `secret` must be a reference to a secret, never one itself.
    """

    what: str = "text"
    pattern: str = ""
    choices: tuple[str, ...] = ()
    read: Callable[[str], object] = str
    reference: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `low` to `high`."""

    low: int = 0
    high: int = 10**12


@dataclass(frozen=True, slots=True)
class Number:
    """A number of at least `low`."""

    low: float = 0.0
    high: float = 1e15


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; with `one`, a single value stands for a list of one."""

    item: "Shape"
    one: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys. An unknown key is an error, unless `others` says what it may hold."""

    fields: Mapping[str, "Shape"]
    required: tuple[str, ...] = ()
    others: "Shape | None" = None
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Keys that people put here by mistake → where they belong."""


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping from names of the user's choice to values of one shape."""

    item: "Shape"
    key: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True)
class Either:
    """One shape for a scalar, another for a mapping."""

    scalar: "Shape"
    mapping: "Shape"


@dataclass(frozen=True, slots=True)
class Free:
    """Anything; still, a value under a key that names a secret must be a reference."""


Shape = Text | Whole | Number | Flag | Listing | Record | Table | Either | Free
