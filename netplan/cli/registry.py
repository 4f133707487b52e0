"""The commands of netplan, in the order of `netplan --help`.

To add a command: write its module in this folder and add ONE line to `COMMANDS`. The module defines either
`command`, a function with typer annotations (a plain command), or `app`, a `typer.Typer` (a command with subcommands).
It is imported only when the command is called, so `--help` stays quick; inside, import the engine within functions.
"""

from typing import NamedTuple


class Command(NamedTuple):
    """One command: its name, the module that has it, and its line in the help."""

    name: str
    module: str
    help: str


COMMANDS: tuple[Command, ...] = (
    Command("init", "netplan.cli.init", "Make a project folder, empty or with the demo city."),
    Command("inventory", "netplan.cli.inventory", "Check, list and describe the inventory."),
    Command("scan", "netplan.cli.scan", "Visit devices and take in their configs."),
    Command("load", "netplan.cli.load", "Take in configs from folders, git repositories and bundles."),
    Command("snapshot", "netplan.cli.snapshot", "List, show, tag and verify snapshots."),
    Command("coverage", "netplan.cli.coverage", "Show how much of the configs was understood."),
    Command("show", "netplan.cli.show", "Show a table of facts."),
    Command("find", "netplan.cli.find", "Find an address, MAC, name, VLAN or text in all configs."),
    Command("path", "netplan.cli.path", "Show the way of a packet, hop by hop, and why."),
    Command("reach", "netplan.cli.reach", "Show who reaches whom, over all pairs of subnets."),
    Command("filters", "netplan.cli.filters", "Show what access lists permit, compare them, find idle lines."),
    Command("history", "netplan.cli.history", "Show how a device or a prefix changed over time."),
    Command("fidelity", "netplan.cli.fidelity", "Compare what devices printed with what the model predicts."),
    Command("diff", "netplan.cli.diff", "Compare two snapshots by what the configs mean."),
    Command("conflicts", "netplan.cli.conflicts", "List what departments cannot both keep."),
    Command("plan", "netplan.cli.plan", "Make a plan and look at it from every side."),
    Command("decide", "netplan.cli.decide", "The open questions of a plan, and the answers on file."),
    Command("verify", "netplan.cli.verify", "Prove a plan in every state that its order allows."),
    Command("report", "netplan.cli.report", "Reports for people: HTML, spreadsheet, Markdown."),
    Command("doctor", "netplan.cli.doctor", "Say whether this installation can do its work."),
    Command("version", "netplan.cli.version", "Say which version this is."),
)

UBUNTU_VERBS = ("apply", "try", "set", "get", "generate", "status", "info", "ip", "rebind", "migrate")
"""Commands of Ubuntu's netplan, which changes the host's own network. None of ours may ever have such a name."""
