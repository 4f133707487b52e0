"""What the lines of an interface say about layer 3: addresses, VRF, relays, filters, OSPF."""

from dataclasses import replace
from ipaddress import IPv4Interface, IPv6Interface, ip_address

from collectors.draft import Draft
from collectors.ioslike.ports.port import Handler, Port
from collectors.tree import Line
from models.interfaces import DEFAULT_VRF, Address, Fhrp, FhrpKind, OspfInterface
from models.values import dotted_area, interface_address


def _ip_address(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ip address` in the forms of IOS (mask), EOS and FRR (prefix length), secondary, DHCP, unnumbered, anycast."""
    source = draft.source(line)
    match words[2:]:
        case ["dhcp" | "negotiated" | "pool", *_]:
            port.facts["dhcp"] = True
        case ["unnumbered", name]:
            port.facts["unnumbered_from"] = port.os.canonical_name(name)
        case ["virtual", prefix] | ["virtual", prefix, "secondary"]:
            address = IPv4Interface(prefix)
            port.addresses.append(Address(address, len(words) == 5, source))
            _anycast(port, str(address.ip), line, draft)
        case [prefix] if "/" in prefix:
            port.addresses.append(Address(IPv4Interface(prefix), False, source))
        case [prefix, "secondary"] if "/" in prefix:
            port.addresses.append(Address(IPv4Interface(prefix), True, source))
        case [address, mask]:
            port.addresses.append(Address(interface_address(address, mask), False, source))
        case [address, mask, "secondary"]:
            port.addresses.append(Address(interface_address(address, mask), True, source))
        case _:
            return False
    port.routed = True
    return True


def _no_ip(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`no ip address`: only a routed port prints it."""
    if words == ["no", "ip", "address"]:
        port.routed = True
        return True
    return False


def _ipv6_address(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words[2:]:
        case [prefix] | [prefix, "anycast"] if "/" in prefix:
            address = IPv6Interface(prefix)
        case [local, "link-local"]:
            address = IPv6Interface(local if "/" in local else f"{local}/64")  # the prefix of RFC 4291 2.5.6
        case _:
            return False
    port.addresses.append(Address(address, False, draft.source(line)))
    port.routed = True
    return True


def _unnumbered(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["ip", "unnumbered", *name] if name and name[-1] not in ("poll", "dhcp"):
            port.facts["unnumbered_from"] = port.os.canonical_name("".join(name))
            port.routed = True
            return True
    return False


def _vrf(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`vrf forwarding X`, the older `ip vrf forwarding X`, and `vrf X` of EOS and FRR."""
    match words:
        case ["ip", "vrf", "forwarding", name] | ["vrf", "forwarding", name] | ["vrf", name]:
            port.facts["vrf"] = DEFAULT_VRF if name == "default" else name
            return True
    return False


def _helper(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["ip", "helper-address", address] | ["ipv6", "dhcp", "relay", "destination", address]:
            port.helpers.append(ip_address(address))
            return True
    return False


def _access_group(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["ip", "access-group", name, "in" | "out" as way]:
            port.facts[f"acl_{way}"] = name
        case ["ipv6", "traffic-filter" | "access-group", name, "in" | "out" as way]:
            port.facts[f"acl6_{way}"] = name
        case _:
            return False
    return True


def _nat(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["ip", "nat", "inside" | "outside" as side]:
            port.facts["nat"] = side
            return True
    return False


def _virtual_router(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """EOS `ip virtual-router address`: one gateway address on every router."""
    match words:
        case [_, "virtual-router", "address", address] | [_, "virtual-router", "address", address, "secondary"]:
            _anycast(port, address.partition("/")[0], line, draft)
            return True
    return False


def _anycast(port: Port, address: str, line: Line, draft: Draft) -> None:
    key = (FhrpKind.ANYCAST, 0)
    group = port.fhrp.get(key) or Fhrp(FhrpKind.ANYCAST, 0, source=draft.source(line))
    port.fhrp[key] = replace(group, addresses=(*group.addresses, ip_address(address)))


def _ospf2(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    return _ospf(words[2:], 2, port, line, draft)


def _ospf3(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ipv6 ospf`, `ipv6 ospf6` of FRR, and `ospfv3`, whose address family may be left out."""
    rest = words[2:] if words[0] == "ipv6" else words[1:]
    match rest:
        case [process, "ipv6", *settings] if words[0] == "ospfv3":
            return _ospf([process, *settings] if settings[:1] == ["area"] else settings, 3, port, line, draft)
        case ["ipv6", *settings] if words[0] == "ospfv3":
            return _ospf(settings, 3, port, line, draft)
        case [_, "ipv4", *_] | ["ipv4", *_]:
            return False
    return _ospf(rest, 3, port, line, draft)


def _ospf(words: list[str], version: int, port: Port, line: Line, draft: Draft) -> bool:
    now = port.ospf.get(version) or OspfInterface(version=version, source=draft.source(line))
    match words:
        case ["area", area]:
            now = replace(now, area=dotted_area(area))
        case [process, "area", area]:
            now = replace(now, process=process, area=dotted_area(area))
        case ["cost", cost]:
            now = replace(now, cost=int(cost))
        case ["network", "broadcast" | "point-to-point" | "non-broadcast" | "point-to-multipoint" as kind]:
            now = replace(now, network_type=kind)
        case ["priority", priority]:
            now = replace(now, priority=int(priority))
        case ["hello-interval", seconds]:
            now = replace(now, hello=int(seconds))
        case ["dead-interval", seconds]:
            now = replace(now, dead=int(seconds))
        case ["dead-interval", "minimal", "hello-multiplier", _]:
            now = replace(now, dead=1)
        case ["mtu-ignore"]:
            now = replace(now, mtu_ignore=True)
        case ["passive"] | ["passive-interface"]:
            now = replace(now, passive=True)
        case _:
            return False
    port.ospf[version] = now
    return True


LAYER3: dict[str, Handler] = {
    "ip address": _ip_address,
    "no ip": _no_ip,
    "ipv6 address": _ipv6_address,
    "ip unnumbered": _unnumbered,
    "vrf": _vrf,
    "ip vrf": _vrf,
    "ip helper-address": _helper,
    "ipv6 dhcp": _helper,
    "ip access-group": _access_group,
    "ipv6 traffic-filter": _access_group,
    "ipv6 access-group": _access_group,
    "ip nat": _nat,
    "ip virtual-router": _virtual_router,
    "ipv6 virtual-router": _virtual_router,
    "ip ospf": _ospf2,
    "ipv6 ospf": _ospf3,
    "ipv6 ospf6": _ospf3,
    "ospfv3": _ospf3,
}
