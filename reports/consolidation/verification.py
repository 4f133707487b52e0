"""What was verified, and every counterexample hop by hop, before the plan and in the state that shows it."""

from itertools import zip_longest

from models.verdict import Finding, Path, Verdict, Verification
from reports.consolidation.subject import Subject
from reports.document import Block, Section, plural, some, table
from reports.tables import Value

TOLD = 10
"""So many findings are told in full, the worst verdict first; all of them stand in the table."""


def verification(subject: Subject, result: Verification | None) -> Section:
    """The verdict of each invariant with counts, then every counterexample in words."""
    if result is None:
        missing = "This plan has not been verified. Run netplan verify before anyone relies on it."
        return Section("verification", "Verification", (Block(words=(missing,)),))
    rows = [
        (r.title, r.verdict.value, r.checked, r.unknown, "yes" if r.complete else "NO", len(r.findings)) for r in result.results
    ]
    spaced = result.lattice.replace(" ", "\u00a0")
    words = (
        f"An independent replay went through {plural(result.states, 'distinct state')} of {plural(result.steps, 'step')} "
        f"(the order allows {spaced}). The verdict as a whole: {result.verdict.value}.",
        "Holds means: in every state. Unknown means that something on the way was not understood or not modelled; "
        "it never counts as holds.",
    )
    headers = ["Invariant", "Verdict", "Checked", "Undecided", "All states", "Findings"]
    blocks = [Block(words=words, table=table("verdicts", headers, rows))]
    if reasons := [(reason, r.title) for r in result.results for reason in r.reasons]:
        block = table("reasons", ["Reason, the most frequent first", "Invariant"], reasons)
        blocks.append(Block("Why something is unknown", table=block, folded=len(reasons) > 12))
    findings = sorted(
        ((r.title, f) for r in result.results for f in r.findings),
        key=lambda told: (told[1].verdict is not Verdict.VIOLATED, len(told[1].state)),
    )
    blocks += [_told(subject, number, title, finding) for number, (title, finding) in enumerate(findings[:TOLD], 1)]
    if findings:
        headers = ["What", "Invariant", "Verdict", "Steps done", "Culprits", "Whom it hits", "Where", "See it again"]
        listed: list[tuple[Value, ...]] = [
            (
                subject.named(f.what),
                title,
                f.verdict.value,
                len(f.state),
                f.culprits,
                subject.named(f.hit),
                tuple(map(str, f.sources[:3])),
                f.replay,
            )
            for title, f in findings
        ]
        blocks.append(Block("All findings", table=table("findings", headers, listed), folded=True))
    return Section("verification", "Verification", tuple(blocks))


def _told(subject: Subject, number: int, title: str, finding: Finding) -> Block:
    """One counterexample: what, when, who, and both ways side by side."""
    words = [f"{subject.named(finding.what).rstrip('.')}."]
    if finding.hit and finding.hit not in finding.what:
        words.append(f"Whom it hits: {subject.named(finding.hit)}.")
    if finding.culprits:
        words.append(f"Caused by: {some([_step(subject, name) for name in finding.culprits], 3)}.")
    if finding.state:
        others = "" if len(finding.state) == 1 else f"; the last of {len(finding.state)} in the smallest state that was found"
        words.append(f"It shows after {_step(subject, finding.state[-1])}{others}.")
    else:
        words.append("It shows already in the first state, before any step.")
    if finding.packet:
        start = f", from {finding.start}" if finding.start else ""
        words.append(f"The packet: {finding.packet}{start}.")
    if finding.sources:
        words.append(f"Said in {some([str(source) for source in finding.sources])}.")
    if finding.replay:
        words.append(f"See it again: {finding.replay}")
    headers = ["Hop", "Before the plan", "Said in, before", "In this state", "Said in, now"]
    rows = path_rows(finding.before, finding.after)
    heading = f"Finding {number} ({finding.verdict.value}): {title}"
    return Block(heading, tuple(words), table=table("paths", headers, rows) if rows else None)


def _step(subject: Subject, name: str) -> str:
    step = subject.steps.get(name)
    return f"{name} ({subject.named(step.title)})" if step else name


def path_rows(before: tuple[Path, ...], after: tuple[Path, ...]) -> list[tuple[Value, ...]]:
    """Both ways hop by hop beside each other; the last row of a branch says what became of the packet."""
    rows: list[tuple[Value, ...]] = []
    several = max(len(before), len(after)) > 1
    for branch, (old, new) in enumerate(zip_longest(before, after), 1):
        name = f"{branch}." if several else ""
        hops = zip_longest(old.hops if old else (), new.hops if new else ())
        for at, pair in enumerate(hops, 1):
            cells = [(f"{hop.node}: {hop.what}", str(hop.source) if hop.source else "") if hop else ("", "") for hop in pair]
            rows.append((f"{name}{at}", *cells[0], *cells[1]))
        ends = [f"{path.fate.value}{f': {path.why}' if path.why else ''}" if path else "" for path in (old, new)]
        rows.append((f"{name}end", ends[0], "", ends[1], ""))
    return rows
