"""Every address is used once."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address

from models.device import DeviceId
from models.interfaces import FhrpKind, Interface, InterfaceKind
from models.link import Port
from models.network import Network
from models.source import Source
from netplan.verifier.fault import Fault, Question

Use = tuple[DeviceId, str, Source]


def unique_addresses(question: Question) -> Iterator[Fault]:
    """No address is on two ports of one realm, and no subnet that the plan brings in overlaps one of another department.

    (I7.) Shared gateway addresses (FHRP, anycast) are one address. What clashed before the plan is a conflict, not a fault of it.
    """
    network = question.view.state.network
    first = question.first.state.network
    before = {clash for clash, _ in _twice(first)}
    for clash, uses in _twice(network):
        if clash not in before:
            realm, address = clash
            what = f"{address} is on {' and '.join(f'{d} {p}' for d, p, _ in uses[:2])} in realm {realm}"
            yield Fault(("unique", realm, address), what, hit=realm, sources=tuple(source for _, _, source in uses[:2]))
    yield from _new_overlaps(first, network)


def _twice(network: Network) -> Iterator[tuple[tuple[str, str], list[Use]]]:
    uses: dict[tuple[str, str, IPv4Address | IPv6Address], list[Use]] = {}
    for name, device in network.devices.items():
        realm = network.realm(name.department)
        for port in device.interfaces.values():
            if not port.enabled:
                continue
            shared = {a for group in port.fhrp if group.kind is FhrpKind.ANYCAST for a in group.addresses}
            for address in port.addresses:
                ip = address.ip.ip
                if ip not in shared and not ip.is_link_local:
                    uses.setdefault((realm, port.vrf, ip), []).append((name, port.name, address.source))
    for (realm, _, twice), found in uses.items():
        if len(found) > 1:
            yield (realm, str(twice)), found


def _new_overlaps(first: Network, network: Network) -> Iterator[Fault]:
    """Subnets that were not there at first, against those of the other realms, by one sweep over sorted prefixes."""
    old = {(first.realm(name.department), prefix) for name, _, prefix, _ in _subnets(first)}
    present = [(prefix, network.realm(name.department), name, port, source) for name, port, prefix, source in _subnets(network)]
    # The outer one of two prefixes comes first.
    present.sort(key=lambda one: (int(one[0].network_address), one[0].prefixlen, one[1], one[2], one[3].name))
    open_: list[tuple[IPv4Network, str, DeviceId, Interface, Source]] = []
    for prefix, realm, device, port, source in present:
        open_ = [one for one in open_ if prefix.subnet_of(one[0])]
        for outer, whose, owner, theirs, place in open_:
            new = (realm, prefix) not in old or (whose, outer) not in old
            if whose != realm and new and not (outer == prefix and _wired(network, (device, port), (owner, theirs))):
                what = f"{prefix} of {device} lies in {outer} of {owner}"
                yield Fault(("unique", str(prefix), str(outer)), what, hit=f"{realm} and {whose}", sources=(source, place))
        open_.append((prefix, realm, device, port, source))


def _subnets(network: Network) -> Iterator[tuple[DeviceId, Interface, IPv4Network, Source]]:
    for name, device in network.devices.items():
        for port in device.interfaces.values():
            for address in port.addresses if port.enabled else ():
                if isinstance(address.ip.network, IPv4Network):
                    yield name, port, address.ip.network, address.source


def _wired(network: Network, one: tuple[DeviceId, Interface], other: tuple[DeviceId, Interface]) -> bool:
    """Two ends of one wire share its subnet by intention. A port of a VLAN may be on any wire of its device."""
    ends = {one[0]: one[1], other[0]: other[1]}
    return any(
        {link.a.device, link.b.device} == ends.keys() and all(_on(network, ends[end.device], end) for end in (link.a, link.b))
        for link in network.links
    )


def _on(network: Network, port: Interface, end: Port) -> bool:
    wire = network.devices[end.device].interfaces.get(end.interface)
    return port.kind is InterfaceKind.VLAN or bool({port.name, port.parent} & {end.interface, wire.lag if wire else ""} - {""})
