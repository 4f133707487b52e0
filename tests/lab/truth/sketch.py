"""A random network as plain data, and the FRR config of each of its routers."""

from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv4Network, IPv6Interface, IPv6Network

from models.filters import Acl

DEFAULT = "default"
Net = IPv4Network | IPv6Network


@dataclass(eq=False)
class Port:
    """A routed port; `area` is its OSPF area ("" for none) and `host` whether an end system is behind it."""

    router: "Router"
    name: str
    v4: IPv4Interface
    v6: IPv6Interface | None = None
    vrf: str = DEFAULT
    area: str = ""
    host: bool = False
    shared: bool = False
    point_to_point: bool = False
    acl_in: str = ""
    acl_out: str = ""

    @property
    def mac(self) -> str:
        """Its MAC address."""
        return f"02:00:00:00:{self.router.number:02x}:{self.router.ports.index(self):02x}"

    @property
    def link_local(self) -> str:
        """The address that the kernel makes of it (RFC 4291, appendix A)."""
        return f"fe80::ff:fe00:{self.router.number << 8 | self.router.ports.index(self):x}"

    @property
    def place(self) -> tuple[str, str]:
        """The namespace and the name of the port."""
        return self.router.space(self.vrf), self.name


@dataclass(eq=False)
class Router:
    """One router, with the config that has been drawn for it so far."""

    name: str
    number: int
    asn: int
    ports: list[Port] = field(default_factory=list)
    vrfs: list[str] = field(default_factory=list)
    daemons: list[str] = field(default_factory=lambda: ["staticd"])
    top: list[str] = field(default_factory=list)
    blocks: dict[str, list[str]] = field(default_factory=dict)
    families: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    acls: dict[str, Acl] = field(default_factory=dict)
    lists: int = 0
    """How many lists and route maps were named so far."""

    @property
    def loopback(self) -> IPv4Interface:
        """The address of its loopback."""
        return IPv4Interface(f"10.255.{self.number}.1/32")

    @property
    def loopback6(self) -> IPv6Interface:
        """The IPv6 address of its loopback."""
        return IPv6Interface(f"fd00:255:{self.number:x}::1/128")

    def space(self, vrf: str = DEFAULT) -> str:
        """The network namespace of a VRF (this kernel need not know VRF devices)."""
        return self.name if vrf == DEFAULT else f"{self.name}.{vrf}"

    def block(self, head: str) -> list[str]:
        """The lines of a block, to add to."""
        return self.blocks.setdefault(head, [])

    def of(self, port: Port) -> list[str]:
        """The lines of a port, to add to."""
        return self.block(f"interface {port.name}" + ("" if port.vrf == DEFAULT else f" vrf {port.vrf}"))

    def family(self, head: str, family: str) -> list[str]:
        """The lines of an address family of BGP, to add to."""
        self.block(head)
        return self.families.setdefault((head, family), [])

    def runs(self, daemon: str) -> None:
        """It needs a daemon."""
        if daemon not in self.daemons:
            self.daemons.append(daemon)

    def config(self) -> str:
        """The text of frr.conf."""
        lines = ["frr defaults traditional", f"hostname {self.name}", "service integrated-vtysh-config", "!", *self.top]
        for head, inside in sorted(self.blocks.items(), key=lambda block: block[0].startswith("router")):
            lines += [head, *(f" {line}" for line in inside)]
            for (block, family), stated in self.families.items():
                if block == head:
                    lines += [f" address-family {family}", *(f"  {line}" for line in stated), " exit-address-family"]
            lines += ["exit", "!"]
        return "\n".join([*lines, ""])


@dataclass(frozen=True, eq=False)
class Host:
    """An end system behind a port of a router."""

    name: str
    port: Port

    @property
    def v4(self) -> IPv4Interface:
        """Its address."""
        return IPv4Interface((self.port.v4.ip + 9, self.port.v4.network.prefixlen))

    @property
    def v6(self) -> IPv6Interface | None:
        """Its IPv6 address."""
        return self.port.v6 and IPv6Interface((self.port.v6.ip + 9, self.port.v6.network.prefixlen))


@dataclass(eq=False)
class Group:
    """An autonomous system: its routers, and whether OSPF runs in it."""

    asn: int
    routers: list[Router]
    ospf: bool = False
    ospf6: bool = False
    areas: dict[str, str] = field(default_factory=dict)
    """Area → normal, stub, totally-stub, nssa or totally-nssa."""


@dataclass(eq=False)
class Sketch:
    """All of a network. A wire has two ports; a LAN is a bridge with more."""

    seed: int
    v6: bool
    groups: list[Group] = field(default_factory=list)
    wires: list[tuple[Port, Port]] = field(default_factory=list)
    lans: list[list[Port]] = field(default_factory=list)
    hosts: list[Host] = field(default_factory=list)
    leaks: bool = False
    summaries: list[Net | None] = field(default_factory=list)
    """Prefixes that some router sums up in BGP."""

    @property
    def routers(self) -> list[Router]:
        """All routers."""
        return [router for group in self.groups for router in group.routers]

    def group(self, router: Router) -> Group:
        """The autonomous system of a router."""
        return next(group for group in self.groups if router in group.routers)

    def peers(self, port: Port) -> list[Port]:
        """The other ports on its wire or LAN."""
        return [p for ends in (*self.wires, *self.lans) if port in ends for p in ends if p is not port]

    def prefixes(self, version: int) -> list[Net]:
        """Prefixes that occur, for lists to name."""
        ports = [p for router in self.routers for p in router.ports]
        loopbacks: list[Net] = [r.loopback.network if version == 4 else r.loopback6.network for r in self.routers]
        return loopbacks + [p.v4.network if version == 4 else p.v6.network for p in ports if version == 4 or p.v6]
