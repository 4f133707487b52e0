"""Every step can be taken back to the very state that it left."""

from models.errors import ChangeError
from models.verdict import Finding, InvariantResult, Verdict
from netplan.verifier.replay import Replay


def rollback(replay: Replay) -> InvariantResult:
    """Undoing a step right after it gives the network from before, fact for fact. (I20.)

    With every down-set verified, taking back any step that no other needs therefore lands in a verified state.
    A step that says it is not reversible is not asked. Where nobody has proven that the commands do what the model
    says, or where a person writes them, the answer is unknown.
    """
    findings: list[Finding] = []
    reasons: list[str] = []
    asked = 0
    for at, step in enumerate(replay.order.steps):
        if not step.reversible:
            continue
        asked += 1
        before = replay.network(replay.order.below[at])
        try:
            after = before.after(*step.changes)
            restored = after.after(*(change.inverse() for change in reversed(step.changes)))
            wrong = "" if restored == before else "the facts are not those from before"
        except ChangeError as fault:
            wrong = str(fault)
        if wrong:
            state = (*replay.order.names(replay.order.below[at]), step.id)
            what = f"{step.id} cannot be taken back: {wrong}"
            findings.append(Finding("rollback", Verdict.VIOLATED, what, state, (step.id,), hit=step.department))
        if unproven := [str(work.device) for work in step.work if not work.proven]:
            reasons.append(f"the commands of {step.id} on {', '.join(unproven)} are not proven")
    verdict = Verdict.VIOLATED if findings else Verdict.UNKNOWN if reasons else Verdict.HOLDS
    return InvariantResult(
        "rollback",
        "Every step can be taken back",
        verdict,
        asked,
        len(reasons),
        findings=tuple(findings),
        reasons=tuple(reasons[:10]),
    )
