"""A laboratory as netplan sees it: configs through the product's own collectors, wires, and who answers whom."""

from ipaddress import IPv4Address

from collectors.collect import Load, collect
from collectors.transports.files import Held, HostFiles, Listing
from models.device import DeviceId
from models.link import Link, Port
from models.network import Network
from models.verdict import Fate, Packet
from netplan.forwarding.dataplane import DataPlane
from tests.lab.answer import PORT
from tests.lab.lab import Lab
from tests.lab.layout import Host
from tests.lab.probe import Pair

KEY = b"k" * 32


def modelled(lab: Lab) -> Network:
    """The network that the running configs describe, with the true wires between routers."""
    loads = {}
    for router in lab.layout.routers:
        config = lab.vtysh(router.name, "show running-config").encode()
        files = HostFiles(router.name, Held(f"{router.department}/{router.name}", config), "frr")
        loads.setdefault(router.department, []).append(files)
    snapshot, _ = collect([Load(department, Listing(tuple(hosts))) for department, hosts in loads.items()], KEY)
    assert all(result.outcome.good for result in snapshot.results), snapshot.results
    return Network(snapshot.devices, wires(lab), snapshot.realms)


def wires(lab: Lab) -> frozenset[Link]:
    """The wires between routers as they were laid."""
    names = {space: router for router in lab.layout.routers for space in (router.name, *map(router.namespace, router.vrfs))}
    return frozenset(
        Link(*(Port(DeviceId(names[space].department, names[space].name), port) for space, port in sorted((wire.a, wire.b))))
        for wire in lab.layout.wires
        if {wire.a[0], wire.b[0]} <= names.keys()
    )


def questions(lab: Lab) -> list[Pair]:
    """Every host asks the address of every other one, each address once."""
    addresses = {host.address.ip for host in lab.layout.hosts}
    return [(host.name, address) for host in lab.layout.hosts for address in sorted(addresses - {host.address.ip})]


def answers(lab: Lab, network: Network, pairs: list[Pair]) -> dict[Pair, str]:
    """Who answers each question, as far as netplan can tell: the host at the one end of all branches, if its answer comes back."""
    plane = DataPlane.of(network)
    hosts = {host.name: host for host in lab.layout.hosts}
    found = {}
    for name, address in pairs:
        there = _end(lab, plane, hosts[name], address)
        back = _end(lab, plane, there, hosts[name].address.ip) if there else None
        found[name, address] = there.name if there and back is hosts[name] else ""
    return found


def _end(lab: Lab, plane: DataPlane, source: Host, address: IPv4Address) -> Host | None:
    """Whom a packet of `source` to `address` reaches on every branch."""
    start = (DeviceId(source.department, source.router), source.port)
    ends = plane.trace_ends(start, Packet(str(source.address.ip), str(address), "udp", PORT))
    places = {(end.device, end.interface) if end.fate is Fate.DELIVERED else None for end in ends}
    if len(places) != 1 or not (place := places.pop()):
        return None
    return next(
        (h for h in lab.layout.hosts if (DeviceId(h.department, h.router), h.port) == place and h.address.ip == address), None
    )
