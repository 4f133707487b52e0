"""Host names."""

from collections.abc import Iterator

from models.plan import Conflict
from models.source import Source
from netplan.conflicts.groups import Use, keep_one, shared_between_realms
from netplan.conflicts.view import View


def same_hostname(view: View) -> Iterator[Conflict]:
    """Devices of two realms call themselves the same: logs, monitoring and backups mix them up."""
    uses = (
        ((device.hostname or id.name).casefold(), Use(id, "", Source(device.file, 1 if device.file else 0)))
        for id, device in sorted(view.network.devices.items())
    )
    return shared_between_realms(
        view, "hostname", uses, lambda name: (name, f"the host name {name} is used by"), keep_one("devices")
    )
