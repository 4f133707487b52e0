"""Packet filters of random routers: one list, told to the model as a fact and to the kernel as nftables.

FRR has no packet filter of its own, so no config holds them: the list is drawn as the fact that other dialects read.
"""

from random import Random

from models.filters import Acl, AclRule, Wildcard
from tests.lab.truth.asked_ports import OTHER, PORT
from tests.lab.truth.sketch import Router, Sketch

PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp"}


def draw_filters(rng: Random, sketch: Sketch) -> None:
    """A list on some ports in half of all networks."""
    if rng.random() < 0.5:
        return
    for router in sketch.routers:
        for port in router.ports:
            if rng.random() < 0.15:
                acl = _acl(rng, sketch, f"F{len(router.acls)}")
                router.acls[acl.name] = acl
                port.acl_in, port.acl_out = rng.choice(((acl.name, ""), ("", acl.name)))


def _acl(rng: Random, sketch: Sketch, name: str) -> Acl:
    rules = [_rule(rng, sketch) for _ in range(rng.randint(1, 4))]
    if rng.random() < 0.8:
        rules.append(AclRule(True))
    return Acl(name, tuple(rules))


def _rule(rng: Random, sketch: Sketch) -> AclRule:
    protocol = rng.choice(((), (), (1,), (17,), (17,), (6,)))
    ports = ((PORT, PORT),) if protocol == (17,) and rng.random() < 0.6 else ()
    if ports and rng.random() < 0.3:
        ports = ((1000, OTHER),)
    return AclRule(rng.random() < 0.4, protocol, _side(rng, sketch), _side(rng, sketch), destination_ports=ports)


def _side(rng: Random, sketch: Sketch) -> tuple[Wildcard, ...]:
    if rng.random() < 0.4:
        return ()
    host = rng.choice(sketch.hosts)
    net = rng.choice((host.v4.network, host.v4.network.supernet(new_prefix=16), host.v4.network.supernet(new_prefix=21)))
    return (Wildcard(int(net.network_address), int(net.hostmask)),)


def nftables(router: Router, vrf: str) -> str:
    """The rules of one VRF of a router, for packets that it forwards."""
    lines = ["table ip lab {"]
    uses = {"in": [], "out": []}  # type: dict[str, list[str]]
    for acl in router.acls.values():
        lines += [f"chain {acl.name} {{", *map(nft, acl.rules), "drop", "}"]
    for port in router.ports:
        if port.vrf == vrf and port.acl_in:
            uses["in"] += [f'iifname "{port.name}" jump {port.acl_in}']
        if port.vrf == vrf and port.acl_out:
            uses["out"] += [f'oifname "{port.name}" jump {port.acl_out}']
    for at, way in enumerate(("in", "out")):
        lines += [f"chain to_{way} {{ type filter hook forward priority {at}; policy accept;", *uses[way], "}"]
    return "\n".join([*lines, "}", ""])


def nft(rule: AclRule) -> str:
    """One line in the words of nftables: what it permits returns from the chain."""
    words = []
    for word, sides in (("saddr", rule.sources), ("daddr", rule.destinations)):
        words += [f"ip {word} {side}" for side in sides]
    for number in rule.protocols:
        words += [f"ip protocol {PROTOCOLS[number]}"]
    for low, high in rule.destination_ports:
        words += [f"{PROTOCOLS[rule.protocols[0]]} dport {low}-{high}"]
    return " ".join([*words, "return" if rule.permit else "drop"])
