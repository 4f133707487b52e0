"""The present state by department, and how much of it was understood."""

import math
from collections import Counter
from collections.abc import Iterable

from models.source import Status
from reports.charts.bars import bars
from reports.charts.svg import BAD, GOOD, QUIET, UNSURE, colour
from reports.consolidation.subject import Subject
from reports.document import Block, Section, plural, table
from reports.tables import Value


def present(subject: Subject) -> Section:
    """Who has what: devices, sites, systems, contracts; and how many kinds of system there are."""
    rows: list[tuple[Value, ...]] = []
    soup: list[tuple[str, list[int]]] = []
    systems = [os for os, _ in Counter(device.os for _, device in sorted(subject.network.devices.items())).most_common()]
    for department in subject.departments:
        devices = subject.devices(department)
        subnets = {
            a.ip.network
            for d in devices
            for i in d.interfaces.values()
            for a in i.addresses
            if a.ip.max_prefixlen != a.ip.network.prefixlen
        }
        contracts = [c for c in subject.inventory.contracts.values() if c.department == department]
        known = subject.inventory.departments.get(department)
        rows.append(
            (
                subject.called(department),
                department,
                len(devices),
                len({d.site for d in devices if d.site}),
                len({d.os for d in devices}),
                len(subnets),
                sum(len(d.vlans) for d in devices),
                len(contracts),
                sum(c.per_month for c in contracts) * 12,
                known.owner if known else "",
            )
        )
        counts = Counter(d.os for d in devices)
        soup.append((subject.called(department), [counts[os] for os in systems]))
    headers = [
        "Department",
        "Id",
        "Devices",
        "Sites",
        "Systems",
        "Subnets",
        "VLANs",
        "Contracts",
        f"{subject.currency} a year",
        "Owner",
    ]
    roles = Counter((d.os, d.role or "no role") for d in subject.network.devices.values())
    role_names = sorted({role for _, role in roles})
    series = [(subject.os_title(os), colour(-1 - at)) for at, os in enumerate(systems)]
    chart = bars("Devices by department and operating system", soup, series)
    alike = diversity(device.os for device in subject.network.devices.values())
    makes: dict[tuple[str, str, str], list[str]] = {}
    for name, device in sorted(subject.network.devices.items()):
        key = (subject.os_title(device.os), device.version or "unknown", device.model or "unknown")
        makes.setdefault(key, []).append(subject.called(name.department))
    versions = [(*key, len(who), tuple(dict.fromkeys(who))) for key, who in sorted(makes.items())]
    return Section(
        "present",
        "Present state",
        (
            Block(table=table("present", headers, rows)),
            Block(
                "The technology soup",
                (
                    f"{plural(len(subject.network.devices), 'device')} of {plural(len(subject.departments), 'department')} "
                    f"run {plural(len(systems), 'operating system')}. Staff must know as much as if {alike:.1f} of them were in "
                    "equal use (the exponential of the Shannon entropy): 1.0 would be one system everywhere.",
                ),
                chart,
                table("soup", ["Department", *map(subject.os_title, systems), "All"], [(name, *n, sum(n)) for name, n in soup]),
            ),
            Block(
                "Systems by role",
                table=table(
                    "roles",
                    ["System", *role_names],
                    [(subject.os_title(os), *(roles[os, role] for role in role_names)) for os in systems],
                ),
            ),
            Block(
                "Versions and models",
                table=table("versions", ["System", "Version", "Model", "Devices", "Departments"], versions),
                folded=len(versions) > 12,
            ),
        ),
    )


def diversity(kinds: Iterable[str]) -> float:
    """How many kinds there are in effect: the exponential of the Shannon entropy (Jost 2006).

    >>> diversity("aabb"), round(diversity("aaab"), 2), diversity("")
    (2.0, 1.75, 1.0)
    """
    counts = Counter(kinds)
    total = sum(counts.values())
    return math.exp(-sum(n / total * math.log(n / total) for n in counts.values()))


def coverage(subject: Subject) -> Section:
    """What was read, what could not be, and what was not understood: never in an annex."""
    rows: list[tuple[Value, ...]] = []
    pieces: list[tuple[str, list[float]]] = []
    kinds = (Status.MODELLED, Status.IGNORED, Status.NOT_MODELLED, Status.UNKNOWN)
    for department in subject.departments:
        counts = [subject.lines(department, status) for status in kinds]
        failed = [outcome for outcome in subject.failed if outcome[0] == department]
        rows.append(
            (
                subject.called(department),
                len(subject.devices(department)),
                len(failed),
                *counts,
                subject.understood(department),
            )
        )
        pieces.append((subject.called(department), [float(n) for n in counts]))
    names = ["modelled", "ignored on purpose", "known, not modelled", "unknown"]
    features: Counter[tuple[str, str]] = Counter()
    for device in subject.network.devices.values():
        for line in device.coverage.unread:
            features[line.feature, "known, not modelled" if line.status is Status.NOT_MODELLED else "unknown"] += 1
    missing = [(subject.called(d), device, outcome, note) for d, device, outcome, note in subject.failed]
    blocks = [
        Block(
            words=(
                "Every line of every config is in one of four classes. The last two are what netplan does not vouch for: "
                "an answer that rests on such a line says unknown, never fine.",
            ),
            chart=bars("Config lines by what became of them", pieces, list(zip(names, (GOOD, QUIET, UNSURE, BAD), strict=True))),
            table=table("coverage", ["Department", "Devices read", "Not read or in part", *names, "Understood, %"], rows),
        ),
        Block(
            "What was not understood, by feature",
            table=table("features", ["Feature", "Class", "Lines"], [(*k, n) for k, n in features.most_common()]),
            folded=len(features) > 12,
        ),
    ]
    if missing:
        blocks.insert(
            1,
            Block(
                "What could not be read, or only in part",
                table=table("missing", ["Department", "Device", "Outcome", "Why"], missing, key=1),
            ),
        )
    return Section("coverage", "Coverage and trust", tuple(blocks))
