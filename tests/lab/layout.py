"""What a laboratory consists of, as plain data: departments around a core, each with its own routers and hosts.

A department is a ring of OSPF routers. Its first router speaks eBGP to the core and originates a default route; a host
lives behind each of the others. Departments 1 and 2 use the same addresses, and the core keeps them apart in VRFs.
"""

from dataclasses import dataclass
from ipaddress import IPv4Interface

OVERLAPPING = ("d1", "d2")
MOST_DEPARTMENTS = 60
MANAGEMENT = "mgmt0"
DESK_ADDRESS, JUMP_ADDRESS = IPv4Interface("198.19.0.1/30"), IPv4Interface("198.19.0.2/30")
"""The wire between the engineer's desk and the jump host."""
OUT_OF_BAND = IPv4Interface("198.18.255.254/16")
"""The jump host on the management bridge."""


@dataclass(frozen=True, slots=True)
class Port:
    """A routed port. `area` is its OSPF area, `peer` the BGP neighbour on it and `peer_asn` that neighbour's."""

    name: str
    address: IPv4Interface
    description: str
    vrf: str = ""
    area: str = ""
    passive: bool = False
    peer: str = ""
    peer_asn: int = 0


@dataclass(frozen=True, slots=True)
class Router:
    """One FRR router. `static` is a prefix with a next hop that it redistributes into OSPF."""

    name: str
    department: str
    management: IPv4Interface
    loopback: IPv4Interface
    asn: int
    ports: tuple[Port, ...]
    static: tuple[str, str] | None = None

    @property
    def edge(self) -> bool:
        """Whether it speaks BGP."""
        return any(port.peer for port in self.ports)

    @property
    def vrfs(self) -> tuple[str, ...]:
        """Its VRFs besides the default one."""
        return tuple(dict.fromkeys(port.vrf for port in self.ports if port.vrf))

    def namespace(self, vrf: str = "") -> str:
        """The network namespace of a VRF (FRR's `zebra -n`: this kernel need not know VRFs)."""
        return f"{self.name}.{vrf}" if vrf else self.name


@dataclass(frozen=True, slots=True)
class Host:
    """An end system behind a port of a router."""

    name: str
    department: str
    address: IPv4Interface
    router: str
    port: str


@dataclass(frozen=True, slots=True)
class Wire:
    """Two ends: (namespace, port)."""

    a: tuple[str, str]
    b: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """All of a laboratory."""

    routers: tuple[Router, ...]
    hosts: tuple[Host, ...]
    wires: tuple[Wire, ...]

    def router(self, name: str) -> Router:
        """A router by its name."""
        return next(router for router in self.routers if router.name == name)

    def meets(self, a: Host, b: Host) -> bool:
        """Whether two hosts are meant to reach each other when all is well: departments in a VRF keep to themselves."""
        return a.department == b.department or not {a.department, b.department} & set(OVERLAPPING)

    @property
    def spaces(self) -> tuple[str, ...]:
        """The namespaces of routers, VRFs and hosts."""
        routed = [router.namespace(vrf) for router in self.routers for vrf in ("", *router.vrfs)]
        return (*routed, *(host.name for host in self.hosts))


def layout(departments: int = 3, routers: int = 3) -> Layout:
    """`departments` departments of `routers` routers each, and the core."""
    if not 1 <= departments <= MOST_DEPARTMENTS or not 2 <= routers <= 9:
        raise ValueError(f"a laboratory has 1 to {MOST_DEPARTMENTS} departments of 2 to 9 routers")
    made: list[Router] = []
    hosts: list[Host] = []
    wires: list[Wire] = []
    uplinks: list[Port] = []
    for number in range(1, departments + 1):
        inside = _department(number, routers)
        made += inside.routers
        hosts += inside.hosts
        wires += inside.wires
        name, edge = f"d{number}", inside.routers[0]
        port = Port(
            f"eth{number}", IPv4Interface(f"172.16.{number}.1/30"), edge.name, name if name in OVERLAPPING else "",
            peer=f"172.16.{number}.2", peer_asn=edge.asn,
        )  # fmt: skip
        uplinks.append(port)
        wires.append(Wire((f"core.{port.vrf}" if port.vrf else "core", port.name), (edge.name, "wan0")))
    core = Router("core", "core", IPv4Interface("198.18.0.1/16"), IPv4Interface("10.255.0.1/32"), 65000, tuple(uplinks))
    return Layout((core, *made), tuple(hosts), tuple(wires))


def _department(number: int, size: int) -> Layout:
    """Department `number`; its last LAN is in area 1 when the number is even, its second router has a static route when odd."""
    name = f"d{number}"
    shared = name in OVERLAPPING
    space, loopbacks = ("10.10", "10.254.0") if shared else (f"10.{100 + number}", f"10.255.{number}")
    routers, hosts, wires = [], [], []
    ring = [(a, a % size + 1) for a in range(1, size + 1 if size > 2 else 2)]
    for place in range(1, size + 1):
        own = f"{name}r{place}"
        ports = []
        for at, (a, b) in enumerate(ring):
            if place in (a, b):
                other = b if place == a else a
                address = IPv4Interface(f"{space}.250.{4 * at + (1 if place == a else 2)}/30")
                ports.append(Port(f"eth{other}", address, f"{name}r{other}", area="0"))
        static = None
        if place == 1:
            wan = IPv4Interface(f"172.16.{number}.2/30")
            ports.append(Port("wan0", wan, "core", peer=f"172.16.{number}.1", peer_asn=65000))
        else:
            area = "1" if place == size and number % 2 == 0 else "0"
            host = Host(f"h-{own}", name, IPv4Interface(f"{space}.{place}.10/24"), own, "lan0")
            ports.append(Port("lan0", IPv4Interface(f"{space}.{place}.1/24"), host.name, area=area, passive=True))
            hosts.append(host)
            wires.append(Wire((own, "lan0"), (host.name, "eth0")))
            if place == 2 and number % 2:
                static = (f"{space}.77.0/24", str(host.address.ip))
        management, loopback = IPv4Interface(f"198.18.{number}.{place}/16"), IPv4Interface(f"{loopbacks}.{place}/32")
        routers.append(Router(own, name, management, loopback, 65100 + number, tuple(ports), static))
    wires += [Wire((f"{name}r{a}", f"eth{b}"), (f"{name}r{b}", f"eth{a}")) for a, b in ring]
    return Layout(tuple(routers), tuple(hosts), tuple(wires))
