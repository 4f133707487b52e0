"""The consolidation report as a document: the decision page first, then what people ask for, in that order."""

from reports.consolidation.addresses import addresses
from reports.consolidation.annex import annex, decisions
from reports.consolidation.clashes import clashes
from reports.consolidation.departments import departments
from reports.consolidation.money import money
from reports.consolidation.present import coverage, present
from reports.consolidation.subject import Subject
from reports.consolidation.summary import summary, tiles
from reports.consolidation.verification import verification
from reports.consolidation.waves import waves
from reports.document import Document


def build(subject: Subject) -> Document:
    """The whole report. Without a plan it tells the present state and the conflicts only."""
    plan = subject.plan
    sections = [summary(subject), present(subject), coverage(subject), clashes(subject)]
    if plan:
        sections += [addresses(subject, plan), waves(subject, plan), departments(subject, plan), money(subject, plan)]
        sections += [verification(subject, subject.verification), decisions(subject, plan)]
    facts = [
        ("Snapshot", f"{subject.snapshot}, {subject.snapshot_time}, SHA-256 {subject.snapshot_sha256}"),
        ("Inventory", f"SHA-256 {subject.inventory.sha256}"),
        ("netplan", subject.version),
    ]
    if plan:
        facts.append(("Plan", f"{plan.name}, made {plan.made:%Y-%m-%d %H:%M}"))
        for what, now, then in (
            ("snapshot", subject.snapshot_sha256, plan.bound_to.snapshot),
            ("inventory", subject.inventory.sha256, plan.bound_to.inventory),
        ):
            if now != then:
                facts.append(("Note", f"the plan was made from another {what} (SHA-256 {then}) than the one reported here"))
    return Document(
        f"{subject.inventory.organisation.name}: from many networks to one",
        f"Consolidation report, {subject.today.isoformat()}",
        tiles(subject),
        (*sections, annex()),
        tuple(facts),
    )
