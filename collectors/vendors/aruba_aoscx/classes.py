"""Traffic policies of AOS-CX: most only mark and police what they name. Those that drop it or send it elsewhere are shown."""

from typing import cast

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.ports.port import Handler, Port
from collectors.tree import Line
from models.source import Status

_SCRATCH = "policies that mark"
_MARKING = frozenset({"dscp", "pcp", "local-priority", "ip-precedence", "cir", "mirror", "police", "count"})


def _policy(line: Line, draft: Draft) -> None:
    """`policy NAME` with entries `10 class ip C action dscp EF action cir kbps 1000 ...`."""
    match line.words:
        case ["policy", name]:
            pass
        case _:
            return
    for child in line.children:
        if not _marks(child.words):
            return
    cast("set[str]", draft.scratch.setdefault(_SCRATCH, set())).add(name)
    for each in (line, *line.children):
        each.status, each.feature = Status.IGNORED, "QoS"


def _marks(words: list[str]) -> bool:
    if "comment" in words[:2]:
        return True
    actions = [words[at + 1 :][:1] for at, word in enumerate(words) if word == "action"]
    return bool(actions) and all(action and action[0] in _MARKING for action in actions)


def apply_policy(line: Line, draft: Draft) -> None:
    """`apply policy NAME in`, at a port, in a VLAN or for all ports."""
    match line.words:
        case ["apply", "policy", name, *_] if name in cast("set[str]", draft.scratch.get(_SCRATCH, set())):
            line.status, line.feature = Status.IGNORED, "QoS"


def _at_port(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    apply_policy(line, draft)
    return False


POLICIES: dict[str, tuple[str, Reader]] = {"policy": ("traffic policy", _policy), "apply policy": ("traffic policy", apply_policy)}
POLICY_PORT: dict[str, Handler] = {"apply policy": _at_port}
