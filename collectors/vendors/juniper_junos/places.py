"""The place of statements below a routing instance that no reader took."""

from collectors.braces import Statement
from collectors.vendors.juniper_junos.tables import IGNORED, UNMODELLED
from models.source import Status


def place_inside(instance: Statement) -> None:
    """Below a routing instance the same statements mean the same as at the top level, so the same entries hold."""
    skip = len(instance.text.split())
    for line in instance.walk():
        if line.status in (Status.UNKNOWN, Status.NOT_MODELLED) and (entry := _entry(line.text.split()[skip:])):
            line.feature, line.status = entry


def _entry(path: list[str]) -> tuple[str, Status] | None:
    """The entry of the last word that has one, in its longest context."""
    for at in range(len(path) - 1, -1, -1):
        for size in range(at, 0, -1):
            context = " ".join(path[:size])
            for table, status in ((IGNORED, Status.IGNORED), (UNMODELLED, Status.NOT_MODELLED)):
                if feature := table.get(context, {}).get(path[at]):
                    return feature, status
    return None
