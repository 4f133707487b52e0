"""Static routes, OSPF and BGP of VRP. BGP is brought to the words of the family that its reader is made for."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.routing.bgp import bgp_readers
from collectors.ioslike.routing.ospf import network as ospf_network
from collectors.ioslike.routing.ospf_areas import with_area
from collectors.ioslike.routing.routing_words import ip, is_ip, masked, number, optional, options, prefix
from collectors.tree import Line
from collectors.vendors.huawei_vrp.names import OSPF_EXTERNAL_COST, OSPF_PREFERENCES, PROTOCOLS, STATIC_PREFERENCE, VRP, vrp_name
from models.interfaces import DEFAULT_VRF
from models.routing import OspfDefault, OspfProcess, OspfRange, Redistribution, StaticRoute
from models.source import Source
from models.values import dotted_area

_NOTHING = {"description", "permanent"}


def _prefix(words: list[str]) -> tuple[IPv4Network, list[str]]:
    """`10.0.0.0 255.0.0.0` or `10.0.0.0 8`. Raises ValueError."""
    if len(words) < 2:
        raise ValueError("a prefix is missing")
    if "." in words[1]:
        return masked(words[0], words[1]), words[2:]
    return IPv4Network(
        (int(IPv4Address(words[0])) >> (32 - number(words[1], 0, 32)) << (32 - int(words[1])), int(words[1]))
    ), words[2:]


def read_static(line: Line, draft: Draft) -> None:
    """`ip route-static [vpn-instance V] PREFIX [PORT] [NEXT HOP] [preference N] …`, and that of IPv6."""
    words, vrf = line.words[2:], DEFAULT_VRF
    if words[:1] == ["vpn-instance"]:
        vrf, words = words[1], words[2:]
    if line.words[0] == "ipv6":
        found, rest = prefix([f"{words[0]}/{number(words[1], 0, 128)}"]) if "/" not in words[0] else prefix(words)
        rest = words[2:] if "/" not in words[0] else rest
    else:
        found, rest = _prefix(words)
    route = StaticRoute(found, vrf=vrf, distance=STATIC_PREFERENCE, source=draft.source(line))
    if "description" in rest:
        at = rest.index("description")
        route, rest = replace(route, name=" ".join(rest[at + 1 :])), rest[:at]
    if rest and rest[0].upper() == "NULL0":
        route, rest = replace(route, discard=True), rest[1:]
    else:
        if rest[:1] == ["vpn-instance"]:
            route, rest = replace(route, next_hop_vrf=rest[1]), rest[2:]
        elif rest and not is_ip(rest[0]):
            size = 1 if any(letter.isdigit() for letter in rest[0]) else 2
            route, rest = replace(route, interface=vrp_name(" ".join(rest[:size]))), rest[size:]
        if rest and is_ip(rest[0]):
            route, rest = replace(route, next_hop=ip(rest[0])), rest[1:]
        if rest[:1] == ["public"]:
            route, rest = replace(route, next_hop_vrf=DEFAULT_VRF), rest[1:]
    if route.next_hop_vrf == route.vrf:
        route = replace(route, next_hop_vrf="")
    if not (route.discard or route.next_hop or route.interface):
        raise ValueError("a route that leads nowhere")
    if "track" in rest:
        at = rest.index("track")
        route, rest = replace(route, track=" ".join(rest[at + 1 :])), rest[:at]
    said = options([word for word in rest if word not in _NOTHING], {"preference": 1, "tag": 1})
    route = replace(route, distance=number(said.get("preference", [str(STATIC_PREFERENCE)])[0], 1, 255))
    draft.statics.add(replace(route, tag=optional(said, "tag") or 0))
    line.modelled()


def read_ospf(line: Line, draft: Draft) -> None:
    """`ospf 1 router-id 10.0.0.1 vpn-instance V`, `ospfv3 1`."""
    version = 2 if line.words[0] == "ospf" else 3
    said = options(line.words[2:], {"router-id": 1, "vpn-instance": 1}) if len(line.words) > 1 else {}
    id_ = str(number(line.words[1], 1, 65535)) if len(line.words) > 1 else "1"
    process = OspfProcess(
        id_, said.get("vpn-instance", [DEFAULT_VRF])[0], version, distances=OSPF_PREFERENCES, maximum_paths=8,
        default_metric=OSPF_EXTERNAL_COST, rfc1583=True, source=draft.source(line),
    )  # fmt: skip
    if "router-id" in said:
        process = replace(process, router_id=IPv4Address(said["router-id"][0]))
    line.modelled()
    for child in line.children:
        if child.words[0] == "area" and len(child.words) == 2:
            process = _area(child, process, draft)
            continue
        try:
            process = _statement(child.words, process, draft.source(child))
        except (ValueError, IndexError):
            continue
        child.modelled()
    metric = process.default_metric
    process = replace(
        process, redistributions=tuple(replace(r, metric=metric if r.metric is None else r.metric) for r in process.redistributions)
    )
    draft.ospf[version, id_] = process


def _statement(words: list[str], p: OspfProcess, source: Source) -> OspfProcess:
    match words:
        case ["router-id", address]:
            return replace(p, router_id=IPv4Address(address))
        case ["silent-interface", "all"]:
            return replace(p, passive_default=True)
        case ["silent-interface", *name] if name:
            return replace(p, passive=p.passive | {vrp_name(" ".join(name))})
        case ["undo", "silent-interface", *name] if name:
            return replace(p, active=p.active | {vrp_name(" ".join(name))})
        case ["import-route", protocol, *rest] if protocol in PROTOCOLS:
            return replace(p, redistributions=(*p.redistributions, _imported(protocol, rest, source)))
        case ["default-route-advertise", *rest]:
            said = options(rest, {"always": 0, "cost": 1, "type": 1, "route-policy": 1})
            default = OspfDefault(
                "always" in said,
                optional(said, "cost") or 1,
                optional(said, "type") or 2,
                tuple(said.get("route-policy", ())),
                source,
            )
            return replace(p, default=default)
        case ["default", "cost", cost]:
            return replace(p, default_metric=number(cost))
        case ["bandwidth-reference", mbits]:
            return replace(p, reference_bandwidth=number(mbits, 1) * 1_000_000)
        case ["maximum", "load-balancing", paths]:
            return replace(p, maximum_paths=number(paths, 1, 128))
        case ["preference", "ase", distance]:
            return replace(p, distances=(*p.distances[:2], number(distance, 1, 255)))
        case ["preference", distance]:
            return replace(p, distances=(number(distance, 1, 255), number(distance, 1, 255), p.distances[2]))
        case ["stub-router"]:
            return replace(p, max_metric=True)
        case ["filter-policy", "ip-prefix", name, "import"]:
            return replace(p, policies_in=(*p.policies_in, name))
        case ["asbr-summary", address, mask] | ["asbr-summary", address, mask, "not-advertise"]:
            return replace(
                p, summaries=(*p.summaries, OspfRange(masked(address, mask), words[-1] != "not-advertise", source=source))
            )
        case ["undo", "rfc1583", "compatible"]:
            return replace(p, rfc1583=False)
    raise ValueError("not known here")


def _imported(protocol: str, rest: list[str], source: Source) -> Redistribution:
    """`import-route bgp [process] [cost N] [type N] [tag N] [route-policy P]`."""
    process = ""
    if rest and rest[0].isdecimal():
        process, rest = rest[0], rest[1:]
    said = options(rest, {"cost": 1, "type": 1, "tag": 1, "route-policy": 1, "med": 1, "permit-ibgp": 0})
    cost = optional(said, "med" if "med" in said else "cost")
    kind = optional(said, "type", 2)
    return Redistribution(
        PROTOCOLS[protocol], process, tuple(said.get("route-policy", ())), cost, kind or 2, optional(said, "tag"), source=source
    )


def _area(line: Line, p: OspfProcess, draft: Draft) -> OspfProcess:
    """`area 0.0.0.1` with its networks and kind."""
    try:
        name = dotted_area(line.words[1])
    except ValueError:
        return p
    line.modelled()
    for child in line.children:
        source = draft.source(child)
        try:
            match child.words:
                case ["network", address, bits] | ["network", address, bits, "description", *_] if p.version == 2:
                    p = replace(p, networks=(*p.networks, ospf_network([address, bits, "area", name], source)))
                case ["stub" | "nssa", *rest]:
                    words = [{"default-route-advertise": "default-information-originate"}.get(word, word) for word in rest]
                    p = replace(p, areas=with_area(p.areas, name, [child.words[0], *words], source))
                case ["default-cost", cost]:
                    p = replace(p, areas=with_area(p.areas, name, ["default-cost", cost], source))
                case ["abr-summary", address, mask, *rest]:
                    words = ["range", address, mask, *rest]
                    p = replace(p, areas=with_area(p.areas, name, words, source))
                case ["filter", "ip-prefix", policy, "import" | "export" as way]:
                    words = ["filter-list", "prefix", policy, "in" if way == "import" else "out"]
                    p = replace(p, areas=with_area(p.areas, name, words, source))
                case _:
                    continue
        except ValueError:
            continue
        child.modelled()
    return p


_WAYS = {"import": "in", "export": "out"}
_PLAIN = {
    "as-number": "remote-as", "enable": "activate", "next-hop-local": "next-hop-self", "reflect-client": "route-reflector-client",
    "advertise-community": "send-community", "advertise-ext-community": "send-community extended", "ignore": "shutdown",
    "allow-as-loop": "allowas-in", "substitute-as": "as-override", "public-as-only": "remove-private-as",
    "default-route-advertise": "default-originate", "preferred-value": "weight", "route-limit": "maximum-prefix",
    "ebgp-max-hop": "ebgp-multihop", "description": "description", "password": "password", "timer": "timers",
}  # fmt: skip


def _bgp_words(words: list[str]) -> list[str]:
    """A line below `bgp` in the words of IOS; what is not known stays as it is, and unread.

    >>> _bgp_words("peer 10.0.0.2 route-policy IN import".split())
    ['neighbor', '10.0.0.2', 'route-map', 'IN', 'in']
    """
    match words:
        case ["undo", *rest]:
            return ["no", *_bgp_words(rest)]
        case ["peer", name, "connect-interface", *port] if port:
            return ["neighbor", name, "update-source", vrp_name(" ".join(port))]
        case ["peer", name, "group", group]:
            return ["neighbor", name, "peer-group", group]
        case ["peer", name, "route-policy" | "ip-prefix" | "as-path-filter" as kind, policy, "import" | "export" as way]:
            kinds = {"route-policy": "route-map", "ip-prefix": "prefix-list", "as-path-filter": "filter-list"}
            return ["neighbor", name, kinds[kind], policy, _WAYS[way]]
        case ["peer", name, "filter-policy", acl, "import" | "export" as way]:
            return ["neighbor", name, "distribute-list", acl, _WAYS[way]]
        case ["peer", name, "keep-all-routes"]:
            return ["neighbor", name, "soft-reconfiguration", "inbound"]
        case ["peer", name, "bfd", *_]:
            return ["neighbor", name, "fall-over", "bfd"]
        case ["peer", _, "log-change"]:
            return ["bgp", "log-neighbor-changes"]
        case ["peer", name, key, *rest] if key in _PLAIN:
            return ["neighbor", name, *_PLAIN[key].split(), *_renamed(rest)]
        case ["group", name, "internal" | "external"]:
            return ["neighbor", name, "peer-group"]
        case ["ipv4-family" | "ipv6-family" as family, "unicast"]:
            return ["address-family", family[:4], "unicast"]
        case ["ipv4-family" | "ipv6-family" as family, "vpn-instance", vrf]:
            return ["address-family", family[:4], "vrf", vrf]
        case ["ipv4-family" | "ipv6-family" as family]:
            return ["address-family", family[:4]]
        case ["ipv4-family", "vpnv4"] | ["ipv4-family", "vpnv4", "unicast"]:
            return ["address-family", "vpnv4"]
        case ["router-id", address]:
            return ["bgp", "router-id", address]
        case ["network", address, mask, *rest] if "." in mask or mask.isdecimal():
            network, _ = _prefix([address, mask])
            return ["network", str(network.network_address), "mask", str(network.netmask), *_renamed(rest)]
        case ["aggregate", address, mask, *rest]:
            network, _ = _prefix([address, mask])
            kinds = {"detail-suppressed": "summary-only", "as-set": "as-set", "attribute-policy": "attribute-map"}
            return ["aggregate-address", str(network.network_address), str(network.netmask), *(kinds.get(w, w) for w in rest)]
        case ["import-route", protocol, *rest] if protocol in PROTOCOLS:
            return ["redistribute", PROTOCOLS[protocol], *_renamed(rest)]
        case ["maximum", "load-balancing", paths]:
            return ["maximum-paths", paths]
        case ["maximum", "load-balancing", "ibgp", paths]:
            return ["maximum-paths", "ibgp", paths]
        case ["preference", external, internal, local]:
            return ["distance", "bgp", external, internal, local]
        case ["default", "local-preference", value]:
            return ["bgp", "default", "local-preference", value]
        case ["default", "ipv4-unicast"]:
            return ["bgp", "default", "ipv4-unicast"]
        case ["reflector", "cluster-id", cluster]:
            return ["bgp", "cluster-id", cluster]
        case ["compare-different-as-med"]:
            return ["bgp", "always-compare-med"]
    return words


def _renamed(words: list[str]) -> list[str]:
    return [{"route-policy": "route-map", "med": "metric"}.get(word, word) for word in words]


def _bgp(reader: Reader) -> Reader:
    def read(line: Line, draft: Draft) -> None:
        internal = {child.words[1] for child in line.walk() if child.words[:1] == ["group"] and child.words[2:] == ["internal"]}
        for child in line.walk():
            child.words = _bgp_words(child.words)
        line.words = ["router", *line.words]
        for child in list(line.children):
            if child.words[0] == "neighbor" and child.words[2:] == ["peer-group"] and child.words[1] in internal:
                same = ["neighbor", child.words[1], "remote-as", line.words[2]]
                line.children.append(Line(child.text, child.number, same, feature=child.feature))
        reader(line, draft)

    return read


def finish_bgp(draft: Draft) -> None:
    """Of equal paths the one of the lowest router id is best, however old the others are."""
    for vrf, process in draft.bgp.items():
        draft.bgp[vrf] = replace(process, compare_router_id=True)


ROUTING: dict[str, tuple[str, Reader]] = {
    "ip route-static": ("static", read_static),
    "ipv6 route-static": ("static", read_static),
    "ospf": ("ospf", read_ospf),
    "ospfv3": ("ospf", read_ospf),
    "bgp": ("bgp", _bgp(bgp_readers(VRP)["router bgp"][1])),
}
