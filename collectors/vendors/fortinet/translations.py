"""What policies translate: sources to the address of the port that packets leave by or to a pool, virtual addresses to hosts.

Ports that packets with other sources leave by are outside, all others inside. Where a port would be both, or a pool is not
understood, the lines are left as not modelled, and what crosses those ports is unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from ipaddress import IPv4Network

from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.fortinet.names import edit
from collectors.vendors.fortinet.rules import Policy, policies_of
from collectors.vendors.fortinet.vips import Vip, vips_of
from collectors.vendors.fortinet.zones import Zones, routed
from models.filters import Acl
from models.nat import NatKind, NatRule
from models.policy import Match, Term
from models.policy import Policy as RouteMap
from models.source import Source, Status


@dataclass(frozen=True, slots=True)
class _Domain:
    """The policies of one virtual domain that permit something, and its zones."""

    draft: Draft
    zones: Zones
    policies: tuple[Policy, ...]

    def ports(self, ends: Iterable[frozenset[str]]) -> set[str]:
        """The ports that policies name, as zones or by themselves; no name is any."""
        found: set[str] = set()
        for names in ends:
            found |= {
                port for zone in names or self.zones for port in self.zones.get(zone, ()) if routed(self.draft.interfaces[port])
            }
        return found

    def held(self, one: str, other: str) -> list[Policy]:
        """The policies for packets from one zone to another, in their order."""
        return [
            policy
            for policy in self.policies
            if (not policy.incoming or one in policy.incoming) and (not policy.outgoing or other in policy.outgoing)
        ]


def translate(draft: Draft, vdom: str, zones: Zones) -> frozenset[Vip]:
    """All translations of one virtual domain; the virtual addresses to whose hosts nothing else may pass."""
    domain = _Domain(draft, zones, tuple(policy for policy in policies_of(draft, vdom) if policy.permit))
    hidden = [policy for policy in domain.policies if policy.nat]
    used = tuple(dict.fromkeys(vip for policy in domain.policies for vip in policy.vips))
    outside = domain.ports(policy.outgoing for policy in hidden) | {vip.port for vip in used if vip.port in draft.interfaces}
    crossed = domain.ports(policy.incoming for policy in hidden) & outside
    pools = {name for policy in hidden if policy.nat == "pool" for name in policy.pools}
    known = not crossed and pools <= draft.nat_pools.keys() and all(len(p.pools) == 1 for p in hidden if p.nat == "pool")
    if (hidden or used) and not crossed:
        for name in (port for ports in zones.values() for port in ports):
            edit(draft, name, nat="outside" if name in outside else "inside")
    if known:
        for zone, ports in zones.items():
            if not outside.isdisjoint(ports):
                _hide(domain, zone, sorted(outside.intersection(ports)))
    else:
        for policy in hidden:
            _leave([line for option in ("nat", "ippool", "poolname") if (line := policy.entry.sets.get(option))])
    alone: set[Vip] = set()
    for vip in used:
        # A whole host behind a virtual address has it for a source too, but only where policies translate sources.
        plain = all(policy.nat for policy in domain.policies if vip.port in domain.ports([policy.outgoing]))
        if vip.simple and vip.port in draft.interfaces and not crossed and (vip.kind is not None or plain):
            only = not _met(domain, vip)
            alone |= {vip} if only else set()
            _map(draft, vip, only)
        else:
            _leave([vip.entry, *vip.entry.walk()])
    for vip in vips_of(draft, vdom).vips.values():
        if vip not in used:
            vip.entry.done()
    return frozenset(alone)


def _met(domain: _Domain, vip: Vip) -> bool:
    """Whether a policy lets packets through to the host itself, that come by the same port."""
    zone = domain.draft.interfaces[vip.port].zone
    (host,) = vip.mapped
    return any(
        not rule.destinations or any((host.address ^ each.address) & ~each.mask == 0 for each in rule.destinations)
        for policy in domain.policies
        if not policy.incoming or zone in policy.incoming
        for rule in policy.rules
    )


def _way(policy: Policy) -> str:
    """What a policy makes of sources: "" nothing, "-" the address of the port, else the name of a pool."""
    return "" if not policy.nat else policy.pools[0] if policy.nat == "pool" else "-"


def _hide(domain: _Domain, zone: str, ports: list[str]) -> None:
    """Sources of what leaves by the ports of a zone. Where all policies say the same, no list has to be asked."""
    incoming = [one for one in domain.zones if domain.held(one, zone)]
    alike = {_way(policy) for one in incoming for policy in domain.held(one, zone)}
    if len(alike) == 1:
        incoming = [""] if alike != {""} else []
    for one in incoming:
        policies = domain.held(one, zone) if one else [policy for each in domain.zones for policy in domain.held(each, zone)]
        ways = list(dict.fromkeys(_way(policy) for policy in policies))
        for way in filter(None, ways):
            acl = _which(domain.draft, f"NAT {one} > {zone} {way}", policies, way) if len(ways) > 1 else ""
            for port in ports:
                _rule(domain.draft, (one, zone), port, way, acl, next(policy for policy in policies if _way(policy) == way))


def _which(draft: Draft, name: str, policies: list[Policy], way: str) -> str:
    """The list of those packets that policies translate in one way."""
    rules = [
        rule if rule.permit is (_way(policy) == way) else replace(rule, permit=not rule.permit)
        for policy in policies
        for rule in (*policy.rules, *(rule for _, rule in policy.mapped))
    ]
    draft.acls[name] = Acl(name, tuple(rules), empty_permits=False, source=draft.source(policies[0].entry))
    return name


def _rule(draft: Draft, zones: tuple[str, str], port: str, way: str, acl: str, policy: Policy) -> None:
    source = draft.source(policy.entry)
    name = f"source NAT {' > '.join(filter(None, (zones[0], port)))}{f' {way}' if acl else ''}"
    matches = (Match("interface", (port,)), *((Match("access-list", (acl,)),) if acl else ()))
    draft.policies[name] = RouteMap(name, (Term("10", "permit", matches, source=source),), source=source)
    pool, interface = ("", port) if way == "-" else (way, "")
    draft.nat_rules.append(NatRule(NatKind.OVERLOAD, pool=pool, interface=interface, policy=name, zones=zones, source=source))


def _map(draft: Draft, vip: Vip, only: bool) -> None:
    """A virtual address as a static rule of its port; `only`: nothing passes to its host but what it translates."""
    assert vip.outer is not None and vip.inner is not None
    local, outer = IPv4Network(vip.inner[0]), IPv4Network(vip.outer[0])
    source: Source = draft.source(vip.entry)
    zones = ("", draft.interfaces[vip.port].zone)
    rule = NatRule(NatKind.STATIC, local=local, outer=outer, zones=zones, both_ways=only, source=source)
    if vip.kind is not None:
        inside = vip.kind.ports[0][0]
        rule = replace(rule, kind=NatKind.PORT, protocol=vip.kind.protocol, local_port=inside, outer_port=vip.outer_port)
    draft.nat_rules.append(rule)
    vip.entry.done()


def _leave(lines: Iterable[Line]) -> None:
    """Lines about translations outside the model."""
    for line in lines:
        line.status, line.feature = Status.NOT_MODELLED, "NAT"
