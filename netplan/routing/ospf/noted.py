"""What is not known of the routes of the domains of OSPF: put together when somebody asks, for the routes computed last."""

from collections.abc import Callable, Iterable

from models.routing import Prefix
from models.verdict import Finding, Verdict
from netplan.routing.protocol import Notes

Unknown = dict[tuple[int, Prefix], str]
"""(node, prefix) → why it is not known whether there is a route, or which."""
Ask = Callable[[], tuple[Unknown, str]]
"""What other ways of doing things change, and what of that was not tried, in words."""


class Noted:
    """The notes of all domains by number; `ask` may cost whole computations, so it waits for a reader."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._given = tuple(findings)
        self._notes = Notes()
        self._known: dict[int, Unknown] = {}
        self._asks: dict[int, Ask] = {}
        self._untried: dict[int, str] = {}
        self.incomplete = self._notes.incomplete
        self._put_together = False

    def enter(self, number: int, unknown: Unknown, ask: Ask | None) -> None:
        """Note this of a domain, in place of what was noted before."""
        self._put_together = False
        self._known[number] = unknown
        self._untried.pop(number, None)
        self._asks.pop(number, None)
        if ask is not None:
            self._asks[number] = ask

    def notes(self) -> Notes:
        """All that is noted."""
        if self._put_together:
            return self._notes
        self._put_together = True
        for number, ask in self._asks.items():
            more, self._untried[number] = ask()
            self._known[number] = self._known[number] | more
        self._asks.clear()
        self._notes.unknown.clear()
        for (node, prefix), why in (item for each in self._known.values() for item in each.items()):
            self._notes.unknown.setdefault(node, {})[prefix] = why
        untried = (Finding("convergence", Verdict.UNKNOWN, what) for what in self._untried.values() if what)
        self._notes.findings[:] = [*self._given, *untried]
        return self._notes
