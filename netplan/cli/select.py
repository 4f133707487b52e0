"""Selectors on the devices of a snapshot, which may be others than the inventory lists."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.network import Network


def narrowed(network: "Network", selectors: Sequence[str] | None) -> "Network":
    """The network with only the selected devices; all of it without a selector. `group:` means the OS here."""
    if not selectors:
        return network
    from collectors.selector import select
    from models.inventory import Host, Inventory

    hosts = {
        name: Host(name, platform=device.os, groups=(device.os,), site=device.site, role=device.role)
        for name, device in network.devices.items()
    }
    wanted = {host.id for host in select(Inventory("", "", hosts=hosts), selectors)}
    return replace(network, devices={name: device for name, device in network.devices.items() if name in wanted})
