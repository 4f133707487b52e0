"""What one change can alter at most: the footprint by which independent steps are told apart.

A *touch* is a routing domain (`World.place`) with the packets in it, by destination and source, whose way
may be another one after the change. The bound leans to the safe side: a change that is not known to be
narrow touches its whole domain.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network

from models.change import Change
from models.device import DeviceId
from models.filters import Acl, AclRule, Wildcard
from models.interfaces import DEFAULT_VRF, Interface, InterfaceKind, Vlan, Vrf
from models.link import Link
from models.routing import BgpProcess, OspfProcess, StaticRoute
from models.services import Service
from netplan.forwarding.nat.rules import lists
from netplan.verifier.joints import Prefix
from netplan.verifier.world import Node, Place, World


@dataclass(frozen=True, slots=True)
class Touch:
    """A change may alter what happens in `place` to packets to `destination` from `source` (None = any)."""

    place: Place
    destination: Prefix | None = None
    source: Prefix | None = None
    filters: bool = False
    """Only filters change: where packets would go stays as it is."""


def touches(world: World, change: Change) -> set[Touch]:
    """What a change can alter, at most: what it says itself, and all that follows from that."""
    found = set(_direct(world, change))
    todo = list(found)
    while todo:
        for touch in _following(world, todo.pop()):
            if touch not in found:
                found.add(touch)
                todo.append(touch)
    return found


def _following(world: World, touch: Touch) -> Iterator[Touch]:
    """What rests on routes to the prefix of a touch: checks of sources, summaries, next hops that are looked up, BGP sessions."""
    prefix = touch.destination
    if prefix is None or touch.filters:
        return
    if touch.place in world.checks:
        yield Touch(touch.place, None, prefix, filters=True)
    for summary in world.summaries.get(touch.place, ()):
        if overlap(summary, prefix) and summary.prefixlen <= prefix.prefixlen:
            yield Touch(touch.place, summary)
    for device, routes in world.statics.items():
        for route in routes:
            hop = route.next_hop
            if hop is None or hop.version != prefix.version or hop not in prefix or route.prefix == prefix:
                continue
            # Also where a port of the device has the subnet of the hop: that port may be down, or the prefix longer.
            if world.place((device, route.next_hop_vrf or route.vrf)) == touch.place:
                yield Touch(world.place((device, route.vrf)), route.prefix)
    if any(n.address and n.address.version == prefix.version and n.address in prefix for n in world.peers.get(touch.place, ())):
        yield Touch(touch.place)


def _direct(world: World, change: Change) -> list[Touch]:
    """What a change alters by itself."""
    device = change.device
    if device is None or device not in world.interfaces:
        return _link_touches(world, change.fact) if isinstance(change.fact, Link) else []
    match change.fact:
        case Service():
            return []
        case Vrf(name=vrf):
            return [Touch(world.place((device, vrf)))]
        case StaticRoute():
            return [
                t
                for fact in (change.before, change.after)
                if isinstance(fact, StaticRoute)
                for t in _static_touches(world, device, fact)
            ]
        case Interface():
            return _port_touches(world, device, change)
        case OspfProcess():
            return _ospf_touches(world, device, change)
        case BgpProcess():
            return _bgp_touches(world, device, change)
        case Acl(name=name):
            one, other = (f.rules if isinstance(f, Acl) else () for f in (change.before, change.after))
            # A list that comes before its use, or goes after it, is told apart from the others where a port takes it.
            comes = (change.before is None or change.after is None) and (device, name) not in world.loose
            rules = [*one, *other] if comes else _rule_difference(one, other)
            tables = {port.vrf for port in world.ports(device) if name in (port.acl_in, port.acl_out)}
            owner = world.network.devices[device]
            if any(name in (*each.filters, *each.filters6) for each in (owner.crossings or {}).values()):
                tables |= {port.vrf for port in world.ports(device) if port.zone}
            if any(name in lists(owner, rule) for rule in owner.nat_rules):
                tables.add(DEFAULT_VRF)
            return [touch for vrf in sorted(tables) for touch in _acl(world, (device, vrf), rules)]
        case Vlan():
            # A VLAN can join or part any two ports that a switch can join.
            ports = [port.name for port in world.ports(device) if port.switchport or port.kind is InterfaceKind.VLAN]
            return [Touch(world.realm(device)), *(t for name in dict.fromkeys(ports) for t in _heard(world, device, name))]
        case _:
            # A policy can alter any route of the domains that the device speaks in.
            return [Touch(world.realm(device)), *(Touch(world.place((device, vrf.name))) for vrf in world.vrfs[device])]


def _static_touches(world: World, device: DeviceId, route: StaticRoute) -> list[Touch]:
    """Its prefix; what is reached through it follows."""
    return [Touch(world.place((device, route.vrf)), route.prefix)]


def _port_touches(world: World, device: DeviceId, change: Change) -> list[Touch]:
    """An address alters its subnet and what is routed through it; anything that speaks to neighbours alters the domain."""
    before, after = (f if isinstance(f, Interface) else None for f in (change.before, change.after))
    variants = [f for f in (before, after) if f is not None]
    found: list[Touch] = []
    if before is None or after is None or before.enabled != after.enabled or _rest(before) != _rest(after):
        if any(v.switchport for v in variants):
            found.append(Touch(world.realm(device)))
        found += _heard(world, device, change.fact.name) if isinstance(change.fact, Interface) else []
    elif {a.ip for a in before.addresses} != {a.ip for a in after.addresses}:
        # Ports that borrow its address.
        for name in world.joints.hanging.get((device, before.name), ()):
            found += [t for port in world.interfaces[device].get(name, ()) for t in _whole(world, device, port)]
    if before and after and _rest(before) != _rest(after):
        found += [Touch(world.realm(device)), *(Touch(world.place((device, v.vrf))) for v in variants)]
        return found
    unchanged = {a.ip for a in before.addresses} & {a.ip for a in after.addresses} if before and after else set()
    same_state = before is not None and after is not None and (before.enabled, before.vrf) == (after.enabled, after.vrf)
    for port in variants:
        place = world.place((device, port.vrf))
        if _has_neighbours(world, device, port) and not (same_state and _same_primary(variants)):
            found.append(Touch(place))
        for address in port.addresses:
            shared = before is not None and after is not None and before.fhrp != after.fhrp
            if shared or not (same_state and address.ip in unchanged):
                found += _subnet(world, device, port, address.ip.network)
    for direction in ("acl_in", "acl_out"):
        names = [getattr(port, direction) for port in variants]
        if len(set(names)) > 1 or not same_state:
            found += _swap_touches(world, device, variants, names)
    told = ((p.ospf, p.isis, p.unnumbered_from) for p in (before, after) if p)
    if before and after and len(set(told)) > 1:
        found.append(Touch(world.place((device, after.vrf))))
    return found


def _heard(world: World, device: DeviceId, name: str) -> list[Touch]:
    """All ports that may go up or down with a port, or hear others with it: what hangs on it, and what it is wired to."""
    ports = {(device, other) for other in world.joints.with_it(device, name)}
    for far in world.joints.across.get((device, name), ()):
        ports |= {(far[0], other) for other in world.joints.with_it(*far)}
    found: list[Touch] = []
    for segment in world.joints.hearing(device, name):
        ports |= segment.ports
        found += [Touch(world.realm(switch)) for switch in segment.switches]
    for where, other in ports:
        found += [t for port in world.interfaces.get(where, {}).get(other, ()) for t in _whole(world, where, port)]
    return found


def _whole(world: World, device: DeviceId, port: Interface) -> list[Touch]:
    """All that rests on one variant of a port being up and on whom it hears."""
    place = world.place((device, port.vrf))
    found = [Touch(place)] if _has_neighbours(world, device, port) else []
    for address in port.addresses:
        found += _subnet(world, device, port, address.ip.network)
    found += [Touch(world.place((device, r.vrf)), r.prefix) for r in world.statics[device] if r.interface == port.name]
    return found


def _subnet(world: World, device: DeviceId, port: Interface, subnet: Prefix) -> list[Touch]:
    """What rests on a port being in a subnet. Packets of hosts in it enter there, or no longer do."""
    place = world.place((device, port.vrf))
    own = [Touch(place, subnet), Touch(place, None, subnet, filters=True)]
    return own + _through(world, device, port.name, place, subnet)


def _through(world: World, device: DeviceId, port: str, place: Place, subnet: Prefix) -> list[Touch]:
    """Static routes out of a port, and those whose next hop an address in this subnet may answer for.

    Routers of the domain and of those that meet it are asked: nobody else hears this subnet.
    """
    near = {place} | world.meets.get(place, set())
    return [
        Touch(world.place((where, route.vrf)), route.prefix)
        for where, routes in world.statics.items()
        for route in routes
        if (where == device and route.interface == port)
        or (route.next_hop and route.next_hop in subnet and world.place((where, route.next_hop_vrf or route.vrf)) in near)
    ]


def _rest(port: Interface) -> Interface:
    """What is left of a port without the facts that `_port_touches` weighs one by one, and those that move no packet."""
    return replace(
        port, enabled=True, vrf="", addresses=(), description="", helpers=(), acl_in="", acl_out="", acl6_in="", acl6_out="",
        ospf=(), isis=(), unnumbered_from="", fhrp=(),
    )  # fmt: skip


def _same_primary(variants: list[Interface]) -> bool:
    """Adjacencies are formed on primary addresses: secondaries that come and go leave them alone."""
    return len({tuple(a.ip for a in port.addresses if not a.secondary) for port in variants}) == 1


def _has_neighbours(world: World, device: DeviceId, port: Interface) -> bool:
    """Whether a routing protocol may talk to somebody through this variant of a port."""
    subnets = [a.ip.network for a in port.addresses]
    for process in world.bgp[device]:
        for n in process.neighbors:
            if n.interface == port.name or n.update_source == port.name or (n.address and any(n.address in s for s in subnets)):
                return True
    if not world.igp_active(device, port):
        return False
    if port.unnumbered_from:
        return True
    realm = world.realm(device)
    return any(
        other != device
        and world.realm(other) == realm
        and any(overlap(a.ip.network, s) for a in variant.addresses for s in subnets)
        for other in world.interfaces
        for variant in world.ports(other)
    )


def _swap_touches(world: World, device: DeviceId, variants: list[Interface], names: list[str]) -> list[Touch]:
    """Another list on a port alters the packets on which the two lists can differ; no list against one, all of them."""
    lists = [world.acls[device].get(name, []) for name in names]
    found: list[Touch] = []
    for port in variants:
        if not port.addresses:
            continue
        if len(variants) < 2 or not all(lists) or not all(names):
            if any(names):
                found.append(Touch(world.place((device, port.vrf)), filters=True))
        else:
            rules = [r for one in lists[0] for other in lists[1] for r in _rule_difference(one.rules, other.rules)]
            found += _acl(world, (device, port.vrf), rules)
    return found


def _rule_difference(one: tuple[AclRule, ...], other: tuple[AclRule, ...]) -> list[AclRule]:
    """The rules that only one list has. All of both when what they share does not stand in the same order."""
    first, second = ([replace(rule, sequence=0) for rule in rules] for rules in (one, other))
    shared = set(first) & set(second)
    if not one or not other:
        # A list without rules, or none at all, lets through what the end of the other one denies: any packet may differ.
        return [AclRule(True)]
    if [r for r in first if r in shared] != [r for r in second if r in shared]:
        return first + second
    return [r for r in first + second if r not in shared]


def _acl(world: World, node: Node, rules: Iterable[AclRule]) -> list[Touch]:
    place = world.place(node)
    return [Touch(place, d, s, filters=True) for rule in rules for d in hulls(rule.destinations) for s in hulls(rule.sources)]


def hulls(places: tuple[Wildcard, ...]) -> list[Prefix | None]:
    """Prefixes that hold the addresses of a rule; None is any."""
    found: list[Prefix | None] = []
    for place in places:
        if place.mask & (place.mask + 1):
            return [None]
        width = 32 if place.family == 4 else 128
        kind = IPv4Network if place.family == 4 else IPv6Network
        found.append(kind((place.address & ~place.mask, width - place.mask.bit_length())))
    return found or [None]


def _ospf_touches(world: World, device: DeviceId, change: Change) -> list[Touch]:
    """New networks touch the subnets they activate, if nobody answers there; the rest touches the domain."""
    before, after = change.before, change.after
    assert isinstance(change.fact, OspfProcess)  # the caller matched it
    whole = [Touch(world.place((device, change.fact.vrf)))]
    if not isinstance(before, OspfProcess) or not isinstance(after, OspfProcess):
        return whole
    if replace(before, networks=(), redistributions=()) != replace(after, networks=(), redistributions=()):
        return whole
    place = world.place((device, after.vrf))
    found: list[Touch] = []
    for network in set(before.networks) ^ set(after.networks):
        for port in world.ports(device):
            inside = [a.ip.network for a in port.addresses if a.ip.version == network.prefix.version and a.ip.ip in network.prefix]
            if network.wildcard is not None or (inside and _has_neighbours(world, device, port)):
                return whole
            found += [Touch(place, subnet) for subnet in inside]
    for redistribution in set(before.redistributions) ^ set(after.redistributions):
        if redistribution.protocol != "static":
            return whole
        found += [Touch(place, route.prefix) for route in world.statics[device] if route.vrf == after.vrf]
    return found


def _bgp_touches(world: World, device: DeviceId, change: Change) -> list[Touch]:
    """A network statement touches its prefix; the rest touches the domain."""
    before, after = change.before, change.after
    assert isinstance(change.fact, BgpProcess)  # the caller matched it
    place = world.place((device, change.fact.vrf))
    if (
        isinstance(before, BgpProcess)
        and isinstance(after, BgpProcess)
        and replace(before, networks=()) == replace(after, networks=())
    ):
        return [Touch(place, network.prefix) for network in set(before.networks) ^ set(after.networks)]
    return [Touch(place)]


def _link_touches(world: World, link: Link) -> list[Touch]:
    """A wire joins the subnets of its two ports and what is routed through them."""
    return [touch for end in (link.a, link.b) for touch in _heard(world, end.device, end.interface)]


def overlap(one: Prefix, other: Prefix) -> bool:
    """Whether two prefixes share an address; those of two IP versions never do."""
    return one.version == other.version and one.overlaps(other)
