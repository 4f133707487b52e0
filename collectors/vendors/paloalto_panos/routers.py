"""Virtual routers: distances, static routes, and which protocols run in each."""

from functools import partial
from ipaddress import ip_address, ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.paloalto_panos.bgp import read_bgp
from collectors.vendors.paloalto_panos.names import vrf_of
from collectors.vendors.paloalto_panos.objects import objects_of
from collectors.vendors.paloalto_panos.ospf import read_ospf
from collectors.vendors.paloalto_panos.places import amount, attempt, each, yes
from models.interfaces import InterfaceKind
from models.routing import Prefix, StaticRoute

DISTANCES = {"static": 10, "static-ipv6": 10, "ospf-int": 30, "ospf-ext": 110, "ospfv3-int": 30, "ospfv3-ext": 110,
             "ibgp": 200, "ebgp": 20, "rip": 120}  # fmt: skip
"""PAN-OS Networking Administrator's Guide, "Virtual Router Overview": administrative distances by default."""


def read_router(router: Statement, draft: Draft) -> None:
    """One virtual router. Its parts are read one by one, so that one that is not understood leaves the others."""
    distances = {word: amount(router, "admin-dists", word) or usual for word, usual in DISTANCES.items()}
    vrf = vrf_of(draft, router.word)
    paths = _ways(router)
    for family, key in (("ip", "static"), ("ipv6", "static-ipv6")):
        table = router.get("routing-table", family, "static-route")
        each(table, partial(_static, vrf=vrf, distance=distances[key]), draft)
    if (protocols := router.get("protocol")) is None:
        return
    for name, version in (("ospf", 2), ("ospfv3", 3)):
        if (ospf := protocols.get(name)) is not None:
            intra, external = (distances[f"{name}-{kind}"] for kind in ("int", "ext"))
            own = (intra, intra, external)
            attempt(ospf, partial(read_ospf, router=router, vrf=vrf, version=version, distances=own, paths=paths), draft)
    if (bgp := protocols.get("bgp")) is not None:
        both = (distances["ebgp"], distances["ibgp"])
        attempt(bgp, partial(read_bgp, router=router, vrf=vrf, distances=both, paths=paths), draft)


def _ways(router: Statement) -> int:
    """How many equal ways a table holds: one, unless ECMP is on."""
    on = yes(router, "ecmp", "enable")
    most = amount(router, "ecmp", "max-path") or 2
    router.value("ecmp", "symmetric-return")
    return most if on else 1


def _static(entry: Statement, draft: Draft, vrf: str, distance: int) -> None:
    if entry.get("route-table", "no-install") is not None or entry.get("route-table", "multicast") is not None:
        for word in ("destination", "interface", "metric", "admin-dist", "route-table"):
            entry.value(word)
        for way in entry.below("nexthop"):
            way.modelled()
            entry.value("nexthop", way.word)
        return
    for kind in entry.below("route-table"):
        kind.modelled()
    if (table := entry.get("route-table")) is not None:
        table.modelled()
    prefix: Prefix = ip_network(named(entry.value("destination"), draft), strict=False)
    ways = list(entry.below("nexthop"))
    interface = entry.value("interface")
    next_hop, discard, other = None, False, ""
    if len(ways) > 1 or not (ways or interface):
        raise ValueError("a route with no way or several")
    for way in ways:
        match way.word:
            case "ip-address" | "ipv6-address":
                next_hop = ip_address(named(entry.value("nexthop", way.word), draft).partition("/")[0])
            case "discard":
                discard = True
            case "none" if interface:
                entry.value("nexthop", "none")
            case "next-vr":
                other = vrf_of(draft, entry.value("nexthop", "next-vr"))
            case _:
                raise ValueError(f"no way: {way.word}")
        way.modelled()
    if (hop := entry.get("nexthop")) is not None:
        hop.modelled()
    monitored = entry.get("path-monitor") is not None and yes(entry, "path-monitor", "enable", default=True)
    probed = (entry.value("bfd", "profile") or "None") != "None"
    watched = "path monitoring" if monitored else "BFD" if probed else ""
    if (port := draft.interfaces.get(interface)) is not None and port.kind is InterfaceKind.TUNNEL:
        watched = watched or "tunnel"
    draft.statics.add(
        StaticRoute(
            prefix, next_hop, "" if discard else interface, discard, vrf, other, amount(entry, "admin-dist") or distance,
            amount(entry, "metric") or 10, track=watched, name=entry.word, source=draft.source(entry),
        )
    )  # fmt: skip


def named(text: str, draft: Draft) -> str:
    """An address or prefix, by the name of an object where it is one."""
    for vsys in ("vsys1", "shared"):
        text = objects_of(draft, vsys).literals.get(text, text)
    return text
