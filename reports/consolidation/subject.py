"""What the report speaks of, gathered once, with the counts that several sections share."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from models.device import Device
from models.inventory import Inventory
from models.network import Network
from models.plan import Conflict, Option, Plan, Step, Wave
from models.source import Status
from models.verdict import Verification
from reports.charts.svg import colour


@dataclass(frozen=True)
class Subject:
    """`outcomes` are (department, device, outcome, note) for everything that the load or scan was asked for."""

    inventory: Inventory
    network: Network
    conflicts: tuple[Conflict, ...]
    plan: Plan | None
    verification: Verification | None
    snapshot: str
    snapshot_sha256: str
    snapshot_time: str
    outcomes: tuple[tuple[str, str, str, str], ...]
    today: date
    version: str
    titles: Mapping[str, str]
    """OS → how people call it."""

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """Every department that the inventory names or a device belongs to, in the inventory's order."""
        seen = list(self.inventory.departments)
        return tuple(seen + sorted({d.department for d in self.network.devices} - set(seen)))

    @cached_property
    def colours(self) -> Mapping[str, str]:
        """The colour of each department, the same in every chart."""
        return {department: colour(at) for at, department in enumerate(self.departments)}

    def called(self, department: str) -> str:
        """The department's name for people."""
        known = self.inventory.departments.get(department)
        names = known.name if known else {}
        return names.get("en") or names.get("") or next(iter(names.values()), "") or department

    def all_called(self, departments: Iterable[str]) -> tuple[str, ...]:
        """The names of several departments."""
        return tuple(map(self.called, departments))

    @cached_property
    def _by_department(self) -> Mapping[str, list[Device]]:
        found: dict[str, list[Device]] = {}
        for name, device in sorted(self.network.devices.items()):
            found.setdefault(name.department, []).append(device)
        return found

    def devices(self, department: str) -> list[Device]:
        """The devices of one department by name."""
        return self._by_department.get(department, [])

    def os_title(self, os: str) -> str:
        """An operating system as people call it."""
        return self.titles.get(os, os) or "unknown"

    def lines(self, department: str, *statuses: Status) -> int:
        """Config lines of a department with one of `statuses`; all lines without any."""
        return sum(device.coverage.total(*statuses) for device in self.devices(department))

    def known_lines(self, department: str) -> int:
        """The lines that became facts or are ignored on purpose."""
        return self.lines(department, Status.MODELLED, Status.IGNORED)

    def understood(self, department: str) -> float:
        """Their share in percent."""
        return percent(self.known_lines(department), self.lines(department))

    @cached_property
    def _ids(self) -> re.Pattern[str]:
        ids = sorted(self.departments, key=len, reverse=True)
        return re.compile(rf"(?<![\w@./:-])({'|'.join(map(re.escape, ids))})(?![\w@/-]|[.:]\w)") if ids else re.compile(r"(?!)")

    def named(self, words: str) -> str:
        """Words of the planner with departments by their names; ids within names of devices, steps and files stay."""
        return self._ids.sub(lambda found: self.called(found[0]), words)

    def priced(self, option: Option) -> str:
        """An option and its price in words."""
        unit = re.sub(r"s\b", "", option.unit, count=1) if option.price == 1 else option.unit
        return f"{self.named(option.what)} ({option.price or 'no'} {unit})"

    @cached_property
    def waves(self) -> Mapping[str, Wave]:
        """The wave of each step that has one."""
        return {step: wave for wave in (self.plan.waves if self.plan else ()) for step in wave.steps}

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """The steps by id."""
        return {step.id: step for step in (self.plan.steps if self.plan else ())}

    @property
    def failed(self) -> list[tuple[str, str, str, str]]:
        """The outcomes that gave no facts, or only part of them."""
        return [outcome for outcome in self.outcomes if outcome[2] != "ok"]

    @property
    def currency(self) -> str:
        """The unit of all amounts."""
        return self.inventory.organisation.currency


def percent(part: int, whole: int) -> float:
    """A share with one decimal, rounded down: 100 means all.

    >>> percent(1999, 2000), percent(1, 1), percent(0, 0)
    (99.9, 100.0, 100.0)
    """
    return part * 1000 // whole / 10 if whole else 100.0
