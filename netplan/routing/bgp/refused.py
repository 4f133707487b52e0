"""Paths that a router may have refused when they came, as their next hop was an address of its own then.

A router takes no path whose next hop is its own address (RFC 4271 6.3). It looks at that when the path arrives and keeps
nothing of what it refuses; so when the port with the address is shut later on, the path stays away until its sender speaks
of it again, at the latest in the next session. Had the path come after the port was shut, it would be there. Both are
states in which a network rests (seen on FRR 8.4), and no config tells which one it is in.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain, combinations

from models.device import Device
from models.interfaces import DEFAULT_VRF
from models.routing import Ip
from netplan.routing.bgp.decision import Ranked
from netplan.routing.bgp.speakers import Speaker
from netplan.topology.memo import PerDevice

_TRIED = 4
"""Of more paths than this it is not tried what becomes of the choice without some of them."""


def _held(device: Device) -> Mapping[tuple[str, Ip], str]:
    found = ((port, address.ip.ip) for port in device.interfaces.values() for address in port.addresses)
    return {(port.vrf, ip): port.name for port, ip in found if not ip.is_link_local}


held = PerDevice(_held)
"""(VRF, address) → the port that has it, up or down."""


def may_refuse(speaker: Speaker, next_hop: Ip) -> str:
    """Why a router may have refused paths by way of `next_hop`, to which a route leads (as to no address of a port that is up)."""
    port = held(speaker.device).get((DEFAULT_VRF if speaker.vpn else speaker.key[1], next_hop))
    if port is None:
        return ""
    return f"not known whether {speaker.key[0]} refused it: the next hop {next_hop} is its own address on {port}, which is down"


def sways(choice: Callable[[Sequence[Ranked]], Sequence[int]], usable: Sequence[Ranked], unsure: Collection[int]) -> bool:
    """Whether the choice among paths is another one without some of those whose numbers are `unsure`."""
    if len(unsure) > _TRIED:
        return True
    used = choice(usable)
    absent = chain.from_iterable(combinations(unsure, count) for count in range(1, len(unsure) + 1))
    return any(choice([ranked for ranked in usable if ranked.id not in gone]) != used for gone in absent)
