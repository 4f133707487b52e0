"""The partial order of a plan and its down-sets: the states that crews can bring the network into.

A state is the set of finished steps. It is reachable exactly when it is a down-set: with each step it
holds every step that must come before. Sets are bit masks over the steps in a topological order, so
that a set's steps, taken from the lowest bit, are a sequence in which they can be done.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from math import prod

from models.errors import PlanError, UsageError
from models.plan import Step


@dataclass(frozen=True, slots=True)
class Order:
    """Steps in a topological order; `below[i]` is the set of all steps that must be finished before step i."""

    steps: tuple[Step, ...]
    below: tuple[int, ...]

    @classmethod
    def of(cls, steps: Sequence[Step]) -> "Order":
        """Raises PlanError when a step waits for one that does not exist, or steps wait for each other in a ring."""
        by_id = {step.id: step for step in steps}
        if len(by_id) < len(steps):
            raise PlanError("two steps of the plan have one id; make the plan anew")
        for step in steps:
            if missing := [name for name in step.after if name not in by_id]:
                raise PlanError(f"step {step.id} waits for {missing[0]}, which the plan does not have; make the plan anew")
        try:
            names = tuple(TopologicalSorter({step.id: sorted(step.after) for step in steps}).static_order())
        except CycleError as ring:
            raise PlanError(f"steps wait for each other in a ring: {' → '.join(ring.args[1])}; make the plan anew") from None
        index = {name: at for at, name in enumerate(names)}
        below: list[int] = []
        for name in names:
            mask = 0
            for earlier in by_id[name].after:
                mask |= below[index[earlier]] | 1 << index[earlier]
            below.append(mask)
        return cls(tuple(by_id[name] for name in names), tuple(below))

    @property
    def everything(self) -> int:
        """The state in which all is done."""
        return (1 << len(self.steps)) - 1

    def mask(self, names: Iterable[str]) -> int:
        """The set of the named steps. Raises UsageError for a name that the plan does not have."""
        index = {step.id: at for at, step in enumerate(self.steps)}
        mask = 0
        for name in names:
            if name not in index:
                raise UsageError(f"the plan has no step {name!r}; netplan plan show lists them")
            mask |= 1 << index[name]
        return mask

    def names(self, mask: int) -> tuple[str, ...]:
        """The ids of a set, in an order in which they can be done."""
        return tuple(self.steps[at].id for at in bits(mask))

    def closure(self, mask: int) -> int:
        """The smallest state that holds all of `mask`."""
        for at in bits(mask):
            mask |= self.below[at]
        return mask

    def tops(self, state: int) -> Iterator[int]:
        """The steps of a state that no other step of it waits for: each can be rolled back."""
        needed = 0
        for at in bits(state):
            needed |= self.below[at]
        yield from bits(state & ~needed)

    def states(self, support: int, limit: int) -> tuple[list[int], bool]:
        """Every state there is as far as the steps of `support` can tell, at most `limit` of them, and whether that is all.

        Two states that hold the same steps of `support` look alike to whatever depends on these alone. One state
        stands for each such class: the smallest one. That is exact: the parts of the down-sets inside `support` are
        the down-sets of the order that `support` inherits, and the closure of such a part adds nothing inside `support`.
        """
        members = list(bits(support))
        free = [at for at in members if not self.below[at] & support]
        if 1 << len(free) > limit:
            # Steps that wait for no other can be done in any combination: these alone are too many.
            parts = (sum(1 << free[n] for n in bits(some)) for some in range(limit))
            return sorted({self.closure(part) for part in parts}), False
        found = {0}
        frontier = [0]
        while frontier:
            following: list[int] = []
            for part in frontier:
                for at in members:
                    if not part >> at & 1 and self.below[at] & support & ~part == 0:
                        grown = part | 1 << at
                        if grown not in found:
                            if len(found) >= limit:
                                return sorted({self.closure(p) for p in found}), False
                            found.add(grown)
                            following.append(grown)
            frontier = following
        return sorted({self.closure(part) for part in found}), True

    def groups(self, support: int) -> list[int]:
        """The steps of a set in groups, such that no step of one has to wait for a step of another."""
        groups: list[int] = []
        for at in bits(support):
            group = self.below[at] & support | 1 << at
            apart = []
            for other in groups:
                if other & group:
                    group |= other
                else:
                    apart.append(other)
            groups = [*apart, group]
        return groups

    def surely_more(self, support: int, limit: int) -> bool:
        """Whether `states` would find more than `limit`, as far as that can be told without looking for them.

        Groups of steps go their ways independently, and one of n steps has n + 1 states even if it is a chain.
        """
        return prod(group.bit_count() + 1 for group in self.groups(support)) > limit

    def chain(self, support: int) -> list[int]:
        """The states of one order of work, as far as the steps of `support` tell them apart."""
        found, part = [0], 0
        for at in bits(support):
            part |= 1 << at
            found.append(self.closure(part))
        return sorted(set(found))


def bits(mask: int) -> Iterator[int]:
    """The positions of the ones, lowest first.

    >>> list(bits(0b1011))
    [0, 1, 3]
    """
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
