"""What has to be asked in which states, so that nothing that some state shows is missed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from netplan.verifier.clashes import clashing
from netplan.verifier.ends import Subnet
from netplan.verifier.fault import answers_of, boxes_of
from netplan.verifier.parts import Places
from netplan.verifier.replay import Replay
from netplan.verifier.view import Pair


@dataclass(slots=True)
class Task:
    """What to ask in the part `places` of one state: flows, subnets to send to from its routers, and whose addresses clash."""

    mask: int
    places: Places
    pairs: list[Pair] = field(default_factory=list)
    targets: list[Subnet] = field(default_factory=list)
    addresses: bool = False

    @property
    def ends(self) -> list[Subnet]:
        """The destinations."""
        return list(dict.fromkeys([*self.targets, *(pair.destination for pair in self.pairs)]))


@dataclass(frozen=True, slots=True)
class Schedule:
    """The tasks, and how many distinct states they stand for.

    `complete` is False when a question has more states than the limit.
    """

    tasks: list[Task]
    states: int
    complete: bool


class _Drafts:
    """Tasks by what is alike: a part tells only some of the steps of a state."""

    def __init__(self, replay: Replay, limit: int) -> None:
        self.replay, self.limit = replay, limit
        self.complete = True
        self.seen: set[int] = set()
        self._tasks: dict[tuple[int, Places], Task] = {}
        self._states: dict[int, list[int]] = {}

    def at(self, support: int, places: Places) -> Iterator[Task]:
        """The tasks for a question that rests on the steps `support` and enters `places`."""
        if support not in self._states:
            found, whole = self.replay.order.states(support, self.limit)
            self._states[support] = found if whole else self.replay.order.chain(support)
            self.complete = self.complete and whole
            self.seen.update(self._states[support])
        alike: dict[int, int] = {}
        for mask in self._states[support]:
            alike.setdefault(self.replay.alike(mask, places), mask)
        for key, mask in alike.items():
            yield self._tasks.setdefault((key, places), Task(mask, places))

    def schedule(self) -> Schedule:
        """All tasks; those of one part together, each state near the one before."""
        order = sorted(self._tasks.items(), key=lambda item: (sorted(map(str, item[0][1] or ())), item[0][0]))
        return Schedule([task for _, task in order], len(self.seen), self.complete)


def scheduled(replay: Replay, ends: Sequence[Subnet], limit: int) -> Schedule:
    """The states that each question needs (see `support`), turned round: the questions that each state must answer."""
    drafts = _Drafts(replay, limit)
    drafts.seen |= {0, replay.order.everything}
    for destination in ends:
        whom = (destination.department, destination.prefix)
        for start in sorted(replay.world.places(), key=str):
            for task in drafts.at(*replay.supports.routing(start, whom)):
                if destination not in task.targets:
                    task.targets.append(destination)
        for origin in ends:
            if origin.inhabited and origin != destination:
                pair = Pair(origin, destination)
                support, places = replay.supports.of((origin.department, origin.prefix), whom)
                for task in drafts.at(support | opening(replay, pair), places):
                    task.pairs.append(pair)
    for support in clashing(replay.world, replay.order.steps):
        for task in drafts.at(support, None):
            task.addresses = True
    return drafts.schedule()


def everything(masks: Sequence[int], ends: Sequence[Subnet]) -> Schedule:
    """Every question in each of some states."""
    tasks = [Task(mask, None, everyone(ends), list(ends), True) for mask in masks]
    return Schedule(tasks, len(tasks), True)


def everyone(ends: Sequence[Subnet]) -> list[Pair]:
    """Every pair of an inhabited subnet and another one."""
    return [Pair(origin, destination) for origin in ends if origin.inhabited for destination in ends if origin != destination]


def opening(replay: Replay, pair: Pair) -> int:
    """The steps from which on a demand asks something of a pair, as a set of bits."""
    asked = {d.name for d in replay.plan.flows if d.must and (boxes_of(d, pair) or answers_of(d, pair))}
    return sum(1 << at for at, step in enumerate(replay.order.steps) if asked & set(step.opens))
