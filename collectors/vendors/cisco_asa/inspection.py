"""`policy-map` and `service-policy`: what is inspected. Of all inspections that of ICMP alone decides about whole packets."""

from typing import cast

from collectors.draft import Draft
from collectors.tree import Line
from models.source import Status

_QUIET = {
    "inspect": "application inspection", "police": "QoS", "priority": "QoS", "shape": "QoS", "flow-export": "logging",
    "user-statistics": "logging", "csc": "application inspection", "ips": "application inspection",
}  # fmt: skip


def read_policy_map(line: Line, draft: Draft) -> None:
    """`policy-map NAME`; those of a `type` say how an application is inspected."""
    match line.words:
        case ["policy-map", "type", "inspect", *_]:
            line.status, line.feature = Status.IGNORED, "application inspection"
            for child in line.walk():
                drops = child.words[0] in ("drop", "drop-connection", "reset")
                child.status = Status.NOT_MODELLED if drops else Status.IGNORED
                child.feature = "traffic policy" if drops else "application inspection"
            return
        case ["policy-map", name]:
            line.modelled()
        case _:
            return
    for part in line.children:
        if part.words[0] in ("class", "description"):
            part.status = Status.MODELLED if part.words[0] == "class" else Status.IGNORED
        for action in part.children:
            match action.words:
                case ["inspect", "icmp"]:
                    if part.words[1:] in (["inspection_default"], ["class-default"]):
                        _policies(draft, "icmp").add(name)
                        action.modelled()
                case ["inspect", "icmp", "error"] | ["set", "connection", *_] if "tcp-state-bypass" not in action.words:
                    action.status, action.feature = Status.IGNORED, "connection limits"
                case [word, *_] if word in _QUIET:
                    if word == "inspect":
                        _policies(draft, "others").add(name)
                    action.status, action.feature = Status.IGNORED, _QUIET[word]
                case _:
                    action.status, action.feature = Status.NOT_MODELLED, "traffic policy"


def read_service_policy(line: Line, draft: Draft) -> None:
    """`service-policy NAME global`, or of one port, which takes the place of the global one there."""
    match line.words:
        case ["service-policy", name, "global"]:
            if name in _policies(draft, "icmp"):
                draft.scratch["inspects icmp"] = True
            line.modelled()
        case ["service-policy", name, "interface", _] if name not in _policies(draft, "icmp") | _policies(draft, "others"):
            line.status = Status.IGNORED


def _policies(draft: Draft, what: str) -> set[str]:
    """The policies that inspect ICMP, or others."""
    return cast("set[str]", draft.scratch.setdefault(f"policies that inspect {what}", set()))
