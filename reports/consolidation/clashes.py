"""Conflicts: who clashes with whom over what, the worst in words, and all of them with their places."""

from collections import Counter

from models.plan import Conflict
from reports.charts.bars import heat
from reports.consolidation.subject import Subject
from reports.document import Block, Section, table

WORST = 20


def clashes(subject: Subject) -> Section:
    """Counts by kind and pair of departments, the worst twenty in words, then the whole list."""
    pairs: Counter[tuple[str, str]] = Counter()
    for conflict in subject.conflicts:
        names = sorted({side.department for side in conflict.sides})
        pairs.update((a, b) for at, a in enumerate(names) for b in names[at + 1 :])
    kinds = Counter(conflict.kind for conflict in subject.conflicts)
    ordered = sorted(subject.conflicts, key=lambda c: (-c.severity, c.kind, c.key))
    worst = [(c.severity, c.kind, c.what, _cheapest(c)) for c in ordered[:WORST]]
    rows = [
        (c.kind, c.key, c.severity, side.department, side.what, side.weight, side.evidence, tuple(map(str, side.sources[:3])))
        for c in ordered
        for side in c.sides
    ]
    words = (
        f"{len(subject.conflicts)} conflicts stand in the way of one network. The weight of each is the number of hosts that a "
        "solution "
        "would touch: seen in ARP, MAC or DHCP tables where these were collected, else what the subnet could hold.",
    )
    return Section(
        "conflicts",
        "Conflicts",
        (
            Block(words=words, table=table("kinds", ["Kind", "Conflicts"], kinds.most_common())),
            Block("Who clashes with whom", chart=heat("Conflicts between departments", list(subject.departments), dict(pairs))),
            Block(
                f"The worst {min(WORST, len(worst))}",
                table=table("worst", ["Severity", "Kind", "What", "Cheapest way out"], worst, key=1),
            ),
            Block(
                "All conflicts, side by side",
                table=table(
                    "conflicts", ["Kind", "Key", "Severity", "Department", "What", "Hosts", "Evidence", "Where"], rows, key=1
                ),
                folded=True,
            ),
        ),
    )


def _cheapest(conflict: Conflict) -> str:
    if not conflict.options:
        return "no option known"
    best = min(conflict.options, key=lambda option: option.price)
    return f"{best.what} ({best.price} {best.unit})"
