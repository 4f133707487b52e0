"""All facts of a snapshot as one value; a change gives another value and leaves this one as it was."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from models.change import Change, changed_device
from models.device import Device, DeviceId
from models.errors import ChangeError
from models.link import Link


@dataclass(frozen=True, slots=True)
class Network:
    """Devices by identity, links, and the realm (address space) of each department.

    A department that `realms` does not name is a realm of its own.
    """

    devices: Mapping[DeviceId, Device]
    links: frozenset[Link] = frozenset()
    realms: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    """Nothing is assumed of neighbours outside. Else they announce no network that a table has from inside, and no part of one."""

    def realm(self, department: str) -> str:
        """The address space of a department."""
        return self.realms.get(department, department)

    def after(self, *changes: Change) -> "Network":
        """The network once `changes` are made, in order. Devices that no change names are shared, not copied.

        Raises ChangeError when a change does not find what it says it replaces.
        """
        devices = dict(self.devices)
        links = self.links
        for change in changes:
            if isinstance(change.before, Link) or isinstance(change.after, Link):
                links = changed_links(links, change)
            elif change.device is None or change.device not in devices:
                raise ChangeError(f"{change.device}: no such device in this network; scan it or correct the plan")
            else:
                devices[change.device] = changed_device(devices[change.device], change)
        return replace(self, devices=devices, links=links)


def changed_links(links: frozenset[Link], change: Change) -> frozenset[Link]:
    """`links` once a change of one is made. Raises ChangeError for a link to take away that is not there."""
    if change.before is not None and change.before not in links:
        raise ChangeError(f"no link {change.before} to take away")
    gone = links - {change.before}
    return gone | {change.after} if isinstance(change.after, Link) else gone


def union(networks: Iterable[Network]) -> Network:
    """The networks of several departments as one. Raises ChangeError when one device stands in two of them."""
    devices: dict[DeviceId, Device] = {}
    links: frozenset[Link] = frozenset()
    realms: dict[str, str] = {}
    strict = False
    for network in networks:
        if twice := devices.keys() & network.devices.keys():
            raise ChangeError(f"{min(twice)}: the same device stands in two networks")
        devices |= network.devices
        links |= network.links
        realms |= network.realms
        strict = strict or network.strict
    return Network(devices, links, realms, strict)
