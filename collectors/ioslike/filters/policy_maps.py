"""`policy-map`: mostly it sorts, marks and slows packets, which the model leaves out on purpose; but a class can drop them."""

from collectors.draft import Draft
from collectors.tree import Line
from models.source import Status


def read_policy_map(line: Line, draft: Draft) -> None:
    """Show the actions that drop what would otherwise pass. Maps of a `type` are no QoS, and have rules of their own."""
    if line.words[1:2] == ["type"]:
        return
    for action in line.walk():
        if action.words == ["drop"] or "conform-action drop" in action.text:
            action.status, action.feature = Status.NOT_MODELLED, "traffic policy"
