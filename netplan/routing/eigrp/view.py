"""Who speaks EIGRP, and which of them become neighbours (RFC 7868, 5.3)."""

from collections.abc import Collection

from models.device import Device
from models.distance_vector import WIDE, EigrpProcess
from models.interfaces import Interface, InterfaceKind
from models.vector_ports import EigrpInterface
from models.verdict import Verdict
from netplan.routing.eigrp.metric import load_counts, vector
from netplan.routing.vector.view import Arc, Speaker, VectorPort, View, fill, is_passive, link_local, meetings, named_by, report
from netplan.topology.topology import Topology

_LONGEST = 1 << 48


def process_name(process: EigrpProcess) -> str:
    """The name of a process among the routing processes of its device."""
    return f"eigrp{'' if process.family == 4 else 6} {process.asn}"


def eigrp_of(speaker: Speaker) -> EigrpProcess:
    """The process of a speaker."""
    assert isinstance(speaker.process, EigrpProcess)
    return speaker.process


def speaking(device: Device) -> frozenset[str]:
    """The ports that may speak it: all of a VRF that has a process."""
    vrfs = {vrf for vrf, _, _ in device.eigrp}
    return frozenset(name for name, port in device.interfaces.items() if port.vrf in vrfs)


def view(topology: Topology, family: int, nodes: Collection[int] | None = None) -> View:
    """EIGRP of one IP version over a topology."""
    found = View()
    by_node: dict[int, list[int]] = {}
    identities = _identities(topology)
    names = topology.network.devices if nodes is None else {topology.nodes[node].device for node in nodes}
    for device_id in sorted(names):
        device = topology.network.devices[device_id]
        for (vrf, version, _), process in sorted(device.eigrp.items()):
            node = topology.node_index.get((device_id, vrf))
            if (
                version != family
                or not process.enabled
                or not device.forwards
                or node is None
                or (nodes is not None and node not in nodes)
            ):
                continue
            by_node.setdefault(node, []).append(len(found.speakers))
            if load_counts(process):
                found.unsure.append((len(found.speakers), f"{device_id}: EIGRP counts the load of its ports ({process.source})"))
            identity = int(process.router_id) if process.router_id is not None else identities.get(node, 0)
            found.speakers.append(
                Speaker(
                    node, device, process, process_name(process), family, process.filters, process.offsets, process.summaries,
                    process.auto_summary, process.maximum_paths, process.distances, process.announces_beaten, process.source,
                    (process.weights[0], process.weights[2]), _LONGEST, process.variance, process.metrics == WIDE,
                    process.rib_scale, identity,
                )
            )  # fmt: skip
    ports_of = fill(topology, found, by_node, family, _activate)
    for a, b, a_ip, b_ip in meetings(topology, ports_of, family):
        x, y = found.ports[a], found.ports[b]
        if found.speakers[x.speaker].node == found.speakers[y.speaker].node or x.passive or y.passive:
            continue
        why, verdict = _apart(found, x, y)
        if why:
            report(topology, found, "eigrp", a, b, why, verdict)
        if verdict is not Verdict.VIOLATED:
            found.arcs += (Arc(a, b, b_ip, x.delay), Arc(b, a, a_ip, y.delay))
    return found


def _identities(topology: Topology) -> dict[int, int]:
    """The router id where none is stated: the highest address of a loopback, else of any port."""
    best: dict[int, tuple[bool, int]] = {}
    for address in topology.addresses:
        if address.family == 4:
            port = topology.ports[address.port]
            key = (port.interface.kind is InterfaceKind.LOOPBACK, address.ip)
            best[port.node] = max(best.get(port.node, key), key)
    return {node: ip for node, (_, ip) in best.items()}


def _settings(interface: Interface, process: EigrpProcess) -> EigrpInterface | None:
    return next((e for e in interface.eigrp if e.family == process.family and e.asn == process.asn), None)


def _activate(topology: Topology, speaker: Speaker, number: int, index: int) -> VectorPort | None:
    process, interface = eigrp_of(speaker), topology.ports[index].interface
    own = [a for n in topology.port_addresses[index] if (a := topology.addresses[n]).family == speaker.family]
    settings = _settings(interface, process)
    if not own or interface.name in process.inactive:
        return None
    active = process.all_ports or (settings is not None and settings.active)
    if not active and not any(named_by(process.networks, a.ip, speaker.family) for a in own):
        return None
    width, delay = vector(speaker.device, process, interface, settings)
    adverts = tuple(
        dict.fromkeys(
            key
            for a in own
            if not a.unnumbered
            and not link_local(key := (a.family, a.network, a.length))
            and (active or named_by(process.networks, a.ip, speaker.family))
        )
    )
    passive = is_passive(process, interface, settings.passive if settings else None) or interface.kind is InterfaceKind.LOOPBACK
    stated = settings or EigrpInterface(process.asn, speaker.family)
    source = settings.source if settings else process.source
    addresses = tuple((a.ip, a.length) for a in own)
    return VectorPort(number, index, interface.name, passive, width, delay, adverts, addresses, stated, source)


def _apart(found: View, x: VectorPort, y: VectorPort) -> tuple[str, Verdict]:
    """Why two ports on one segment do not become neighbours, or may not."""
    one, other = (eigrp_of(found.speakers[p.speaker]) for p in (x, y))
    if one.asn != other.asn:
        return f"autonomous systems {one.asn} and {other.asn} differ", Verdict.VIOLATED
    if one.weights != other.weights:
        return "their K values differ", Verdict.VIOLATED
    assert isinstance(x.settings, EigrpInterface) and isinstance(y.settings, EigrpInterface)
    if x.settings.authentication != y.settings.authentication:
        return "packets are authenticated in different ways", Verdict.UNKNOWN
    return "", Verdict.HOLDS
