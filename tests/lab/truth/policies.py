"""Prefix lists, community lists, AS-path lists and route maps of random routers."""

from ipaddress import IPv4Network, IPv6Network
from random import Random

from tests.lab.truth.sketch import Net, Router, Sketch

COMMUNITIES = tuple(f"65000:{value}" for value in (1, 2, 3, 10, 20))
STATIC4, STATIC6 = IPv4Network("10.200.0.0/16"), IPv6Network("fd00:200::/32")


def _name(router: Router, stem: str) -> str:
    router.lists += 1
    return f"{stem}{router.lists}"


def _some_prefix(rng: Random, sketch: Sketch, version: int) -> Net:
    static: Net = STATIC4 if version == 4 else STATIC6
    return rng.choice([*sketch.prefixes(version), static])


def prefix_list(rng: Random, sketch: Sketch, router: Router, version: int) -> str:
    """A new prefix list; returns its name."""
    name, word = _name(router, "PL"), "ip" if version == 4 else "ipv6"
    width = 32 if version == 4 else 128
    for at in range(rng.randint(1, 4)):
        net = _some_prefix(rng, sketch, version)
        if rng.random() < 0.5:
            net = net.supernet(new_prefix=max(8, net.prefixlen - rng.choice((1, 4, 8))))
        low = rng.randint(net.prefixlen, width) if rng.random() < 0.3 else 0
        span = "" if rng.random() < 0.3 else f" le {width}"
        span = f" ge {low}" if low > net.prefixlen else span if net.prefixlen < width else ""
        router.top += [f"{word} prefix-list {name} seq {at * 5 + 5} {rng.choice(('permit', 'permit', 'deny'))} {net}{span}"]
    if rng.random() < 0.6:
        router.top += [f"{word} prefix-list {name} seq 99 permit any"]
    return name


def community_list(rng: Random, router: Router) -> str:
    """A new community list; returns its name."""
    name = _name(router, "CL")
    if rng.random() < 0.3:
        router.top += [f"bgp community-list expanded {name} permit {rng.choice(('65000:1', '65000:[23]', ':10', '_65000:20_'))}"]
    else:
        wanted = " ".join(rng.sample(COMMUNITIES, rng.choice((1, 1, 2))))
        router.top += [f"bgp community-list standard {name} {rng.choice(('permit', 'permit', 'deny'))} {wanted}"]
        if rng.random() < 0.5:
            router.top += [f"bgp community-list standard {name} permit {rng.choice(COMMUNITIES)}"]
    return name


def as_path_list(rng: Random, sketch: Sketch, router: Router) -> str:
    """A new AS-path list; returns its name."""
    name, asn = _name(router, "AP"), rng.choice(sketch.groups).asn
    form = rng.choice((f"_{asn}_", f"^{asn}_", f"_{asn}$", "^$", f"^{asn} {asn}", ".*"))
    router.top += [f"bgp as-path access-list {name} {rng.choice(('permit', 'permit', 'deny'))} {form}"]
    if rng.random() < 0.5:
        router.top += [f"bgp as-path access-list {name} permit .*"]
    return name


def route_map(rng: Random, sketch: Sketch, router: Router, version: int, use: str) -> str:
    """A new route map for `use` ("in", "out", "bgp" or "ospf": redistribution); returns its name."""
    name = _name(router, "RM")
    for at in range(rng.randint(1, 3)):
        action = "permit" if rng.random() < 0.75 else "deny"
        lines = router.block(f"route-map {name} {action} {at * 10 + 10}")
        lines += _matches(rng, sketch, router, version, use)
        if action == "permit":
            lines += _sets(rng, sketch, router, use)
            if rng.random() < 0.15:
                lines += ["on-match next"]
    if rng.random() < 0.75:
        router.block(f"route-map {name} permit 99")
    return name


def _matches(rng: Random, sketch: Sketch, router: Router, version: int, use: str) -> list[str]:
    word = "ip" if version == 4 else "ipv6"
    lines = []
    if rng.random() < 0.6:
        lines += [f"match {word} address prefix-list {prefix_list(rng, sketch, router, version)}"]
    if use in ("in", "out"):
        pick = rng.random()
        if pick < 0.2:
            lines += [f"match community {community_list(rng, router)}"]
        elif pick < 0.35:
            lines += [f"match as-path {as_path_list(rng, sketch, router)}"]
        elif pick < 0.42:
            lines += [f"match metric {rng.choice((20, 50))}"]
        elif pick < 0.47 and use == "in":
            lines += [f"match origin {rng.choice(('igp', 'incomplete'))}"]
    elif rng.random() < 0.25:
        lines += [f"match tag {rng.choice((7, 77))}"]
    return lines


def _sets(rng: Random, sketch: Sketch, router: Router, use: str) -> list[str]:
    lines = []
    if use == "ospf":
        options = [f"set metric {rng.randint(1, 99)}", f"set metric-type type-{rng.choice((1, 2))}", "set tag 77"]
        return [option for option in options if rng.random() < 0.3]
    if rng.random() < 0.3:
        lines += [f"set metric {rng.choice((0, 20, 50))}"]
    if rng.random() < 0.3:
        many = rng.sample(COMMUNITIES, rng.choice((1, 2)))
        lines += [f"set community {' '.join(many)}{' additive' if rng.random() < 0.6 else ''}"]
    if rng.random() < 0.25 and use != "bgp":
        lines += [f"set as-path prepend {' '.join([str(router.asn)] * rng.randint(1, 3))}"]
    if rng.random() < 0.3 and use != "out":
        lines += [f"set local-preference {rng.choice((50, 100, 150, 200))}"]
    if rng.random() < 0.1 and use == "in":
        lines += [f"set weight {rng.choice((0, 100, 500))}"]
    if rng.random() < 0.08:
        lines += [f"set origin {rng.choice(('igp', 'incomplete'))}"]
    return lines
