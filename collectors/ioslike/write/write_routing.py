"""Commands for static routes, routing processes, policies and services of the IOS-like systems."""

from dataclasses import replace
from ipaddress import IPv4Network

from collectors.ioslike.write.spelling import Spelling
from models.errors import CannotWrite
from models.interfaces import DEFAULT_VRF
from models.policy import Policy
from models.routing import BgpProcess, OspfNetwork, OspfProcess, Redistribution, StaticRoute
from models.services import Service


def static_lines(spelling: Spelling, old: StaticRoute | None, new: StaticRoute | None, forwards: bool) -> list[str]:
    """A switch that does not route has a default gateway instead.

    Where both are given they have one prefix and next hop. Most systems keep one route for these and `no` takes it
    whatever its distance, so the old one goes first: the other way round both would be gone.
    """
    if not forwards:
        return _gateway(old, new)
    lines = _static(spelling, "no ", old) if old else []
    return lines + (_static(spelling, "", new) if new else [])


def _gateway(old: StaticRoute | None, new: StaticRoute | None) -> list[str]:
    if any(route and (route.prefix.prefixlen or not route.next_hop or route.distance != 1 or route.tag) for route in (old, new)):
        raise CannotWrite("a switch that does not route takes a default gateway only, without a distance or tag")
    lines = [f"no ip default-gateway {old.next_hop}"] if old else []
    return lines + ([f"ip default-gateway {new.next_hop}"] if new else [])


def _static(spelling: Spelling, no: str, route: StaticRoute) -> list[str]:
    """One static route; within its VRF block on FRR."""
    line = f"{spelling.static(route.vrf, route.prefix.version)}{spelling.network(route.prefix)} "
    if route.metric or route.track:
        raise CannotWrite(f"route {route.prefix}: metrics and tracked routes are not written by netplan; change it by hand")
    after, hops = "", []
    if route.next_hop_vrf:
        if spelling.os == "cisco_ios":
            if route.next_hop_vrf != DEFAULT_VRF or not route.next_hop:
                raise CannotWrite(
                    f"route {route.prefix}: IOS leaks a static route through an interface or into the global table only"
                )
            after = " global"
        elif spelling.os == "frr":
            after = f" {spelling.egress_vrf.format(route.next_hop_vrf)}"
        else:
            hops.append(spelling.egress_vrf.format(route.next_hop_vrf).strip())
    if route.discard:
        hops.append("Null0")
    hops += [str(hop) for hop in (route.interface, route.next_hop) if hop]
    if not [hop for hop in hops if not hop.startswith("egress-vrf")]:
        raise CannotWrite(f"route {route.prefix}: {spelling.os} needs a next hop or an interface for it")
    line += " ".join(hops)
    options = [f"tag {route.tag}"] if route.tag else []
    distance = [str(route.distance)] if route.distance != spelling.default_static_distance else []
    name = [f"name {route.name}"] if route.name and spelling.os != "frr" else []
    words = (
        [*options, *distance]
        if spelling.os == "frr"
        else [*distance, *name, *options]
        if spelling.os == "cisco_ios"
        else [*distance, *options, *name]
    )
    line = no + " ".join([line, *words]) + after
    if spelling.os == "frr" and route.vrf != DEFAULT_VRF:
        return [f"vrf {route.vrf}", f" {line}", " exit-vrf"]
    return [line]


def ospf_lines(spelling: Spelling, old: OspfProcess | None, new: OspfProcess | None) -> list[str]:
    """Networks and redistributions of an OSPFv2 process that stays."""
    if old is None or new is None or new.version != 2:
        raise CannotWrite("netplan writes networks and redistribution of an OSPFv2 process that is there; do the rest by hand")
    if replace(old, networks=(), redistributions=(), passive=frozenset()) != replace(
        new, networks=(), redistributions=(), passive=frozenset()
    ):
        raise CannotWrite(f"ospf {new.id}: only its networks, redistribution and passive interfaces are written by netplan")
    lines = [_ospf_network(spelling, n) for n in new.networks if n not in old.networks]
    lines += [f"no {_ospf_network(spelling, n)}" for n in old.networks if n not in new.networks]
    lines += [f"no redistribute {_redistribution(spelling, r)[0]}" for r in old.redistributions if r not in new.redistributions]
    lines += [f"redistribute {' '.join(_redistribution(spelling, r))}" for r in new.redistributions if r not in old.redistributions]
    lines += [f"passive-interface {name}" for name in sorted(new.passive - old.passive)]
    lines += [f"no passive-interface {name}" for name in sorted(old.passive - new.passive)]
    vrf = f" vrf {new.vrf}" if new.vrf != DEFAULT_VRF else ""
    return [f"router ospf{'' if spelling.os == 'frr' and new.id == '1' else ' ' + new.id}{vrf}", *(f" {line}" for line in lines)]


def _ospf_network(spelling: Spelling, network: OspfNetwork) -> str:
    if network.wildcard is not None:
        raise CannotWrite("a network statement with a broken wildcard is not written by netplan")
    if spelling.ospf_network_slash or not isinstance(network.prefix, IPv4Network):
        return f"network {network.prefix} area {network.area}"
    return f"network {network.prefix.network_address} {network.prefix.hostmask} area {network.area}"


def _redistribution(spelling: Spelling, r: Redistribution) -> list[str]:
    """The words after `redistribute`; the first names the protocol, which is all that `no` needs."""
    if r.match or r.protocol not in ("connected", "static", "bgp", "ospf", "rip", "kernel"):
        raise CannotWrite(f"redistribution of {r.protocol} is not written by netplan; change it by hand")
    words = [f"{r.protocol} {r.process}".strip()]
    if r.metric is not None:
        words.append(f"metric {r.metric}")
    if r.metric_type is not None:
        words.append(f"metric-type {r.metric_type}")
    if r.tag is not None:
        words.append(f"tag {r.tag}")
    if not r.classful_only and spelling.os == "cisco_ios":
        words.append("subnets")
    return [*words, *(f"route-map {name}" for name in r.policies)]


def bgp_lines(spelling: Spelling, old: BgpProcess | None, new: BgpProcess | None) -> list[str]:
    """Networks and redistribution of the IPv4 unicast family of a process that stays, in the default VRF."""
    if old is None or new is None or new.vrf != DEFAULT_VRF:
        raise CannotWrite(
            "netplan writes networks and redistribution of a BGP process of the default VRF that is there; do the rest by hand"
        )
    if replace(old, networks=(), redistributions=()) != replace(new, networks=(), redistributions=()):
        raise CannotWrite(f"bgp {new.asn}: only its networks and redistribution are written by netplan; change the rest by hand")
    lines: list[str] = []
    for network in (*[n for n in old.networks if n not in new.networks], *[n for n in new.networks if n not in old.networks]):
        if network.always or network.prefix.version == 6:
            raise CannotWrite(f"bgp network {network.prefix}: IPv6 networks and import checks are not written by netplan")
        mask = "" if spelling.slash else f" mask {network.prefix.netmask}"
        text = f"{network.prefix if spelling.slash else network.prefix.network_address}{mask}"
        policy = "".join(f" route-map {name}" for name in network.policies)
        lines.append(f"{'no ' if network in old.networks else ''}network {text}{policy}")
    lines += [f"no redistribute {_redistribution(spelling, r)[0]}" for r in old.redistributions if r not in new.redistributions]
    lines += [
        f"redistribute {' '.join(w for w in _redistribution(spelling, r) if w != 'subnets')}"
        for r in new.redistributions
        if r not in old.redistributions
    ]
    return [
        f"router bgp {new.asn}",
        " address-family ipv4 unicast" if spelling.os == "frr" else " address-family ipv4",
        *(f"  {line}" for line in lines),
    ]


def policy_lines(old: Policy | None, new: Policy | None) -> list[str]:
    """Remove a route map. Terms are not written: a route map is the work of a person who knows why."""
    if new is None and old is not None:
        return [f"no route-map {old.name}"]
    raise CannotWrite("route maps are not written by netplan; write the change by hand")


_SERVICES = {"ntp": "ntp server {}", "dns": "ip name-server {}", "syslog": "logging host {}"}


def service_lines(spelling: Spelling, old: Service | None, new: Service | None) -> list[str]:
    """A plain NTP, DNS or syslog server; the new one before the old one leaves."""
    lines = []
    for no, service in (("", new), ("no ", old)):
        if service is None:
            continue
        if spelling.os == "frr" or service.kind not in _SERVICES or service.detail or service.vrf not in ("", DEFAULT_VRF):
            raise CannotWrite(
                f"{service.kind} {service.target}: {spelling.os} needs more than netplan knows of it; change it by hand"
            )
        lines.append(no + _SERVICES[service.kind].format(service.target))
    return lines
