"""Routes that leak from one VRF of a router into another: by BGP (`import vrf`, route targets) and by static routes."""

from random import Random

from tests.lab.truth.egp import FAMILIES, head_of, speaker
from tests.lab.truth.policies import route_map
from tests.lab.truth.sketch import DEFAULT, Router, Sketch


def draw_leaks(rng: Random, sketch: Sketch) -> None:
    """Some in most routers that have VRFs."""
    for router in sketch.routers:
        if router.vrfs:
            for vrf in (DEFAULT, *router.vrfs):
                speaker(rng, router, vrf)
                lines = router.family(head_of(router, vrf), FAMILIES[4])
                lines += ["redistribute connected"] if "redistribute connected" not in lines and rng.random() < 0.6 else []
            pick = rng.random()
            if pick < 0.4:
                sketch.leaks = True
                _import_vrf(rng, sketch, router)
            elif pick < 0.7:
                sketch.leaks = True
                _targets(rng, sketch, router)
            if rng.random() < 0.4:
                sketch.leaks = True
                _static(rng, sketch, router)


def _import_vrf(rng: Random, sketch: Sketch, router: Router) -> None:
    tables = (DEFAULT, *router.vrfs)
    for vrf in tables:
        for other in tables:
            if other != vrf and rng.random() < 0.6:
                lines = router.family(head_of(router, vrf), FAMILIES[4])
                if not any("import vrf route-map" in line for line in lines) and rng.random() < 0.3:
                    lines += [f"import vrf route-map {route_map(rng, sketch, router, 4, 'in')}"]
                lines += [f"import vrf {other}"]


def _targets(rng: Random, sketch: Sketch, router: Router) -> None:
    tables = (DEFAULT, *router.vrfs)
    for number, vrf in enumerate(tables, 1):
        others = [n for n in range(1, len(tables) + 1) if n != number and rng.random() < 0.7]
        lines = router.family(head_of(router, vrf), FAMILIES[4])
        lines += [
            f"rd vpn export {router.loopback.ip}:{number}",
            f"rt vpn export 65000:{number}",
            "label vpn export auto",
            "export vpn",
        ]
        if others:
            lines += [f"rt vpn import {' '.join(f'65000:{n}' for n in others)}", "import vpn"]
        for way in ("import", "export"):
            if rng.random() < 0.2:
                lines += [f"route-map vpn {way} {route_map(rng, sketch, router, 4, 'in')}"]


def _static(rng: Random, sketch: Sketch, router: Router) -> None:
    tables = (DEFAULT, *router.vrfs)
    vrf, other = rng.sample(tables, 2)
    ports = [p for p in router.ports if p.vrf == other]
    if ports:
        port = rng.choice(ports)
        peers = [peer.v4.ip for peer in sketch.peers(port)]
        gateway = peers[0] if peers else port.v4.ip + 9
        word = "" if vrf == DEFAULT else f" vrf {vrf}"
        router.top += [f"ip route 10.210.{router.number}.0/24 {gateway}{word} nexthop-vrf {other}"]
