"""Ports, connectors with what they break out to, and link aggregation groups."""

import re
from dataclasses import replace

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.nokia_sros.words import on
from models.interfaces import Interface, InterfaceKind
from models.source import Status

HEADER = 14
"""Bytes of the Ethernet header, which the MTU of a port counts and ours does not; 4 more for each tag."""
TAGS = {"null": 0, "dot1q": 1, "qinq": 2}
_BREAKOUT = re.compile(r"c(\d+)-(\d+)g(?:\S*)", re.ASCII)
_PORT = re.compile(r"(?:esat-|pxc-|tunnel-|pw-)?\d+(?:/[\w.]+)*|[A-Z]/\d+", re.ASCII)
SPEEDS = "speeds"


def canonical(name: str) -> str:
    """A port, a group or a router interface by the name that the system prints.

    >>> canonical("lag 3"), canonical("1/1/1"), canonical(" to-core ")
    ('lag-3', '1/1/1', 'to-core')
    """
    return re.sub(r"^lag\s+(?=\d)", "lag-", name.strip().strip('"'))


def lag_name(word: str) -> str:
    """`lag 1` of the classic CLI and `lag "lag-1"` of the MD-CLI are the same group."""
    return f"lag-{word}" if word.isdigit() else word


def read_card(card: Statement, draft: Draft) -> None:
    """What hardware a slot is meant for decides nothing; a slot that is off has no ports."""
    off = any((line.words[0] == "shutdown" and " no shutdown" not in line.text) or line.text.endswith("admin-state disable")
              for line in card.walk())  # fmt: skip
    card.mark(Status.NOT_MODELLED if off else Status.IGNORED, "hardware that is off" if off else "hardware")


def read_ports(ports: Statement, draft: Draft) -> None:
    """`port ID`; a port is off until it is enabled."""
    ports.modelled()
    for port in ports.each():
        if not _PORT.fullmatch(port.word):
            continue
        port.modelled()
        breakout = _BREAKOUT.fullmatch(port.value("connector", "breakout"))
        if (connector := port.get("connector")) and breakout:
            connector.modelled()
            _speeds(draft)[port.word] = int(breakout[2]) * 10**9
            on(port, False)
            port.value("description")
            continue
        ethernet = port.get("ethernet") or port
        ethernet.modelled()
        tags = TAGS.get(ethernet.value("encap-type"), 0)
        mtu = ethernet.whole("mtu")
        speed = ethernet.whole("speed")
        ethernet.value("mode")
        draft.interfaces[port.word] = Interface(
            port.word, InterfaceKind.PHYSICAL, enabled=on(port, False), description=port.value("description"),
            mtu=mtu - HEADER - 4 * tags if mtu else None,
            speed=speed * 10**6 if speed else _speeds(draft).get(port.word.rpartition("/")[0]),
            source=draft.source(port),
        )  # fmt: skip


def _speeds(draft: Draft) -> dict[str, int]:
    found = draft.scratch.setdefault(SPEEDS, {})
    assert isinstance(found, dict)
    return found


def read_lags(lags: Statement, draft: Draft) -> None:
    """`lag` with its ports. Fewer members than `port-threshold` says take it down."""
    lags.modelled()
    for lag in lags.each():
        lag.modelled()
        name = lag_name(lag.word)
        tags = TAGS.get(lag.value("encap-type"), 0)
        lag.value("mode")
        members = [member for member in lag.below("port") if member.word in draft.interfaces]
        speed = 0
        for member in members:
            lag.index["port"].modelled()
            member.modelled()
            known = draft.interfaces[member.word]
            speed += known.speed or 0
            draft.interfaces[member.word] = replace(known, lag=name)
        mtus = {draft.interfaces[member.word].mtu for member in members}
        mtu = mtus.pop() if len(mtus) == 1 else None
        draft.interfaces[name] = Interface(
            name, InterfaceKind.LAG, enabled=on(lag, False), description=lag.value("description"),
            mtu=mtu - 4 * tags if mtu else None, speed=speed or None,
            least_members=_threshold(lag), source=draft.source(lag),
        )  # fmt: skip


def _threshold(lag: Statement) -> int:
    """Members at or below the threshold take a group down where its action is `down`."""
    number, action = lag.whole("port-threshold", "value"), lag.value("port-threshold", "action")
    if number is None and (at := lag.get("port-threshold")):
        for value in at.each():
            if value.word.isascii() and value.word.isdigit() and len(value.word) < 4:
                value.modelled()
                number, action = int(value.word), value.value("action")
    if number is not None:
        lag.flag("port-threshold")
    return number + 1 if number is not None and action == "down" else 1


def split_port(word: str) -> tuple[str, str]:
    """A port or SAP without its tags, and them.

    >>> split_port("1/1/1:100"), split_port("lag-1:10.20"), split_port("1/1/c1/1")
    (('1/1/1', '100'), ('lag-1', '10.20'), ('1/1/c1/1', ''))
    """
    port, _, tags = word.partition(":")
    return canonical(port), tags
