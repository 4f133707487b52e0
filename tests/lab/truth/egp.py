"""BGP of a random network: sessions over wires and loopbacks, reflectors, what is originated, summed up and let through."""

from random import Random

from tests.lab.truth.policies import as_path_list, prefix_list, route_map
from tests.lab.truth.sketch import DEFAULT, Group, Port, Router, Sketch

MIXED = {
    "none": (),
    "a": ("into bgp",),
    "b": ("into bgp",),
    "c": ("into ospf",),
    "d": ("into ospf",),
    "e": ("into bgp", "into ospf"),
}
"""Ways in which OSPF and BGP of one system take routes from each other; seldom both, as that has more than one outcome."""
FAMILIES = {4: "ipv4 unicast", 6: "ipv6 unicast"}


def head_of(router: Router, vrf: str = DEFAULT) -> str:
    """The first line of the BGP block of a VRF."""
    return f"router bgp {router.asn}" + ("" if vrf == DEFAULT else f" vrf {vrf}")


def draw_egp(rng: Random, sketch: Sketch) -> None:
    """External sessions on most wires between systems; internal ones in each system that speaks BGP."""
    for ends in (*sketch.wires, *sketch.lans):
        for at, a in enumerate(ends):
            for b in ends[at + 1 :]:
                if a.router.asn != b.router.asn and rng.random() < 0.95:
                    _external(rng, sketch, a, b)
    for group in sketch.groups:
        borders = [router for router in group.routers if head_of(router) in router.blocks]
        alone = len(sketch.groups) == 1 and rng.random() < 0.4
        if borders or alone:
            _internal(rng, sketch, group, borders or group.routers[:1])
    modes = {g.asn: rng.choice(tuple(MIXED)) if g.ospf else "none" for g in sketch.groups}
    for router in sketch.routers:
        for vrf in (DEFAULT, *router.vrfs):
            if head_of(router, vrf) in router.blocks:
                _originate(rng, sketch, router, vrf, "into bgp" in MIXED[modes[router.asn]])
        group = sketch.group(router)
        if "into ospf" in MIXED[modes[group.asn]] and head_of(router) in router.blocks:
            for process, on, version in (("router ospf", True, 4), ("router ospf6", group.ospf6, 6)):
                if on and rng.random() < 0.7:
                    name = f" route-map {route_map(rng, sketch, router, version, 'ospf')}" if rng.random() < 0.6 else ""
                    router.block(process).append(f"redistribute bgp{name}")


def speaker(rng: Random, router: Router, vrf: str = DEFAULT) -> list[str]:
    """The lines of a BGP process, to add to; the first time with its settings."""
    head = head_of(router, vrf)
    lines = router.block(head)
    if not lines:
        router.runs("bgpd")
        own = router.loopback.ip if vrf == DEFAULT else router.loopback.ip + 1 + router.vrfs.index(vrf)
        lines += [f"bgp router-id {own}", "no bgp default ipv4-unicast", "timers bgp 1 3", "bgp bestpath compare-routerid"]
        lines += ["no bgp ebgp-requires-policy"] if rng.random() < 0.95 else []
        lines += ["bgp deterministic-med"] if rng.random() < 0.9 else []
        lines += ["bgp always-compare-med"] if rng.random() < 0.1 else []
        lines += ["bgp bestpath as-path multipath-relax"] if rng.random() < 0.3 else []
        lines += ["bgp bestpath med missing-as-worst"] if rng.random() < 0.1 else []
        lines += [f"bgp default local-preference {rng.choice((80, 150))}"] if rng.random() < 0.08 else []
        lines += ["no bgp network import-check"] if rng.random() < 0.3 else []
    return lines


def _external(rng: Random, sketch: Sketch, a: Port, b: Port) -> None:
    for version in (4, 6) if sketch.v6 and rng.random() < 0.8 else (4,):
        for here, there in ((a, b), (b, a)):
            address = there.v4.ip if version == 4 else there.v6 and there.v6.ip
            lines = speaker(rng, here.router, here.vrf)
            lines += [f"neighbor {address} remote-as {there.router.asn}", f"neighbor {address} timers connect 1"]
            stated = here.router.family(head_of(here.router, here.vrf), FAMILIES[version])
            stated += [f"neighbor {address} activate", *_policies(rng, sketch, here.router, str(address), version)]
            if rng.random() < 0.06:
                stated += [f"neighbor {address} default-originate"]
            if rng.random() < 0.06:
                stated += [f"neighbor {address} allowas-in {rng.choice((1, 2))}"]
            if rng.random() < 0.06:
                stated += [f"neighbor {address} remove-private-AS{rng.choice(('', ' all', ' all replace-AS'))}"]
            if rng.random() < 0.06:
                stated += [f"neighbor {address} as-override"]
            if rng.random() < 0.06:
                stated += [f"neighbor {address} weight {rng.choice((50, 300))}"]


def _policies(rng: Random, sketch: Sketch, router: Router, address: str, version: int) -> list[str]:
    lines = []
    for way in ("in", "out"):
        pick = rng.random()
        if pick < 0.4:
            lines += [f"neighbor {address} route-map {route_map(rng, sketch, router, version, way)} {way}"]
        elif pick < 0.5:
            lines += [f"neighbor {address} prefix-list {prefix_list(rng, sketch, router, version)} {way}"]
        elif pick < 0.55:
            lines += [f"neighbor {address} filter-list {as_path_list(rng, sketch, router)} {way}"]
    if rng.random() < 0.1:
        lines += [f"no neighbor {address} send-community"]
    return lines


def _internal(rng: Random, sketch: Sketch, group: Group, borders: list[Router]) -> None:
    """A full mesh of all routers or of the borders, or reflectors with clients."""
    members = group.routers if rng.random() < 0.65 else borders
    for router in members:
        speaker(rng, router)
    reflectors = rng.sample(members, min(len(members), rng.choice((1, 2)))) if len(members) > 2 and rng.random() < 0.5 else []
    for reflector in reflectors:
        if len(reflectors) > 1 and rng.random() < 0.4:
            speaker(rng, reflector).append(f"bgp cluster-id 10.254.0.{group.asn % 100}")
    for at, one in enumerate(members):
        for other in members[at + 1 :]:
            if not reflectors or one in reflectors or other in reflectors:
                for version in (4, 6) if group.ospf6 or (not group.ospf and sketch.v6) else (4,):
                    _inner(rng, sketch, one, other, version, one in reflectors and other not in reflectors, borders)
                    _inner(rng, sketch, other, one, version, other in reflectors and one not in reflectors, borders)


def _inner(rng: Random, sketch: Sketch, here: Router, there: Router, version: int, client: bool, borders: list[Router]) -> None:
    address = there.loopback.ip if version == 4 else there.loopback6.ip
    lines, stated = speaker(rng, here), here.family(head_of(here), FAMILIES[version])
    lines += [f"neighbor {address} remote-as {rng.choice((str(there.asn), 'internal'))}", f"neighbor {address} timers connect 1"]
    lines += [
        f"neighbor {address} update-source {rng.choice(('lo', str(here.loopback.ip if version == 4 else here.loopback6.ip)))}"
    ]
    stated += [f"neighbor {address} activate"]
    stated += [f"neighbor {address} route-reflector-client"] if client else []
    if here in borders and rng.random() < 0.7:
        stated += [f"neighbor {address} next-hop-self{' force' if rng.random() < 0.1 else ''}"]
    for way in ("in", "out"):
        if rng.random() < 0.1:
            stated += [f"neighbor {address} route-map {route_map(rng, sketch, here, version, way)} {way}"]


def _originate(rng: Random, sketch: Sketch, router: Router, vrf: str, ospf: bool) -> None:
    head, group = head_of(router, vrf), sketch.group(router)
    for version, family in FAMILIES.items():
        if version == 6 and (head, family) not in router.families:
            continue
        lines = router.family(head, family)
        for port in router.ports:
            net = port.v4.network if version == 4 else port.v6 and port.v6.network
            if port.vrf == vrf and ((port.host and rng.random() < 0.6) or rng.random() < 0.1):
                name = f" route-map {route_map(rng, sketch, router, version, 'bgp')}" if rng.random() < 0.1 else ""
                lines += [f"network {net}{name}"]
        if vrf == DEFAULT and rng.random() < 0.4:
            lines += [f"network {router.loopback.network if version == 4 else router.loopback6.network}"]
        for protocol, chance in (("connected", 0.25), ("static", 0.35), ("ospf" if version == 4 else "ospf6", 0.7)):
            on = protocol in ("connected", "static") or (vrf == DEFAULT and ospf and (version == 4 or group.ospf6))
            if on and rng.random() < chance:
                metric = f" metric {rng.randint(0, 60)}" if rng.random() < 0.2 else ""
                name = f" route-map {route_map(rng, sketch, router, version, 'bgp')}" if rng.random() < 0.4 else ""
                lines += [f"redistribute {protocol}{metric}{name}"]
        if rng.random() < 0.2:
            host = rng.choice(sketch.hosts).port
            net6 = host.v6.network.supernet(new_prefix=44) if host.v6 else None
            summary = host.v4.network.supernet(new_prefix=rng.choice((16, 20, 22))) if version == 4 else net6
            fresh = summary not in sketch.summaries  # which of two routers sums up depends in FRR 8.4 on what came first
            sketch.summaries.append(summary)
            how = [f"aggregate-address {summary}{rng.choice(('', ' summary-only', ' as-set', ' as-set summary-only'))}"]
            lines += how if fresh else []
        if rng.random() < 0.25:
            paths = rng.choice((1, 2, 4))
            lines += [f"maximum-paths {paths}"] if version == 4 else []
        if rng.random() < 0.25:
            lines += [f"maximum-paths ibgp {rng.choice((1, 2, 4))}"] if version == 4 else []
        if version == 4 and rng.random() < 0.06:
            lines += ["distance bgp 30 170 170"]
