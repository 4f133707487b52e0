"""Statements of a policy to terms of the model: branches become jumps.

What a test looks at is the route as it came, whatever the policy has set on it before (routing guide, "when attributes are
modified"). The model looks at the route as it is, so a test of something that the policy may have set already is not known.
`pass` and each `set` keep the route unless a later `drop` takes it; without either it is dropped at the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.cisco_xr.rpl import Action, All, Any, Condition, If, Not, RoutePolicy, Statement, Test, parsed
from collectors.vendors.cisco_xr.rpl_words import alternatives, done, looked_at, tested, written
from models.policy import Match, Policy, SetAction, Term
from models.source import Source, Status

_DEEPEST = 12
"""Policies that apply policies."""
_NESTED = 50
"""Branches inside each other, those of applied policies included."""
_LONGEST, _MOST = 10_000, 200_000
"""Terms of one policy, with all that it applies, and of all policies of a device: text that makes more is no config."""
_SPENT = "terms of policies"


@dataclass(slots=True)
class Label:
    """A place in a policy to go on at; `at` is the number of the term there."""

    at: int = -1


@dataclass(slots=True)
class _Made:
    """Terms so far. `targets` are the labels of those that jump."""

    terms: list[Term] = field(default_factory=list)
    targets: dict[int, Label] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)

    def add(self, term: Term, target: Label | None = None) -> None:
        if len(self.terms) >= _LONGEST:
            raise ValueError("too long")
        if target is not None:
            self.targets[len(self.terms)] = target
        self.terms.append(term)

    def place(self, label: Label) -> None:
        """Let `label` be here; a bare jump to it that stands right above says nothing."""
        last = len(self.terms) - 1
        if last >= 0 and self.targets.get(last) is label and self.terms[last].action == "skip" and not self.terms[last].matches:
            del self.targets[last]
            self.terms.pop()
            for other in reversed(self.labels):  # they were placed in order
                if other.at <= last:
                    break
                other.at = last
        label.at = len(self.terms)
        self.labels.append(label)


class Compiler:
    """Makes the terms of one policy."""

    def __init__(self, policies: Mapping[str, RoutePolicy], values: Mapping[str, str], draft: Draft) -> None:
        self._policies, self._values, self._draft = policies, values, draft
        self._made = _Made()
        self._nesting = 0
        self._set: set[str] = set()
        """Attributes that may have been set by now."""

    def policy(self, name: str, stated: RoutePolicy, statements: Sequence[Statement]) -> Policy:
        """The whole of a policy. Raises ValueError when it is too long or applies itself."""
        spent = self._draft.scratch.get(_SPENT, 0)
        assert isinstance(spent, int)
        if spent > _MOST:
            raise ValueError("too many policies that apply others")
        made = self._made
        try:
            self._block(statements, True, (stated.name,))
        finally:
            self._draft.scratch[_SPENT] = spent + len(made.terms)
        end = Label()
        made.place(end)
        terms = []
        numbers = {at: str(10 * (at + 1)) for at in range(len(made.terms) + 1)}
        for at, term in enumerate(made.terms):
            target = made.targets.get(at)
            terms.append(replace(term, name=numbers[at], goto=numbers[target.at] if target is not None else ""))
        if any(label.at == len(made.terms) for label in made.targets.values()):
            terms.append(Term(numbers[len(made.terms)], "", source=self._source(stated.line)))
        return Policy(name, tuple(terms), source=self._source(stated.line))

    def _source(self, line: Line) -> Source:
        return self._draft.source(line)

    def _block(self, statements: Sequence[Statement], last: bool, within: tuple[str, ...]) -> bool:
        """Add the terms of statements; `last`: nothing follows them. Whether all of their ways have ended."""
        waiting: list[SetAction] = []
        passed, source = False, None
        for at, each in enumerate(statements):
            final = last and at == len(statements) - 1
            if isinstance(each, Action):
                word = each.words[0]
                source = source or self._source(each.line)
                if word in ("drop", "done"):
                    _understood(each.line)
                    self._made.add(Term("", "deny" if word == "drop" else "permit", sets=tuple(waiting), source=source))
                    return True
                if word == "pass":
                    _understood(each.line)
                    passed = True
                    continue
                if word != "apply":
                    waiting += self._effects(each)
                    passed = True
                    continue
            if passed:
                self._made.add(Term("", "next-term", sets=tuple(waiting), source=source or self._source(each.line)))
                waiting, passed, source = [], False, None
            if self._nested(each, final, within):
                return True
        if passed:
            self._made.add(Term("", "permit" if last else "next-term", sets=tuple(waiting), source=source or Source("", 0)))
            return last
        return False

    def _effects(self, action: Action) -> list[SetAction]:
        source = self._source(action.line)
        try:
            found = done(action.words, self._draft, source)
        except (ValueError, IndexError):
            _shown(action.line, "policy action")
            return [SetAction("unknown", (" ".join(action.words),), source)]
        _understood(action.line)
        self._set.update(written(each) for each in found)
        return found

    def _nested(self, each: Statement, last: bool, within: tuple[str, ...]) -> bool:
        if isinstance(each, If):
            return self._branches(each, last, within)
        return self._apply(each, last, within)

    def _apply(self, action: Action, last: bool, within: tuple[str, ...]) -> bool:
        """`apply POL` and `apply POL(1, 2)`: as if the statements of the other policy stood here."""
        match action.words:
            case ("apply", name, *arguments):
                pass
            case _:
                raise ValueError("nothing to apply")
        found = self._policies.get(name)
        if found is None or name in within or len(within) > _DEEPEST or len(self._made.terms) >= _LONGEST:
            raise ValueError(f"{name} cannot be applied")
        given = tuple(part.strip() for part in " ".join(arguments[1:-1]).split(",")) if arguments else ()
        statements = statements_of(found, given, self._values)
        _understood(action.line)
        return self._block(statements, last, (*within, name))

    def _branches(self, each: If, last: bool, within: tuple[str, ...]) -> bool:
        _understood(each.line)
        self._nesting += 1
        if self._nesting > _NESTED:
            raise ValueError("nested too deep")
        end = Label()
        before, ended = set(self._set), True
        after = set(before)
        for at, (condition, statements) in enumerate(each.branches):
            self._set = set(before)
            more = at + 1 < len(each.branches) or bool(each.otherwise)
            matches = self._matches(condition)
            if matches is not None and _plain(statements):
                over = self._one(matches, statements, last, end if more else None, self._source(each.line))
                ended, after = ended and over, after | self._set
                continue
            body, beside = Label(), Label()
            self._jump(condition, body, beside)
            self._made.place(body)
            over = self._block(statements, last, within)
            ended, after = ended and over, after | self._set
            if not over:
                self._made.add(Term("", "skip", source=self._source(each.line)), end)
            self._made.place(beside)
        self._set = set(before)
        ended = self._block(each.otherwise, last, within) and ended
        self._made.place(end)
        self._set |= after
        self._nesting -= 1
        return ended

    def _one(self, matches: list[Match], statements: Sequence[Statement], last: bool, end: Label | None, source: Source) -> bool:
        """A branch of plain actions as one term; `end` is where to go on if others follow. Whether it ends the policy."""
        sets: list[SetAction] = []
        action = "skip"
        for each in statements:
            assert isinstance(each, Action)
            source = self._source(each.line) if action == "skip" else source
            word = each.words[0]
            if word in ("drop", "done"):
                _understood(each.line)
                action = "deny" if word == "drop" else "permit"
                break
            if word == "pass":
                _understood(each.line)
            else:
                sets += self._effects(each)
            action = "next-term"
        if action == "next-term" and last:
            action = "permit"
        elif action == "next-term" and end is not None:
            action = "goto"
        elif action == "skip" and end is None:
            action = ""
        self._made.add(Term("", action, tuple(matches), tuple(sets), source=source), end if action in ("goto", "skip") else None)
        return action in ("permit", "deny")

    def _jump(self, condition: Condition, holds: Label, fails: Label) -> None:
        """Terms that go on at one of two places."""
        made = self._made
        if isinstance(condition, Test) and (several := alternatives(condition.words, self._draft)):
            condition = Any(tuple(Test(words, condition.line) for words in several))
        matches = self._matches(condition)
        if matches is not None:
            source = next((match.source for match in matches), Source("", 0))
            made.add(Term("", "skip", tuple(matches), source=source), holds)
            made.add(Term("", "skip", source=source), fails)
        elif isinstance(condition, Not):
            self._jump(condition.part, fails, holds)
        elif isinstance(condition, All | Any):
            for part in condition.parts[:-1]:
                onward = Label()
                self._jump(part, onward if isinstance(condition, All) else holds, fails if isinstance(condition, All) else onward)
                made.place(onward)
            self._jump(condition.parts[-1], holds, fails)

    def _matches(self, condition: Condition) -> list[Match] | None:
        """A condition as conditions of one term, None where it takes several terms."""
        if isinstance(condition, Test):
            return None if alternatives(condition.words, self._draft) else self._test(condition)
        if isinstance(condition, All):
            found = [self._matches(part) for part in condition.parts]
            return None if None in found else [match for part in found for match in part or ()]
        return None

    def _test(self, test: Test) -> list[Match]:
        source = self._source(test.line)
        try:
            if looked_at(test.words) in self._set:
                raise ValueError("what it looks at may have been set: it asks for what was there before")
            found = tested(test.words, self._draft, source)
        except (ValueError, IndexError):
            _shown(test.line, "policy match")
            return [Match("unknown", (" ".join(test.words),), source=source)]
        _understood(test.line)
        return found


def _plain(statements: Sequence[Statement]) -> bool:
    """Whether statements are actions alone, of which only the last may end the policy."""
    return all(isinstance(each, Action) and each.words[0] != "apply" for each in statements)


def statements_of(policy: RoutePolicy, arguments: Sequence[str], values: Mapping[str, str]) -> tuple[Statement, ...]:
    """The statements of a policy with these arguments, and with the parameters of the whole config. Raises ValueError."""
    if len(arguments) != len(policy.parameters):
        raise ValueError(f"{policy.name} takes {len(policy.parameters)} arguments, not {len(arguments)}")
    if not policy.parameters and not values:
        return policy.statements
    lines = [line for line in policy.line.children if not line.text.startswith("#") and line.text != "end-policy"]
    return parsed(lines, {**values, **dict(zip(policy.parameters, arguments, strict=True))})


def _understood(line: Line) -> None:
    """All that was looked at in a line is in the model; what another part of it lacks stays said."""
    if line.status is Status.UNKNOWN:
        line.modelled()


def _shown(line: Line, feature: str) -> None:
    line.status, line.feature = Status.NOT_MODELLED, feature
