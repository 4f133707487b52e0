"""OSPF of a random network: areas of every kind, costs, ranges, externals, for IPv4 and IPv6."""

from random import Random

from tests.lab.truth.policies import route_map
from tests.lab.truth.sketch import DEFAULT, Group, Port, Router, Sketch

BACKBONE = "0.0.0.0"
QUICK = ("hello-interval 1", "dead-interval 3", "retransmit-interval 3")
PROMPT = {2: ("timers throttle lsa all 100", "timers lsa min-arrival 50"), 3: ("timers lsa min-arrival 50",)}
"""Instead of the 5 s between two advertisements and the 1 s within which a second one is dropped (RFC 2328 appendix B)."""
KINDS = ("normal", "normal", "stub", "totally-stub", "nssa", "totally-nssa")


def draw_igp(rng: Random, sketch: Sketch) -> None:
    """OSPF in most autonomous systems of more than one router."""
    for group in sketch.groups:
        group.ospf = len(group.routers) > 1 and rng.random() < 0.9
        group.ospf6 = group.ospf and sketch.v6 and rng.random() < 0.8
        if group.ospf:
            _areas(rng, sketch, group)
            for router in group.routers:
                _process(rng, sketch, group, router, 2)
                if group.ospf6:
                    _process(rng, sketch, group, router, 3)


def _areas(rng: Random, sketch: Sketch, group: Group) -> None:
    """A connected backbone; what hangs from it in one piece is an area."""
    backbone = {group.routers[0]}
    wanted = rng.randint(1, len(group.routers))
    inside = [ends for ends in (*sketch.wires, *sketch.lans) if all(p.router in group.routers and p.vrf == DEFAULT for p in ends)]
    while len(backbone) < wanted:
        near = [p.router for ends in inside if any(q.router in backbone for q in ends) for p in ends if p.router not in backbone]
        if not near:
            break
        backbone.add(rng.choice(near))
    area_of: dict[Router, str] = {}
    for router in group.routers:
        if router not in backbone and router not in area_of:
            name = f"0.0.0.{len(set(area_of.values())) + 1}"
            todo = [router]
            while todo:
                one = todo.pop()
                if one in backbone or one in area_of:
                    continue
                area_of[one] = name
                todo += [p.router for ends in inside if any(q.router is one for q in ends) for p in ends]
            group.areas[name] = rng.choice(KINDS)
    group.areas[BACKBONE] = "normal"
    for ends in inside:
        outside = next((area_of[p.router] for p in ends if p.router in area_of), BACKBONE)
        for port in ends:
            port.area = outside
    for router in group.routers:
        own = area_of.get(router, BACKBONE)
        for port in router.ports:
            if port.host and port.vrf == DEFAULT and rng.random() < 0.8:
                port.area = own


def _process(rng: Random, sketch: Sketch, group: Group, router: Router, version: int) -> None:
    router.runs("ospfd" if version == 2 else "ospf6d")
    head = "router ospf" if version == 2 else "router ospf6"
    lines = router.block(head)
    lines += [
        f"{'ospf' if version == 2 else 'ospf6'} router-id {router.loopback.ip}",
        "timers throttle spf 50 100 1000",
        *PROMPT[version],
    ]
    flat = version == 3
    mine = {BACKBONE if flat else port.area for port in router.ports if port.area}
    by_network = version == 2 and rng.random() < 0.3
    loopback = router.block("interface lo")
    home = min(mine, default=BACKBONE)
    if version == 2:
        loopback += [] if by_network else [f"ip ospf area {home}"]
    else:
        loopback += [f"ipv6 ospf6 area {home}"]
    for port in router.ports:
        if port.area:
            _port(rng, router, port, version, by_network, BACKBONE if flat else port.area)
    if by_network:
        networks = [(router.loopback.network, home), *((port.v4.network, port.area) for port in router.ports if port.area)]
        lines += [f"network {network} area {area}" for network, area in sorted(networks)]  # as FRR keeps them: the order counts
    for area in sorted(mine - {BACKBONE}):
        lines += _area_lines(rng, sketch, router, area, group.areas[area], BACKBONE in mine, version)
    if version == 2 and rng.random() < 0.15:
        lines += [f"maximum-paths {rng.choice((1, 2, 4))}"]
    if version == 2 and rng.random() < 0.1:
        lines += [f"distance ospf intra-area {rng.choice((90, 110))} inter-area 111 external {rng.choice((112, 170))}"]
    if version == 2 and len(group.routers) > 2 and rng.random() < 0.06:
        lines += ["max-metric router-lsa administrative"]
    if all(group.areas[area] not in ("stub", "totally-stub") for area in mine):
        _externals(rng, sketch, router, lines, version)


def _port(rng: Random, router: Router, port: Port, version: int, by_network: bool, area: str) -> None:
    lines = router.of(port)
    word = "ip ospf" if version == 2 else "ipv6 ospf6"
    if version == 3 or not by_network:
        lines += [f"{word} area {area}"]
    if rng.random() < 0.6:
        lines += [f"{word} cost {rng.randint(1, 30)}"]
    if port.host:
        lines += [f"{word} passive"]
        return
    lines += [f"{word} {setting}" for setting in QUICK]
    if port.point_to_point:
        lines += [f"{word} network point-to-point"]


def _area_lines(rng: Random, sketch: Sketch, router: Router, area: str, kind: str, border: bool, version: int) -> list[str]:
    lines = []
    if kind != "normal":
        word = "stub" if "stub" in kind else "nssa"
        lines += [f"area {area} {word}" + (" no-summary" if kind.startswith("totally") and border else "")]
        if border and version == 2 and rng.random() < 0.3:
            lines += [f"area {area} default-cost {rng.randint(2, 20)}"]
    if border and rng.random() < 0.4:
        inside = [p for other in sketch.routers if other.asn == router.asn for p in other.ports if p.area == area and p.host]
        if inside:
            net = rng.choice(inside)
            size = rng.choice((21, 22, 23))
            prefix = net.v4.network.supernet(new_prefix=size) if version == 2 else net.v6 and net.v6.network.supernet(new_prefix=60)
            how = rng.choice(("", "", " not-advertise", f" cost {rng.randint(1, 40)}"))
            lines += [f"area {area} range {prefix}{how}"]
    return lines


def _externals(rng: Random, sketch: Sketch, router: Router, lines: list[str], version: int) -> None:
    for protocol in ("connected", "static"):
        if rng.random() < 0.35:
            metric = f" metric {rng.randint(1, 200)}" if rng.random() < 0.4 else ""
            kind = f" metric-type {rng.choice((1, 2))}" if rng.random() < 0.5 else ""
            name = f" route-map {route_map(rng, sketch, router, 4 if version == 2 else 6, 'ospf')}" if rng.random() < 0.4 else ""
            lines += [f"redistribute {protocol}{metric}{kind}{name}"]
    if rng.random() < 0.15:
        always = " always" if version == 3 or rng.random() < 0.6 else ""
        metric = f" metric {rng.randint(1, 50)}" if rng.random() < 0.5 else ""
        lines += [f"default-information originate{always}{metric}"]
