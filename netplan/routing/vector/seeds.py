"""What routers enter into a distance-vector protocol themselves, and the summaries that they make of it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from models.distance_vector import SUMMARY
from netplan.routing.vector.kernels import FAR, Ints
from netplan.routing.vector.view import Key, major

if TYPE_CHECKING:
    from netplan.routing.vector.part import Part


class Seed(NamedTuple):
    """A route that a router brings in. `keeps` says that nothing heard of this prefix is used beside it."""

    router: int
    key: Key
    width: int = 0
    delay: int = 0
    external: int = 0
    tag: int = 0
    kind: str = ""
    keeps: bool = False
    ports: frozenset[str] | None = None
    """Where it is told; None is everywhere."""
    hop: int = 0
    """The next hop that others on its subnet may go to directly."""
    nowhere: int = 0
    """The distance of the route that throws away what the summary has no part for; 0 is none."""
    unknown: str = ""


def merged_seeds(seeds: Iterable[Seed], made: Iterable[Seed]) -> list[Seed]:
    """One seed for each router and prefix: the first wins, summaries come last."""
    found: dict[tuple[int, Key], Seed] = {}
    for seed in (*seeds, *made):
        found.setdefault((seed.router, seed.key), seed)
    return list(found.values())


def holds(outer: Key, inner: Key) -> bool:
    """Whether a prefix is a true part of another."""
    width = 32 if outer[0] == 4 else 128
    return outer[0] == inner[0] and outer[2] < inner[2] and outer[1] >> (width - outer[2]) == inner[1] >> (width - outer[2])


def summarised(
    part: "Part", seeds: Sequence[Seed], keys: Sequence[Key], best: Ints, seeded: npt.NDArray[np.bool_], mute: npt.NDArray[np.bool_]
) -> list[Seed]:
    """The summaries that follow from what each router has."""
    own = {(seed.router, seed.key): seed for seed in seeds if seed.kind != SUMMARY}
    found: list[Seed] = []
    for router, speaker in enumerate(part.speakers):
        if not speaker.summaries and not _classful(part, router):
            continue
        parts = _parts(part, router, keys, best, seeded, mute, own)
        wanted: dict[Key, tuple[set[str], int]] = {}
        for summary in speaker.summaries:
            key: Key = (summary.prefix.version, int(summary.prefix.network_address), summary.prefix.prefixlen)
            ports, distance = wanted.get(key, (set(), 255))
            wanted[key] = ({*ports, summary.port}, min(distance, summary.distance))
        for key, ports in _majors(part, router, parts):
            wanted.setdefault(key, (set(ports), 5))
        for key, (ports, distance) in sorted(wanted.items()):
            inside = [vector for k, vector in parts.items() if holds(key, k)]
            if inside and (router, key) not in own:
                width, delay = min(inside, key=lambda v: speaker.weights[0] * v[0] + speaker.weights[1] * v[1])
                nowhere = distance if part.is_eigrp() else 0
                found.append(Seed(router, key, width, delay, kind=SUMMARY, ports=frozenset(ports), nowhere=nowhere))
    return found


def _parts(
    part: "Part", router: int, keys: Sequence[Key], best: Ints, seeded: npt.NDArray[np.bool_], mute: npt.NDArray[np.bool_],
    own: dict[tuple[int, Key], Seed],
) -> dict[Key, tuple[int, int]]:  # fmt: skip
    """What a router has that a summary may hold: prefix → vector."""
    found: dict[Key, tuple[int, int]] = {}
    for p in np.flatnonzero(seeded[router] | ((best[0, router] < FAR) & ~mute[router])).tolist():
        seed = own.get((router, keys[p]))
        if seed is not None:
            found[keys[p]] = (seed.width, seed.delay)
        elif not seeded[router, p]:
            found[keys[p]] = (int(best[1, router, p]), int(best[2, router, p]))
    return found


def _classful(part: "Part", router: int) -> bool:
    number = part.members[router]
    return part.speakers[router].auto_summary or any(a.classful and part.view.ports[a.head].speaker == number for a in part.arcs)


def majors_of(part: "Part", router: int) -> dict[str, set[tuple[int, int]]]:
    """The classful networks of each active port."""
    return {port.name: {major(ip) for ip, _ in port.own} for port in part.ports[router]}


def _majors(part: "Part", router: int, parts: dict[Key, tuple[int, int]]) -> Iterable[tuple[Key, set[str]]]:
    """Classful networks that are told as a whole at the ports outside of them."""
    if not _classful(part, router) or part.speakers[router].family != 4:
        return
    of_port = majors_of(part, router)
    mine = {one for majors in of_port.values() for one in majors}
    for network, length in sorted({major(key[1]) for key in parts if key[2] > major(key[1])[1]}):
        if part.is_eigrp() and (network, length) not in mine:
            continue
        outside = {port for port, majors in of_port.items() if (network, length) not in majors}
        if outside:
            yield (4, network, length), outside
