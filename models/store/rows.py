"""The facts of a device as rows made for questions. A pure function of the Device, so that a check can repeat it."""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network, ip_network
from typing import Any

from models.device import Device
from models.filters import Acl, AclRule, Wildcard
from models.interfaces import Interface
from models.source import Source
from models.values import vlan_list

Row = dict[str, Any]


def hexed(value: int) -> str:
    """An address as 32 hex digits, so that text comparison orders addresses."""
    return f"{value:032x}"


def bounds(prefix: IPv4Network | IPv6Network) -> Row:
    """First and last address of a prefix, and its family."""
    return {"family": prefix.version, "first": hexed(int(prefix.network_address)), "last": hexed(int(prefix.broadcast_address))}


def rows(device: Device) -> dict[str, list[Row]]:
    """The rows of one device by table name."""
    ports = list(device.interfaces.values())
    return {
        "device": [
            {
                "hostname": device.hostname,
                "domain": device.domain,
                "os": device.os,
                "model": device.model,
                "version": device.version,
            }
            | {"serials": " ".join(device.serials), "site": device.site, "role": device.role, "forwards": device.forwards}
            | {"file": device.file, "line": 0}
        ],
        "interface": [_interface(port) for port in ports],
        "address": [row for port in ports for row in _addresses(port)],
        "vlan": [
            {"vlan": v.id, "name": v.name, "enabled": v.enabled, "vni": v.vni, **_at(v.source)} for v in device.vlans.values()
        ],
        "vrf": [
            {"name": v.name, "rd": v.rd, "import_targets": _joined(v.import_targets), "export_targets": _joined(v.export_targets)}
            | _at(v.source)
            for v in device.vrfs.values()
        ],
        "static": [
            {"vrf": s.vrf, "prefix": str(s.prefix), **bounds(s.prefix), "next_hop": str(s.next_hop or ""), "interface": s.interface}
            | {"discard": s.discard, "distance": s.distance, "name": s.name, **_at(s.source)}
            for s in sorted(device.statics, key=lambda s: (s.source, str(s)))
        ],
        "acl": [row for acl in device.acls.values() for row in _acl(acl)],
        "acl_range": [row for acl in device.acls.values() for rule in acl.rules for row in _ranges(acl, rule)],
        "neighbour": [
            {"interface": n.interface, "remote_name": n.remote_name, "remote_interface": n.remote_interface}
            | {"protocol": n.protocol, "remote_address": n.remote_address, **_at(n.source)}
            for n in device.neighbours
        ],
        "host": [
            {"mac": h.mac, "address": str(h.address or ""), "value": hexed(int(h.address)) if h.address else ""}
            | {"interface": h.interface, "vlan": h.vlan, "vrf": h.vrf, **_at(h.source)}
            for h in device.hosts
        ],
        "service": [
            {"kind": s.kind, "target": s.target, "vrf": s.vrf, "detail": s.detail, **_at(s.source)}
            for s in sorted(device.services, key=lambda s: (s.source, str(s)))
        ],
        "account": [
            {"name": u.name, "privilege": u.privilege, "secret": u.secret, **_at(u.source)}
            for u in sorted(device.users, key=lambda u: (u.source, str(u)))
        ],
        "coverage": [
            {"feature": feature, "status": status.name.lower(), "lines": n, "file": device.file, "line": 0}
            for feature, status, n in device.coverage.counts
        ],
        "unread": [
            {"text": u.text, "feature": u.feature, "status": u.status.name.lower(), **_at(u.source)} for u in device.coverage.unread
        ],
    }


def _at(source: Source) -> Row:
    return {"file": source.file, "line": source.line}


def _joined(texts: Iterable[str]) -> str:
    return " ".join(sorted(texts))


def _interface(port: Interface) -> Row:
    switch = port.switchport
    trunk = switch.trunk_vlans if switch and switch.mode == "trunk" else frozenset()
    return {
        "name": port.name,
        "kind": port.kind.value,
        "enabled": port.enabled,
        "description": port.description,
        "vrf": port.vrf,
        "mtu": port.mtu,
        "speed": port.speed,
        "mode": switch.mode if switch else "",
        "access_vlan": switch.access_vlan if switch and switch.mode == "access" else None,
        "native_vlan": switch.native_vlan if switch and switch.mode == "trunk" else None,
        "trunk_vlans": "all" if trunk is None else vlan_list(trunk),
        "vlan": port.vlan or port.encapsulation_vlan or None,
        "parent": port.parent,
        "lag": port.lag,
        "acl_in": port.acl_in or port.acl6_in,
        "acl_out": port.acl_out or port.acl6_out,
        **_at(port.source),
    }


def _addresses(port: Interface) -> Iterator[Row]:
    for address in port.addresses:
        yield _address(port, "secondary" if address.secondary else "address", address.ip, address.source)
    for group in port.fhrp:
        for virtual in group.addresses:
            yield _address(port, group.kind.value, virtual, group.source)


def _address(port: Interface, kind: str, ip: IPv4Interface | IPv6Interface | IPv4Address | IPv6Address, source: Source) -> Row:
    prefix = ip.network if isinstance(ip, (IPv4Interface, IPv6Interface)) else ip_network(ip)
    row = {"interface": port.name, "vrf": port.vrf, "kind": kind, "address": str(ip), "prefix": str(prefix)}
    return {**row, "value": hexed(int(ip)), **bounds(prefix), **_at(source)}


def _acl(acl: Acl) -> Iterator[Row]:
    for position, rule in enumerate(acl.rules):
        yield {
            "acl": acl.name,
            "family": acl.family,
            "position": position,
            "permit": rule.permit,
            "protocols": " ".join(map(str, rule.protocols)),
            "sources": _text(rule.sources),
            "destinations": _text(rule.destinations),
            "source_ports": _ports(rule.source_ports),
            "destination_ports": _ports(rule.destination_ports),
            "unmodelled": rule.unmodelled,
            **_at(rule.source),
        }


def _text(wildcards: tuple[Wildcard, ...]) -> str:
    return ", ".join(map(str, wildcards)) or "any"


def _ports(ports: tuple[tuple[int, int], ...]) -> str:
    return " ".join(str(low) if low == high else f"{low}-{high}" for low, high in ports)


def _ranges(acl: Acl, rule: AclRule) -> Iterator[Row]:
    for side, wildcards in (("source", rule.sources), ("destination", rule.destinations)):
        for wildcard in wildcards:
            if wildcard.mask.bit_length() < (32 if wildcard.family == 4 else 128) or wildcard.mask & (wildcard.mask + 1):
                yield {
                    "acl": acl.name,
                    "family": wildcard.family,
                    "side": side,
                    "first": hexed(wildcard.address & ~wildcard.mask),
                } | {
                    "last": hexed(wildcard.address | wildcard.mask),
                    **_at(rule.source),
                }
