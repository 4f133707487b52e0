"""What of a network speaks OSPF: router instances, their ports, and the pairs of ports that are adjacent."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from models.device import Device
from models.interfaces import Interface, InterfaceKind, OspfInterface
from models.routing import OspfArea, OspfNetwork, OspfProcess
from models.source import Source
from models.verdict import Finding, Verdict
from netplan.routing.ospf.cost import port_cost
from netplan.topology.memo import PerDevice
from netplan.topology.topology import Topology

HELLO = 10
MAX_METRIC = 65535
SHARED = ("", "broadcast", "non-broadcast")
"""Network types whose subnet is a node of its own in the graph (RFC 2328 2.1)."""


class Instance(NamedTuple):
    """One OSPF process on one node: a router of the link-state graph."""

    node: int
    device: Device
    process: OspfProcess
    router_id: int


class OspfPort(NamedTuple):
    """A port that OSPF is active on. `adverts` are (family, network, length) of its subnets."""

    instance: int
    port: int
    area: str
    cost: int
    passive: bool
    kind: str
    hello: int
    dead: int
    ip: int
    """Its address (of OSPFv2: the primary one), 0 without."""
    adverts: tuple[tuple[int, int, int], ...]
    loopback: bool
    mtu_ignore: bool
    source: Source


class Arc(NamedTuple):
    """An adjacency in one direction, between indices of ospf ports; `hop` is the neighbour's address (0: link-local).

    `net` is the shared IPv4 subnet of more than two ports that it runs over, -1 for none.
    """

    tail: int
    head: int
    hop: int
    net: int = -1


@dataclass
class View:
    """All instances of one OSPF version."""

    version: int
    instances: list[Instance] = field(default_factory=list)
    ports: list[OspfPort] = field(default_factory=list)
    arcs: list[Arc] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    open_ended: dict[int, str] = field(default_factory=dict)
    """Instances that may have neighbours nobody can tell, and why."""


def process_name(process: OspfProcess) -> str:
    """The name of a process among the routing processes of its device."""
    return f"ospf{'' if process.version == 2 else 3} {process.id}"


def area_of(process: OspfProcess, area: str) -> OspfArea:
    """The settings of an area; an area without settings is a normal one."""
    return next((a for a in process.areas if a.area == area), OspfArea(area))


def view(topology: Topology, version: int, nodes: Collection[int] | None = None) -> View:
    """The OSPF view of a topology, or of some nodes that have no neighbour among the others."""
    found = View(version)
    by_node: dict[int, list[int]] = {}
    names = topology.network.devices if nodes is None else {topology.nodes[node].device for node in nodes}
    for device_id in sorted(names):
        device = topology.network.devices[device_id]
        if not device.forwards:
            continue
        for (kind, _), process in sorted(device.ospf.items()):
            node = topology.node_index.get((device_id, process.vrf))
            if kind == version and process.enabled and node is not None and (nodes is None or node in nodes):
                by_node.setdefault(node, []).append(len(found.instances))
                found.instances.append(Instance(node, device, process, 0))
    if not found.instances:
        return found
    family = 4 if version == 2 else 6
    ports_of: dict[int, list[int]] = {}
    indices = [index for device_id in sorted(names) for index in topology.ports_of(device_id)]
    for index in indices:
        for instance in by_node.get(topology.ports[index].node, ()):
            active = _activate(topology, found.instances[instance], instance, index, family)
            if active is not None:
                ports_of.setdefault(index, []).append(len(found.ports))
                found.ports.append(active)
    _router_ids(topology, found, indices)
    _adjacencies(topology, found, ports_of, family)
    _open_ends(topology, found, family)
    return found


def _router_ids(topology: Topology, found: View, ports: Iterable[int]) -> None:
    """Configured, else the highest loopback address, else the highest address (RFC 2328 leaves it to the OS)."""
    best: dict[int, tuple[bool, int]] = {}
    for address in (topology.addresses[i] for port in ports for i in topology.port_addresses[port]):
        if address.family == 4:
            port = topology.ports[address.port]
            key = (port.interface.kind is InterfaceKind.LOOPBACK, address.ip)
            best[port.node] = max(best.get(port.node, key), key)
    for i, instance in enumerate(found.instances):
        stated = instance.process.router_id
        router_id = int(stated) if stated is not None else best.get(instance.node, (False, 0))[1]
        found.instances[i] = instance._replace(router_id=router_id)


def _activate(topology: Topology, instance: Instance, index: int, port: int, family: int) -> OspfPort | None:
    process = instance.process
    interface = topology.ports[port].interface
    addresses = [topology.addresses[a] for a in topology.port_addresses[port] if topology.addresses[a].family == family]
    settings = _settings(interface, process)
    area = settings.area if settings else ""
    source = settings.source if settings else process.source
    if not area and addresses and process.version == 2:
        network = network_of(process.networks, addresses[0].ip)
        if network is not None:
            area, source = network.area, network.source
    if not area or (not addresses and process.version == 2):
        return None
    loopback = interface.kind is InterfaceKind.LOOPBACK
    kind = settings.network_type if settings else ""
    passive = interface.name in process.passive or (process.passive_default and interface.name not in process.active)
    if settings and settings.passive is not None:
        passive = settings.passive
    hello = settings.hello if settings and settings.hello is not None else 30 if kind == "non-broadcast" else HELLO
    dead = settings.dead if settings and settings.dead is not None else 4 * hello
    ignore = settings is not None and settings.mtu_ignore
    cost = port_cost(instance.device, process, interface, settings.cost if settings else None)
    host = loopback and kind != "point-to-point"
    adverts = tuple(
        (a.family, a.ip, 32 if a.family == 4 else 128) if host else (a.family, a.network, a.length)
        for a in addresses
        if not a.unnumbered and not (family == 6 and a.network >> 118 == 0x3FA)
        if not a.secondary or (settings and settings.area) or network_of(process.networks, a.ip) is not None
    )
    ip = addresses[0].ip if addresses else 0
    return OspfPort(index, port, area, cost, passive or loopback, kind, hello, dead, ip, adverts, loopback, ignore, source)


def _settings(interface: Interface, process: OspfProcess) -> OspfInterface | None:
    fitting = [o for o in interface.ospf if o.version == process.version and o.process in ("", process.id)]
    return max(fitting, key=lambda o: o.process != "", default=None)


def _speaking(device: Device) -> Mapping[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for process in device.ospf.values():
        names = found.setdefault(process.version, set())
        for interface in device.interfaces.values():
            lender = device.interfaces.get(interface.unnumbered_from)
            addresses = (*interface.addresses, *(lender.addresses if lender is not None else ()))
            covered = any(a.ip.version == 4 and network_of(process.networks, int(a.ip.ip)) is not None for a in addresses)
            if covered or _settings(interface, process) is not None:
                names.add(interface.name)
    return {version: frozenset(names) for version, names in found.items()}


speaking = PerDevice(_speaking)
"""The ports of a device that OSPF may be active on, by version."""


def network_of(networks: Iterable[OspfNetwork], ip: int) -> OspfNetwork | None:
    """The most specific network statement that takes in an address."""
    best: OspfNetwork | None = None
    for network in networks:
        free = network.wildcard if network.wildcard is not None else int(network.prefix.hostmask)
        if (ip ^ int(network.prefix.network_address)) & ~free & 0xFFFFFFFF == 0 and (
            best is None or network.prefix.prefixlen > best.prefix.prefixlen
        ):
            best = network
    return best


def _adjacencies(topology: Topology, found: View, ports_of: dict[int, list[int]], family: int) -> None:
    groups: Iterable[Sequence[tuple[int, int]]]
    if family == 4:
        groups = (
            [(topology.addresses[a].port, topology.addresses[a].ip) for a in segment if not topology.addresses[a].secondary]
            for segment in _segments(topology, ports_of)
            if len(segment) > 1 and topology.addresses[segment[0]].family == 4
        )
    else:
        links = sorted({topology.link_of[port] for port in ports_of if port in topology.link_of})
        groups = ([(p, 0) for p in topology.links[link]] for link in links)
    for number, group in enumerate(groups):
        ends = [(o, ip) for port, ip in group for o in ports_of.get(port, ()) if not found.ports[o].passive]
        ends.sort(key=lambda each: topology.ports[found.ports[each[0]].port].device)
        for i, (a, a_ip) in enumerate(ends):
            for b, b_ip in ends[i + 1 :]:
                why = _mismatch(topology, found, a, b)
                if why:
                    _report(topology, found, a, b, why)
                elif found.instances[found.ports[a].instance].node != found.instances[found.ports[b].instance].node:
                    net = number if family == 4 and len(ends) > 2 and found.ports[a].kind in SHARED else -1
                    found.arcs += (Arc(a, b, b_ip, net), Arc(b, a, a_ip, net))


def _segments(topology: Topology, ports: Iterable[int]) -> Iterator[tuple[int, ...]]:
    numbers = {topology.addresses[a].segment for port in ports for a in topology.port_addresses[port]}
    return (topology.segments[number] for number in sorted(numbers))


def _open_ends(topology: Topology, found: View, family: int) -> None:
    """A port without a subnet of its own has the neighbours that its wire leads to; where no wire is known, they are not known."""
    for port in found.ports:
        own = [a for n in topology.port_addresses[port.port] if (a := topology.addresses[n]).family == family]
        if port.passive or port.port in topology.link_of or not all(a.unnumbered for a in own) or (family == 6 and not own):
            continue
        at = topology.ports[port.port]
        why = f"{at.device} {at.interface.name} speaks OSPF without a subnet of its own, and no wire on it is known ({port.source})"
        found.open_ended.setdefault(port.instance, why)


def _mismatch(topology: Topology, found: View, a: int, b: int) -> str:
    """Why two ports on one segment do not become adjacent; "" when they do."""
    x, y = found.ports[a], found.ports[b]
    if x.area != y.area:
        return f"areas {x.area} and {y.area} differ"
    if (x.hello, x.dead) != (y.hello, y.dead):
        return f"hello and dead intervals {x.hello}/{x.dead} and {y.hello}/{y.dead} differ"
    one = area_of(found.instances[x.instance].process, x.area).kind
    other = area_of(found.instances[y.instance].process, y.area).kind
    if one != other:
        return f"area {x.area} is {one} at one end and {other} at the other"
    if ("point-to-point" in (x.kind, y.kind)) and x.kind != y.kind and len(topology.links[topology.link_of[x.port]]) > 2:
        return f"network types {x.kind or 'default'} and {y.kind or 'default'} differ"
    mtu_x, mtu_y = topology.ports[x.port].interface.mtu, topology.ports[y.port].interface.mtu
    if mtu_x is not None and mtu_y is not None and mtu_x != mtu_y and not (x if mtu_x < mtu_y else y).mtu_ignore:
        return f"MTU {mtu_x} and {mtu_y} differ"  # RFC 2328 10.6: the end with the smaller one does not take the other's database
    router = found.instances[x.instance].router_id
    if router and router == found.instances[y.instance].router_id:
        return "both have the same router id"
    return ""


def _report(topology: Topology, found: View, a: int, b: int, why: str) -> None:
    names = " and ".join(f"{p.device} {p.interface.name}" for p in (topology.ports[found.ports[o].port] for o in (a, b)))
    found.findings.append(
        Finding("ospf-adjacency", Verdict.VIOLATED, f"{names} do not become OSPF neighbours: {why}",
                sources=(found.ports[a].source, found.ports[b].source))
    )  # fmt: skip
