"""A plan in the making: recipes edit a running network, and the edits become steps.

Every change states a fact before and after. Two steps that edit one fact are therefore ordered, in the
order in which they were drafted: then each fact goes through the same values in every order that the
plan allows, no change finds another fact than it was made for, and all orders end in one network.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from models.change import Change, Fact, label
from models.device import Device, DeviceId
from models.errors import ChangeError, NoPlan
from models.network import Network
from models.plan import Step

Key = tuple[DeviceId | None, str]


class Work:
    """The edits of one step. Edits of one fact melt into one change; an edit that changes nothing is none."""

    def __init__(self, draft: "Draft") -> None:
        self.draft = draft
        self.edits: dict[Key, tuple[Fact | None, Fact | None]] = {}
        self.network = draft.network
        self.uses: set[Key] = set()

    def device(self, id: DeviceId) -> Device:
        """The device as it stands with the edits so far. Raises NoPlan when the network does not have it."""
        if id not in self.network.devices:
            raise NoPlan(f"{id} is named by the target but is not in the snapshot; scan it or correct the target")
        return self.network.devices[id]

    def edit(self, device: DeviceId | None, before: Fact | None, after: Fact | None) -> None:
        """Put `after` in the place of `before`. A fact whose label changes is taken away and added anew."""
        if before == after:
            return
        if before is not None and after is not None and label(before) != label(after):
            self.edit(device, None, after)
            self.edit(device, before, None)
            return
        change = Change(device, before, after)
        key = (device, label(change.fact))
        first = self.edits[key][0] if key in self.edits else before
        self.network = self.network.after(change)
        self.edits[key] = (first, after)

    def ensure(self, device: DeviceId, fact: Fact, there: bool) -> None:
        """Add `fact` unless it is `there` already; then this step comes after the one that added it."""
        if there:
            self.uses.add((device, label(fact)))
        else:
            self.edit(device, None, fact)

    def changes(self) -> tuple[Change, ...]:
        """The edits as changes, in the order in which they were first made."""
        return tuple(Change(key[0], before, after) for key, (before, after) in self.edits.items() if before != after)


class Draft:
    """The running network and the steps so far."""

    def __init__(self, network: Network) -> None:
        self.first = network
        self.network = network
        self.steps: list[Step] = []
        self.ids: set[str] = set()
        self.last: dict[Key, str] = {}
        """The step that edited a fact last."""

    def work(self) -> Work:
        """Start a step."""
        return Work(self)

    def add(self, step: Step, work: Work | None = None, after: Iterable[str] = ()) -> Step:
        """Finish a step: `after`, and every step whose facts it edits or uses, come before it."""
        if step.id in self.ids:
            raise NoPlan(f"two steps would be called {step.id}; the target names one thing twice")
        changes = work.changes() if work else ()
        before = {*step.after, *after}
        for change in changes:
            before |= self._touched((change.device, label(change.fact)))
        for key in work.uses if work else ():
            before |= self._touched(key)
        step = replace(step, changes=changes, after=tuple(sorted(before)))
        self.network = self.network.after(*changes)
        for change in changes:
            self.last[change.device, label(change.fact)] = step.id
        self.steps.append(step)
        self.ids.add(step.id)
        return step

    def wait(self, name: str, before: str) -> None:
        """Let the step `name` come after `before` as well."""
        at = next(i for i, step in enumerate(self.steps) if step.id == name)
        self.steps[at] = replace(self.steps[at], after=tuple(sorted({*self.steps[at].after, before})))

    def _touched(self, key: Key) -> set[str]:
        return {self.last[key]} if key in self.last else set()


def check_commuting(network: Network, steps: Iterable[Step], ancestors: dict[str, frozenset[str]]) -> None:
    """Raise ChangeError unless steps that edit one fact are ordered, and each finds it as the one before left it."""
    touching: dict[Key, list[tuple[Step, Change]]] = {}
    for step in steps:
        for change in step.changes:
            touching.setdefault((change.device, label(change.fact)), []).append((step, change))
    for key, uses in touching.items():
        for (first, done), (second, then) in pairwise(uses):
            if first.id not in ancestors[second.id]:
                raise ChangeError(f"steps {first.id} and {second.id} both edit {key[1]} on {key[0]} and are not ordered")
            if done.after != then.before:
                raise ChangeError(f"step {second.id} does not find {key[1]} on {key[0]} as step {first.id} leaves it")
