"""Routes and routing protocols. They name ports by `nameif`, and OSPF has netmasks where IOS has wildcard masks."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.policy.policy_lists import list_readers
from collectors.ioslike.policy.route_maps import policy_readers
from collectors.ioslike.routing.bgp import bgp_readers
from collectors.ioslike.routing.eigrp import eigrp_readers
from collectors.ioslike.routing.ospf import ospf_readers
from collectors.ioslike.routing.rip import rip_readers
from collectors.ioslike.routing.routing_words import careful, ip, number, prefix
from collectors.tree import Line
from collectors.vendors.cisco_asa.names import ASA, asa_name, ports_by_zone, table_of
from collectors.vendors.cisco_asa.objects import objects
from models.routing import StaticRoute
from models.values import mask_length

_COUSIN = replace(ASA, name="cisco_ios")
"""RIP and EIGRP came from IOS with their defaults."""


@careful
def read_route(line: Line, draft: Draft) -> None:
    """`route outside 10.0.0.0 255.0.0.0 192.0.2.1 [distance] [track N]` and `ipv6 route outside 2001:db8::/32 …`."""
    words = line.words[2:] if line.words[0] == "ipv6" else line.words[1:]
    if not words:
        raise ValueError("a port is missing")
    known = objects(draft)
    zone, words = words[0], [known.address(word) for word in words[1:]]
    network, rest = prefix(words)
    route = StaticRoute(network, vrf=table_of(draft, zone), source=draft.source(line))
    discard = asa_name(zone) == "Null0"
    if discard:
        route = replace(route, discard=True)
    else:
        hop, rest = ip(rest[0]) if rest else None, rest[1:]
        name = ports_by_zone(draft).get(zone)
        if hop is None or hop.version != network.version or name is None:
            raise ValueError("no next hop, or no such port")
        route = replace(route, next_hop=hop, interface=name)
    if rest and rest[0].isdigit():
        route, rest = replace(route, distance=number(rest[0], 1, 255)), rest[1:]
    match rest:
        case ["track", track]:
            route = replace(route, track=track)
        case []:
            pass
        case _:  # `tunneled` is for what comes out of a VPN alone
            raise ValueError("not known here")
    draft.statics.add(route)
    line.modelled()


def _named(reader: Reader, change: Callable[[list[str], Mapping[str, str]], list[str]]) -> Reader:
    """A reader of the family for a block of which some words are to be said otherwise."""

    def read(line: Line, draft: Draft) -> None:
        for child in line.walk():
            child.words = change(child.words, ports_by_zone(draft))
        reader(line, draft)
        for child in line.children:
            match child.words:
                case ["neighbor", _, "interface", zone] if _alone(ports_by_zone(draft).get(zone, ""), draft):
                    child.modelled()

    return read


def _alone(name: str, draft: Draft) -> bool:
    """Whether OSPF speaks on a port to the one neighbour that a line names, which is all that the line says."""
    port = draft.interfaces.get(name)
    return port is not None and any(each.network_type == "point-to-point" for each in port.ospf)


def _ospf_words(words: list[str], ports: Mapping[str, str]) -> list[str]:
    match words:
        case ["network", address, mask, "area", area] if "." in mask:
            return ["network", f"{address}/{_length(mask)}", "area", area]
        case ["log-adj-changes", *_]:
            return ["log-adjacency-changes"]
    return _port_words(words, ports)


def _length(mask: str) -> int:
    """The length of a mask; -1, of which no prefix is made, for what is none."""
    try:
        return mask_length(mask)
    except ValueError:
        return -1


def _port_words(words: list[str], ports: Mapping[str, str]) -> list[str]:
    """Lines that name a port, with the name that the port has in the list of ports."""
    match words:
        case [*start, "passive-interface", zone] if zone in ports:
            return [*start, "passive-interface", ports[zone]]
        case ["distribute-list", name, way, "interface", zone] if zone in ports:
            return ["distribute-list", name, way, ports[zone]]
        case ["match", "interface", *zones] if zones:
            return ["match", "interface", *(ports.get(zone, zone) for zone in zones)]
    return words


def _summaries(reader: Reader) -> Reader:
    """EIGRP with summaries at classful borders, which are on unless a line says no."""

    def read(line: Line, draft: Draft) -> None:
        before = set(draft.eigrp)
        told = any(child.words[-1:] == ["auto-summary"] for child in line.children)
        reader(line, draft)
        for key in set(draft.eigrp) - before if not told else ():
            draft.eigrp[key] = replace(draft.eigrp[key], auto_summary=True)

    return read


def _with_ip(reader: Reader) -> Reader:
    """`prefix-list`, `community-list` and `as-path access-list` are those of IOS without their first word."""

    def read(line: Line, draft: Draft) -> None:
        line.words = ["ip", *line.words]
        reader(line, draft)

    return read


def routing_readers() -> dict[str, tuple[str, Reader]]:
    """Readers of all that routes."""
    family: dict[str, tuple[str, Reader]] = {
        **{key: (f, _named(read, _ospf_words)) for key, (f, read) in ospf_readers(ASA).items()},
        **{key: (f, _named(read, _port_words)) for key, (f, read) in rip_readers(_COUSIN).items()},
        **{key: (f, _named(_summaries(read), _port_words)) for key, (f, read) in eigrp_readers(_COUSIN).items()},
        **{key: (f, _named(read, _port_words)) for key, (f, read) in policy_readers(ASA).items()},
        **bgp_readers(ASA),
    }
    lists = list_readers()
    for key in ("prefix-list", "as-path access-list", "community-list"):
        feature, reader = lists[f"ip {key}"]
        family[key] = (feature, _with_ip(reader))
    family["ipv6 prefix-list"] = lists["ipv6 prefix-list"]
    return {**family, "route": ("static", read_route), "ipv6 route": ("static", read_route)}
