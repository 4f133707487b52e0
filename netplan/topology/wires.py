"""Wires from what devices heard of each other (LLDP, CDP), each with how sure it is.

| confidence | what is heard |
|---|---|
| 1.0 | each end hears the other, at the port that the other says, or the config of a device links two of its own ports |
| 0.8 | each end hears the other once, but a port has a name that is not known |
| 0.7 | one end hears the other, which hears nothing on that port (LLDP may be off there), and both are of one department |
| 0.5 | the same across departments, whose devices may have the same names |

Less is no wire: it is told as a doubt. So is a port that hears several neighbours (there is something in between), a
neighbour that fits several devices, and one that fits none. A declared wire stands; what is heard never moves it.
"""

from collections import Counter
from dataclasses import dataclass, replace

from models.device import DeviceId
from models.identity import Called, Directory, Guess, port_of
from models.link import Link, Port
from models.network import Network
from models.services import INTERNAL, Neighbour

CROWDED = "several neighbours are heard on this wire: something is in between"
BOTH, PAIRED, ONE_SIDED, FOREIGN = 1.0, 0.8, 0.7, 0.5


_BECAUSE = {
    BOTH: "both ends hear each other",
    PAIRED: "both ends hear each other; a port has a name that is not known",
    ONE_SIDED: "one end hears the other, which hears nothing there",
    FOREIGN: "one end hears the other, of another department",
}


def because(link: Link) -> str:
    """Why a wire is as sure as it is."""
    said = {"declared": "the inventory says so", INTERNAL: "the config of the device links its own ports"}
    return said.get(link.evidence) or _BECAUSE.get(link.confidence, "")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A neighbour that makes no wire, and why. `unknown` when it is none of the devices of the network."""

    port: Port
    neighbour: Neighbour
    why: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What the neighbours of a network tell: wires, and what is left over."""

    links: frozenset[Link]
    doubts: tuple[Doubt, ...]


def wired(network: Network) -> Network:
    """The network with the wires that its neighbours tell."""
    links = heard(network).links
    return replace(network, links=network.links | links) if links else network


@dataclass(frozen=True, slots=True)
class _Call:
    """One port that heard one known device; `there` is the port that it named ("" when it has no such port)."""

    here: Port
    device: DeviceId
    there: str
    neighbour: Neighbour


def heard(network: Network) -> Heard:
    """The wires that neighbours tell, without those that are declared."""
    calls, doubts = _calls(network)
    declared = {end: link for link in network.links for end in (link.a, link.b)}
    by_port = {call.here: call for call in calls}
    pairs: dict[tuple[DeviceId, DeviceId], list[_Call]] = {}
    for call in calls:
        pairs.setdefault((call.here.device, call.device), []).append(call)
    found: dict[tuple[Port, Port], tuple[Link, _Call]] = {}
    for call in calls:
        other, confidence, why = _judged(call, by_port, pairs)
        if other is None:
            doubts.append(Doubt(call.here, call.neighbour, why))
            continue
        a, b = sorted((call.here, other))
        known = [declared[end] for end in (a, b) if end in declared]
        if known and any({link.a, link.b} != {a, b} for link in known):
            why = f"{known[0].evidence} says that {known[0].a} and {known[0].b} are wired"
            doubts.append(Doubt(call.here, call.neighbour, why))
        elif not known and ((a, b) not in found or found[a, b][0].confidence < confidence):
            found[a, b] = Link(a, b, call.neighbour.protocol, confidence, call.neighbour.source), call
    ends = Counter(end for pair in found for end in pair)
    crowded = {pair for pair in found if any(ends[end] > 1 for end in pair)}
    doubts += [Doubt(found[pair][1].here, found[pair][1].neighbour, CROWDED) for pair in crowded]
    links = frozenset(link for pair, (link, _) in found.items() if pair not in crowded)
    return Heard(links, tuple(sorted(doubts, key=lambda doubt: (doubt.port, doubt.neighbour.remote_name, doubt.why))))


def _calls(network: Network) -> tuple[list[_Call], list[Doubt]]:
    """Who hears whom, one call for each port."""
    directory = Directory(Called.of(device) for device in network.devices.values())
    calls: list[_Call] = []
    doubts: list[Doubt] = []
    for id, device in sorted(network.devices.items()):
        by_port: dict[str, list[_Call]] = {}
        for neighbour in device.neighbours:
            port = Port(id, neighbour.interface)
            inside = neighbour.protocol == INTERNAL
            guess = Guess(id, "config") if inside else directory.who(neighbour, id.department)
            if guess.device is None or (guess.device == id and not inside):
                rivals = f"it may be {' or '.join(map(str, guess.rivals))}" if guess.rivals else ""
                why = rivals or ("it hears itself" if guess.device else "no device of this snapshot goes by that name")
                doubts.append(Doubt(port, neighbour, why, not guess.rivals and guess.device is None))
            elif neighbour.interface not in device.interfaces:
                doubts.append(Doubt(port, neighbour, f"{id} has no port {neighbour.interface}"))
            else:
                there = port_of(network.devices[guess.device], neighbour.remote_interface)
                _join(by_port.setdefault(neighbour.interface, []), _Call(port, guess.device, there, neighbour))
        strangers = {doubt.port.interface for doubt in doubts if doubt.port.device == id}
        for name, several in by_port.items():
            if len(several) > 1 or name in strangers:
                doubts += [Doubt(call.here, call.neighbour, CROWDED) for call in several]
            else:
                calls += several
    return calls, doubts


def _join(calls: list[_Call], call: _Call) -> None:
    """Add a call of a port, unless another protocol told it already; the one that names a port is kept."""
    for at, known in enumerate(calls):
        if known.device == call.device and (known.there == call.there or not known.there or not call.there):
            calls[at] = known if known.there else call
            return
    calls.append(call)


def _judged(
    call: _Call, by_port: dict[Port, _Call], pairs: dict[tuple[DeviceId, DeviceId], list[_Call]]
) -> tuple[Port | None, float, str]:
    """The other end of a wire and how sure it is; without one, why."""
    back = pairs.get((call.device, call.here.device), [])
    if not call.there:
        if len(back) == 1 and len(pairs[call.here.device, call.device]) == 1 and back[0].there in ("", call.here.interface):
            return back[0].here, PAIRED, ""
        return None, 0.0, f"{call.device} has no port {call.neighbour.remote_interface}"
    other = Port(call.device, call.there)
    answer = by_port.get(other)
    if answer is None:
        return other, ONE_SIDED if call.here.device.department == call.device.department else FOREIGN, ""
    if answer.device != call.here.device or answer.there not in ("", call.here.interface):
        return None, 0.0, f"{other} hears {answer.neighbour.remote_name} {answer.neighbour.remote_interface} instead"
    return other, BOTH if answer.there else PAIRED, ""
