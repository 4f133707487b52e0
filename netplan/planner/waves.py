"""Which step is done in which window: a list schedule, with a proven bound on how early the plan can end.

Steps are taken by priority: the pilot (the smallest department) first, then those with the longest
chain of work behind them. A window of a department does one step after the other; departments work side
by side. A step without changes on devices is done by people over days and takes no time of a window.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from models.errors import InventoryError
from models.inventory import Freeze, Inventory, Window
from models.plan import Step, Wave
from netplan.planner.order import linear

HORIZON = timedelta(days=3 * 365)
SOAK = timedelta(days=1)
"""How long a step that touches hosts must have been good before what builds on it."""
FIRST_HOUR = time(8)
"""When work starts on a window of whole days."""
DAY_MINUTES = 8 * 60


@dataclass
class Slot:
    """One occurrence of a window and what is planned in it."""

    window: Window
    start: datetime
    end: datetime
    used: dict[str, timedelta] = field(default_factory=lambda: defaultdict(timedelta))
    devices: set[object] = field(default_factory=set)
    steps: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Schedule:
    """`bound` is a proven lower bound of `end`: no schedule in these windows can be done before it."""

    waves: tuple[Wave, ...]
    unplaced: tuple[str, ...]
    starts: Mapping[str, datetime]
    end: datetime | None
    bound: datetime | None


def schedule(steps: Sequence[Step], inventory: Inventory, made: datetime, hosts: Mapping[str, int]) -> Schedule:
    """Put every step into a window. `hosts` is the size of each department; `made` is the earliest moment.

    With no windows in the inventory nothing can be placed, and every step says so.
    """
    zone = ZoneInfo(inventory.organisation.timezone)
    now = made.astimezone(zone) if made.tzinfo else made.replace(tzinfo=zone)
    slots = occurrences(inventory, now)
    pilot = min((d for d in hosts if any(s.department == d and s.changes for s in steps)), key=lambda d: (hosts[d], d), default="")
    starts, ends, unplaced = _place(steps, inventory, slots, now, pilot)
    bound = _bound(steps, inventory, slots, now)
    waves = tuple(
        Wave(n + 1, s.window.id, s.start, s.end, tuple(s.steps), tuple(sorted({i.department for i in steps if i.id in s.steps})))
        for n, s in enumerate([slot for slot in slots if slot.steps])
    )
    end = max(ends.values(), default=None)
    return Schedule(waves, tuple(unplaced), starts, end, bound if not unplaced else None)


def occurrences(inventory: Inventory, now: datetime) -> list[Slot]:
    """Every occurrence of every window within the horizon, by start, in local time. Raises InventoryError for a bad rule."""
    slots: list[Slot] = []
    for window in inventory.windows:
        for start in _starts(window, now):
            if now <= start <= now + HORIZON:
                slots.append(Slot(window, start, start + window.length))
    return sorted(slots, key=lambda s: (s.start, s.window.id))


def _starts(window: Window, now: datetime) -> Iterator[datetime]:
    begin = datetime.combine(max(window.first or now.date(), now.date()), window.start or FIRST_HOUR)
    if not window.rrule:
        last = window.last or begin.date()
        for day in range((last - begin.date()).days + 1):
            yield (begin + timedelta(days=day)).replace(tzinfo=now.tzinfo)
        return
    try:
        rule = rrulestr(window.rrule, dtstart=begin)
        until = min((now + HORIZON).replace(tzinfo=None), datetime.combine(window.last or date.max, time.max))
        times = rule.between(begin, until, inc=True)
    except (ValueError, TypeError) as error:
        raise InventoryError(f"{window.source}: the rule of window {window.id} cannot be used: {error}") from error
    for start in times:
        yield start.replace(tzinfo=now.tzinfo)


def _place(
    steps: Sequence[Step], inventory: Inventory, slots: list[Slot], now: datetime, pilot: str
) -> tuple[dict[str, datetime], dict[str, datetime], list[str]]:
    tails = _tails(steps)
    by_id = {s.id: s for s in steps}
    starts: dict[str, datetime] = {}
    ends: dict[str, datetime] = {}
    unplaced: dict[str, str] = {}
    first = linear(steps)
    gate = next((s.id for s in first if s.department == pilot and s.changes), "")
    first_of = {s.department: s.id for s in reversed(first) if s.changes}
    waiting = {s.id: len(s.after) for s in steps}
    following: dict[str, list[str]] = defaultdict(list)
    for step in steps:
        for name in step.after:
            following[name].append(step.id)
    ready = [(s.department != pilot, -tails[s.id], s.id) for s in steps if not s.after]
    heapify(ready)
    while ready:
        step = by_id[heappop(ready)[2]]
        for name in following[step.id]:
            waiting[name] -= 1
            if not waiting[name]:
                heappush(ready, (by_id[name].department != pilot, -tails[name], name))
        stuck = [name for name in step.after if name in unplaced]
        if stuck:
            unplaced[step.id] = f"it waits for {stuck[0]}, which has no place"
            continue
        earliest = _earliest(step, by_id, inventory, now, ends)
        if step.department != pilot and first_of.get(step.department) == step.id and gate in ends:
            earliest = max(earliest, ends[gate] + SOAK)
        reason = _into_slot(step, inventory, slots, earliest, starts, ends)
        if reason:
            unplaced[step.id] = reason
    return starts, ends, [f"{id}: {why}" for id, why in unplaced.items()]


def _earliest(step: Step, by_id: Mapping[str, Step], inventory: Inventory, now: datetime, ends: Mapping[str, datetime]) -> datetime:
    """The notice that the department wants, the steps before, and a soak after those that touch hosts."""
    earliest = now + timedelta(days=_lead(inventory, step))
    for name in step.after:
        soak = SOAK if by_id[name].hosts_hit or _by_people(by_id[name]) else timedelta(0)
        earliest = max(earliest, ends[name] + soak)
    return earliest


def _into_slot(
    step: Step, inventory: Inventory, slots: list[Slot], earliest: datetime, starts: dict[str, datetime], ends: dict[str, datetime]
) -> str:
    """Put a step into the first slot that takes it; what is in the way where none does."""
    need = timedelta(0) if _by_people(step) else timedelta(minutes=step.minutes)
    devices = {change.device for change in step.changes if change.device is not None}
    fitting = [s for s in slots if not s.window.departments or step.department in s.window.departments]
    if not fitting:
        return f"no window of the inventory is for {step.department}"
    long_enough = [s for s in fitting if s.window.length >= need]
    if not long_enough:
        return f"it takes {step.minutes} minutes and the longest window of {step.department} is shorter"
    for slot in long_enough:
        begin = max(slot.start + slot.used[step.department], earliest)
        if begin + need > slot.end or _frozen(inventory.freezes, step.department, slot.start.date()):
            continue
        limit = slot.window.max_devices
        if limit and len(slot.devices | devices) > limit and devices - slot.devices:
            continue
        slot.steps.append(step.id)
        slot.devices |= devices
        if need:
            slot.used[step.department] = begin + need - slot.start
        starts[step.id] = begin
        ends[step.id] = begin + (need or timedelta(days=-(-step.minutes // DAY_MINUTES)))
        return ""
    room = f"{step.minutes} minutes and {len(devices)} devices"
    return f"no window of {step.department} in the next {HORIZON.days} days has room for {room}"


def _by_people(step: Step) -> bool:
    """Done by people over days (moving hosts, a notice), beside the windows."""
    return not step.changes


def _lead(inventory: Inventory, step: Step) -> int:
    department = inventory.departments.get(step.department)
    return department.lead_days if department is not None else 14


def _frozen(freezes: Sequence[Freeze], department: str, day: date) -> bool:
    return any(f.first <= day <= f.last and (not f.departments or department in f.departments) for f in freezes)


def _tails(steps: Sequence[Step]) -> dict[str, int]:
    """Minutes of the longest chain of work from each step on."""
    minutes = {s.id: s.minutes for s in steps}
    tails = dict(minutes)
    for step in reversed(linear(steps)):
        for name in step.after:
            tails[name] = max(tails[name], tails[step.id] + minutes[name])
    return tails


def _bound(steps: Sequence[Step], inventory: Inventory, slots: list[Slot], now: datetime) -> datetime | None:
    """When the last step would end if every window had room for everything: no schedule can end before."""
    ends: dict[str, datetime] = {}
    by_id = {s.id: s for s in steps}
    roomy = [Slot(replace(s.window, max_devices=0), s.start, s.end) for s in slots]
    for step in linear(steps):
        if any(name not in ends for name in step.after):
            return None
        earliest = _earliest(step, by_id, inventory, now, ends)
        for slot in roomy:
            slot.used.clear()
        if _into_slot(step, inventory, roomy, earliest, {}, ends):
            return None
    return max(ends.values(), default=None)
