"""A translating Linux router between two namespaces: random rules and filters, told to the model as facts and to nftables.

FRR leaves translation to the kernel, so no config holds the rules. What stands on the wire behind the router must be one of the
packets that the walk predicts, and who asks gets an answer exactly when the walk of the answers says so.
"""

import random
import select
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path
from typing import NamedTuple

from models.filters import Acl, AclRule, Wildcard
from models.interfaces import Interface
from models.nat import NatKind, NatRule
from models.network import Network
from models.verdict import Fate, Packet
from netplan.forwarding.answers import answer_paths
from netplan.forwarding.dataplane import DataPlane
from tests.gadgets.engine import port
from tests.gadgets.nat import LAN, WORLD, border, ends, one, overload, rule, to_pool
from tests.lab.spaces import QUIET, ROUTES, batch, inside
from tests.lab.truth.filters import nft

IN, ROUTER, OUT = "nat-in", "nat-r", "nat-out"
HOSTS, STRANGERS = ("10.1.1.5", "10.1.1.6", "10.1.1.80", "10.1.1.81"), ("203.0.113.9", "203.0.113.10")
PORTS = (7000, 7080)
OWN = "192.0.2.2"
NAMED = "10.99.0.0/24"
"""What the strangers are called inside."""
ALIASES = ("192.0.2.80", "192.0.2.81")


class Drawn(NamedTuple):
    """One trial: rules and filters, and the packets that are sent."""

    network: Network
    rules: tuple[NatRule, ...]
    packets: tuple[tuple[str, Packet], ...]
    """Each with the namespace that it starts in."""


def drawn(rng: random.Random, first_port: int) -> Drawn:
    """Static rules for some hosts, one dynamic rule for the others, filters at some places, and packets both ways."""
    servers = [rule(NatKind.STATIC, local=one(HOSTS[2]), outer=one(ALIASES[0]))]
    servers += [
        rule(NatKind.PORT, local=one(HOSTS[3]), outer=one(outer), protocol=17, local_port=first_port, outer_port=first_port + 30)
        for outer in (rng.choice((OWN, ALIASES[1])),)
    ]
    whole = [rule(NatKind.STATIC, local=one("10.1.1.0/24"), outer=one("198.51.100.0/24"))]
    dynamic = [rng.choice((overload(), to_pool(), to_pool(NatKind.OVERLOAD)))]
    named = [rule(NatKind.STATIC, local=one(NAMED), outer=one("203.0.113.0/24"), foreign=True)] if rng.random() < 0.5 else []
    rules = (*rng.choice(([*servers, *dynamic], [*servers, *dynamic], servers, whole)), *named)
    acls = tuple(Acl(f"F{n}", (*(_line(rng) for _ in range(rng.randint(1, 3))), AclRule(True))) for n in range(2))
    where = rng.sample(("lan.acl_in", "lan.acl_out", "wan.acl_in", "wan.acl_out"), rng.randint(0, 2))
    ports = {"lan": port("lan", "10.1.1.1/24", nat="inside"), "wan": port("wan", f"{OWN}/24", nat="outside")}
    for place, acl in zip(where, acls, strict=False):
        name, _, way = place.partition(".")
        ports[name] = replace(ports[name], **{way: acl.name})  # type: ignore[arg-type]  # fields of Interface
    made = border(*rules, acls=acls, lan=ports["lan"], wan=ports["wan"])
    strangers = ("10.99.0.9", "10.99.0.10") if named else STRANGERS
    return Drawn(made, rules, tuple(_packets(rng, first_port, strangers)))


def _line(rng: random.Random) -> AclRule:
    hosts = (*HOSTS, *STRANGERS, OWN, *ALIASES, "198.51.100.80", "10.99.0.9")
    sides = [(Wildcard(int(IPv4Address(rng.choice(hosts))), 0),) if rng.random() < 0.6 else () for _ in range(2)]
    ports = ((rng.choice(PORTS),) * 2,) if rng.random() < 0.3 else ()
    return AclRule(rng.random() < 0.3, (17,) if ports else rng.choice(((), (17,), (6,))), *sides, destination_ports=ports)


def _packets(rng: random.Random, first_port: int, strangers: tuple[str, ...]) -> Iterator[tuple[str, Packet]]:
    """Every flow has ports of its own, of which the kernel has no memory; one source port is that of a server."""
    targets = (OWN, *ALIASES, "198.51.100.5", "198.51.100.81")
    flows = [(IN, host, stranger) for host in HOSTS for stranger in strangers] + [(OUT, STRANGERS[0], to) for to in targets]
    for number, (space, source, target) in enumerate(flows):
        speaks = (source, target) == (HOSTS[3], strangers[1])
        sport = first_port if speaks else first_port + 1 + number
        protocol = "udp" if speaks else rng.choice(("udp", "udp", "tcp"))
        dport = first_port + 30 if target in (OWN, ALIASES[1]) and rng.random() < 0.5 else rng.choice(PORTS)
        yield space, Packet(source, target, protocol, dport, sport)


def rules_of(made: Drawn) -> str:
    """The rules and filters in the words of nftables, at the places that the order of IOS gives them."""
    ports = made.network.devices[LAN[0]].interfaces
    lines = ["flush ruleset", "table ip lab {", "chain fw { type filter hook forward priority 0; iifname lan meta mark set 1; }"]
    acls = made.network.devices[LAN[0]].acls
    for name in ("F0", "F1"):
        lines += [f"chain {name} {{", *map(nft, acls[name].rules), "drop", "}"]
    for way, hook, priority in (("acl_in", "prerouting", -150), ("acl_out", "postrouting", 150)):
        meta = "iifname" if way == "acl_in" else "oifname"
        jumps = [f"{meta} {name} jump {list_}" for name in ("lan", "wan") if (list_ := _list(ports[name], way))]
        lines += [f"chain {way} {{ type filter hook {hook} priority {priority};", *jumps, "}"]
    lines += ["chain pre { type nat hook prerouting priority dstnat;", *(_inwards(each) for each in made.rules), "}"]
    lines += ["chain post { type nat hook postrouting priority srcnat;", *(_outwards(each) for each in made.rules), "}", "}"]
    return "\n".join(lines)


def _list(interface: Interface, way: str) -> str:
    return str(getattr(interface, way))


def _inwards(each: NatRule) -> str:
    if each.local is None:
        return ""
    if each.foreign:
        return f"iifname lan dnat ip prefix to ip daddr map {{ {each.local} : {each.outer} }}"
    if each.kind is NatKind.PORT:
        return f"iifname wan ip daddr {each.outer} udp dport {each.outer_port} dnat to {each.local[0]}:{each.local_port}"
    if each.local.prefixlen < 32:
        return f"iifname wan dnat ip prefix to ip daddr map {{ {each.outer} : {each.local} }}"
    return f"iifname wan ip daddr {each.outer} dnat to {each.local[0]}"


def _outwards(each: NatRule) -> str:
    start = "oifname wan meta mark 1"
    if each.local is None:
        to = "masquerade" if each.interface else "snat to 198.51.100.8-198.51.100.15"
        return f"{start} ip saddr 10.1.1.0/24 {to}"
    assert each.outer is not None  # the drawn rules name addresses
    if each.foreign:
        return f"oifname lan snat ip prefix to ip saddr map {{ {each.outer} : {each.local} }}"
    if each.kind is NatKind.PORT:
        return f"{start} ip saddr {each.local} udp sport {each.local_port} snat to {each.outer[0]}:{each.outer_port}"
    if each.local.prefixlen < 32:
        return f"{start} snat ip prefix to ip saddr map {{ {each.local} : {each.outer} }}"
    return f"{start} ip saddr {each.local} snat to {each.outer[0]}"


@contextmanager
def built() -> Iterator[None]:
    """The three namespaces."""
    spaces = (IN, ROUTER, OUT)
    batch([f"netns add {space}" for space in spaces])
    try:
        batch([f"link add eth0 netns {IN} type veth peer name lan netns {ROUTER}"])
        batch([f"link add eth0 netns {OUT} type veth peer name wan netns {ROUTER}"])
        for space in spaces:
            with inside(Path("/run/netns", space)):
                for setting in (*QUIET, *(ROUTES if space == ROUTER else ())):
                    name, _, value = setting.partition("=")
                    Path("/proc/sys", name).write_text(value, encoding="ascii")
        up = ["link set lo up"]
        batch([*up, "link set eth0 up", *(f"addr add {h}/24 dev eth0" for h in HOSTS), "route add default via 10.1.1.1"], IN)
        strangers = [f"addr add {stranger}/24 dev lo" for stranger in STRANGERS]
        batch([*up, "link set eth0 up", "addr add 192.0.2.1/24 dev eth0", *strangers, f"route add 198.51.100.0/24 via {OWN}"], OUT)
        own = [f"addr add {OWN}/24 dev wan", *(f"addr add {alias}/32 dev wan" for alias in ALIASES)]
        batch([*up, "link set lan up", "link set wan up", "addr add 10.1.1.1/24 dev lan", *own], ROUTER)
        batch(["route add default via 192.0.2.1"], ROUTER)
        yield
    finally:
        batch([f"netns del {space}" for space in spaces])


class Seen(NamedTuple):
    """What was measured of a packet: source and destination as somebody got it (None: nobody did), and whether it was answered."""

    arrived: tuple[str, int, str, int] | None
    answered: bool


class Wire:
    """Listeners on all addresses and ports of both ends, and senders."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._mouths: dict[int, tuple[socket.socket, str, int]] = {}
        for space, addresses in ((IN, HOSTS), (OUT, STRANGERS)):
            for address in addresses:
                for number in PORTS:
                    self.listen(space, address, number)

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def listen(self, space: str, address: str, number: int) -> None:
        """Take what comes to a port of an address."""
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            with inside(Path("/run/netns", space)):
                mouth = self._stack.enter_context(socket.socket(socket.AF_INET, kind))
            mouth.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            mouth.bind((address, number))
            mouth.setblocking(False)
            if kind == socket.SOCK_STREAM:
                mouth.listen(64)
            self._mouths[mouth.fileno()] = mouth, address, number

    def sent(self, packets: Sequence[tuple[str, Packet]], seconds: float = 0.5) -> list[Seen]:
        """Send each packet, answer what arrives, and tell what was seen when all is quiet. Senders say their number."""
        exchange = _Exchange(self._mouths)
        with exchange.stack:
            for number, (space, packet) in enumerate(packets):
                exchange.send(number, space, packet)
            while events := exchange.poll.poll(seconds * 1000):
                for descriptor, _ in events:
                    exchange.take(descriptor)
        return [Seen(exchange.arrived.get(number), number in exchange.answered) for number in range(len(packets))]


class _Exchange:
    """The packets of one trial, under way."""

    def __init__(self, mouths: dict[int, tuple[socket.socket, str, int]]) -> None:
        self.mouths, self.stack, self.poll = mouths, ExitStack(), select.poll()
        self.arrived: dict[int, tuple[str, int, str, int]] = {}
        self.answered: set[int] = set()
        self._senders: dict[int, tuple[int, socket.socket]] = {}
        self._talks: dict[int, tuple[socket.socket, tuple[str, int, str, int]]] = {}
        for number in mouths:
            self.poll.register(number, select.POLLIN)

    def send(self, number: int, space: str, packet: Packet) -> None:
        """Send one packet, or the first of a connection."""
        stream = packet.protocol == "tcp"
        mouth = self._server(packet) if not stream else None
        if mouth is None:
            with inside(Path("/run/netns", space)):
                kind = socket.SOCK_STREAM if stream else socket.SOCK_DGRAM
                mouth = self.stack.enter_context(socket.socket(socket.AF_INET, kind))
            mouth.bind((packet.source, packet.source_port))
            mouth.setblocking(False)
            self._senders[mouth.fileno()] = number, mouth
            self.poll.register(mouth.fileno(), select.POLLOUT if stream else select.POLLIN)
        to = packet.destination, packet.destination_port
        with suppress(OSError):  # what cannot be sent does not arrive
            mouth.connect_ex(to) if stream else mouth.sendto(str(number).encode(), to)

    def _server(self, packet: Packet) -> socket.socket | None:
        """The listener itself, for a datagram that a server sends from its own port."""
        wanted = packet.source, packet.source_port
        found = (m for m, address, number in self.mouths.values() if (address, number) == wanted)
        return next((mouth for mouth in found if mouth.type == socket.SOCK_DGRAM), None)

    def take(self, descriptor: int) -> None:
        """Something that a socket has to say."""
        if descriptor in self._senders:
            self._sender(descriptor)
        elif descriptor in self._talks:
            self.poll.unregister(descriptor)
            talk, ends = self._talks[descriptor]
            self.arrived[int(talk.recv(64))] = ends
        else:
            self._listener(*self.mouths[descriptor])

    def _sender(self, descriptor: int) -> None:
        number, mouth = self._senders[descriptor]
        self.poll.unregister(descriptor)
        with suppress(OSError):  # refused, or told that nobody is there
            if mouth.type == socket.SOCK_STREAM:
                mouth.send(str(number).encode())
            else:
                mouth.recv(64)
            self.answered.add(number)

    def _listener(self, mouth: socket.socket, address: str, number: int) -> None:
        if mouth.type == socket.SOCK_STREAM:
            talk, peer = mouth.accept()
            self.stack.enter_context(talk)
            self._talks[talk.fileno()] = talk, (*peer, address, number)
            self.poll.register(talk.fileno(), select.POLLIN)
            return
        with suppress(OSError):
            words, peer = mouth.recvfrom(64)
            if words.startswith(b"to "):
                self.answered.add(int(words[3:]))
            else:
                self.arrived[int(words)] = (*peer, address, number)
                mouth.sendto(b"to " + words, peer)


def trial(seed: int, wire: Wire) -> tuple[list[str], int]:
    """One set of rules, measured and predicted: what differs, in words, and how many packets were predicted for sure."""
    first_port = 20000 + 50 * seed
    made = drawn(random.Random(seed), first_port)
    wire.listen(IN, HOSTS[3], first_port)
    with inside(Path("/run/netns", ROUTER)):
        subprocess.run(["nft", "-f", "-"], input=rules_of(made), text=True, check=True)
    plane = DataPlane.of(made.network)
    wrong, sure = [], 0
    for (space, packet), seen in zip(made.packets, wire.sent(made.packets), strict=True):
        start = LAN if space == IN else WORLD
        (end,) = ends(made.network, start, packet)
        if end.fate is Fate.UNKNOWN:
            continue
        sure += 1
        now = end.seen or end.box
        hosts = end.fate is Fate.DELIVERED and str(IPv4Address(now.dst[0])) in (*HOSTS, *STRANGERS)
        what = f"seed {seed}: {packet} from port {packet.source_port}: {end.fate} {end.why} as {now}, but seen {seen}"
        answers = answer_paths(plane, start, packet) if hosts else ()
        back = bool(answers) and all(path.fate is Fate.DELIVERED for path in answers)
        if packet.protocol == "tcp":
            # Somebody accepts a connection only when its answers arrive.
            hosts = hosts and back
        if hosts != (seen.arrived is not None) or (hosts and back) != seen.answered:
            wrong.append(f"{what}; answers {[(path.fate.value, path.why) for path in answers]}")
        elif seen.arrived is not None and not _fits(now, seen.arrived):
            wrong.append(what)
    return wrong, sure


def _fits(now: object, arrived: tuple[str, int, str, int]) -> bool:
    source, sport, target, dport = arrived
    numbers = (int(IPv4Address(source)), int(IPv4Address(target)), sport, dport)
    fields = ("src", "dst", "sport", "dport")
    return all(getattr(now, field)[0] <= n <= getattr(now, field)[1] for field, n in zip(fields, numbers, strict=True))
