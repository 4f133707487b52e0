"""Static routes: `ip route` and `ipv6 route` in the forms of IOS, EOS and FRR."""

from dataclasses import replace
from ipaddress import IPv4Network

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import careful, ip, is_ip, number, prefix, vrf_name
from collectors.tree import Line
from models.interfaces import DEFAULT_VRF
from models.routing import StaticRoute
from models.source import Source

GATEWAY = "ip default-gateway"
NOT_PORTS = ("dhcp", "label", "from", "table", "color", "weight", "multicast", "segments", "static")
DISCARD = ("null0", "null", "blackhole", "reject", "drop")


def static_readers(os: RoutingOs) -> dict[str, tuple[str, Reader]]:
    """Readers of static routes at top level; inside a `vrf` block call `read_route` with its name."""

    @careful
    def route(line: Line, draft: Draft) -> None:
        read_route(line, draft, os, DEFAULT_VRF)

    return {"ip route": ("static", route), "ipv6 route": ("static", route), GATEWAY: ("static", _gateway)}


@careful
def read_route(line: Line, draft: Draft, os: RoutingOs, vrf: str) -> None:
    """Read `ip route ...` or `ipv6 route ...` into `draft.statics`; routes are in `vrf` unless the line names another."""
    route = parse_route(line.words[2:], os, vrf, draft.source(line))
    draft.statics.add(route)
    line.modelled()


def parse_route(words: list[str], os: RoutingOs, vrf: str, source: Source) -> StaticRoute:
    """The words after `ip route`. Raises ValueError for words outside the grammar.

    >>> from models.source import NOWHERE
    >>> from collectors.ioslike.routing.routing_os import IOS
    >>> words = "vrf RED 10.0.0.0 255.0.0.0 Gi0/1 192.0.2.1 200 name to-core".split()
    >>> route = parse_route(words, IOS, "default", NOWHERE)
    >>> route.vrf, str(route.prefix), route.interface, str(route.next_hop), route.distance, route.name
    ('RED', '10.0.0.0/8', 'GigabitEthernet0/1', '192.0.2.1', 200, 'to-core')
    """
    if words[:1] == ["vrf"] and len(words) > 1:
        vrf, words = vrf_name(words[1]), words[2:]
    network, rest = prefix(words)
    route = StaticRoute(network, vrf=vrf, source=source)
    distance: int | None = None
    whither = True  # next hop and interface come before all options
    while rest:
        word, rest = rest[0], rest[1:]
        match word:
            case "name" | "tag" | "track" | "metric" | "vrf" | "nexthop-vrf" | "egress-vrf" | "description" if rest:
                route, rest = _option(route, word, rest[0]), rest[1:]
            case "permanent" | "onlink":
                pass
            case "global":
                route = replace(route, next_hop_vrf=DEFAULT_VRF)
            case "bfd":
                route = replace(route, track="bfd")
            case _ if is_ip(word):
                route = _with_hop(route, word)
            case _ if word.isdigit():
                if distance is not None:
                    raise ValueError("two distances")
                distance = number(word, 0, 255)
            case _ if whither:
                route = _with_port(route, word, os)
                continue
            case _:
                raise ValueError(f"{word!r} is not known here")
        whither = whither and (word == "egress-vrf" or is_ip(word))
    if not (route.discard or route.next_hop or route.interface or route.next_hop_vrf):
        raise ValueError("a route that leads nowhere")
    if route.next_hop_vrf == route.vrf:
        route = replace(route, next_hop_vrf="")
    return route if distance is None else replace(route, distance=distance)


def _option(route: StaticRoute, option: str, value: str) -> StaticRoute:
    match option:
        case "name" | "description":
            return replace(route, name=value)
        case "tag":
            return replace(route, tag=number(value))
        case "metric":
            return replace(route, metric=number(value))
        case "track":
            return replace(route, track=value)
        case "vrf":
            return replace(route, vrf=vrf_name(value))
        case _:
            return replace(route, next_hop_vrf=vrf_name(value))


def _with_hop(route: StaticRoute, word: str) -> StaticRoute:
    hop = ip(word)
    if route.next_hop is not None or route.discard or hop.version != route.prefix.version:
        raise ValueError(f"{word} cannot be the next hop here")
    return replace(route, next_hop=hop)


def _with_port(route: StaticRoute, word: str, os: RoutingOs) -> StaticRoute:
    """An interface or a way to discard. Words that are options of some release are no interfaces."""
    if route.interface or route.discard or word in NOT_PORTS:
        raise ValueError(f"{word!r} is not known here")
    if word.lower() in DISCARD:
        if route.next_hop is not None:
            raise ValueError("a discarded packet has no next hop")
        return replace(route, discard=True)
    if os.numbered_ports and not any(letter.isdigit() for letter in word):
        raise ValueError(f"{word!r} names no interface")
    return replace(route, interface=os.canonical_name(word))


@careful
def _gateway(line: Line, draft: Draft) -> None:
    """`ip default-gateway`: a default route, but only while the device does not route (see `routing_finish`)."""
    hop = ip(line.words[2]) if len(line.words) == 3 else None
    if hop is None or hop.version != 4:
        raise ValueError("no gateway")
    draft.scratch[GATEWAY] = StaticRoute(IPv4Network("0.0.0.0/0"), hop, source=draft.source(line))
    line.modelled()


def add_gateway(draft: Draft) -> None:
    """Make the default gateway of a device that does not route its default route."""
    route = draft.scratch.get(GATEWAY)
    if isinstance(route, StaticRoute) and not draft.forwards:
        draft.statics.add(route)
