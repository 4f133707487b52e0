"""The network as its ports were seen: which of them get light stands in no config.

Routes are predicted over what was seen, so that a cable that is out shows as one port that is down, not as every route that
went over it.
"""

from collections.abc import Callable
from dataclasses import replace

from models.device import Device
from models.network import Network
from models.observed import Observed


def as_seen(network: Network, seen: Callable[[Device], Observed]) -> Network:
    """The network with each port shut that its device showed down, be it by a local route that leads nowhere (Junos)."""
    changed = {}
    for id, device in network.devices.items():
        tables = seen(device)
        dark = {port.name.lower() for port in tables.ports if not port.up}
        lost = {(way.vrf, way.prefix.network_address) for way in tables.routes if way.protocol == "local" and way.discard}
        off = {
            name: replace(i, enabled=False)
            for name, i in device.interfaces.items()
            if i.enabled and (name.lower() in dark or any((i.vrf, a.ip.ip) in lost for a in i.addresses))
        }
        if off:
            changed[id] = replace(device, interfaces={**device.interfaces, **off})
    return replace(network, devices={**network.devices, **changed}) if changed else network
