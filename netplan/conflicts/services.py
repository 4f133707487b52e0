"""Management services that every department gets from somewhere else."""

from collections import defaultdict
from collections.abc import Iterator

from models.plan import Conflict, Option, Side
from models.services import Service
from netplan.conflicts.view import View, counted, listed, severity

KINDS = (
    ("ntp", "time"),
    ("dns", "name service"),
    ("syslog", "logging"),
    ("tacacs", "log-in"),
    ("radius", "log-in"),
    ("snmp-trap", "alarms"),
)
"""Kinds of service that one network has once, and what they are for."""


def diverse_services(view: View) -> Iterator[Conflict]:
    """Departments use different servers for one management service: a standard means a change on all devices but some."""
    for kind, purpose in KINDS:
        used: dict[str, dict[str, list[Service]]] = defaultdict(lambda: defaultdict(list))
        devices: dict[str, int] = defaultdict(int)
        for id, device in sorted(view.network.devices.items()):
            own = [service for service in device.services if service.kind == kind]
            devices[id.department] += bool(own)
            for service in sorted(own, key=lambda s: s.target):
                used[id.department][service.target].append(service)
        if len({frozenset(targets) for targets in used.values()}) < 2:
            continue
        sides = tuple(
            Side(
                department,
                listed(list(targets)),
                devices[department],
                "seen",
                tuple(s.source for group in targets.values() for s in group),
            )
            for department, targets in sorted(used.items())
        )
        total = sum(side.weight for side in sides)
        options = [
            Option(f"standard:{s.department}", f"all use the servers of {s.department}", total - s.weight, "devices") for s in sides
        ]
        options.append(Option("keep", "every department keeps its own servers", 0, "devices"))
        what = f"{counted(len(sides), 'department')} use different {kind} servers ({purpose})"
        yield Conflict("services", kind, what, severity(total) // 2, sides, tuple(options))
