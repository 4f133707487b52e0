"""Static routes. A route over a tunnel holds while the tunnel is up, which no config tells."""

from ipaddress import ip_network

from collectors.draft import Draft
from collectors.vendors.fortinet.blocks import Block, each
from collectors.vendors.fortinet.names import port, vrf_of
from collectors.vendors.fortinet.objects import objects_of
from collectors.vendors.fortinet.places import mark
from collectors.vendors.fortinet.prefixes import ANY, prefix_of
from collectors.vendors.fortinet.sdwan import ZONE, members_of
from models.interfaces import InterfaceKind
from models.routing import Prefix, StaticRoute
from models.source import Status

SERVICES = ("internet-service", "internet-service-custom", "internet-service-fortiguard")
DISTANCE = 10
"""Of a static route (FortiOS CLI reference, `config router static`)."""


def read_statics(block: Block, draft: Draft) -> None:
    """`config router static` and `static6`. What a route needs of ports and objects is known at the end."""
    tables = draft.scratch.setdefault("static tables", [])
    assert isinstance(tables, list)
    tables.append(block)


def _watched(draft: Draft) -> set[str]:
    known = draft.scratch.setdefault("link monitors", set())
    assert isinstance(known, set)
    return known


def read_monitors(block: Block, draft: Draft) -> None:
    """`config system link-monitor`: static routes by a port go away while what it probes does not answer."""

    def monitor(entry: Block, draft: Draft) -> None:
        name = entry.word("srcintf")
        moves = entry.is_on("update-static-route", True) or entry.is_on("update-cascade-interface", True)
        if entry.word("status", "enable") == "enable" and moves:
            _watched(draft).add(name)
        entry.off()

    each(block, monitor, draft)


def join_statics(draft: Draft) -> None:
    """Read all static routes."""
    tables = draft.scratch.get("static tables", [])
    assert isinstance(tables, list)
    for block in tables:
        each(block, _route, draft)
        for entry in block.entries():
            if entry.status is Status.UNKNOWN:
                mark(entry, Status.NOT_MODELLED, "static routes")


def _shared(entry: Block, prefix: Prefix, zones: set[str], draft: Draft) -> None:
    """A route over all members of SD-WAN zones: one way for each, while its health checks pass."""
    members = [member for member in members_of(draft, entry.vdom) if member.zone in zones]
    if not members:
        raise ValueError("a route over no member")
    distance = entry.amount("distance", DISTANCE)
    for member in members:
        gateway = member.gateway if prefix.version == 4 else member.gateway6
        draft.statics.add(
            StaticRoute(
                prefix, gateway, member.interface, vrf=port(draft, member.interface).vrf, distance=distance,
                metric=member.priority, tag=entry.amount("tag", 0), track="SD-WAN", source=draft.source(entry),
            )
        )  # fmt: skip


def _route(entry: Block, draft: Draft) -> None:
    if entry.word("status", "enable") == "disable":
        entry.off()
        return
    if any(entry.word(option) not in ("", "0") for option in SERVICES):
        raise ValueError("a route to an Internet service")
    if "src" in entry.sets and prefix_of(entry.values("src")).prefixlen:
        raise ValueError("a route of some sources")
    for prefix in _destinations(entry, 6 if entry.path.endswith("6") else 4, draft):
        _to(prefix, entry, draft)


def _destinations(entry: Block, family: int, draft: Draft) -> list[Prefix]:
    """Where a route leads: a prefix, or those of a named object. Raises ValueError where no config tells them."""
    if name := entry.word("dstaddr"):
        found = objects_of(draft, entry.vdom, family).named(name, family)
        if found.unknown or found.wildcards or found.empty:
            raise ValueError(f"a route to {name}")
        return [ip_network(str(each)) for each in found.prefixes(family)] or [ANY[family]]
    prefix: Prefix = prefix_of(entry.values("dst")) if entry.values("dst") else ANY[family]
    if prefix.version != family:
        raise ValueError("a route of another family")
    return [prefix]


def _to(prefix: Prefix, entry: Block, draft: Draft) -> None:
    zones = set(entry.values("sdwan-zone")) or ({ZONE} if entry.is_on("sdwan") or entry.is_on("virtual-wan-link") else set())
    if zones:
        _shared(entry, prefix, zones, draft)
        return
    discard = entry.is_on("blackhole")
    device = entry.word("device")
    next_hop = entry.address("gateway")
    distance, metric = entry.amount("distance", DISTANCE), entry.amount("priority", 0)
    learned, exempt = entry.is_on("dynamic-gateway"), entry.is_on("link-monitor-exempt")
    vrf = vrf_of(draft, entry.vdom, 0 if entry.word("vrf") == "unspecified" else entry.amount("vrf", 0))
    track, interface = "", ""
    if not discard:
        if not device:
            raise ValueError("a route without an interface")
        facts = port(draft, device)
        interface, vrf = device, facts.vrf
        track = "tunnel" if facts.kind is InterfaceKind.TUNNEL else "dynamic gateway" if learned or facts.dhcp else ""
        track = track or ("link monitor" if device in _watched(draft) and not exempt else "")
    draft.statics.add(
        StaticRoute(
            prefix, None if discard else next_hop, interface, discard, vrf, distance=distance, metric=metric,
            tag=entry.amount("tag", 0), track=track, name=entry.word("comment"), source=draft.source(entry),
        )
    )  # fmt: skip
