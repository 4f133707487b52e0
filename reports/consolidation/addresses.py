"""The address plan: who keeps which prefix and who moves where, before and after."""

from collections.abc import Sequence
from ipaddress import IPv4Network, ip_network

from models.plan import Move, Plan
from reports.charts.treemap import Part, treemap
from reports.consolidation.subject import Subject
from reports.document import Block, Section, plural, table

DRAWN = 60
"""Boxes a department: more could not be told apart."""


def addresses(subject: Subject, plan: Plan) -> Section:
    """The prefixes that move, and the address space of every department before and after."""
    rows = [(m.old, subject.called(m.department), m.new, m.hosts, m.why) for m in plan.moves]
    hosts = sum(m.hosts for m in plan.moves)
    subnets = _subnets(subject)
    after = {(d, net): new_prefix(net, [m for m in plan.moves if m.department == d]) for d, nets in subnets.items() for net in nets}
    pairs = [
        (net, subject.called(d), after[d, net], net.num_addresses, "moves" if after[d, net] != net else "stays")
        for d, nets in subnets.items()
        for net in nets
    ]

    def groups(new: bool) -> list[tuple[str, str, list[Part]]]:
        return [
            (subject.called(d), subject.colours[d], _parts([(n, after[d, n]) for n in nets], new)) for d, nets in subnets.items()
        ]

    words = (
        f"{plural(len(plan.moves), 'prefix', 'prefixes')} with {plural(hosts, 'host')} move; every other prefix stays where it is. "
        "Which department keeps a contested block is decided exactly: with the pins and answers on file, no other choice moves "
        "fewer hosts.",
    )
    headers = ["Prefix today", "Department", "Prefix in the end", "Addresses", "What becomes of it"]
    return Section(
        "addresses",
        "Target and address plan",
        (
            Block(words=words, table=table("moves", ["Old prefix", "Department", "New prefix", "Hosts", "Why"], rows)),
            Block(
                "Before",
                chart=treemap(
                    "Address space today: each department in a space of its own, so overlaps cannot be seen", groups(False)
                ),
            ),
            Block("After", chart=treemap("Address space of the one network", groups(True))),
            Block("Every prefix, before and after", table=table("prefixes", headers, pairs), folded=True),
        ),
    )


def _parts(pairs: Sequence[tuple[IPv4Network, IPv4Network]], new: bool) -> list[Part]:
    """The boxes of one department, before or after: the largest `DRAWN` in order of their prefixes, all others as one."""
    drawn = set(sorted(pairs, key=lambda pair: (pair[0].prefixlen, pair[0]))[:DRAWN])
    parts = [
        Part(str(then if new else now), float(now.num_addresses), new and now != then)
        for now, then in pairs
        if (now, then) in drawn
    ]
    if rest := [pair for pair in pairs if pair not in drawn]:
        size = float(sum(now.num_addresses for now, _ in rest))
        parts.append(Part(f"{len(rest)} smaller prefixes", size, new and any(now != then for now, then in rest)))
    return parts


def _subnets(subject: Subject) -> dict[str, list[IPv4Network]]:
    """The IPv4 subnets with room for hosts, by department; one that stands on several devices counts once."""
    found: dict[str, set[IPv4Network]] = {department: set() for department in subject.departments}
    for name, device in subject.network.devices.items():
        for interface in device.interfaces.values():
            for address in interface.addresses:
                net = address.ip.network
                if isinstance(net, IPv4Network) and net.prefixlen < 31:
                    found[name.department].add(net)
    return {department: sorted(nets) for department, nets in found.items()}


def new_prefix(net: IPv4Network, moves: Sequence[Move]) -> IPv4Network:
    """Where `net` is in the end: in the same place of the new block as of the old one.

    >>> move = Move("hr", ip_network("10.0.0.0/16"), ip_network("10.128.0.0/16"), 1)
    >>> new_prefix(ip_network("10.0.3.0/24"), [move]), new_prefix(ip_network("10.1.0.0/24"), [move])
    (IPv4Network('10.128.3.0/24'), IPv4Network('10.1.0.0/24'))
    """
    for move in sorted(moves, key=lambda m: -m.old.prefixlen):
        if isinstance(move.old, IPv4Network) and net.subnet_of(move.old):
            offset = int(net.network_address) - int(move.old.network_address)
            moved = ip_network((int(move.new.network_address) + offset, net.prefixlen), strict=False)
            return moved if isinstance(moved, IPv4Network) else net
    return net
