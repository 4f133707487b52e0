"""Large tables in which some entries are others: what they were made of is shared, so that the many states of a plan stay small."""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from itertools import islice
from typing import TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
_SHARE = 8
"""When one entry in so many is another one, the whole is copied after all."""


class _Gone:
    """Stands for an entry that was taken away."""


class Patched(MutableMapping[K, V]):
    """The entries of another mapping, which must not change any more, with changes of one's own."""

    def __init__(self, base: Mapping[K, V]) -> None:
        self._base: Mapping[K, V] = base
        self._own: dict[K, V | type[_Gone]] = {}
        if isinstance(base, Patched):
            self._base, self._own = base._base, dict(base._own)
            if len(self._own) * _SHARE > len(self._base):
                self._base, self._own = dict(base), {}

    def __getitem__(self, key: K) -> V:
        found = self._own.get(key, self)
        if found is self:
            return self._base[key]
        if found is _Gone:
            raise KeyError(key)
        return found  # type: ignore[return-value]  # what is no mark is a value

    def __setitem__(self, key: K, value: V) -> None:
        self._own[key] = value

    def __delitem__(self, key: K) -> None:
        if key not in self:
            raise KeyError(key)
        if key in self._base:
            self._own[key] = _Gone
        else:
            del self._own[key]

    def __iter__(self) -> Iterator[K]:
        own = self._own
        yield from (key for key in self._base if own.get(key) is not _Gone)
        yield from (key for key in own if key not in self._base)

    def __len__(self) -> int:
        new = sum(key not in self._base for key in self._own)
        return len(self._base) + new - sum(value is _Gone for value in self._own.values())


class PatchedSequence(Sequence[V]):
    """The items of another sequence, which must not change any more, with others in some places, and more or fewer at the end."""

    def __init__(self, base: Sequence[V]) -> None:
        self._base, self._count = base, len(base)
        self._own: dict[int, V] = {}
        if isinstance(base, PatchedSequence):
            self._base, self._own = base._base, dict(base._own)
            if len(self._own) * _SHARE > len(self._base):
                self._base, self._own = tuple(base), {}

    @overload
    def __getitem__(self, at: int) -> V: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[V]: ...
    def __getitem__(self, at: int | slice) -> V | Sequence[V]:
        if isinstance(at, slice):
            return tuple(self)[at]
        found = self._own.get(at, self)
        if found is not self:
            return found
        if not 0 <= at < self._count:
            if not -self._count <= at < 0:
                raise IndexError(at)
            return self[at + self._count]
        return self._base[at]

    def __setitem__(self, at: int, value: V) -> None:
        if not 0 <= at < self._count:
            raise IndexError(at)
        self._own[at] = value

    def append(self, value: V) -> None:
        """One more item."""
        self._own[self._count] = value
        self._count += 1

    def pop(self) -> V:
        """Take the last item away."""
        last = self[-1]
        self._count -= 1
        self._own.pop(self._count, None)
        return last

    def __iter__(self) -> Iterator[V]:
        own = self._own
        yield from (own.get(at, item) for at, item in enumerate(islice(self._base, self._count)))
        yield from (own[at] for at in range(len(self._base), self._count))

    def __len__(self) -> int:
        return self._count
