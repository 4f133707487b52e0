"""The command group that the subcommands add themselves to; without a subcommand it scans: `netplan scan department:sote`."""

from typing import Any

import typer
from typer.core import TyperGroup

DEFAULT = "run"


class Scanning(TyperGroup):
    """A group whose first word may be a selector instead of a subcommand. A device called `log` is named `hr/log`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments, with the subcommand that was left out."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=Scanning, rich_markup_mode=None, no_args_is_help=False,
    help="Visit devices and take in their configs: netplan scan [SELECTOR]... (options: netplan scan run --help).",
)  # fmt: skip
