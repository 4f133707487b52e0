"""Route maps of IOS, EOS and FRR."""

from dataclasses import replace

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.policy.policy_words import effect, matches
from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import careful, number
from collectors.tree import Line
from models.policy import Match, Policy, SetAction, Term
from models.source import Status


def policy_readers(os: RoutingOs) -> dict[str, tuple[str, Reader]]:
    """The reader of `route-map`."""

    @careful
    def read(line: Line, draft: Draft) -> None:
        match line.words[1:]:
            case [name, "permit" | "deny" as action, "seq", sequence] | [name, "permit" | "deny" as action, sequence]:
                _entry(line, name, action, str(number(sequence)), draft, os)
            case [name, "permit" | "deny" as action]:
                _entry(line, name, action, "10", draft, os)
            case [name]:
                _entry(line, name, "permit", "10", draft, os)

    return {"route-map": ("route-map", read)}


def _entry(line: Line, name: str, action: str, sequence: str, draft: Draft, os: RoutingOs) -> None:
    """Put one entry into its policy, in order of the numbers; a later entry with the same number adds to it."""
    held = draft.policies.get(name) or Policy(name, source=draft.source(line))
    source = draft.source(line)
    old = next((t for t in held.terms if t.name == sequence), Term(sequence, action, source=source))
    term = replace(old, action=action)
    for child in line.children:
        term = _clause(child, term, draft, os)
    terms = sorted((*(t for t in held.terms if t.name != sequence), term), key=lambda t: int(t.name))
    draft.policies[name] = replace(held, terms=tuple(terms))
    line.modelled()


def _clause(line: Line, term: Term, draft: Draft, os: RoutingOs) -> Term:
    source = draft.source(line)
    match line.words:
        case ["match", *words]:
            try:
                found = matches(words, os, source)
            except ValueError:
                return replace(term, matches=(*term.matches, Match("unknown", (line.text,), source=source)))
            line.modelled()
            return replace(term, matches=(*term.matches, *found))
        case ["set", *words]:
            try:
                changed = effect(words, source)
            except ValueError:
                return replace(term, sets=(*term.sets, SetAction("unknown", (line.text,), source)))
            line.modelled()
            return replace(term, sets=(*term.sets, changed))
        case ["description", *_]:
            line.status = Status.IGNORED
            return term
        case ["continue"] | ["on-match", "next"]:
            line.modelled()
            return _onward(term, "next-term", "")
        case ["continue", sequence] | ["on-match", "goto", sequence] if sequence.isdecimal():
            line.modelled()
            return _onward(term, "goto", sequence.lstrip("0"))
        case _:
            # `call`, `sub-route-map` and whatever else may decide otherwise than this entry
            return replace(term, matches=(*term.matches, Match("unknown", (line.text,), source=source)))


def _onward(term: Term, action: str, goto: str) -> Term:
    """Go on after a permitted route, which stays permitted unless a later entry denies it.

    An entry that denies ends the route map, whatever it says of going on.
    """
    return term if term.action == "deny" else replace(term, action=action, goto=goto)
