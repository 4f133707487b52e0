"""The pattern of most identifier conflicts: one value, used by devices of several realms."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from models.device import DeviceId
from models.plan import Conflict, Option, Side
from models.source import Source
from netplan.conflicts.view import View, listed, severity

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Use:
    """`device` uses a value; `what` says as what."""

    device: DeviceId
    what: str
    source: Source


def shared_between_realms(
    view: View,
    kind: str,
    uses: Iterable[tuple[V, Use]],
    words: Callable[[V], tuple[str, str]],
    options: Callable[[tuple[Side, ...]], Iterable[Option]],
) -> Iterator[Conflict]:
    """A conflict for each value that devices of two or more realms use.

    `words` gives the key and the sentence's start ("AS 65001 is used by"); weights are numbers of devices.
    """
    groups: dict[V, list[Use]] = defaultdict(list)
    for value, use in uses:
        groups[value].append(use)
    for value, users in groups.items():
        if len({view.network.realm(use.device.department) for use in users}) < 2:
            continue
        by_department: dict[str, list[Use]] = defaultdict(list)
        for use in users:
            by_department[use.device.department].append(use)
        sides = tuple(
            Side(
                department,
                listed([f"{use.device.name}{use.what and ' ' + use.what}" for use in group]),
                len({use.device for use in group}),
                "seen",
                tuple(use.source for use in group),
            )
            for department, group in sorted(by_department.items())
        )
        key, start = words(value)
        total = sum(side.weight for side in sides)
        yield Conflict(kind, key, f"{start} {listed(sorted(by_department))}", severity(total), sides, tuple(options(sides)))


def keep_one(unit: str) -> Callable[[tuple[Side, ...]], Iterable[Option]]:
    """Options of the form "this one keeps it, the others change", priced in `unit`."""

    def options(sides: tuple[Side, ...]) -> Iterable[Option]:
        total = sum(side.weight for side in sides)
        return [
            Option(f"keep:{s.department}", f"{s.department} keeps it, the others change", total - s.weight, unit) for s in sides
        ]

    return options
