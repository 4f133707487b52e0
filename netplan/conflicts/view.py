"""What the conflict kinds look at: the subnets of every department and how many hosts live in each.

Weights: "seen" counts distinct addresses in the department's ARP and ND tables, or distinct MACs in the
VLAN where only switches were heard, without the routers' own. Where no router of a subnet gave such a table and
none of its addresses was heard elsewhere, the weight is "possible": the usable addresses of the subnet, at most
`POSSIBLE_CAP`. Every subnet weighs at least 1.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from math import log10

from models.device import Device, DeviceId
from models.interfaces import DEFAULT_VRF, Interface, InterfaceKind
from models.inventory import Inventory
from models.network import Network
from models.source import Source

Prefix = IPv4Network | IPv6Network
Ip = IPv4Address | IPv6Address

POSSIBLE_CAP = 254
"""No subnet is taken to hold more hosts than this unless they were seen: a /16 on one VLAN is seldom full."""

ROUTERS_ONLY = 4
"""A subnet of so few addresses (/30, /31, /32) joins routers; no host lives there."""


@dataclass(frozen=True, slots=True)
class Subnet:
    """One prefix that a department uses in one VRF, and the interfaces that hold an address of it."""

    department: str
    realm: str
    vrf: str
    prefix: Prefix
    ports: tuple[tuple[DeviceId, str], ...]
    hosts: int
    evidence: str
    sources: tuple[Source, ...]
    transfer: bool
    """No end systems: a loopback or a link between routers."""


def severity(hosts: int) -> int:
    """0 to 100 on a logarithmic scale of hosts touched.

    >>> severity(0), severity(9), severity(99), severity(10**6)
    (0, 20, 40, 100)
    """
    return min(100, round(20 * log10(1 + max(0, hosts))))


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "host"), counted(3, "host")
    ('1 host', '3 hosts')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: list[str], most: int = 4) -> str:
    """Names in a row, the first `most` of them.

    >>> listed(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


@dataclass(frozen=True)
class View:
    """A network with what the conflict kinds need from it, computed once."""

    network: Network
    inventory: Inventory | None = None

    @cached_property
    def departments(self) -> Mapping[str, tuple[Device, ...]]:
        """The devices of each department, by name."""
        groups: dict[str, list[Device]] = defaultdict(list)
        for id in sorted(self.network.devices):
            groups[id.department].append(self.network.devices[id])
        return {name: tuple(devices) for name, devices in groups.items()}

    @cached_property
    def subnets(self) -> tuple[Subnet, ...]:
        """Every subnet of every department, from the addresses of its interfaces; no link-local or loopback net."""
        found: list[Subnet] = []
        for department, devices in self.departments.items():
            found.extend(_subnets(department, self.network.realm(department), devices))
        return tuple(found)

    @cached_property
    def vlan_hosts(self) -> Mapping[tuple[str, int], int]:
        """Hosts by department and VLAN: those of the VLAN's subnets, or the switch ports that carry it untagged."""
        hosts: dict[tuple[str, int], int] = defaultdict(int)
        ports: dict[tuple[str, int], int] = defaultdict(int)
        for subnet in self.subnets:
            for device, name in subnet.ports:
                vlan = vlan_of(self.network.devices[device].interfaces[name])
                if vlan is not None:
                    place = subnet.department, vlan
                    hosts[place] = max(hosts[place], subnet.hosts)
        for id, device_ in self.network.devices.items():
            for interface in device_.interfaces.values():
                if interface.switchport is not None and interface.switchport.mode == "access":
                    ports[id.department, interface.switchport.access_vlan] += 1
        return {place: max(hosts[place], ports[place]) for place in hosts.keys() | ports.keys()}


def vlan_of(interface: Interface) -> int | None:
    """The VLAN whose routed interface this is."""
    return interface.vlan if interface.vlan is not None else interface.encapsulation_vlan or None


def connected(interface: Interface) -> Iterator[tuple[Prefix, Source]]:
    """The prefixes that an interface is in, without link-local and loopback nets."""
    for address in interface.addresses:
        net = address.ip.network
        if not (net.is_link_local or net.is_loopback or net.is_multicast):
            yield net, address.source


def _subnets(department: str, realm: str, devices: tuple[Device, ...]) -> Iterator[Subnet]:
    ports: dict[tuple[str, Prefix], list[tuple[DeviceId, str]]] = defaultdict(list)
    sources: dict[tuple[str, Prefix], list[Source]] = defaultdict(list)
    loopbacks: set[tuple[str, Prefix]] = set()
    own: set[Ip] = set()
    for device in devices:
        for interface in device.interfaces.values():
            for net, source in connected(interface):
                place = interface.vrf or DEFAULT_VRF, net
                ports[place].append((device.id, interface.name))
                sources[place].append(source)
                if interface.kind == InterfaceKind.LOOPBACK:
                    loopbacks.add(place)
            own.update(address.ip.ip for address in interface.addresses)
            own.update(ip for group in interface.fhrp for ip in group.addresses)
    heard, in_vlan = _heard(devices, own, {(net.version, net.prefixlen) for _, net in ports})
    by_id = {device.id: device for device in devices}
    for place, where in ports.items():
        vrf, net = place
        size = net.num_addresses
        transfer = place in loopbacks or size <= ROUTERS_ONLY
        key = _key(net)
        seen = len(heard.get((vrf, *key), set()) | heard.get(("", *key), set()))
        for id, name in where:
            vlan = vlan_of(by_id[id].interfaces[name])
            if vlan is not None:
                seen = max(seen, len(in_vlan.get(vlan, ())))
        possible = 0 if transfer else min(size - 2, POSSIBLE_CAP)
        listened = seen > 0 or any(by_id[id].hosts for id, _ in where)
        hosts = max(1, seen if listened else possible)
        evidence = "seen" if listened else "possible"
        yield Subnet(department, realm, vrf, net, tuple(where), hosts, evidence, tuple(sources[place]), transfer)


def _key(net: Prefix) -> tuple[int, int, int]:
    return net.version, net.prefixlen, int(net.network_address)


def _heard(
    devices: tuple[Device, ...], own: set[Ip], sizes: set[tuple[int, int]]
) -> tuple[dict[tuple[str, int, int, int], set[Ip]], dict[int, set[str]]]:
    """Addresses heard by VRF ("" = not told) and subnet of one of the `sizes`, and MACs by VLAN."""
    addresses: dict[tuple[str, int, int, int], set[Ip]] = defaultdict(set)
    macs: dict[int, set[str]] = defaultdict(set)
    for device in devices:
        for host in device.hosts:
            if host.address is not None:
                if host.address not in own:
                    bits, value = host.address.max_prefixlen, int(host.address)
                    for version, length in sizes:
                        if version == host.address.version:
                            addresses[host.vrf, version, length, value >> (bits - length) << (bits - length)].add(host.address)
            elif host.vlan is not None:
                macs[host.vlan].add(host.mac)
    return addresses, macs
