"""Static routes. A route over a tunnel holds while the tunnel is up, which no config tells."""

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network

from collectors.draft import Draft
from collectors.vendors.fortinet.blocks import Block, each
from collectors.vendors.fortinet.names import port, vrf_of
from collectors.vendors.fortinet.places import mark
from collectors.vendors.fortinet.sdwan import ZONE, members_of
from models.interfaces import InterfaceKind
from models.routing import Prefix, StaticRoute
from models.source import Status
from models.values import mask_length

ANY: Mapping[int, Prefix] = {4: IPv4Network((0, 0)), 6: IPv6Network((0, 0))}
"""Where no destination is set."""
OBJECTS = ("internet-service", "internet-service-custom", "internet-service-fortiguard", "dstaddr")
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


def prefix_of(words: list[str]) -> Prefix:
    """A network with its mask beside it or as a length. Raises ValueError.

    >>> prefix_of(["10.1.2.3", "255.255.0.0"])
    IPv4Network('10.1.0.0/16')
    """
    if len(words) == 2:
        return IPv4Network(f"{words[0]}/{mask_length(words[1])}", strict=False)
    if len(words) != 1:
        raise ValueError("not a prefix")
    return ip_network(words[0], strict=False)


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
    six = entry.path.endswith("6")
    if any(entry.word(option) not in ("", "0") for option in OBJECTS):
        raise ValueError("a route to what is an object")
    if "src" in entry.sets and prefix_of(entry.values("src")).prefixlen:
        raise ValueError("a route of some sources")
    prefix: Prefix = prefix_of(entry.values("dst")) if "dst" in entry.sets else ANY[6 if six else 4]
    if six is not isinstance(prefix, IPv6Network):
        raise ValueError("a route of another family")
    zones = set(entry.values("sdwan-zone")) or ({ZONE} if entry.is_on("sdwan") or entry.is_on("virtual-wan-link") else set())
    if zones:
        _shared(entry, prefix, zones, draft)
        return
    discard = entry.is_on("blackhole")
    device = entry.word("device")
    next_hop = entry.address("gateway")
    distance, metric = entry.amount("distance", DISTANCE), entry.amount("priority", 0)
    watched = entry.is_on("dynamic-gateway") or entry.is_on("link-monitor-exempt")
    vrf = vrf_of(draft, entry.vdom, 0 if entry.word("vrf") == "unspecified" else entry.amount("vrf", 0))
    track, interface = "", ""
    if not discard:
        if not device:
            raise ValueError("a route without an interface")
        facts = port(draft, device)
        interface, vrf = device, facts.vrf
        track = "tunnel" if facts.kind is InterfaceKind.TUNNEL else "dynamic gateway" if watched or facts.dhcp else ""
        track = track or ("link monitor" if device in _watched(draft) else "")
    draft.statics.add(
        StaticRoute(
            prefix, None if discard else next_hop, interface, discard, vrf, distance=distance, metric=metric,
            tag=entry.amount("tag", 0), track=track, name=entry.word("comment"), source=draft.source(entry),
        )
    )  # fmt: skip
