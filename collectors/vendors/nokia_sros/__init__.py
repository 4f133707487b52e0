"""Nokia SR OS (7750, 7250, 7210 and others): the classic CLI in indented blocks, the MD-CLI in braces and as flat lines.

All forms become one tree of words, and readers know the words of both CLIs. Configs come from files only.
"""

import re
from collections.abc import Callable

from collectors.braces import Statement, settle
from collectors.dialect import Dialect, Reader
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.nokia_sros.filters import read_filters
from collectors.vendors.nokia_sros.policy import read_policies
from collectors.vendors.nokia_sros.ports import canonical, read_card, read_lags, read_ports
from collectors.vendors.nokia_sros.routers import finish_routers, read_router, read_services
from collectors.vendors.nokia_sros.secrets import SECRETS
from collectors.vendors.nokia_sros.shown import SHOWN
from collectors.vendors.nokia_sros.system import read_log, read_release, read_system
from collectors.vendors.nokia_sros.tables import IGNORED, UNMODELLED
from collectors.vendors.nokia_sros.trees import RELEASE, nest, open_blocks
from collectors.vendors.nokia_sros.words import settle_doubts

_STATEMENTS = "statements"
_TELLING = re.compile(
    r'^\s*router "?Base"?(?: \{)?\s*$|^/configure (?:router|port|system|service|policy-options) |^configure \{\s*$'
    r"|^\s*(?:card-type|mda-type) \S+\s*$|^exit all\s*$|^echo \"[A-Z][^\"]*Configuration\"\s*$|^\s*port \d+/\d+/\S+(?: \{)?\s*$"
    r"|^\s*(?:vprn|vpls|ies) \S+ (?:name \S+ )?customer \d+ create\s*$|^persistent-indices \{",
    re.M,
)
"""What no other system says in these words."""
_LEAST = 3


def _noted(reader: Callable[[Statement, Draft], None]) -> Reader:
    """Remember the statement, so that `finish` can settle what became of its containers. A line outside the tree stays unread."""

    def read(line: Line, draft: Draft) -> None:
        if isinstance(line, Statement):
            held = draft.scratch.setdefault(_STATEMENTS, [])
            assert isinstance(held, list)
            held.append(line)
            reader(line, draft)

    return read


def finish(draft: Draft) -> None:
    """What is between routers, once all ports are known; then the status of each container."""
    finish_routers(draft)
    held = draft.scratch.get(_STATEMENTS, [])
    assert isinstance(held, list)
    for statement in held:
        settle(statement)
    settle_doubts(draft)


def recognise(text: str) -> float:
    r"""By the release in the first comment, or by words that only this system has.

    >>> recognise("# TiMOS-C-20.10.R1 both/x86_64 Nokia 7750 SR Copyright (c) 2000-2020 Nokia.\nconfigure\n    system\n")
    0.99
    >>> recognise("interface GigabitEthernet0/1\n")
    0.0
    """
    head = text[:200_000]
    if any(line.startswith("#") and RELEASE.match(line) for line in head[:3000].splitlines()):
        return 0.99
    kinds = {found[0].strip().split(" ")[0] for found in _TELLING.finditer(head)}
    flat = sum(line.startswith("/configure ") for line in head.splitlines())
    return min(0.95, 0.3 * len(kinds)) if flat < _LEAST else 0.95


def ended(text: str) -> bool:
    """The system says when it has printed all: `# Finished`, and `exit all` in the classic form; braces must be balanced."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or open_blocks(text) != 0:
        return False
    generated = any(line.startswith("# Generated") for line in lines[:20])
    finished = any(line.startswith(("# Finished", "exit all")) for line in lines[-5:])
    return finished or not generated


_OWN: dict[str, tuple[str, Callable[[Statement, Draft], None]]] = {
    "system": ("system", read_system),
    "card": ("hardware", read_card),
    "port": ("port", read_ports),
    "lag": ("port", read_lags),
    "policy-options": ("policy", read_policies),
    "router": ("router", read_router),
    "filter": ("filter", read_filters),
    "service": ("service", read_services),
    "log": ("logging", read_log),
    "redundancy": ("redundancy", lambda line, draft: None),
}
READERS: dict[str, tuple[str, Reader]] = {
    "TiMOS": ("version", read_release),
    **{word: (feature, _noted(reader)) for word, (feature, reader) in _OWN.items()},
}

DIALECT = Dialect(
    name="nokia_sros",
    title="Nokia SR OS",
    nest=nest,
    readers=READERS,
    recognise=recognise,
    ended=ended,
    ignored=IGNORED,
    unmodelled=UNMODELLED,
    secrets=SECRETS,
    finish=finish,
    canonical_name=canonical,
    tables=SHOWN,
    aliases=("sros", "alcatel_sros", "nokia_srl_classic", "timos", "nokia-sros", "nokia_sros_telnet", "sr-os"),
)
