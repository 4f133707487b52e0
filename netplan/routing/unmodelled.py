"""What a config uses that the engine does not model: whose answers that makes unknown, and why.

A line outside the model can change routes (`control`), packets that cross the device (`data`), or nothing that is
asked of the engine. Only what is named here as harmless or as acting on packets alone is taken for that: a feature
that nobody has placed yet, and a line that nobody knows at all, may change the routes of its device.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from models.device import Device
from models.source import Status, UnreadLine
from netplan.topology.memo import PerDevice

HARMLESS = frozenset(
    {
        # Management of the device itself.
        "access",
        "automation that can change the config",
        "dhcp security",
        "filter of management access",
        "netns",
        "authentication",
        "services",
        # Layer 2 details that neither part nor join what the model has together.
        "interface details",
        "link speed",
        "mac address",
        "mlag",
        "spanning tree",
        "static arp",
        "static mac entries",
        "vlan options",
        # Traffic that is not asked for: multicast, transports of the past, telephony of the air.
        "multicast",
        "unsupported transport",
        "wlan",
        # What a session says once it is let through, how much of it, and whether the far end of a tunnel takes part.
        "content inspection",
        "rate limits",
        "tunnel endpoints",
        # Pairs of devices that are one to all others, and switches whose config is in another device.
        "high availability",
        "managed switches",
        # Relays, and protection that only acts after a failure.
        "bgp damping",
        "bgp graceful shutdown",
        "dhcp relay",
        "failover pair",
        "fast reroute",
        "udp helpers",
        # How tunnels are made; whether packets go into them is another line.
        "tunnel details",
        # Rules that are not understood stay in their list, marked: whoever meets them gets an unknown answer there.
        "access list",
        "filter",
        "filter action",
        "filter match",
        "object tracking",
        "policy action",
        "policy match",
        "route map",
        "route distinguisher",
        "static route options",
    }
)
"""Features that cannot change where a unicast packet goes."""
MTU = frozenset({"mtu", "system mtu"})
"""What only OSPF and IS-IS look at: they have no neighbour of another MTU."""
OWN_PACKETS = frozenset({"control-plane filter"})
"""Lists of what a device takes for itself: of its routes they can cost those that a neighbour would tell."""
DATA = frozenset(
    {
        "access list on an interface",
        "chassis cluster",
        "double tags",
        "filter-based forwarding",
        "firewall",
        "forwarding filter",
        "host firewall",
        "instance forwarding",
        "ipsec",
        "kernel filter",
        "label switching",
        "layer-2 filter",
        "mac access list",
        "nat",
        "object group",
        "policy-based routing",
        "private vlans",
        "proxy arp",
        "reverse path check",
        "role-based access",
        "security",
        "server load balancing",
        "traffic policy",
        "vlan access map",
        "vlan filter",
        "vlan rewriting",
        "vpn clients",
        "web cache redirection",
    }
)
"""Features that drop, divert or rewrite packets on their way, and leave the routes alone."""
UNDEFINED_ACL_PERMITS = frozenset({"cisco_ios", "arista_eos", "frr"})
"""Systems on which a packet filter that does not exist lets everything through; of others that is not known."""

_NAT = re.compile(r"\bnat\b")


class Unmodelled(NamedTuple):
    """Reasons by effect: `control` may add or change routes, `data` may drop, divert or rewrite packets. "" is none."""

    control: str
    data: str


def effect(line: UnreadLine) -> str:
    """What a line can change: one of harmless, data and control.

    >>> from models.source import Source
    >>> [effect(UnreadLine("x", f, Status.NOT_MODELLED, Source("c", 1))) for f in ("multicast", "NAT", "EIGRP", "brand new")]
    ['harmless', 'data', 'control', 'control']
    """
    feature = line.feature.lower()
    if line.status is Status.NOT_MODELLED and feature in HARMLESS:
        return "harmless"
    return "data" if line.status is Status.NOT_MODELLED and feature in DATA else "control"


def control_lines(device: Device) -> Iterator[UnreadLine]:
    """The lines of a device that may change routes."""
    for line in device.coverage.unread:
        if effect(line) == "control" and _meets(line.feature.lower(), device):
            yield line


def _meets(feature: str, device: Device) -> bool:
    """Whether a device runs what a feature acts on."""
    if feature in MTU:
        return bool(device.ospf or device.isis)
    return feature not in OWN_PACKETS or any((device.ospf, device.isis, device.bgp, device.rip, device.eigrp))


def said(line: UnreadLine) -> str:
    """A line with where it stands, and that it is outside the model."""
    known = "is not modelled" if line.status is Status.NOT_MODELLED else "is not understood"
    return f"{line.text.strip()} ({line.source}) {known}"


def _derive(device: Device) -> Unmodelled:
    control = next((said(line) for line in control_lines(device)), "")
    # Where ports are marked inside and outside, they say themselves where addresses are translated.
    marked = any(interface.nat for interface in device.interfaces.values())
    data = (
        said(line)
        for line in device.coverage.unread
        if effect(line) == "data" and not (marked and _NAT.search(f"{line.feature} {line.text}".lower()))
    )
    return Unmodelled(control, next(data, ""))


unmodelled = PerDevice(_derive)
"""What a device uses that the engine does not model, derived once for each device object."""
