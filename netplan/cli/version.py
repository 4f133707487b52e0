"""`netplan version`."""

import typer

import netplan


def command() -> None:
    """Say which version this is."""
    typer.echo(f"netplan {netplan.__version__}")
