"""What may pass from one router to another: filters, summaries, stub routers, classful borders; and offsets of metrics."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from models.distance_vector import CONNECTED, REDISTRIBUTED, STATIC, SUMMARY, EigrpProcess, RipProcess
from netplan.routing.vector.kernels import HEARD, OWN, Ints
from netplan.routing.vector.seeds import Seed, holds, majors_of
from netplan.routing.vector.view import Arc, Key, Speaker, major

if TYPE_CHECKING:
    from netplan.routing.vector.part import Part

Permits = Callable[[Speaker, tuple[str, ...], Key, str], bool]
"""Whether policies of a speaker let a prefix through; the last word is "out", "in" or "offset"."""
Bits = npt.NDArray[np.uint8]
_DELAY = 256
"""An offset of EIGRP is added to the delay, in the units of the metric."""


def opened(part: "Part", keys: Sequence[Key], seeds: Sequence[Seed], permits: Permits) -> tuple[Bits, Ints]:
    """For each arc and prefix what may pass, and what is added to the sum of delays."""
    passes = np.full((len(part.arcs), len(keys)), HEARD | OWN, np.uint8)
    extra = np.zeros((len(part.arcs), len(keys)), np.int64)
    lane = {key: p for p, key in enumerate(keys)}
    by_router: dict[int, list[tuple[int, Seed]]] = {}
    for seed in seeds:
        by_router.setdefault(seed.router, []).append((lane[seed.key], seed))
    for number, arc in enumerate(part.arcs):
        sender, receiver = int(part.sender[number]), int(part.receiver[number])
        row = passes[number]
        for p, seed in by_router.get(sender, ()):
            if _untold(part, arc, seed):
                row[p] &= ~np.uint8(OWN)
        _stub(part.speakers[sender], row, keys, by_router.get(sender, ()), permits)
        _exports(part, arc, part.speakers[sender], row, keys, permits)
        _summaries(part, arc, sender, row, keys)
        for speaker, port, inbound in ((part.speakers[sender], arc.head, False), (part.speakers[receiver], arc.tail, True)):
            _filtered(part, speaker, port, inbound, row, keys, permits)
            _offset(part, speaker, port, inbound, extra[number], keys, permits)
    return passes, extra


def port_name(part: "Part", number: int) -> str:
    """The name of an active port."""
    return part.view.ports[number].name


def _untold(part: "Part", arc: Arc, seed: Seed) -> bool:
    if seed.ports is not None and port_name(part, arc.head) not in seed.ports:
        return True
    return seed.hop != 0 and any(ip == seed.hop for ip, _ in part.view.ports[arc.tail].own)


def _stub(speaker: Speaker, row: Bits, keys: Sequence[Key], seeds: Sequence[tuple[int, Seed]], permits: Permits) -> None:
    stub = speaker.process.stub if isinstance(speaker.process, EigrpProcess) else None
    if stub is None:
        return
    for p, key in enumerate(keys):
        if not (stub.leak and permits(speaker, (stub.leak,), key, "out")):
            row[p] &= ~np.uint8(HEARD)
    for p, seed in seeds:
        kinds = {CONNECTED: (CONNECTED,), STATIC: (STATIC, REDISTRIBUTED), SUMMARY: (SUMMARY,)}.get(seed.kind, (REDISTRIBUTED,))
        if not set(kinds) & set(stub.kinds):
            row[p] &= ~np.uint8(OWN)


def _exports(part: "Part", arc: Arc, speaker: Speaker, row: Bits, keys: Sequence[Key], permits: Permits) -> None:
    process = speaker.process
    if isinstance(process, RipProcess) and process.exports is not None:
        name = port_name(part, arc.head)
        chains = [policies for port, policies in process.exports if port == name and policies]
        for p, key in enumerate(keys):
            if not any(permits(speaker, chain, key, "export") for chain in chains):
                row[p] &= ~np.uint8(HEARD)


def _summaries(part: "Part", arc: Arc, sender: int, row: Bits, keys: Sequence[Key]) -> None:
    speaker, port = part.speakers[sender], part.view.ports[arc.head]
    name = port_name(part, arc.head)
    for summary in speaker.summaries:
        if summary.port == name:
            whole = (summary.prefix.version, int(summary.prefix.network_address), summary.prefix.prefixlen)
            for p, key in enumerate(keys):
                if holds(whole, key):
                    row[p] = 0
    if speaker.family != 4 or not (speaker.auto_summary or arc.classful):
        return
    own = {major(ip) for ip, _ in port.own}
    lengths = {length for _, length in port.own}
    mine = {one for majors in majors_of(part, sender).values() for one in majors}
    for p, (_, network, length) in enumerate(keys):
        whole_net = major(network)
        if length <= whole_net[1]:
            continue
        border = whole_net not in own and (not part.is_eigrp() or whole_net in mine)
        other_mask = arc.classful and whole_net in own and length not in lengths and length != 32
        if border or other_mask:
            row[p] = 0


def _filtered(part: "Part", speaker: Speaker, port: int, inbound: bool, row: Bits, keys: Sequence[Key], permits: Permits) -> None:
    fitting = [f for f in speaker.filters if f.inbound == inbound and f.port in ("", port_name(part, port))]
    for one in fitting:
        for p, key in enumerate(keys):
            if row[p] and not permits(speaker, one.policies, key, "in" if inbound else "out"):
                row[p] = 0


def _offset(part: "Part", speaker: Speaker, port: int, inbound: bool, extra: Ints, keys: Sequence[Key], permits: Permits) -> None:
    fitting = [f for f in speaker.offsets if f.inbound == inbound and f.port in ("", port_name(part, port))]
    if not fitting:
        return
    fitting.sort(key=lambda f: f.port == "")  # that of the port itself comes before that of all ports
    replaced = isinstance(speaker.process, RipProcess) and speaker.process.offset_replaces_cost and inbound
    unit = 65536 // _DELAY if speaker.wide else 1
    for p, key in enumerate(keys):
        for one in fitting:
            if not one.policies or permits(speaker, one.policies, key, "offset"):
                extra[p] += one.add * unit - (1 if replaced else 0)
                break
