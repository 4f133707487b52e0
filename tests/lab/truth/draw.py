"""A seed → a whole random network."""

from random import Random

from tests.lab.truth.egp import draw_egp
from tests.lab.truth.filters import draw_filters
from tests.lab.truth.igp import draw_igp
from tests.lab.truth.sketch import Sketch
from tests.lab.truth.statics import draw_statics
from tests.lab.truth.vrfs import draw_leaks
from tests.lab.truth.wires import draw_wires


def draw(seed: int) -> Sketch:
    """The network of a seed: the same one every time."""
    rng = Random(seed)
    sketch = draw_wires(rng, seed)
    for router in sketch.routers:
        router.block("interface lo").append(f"ip address {router.loopback}")
        if sketch.v6:
            router.block("interface lo").append(f"ipv6 address {router.loopback6}")
        for port in router.ports:
            router.of(port).append(f"ip address {port.v4}")
            if port.v6:
                router.of(port).append(f"ipv6 address {port.v6}")
    draw_igp(rng, sketch)
    draw_statics(rng, sketch)
    draw_egp(rng, sketch)
    draw_leaks(rng, sketch)
    draw_filters(rng, sketch)
    return sketch


def breaks(sketch: Sketch, rounds: int) -> list[list[str]]:
    """Ports to shut, one after the other and never up again: (router, lines of its config) of each."""
    rng = Random(-1 - sketch.seed)
    ports = [p for router in sketch.routers for p in router.ports if sketch.peers(p) or rng.random() < 0.1]
    chosen = rng.sample(ports, min(rounds, len(ports)))
    return [[p.router.name, f"interface {p.name}" + ("" if p.vrf == "default" else f" vrf {p.vrf}"), "shutdown"] for p in chosen]
