"""What of a network speaks IS-IS: router instances, their ports, and the pairs of ports that are adjacent, by level."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from models.device import Device
from models.interfaces import InterfaceKind
from models.isis import IsisInterface, IsisProcess
from models.source import Source
from models.verdict import Finding, Verdict
from netplan.routing.isis.metric import port_metric, port_metric6
from netplan.topology.memo import PerDevice
from netplan.topology.topology import Topology

_ALL_LEVELS = ("frr",)
"""Systems that announce the subnet of a port at each level of the router, whatever the circuit type."""
_PASSIVE_ALONE = ("cisco_ios",)
"""Systems that announce a port which the process calls passive, without a line of the port itself."""


class Instance(NamedTuple):
    """One IS-IS process on one node: a router of the link-state graph."""

    node: int
    device: Device
    process: IsisProcess


class IsisPort(NamedTuple):
    """A port that IS-IS is active on. `adverts` are (family, network, length) of its subnets, told at `announced`."""

    instance: int
    port: int
    level: int
    announced: int
    passive: bool
    metrics: tuple[int, int]
    metrics6: tuple[int, int]
    families: tuple[int, ...]
    adverts: tuple[tuple[int, int, int], ...]
    settings: IsisInterface
    source: Source

    def metric(self, level: int, family: int) -> int:
        """What it costs."""
        return (self.metrics if family == 4 else self.metrics6)[level - 1]


class Arc(NamedTuple):
    """An adjacency in one direction, between indices of IS-IS ports; `hop` is the neighbour's IPv4 address (0: none)."""

    tail: int
    head: int
    level: int
    families: tuple[int, ...]
    hop: int


@dataclass
class View:
    """All instances. `unsure` are pairs of instances that may be neighbours or not (one alone: of itself), and why."""

    instances: list[Instance] = field(default_factory=list)
    ports: list[IsisPort] = field(default_factory=list)
    arcs: list[Arc] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unsure: list[tuple[int, int, str]] = field(default_factory=list)


def process_name(process: IsisProcess) -> str:
    """The name of a process among the routing processes of its device."""
    return f"isis {process.id}".strip()


def view(topology: Topology, nodes: Collection[int] | None = None) -> View:
    """The IS-IS view of a topology, or of some nodes that have no neighbour among the others."""
    found = View()
    by_node: dict[int, list[int]] = {}
    names = topology.network.devices if nodes is None else {topology.nodes[node].device for node in nodes}
    for device_id in sorted(names):
        device = topology.network.devices[device_id]
        for _, process in sorted(device.isis.items()):
            node = topology.node_index.get((device_id, process.vrf))
            if process.enabled and node is not None and device.forwards and (nodes is None or node in nodes):
                by_node.setdefault(node, []).append(len(found.instances))
                found.instances.append(Instance(node, device, process))
    if not found.instances:
        return found
    for n, instance in enumerate(found.instances):
        if not instance.process.nets:
            found.unsure.append(
                (n, n, f"{instance.device.id} runs IS-IS without a network entity title ({instance.process.source})")
            )
    ports_of: dict[int, list[int]] = {}
    for index in (index for device_id in sorted(names) for index in topology.ports_of(device_id)):
        for n in by_node.get(topology.ports[index].node, ()):
            active = _activate(topology, found.instances[n], n, index)
            if active is not None:
                ports_of.setdefault(index, []).append(len(found.ports))
                found.ports.append(active)
    _adjacencies(topology, found, ports_of)
    return found


def _speaking(device: Device) -> frozenset[str]:
    named = frozenset[str]().union(*(process.passive for process in device.isis.values()))
    return named | {interface.name for interface in device.interfaces.values() if interface.isis}


speaking = PerDevice(_speaking)
"""The ports of a device that IS-IS may be active on."""


def _activate(topology: Topology, instance: Instance, number: int, index: int) -> IsisPort | None:
    process, at = instance.process, topology.ports[index]
    interface = at.interface
    if (at.device, interface.name) in topology.down or not topology.port_addresses[index]:
        return None
    settings = next((s for s in interface.isis if s.process in ("", process.id) and s.families and s.enabled), None)
    named = interface.name in process.passive
    if settings is None and not (named and instance.device.suite in _PASSIVE_ALONE):
        return None
    told = named or (process.passive_default and interface.name not in process.active)
    if settings is not None and settings.passive is not None:
        told = settings.passive
    passive = told or interface.kind is InterfaceKind.LOOPBACK
    stated = settings or IsisInterface(families=(4, 6), source=process.source)
    own = [topology.addresses[a] for a in topology.port_addresses[index]]
    own = [a for a in own if a.family in stated.families]
    adverts = tuple(
        dict.fromkeys(
            (a.family, a.network, a.length)
            for a in own
            if not a.unnumbered and not (a.family == 6 and a.network >> 118 == 0x3FA) and (passive or not process.passive_only)
        )
    )
    metrics = port_metric(instance.device, process, interface, stated, told)
    level = stated.level & process.level
    announced = process.level if instance.device.suite in _ALL_LEVELS or (level == 1 and process.propagates) else level
    families = tuple(f for f in stated.families if any(a.family == f for a in own) or f == 6)
    return IsisPort(
        number, index, level, announced, passive, metrics, port_metric6(metrics, process, stated), families, adverts, stated,
        stated.source,
    )  # fmt: skip


def _adjacencies(topology: Topology, found: View, ports_of: dict[int, list[int]]) -> None:
    for link in (topology.links[n] for n in sorted({topology.link_of[port] for port in ports_of if port in topology.link_of})):
        ends = [i for port in link for i in ports_of.get(port, ()) if not found.ports[i].passive]
        for n, a in enumerate(ends):
            for b in ends[n + 1 :]:
                x, y = found.ports[a], found.ports[b]
                if found.instances[x.instance].node != found.instances[y.instance].node:
                    _pair(topology, found, a, b, len(link))
    for port in found.ports:
        own = [topology.addresses[a] for a in topology.port_addresses[port.port]]
        if not port.passive and port.port not in topology.link_of and all(a.unnumbered for a in own):
            at = topology.ports[port.port]
            why = f"{at.device} {at.interface.name} speaks IS-IS without a subnet, and no wire on it is known ({port.source})"
            found.unsure.append((port.instance, port.instance, why))


def _pair(topology: Topology, found: View, a: int, b: int, crowd: int) -> None:
    """Two ports on one link: adjacent, not adjacent and told so, or not known."""
    x, y = found.ports[a], found.ports[b]
    level, why = _level(topology, found, x, y)
    if why:
        _report(topology, found, a, b, why, Verdict.VIOLATED)
        return
    doubt, shared = _doubt(topology, found, x, y, crowd), _shared(topology, x.port, y.port)
    families = tuple(f for f in x.families if f in y.families and (f == 6 or shared is not None))
    if not doubt and x.families != y.families and not _two_topologies(found, x, y):
        doubt = "they speak different IP versions over one topology"
    if not doubt and 4 in x.families and 4 in y.families and shared is None:
        doubt = "they have no IPv4 subnet in common"
    if doubt:
        _report(topology, found, a, b, doubt, Verdict.UNKNOWN)
        names = " and ".join(f"{p.device} {p.interface.name}" for p in (topology.ports[x.port], topology.ports[y.port]))
        found.unsure.append((x.instance, y.instance, f"{names} may be IS-IS neighbours or not: {doubt} ({x.source}, {y.source})"))
    if families:
        mine, yours = shared or (0, 0)
        found.arcs += (Arc(a, b, level, families, yours), Arc(b, a, level, families, mine))


def _level(topology: Topology, found: View, x: IsisPort, y: IsisPort) -> tuple[int, str]:
    """The levels of an adjacency (ISO 10589 8.2.4.2), or why there is none."""
    one, other = found.instances[x.instance].process, found.instances[y.instance].process
    if one.system_id and one.system_id == other.system_id:
        return 0, "both have the same system id"
    if _point_to_point(topology, x) != _point_to_point(topology, y):
        return 0, "one end is point-to-point and the other is not"
    level = x.level & y.level
    if not level:
        return 0, f"one end is of level {x.level}, the other of level {y.level}"
    if level & 1 and not one.areas & other.areas:
        level &= ~1
    return level, "" if level else "level 1 has no area in common"


def _point_to_point(topology: Topology, port: IsisPort) -> bool:
    interface = topology.ports[port.port].interface
    by_nature = interface.kind is InterfaceKind.TUNNEL or interface.name.lower().startswith("serial")
    return by_nature or port.settings.network_type == "point-to-point"


def _two_topologies(found: View, x: IsisPort, y: IsisPort) -> bool:
    return all(found.instances[p.instance].process.multi_topology for p in (x, y))


def _doubt(topology: Topology, found: View, x: IsisPort, y: IsisPort, crowd: int) -> str:
    """Why it is not known whether two ports become neighbours; "" when it is."""
    one, other = found.instances[x.instance].process, found.instances[y.instance].process
    mtu, theirs = topology.ports[x.port].interface.mtu, topology.ports[y.port].interface.mtu
    if mtu is not None and theirs is not None and mtu != theirs and x.settings.padding and y.settings.padding:
        return f"MTU {mtu} and {theirs} differ, and hellos are padded"
    if bool(x.settings.authentication) != bool(y.settings.authentication):
        return "one end alone authenticates hellos"
    keys = (x.settings.authentication, y.settings.authentication)
    if keys[0] != keys[1] and not any(key.startswith("chain") for key in keys):
        return "the secrets of their hellos are not known to be the same"
    if _point_to_point(topology, x) and crowd > 2:
        return "a point-to-point port has more than one neighbour"
    if 6 in x.families and 6 in y.families and one.multi_topology != other.multi_topology:
        return "IPv6 has a topology of its own at one end alone"
    return ""


def _shared(topology: Topology, a: int, b: int) -> tuple[int, int] | None:
    """The IPv4 addresses of two ports on one segment."""

    def primary(port: int) -> Iterable[tuple[int, int]]:
        own = (topology.addresses[n] for n in topology.port_addresses[port])
        return ((x.segment, x.ip) for x in own if x.family == 4)

    there = dict(reversed([*primary(b)]))
    return next(((ip, there[segment]) for segment, ip in primary(a) if segment in there), None)


def _report(topology: Topology, found: View, a: int, b: int, why: str, verdict: Verdict) -> None:
    names = " and ".join(f"{p.device} {p.interface.name}" for p in (topology.ports[found.ports[o].port] for o in (a, b)))
    what = "do not become IS-IS neighbours" if verdict is Verdict.VIOLATED else "may become IS-IS neighbours or not"
    sources = (found.ports[a].source, found.ports[b].source)
    found.findings.append(Finding("isis-adjacency", verdict, f"{names} {what}: {why}", sources=sources))
