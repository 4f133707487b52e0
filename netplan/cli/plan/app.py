"""The command group that the subcommands add themselves to."""

import typer

app = typer.Typer(rich_markup_mode=None, no_args_is_help=False)
