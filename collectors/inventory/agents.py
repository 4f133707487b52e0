"""Devices that are asked by SNMP: UDP passes no SSH tunnel, which is said before anybody tries."""

from collections.abc import Mapping

from collectors.inventory.check import Checked
from collectors.inventory.problems import Problems
from models.device import DeviceId
from models.inventory import Host


def no_tunnels(
    hosts: Mapping[DeviceId, Host], entries: Mapping[str, Checked], collectors: Mapping[str, Mapping[str, object]],
    realms: Mapping[str, str], reached_by: Mapping[str, str], problems: Problems,
) -> None:  # fmt: skip
    """Note every host that names a collector of type snmp and is reached through a jump host, unless it says `direct: true`."""
    places = {entry.source: entry for entry in entries.values()}
    for host in hosts.values():
        asked = [each for each in (collectors.get(name, {}) for name in host.collectors) if each.get("type") == "snmp"]
        jump = host.via or reached_by.get(realms.get(host.id.department, host.id.department), "")
        if jump and any(each.get("direct") is not True for each in asked):
            entry = places[host.source]
            problems.add(
                entry.mark,
                entry.path,
                f"is asked by SNMP, whose packets (UDP) cannot pass the jump host {jump}",
                "scan inside its network with --to-bundle, or add `direct: true` to its collector if it answers without that host",
            )
