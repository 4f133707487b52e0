"""Conflicts: who clashes with whom over what, the worst in words, and all of them with their places."""

from collections import Counter
from collections.abc import Mapping, Sequence

from reports.charts.heat import heat
from reports.charts.svg import Chart
from reports.consolidation.subject import Subject
from reports.document import Block, Section, plural, table

WORST = 20
DRAWN = 16
"""Departments in the heat map: more make it unreadable."""


def clashes(subject: Subject) -> Section:
    """Counts by kind and pair of departments, the worst twenty in words, then the whole list."""
    kinds = Counter(conflict.kind for conflict in subject.conflicts)
    worst_of = {kind: max(c.severity for c in subject.conflicts if c.kind == kind) for kind in kinds}
    ordered = sorted(subject.conflicts, key=lambda c: (-c.severity, c.kind, c.key))
    worst = [
        (
            subject.named(c.what),
            c.kind,
            c.severity,
            tuple(map(subject.priced, c.options)) or "none is known",
        )
        for c in ordered[:WORST]
    ]
    rows = [
        (
            c.key,
            c.kind,
            c.severity,
            subject.called(side.department),
            side.what,
            side.weight,
            side.evidence,
            tuple(map(str, side.sources[:3])),
        )
        for c in ordered
        for side in c.sides
    ]
    words = (
        f"{plural(len(subject.conflicts), 'conflict')} between departments, or within one. Severity runs from 0 to 100 with the "
        "number of hosts that a clash touches, on a logarithmic scale: seen in ARP, MAC or DHCP tables where these were collected, "
        "else what the subnet could hold.",
    )
    headers = ["What clashes", "Kind", "Severity", "Department", "What it has", "Hosts", "Evidence", "Where"]
    return Section(
        "conflicts",
        "Conflicts",
        (
            Block(
                words=words,
                table=table(
                    "kinds", ["Kind", "Conflicts", "Worst severity"], [(k, n, worst_of[k]) for k, n in kinds.most_common()]
                ),
            ),
            *_pairs(subject),
            Block(
                f"The worst {min(WORST, len(worst))}",
                table=table("worst", ["What", "Kind", "Severity", "Ways out and what they cost"], worst),
            ),
            Block("All conflicts, side by side", table=table("conflicts", headers, rows), folded=True),
        ),
    )


def _pairs(subject: Subject) -> tuple[Block, ...]:
    """The heat map, and the same as a table."""
    pairs: Counter[tuple[int, int]] = Counter()
    kinds: dict[tuple[int, int], Counter[str]] = {}
    places = {department: at for at, department in enumerate(subject.departments)}
    for conflict in subject.conflicts:
        names = sorted({places[side.department] for side in conflict.sides if side.department in places})
        found = [(a, b) for at, a in enumerate(names) for b in names[at + 1 :]] or [(a, a) for a in names]
        pairs.update(found)
        for pair in found:
            kinds.setdefault(pair, Counter())[conflict.kind] += 1
    names_shown = subject.all_called(subject.departments)
    rows = [
        (names_shown[a], names_shown[b] if a != b else "itself", n, tuple(f"{kind} {m}" for kind, m in kinds[a, b].most_common()))
        for (a, b), n in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    ]
    if not rows:
        return ()
    chart = _heat(names_shown, pairs)
    return (
        Block("Who clashes with whom", chart=chart),
        Block(
            "Pairs by number of conflicts", table=table("pairs", ["Department", "With", "Conflicts", "Kinds"], rows), folded=True
        ),
    )


def _heat(names: Sequence[str], pairs: Mapping[tuple[int, int], int]) -> Chart:
    """The heat map of all departments, or of those that clash the most."""
    totals = Counter[int]()
    for pair, count in pairs.items():
        totals.update(dict.fromkeys(set(pair), count))
    kept = sorted(place for place, _ in totals.most_common(DRAWN)) if len(names) > DRAWN else list(range(len(names)))
    counts = {(kept.index(a), kept.index(b)): count for (a, b), count in pairs.items() if a in kept and b in kept}
    of = f"the {len(kept)} departments with the most" if len(kept) < len(names) else "departments"
    title = f"Conflicts by pair of {of}; the diagonal is within one department"
    return heat(title, [names[place] for place in kept], counts)
