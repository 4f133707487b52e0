"""The address plan: which prefixes must share one address space, who keeps his, and where the others go."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_network

from models.errors import NoPlan
from models.interfaces import DEFAULT_VRF
from models.network import Network
from models.plan import Move
from models.routing import Ip, Prefix
from models.target import Interconnect, Target
from netplan.conflicts.view import Subnet, View
from netplan.planner.addresses.allocate import Space, Wish, allocate, length_for
from netplan.planner.addresses.keep import Claim, Resolution, resolve
from netplan.planner.renaming import Renaming, inside, renaming


@dataclass(frozen=True)
class AddressPlan:
    """`moves` and what is kept, by department; `links` has (hub address, border address, prefix length) by department."""

    subnets: tuple[Subnet, ...]
    """The subnets that must share one address space."""
    resolution: Resolution
    moves: tuple[Move, ...]
    links: Mapping[str, tuple[Ip, Ip, int]]

    @cached_property
    def _names(self) -> dict[str, Renaming]:
        return {name: renaming(self.moves, name) for name in {s.department for s in self.subnets}}

    @cached_property
    def _of(self) -> dict[str, list[Subnet]]:
        groups: dict[str, list[Subnet]] = {}
        for subnet in self.subnets:
            groups.setdefault(subnet.department, []).append(subnet)
        return groups

    def of(self, department: str) -> list[Subnet]:
        """The joined subnets of a department today."""
        return self._of.get(department, [])

    def names(self, department: str) -> Renaming:
        """Old → new for one department."""
        return self._names.get(department, Renaming(()))

    def old(self, department: str) -> list[Prefix]:
        """The joined prefixes of a department today."""
        return sorted({s.prefix for s in self.of(department)}, key=_order)

    def inhabited(self, department: str) -> list[Prefix]:
        """The joined prefixes of a department in which hosts live today; all where none is known to have any."""
        lived = {s.prefix for s in self.of(department) if not s.transfer}
        return sorted(lived, key=_order) or self.old(department)

    def new(self, department: str) -> list[Prefix]:
        """The joined prefixes of a department in the end."""
        names = self.names(department)
        return sorted({names.network(p) or p for p in self.old(department)}, key=_order)


def joined_vrf(network: Network, link: Interconnect) -> str:
    """The VRF of a department that is joined to the hub: that of its border port today."""
    device = network.devices.get(link.border.device)
    interface = device.interfaces.get(link.border.interface) if device else None
    return interface.vrf if interface is not None else DEFAULT_VRF


def plan_addresses(view: View, target: Target, chosen: Mapping[str, str]) -> AddressPlan:
    """Who keeps what, and a new block for every prefix that moves.

    `chosen` has the answers to address decisions by decision id ("keep:sote" for "address 10.20.0.0/16").
    Raises NoPlan when pins contradict each other, or when the address space is too small.
    """
    network = view.network
    vrfs = {link.department: joined_vrf(network, link) for link in target.interconnects}
    for link in target.interconnects:
        vrfs.setdefault(link.hub.device.department, DEFAULT_VRF)
    subnets = tuple(s for s in view.subnets if vrfs.get(s.department) == s.vrf)
    resolution = resolve(_claims(network, subnets, target, chosen))
    used = in_use(view, target)
    outer = _outermost(resolution.moved)
    wishes = [
        Wish((c.owner, str(c.prefix)), c.prefix.version, length_for(c.prefix, _hosts(subnets, c), target.growth), c.owner)
        for c in outer
    ]
    new = allocate(wishes, target.address_space, used)
    moves = _moves(subnets, resolution, {(c.owner, c.prefix): new[c.owner, str(c.prefix)] for c in outer})
    return AddressPlan(subnets, resolution, moves, _links(target, used))


ONE_BY_ONE = "one by one"
"""The answer that nobody keeps a contested block as a whole."""


def decision_id(prefix: Prefix) -> str:
    """The id of the decision about one contested block."""
    return f"address {prefix}"


def in_use(view: View, target: Target) -> list[Prefix]:
    """Every block that any department uses today, and what the target reserves: new blocks keep clear of all.

    Old and new addresses live side by side, so space that a department will give up is in use as well. A route
    that covers a whole block of the address space is a default or summary, and no use of what is behind it.
    """
    used: list[Prefix] = [s.prefix for s in view.subnets]
    used.extend(pin.prefix for pin in target.pins)
    if target.link_space is not None:
        used.append(target.link_space)
    routed = [p.prefix for d in target.demands for p in (d.origin, d.destination) if p.prefix is not None]
    for device in view.network.devices.values():
        routed.extend(route.prefix for route in device.statics)
    spaces = [*target.address_space, *([target.link_space] if target.link_space is not None else [])]
    used.extend(p for p in set(routed) if not any(inside(space, p) for space in spaces))
    return used


def _claims(network: Network, subnets: tuple[Subnet, ...], target: Target, chosen: Mapping[str, str]) -> list[Claim]:
    """One claim for each prefix of each realm; hosts of departments that share a realm add up."""
    weights: dict[tuple[str, Prefix], int] = {}
    for subnet in subnets:
        weights[subnet.realm, subnet.prefix] = weights.get((subnet.realm, subnet.prefix), 0) + subnet.hosts
    answers = [
        (ip_network(id.removeprefix("address ")), c.removeprefix("keep:")) for id, c in chosen.items() if id.startswith("address ")
    ]
    claims = []
    for (realm, prefix), weight in weights.items():
        pin, reason = None, ""
        for p in target.pins:
            if network.realm(p.department) == realm and (inside(prefix, p.prefix) or (p.keep and inside(p.prefix, prefix))):
                pin, reason = p.keep, f"{p.reason or 'pinned'} ({p.source})"
        for block, keeper in answers:
            if pin is None and keeper == ONE_BY_ONE and prefix == block:
                pin, reason = False, f"decision on {block}"
            if pin is None and network.realm(keeper) == realm and inside(prefix, block):
                pin, reason = True, f"decision on {block}"
        claims.append(Claim(realm, prefix, weight, pin, reason))
    return claims


def _outermost(moved: tuple[Claim, ...]) -> list[Claim]:
    """The moved claims that lie in no other moved claim of their owner."""
    result: list[Claim] = []
    last: dict[str, Claim] = {}
    for claim in sorted(moved, key=lambda c: _order(c.prefix)):
        outer = last.get(claim.owner)
        if outer is None or not inside(claim.prefix, outer.prefix):
            last[claim.owner] = claim
            result.append(claim)
    return result


def _hosts(subnets: tuple[Subnet, ...], claim: Claim) -> int:
    """Hosts seen in the subnet itself; a guess ("possible") must not make the new block larger than the old one."""
    own = [s for s in subnets if s.realm == claim.owner and s.prefix == claim.prefix and s.evidence == "seen" and not s.transfer]
    return max((s.hosts for s in own), default=0)


def _moves(subnets: tuple[Subnet, ...], resolution: Resolution, new: Mapping[tuple[str, Prefix], Prefix]) -> tuple[Move, ...]:
    why = {(o.owner, o.prefix): o.price for o in resolution.overrides}
    moved = {(c.owner, c.prefix) for c in resolution.moved}
    moves: dict[tuple[str, Prefix], Move] = {}
    for s in subnets:
        if (s.realm, s.prefix) not in moved:
            continue
        price = why.get((s.realm, s.prefix))
        if price is None:
            reason = "pinned to go or in the way of a pin"
        elif price:
            reason = f"staying would make {price} more {'host' if price == 1 else 'hosts'} move"
        else:
            reason = "somebody must move, and no other choice moves fewer hosts"
        whole = Renaming(tuple(Move(s.department, old, block, 0) for (owner, old), block in new.items() if owner == s.realm))
        block = whole.network(s.prefix)
        if block is None:
            raise NoPlan(f"{s.department} {s.prefix}: no new block was found for it")
        moves[s.department, s.prefix] = Move(s.department, s.prefix, block, s.hosts, reason)
    return tuple(sorted(moves.values(), key=lambda m: (m.department, _order(m.old))))


def _links(target: Target, used: list[Prefix]) -> dict[str, tuple[Ip, Ip, int]]:
    """A pair of addresses for each interconnect: /31 (RFC 3021), /127 for IPv6."""
    if not target.interconnects:
        return {}
    if target.link_space is None:
        raise NoPlan("the target joins departments but has no link_space to take the link addresses from; add link_space to it")
    space = Space([target.link_space], [p for p in used if p != target.link_space])
    links: dict[str, tuple[Ip, Ip, int]] = {}
    for link in sorted(target.interconnects, key=lambda i: i.department):
        length = target.link_space.max_prefixlen - 1
        pair = space.take(target.link_space.version, length)
        if pair is None:
            raise NoPlan(f"link_space {target.link_space} has no free pair of addresses left for {link.department}; make it larger")
        links[link.department] = (pair[0], pair[1], length)
    return links


def _order(prefix: Prefix) -> tuple[int, int, int]:
    return prefix.version, int(prefix.network_address), prefix.prefixlen
