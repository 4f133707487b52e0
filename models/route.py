"""A route as a router holds it: computed by the engine, or read from a device's own table."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from models.device import DeviceId
from models.routing import Ip
from models.source import NOWHERE, Source


@dataclass(frozen=True, slots=True)
class Route:
    """One entry of a main routing table; ECMP is several entries with the same prefix.

    `protocol` is one of connected, local, static, ospf, ospf-ia, ospf-e1, ospf-e2, ospf-n1, ospf-n2, bgp (external), ibgp,
    aggregate, leak, isis-l1, isis-l2, isis-ia (what level 2 told level 1), rip, eigrp, eigrp-ex. `next_hop` is the gateway
    as the protocol learnt it (for BGP before recursion); `interface` is the port out, "" for a recursive next hop;
    `discard` throws away; `next_hop_vrf` is where the look-up goes on if elsewhere, at `next_hop_device` when a tunnel
    leads there.
    """

    device: DeviceId
    vrf: str
    prefix: IPv4Network | IPv6Network
    protocol: str
    next_hop: Ip | None = None
    interface: str = ""
    next_hop_vrf: str = ""
    next_hop_device: DeviceId | None = None
    discard: bool = False
    distance: int = 0
    metric: int = 0
    tag: int = 0
    source: Source = field(default=NOWHERE, compare=False, repr=False)
