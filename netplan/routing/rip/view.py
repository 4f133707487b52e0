"""Who speaks RIP or RIPng, and who hears whom. RIP has no neighbours: a router hears what is sent on its wire."""

from collections.abc import Collection
from dataclasses import replace

from models.device import Device
from models.distance_vector import RipProcess
from models.interfaces import Interface
from models.vector_ports import RipInterface
from models.verdict import Verdict
from netplan.routing.vector.view import Arc, Speaker, VectorPort, View, fill, is_passive, link_local, meetings, named_by, report
from netplan.topology.topology import Topology

_COUNTS_WHEN_SENDING = ("cisco_ios",)


def counts_when_sending(speaker: Speaker) -> bool:
    """Whether it adds the wire to a metric when it tells it (RIP of IOS); the others add it to what they hear."""
    return speaker.family == 4 and speaker.device.suite in _COUNTS_WHEN_SENDING


def process_name(process: RipProcess) -> str:
    """The name of a process among the routing processes of its device."""
    return f"rip{'' if process.family == 4 else 'ng'} {process.id}".strip()


def speaking(device: Device) -> frozenset[str]:
    """The ports that may speak it: all of a VRF that has a process."""
    vrfs = {vrf for vrf, _, _ in device.rip}
    return frozenset(name for name, port in device.interfaces.items() if port.vrf in vrfs)


def view(topology: Topology, family: int, nodes: Collection[int] | None = None) -> View:
    """RIP of one IP version over a topology."""
    found = View()
    by_node: dict[int, list[int]] = {}
    names = topology.network.devices if nodes is None else {topology.nodes[node].device for node in nodes}
    for device_id in sorted(names):
        device = topology.network.devices[device_id]
        for (vrf, version, _), process in sorted(device.rip.items()):
            node = topology.node_index.get((device_id, vrf))
            here = node is not None and (nodes is None or node in nodes)
            if version == family and process.enabled and device.forwards and node is not None and here:
                by_node.setdefault(node, []).append(len(found.speakers))
                found.speakers.append(
                    Speaker(
                        node, device, process, process_name(process), family, process.filters, process.offsets, process.summaries,
                        process.auto_summary and 2 in process.send, process.maximum_paths, (process.distance, process.distance),
                        process.announces_beaten, process.source,
                    )
                )  # fmt: skip
    ports_of = fill(topology, found, by_node, family, _activate)
    for a, b, a_ip, b_ip in meetings(topology, ports_of, family):
        x, y = found.ports[a], found.ports[b]
        if found.speakers[x.speaker].node == found.speakers[y.speaker].node:
            continue
        for hears, tells, mine, yours in ((a, b, a_ip, b_ip), (b, a, b_ip, a_ip)):
            _hear(topology, found, hears, tells, mine, yours)
    return found


def settings_of(port: VectorPort) -> RipInterface:
    """The RIP settings of a port."""
    assert isinstance(port.settings, RipInterface)
    return port.settings


def rip_of(speaker: Speaker) -> RipProcess:
    """The process of a speaker."""
    assert isinstance(speaker.process, RipProcess)
    return speaker.process


def _settings(interface: Interface, process: RipProcess) -> RipInterface | None:
    fitting = [r for r in interface.rip if r.family == process.family and r.process in ("", process.id)]
    stated = max(fitting, key=lambda r: r.process != "", default=None)
    if stated is None or len(fitting) == 1:
        return stated
    common = next(r for r in fitting if r is not stated)
    return replace(
        stated,
        passive=common.passive if stated.passive is None else stated.passive,
        send=stated.send or common.send,
        receive=stated.receive or common.receive,
        cost=max(stated.cost, common.cost),
        authentication=stated.authentication or common.authentication,
    )


def _activate(topology: Topology, speaker: Speaker, number: int, index: int) -> VectorPort | None:
    process, interface = rip_of(speaker), topology.ports[index].interface
    own = [a for n in topology.port_addresses[index] if (a := topology.addresses[n]).family == speaker.family]
    settings = _settings(interface, process)
    active = interface.name in process.ports or (settings is not None and settings.active)
    if not active:
        active = any(named_by(process.networks, a.ip, speaker.family) for a in own)
    if not active or not own:
        return None
    if speaker.family == 6 and interface.name == "lo" and speaker.device.suite == "frr":
        return None  # ripngd runs where there is a link-local address
    adverts = tuple(dict.fromkeys(key for a in own if not a.unnumbered and not link_local(key := (a.family, a.network, a.length))))
    passive = is_passive(process, interface, settings.passive if settings else None)
    addresses = tuple((a.ip, a.length) for a in own)
    source = settings.source if settings else process.source
    stated = settings or RipInterface(family=speaker.family)
    return VectorPort(number, index, interface.name, passive, 0, 0, adverts, addresses, stated, source)


def _hear(topology: Topology, found: View, hears: int, tells: int, mine: int, yours: int) -> None:
    ear, mouth = found.ports[hears], found.ports[tells]
    one, other = rip_of(found.speakers[ear.speaker]), rip_of(found.speakers[mouth.speaker])
    if mouth.passive and not any(int(n) == mine for n in other.neighbors):
        return
    sent, taken = settings_of(mouth).send or other.send, settings_of(ear).receive or one.receive
    if found.speakers[ear.speaker].family == 4 and not set(sent) & set(taken):
        report(topology, found, "rip", hears, tells, f"version {sent[0]} is sent and not taken", Verdict.VIOLATED)
        return
    keys = settings_of(mouth).authentication, settings_of(ear).authentication
    if keys[0] != keys[1]:
        report(topology, found, "rip", hears, tells, "packets are authenticated in different ways", Verdict.UNKNOWN)
    sends, takes = (counts_when_sending(found.speakers[port.speaker]) for port in (mouth, ear))
    add = int(sends) + (0 if takes else settings_of(ear).cost)
    classful = found.speakers[ear.speaker].family == 4 and 2 not in sent
    if classful and {length for _, length in ear.own} != {length for _, length in mouth.own}:
        report(topology, found, "rip", hears, tells, "version 1 tells no masks, and those of the two ends differ", Verdict.UNKNOWN)
    found.arcs.append(Arc(hears, tells, yours, add, classful))
