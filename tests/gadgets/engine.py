"""Named tiny networks for the engine: routers built by hand, with no config text."""

from collections.abc import Iterable, Mapping
from ipaddress import ip_address, ip_interface, ip_network

from models.device import Device, DeviceId
from models.filters import Acl, AclRule, Wildcard
from models.interfaces import Address, Interface, InterfaceKind, OspfInterface
from models.link import Link, Port
from models.network import Network
from models.routing import OspfArea, OspfProcess, Redistribution, StaticRoute
from models.source import Source

BACKBONE, ONE = "0.0.0.0", "0.0.0.1"


def port(name: str, *addresses: str, **more: object) -> Interface:
    """A routed port, a loopback when its name says so."""
    kind = InterfaceKind.LOOPBACK if name.lower().startswith("lo") else InterfaceKind.PHYSICAL
    given: dict[str, object] = {"kind": kind, "source": Source("gadget.cfg", 1), **more}
    return Interface(name, addresses=tuple(Address(ip_interface(a)) for a in addresses), **given)  # type: ignore[arg-type]  # test helper


def ospf(area: str = BACKBONE, cost: int | None = None, **more: object) -> dict[str, tuple[OspfInterface, ...]]:
    """OSPF settings of a port."""
    return {"ospf": (OspfInterface("1", area, cost=cost, **more),)}  # type: ignore[arg-type]  # test helper


def router(name: str, ports: Iterable[Interface], department: str = "city", **facts: object) -> Device:
    """A router of an OS with Cisco-like habits."""
    given: dict[str, object] = {"os": "cisco_ios", "interfaces": {p.name: p for p in ports}, **facts}
    return Device(DeviceId(department, name), **given)  # type: ignore[arg-type]  # test helper


def process(**facts: object) -> Mapping[tuple[int, str], OspfProcess]:
    """The OSPF process "1" of a router."""
    return {(2, "1"): OspfProcess("1", **facts)}  # type: ignore[arg-type]  # test helper


def static(prefix: str, next_hop: str = "", line: int = 9, **facts: object) -> StaticRoute:
    """A static route with a source."""
    hop = ip_address(next_hop) if next_hop else None
    return StaticRoute(ip_network(prefix), hop, source=Source("gadget.cfg", line), **facts)  # type: ignore[arg-type]  # test helper


def network(*devices: Device, links: Iterable[tuple[str, str]] = (), realms: Mapping[str, str] | None = None) -> Network:
    """Devices as a network; a link end is "department/device:port"."""
    wires = frozenset(Link(_end(a), _end(b)) for a, b in links)
    return Network({d.id: d for d in devices}, wires, realms or {})


def _end(text: str) -> Port:
    where, _, interface = text.partition(":")
    department, _, name = where.partition("/")
    return Port(DeviceId(department, name), interface)


def triangle() -> Network:
    """a, b and c in a ring of equal costs, a stub subnet behind c; from a to the wire b-c there are two ways."""
    a = router("a", [port("e1", "10.0.1.1/24", **ospf(cost=10)), port("e2", "10.0.2.1/24", **ospf(cost=10))], ospf=process())
    b = router("b", [port("e1", "10.0.1.2/24", **ospf(cost=10)), port("e2", "10.0.3.2/24", **ospf(cost=10))], ospf=process())
    c = router(
        "c",
        [
            port("e1", "10.0.2.3/24", **ospf(cost=10)),
            port("e2", "10.0.3.3/24", **ospf(cost=10)),
            port("lan", "10.9.0.1/24", **ospf(cost=5)),
        ],
        ospf=process(),
    )
    return network(a, b, c)


def two_areas(kind: str = "normal", no_summary: bool = False, edge: Iterable[StaticRoute] = (), **border: object) -> Network:
    """core (area 0) - abr - edge (area 1, of some kind); both ends have a subnet, the core brings in a static route."""
    area = (OspfArea(ONE, kind, no_summary),)
    core = router(
        "core",
        [port("e1", "10.0.0.1/30", **ospf(cost=1)), port("lan", "10.10.0.1/24", **ospf(cost=3))],
        ospf=process(redistributions=(Redistribution("static", metric_type=1, metric=7),)),
        statics=frozenset({static("192.0.2.0/24", discard=True)}),
    )
    settings = OspfArea(ONE, kind, no_summary, **border)  # type: ignore[arg-type]  # test helper
    abr = router(
        "abr",
        [port("e1", "10.0.0.2/30", **ospf(cost=2)), port("e2", "10.1.0.1/30", **ospf(ONE, cost=4))],
        ospf=process(areas=(settings,)),
    )
    far = router(
        "edge",
        [port("e1", "10.1.0.2/30", **ospf(ONE, cost=5)), port("lan", "10.1.8.1/24", **ospf(ONE, cost=6))],
        ospf=process(areas=area, redistributions=(Redistribution("static"),)),
        statics=frozenset(edge),
    )
    return network(core, abr, far)


def rule(permit: bool, protocol: int | None = None, to: str = "", ports: tuple[int, int] | None = None, line: int = 1) -> AclRule:
    """One line of an ACL."""
    targets: tuple[Wildcard, ...] = ()
    if to:
        target = ip_network(to)
        targets = (Wildcard(int(target.network_address), int(target.hostmask)),)
    return AclRule(
        permit,
        () if protocol is None else (protocol,),
        destinations=targets,
        destination_ports=() if ports is None else (ports,),
        source=Source("gadget.cfg", line),
    )


def guarded() -> Network:
    """left - right by static routes; right lets in only TCP 443 to its subnet (line 7), the rest ends at line 8."""
    acl = Acl("WEB", (rule(True, 6, "10.2.0.0/24", (443, 443), 7), rule(False, line=8)), source=Source("gadget.cfg", 6))
    left = router(
        "left", [port("e1", "10.0.0.1/30"), port("lan", "10.1.0.1/24")], statics=frozenset({static("10.2.0.0/24", "10.0.0.2", 11)})
    )
    right = router(
        "right",
        [port("e1", "10.0.0.2/30", acl_in="WEB"), port("lan", "10.2.0.1/24")],
        acls={"WEB": acl},
        statics=frozenset({static("0.0.0.0/0", "10.0.0.1", 12)}),
    )
    return network(left, right)
