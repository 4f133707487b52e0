"""Traffic policies of ArubaOS-Switch. One of sort `qos` only marks and limits; the others may send packets elsewhere."""

from typing import cast

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.tree import Line
from models.source import Status

_MARKING, _USED = "policies that mark", "policies in use"


def policies_used(draft: Draft) -> list[tuple[Line, str]]:
    """The lines that apply a policy, with its name."""
    return cast("list[tuple[Line, str]]", draft.scratch.setdefault(_USED, []))


def _policy(line: Line, draft: Draft) -> None:
    """`policy qos "NAME"`."""
    match line.words:
        case ["policy", "qos", name]:
            pass
        case _:
            return
    cast("set[str]", draft.scratch.setdefault(_MARKING, set())).add(name)
    for each in (line, *line.walk()):
        each.status, each.feature = Status.IGNORED, "QoS"


def finish_policies(draft: Draft) -> None:
    """Where a policy that only marks is applied, packets go as they did."""
    marking = cast("set[str]", draft.scratch.get(_MARKING, set()))
    for line, name in policies_used(draft):
        marks = name in marking
        line.status, line.feature = (Status.IGNORED, "QoS") if marks else (Status.NOT_MODELLED, "traffic policy")


POLICIES: dict[str, tuple[str, Reader]] = {"policy": ("traffic policy", _policy)}
