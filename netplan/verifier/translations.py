"""The addresses that a flow may have on its way, and its answers, when routers translate it.

Steps change no NAT rule, but they can change the address of a port that a rule uses, and the list that decides which packets are
translated: all variants count.
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, summarize_address_range
from typing import NamedTuple

from models.device import DeviceId
from models.nat import NatRule
from netplan.verifier.joints import Prefix
from netplan.verifier.touches import hulls, overlap
from netplan.verifier.world import World

_ALL = (IPv4Network("0.0.0.0/0"),)


class Translation(NamedTuple):
    """What one rule may make of addresses, both ways."""

    local: tuple[Prefix, ...]
    outer: tuple[Prefix, ...]


def translations(world: World) -> tuple[Translation, ...]:
    """All that is translated in some state."""
    return tuple(
        Translation(_local(world, id, rule), outer_of(world, id, rule))
        for id, device in world.network.devices.items()
        for rule in device.nat_rules
    )


def _local(world: World, id: DeviceId, rule: NatRule) -> tuple[Prefix, ...]:
    if rule.local is not None:
        return (rule.local,)
    if rule.policy:
        return _ALL
    found: list[Prefix] = []
    for acl in world.acls[id].get(rule.acl, ()):
        for line in acl.rules:
            for hull in hulls(line.sources) if line.permit else ():
                if hull is None:
                    return _ALL
                found.append(hull)
    return tuple(found)


def outer_of(world: World, id: DeviceId, rule: NatRule) -> tuple[Prefix, ...]:
    """The addresses that a rule gives in some state."""
    if rule.outer is not None:
        return (rule.outer,)
    if pool := world.network.devices[id].nat_pools.get(rule.pool):
        return tuple(summarize_address_range(pool.first, pool.last))
    variants = world.interfaces[id].get(rule.interface, ())
    own = (address.ip.ip for port in variants for address in port.addresses)
    return tuple(IPv4Network(ip) for ip in own if isinstance(ip, IPv4Address)) or _ALL


def spread(known: Sequence[Translation], sources: Iterable[Prefix], destinations: Iterable[Prefix]) -> tuple[Prefix, ...]:
    """All addresses that packets of a flow and their answers may have; nothing when none of them is translated."""
    found = list(dict.fromkeys([*sources, *destinations]))
    rest = list(known)
    before = -1
    while before != len(rest):
        before = len(rest)
        met = [each for each in rest if any(overlap(own, other) for own in (*each.local, *each.outer) for other in found)]
        rest = [each for each in rest if each not in met]
        found += [address for each in met for address in (*each.local, *each.outer)]
    return tuple(dict.fromkeys(found)) if len(rest) < len(known) else ()
