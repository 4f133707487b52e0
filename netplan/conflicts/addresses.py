"""The same address space in several realms."""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network

from models.interfaces import DEFAULT_VRF
from models.plan import Conflict, Option, Side
from netplan.conflicts.view import Subnet, View, counted, listed, severity


def overlapping_addresses(view: View) -> Iterator[Conflict]:
    """Prefixes of two or more realms overlap: one router cannot have a route to both.

    One conflict for each widest block that is contested; its sides are the departments inside. Found by
    one sweep over the sorted blocks, so that the work is N log N and not every pair.
    """
    order = sorted(view.subnets, key=lambda s: (s.prefix.version, int(s.prefix.network_address), s.prefix.prefixlen))
    cluster: list[Subnet] = []
    for subnet in order:
        if cluster and not _inside(subnet.prefix, cluster[0].prefix):
            yield from _conflict(cluster)
            cluster = []
        cluster.append(subnet)
    if cluster:
        yield from _conflict(cluster)


def _inside(inner: IPv4Network | IPv6Network, outer: IPv4Network | IPv6Network) -> bool:
    return inner.version == outer.version and inner.network_address in outer


def _conflict(cluster: list[Subnet]) -> Iterator[Conflict]:
    if len({subnet.realm for subnet in cluster}) < 2:
        return
    by_department: dict[str, list[Subnet]] = {}
    for subnet in _contested(cluster):
        by_department.setdefault(subnet.department, []).append(subnet)
    sides = tuple(_side(department, subnets) for department, subnets in sorted(by_department.items()))
    total = sum(side.weight for side in sides)
    options = [
        Option(f"keep:{side.department}", f"{side.department} keeps its addresses, the others renumber", total - side.weight)
        for side in sides
    ]
    others = counted(len(sides) - 1, "department")
    options.append(
        Option("vrf", "every department keeps its addresses, each in a VRF of its own; they cannot talk to each other", 0)
    )
    options.append(Option("nat", f"one-to-one NAT at the border of {others}, until a date", len(sides) - 1, "NAT borders"))
    who = listed([f"{side.department} ({counted(side.weight, 'host')} {side.evidence})" for side in sides])
    block = str(cluster[0].prefix)
    yield Conflict("addresses", block, f"{block} is used by {who}", severity(total), sides, tuple(options))


def _contested(cluster: list[Subnet]) -> list[Subnet]:
    """The members of a sorted cluster that meet a block of another realm."""
    contested: dict[int, Subnet] = {}
    stack: list[tuple[int, Subnet]] = []
    for number, subnet in enumerate(cluster):
        while stack and not _inside(subnet.prefix, stack[-1][1].prefix):
            stack.pop()
        for above, outer in stack:
            if outer.realm != subnet.realm:
                contested[above] = outer
                contested[number] = subnet
        stack.append((number, subnet))
    return [contested[number] for number in sorted(contested)]


def _side(department: str, subnets: list[Subnet]) -> Side:
    evidence = "seen" if all(s.evidence == "seen" for s in subnets) else "possible"
    what = listed([str(s.prefix) if s.vrf == DEFAULT_VRF else f"{s.prefix} in VRF {s.vrf}" for s in subnets])
    sources = tuple(source for s in subnets for source in s.sources)
    return Side(department, what, sum(s.hosts for s in subnets), evidence, sources)
