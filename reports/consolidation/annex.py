"""What people must decide, who they are, and the method and words of the report."""

from models.plan import Decision, Option, Plan
from reports.consolidation.subject import Subject
from reports.document import Block, Section, table


def decisions(subject: Subject, plan: Plan) -> Section:
    """Every question that a person must answer, with its default and what the answers cost; then who stands where."""
    rows = [
        (
            subject.named(d.question),
            d.owner,
            d.due,
            tuple(_option(subject, d, option) for option in d.options),
            d.price_of_delay,
            d.id,
        )
        for d in sorted(plan.decisions, key=lambda d: (bool(d.chosen), d.due is None, d.due or subject.today))
    ]
    words = ("Silence means the default. Who disagrees can commit all the same; that is written down too.",)
    stances = {"agreed": "agreed", "disagrees": "disagrees but commits", "open": "open"}
    owners = [
        (subject.called(d.id), d.owner or "nobody is named", d.technical, stances.get(d.stance, d.stance), d.lead_days, d.decides)
        for d in subject.inventory.departments.values()
    ]
    headers = ["Question", "Owner", "Due", "Answers and what they cost", "If it is late", "Id"]
    return Section(
        "decisions",
        "Decisions",
        (
            Block(words=words, table=table("decisions", headers, rows)),
            Block(
                "Who stands where",
                table=table(
                    "owners", ["Department", "Owner", "Technical contact", "Stance", "Days of notice", "Decides on"], owners
                ),
            ),
        ),
    )


def _option(subject: Subject, decision: Decision, option: Option) -> str:
    mark = (
        ": chosen"
        if option.kind == decision.chosen
        else ", by default"
        if option.kind == decision.default and not decision.chosen
        else ""
    )
    return f"{subject.priced(option)}{mark}"


def default(subject: Subject, decision: Decision) -> str:
    """What happens when nobody answers, in the words of the option."""
    return _said(subject, decision, decision.default)


def answer(subject: Subject, decision: Decision) -> str:
    """What was chosen, or that it is open."""
    return _said(subject, decision, decision.chosen) if decision.chosen else f"open; by default: {default(subject, decision)}"


def _said(subject: Subject, decision: Decision, kind: str) -> str:
    return subject.named(next((option.what for option in decision.options if option.kind == kind), kind))


def annex() -> Section:
    """Method and words."""
    words = (
        "netplan reads configs and state and never writes to a device. Facts come from vendor dialects that account for "
        "every line. Routes are computed as the routers compute them; reachability is decided for every destination and filter. "
        "The verifier replays the plan without knowing how it was made.",
    )
    glossary = (
        ("realm", "one address space; the same address in two realms is two addresses"),
        ("prefix", "a block of addresses that are routed together"),
        ("step", "the smallest piece of work that is done, checked and undone as one"),
        ("wave", "the steps done in one window"),
        ("state", "the network after a set of finished steps that the order allows"),
        ("invariant", "what must hold in every state"),
        ("verdict", "holds, violated (with a counterexample), or unknown"),
    )
    return Section("annex", "Method and words", (Block(words=words, table=table("glossary", ["Word", "Meaning"], glossary)),))
