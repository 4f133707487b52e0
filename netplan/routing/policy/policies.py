"""Routing policies of one device, applied to one route at a time: permitted, denied or unknown, and what was set.

What a term matches is three-valued. A term that may or may not apply is followed both ways; where the two ways
do not end alike the answer is unknown.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from models.device import Device
from models.policy import Match, Policy, SetAction, Term
from models.source import Source
from netplan.routing.policy import lists
from netplan.routing.policy.candidate import Candidate, Outcome
from netplan.routing.policy.match import Conditions
from netplan.routing.policy.sets import applied
from netplan.topology.memo import PerDevice

_UNDEFINED: Mapping[str, bool] = {"cisco_ios": False, "frr": False, "arista_eos": True}
"""What a policy that does not exist does to all routes, for the systems where that is sure."""
GOES_ON_IN_VAIN = frozenset({"frr"})
"""Systems on which a later term that does not match denies what a term that said "go on" permitted (FRR: the result of
`route_map_apply` is that of the last term looked at; IOS keeps the permission)."""
_FORKS = 6
"""Unsure terms that are followed both ways; with more the answer is unknown at once."""
_DEPTH = 8
"""Policies that call policies."""


class _State(NamedTuple):
    """Where a walk through a chain stands."""

    policy: int
    term: int
    route: Candidate
    passed: bool = False
    """A permitting term of this route map said "go on": what no later term decides is then permitted."""
    exact: bool = True
    sources: tuple[Source, ...] = ()
    why: str = ""
    forks: int = 0


class Policies:
    """The policies and lists of one device, compiled when first used; it caches, so ask `policies_of` for them."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._depth = 0
        self._default = "permit"
        self.conditions = Conditions(device, self._chain_permits)

    @classmethod
    def of(cls, device: Device) -> "Policies":
        """The policies of a device."""
        return cls(device)

    def apply(self, names: Sequence[str], candidate: Candidate, default: str = "permit", filters: Sequence[Match] = ()) -> Outcome:
        """What `filters` (all must permit) and then the chain of policies `names` make of a route.

        `default` ("permit" or "deny") is what happens to a route that no policy decides; () decides nothing.
        A name may be a policy, or (`distribute-list`) a prefix list or an ACL.
        """
        unsure, self._default = "", default
        for match in filters:
            answer = self.conditions.holds(match, candidate)
            if answer is False:
                return Outcome(False, candidate, (match.source,), f"{match.kind} {' '.join(match.values)} denies")
            if answer is None:
                unsure = f"{match.kind} {' '.join(match.values)}: not known what it permits"
        result = self._walk(tuple(names), _State(0, 0, candidate), default) if names else Outcome(default == "permit", candidate)
        if unsure and result.permitted is not False:
            return Outcome(None, result.candidate, result.sources, unsure, exact=False)
        return result

    def _walk(self, names: tuple[str, ...], state: _State, default: str) -> Outcome:
        while state.policy < len(names):
            name = names[state.policy]
            policy = self._device.policies.get(name)
            if policy is None:
                answer = self._bare_list(name, state.route)
                if answer:
                    state = state._replace(policy=state.policy + 1, term=0)
                    if state.policy == len(names):
                        return _outcome(True, state, f"{name} permits")
                    continue
                return _outcome(
                    answer, state, f"{name} denies" if answer is False else f"not known what {name} does: it is not defined"
                )
            step = self._terms(names, policy, state, default)
            if isinstance(step, Outcome):
                return step
            state = step
        return _outcome(default == "permit", state, "no policy decides; default")

    def _terms(self, names: tuple[str, ...], policy: Policy, state: _State, default: str) -> _State | Outcome:
        """Walk through one policy: an outcome, or where in the chain to go on."""
        while state.term < len(policy.terms):
            term = policy.terms[state.term]
            answer = self._applies(term, state.route)
            if answer is None:
                return self._both_ways(names, policy, term, state, default)
            if answer:
                done = self._take(policy, term, state)
                if isinstance(done, Outcome) or done.policy != state.policy:
                    return done
                state = done
            else:
                state = self._beside(state)
        if state.passed and policy.default == "deny":
            return _outcome(True, state, f"{policy.name} permits")
        if policy.default == "next":
            return state._replace(policy=state.policy + 1, term=0, passed=False)
        return _outcome(policy.default == "permit", state, f"no term of {policy.name} decides", (policy.source,))

    def _beside(self, state: _State) -> _State:
        """On to the next term, as this one does not match."""
        return state._replace(term=state.term + 1, passed=state.passed and self._device.suite not in GOES_ON_IN_VAIN)

    def _take(self, policy: Policy, term: Term, state: _State) -> _State | Outcome:
        """Apply a term that matches."""
        if term.action == "deny":
            return _outcome(False, state, f"{policy.name} {term.name} denies", (term.source,))
        for action in term.sets:
            state = self._set(action, state)
        state = state._replace(sources=(*state.sources, term.source))
        if term.action == "permit":
            return _outcome(True, state, f"{policy.name} {term.name} permits")
        if term.action == "next-policy":
            return state._replace(policy=state.policy + 1, term=0, passed=False)
        if term.action in ("goto", "skip"):
            later = next((i for i, other in enumerate(policy.terms) if i > state.term and other.name == term.goto), None)
            if later is None:
                return _outcome(None, state, f"{policy.name} {term.name} goes on at {term.goto}, which does not come later")
            return state._replace(term=later, passed=state.passed or term.action == "goto")
        return state._replace(term=state.term + 1, passed=state.passed or term.action == "next-term")

    def _set(self, action: SetAction, state: _State) -> _State:
        changed = applied(action, state.route, self._deletes)
        if changed is None:
            return state._replace(exact=False, why=f"not known what 'set {action.kind} {' '.join(action.values)}' does")
        return state._replace(route=changed)

    def _deletes(self, name: str, item: str) -> bool | None:
        known = self._device.community_lists.get(name)
        return None if known is None else lists.community_list_permits(known, frozenset((item,)), exact=False)

    def _both_ways(self, names: tuple[str, ...], policy: Policy, term: Term, state: _State, default: str) -> Outcome:
        why = f"not known whether {policy.name} {term.name} matches"
        if state.forks >= _FORKS:
            return _outcome(None, state, why, (term.source,))
        state = state._replace(forks=state.forks + 1)
        taken = self._take(policy, term, state)
        yes = taken if isinstance(taken, Outcome) else self._walk(names, taken, default)
        no = self._walk(names, self._beside(state), default)
        if yes.permitted is False and no.permitted is False:
            return yes
        kept = no if yes.permitted is False else yes
        permitted = True if yes.permitted and no.permitted else None
        same = yes.candidate == no.candidate and yes.exact and no.exact
        return Outcome(permitted, kept.candidate, (*kept.sources, term.source), why, exact=permitted is True and same)

    def _applies(self, term: Term, route: Candidate) -> bool | None:
        unknown = False
        for match in term.matches:
            answer = self.conditions.holds(match, route)
            if answer is False:
                return False
            unknown = unknown or answer is None
        return None if unknown else True

    def _bare_list(self, name: str, route: Candidate) -> bool | None:
        if name in self._device.prefix_lists:
            return self.conditions.prefix_list_permits(name, route.prefix)
        if name in self._device.acls:
            return self.conditions.acl_permits(name, route.prefix)
        return _UNDEFINED.get(self._device.suite)

    def _chain_permits(self, names: tuple[str, ...], route: Candidate) -> bool | None:
        if self._depth >= _DEPTH:
            return None
        self._depth += 1
        try:
            return self._walk(names, _State(0, 0, route), self._default).permitted
        finally:
            self._depth -= 1


def _outcome(permitted: bool | None, state: _State, why: str, more: tuple[Source, ...] = ()) -> Outcome:
    exact = state.exact and permitted is not None
    return Outcome(permitted, state.route, state.sources + more, why if state.exact else state.why, exact)


policies_of = PerDevice(Policies.of)
"""The policies of a device, compiled once."""
