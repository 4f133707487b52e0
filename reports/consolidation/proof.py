"""What was verified, what it costs, what must be decided, and what all of it was made from."""

from models.plan import CostItem, Plan
from models.verdict import Verification
from reports.charts.bars import curve
from reports.consolidation.subject import Subject
from reports.document import Block, Section, table


def verification(subject: Subject, result: Verification | None) -> Section:
    """The verdict of each invariant with counts, then every counterexample in words."""
    if result is None:
        return Section(
            "verification",
            "Verification",
            (Block(words=("This plan has not been verified. Run `netplan verify` before anyone relies on it.",)),),
        )
    rows = [
        (r.title, r.verdict.value, r.checked, r.unknown, "yes" if r.complete else "NO", len(r.findings)) for r in result.results
    ]
    words = (
        f"An independent replay went through {result.states} distinct states of {result.steps} steps "
        f"(the order allows {result.lattice}). "
        f"The verdict as a whole: {result.verdict.value}.",
        "Holds means: in every state. Unknown means that something on the way was not understood or not modelled; "
        "it never counts as holds.",
    )
    blocks = [
        Block(
            words=words, table=table("verdicts", ["Invariant", "Verdict", "Checked", "Undecided", "All states", "Findings"], rows)
        )
    ]
    findings = [
        (f.invariant, f.verdict.value, f.what, f.state[-1] if f.state else "", f.culprits, f.hit, f.replay)
        for r in result.results
        for f in r.findings
    ]
    if findings:
        headers = ["Invariant", "Verdict", "What", "Shown after", "Culprits", "Whom it hits", "See it again"]
        blocks.append(Block("Findings", table=table("findings", headers, findings), folded=len(findings) > 20))
    if reasons := [(r.title, reason) for r in result.results for reason in r.reasons]:
        blocks.append(Block("Why something is unknown", table=table("reasons", ["Invariant", "Reason"], reasons)))
    return Section("verification", "Verification", tuple(blocks))


def money(subject: Subject, plan: Plan) -> Section:
    """Cost items with their source, the curve over months, and contracts with the day by which notice must be given."""
    monthly = sorted({item.month for item in plan.costs if item.month})
    total: dict[str, list[float]] = {"low": [], "likely": [], "high": []}
    for name, line in total.items():
        running = 0.0
        for month in monthly:
            running += sum(getattr(item, name) for item in plan.costs if item.month == month)
            line.append(running)
    sums = [
        _sum_row(kind, [i for i in plan.costs if i.source.startswith("assumption") is guessed])
        for kind, guessed in (("from the inventory", False), ("assumption", True))
    ]
    items = [(i.what, i.department, i.month, i.low, i.likely, i.high, i.source) for i in plan.costs]
    contracts = [
        (c.id, c.department, c.supplier, c.kind, c.per_month, c.ends, c.notice_months, c.renews_months, c.exit_fee)
        for c in subject.inventory.contracts.values()
    ]
    unit = subject.currency
    blocks = [
        Block(
            words=(
                "Every figure has a source or is called an assumption. Change them in `costs:` and `contracts:` of the inventory, "
                "then make the plan anew.",
            ),
            chart=curve("Cost, added up over the plan", monthly, total, unit) if len(monthly) > 1 else None,
            table=table("sums", ["Rests on", "Low", "Likely", "High", "Items"], sums),
        ),
        Block(
            "Cost items",
            table=table("costs", ["What", "Department", "Month", "Low", "Likely", "High", "Source"], items),
            folded=len(items) > 15,
        ),
        Block(
            "Contracts",
            table=table(
                "contracts",
                [
                    "Contract",
                    "Department",
                    "Supplier",
                    "Kind",
                    f"{unit} a month",
                    "Ends",
                    "Notice, months",
                    "Renews, months",
                    "Exit fee",
                ],
                contracts,
            ),
        ),
    ]
    return Section("money", "Money", tuple(blocks))


def _sum_row(kind: str, items: list[CostItem]) -> tuple[str, float, float, float, int]:
    return (kind, sum(i.low for i in items), sum(i.likely for i in items), sum(i.high for i in items), len(items))


def decisions(plan: Plan) -> Section:
    """Every question that a person must answer, with its default and what the answers cost."""
    rows = [
        (
            d.id,
            d.question,
            d.owner,
            d.due,
            d.chosen or f"open; by default: {d.default}",
            tuple(f"{o.what} ({o.price} {o.unit})" for o in d.options),
        )
        for d in plan.decisions
    ]
    words = ("Silence means the default. Who disagrees can commit all the same; that is written down too.",)
    return Section(
        "decisions",
        "Decisions",
        (Block(words=words, table=table("decisions", ["Id", "Question", "Owner", "Due", "Answer", "Options"], rows)),),
    )


def annex(subject: Subject) -> Section:
    """Method and words."""
    words = (
        "netplan reads configs and state and never writes to a device. Facts come from vendor dialects that account for every "
        "line. "
        "Routes are computed as the routers compute them; reachability is decided for every destination and filter. "
        "The verifier replays the plan without knowing how it was made.",
    )
    glossary = (
        ("realm", "one address space; the same address in two realms is two addresses"),
        ("state", "the network after a set of finished steps that the order allows"),
        ("invariant", "what must hold in every state"),
        ("verdict", "holds, violated (with a counterexample), or unknown"),
        ("wave", "the steps done in one window"),
    )
    return Section("annex", "Method and words", (Block(words=words, table=table("glossary", ["Word", "Meaning"], glossary)),))
