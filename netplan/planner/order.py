"""The partial order of the steps: ancestors, the fewest edges that say it, and how many states it allows."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from models.errors import NoPlan
from models.plan import Step


def ancestors(steps: Sequence[Step]) -> dict[str, frozenset[str]]:
    """The steps that must be finished before each step, directly or not. Raises NoPlan for a circle or an unknown name."""
    by_id = {step.id: step for step in steps}
    result: dict[str, frozenset[str]] = {}
    for step in linear(steps):
        direct = by_id[step.id].after
        result[step.id] = frozenset(direct).union(*(result[name] for name in direct))
    return result


def linear(steps: Sequence[Step], draw: Random | None = None) -> list[Step]:
    """One order that the partial order allows: the given one as far as it goes, or a random one."""
    waiting = {step.id: set(step.after) for step in steps}
    unknown = {name for names in waiting.values() for name in names} - waiting.keys()
    if unknown:
        raise NoPlan(f"a step waits for {min(unknown)}, which is not in the plan")
    left = list(steps)
    result: list[Step] = []
    done: set[str] = set()
    while left:
        ready = [step for step in left if waiting[step.id] <= done]
        if not ready:
            raise NoPlan(f"these steps wait for each other: {', '.join(step.id for step in left[:8])}")
        if draw is not None:
            ready = [draw.choice(ready)]
        result.extend(ready)
        done.update(step.id for step in ready)
        left = [step for step in left if step.id not in done]
    return result


def reduced(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The same order with no edge that others already say (transitive reduction)."""
    above = ancestors(steps)
    return tuple(
        replace(step, after=tuple(sorted(n for n in step.after if not any(n in above[o] for o in step.after if o != n))))
        for step in steps
    )


def down_sets(steps: Sequence[Step], limit: int = 1_000_000) -> int | None:
    """How many states the order allows, the empty and the full one included; None when there are more than `limit`.

    >>> down_sets([Step("a", "", "", "", ()), Step("b", "", "", "", ()), Step("c", "", "", "", (), after=("a",))])
    6
    """
    number = {step.id: i for i, step in enumerate(steps)}
    needs = [sum(1 << number[name] for name in step.after) for step in steps]
    seen = {0}
    frontier = [0]
    while frontier:
        state = frontier.pop()
        for i, need in enumerate(needs):
            if not state >> i & 1 and state & need == need:
                bigger = state | 1 << i
                if bigger not in seen:
                    seen.add(bigger)
                    if len(seen) > limit:
                        return None
                    frontier.append(bigger)
    return len(seen)
