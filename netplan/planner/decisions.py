"""Questions that people must answer before the plan can be carried out, each with its default and its price."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from models.inventory import Inventory
from models.plan import Conflict, Decision, Option, Step
from netplan.planner.addresses.keep import Contest
from netplan.planner.addressing import ONE_BY_ONE, decision_id
from netplan.planner.context import Context

WORTH_ASKING = 20
"""A contest in which fewer hosts move is settled by the least renumbering, without a question."""


def decisions(context: Context, conflicts: Sequence[Conflict], chosen: Mapping[str, str]) -> tuple[Decision, ...]:
    """Every open or answered question: contested blocks, pins, AS numbers, and stances that are not agreed."""
    found = [*_blocks(context), *_pins(context), *_numbers(context, conflicts), *_consents(context)]
    unique = {decision.id: decision for decision in found}
    return tuple(replace(d, chosen=chosen.get(d.id, d.chosen)) for d in unique.values())


def needed_for(step: Step, open_questions: Sequence[Decision], context: Context) -> tuple[str, ...]:
    """The ids of the decisions that a step rests on."""
    moving = {decision_id(m.old) for m in step.moved}
    return tuple(d.id for d in open_questions if d.id == f"join {step.department}" or d.id in moving)


def with_dates(
    questions: Sequence[Decision], steps: Sequence[Step], starts: Mapping[str, datetime], inventory: Inventory
) -> tuple[Decision, ...]:
    """Decisions with the day by which each must be taken: the notice of the department before the first step that rests on it."""
    dated = []
    for question in questions:
        resting = [s for s in steps if question.id in s.decisions and s.id in starts]
        first = min(resting, key=lambda s: starts[s.id], default=None)
        if first is None:
            dated.append(question)
            continue
        department = inventory.departments.get(first.department)
        late = "1 step" if len(resting) == 1 else f"{len(resting)} steps"
        due = (starts[first.id] - timedelta(days=department.lead_days if department else 14)).date()
        dated.append(replace(question, due=due, price_of_delay=f"every day after {due} moves {late}, {first.id} first"))
    return tuple(dated)


def _owner(context: Context, department: str) -> str:
    return context.settings(department).owner or department


def _blocks(context: Context) -> list[Decision]:
    result = []
    realm_departments: dict[str, str] = {}
    for subnet in context.addresses.subnets:
        realm_departments.setdefault(subnet.realm, subnet.department)
    for contest in context.addresses.resolution.contests:
        result.extend(_block(context, contest, realm_departments))
    return result


def _block(context: Context, contest: Contest, departments: Mapping[str, str]) -> list[Decision]:
    inside = [
        m
        for m in context.addresses.moves
        if m.old.version == contest.prefix.version and m.old.subnet_of(contest.prefix)  # type: ignore[arg-type]  # equal families were checked
    ]
    hosts = sum(m.hosts for m in inside)
    if hosts < WORTH_ASKING:
        return []
    keeper = departments.get(contest.keeper, "")
    default = f"keep:{keeper}" if keeper else ONE_BY_ONE
    options = [Option(default, f"{keeper} keeps it" if keeper else "the blocks inside are settled one by one", hosts)]
    if contest.price is not None:
        rival = departments.get(contest.runner_up, "")
        words = f"{rival} keeps it" if rival else "the blocks inside are settled one by one"
        options.append(Option(f"keep:{rival}" if rival else ONE_BY_ONE, words, hosts + contest.price))
    losers = sorted({m.department for m in inside})
    get = "gets" if len(losers) == 1 else "get"
    who = f"By default {keeper or 'nobody as a whole'}; {', '.join(losers)} {get} new addresses ({hosts} hosts)"
    question = f"Who keeps {contest.prefix}? {who}"
    return [Decision(decision_id(contest.prefix), question, _owner(context, losers[0]), None, default, tuple(options))]


def _pins(context: Context) -> list[Decision]:
    options = (Option("as the target says", "the pin holds", 0), Option("lift", "take the pin out of the target and plan anew", 0))
    found = []
    for pin in context.target.pins:
        verb = "keeps" if pin.keep else "gives up"
        words = f"{pin.department} {verb} {pin.prefix} whatever it costs ({pin.reason or 'no reason given'})"
        id, owner = f"pin {pin.department} {pin.prefix}", _owner(context, pin.department)
        found.append(Decision(id, f"{words}: agreed?", owner, None, "as the target says", options))
    return found


def _numbers(context: Context, conflicts: Sequence[Conflict]) -> list[Decision]:
    joined = context.links.keys() | context.hubs
    result = []
    for conflict in conflicts:
        if conflict.kind == "asn" and len([s for s in conflict.sides if s.department in joined]) > 1:
            first = min(side.department for side in conflict.sides)
            keep = Option("keep", "all keep it: static routes join the departments, so BGP never meets", 0, "routers")
            free = "-".join(map(str, context.target.asn_range))
            question = f"{conflict.what}: change it before BGP is spoken between them? The target's range is {free}"
            result.append(Decision(conflict.key, question, _owner(context, first), None, "keep", (keep, *conflict.options)))
    return result


def _consents(context: Context) -> list[Decision]:
    result = []
    for department in sorted(context.links):
        settings = context.settings(department)
        if settings.stance != "agreed":
            words = "disagrees but commits" if settings.stance == "disagrees" else "has not said whether it agrees"
            options = (
                Option("join", "it is joined as planned", 0),
                Option("wait", "it stays apart; the plan is made without it", context.hosts(department), "hosts left out"),
            )
            question = f"Is {department} joined? It {words}"
            result.append(Decision(f"join {department}", question, _owner(context, department), None, "join", options))
    return result
