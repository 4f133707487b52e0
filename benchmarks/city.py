"""A synthetic city of any size as Cisco IOS configs.

    python -m benchmarks.city OUT --n 10000

A core (a ring with chords, OSPF, an iBGP full mesh) and departments of sixteen devices: two borders that speak eBGP with one core
router each, fourteen access switches with two user subnets, thirteen of them with an uplink to either border, the last to one.
"""

import argparse
import json
from collections.abc import Iterable
from ipaddress import IPv4Address
from pathlib import Path

DEPARTMENT = 16
ACCESS = DEPARTMENT - 2
_CORE_AS, _FIRST_AS = 64500, 4_200_000_000
_LINKS, _LOOPBACKS, _LEGACY = 254 * 256, 255 * 256, 200 * 256
"""Where in the /16 of a department its links, its loopbacks and a subnet of somebody else's begin."""


def _ip(number: int) -> str:
    return str(IPv4Address(number))


_CORE_LINKS, _BORDER_LINKS, _CORE_LOOPBACKS = (int(IPv4Address(text)) for text in ("172.16.0.0", "172.20.0.0", "172.31.0.0"))


class Router:
    """The config of one device while it grows."""

    def __init__(self, name: str, loopback: int) -> None:
        self.name, self.loopback = name, loopback
        self.ports = 0
        self.lines = [f"hostname {name}", "!", "ip routing", "!"]
        self.block("interface Loopback0", f"ip address {_ip(loopback)} 255.255.255.255")

    def block(self, head: str, *body: str) -> None:
        """A block with its lines."""
        self.lines += [head, *(f" {line}" for line in body), "!"]

    def wire(self, address: int, other: str, igp: bool) -> None:
        """A port of a point-to-point link."""
        self.ports += 1
        kind = ("ip ospf network point-to-point",) if igp else ()
        name = f"TenGigabitEthernet1/{self.ports // 48}/{self.ports % 48 + 1}"
        mask = "255.255.255.254"
        self.block(f"interface {name}", f"description to {other}", "no switchport", f"ip address {_ip(address)} {mask}", *kind)


def link(one: Router, other: Router, address: int, igp: bool = True) -> None:
    """Wire two routers with a /31."""
    one.wire(address, other.name, igp)
    other.wire(address + 1, one.name, igp)


def city(size: int) -> list[Router]:
    """The devices of a city of about `size` devices: whole departments, and a core router for each 125 devices."""
    cores = [Router(f"core{c + 1}", _CORE_LOOPBACKS + c + 1) for c in range(max(4, size // 125))]
    count = len(cores)
    pairs = {tuple(sorted((c, (c + step) % count))) for c in range(count) for step in (1, count // 2)}
    for at, (one, other) in enumerate(sorted(pairs)):
        link(cores[one], cores[other], _CORE_LINKS + 2 * at)
    peers: list[list[tuple[str, int]]] = [[] for _ in cores]
    routers = list(cores)
    for number in range((size - count) // DEPARTMENT):
        routers += _department(number, cores, peers)
    for core, known in zip(cores, peers, strict=True):
        core.block(
            "router ospf 1",
            f"router-id {_ip(core.loopback)}",
            "network 172.16.0.0 0.3.255.255 area 0",
            "network 172.31.0.0 0.0.255.255 area 0",
        )
        sessions = [line for other in cores if other is not core for line in _internal(_ip(other.loopback))]
        sessions += [line for address, asn in known for line in _external(address, asn)]
        _bgp(core, _CORE_AS, (f"network {_ip(core.loopback)} mask 255.255.255.255",), sessions)
    return routers


def _department(number: int, cores: list[Router], peers: list[list[tuple[str, int]]]) -> list[Router]:
    base = int(IPv4Address("10.0.0.0")) + number * 65536
    name, asn, links = f"d{number + 1:03}", _FIRST_AS + number, base + _LINKS
    whole = f"{_ip(base)} 255.255.0.0"
    own = f"network {_ip(base)} 0.0.255.255 area 0"
    borders = [Router(f"{name}-dr{i}", base + _LOOPBACKS + i) for i in (1, 2)]
    link(borders[0], borders[1], links)
    switches = []
    for a in range(1, ACCESS + 1):
        switch = Router(f"{name}-sw{a:02}", base + _LOOPBACKS + 10 + a)
        for vlan, place in ((10, 2 * a), (20, 2 * a + 1)):
            switch.block(f"vlan {vlan}", "name users")
            switch.block(f"interface Vlan{vlan}", f"ip address {_ip(base + place * 256 + 1)} 255.255.255.0")
            switch.block(
                f"interface GigabitEthernet2/0/{vlan}", "switchport", "switchport mode access", f"switchport access vlan {vlan}"
            )
        for i, border in enumerate(borders[: 1 if a == ACCESS else 2]):
            link(border, switch, links + 2 + 4 * (a - 1) + 2 * i)
        more = []
        if a == 1:
            switch.lines += [f"ip route {_ip(base + _LEGACY)} 255.255.255.0 {_ip(base + 3 * 256 + 250)}", "!"]
            more = ["redistribute static subnets"]
        switch.block(
            "router ospf 1", f"router-id {_ip(switch.loopback)}", "passive-interface Vlan10", "passive-interface Vlan20", *more, own
        )
        switches.append(switch)
    for i, border in enumerate(borders):
        core = (number + i) % len(cores)
        address = _BORDER_LINKS + 2 * (2 * number + i)
        link(cores[core], border, address, igp=False)
        peers[core].append((_ip(address + 1), asn))
        border.lines += [f"ip route {whole} Null0", "!"]
        border.block("router ospf 1", f"router-id {_ip(border.loopback)}", own, "default-information originate always")
        border.lines += [f"ip prefix-list OWN seq 5 permit {_ip(base)}/16 le 32", "!"]
        border.block("route-map TO-CORE permit 10", "match ip address prefix-list OWN")
        session = [*_external(_ip(address), _CORE_AS), (True, f"neighbor {_ip(address)} route-map TO-CORE out")]
        _bgp(border, asn, (f"network {_ip(base)} mask 255.255.0.0",), session)
    return borders + switches


def _internal(address: str) -> list[tuple[bool, str]]:
    """The lines of an iBGP session, each with whether it is of the address family."""
    head = f"neighbor {address}"
    return [
        (False, f"{head} remote-as {_CORE_AS}"), (False, f"{head} update-source Loopback0"), (True, f"{head} activate"),
        (True, f"{head} next-hop-self"),
    ]  # fmt: skip


def _external(address: str, asn: int) -> list[tuple[bool, str]]:
    return [(False, f"neighbor {address} remote-as {asn}"), (True, f"neighbor {address} activate")]


def _bgp(router: Router, asn: int, networks: Iterable[str], sessions: Iterable[tuple[bool, str]]) -> None:
    sessions = list(sessions)
    session = [line for inside, line in sessions if not inside]
    family = [f" {line}" for line in (*networks, *(line for inside, line in sessions if inside))]
    head = f"bgp router-id {_ip(router.loopback)}"
    router.block(f"router bgp {asn}", head, *session, "address-family ipv4", *family, "exit-address-family")


def main() -> None:
    """Write the configs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--n", type=int, default=10_000)
    given = parser.parse_args()
    folder = given.out / "configs"
    folder.mkdir(parents=True, exist_ok=True)
    routers = city(given.n)
    for router in routers:
        (folder / f"{router.name}.cfg").write_text("\n".join([*router.lines, "end", ""]), encoding="utf-8")
    (given.out / "meta.json").write_text(json.dumps({"kind": "city", "n": given.n}), encoding="utf-8")
    print(f"{len(routers)} devices in {folder}")


if __name__ == "__main__":
    main()
