"""The FRR config of a router of the laboratory, as an engineer would have written it."""

from itertools import groupby

from tests.lab.layout import DESK_ADDRESS, MANAGEMENT, OUT_OF_BAND, Port, Router

QUICK = ("ip ospf network point-to-point", "ip ospf hello-interval 1", "ip ospf dead-interval 4", "ip ospf retransmit-interval 3")
"""OSPF that converges in seconds: no waiting for a designated router."""


def config(router: Router) -> str:
    """The text of frr.conf."""
    lines = ["frr defaults traditional", f"hostname {router.name}", "service integrated-vtysh-config", "!"]
    lines += [f"ip route {DESK_ADDRESS.network} {OUT_OF_BAND.ip}"]
    if router.static:
        lines += ["ip route {} {}".format(*router.static)]
    loopback = [f"ip address {router.loopback}"]
    if router.department != "core":
        loopback += ["ip ospf area 0", "ip ospf passive"]
    lines += _block("interface lo", loopback)
    lines += _block(f"interface {MANAGEMENT}", ["description out of band", f"ip address {router.management}"])
    for port in router.ports:
        lines += _port(port)
    if router.department != "core":
        lines += _ospf(router)
    if router.edge and router.department != "core":
        lines += ["ip prefix-list DEFAULT seq 5 permit 0.0.0.0/0"]
        lines += _block("route-map OSPF-TO-BGP deny 10", ["match ip address prefix-list DEFAULT"])
        lines += _block("route-map OSPF-TO-BGP permit 20", [])
    for vrf, ports in groupby(sorted((p for p in router.ports if p.peer), key=lambda p: p.vrf), key=lambda p: p.vrf):
        lines += _bgp(router, vrf, list(ports))
    return "\n".join([*lines, "line vty", "exit", ""])


def _block(head: str, lines: list[str]) -> list[str]:
    return [head, *(f" {line}" for line in lines), "exit", "!"]


def _port(port: Port) -> list[str]:
    lines = [f"description {port.description}", f"ip address {port.address}"]
    if port.area:
        lines += [f"ip ospf area {port.area}", *(["ip ospf passive"] if port.passive else QUICK)]
    return _block(f"interface {port.name}" + (f" vrf {port.vrf}" if port.vrf else ""), lines)


def _ospf(router: Router) -> list[str]:
    lines = [f"ospf router-id {router.loopback.ip}", "timers throttle spf 50 100 1000", "log-adjacency-changes"]
    if router.edge:
        lines += ["default-information originate"]
    if router.static:
        lines += ["redistribute static metric-type 1"]
    return _block("router ospf", lines)


def _bgp(router: Router, vrf: str, ports: list[Port]) -> list[str]:
    lines = [f"bgp router-id {router.loopback.ip}", "no bgp ebgp-requires-policy", "no bgp network import-check"]
    for port in ports:
        peer = f"neighbor {port.peer}"
        lines += [f"{peer} remote-as {port.peer_asn}", f"{peer} description {port.description}"]
        lines += [f"{peer} timers 3 9", f"{peer} timers connect 1"]
    lines += ["address-family ipv4 unicast"]
    if router.department == "core":
        lines += [f" neighbor {port.peer} default-originate" for port in ports]
    else:
        lines += [f" network {router.loopback}", " redistribute ospf route-map OSPF-TO-BGP"]
    return _block(f"router bgp {router.asn}" + (f" vrf {vrf}" if vrf else ""), [*lines, "exit-address-family"])
