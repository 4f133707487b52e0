"""Where routers pass routes on between BGP and interior protocols: what each takes in, by VRF.

Junos writes such a redistribution as export policies that see every route of the table ("any"): then the policies say of which
protocols a route may pass.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from models.device import Device
from models.routing import BgpNetwork, BgpProcess, Redistribution
from netplan.routing.bgp.unknown_paths import passing
from netplan.routing.columns import PROTOCOLS
from netplan.routing.policy.candidate import Candidate
from netplan.routing.policy.prefix_sets import DEFAULT
from netplan.topology.memo import PerDevice

INTERIOR = ("ospf", "ospf3", "isis", "rip", "eigrp")
"""The protocols of neighbours that BGP may take routes from. What a router knows by itself is there before anybody speaks."""
ANY = "any"
_INTERIOR_ROUTES = tuple(protocol for protocol in PROTOCOLS if protocol.partition("-")[0] in INTERIOR)
_BGP_ROUTES = ("bgp", "ibgp")


class _Taken(NamedTuple):
    """What an interior protocol takes in."""

    vrf: str
    protocol: str
    families: tuple[int, ...]
    policies: tuple[str, ...]


def _interior(device: Device) -> Iterator[_Taken]:
    """All that the interior protocols of a device take in."""
    for (version, _), ospf in device.ospf.items():
        families = (4 if version == 2 else 6,)
        yield from (_Taken(ospf.vrf, r.protocol, families, r.policies) for r in ospf.redistributions if ospf.enabled)
    for (vrf, _), isis in device.isis.items():
        yield from (_Taken(vrf, r.protocol, (r.family,), r.policies) for r in isis.redistributions if isis.enabled)
    for (vrf, family, _), rip in device.rip.items():
        yield from (_Taken(vrf, r.protocol, (family,), r.policies) for r in rip.redistributions if rip.enabled)
        yield from (_Taken(vrf, ANY, (family,), names) for _, names in rip.exports or () if rip.enabled)
    for (vrf, family, _), eigrp in device.eigrp.items():
        yield from (_Taken(vrf, r.route.protocol, (family,), r.route.policies) for r in eigrp.redistributions if eigrp.enabled)


def _may_pass(device: Device, families: Sequence[int], policies: Sequence[str], protocols: Sequence[str]) -> bool:
    """Whether policies that see the whole table may let a route of some protocol pass."""
    routes = [(family, Candidate(DEFAULT[family], protocol)) for family in families for protocol in protocols]
    return bool(policies) and any(passing(device, family).through(policies, route, "deny") for family, route in routes)


def _gives(device: Device) -> tuple[str, ...]:
    found = {
        taken.vrf: None
        for taken in (_interior(device) if device.bgp else ())
        if taken.protocol == "bgp" or (taken.protocol == ANY and _may_pass(device, taken.families, taken.policies, _BGP_ROUTES))
    }
    return tuple(found)


def _takes(device: Device) -> tuple[str, ...]:
    return tuple(vrf for vrf, process in device.bgp.items() if process.enabled and _by(device, vrf, process))


def _by(device: Device, vrf: str, process: BgpProcess) -> bool:
    return bool(borrowed(device).get(vrf)) or redistributes(device, process)


def redistributes(device: Device, process: BgpProcess) -> bool:
    """Whether BGP takes in routes of interior protocols whatever their prefix."""
    return any(_of_interior(device, process, item) for item in process.redistributions)


def _wants(device: Device) -> bool:
    processes = [process for process in device.bgp.values() if process.enabled]
    lines = any(not line.always for process in processes for line in process.networks)
    return lines or any(redistributes(device, process) for process in processes)


def _borrowed(device: Device) -> Mapping[str, frozenset[BgpNetwork]]:
    found: dict[str, frozenset[BgpNetwork]] = {}
    for vrf, process in device.bgp.items():
        ports = (port for port in device.interfaces.values() if port.enabled and port.vrf == vrf)
        own = {address.ip.network for port in ports for address in port.addresses}
        own |= {static.prefix for static in device.statics if static.vrf == vrf}
        if found_here := frozenset(n for n in process.networks if not n.always and n.prefix not in own):
            found[vrf] = found_here
    return found


def _of_interior(device: Device, process: BgpProcess, item: Redistribution) -> bool:
    if item.protocol != ANY:
        return item.protocol in INTERIOR
    chains = {f.policies_out for neighbor in process.neighbors for f in neighbor.families}
    families = (item.family,) if item.family else (4, 6)
    return any(_may_pass(device, families, names, _INTERIOR_ROUTES) for names in ((item.policies,) if item.policies else chains))


borrowed = PerDevice(_borrowed)
"""The `network` lines of BGP, by VRF, for which the router has no subnet or static route: only a route of others fulfils them."""
gives = PerDevice(_gives)
"""The VRFs of a device in which routes of BGP enter an interior protocol."""
takes = PerDevice(_takes)
"""The VRFs of a device in which routes of interior protocols enter BGP, by redistribution or by a `network` line."""
wants = PerDevice(_wants)
"""Whether BGP takes in whatever interior protocols offer, or (`network`) any route at all of some prefixes."""
