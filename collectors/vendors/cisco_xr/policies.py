"""`route-policy` blocks of IOS XR. All of them, and those that are called with arguments, are made once the config is read."""

from typing import cast

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.cisco_xr.bgp_process import CHOSEN_PATHS
from collectors.vendors.cisco_xr.called import CALLS
from collectors.vendors.cisco_xr.rpl import RoutePolicy, parsed
from collectors.vendors.cisco_xr.rpl_terms import Compiler, statements_of
from models.policy import Match, Policy, Term
from models.source import Status

_POLICIES, _GLOBALS = "route policies", "policy globals"
_WORDS = ("else", "endif", "end-policy")


def _read(line: Line, draft: Draft) -> None:
    """`route-policy NAME` or `route-policy NAME($one, $two)`."""
    name, bracket, rest = " ".join(line.words[1:]).partition("(")
    name = name.strip()
    if not name or " " in name or (bracket and not rest.endswith(")")):
        return
    parameters = tuple(part.strip() for part in rest[:-1].split(",")) if bracket else ()
    line.modelled()
    for child in line.children:
        if child.text.startswith("#"):
            child.status, child.feature = Status.IGNORED, "comment"
        elif child.text in _WORDS:
            child.modelled()
    lines = [child for child in line.children if not child.text.startswith("#") and child.text != "end-policy"]
    held = cast("dict[str, RoutePolicy | Line]", draft.scratch.setdefault(_POLICIES, {}))
    try:
        held[name] = RoutePolicy(name, parameters, parsed(lines, {}), line)
    except ValueError:
        held[name] = line


def _globals(line: Line, draft: Draft) -> None:
    """`policy-global`: values by name, for all policies."""
    values = cast("dict[str, str]", draft.scratch.setdefault(_GLOBALS, {}))
    for child in line.children:
        match child.words:
            case ["end-global"]:
                child.modelled()
            case [name, value]:
                values[f"${name}"] = value.rstrip(",").strip("'\"")
                child.modelled()
    line.modelled()


def finish_policies(draft: Draft) -> None:
    """The policies of the model. One that is not understood may do anything to a route."""
    stated = cast("dict[str, RoutePolicy | Line]", draft.scratch.get(_POLICIES, {}))
    values = cast("dict[str, str]", draft.scratch.get(_GLOBALS, {}))
    known = {name: found for name, found in stated.items() if isinstance(found, RoutePolicy)}
    calls = cast("dict[str, tuple[str, tuple[str, ...]]]", draft.scratch.get(CALLS, {}))
    for name, found in stated.items():
        if isinstance(found, Line):
            _unknown(name, found, draft)
        elif not found.parameters:
            _make(name, found, (), known, values, draft)
    _choices(stated, draft)
    for full, (name, arguments) in calls.items():
        if name in known:
            _make(full, known[name], arguments, known, values, draft)
    for found in known.values():  # what stands behind a `drop` never comes about, nor does a policy that nobody calls
        for child in found.line.children:
            if child.status is Status.UNKNOWN:
                child.modelled()


def _choices(stated: "dict[str, RoutePolicy | Line]", draft: Draft) -> None:
    """`additional-paths selection`: a path that is only kept in reserve changes nothing at rest, one that is advertised does."""
    chosen = draft.scratch.get(CHOSEN_PATHS, [])
    assert isinstance(chosen, list)
    for name, line in chosen:
        found = stated.get(name)
        if isinstance(found, RoutePolicy):
            words = {word for child in found.line.children for word in child.words}
            if not words & {"advertise", "apply"}:
                line.status, line.feature = Status.IGNORED, "protection that only acts after a failure"


def _make(
    full: str, found: RoutePolicy, arguments: tuple[str, ...], known: dict[str, RoutePolicy], values: dict[str, str], draft: Draft
) -> None:
    try:
        given = {**values, **dict(zip(found.parameters, arguments, strict=False))}
        draft.policies[full] = Compiler(known, given, draft).policy(full, found, statements_of(found, arguments, values))
    except ValueError:
        _unknown(full, found.line, draft)


def _unknown(name: str, line: Line, draft: Draft) -> None:
    source = draft.source(line)
    odd = Match("unknown", (f"route-policy {name}",), source=source)
    draft.policies[name] = Policy(name, (Term("10", "permit", (odd,), source=source),), source=source)
    for child in (line, *line.children):
        if child.status is not Status.IGNORED and child.text not in _WORDS:
            child.status, child.feature = Status.NOT_MODELLED, "policy match"


POLICY_READERS: dict[str, tuple[str, Reader]] = {
    "route-policy": ("route-policy", _read),
    "policy-global": ("route-policy", _globals),
}
