"""`netplan plan`: make a plan and look at it from every side."""

from netplan.cli.plan import check, commands, create, tables  # noqa: F401  # each adds its subcommands to `app`
from netplan.cli.plan.app import app

ORDER = ("create", "show", "addresses", "vlans", "waves", "cost", "explain", "commands", "check")
"""How a plan is worked with, which is how the help lists it."""
app.registered_commands.sort(key=lambda entry: ORDER.index(str(entry.name)))

__all__ = ["app"]
