"""What has to be asked in which states, so that nothing that some state shows is missed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from netplan.verifier.clashes import clashing
from netplan.verifier.covering import Chosen, Covering
from netplan.verifier.ends import Subnet
from netplan.verifier.fault import Demands, answers_of, boxes_of
from netplan.verifier.parts import Places
from netplan.verifier.replay import Replay
from netplan.verifier.view import Pair


@dataclass(slots=True)
class Asked:
    """Questions: flows, subnets to send to from the routers of a part, and whose addresses clash."""

    pairs: list[Pair] = field(default_factory=list)
    targets: dict[Subnet, None] = field(default_factory=dict)
    addresses: bool = False


@dataclass(slots=True)
class Task:
    """What to ask in the part `places` of one state."""

    mask: int
    places: Places
    pairs: list[Pair] = field(default_factory=list)
    targets: list[Subnet] = field(default_factory=list)
    addresses: bool = False

    @property
    def ends(self) -> list[Subnet]:
        """The destinations."""
        return list(dict.fromkeys([*self.targets, *(pair.destination for pair in self.pairs)]))

    @property
    def questions(self) -> int:
        """How many things it asks."""
        return len(self.pairs) + len(self.targets) + self.addresses


@dataclass(frozen=True, slots=True)
class Schedule:
    """The tasks. `questions` are all that there are, `many` those of them that have more states than the limit."""

    tasks: list[Task]
    questions: int = 0
    many: int = 0
    left_out: tuple[Task, ...] = ()
    """Tasks that nobody does: there are more than the budget."""

    @property
    def complete(self) -> bool:
        """Whether no question has more states than the limit."""
        return self.many == 0

    @property
    def states(self) -> int:
        """The distinct states that are looked at, in whole or in part; the first is always one."""
        return len({0, *(task.mask for task in self.tasks)})

    def within(self, budget: int) -> "Schedule":
        """At most `budget` tasks, those that ask the most."""
        if len(self.tasks) <= budget:
            return self
        ranked = sorted(range(len(self.tasks)), key=lambda at: -self.tasks[at].questions)
        kept = set(ranked[:budget])
        done = [task for at, task in enumerate(self.tasks) if at in kept]
        return replace(self, tasks=done, left_out=tuple(task for at, task in enumerate(self.tasks) if at not in kept))


class _Questions:
    """Questions by what they rest on: the steps of their support, and the domains that their packets enter."""

    def __init__(self, replay: Replay, limit: int) -> None:
        self.replay, self.limit = replay, limit
        self._asked: dict[tuple[int, Places], Asked] = {}
        self._many: set[int] = set()
        """Supports with more states than the limit."""

    def of(self, support: int, places: Places) -> Asked:
        """Where to enter a question."""
        return self._asked.setdefault((support, places), Asked())

    def schedule(self) -> Schedule:
        """All questions in the states that they need; the tasks of one part together, each state near the one before."""
        telling = {support: self._states(support) for support in {support for support, _ in self._asked}}
        # What needs many states goes first: what needs few finds room in these.
        order = sorted(self._asked, key=lambda one: (-len(telling[one[0]]), one[0], _by_name(one[1])))
        served: dict[Places, tuple[Covering, dict[int, tuple[Chosen, list[Asked]]]]] = {}
        for support, places in order:
            covering, by_state = served.setdefault(places, (Covering(), {}))
            alike: dict[int, int] = {}
            for least in telling[support]:
                alike.setdefault(self.replay.alike(least, places), least)
            for least in alike.values():
                chosen = covering.of(support, least)
                by_state.setdefault(id(chosen), (chosen, []))[1].append(self._asked[support, places])
        tasks: dict[tuple[Places, int], Task] = {}
        for places in sorted(served, key=_by_name):
            for chosen, asked in sorted(served[places][1].values(), key=lambda one: self.replay.alike(one[0].mask, places)):
                key = places, self.replay.alike(chosen.mask, places)
                _enter(tasks.setdefault(key, Task(chosen.mask, places)), asked)
        count = {one: len(asked.pairs) + len(asked.targets) + asked.addresses for one, asked in self._asked.items()}
        many = sum(number for (support, _), number in count.items() if support in self._many)
        return Schedule(list(tasks.values()), sum(count.values()), many)

    def _states(self, support: int) -> list[int]:
        order = self.replay.order
        if not order.surely_more(support, self.limit):
            found, whole = order.states(support, self.limit)
            if whole:
                return found
        self._many.add(support)
        return order.chain(support)


def _by_name(places: Places) -> list[str]:
    return sorted(map(str, places or ()))


def _enter(task: Task, asked: Sequence[Asked]) -> None:
    for one in asked:
        task.pairs += one.pairs
        task.addresses = task.addresses or one.addresses
    task.targets = list(dict.fromkeys([*task.targets, *(target for one in asked for target in one.targets)]))


def scheduled(replay: Replay, ends: Sequence[Subnet], limit: int) -> Schedule:
    """The states that each question needs (see `support`), turned round: the questions that each state must answer."""
    questions = _Questions(replay, limit)
    openings = Openings(replay)
    starts = sorted(replay.world.places(), key=str)
    for destination in ends:
        whom = (destination.department, destination.prefix)
        for start in starts:
            questions.of(*replay.supports.routing(start, whom)).targets[destination] = None
        for origin in ends:
            if origin.inhabited and origin != destination:
                pair = Pair(origin, destination)
                support, places = replay.supports.of((origin.department, origin.prefix), whom)
                questions.of(support | openings.of(pair), places).pairs.append(pair)
    for support in clashing(replay.world, replay.order.steps):
        questions.of(support, None).addresses = True
    return questions.schedule()


def everything(masks: Sequence[int], ends: Sequence[Subnet]) -> Schedule:
    """Every question in each of some states."""
    return Schedule([Task(mask, None, everyone(ends), list(ends), True) for mask in masks])


def everyone(ends: Sequence[Subnet]) -> list[Pair]:
    """Every pair of an inhabited subnet and another one."""
    return [Pair(origin, destination) for origin in ends if origin.inhabited for destination in ends if origin != destination]


class Openings:
    """The steps from which on a demand asks something of a pair."""

    def __init__(self, replay: Replay) -> None:
        self._demands = Demands([demand for demand in replay.plan.flows if demand.must])
        self._steps: dict[str, int] = {}
        for at, step in enumerate(replay.order.steps):
            for name in step.opens:
                self._steps[name] = self._steps.get(name, 0) | 1 << at

    def of(self, pair: Pair) -> int:
        """As a set of bits."""
        found = 0
        for demand in self._demands.of(pair):
            if boxes_of(demand, pair) or answers_of(demand, pair):
                found |= self._steps.get(demand.name, 0)
        return found
