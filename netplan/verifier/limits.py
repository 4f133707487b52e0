"""How much of a plan is looked at unless somebody says otherwise. What lies beyond is counted as unknown, never as holding."""

LIMIT = 1024
"""States looked at for one flow; with more, those of one order of work are."""
BUDGET = 20_000
"""Parts of states looked at for one plan."""
