"""A translating border between a LAN and a provider, and what becomes of packets at it."""

from ipaddress import IPv4Address, IPv4Network

from models.device import DeviceId
from models.filters import Acl, AclRule, Wildcard
from models.interfaces import Interface
from models.nat import NatKind, NatPool, NatRule
from models.network import Network
from models.source import Source
from models.verdict import Packet
from netplan.forwarding.boxes import Box, point
from netplan.forwarding.dataplane import DataPlane, Start
from netplan.forwarding.places import At, End
from netplan.forwarding.walk import Walker
from tests.gadgets.engine import network, port, router, static

BORDER, ISP = DeviceId("city", "border"), DeviceId("city", "isp")
LAN: Start = (BORDER, "lan")
WORLD: Start = (ISP, "world")
HOST, SERVER, STRANGER = "10.1.1.5", "10.1.1.80", "203.0.113.9"
NAT_LIST = Acl("NAT", (AclRule(True, sources=(Wildcard(0x0A010100, 0xFF),)),), kind="standard")


def rule(kind: NatKind, line: int = 20, **facts: object) -> NatRule:
    """A rule with a source."""
    return NatRule(kind, source=Source("border.cfg", line), **facts)  # type: ignore[arg-type]  # test helper


def one(address: str) -> IPv4Network:
    """A host or a network."""
    return IPv4Network(address)


def to_pool(kind: NatKind = NatKind.DYNAMIC) -> NatRule:
    """The LAN to the pool P."""
    return rule(kind, acl="NAT", pool="P")


def overload() -> NatRule:
    """The LAN to the address of the port to the provider."""
    return rule(NatKind.OVERLOAD, acl="NAT", interface="wan")


def border(*rules: NatRule, acls: tuple[Acl, ...] = (), wan: Interface | None = None, lan: Interface | None = None) -> Network:
    """border: lan 10.1.1.0/24 (inside), wan 192.0.2.2/24 (outside); the provider routes 198.51.100.0/24 to it too."""
    own = router(
        "border",
        [
            lan or port("lan", "10.1.1.1/24", nat="inside"),
            wan or port("wan", "192.0.2.2/24", nat="outside"),
            port("dmz", "10.2.2.1/24"),
        ],
        statics=frozenset({static("0.0.0.0/0", "192.0.2.1")}),
        acls={acl.name: acl for acl in (NAT_LIST, *acls)},
        nat_rules=rules,
        nat_pools={"P": NatPool("P", IPv4Address("198.51.100.8"), IPv4Address("198.51.100.15"))},
    )
    isp = router(
        "isp",
        [port("cust", "192.0.2.1/24"), port("world", "203.0.113.1/24")],
        statics=frozenset({static("198.51.100.0/24", "192.0.2.2")}),
    )
    return network(own, isp, links=[("city/border:wan", "city/isp:cust")])


def ends(net: Network, start: Start, packet: Packet) -> list[End]:
    """What becomes of a packet."""
    plane = DataPlane.of(net)
    at = plane.place(start, point(packet))
    assert isinstance(at, At)
    return list(Walker(plane.tables, 4).walk(at))


def text(box: Box) -> tuple[str, str]:
    """Source and destination in words, with ports where they are one."""
    return _place(box.src, box.sport), _place(box.dst, box.dport)


def _place(ips: tuple[int, int], ports: tuple[int, int]) -> str:
    where = str(IPv4Address(ips[0])) if ips[0] == ips[1] else f"{IPv4Address(ips[0])}-{IPv4Address(ips[1])}"
    return f"{where}:{ports[0]}" if ports[0] == ports[1] else f"{where}:{ports[0]}-{ports[1]}"
