"""`netplan plan`: make a plan and look at it from every side."""

from netplan.cli.plan import check, commands, create, tables  # noqa: F401  # each adds its subcommands to `app`
from netplan.cli.plan.app import app

__all__ = ["app"]
