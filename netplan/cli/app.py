"""The program: global options, commands loaded when they are called, and the boundary where errors become one line."""

import contextlib
import importlib
import io
import os
import re
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import netplan
from models.errors import NetplanError, UsageError
from netplan.cli.console import say
from netplan.cli.memory import keep_private
from netplan.cli.options import Settings
from netplan.cli.registry import COMMANDS, UBUNTU_VERBS

INTERRUPTED = 130
BROKEN_PIPE = 141
USAGE = 64


class LazyGroup(TyperGroup):
    """Knows every command by name and help line; imports the one that is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        """The command that `args` name, its module now imported."""
        if args[0] in UBUNTU_VERBS:
            raise UsageError(
                f"{args[0]!r} is a command of Ubuntu's netplan, which configures this host; this is the netplan that plans "
                "the consolidation of networks and never writes to a device (also installed as onenet; see onenet --help)"
            )
        name, _, rest = super().resolve_command(ctx, args)
        return name, loaded(str(name)), rest


def loaded(name: str) -> Any:
    """The typer command `name`, from its module."""
    entry = next(each for each in COMMANDS if each.name == name)
    module = importlib.import_module(entry.module)
    if hasattr(module, "app"):
        group = typer.main.get_group(module.app)
        group.help = group.help or entry.help
        return _plain(group)
    single = _typer()
    single.command(name, help=module.command.__doc__ or entry.help)(module.command)
    return _plain(typer.main.get_command(single))


def _plain(command: Any) -> Any:
    """The command with arguments that are called by their names only: a Python type beside them tells a user nothing."""
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            parameter.display_type_rich = lambda ctx: None
    for part in getattr(command, "commands", {}).values():
        _plain(part)
    return command


def _typer(**options: Any) -> typer.Typer:
    return typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False, **options)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"netplan {netplan.__version__}")
        raise typer.Exit


def options(
    context: typer.Context,
    inventory: Annotated[
        Path, typer.Option("--inventory", "-i", envvar="NETPLAN_INVENTORY", help="The inventory file.", show_default=True)
    ] = Path("inventory.yaml"),
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and stop.")] = False,
) -> None:
    """Plan one well-managed network out of many. netplan reads, plans and proves; it never writes to a device.

    Also installed as `onenet`: Ubuntu has another program called netplan.
    """
    source = context.get_parameter_source("inventory")
    context.obj = Settings(inventory, named=source is not None and source.name != "DEFAULT")


def program() -> Any:
    """The whole command line as one typer command."""
    app = typer.Typer(
        cls=LazyGroup,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog="Exit codes: 0 ok, 1 error, 2 findings, 3 partial, 4 credentials, 5 unknown, 64 usage, 130 interrupted.",
    )
    app.callback()(options)
    for entry in COMMANDS:
        app.command(entry.name, help=entry.help)(_placeholder)
    return typer.main.get_command(app)


def _placeholder() -> None:
    """Stands for a command in the help until `loaded` brings it."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command line (default: this process's) and give its exit code; no traceback reaches the user."""
    if arguments is None:
        keep_private()
        arguments = sys.argv[1:]
    called = Path(sys.argv[0]).name
    if not readable_streams():
        say("standard output is closed, so no result can be shown; send it to a file or to /dev/null")
        return 1
    try:
        result = program().main(
            arguments or ["--help"], prog_name=called if called == "onenet" else "netplan", standalone_mode=False
        )
        sys.stdout.flush()
        if result == INTERRUPTED:  # typer has caught it
            say("interrupted")
        return result if isinstance(result, int) else 0
    except NetplanError as error:
        say(str(error))
        return error.exit_code
    except typer.TyperException as error:
        say(wrong_usage(error))
        return USAGE
    except (KeyboardInterrupt, typer.Abort):
        say("interrupted")
        return INTERRUPTED
    except (BrokenPipeError, SystemExit) as leaving:  # how typer leaves when it has completed a word, or the reader has gone
        if isinstance(leaving, SystemExit) and not leaving.code:
            return 0
        silence()
        return BROKEN_PIPE
    except OSError as error:
        if error.filename:
            say(f"{error.filename}: {error.strerror}")
        else:
            silence()
            say(f"the output is not whole: {error.strerror or error}")
        return 1
    except Exception as error:
        return unexpected(error)


def wrong_usage(error: typer.TyperException) -> str:
    """What is wrong with a command line, in one line: the values that are near or there, and whose help says more."""
    said = " ".join(error.format_message().replace("Value error, ", "").split()).rstrip(".")
    context = getattr(error, "ctx", None)
    if wrong := re.search(r"'([^']*)' is not one of (.*)", said):
        near = get_close_matches(wrong[1], re.findall(r"'([^']+)'", wrong[2]), 1)
        said += f"; did you mean {near[0]!r}?" if near else ""
    elif context and ("Missing command" in said or ("No such command" in said and "Did you mean" not in said)):
        said += f"; there are {', '.join(getattr(context.command, 'commands', ()))}"
    return f"{said} ({context.command_path if context else 'netplan'} --help)"


def readable_streams() -> bool:
    """No character can stop a command: a pipe gets UTF-8, and a terminal that cannot show a sign gets its escape.

    False when standard output is closed. No file opened later may take the number of a closed stream: the database would
    get what is meant for the user.
    """
    closed = sys.stdout is None
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, io.TextIOWrapper(io.FileIO(os.devnull, "w"), encoding="utf-8"))
        elif isinstance(stream, io.TextIOWrapper):
            # PYTHONUNBUFFERED leaves out the buffer, and then half a write passes for all of it.
            if stream is sys.__stdout__ and isinstance(stream.buffer, io.RawIOBase):
                stream = sys.stdout = io.TextIOWrapper(io.BufferedWriter(stream.detach()), encoding=stream.encoding)
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    return not closed


def silence() -> None:
    """Nobody can take the output any more: what is left of it goes nowhere, so that the flush at exit is quiet too."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def unexpected(error: Exception) -> int:
    """An error that nobody foresaw, in one line; the traceback only where it is asked for.

    It names places and kinds of errors, never their words: these can hold what a device has printed.
    """
    if os.environ.get("NETPLAN_DEBUG"):
        import traceback

        told: BaseException | None = error
        while told is not None:
            say("".join(["Traceback:\n", *traceback.format_tb(told.__traceback__), type(told).__name__]))
            told = told.__cause__ or told.__context__
    else:
        say(f"internal error ({type(error).__name__}); this is a defect of netplan. NETPLAN_DEBUG=1 shows where it happened")
    return 1


if __name__ == "__main__":
    sys.exit(main())
