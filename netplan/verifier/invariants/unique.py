"""Every address is used once."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from models.device import DeviceId
from models.interfaces import FhrpKind
from models.network import Network
from models.source import Source
from netplan.verifier.fault import Fault, Question

Use = tuple[DeviceId, str, Source]


def unique_addresses(question: Question) -> Iterator[Fault]:
    """No address is on two ports of one realm, and no subnet that the plan brings in overlaps one of another department.

    (I7.) Shared gateway addresses (FHRP, anycast) are one address. What clashed before the plan is a conflict, not a fault of it.
    """
    network = question.view.state.plane.network
    first = question.first.state.plane.network
    before = {clash for clash, _ in _twice(first)}
    for clash, uses in _twice(network):
        if clash not in before:
            realm, address = clash
            what = f"{address} is on {' and '.join(f'{d} {p}' for d, p, _ in uses[:2])} in realm {realm}"
            yield Fault(("unique", realm, address), what, hit=realm, sources=tuple(source for _, _, source in uses[:2]))
    yield from _new_overlaps(first, network)


def _twice(network: Network) -> Iterator[tuple[tuple[str, str], list[Use]]]:
    uses: dict[tuple[str, str, str], list[Use]] = {}
    for name, device in network.devices.items():
        for port in device.interfaces.values():
            shared = {str(a) for group in port.fhrp if group.kind is FhrpKind.ANYCAST for a in group.addresses}
            for address in port.addresses:
                if port.enabled and str(address.ip.ip) not in shared and not address.ip.ip.is_link_local:
                    key = (network.realm(name.department), port.vrf, str(address.ip.ip))
                    uses.setdefault(key, []).append((name, port.name, address.source))
    for (realm, _, twice), found in uses.items():
        if len(found) > 1:
            yield (realm, twice), found


def _new_overlaps(first: Network, network: Network) -> Iterator[Fault]:
    """Subnets that were not there at first, against those of the other realms, by one sweep over sorted prefixes."""
    old = {(first.realm(d.department), n) for d, n, _ in _subnets(first)}
    present = sorted(
        {(n.network_address, -n.prefixlen, n, network.realm(d.department), d, s) for d, n, s in _subnets(network)},
        key=lambda t: t[:4],
    )
    open_: list[tuple[IPv4Network, str, DeviceId, Source]] = []
    for _, _, prefix, realm, device, source in present:
        open_ = [one for one in open_ if prefix.subnet_of(one[0])]
        for outer, whose, owner, place in open_:
            new = (realm, prefix) not in old or (whose, outer) not in old
            if whose != realm and new and not _wired(network, device, owner):
                what = f"{prefix} of {device} lies in {outer} of {owner}"
                yield Fault(("unique", str(prefix), str(outer)), what, hit=f"{realm} and {whose}", sources=(source, place))
        open_.append((prefix, realm, device, source))


def _subnets(network: Network) -> Iterator[tuple[DeviceId, IPv4Network, Source]]:
    for name, device in network.devices.items():
        for port in device.interfaces.values():
            for address in port.addresses:
                if port.enabled and isinstance(address.ip.network, IPv4Network):
                    yield name, address.ip.network, address.source


def _wired(network: Network, one: DeviceId, other: DeviceId) -> bool:
    """Two ends of one wire share its subnet by intention."""
    return any({link.a.device, link.b.device} == {one, other} for link in network.links)
