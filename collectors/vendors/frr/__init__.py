"""FRRouting 7 to 10: `frr.conf`, `show running-config`, the older file per daemon, and Cumulus Linux around it."""

import re

from collectors.commands import Command, Console
from collectors.dialect import Dialect, Session
from collectors.ioslike.console import ABSENT, PROMPT, REFUSALS, UNPRIVILEGED
from collectors.ioslike.routing.leaking import leaking
from collectors.ioslike.routing.readers import FRR, routing_readers
from collectors.ioslike.write.changes import writer
from collectors.ioslike.write.spelling import FRR as SPELLING
from collectors.ioslike.write.spoken import speaker
from collectors.tree import Tree, indented
from collectors.vendors.frr.flat import indented_anew
from collectors.vendors.frr.ifupdown import PORT_FILE
from collectors.vendors.frr.nclu import COMMAND, NCLU, NCLU_READERS, commands_as_blocks
from collectors.vendors.frr.readers import READERS, finish
from collectors.vendors.frr.shown import SHOWN
from collectors.vendors.frr.tables import IGNORED, SECRETS, UNMODELLED
from models.change import Change
from models.device import Device
from models.errors import CannotWrite
from models.interfaces import Interface, Vlan, Vrf
from models.source import Status

_SURE = re.compile(r"^(?:frr version |frr defaults |service integrated-vtysh-config|log syslog)", re.MULTILINE)
_PORT = re.compile(
    r"^int(?:erface)? (?:lo|eth\d+|ens\d+\S*|enp\d+\S*|swp\d+\S*|bond\d+|br\d*|vlan\d+|\S+-eth\d+)(?: vrf \S+)?$", re.MULTILINE
)
_SWITCH = re.compile(r"^interface \S*/", re.MULTILINE)
"""The name of a port of a switch with slots; no name on Linux holds a slash."""
_DAEMON = re.compile(
    r"^ (?:ip address \S+/\d+|ip ospf area|ipv6 ospf6 |ip router isis|ospf6? router-id|neighbor \S+ interface)", re.MULTILINE
)
_IFUPDOWN = re.compile(r"^iface (?:swp\d|bond\d|peerlink|bridge\b)", re.MULTILINE)
"""Ports of Cumulus Linux, whose file may come without the one of FRR. Other hosts with such files have no `swp` ports."""
_NCLU = re.compile(r"^net add (?:loopback lo|interface|bond|bridge|vlan|bgp|ospf|routing) ", re.MULTILINE)

_ROUTING = routing_readers(FRR)
_READERS = {**READERS, **NCLU_READERS, **_ROUTING, "router bgp": ("bgp", leaking(_ROUTING["router bgp"][1]))}
_TOP = {" ".join(words.split()[:2]) for words in (*_READERS, *IGNORED[""], *UNMODELLED[""])}
"""First words of lines that are no part of a block."""


def nest(text: str, file: str) -> Tree:
    r"""Nest by indentation. `#` starts a comment, in files of Cumulus; a blank takes its place, so that numbers stay.

    >>> [line.text for line in nest("# ports\nint lo\n ip address 10.0.0.1/32", "r1").children[0].children]
    ['ip address 10.0.0.1/32']
    """
    lines = ["" if line.lstrip().startswith("#") else line for line in text.splitlines()]
    commands = commands_as_blocks(lines) if COMMAND.search(text) else []
    if commands:
        lines = ["" if COMMAND.match(line) else line for line in lines]
    tree = indented("\n".join(indented_anew(lines, _TOP)), file)
    tree.children += commands
    first = tree.children[0] if tree.children else None
    if first and first.number == 1 and len(first.words) == 1 and len(lines) > 1 and not lines[1]:
        first.status, first.feature = Status.IGNORED, "hostname"  # a title, where several captures were put into one file
    return tree


def recognise(text: str) -> float:
    r"""How sure it is that a text is a config of FRR.

    >>> recognise("frr version 8.4\nfrr defaults traditional\n"), recognise("interface Ethernet1\n ip address 10.0.0.1/31\n")
    (0.99, 0.0)
    >>> recognise("auto swp1\niface swp1\n    address 10.0.0.1/31\n")
    0.8
    >>> recognise("interface vlan1\n ip address 10.0.0.1/31\ninterface ethernet1/1/1\n")
    0.0
    """
    if _SURE.search(text) or _NCLU.search(text):
        return 0.99
    if _SWITCH.search(text):
        return 0.0
    if _IFUPDOWN.search(text):
        return 0.8
    return (0.5 if _PORT.search(text) else 0.0) + (0.3 if _PORT.search(text) and _DAEMON.search(text) else 0.0)


def ended(text: str) -> bool:
    """Only what vtysh shows has an end of its own: `end` after `Current configuration:`."""
    return "Current configuration:" not in text or bool(re.search(r"^end\s*$", text, re.MULTILINE))


_vtysh = writer(SPELLING)


def _write(device: Device, change: Change) -> list[str]:
    """Commands of vtysh, but for what other programs of the device write anew: its ports, or all that NCLU has set."""
    features = {feature for feature, _, _ in device.coverage.counts}
    if NCLU in features or (PORT_FILE in features and isinstance(change.fact, Interface | Vlan | Vrf)):
        raise CannotWrite(f"{change}: vtysh does not hold this setting of the device; the step gives it in words")
    return _vtysh(device, change)


CONSOLE = Console(
    driver="cisco_ios",  # vtysh is the login shell, and its prompt is that of IOS
    prompt=PROMPT,
    comment="!",
    config=Command("show running-config", "config", 120),
    quiet=("terminal length 0",),
    shows=(
        Command("show version", "version"),
        Command("show interface vrf all", "interfaces"),
        Command("show ip route vrf all json", "routes", 120),
        Command("show ipv6 route vrf all json", "routes6", 120, optional=True),
        Command("show ip ospf vrf all neighbor json", "ospf", optional=True),
        Command("show bgp vrf all summary json", "bgp", optional=True),
    ),
    unprivileged=UNPRIVILEGED,
    refusals=REFUSALS,
    absent=ABSENT,
    proof=r"FRRouting \S+ \(",
)

DIALECT = Dialect(
    name="frr",
    title="FRRouting",
    nest=nest,
    readers=_READERS,
    recognise=recognise,
    ended=ended,
    ignored=IGNORED,
    unmodelled=UNMODELLED,
    secrets=SECRETS,
    finish=finish,
    write=_write,
    spoken=speaker(SPELLING),
    session=Session(
        "configure terminal, over a console or another port than those of this step: vtysh has no timer that takes commands back",
        "end, write memory",
    ),
    console=CONSOLE,
    tables=SHOWN,
    many_primaries=True,
    aliases=("frrouting", "cumulus", "cumulus_linux", "cumulus-frr", "quagga", "vtysh"),
)
