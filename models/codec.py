"""Any value of the model to plain JSON and back, typed by the annotations of its class.

The database, plan files and expected results all use this one form. It is made to be read by people:
a field that has its default value is left out, addresses and times are text, a `Source` is "file:line",
a set is a sorted list, a mapping whose keys are not text is a list of pairs. Where an annotation allows
several dataclasses (`Fact`), the object names its own under "is".

>>> from models.interfaces import Vlan
>>> encode(Vlan(10, "STAFF"))
{'id': 10, 'name': 'STAFF'}
>>> decode(Vlan, {"id": 10, "name": "STAFF"}) == Vlan(10, "STAFF")
True
>>> decode(Vlan, {"id": "ten"})
Traceback (most recent call last):
    ...
models.errors.FormatError: at id: a whole number is expected, not 'ten'
"""

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache, lru_cache, partial
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network
from itertools import compress
from operator import attrgetter, is_not
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from models.errors import FormatError
from models.source import Source

T = TypeVar("T")
Plain = Any
"""What `json` reads and writes: None, bool, int, float, str, list, dict."""

TEXTUAL: Mapping[type, Callable[[str], Any]] = {
    kind: lru_cache(maxsize=65536)(kind)
    for kind in (IPv4Address, IPv6Address, IPv4Network, IPv6Network, IPv4Interface, IPv6Interface)
}
"""Types whose text is read back by their constructor; equal texts share one value, which halves the time to load."""
SCALARS: Mapping[type, str] = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}


def encode(value: object) -> Plain:
    """The plain form of `value`. Raises TypeError for what is not a value of the model (a fault in the program)."""
    kind = type(value)
    if value is None or kind in SCALARS:
        return value
    encoder = _ENCODERS.get(kind)
    if encoder is None:
        encoder = _ENCODERS[kind] = _encoder(kind)
    return encoder(value)


_ENCODERS: dict[type, Callable[[Any], Plain]] = {}


def _encoder(kind: type) -> Callable[[Any], Plain]:
    """What gives the plain form of the values of one class; made once for each."""
    if kind is Source:
        return lambda value: f"{value.file}:{value.line}"
    if is_dataclass(kind):
        layout = _layout(cast(Hashable, kind))
        return partial(_members, layout, _values(*(name for name, _, _ in layout)), tuple(default for _, default, _ in layout))
    if issubclass(kind, Enum):
        return attrgetter("_value_")
    if issubclass(kind, (tuple, list)):
        return lambda value: [encode(item) for item in value]
    if issubclass(kind, (set, frozenset)):
        return lambda value: sorted((encode(item) for item in value), key=_sort_key)
    if issubclass(kind, Mapping):
        return _pairs
    if kind in TEXTUAL:
        return str
    if issubclass(kind, (date, time)):
        return lambda value: value.isoformat()
    if issubclass(kind, timedelta):
        return lambda value: value.total_seconds()
    raise TypeError(f"{kind.__name__} is no value of the model")


def _pairs(value: Mapping[Any, Any]) -> Plain:
    if all(type(key) is str for key in value):
        return {key: encode(item) for key, item in value.items()}
    return [[encode(key), encode(item)] for key, item in value.items()]


def decode(kind: type[T], plain: Plain) -> T:
    """The value of type `kind` that `plain` describes. Raises FormatError, naming the place inside `plain`."""
    return cast(T, _reader(cast(Hashable, kind))(plain))


def dumps(value: object, indent: int | None = None) -> str:
    """`encode` as JSON text; mappings keep their order, so the same reading gives the same text."""
    plain = encode(value)
    return _SHORT.encode(plain) if indent is None else json.dumps(plain, ensure_ascii=False, indent=indent)


_SHORT = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


def loads(kind: type[T], text: str | bytes) -> T:
    """`decode` of JSON text. Raises FormatError, also for text that is not JSON, has a key twice or a NaN."""
    try:
        plain = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError) as fault:
        raise FormatError(f"not valid JSON: {fault}") from None
    return decode(kind, plain)


def _unique(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands twice")
    return found


def _refuse(constant: str) -> Plain:
    raise ValueError(f"{constant} is no number")


def _sort_key(plain: Plain) -> tuple[str, Plain]:
    return (type(plain).__name__, plain) if isinstance(plain, (int, str)) else ("", json.dumps(plain, sort_keys=True))


def _members(layout: "Layout", values: Callable[[Any], tuple[Any, ...]], defaults: tuple[Any, ...], value: Any) -> Plain:
    members: dict[str, Plain] = {}
    given = values(value)
    for (name, default, tagged), member in compress(zip(layout, given, strict=True), map(is_not, given, defaults)):
        if member == default:
            continue
        plain = member if type(member) in SCALARS else encode(member)
        members[name] = {"is": type(member).__name__, **plain} if tagged and member is not None else plain
    return members


def _values(*names: str) -> Callable[[Any], tuple[Any, ...]]:
    """What gives all these attributes of a value at once; one alone would come without its tuple."""
    return attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)


Layout = tuple[tuple[str, Any, bool], ...]
"""Name and default of each field (MISSING where it has none), and whether its value must name its class."""


@cache
def _layout(kind: Any) -> Layout:
    hints = get_type_hints(kind)
    return tuple((member.name, _default(member), len(_classes(hints[member.name])) > 1) for member in fields(kind))


def _default(member: "Field[Any]") -> Any:
    return member.default_factory() if member.default_factory is not MISSING else member.default


def _classes(hint: Any) -> tuple[type, ...]:
    """The dataclasses of a union."""
    return (
        tuple(kind for kind in get_args(hint) if isinstance(kind, type) and is_dataclass(kind))
        if get_origin(hint) in (Union, UnionType)
        else ()
    )


Reader = Callable[[Plain], Any]


@cache
def _reader(hint: Any) -> Reader:
    """A function that reads the plain form of `hint`; made once for each annotation."""
    origin, parts = get_origin(hint), get_args(hint)
    if hint in SCALARS:
        return _scalar(hint)
    if hint is object or hint is Any:
        return _as_is
    if hint is Source:
        return _source
    if hint in TEXTUAL or hint in (date, time, datetime):
        return _from_text(hint.__name__, TEXTUAL.get(hint) or hint.fromisoformat)
    if hint is timedelta:
        return lambda plain: timedelta(seconds=_number(plain))
    if hint is NoneType:
        return lambda plain: None
    if origin in (Union, UnionType):
        return _union(parts)
    if origin is tuple:
        return _each(tuple, _reader(parts[0])) if len(parts) == 2 and parts[1] is Ellipsis else _row(tuple, parts)
    if origin is frozenset:
        return _each(frozenset, _reader(parts[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(_reader(parts[0]), _reader(parts[1]), parts[0] is str)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _from_text(hint.__name__, hint)
    if isinstance(hint, type) and issubclass(hint, tuple):
        return _row(hint._make, tuple(get_type_hints(hint).values()))  # type: ignore[attr-defined]  # a NamedTuple
    if is_dataclass(hint):
        return _dataclass(cast(type, hint))
    raise TypeError(f"no plain form for {hint}")


def _as_is(plain: Plain) -> Any:
    return plain


def _scalar(kind: type) -> Reader:
    wanted = (int, float) if kind is float else kind

    def read(plain: Plain) -> Any:
        if type(plain) is not kind and (not isinstance(plain, wanted) or isinstance(plain, bool)):
            raise FormatError(f"{SCALARS[kind]} is expected, not {_short(plain)}")
        return plain

    return read


def _number(plain: Plain) -> float:
    return cast(float, _reader(cast(Hashable, float))(plain))


def _from_text(name: str, make: Callable[[Any], Any]) -> Reader:
    def read(plain: Plain) -> Any:
        try:
            return make(plain)
        except (ValueError, TypeError):
            raise FormatError(f"{name} is expected, not {_short(plain)}") from None

    return read


def _source(plain: Plain) -> Source:
    file, _, line = plain.rpartition(":") if isinstance(plain, str) else ("", "", "")
    if not line.isdigit():
        raise FormatError(f"a place (file:line) is expected, not {_short(plain)}")
    return Source(file, int(line))


def _union(parts: tuple[Any, ...]) -> Reader:
    several = {kind.__name__: _reader(cast(Hashable, kind)) for kind in parts if isinstance(kind, type) and is_dataclass(kind)}
    readers = [_reader(kind) for kind in parts if kind is not NoneType]
    optional = NoneType in parts

    def read(plain: Plain) -> Any:
        if plain is None and optional:
            return None
        if len(several) > 1:
            name = plain.get("is") if isinstance(plain, dict) else None
            if name not in several:
                raise FormatError(f'"is" must name one of {", ".join(several)}, not {_short(name)}')
            return several[name]({key: item for key, item in plain.items() if key != "is"})
        for reader in readers[:-1]:
            try:
                return reader(plain)
            except FormatError:
                continue
        return readers[-1](plain)

    return read


def _each(make: Callable[[Any], Any], reader: Reader) -> Reader:
    def read(plain: Plain) -> Any:
        if not isinstance(plain, list):
            raise FormatError(f"a list is expected, not {_short(plain)}")
        items: list[Any] = []
        try:
            for item in plain:
                items.append(reader(item))
        except FormatError as fault:
            raise _within(f"[{len(items)}]", fault) from None
        return make(items)

    return read


def _row(make: Callable[[Any], Any], parts: tuple[Any, ...]) -> Reader:
    readers = [_reader(part) for part in parts]

    def read(plain: Plain) -> Any:
        if not isinstance(plain, list) or len(plain) != len(readers):
            raise FormatError(f"a list of {len(readers)} is expected, not {_short(plain)}")
        return make(reader(item) for reader, item in zip(readers, plain, strict=True))

    return read


def _mapping(read_key: Reader, read_item: Reader, textual: bool) -> Reader:
    def read(plain: Plain) -> Any:
        if isinstance(plain, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in plain):
            pairs = [tuple(pair) for pair in plain]
        elif isinstance(plain, dict) and (textual or not plain):
            pairs = list(plain.items())
        else:
            raise FormatError(f"a mapping is expected, not {_short(plain)}")
        found: dict[Any, Any] = {}
        for key, item in pairs:
            try:
                found[read_key(key)] = read_item(item)
            except FormatError as fault:
                raise _within(str(key), fault) from None
        return found

    return read


def _dataclass(kind: type[Any]) -> Reader:
    hints = get_type_hints(kind)
    readers = {member.name: _reader(hints[member.name]) for member in fields(kind)}
    needed = {member.name for member in fields(kind) if _default(member) is MISSING}

    def read(plain: Plain) -> Any:
        if not isinstance(plain, dict):
            raise FormatError(f"a {kind.__name__} is expected, not {_short(plain)}")
        members: dict[str, Any] = {}
        name = ""
        try:
            for name, item in plain.items():
                members[name] = readers[name](item)
        except KeyError:
            raise FormatError(f"a {kind.__name__} has no {name!r}") from None
        except FormatError as fault:
            raise _within(name, fault) from None
        if lacking := needed - members.keys():
            raise FormatError(f"a {kind.__name__} needs {', '.join(sorted(lacking))}")
        return kind(**members)

    return read


def _within(place: str, fault: FormatError) -> FormatError:
    """`fault`, seen from one level further out."""
    text = str(fault)
    inner = text.removeprefix("at ")
    joined = place + ("" if inner.startswith("[") else ".") + inner if text.startswith("at ") else f"{place}: {text}"
    return FormatError(f"at {joined}")


def _short(plain: Plain) -> str:
    text = repr(plain)
    return text if len(text) <= 60 else text[:57] + "..."
