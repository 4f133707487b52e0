"""How Junos is talked to."""

from collectors.commands import Command, Console
from models.snapshot import Outcome

CONSOLE = Console(
    driver="juniper_junos",
    prompt=r"(?:[A-Za-z0-9._-]{1,64}@)?(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,63})> ?",
    comment="# ",
    config=Command("show configuration", "config", 180),
    quiet=("set cli screen-length 0", "set cli screen-width 1024"),  # they set the terminal of this session, not the device
    shows=(
        Command("show version", "version"),
        Command("show chassis hardware", "inventory"),
        Command("show interfaces terse", "interfaces"),
        Command("show lldp neighbors", "lldp"),
        Command("show arp no-resolve", "arp", 120),
        Command("show ethernet-switching table", "mac", 120, optional=True),
        Command("show route", "routes", 120),
        Command("show ospf neighbor", "ospf"),
        Command("show bgp summary", "bgp"),
    ),
    refusals=(
        (r"(?:error: )?permission denied.*", Outcome.PRIVILEGE),
        (r"\s*\^|unknown command\.|syntax error.*", Outcome.NOT_THIS_OS),
        (r"(?:error: )?(?:could not|communication|timeout|the .* subsystem is not running).*", Outcome.FAILED),
    ),
    absent=(r"syntax error, expecting <command>\.?",),  # a login class hides commands by the words "unknown command"
    proof=r"Junos: \S|JUNOS \S|Juniper Networks, Inc\. ",
)
