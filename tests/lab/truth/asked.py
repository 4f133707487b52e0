"""Who answers whom: measured by packets, and predicted."""

import os
import select
import socket
import struct
import time
from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import NamedTuple

from models.device import DeviceId
from models.verdict import Fate, Packet
from netplan.forwarding.boxes import Flow, point
from netplan.forwarding.dataplane import DataPlane
from tests.lab.truth.asked_ports import OTHER, PORT
from tests.lab.truth.running import DEPARTMENT, Running
from tests.lab.truth.sketch import Host, Sketch

_ECHO = {4: (8, 0), 6: (128, 129)}
_PROTOCOL = {4: socket.IPPROTO_ICMP, 6: socket.IPPROTO_ICMPV6}
SOURCE = 40000


class Question(NamedTuple):
    """A host asks an address: by ping (port 0) or by UDP on a port."""

    host: str
    target: str
    port: int


def questions(hosts: Sequence[Host]) -> list[Question]:
    """Every host asks every other one, in each family, by ping and by UDP."""
    found = []
    for a in hosts:
        for b in hosts:
            if a is not b:
                found += [Question(a.name, str(b.v4.ip), port) for port in (0, PORT, OTHER)]
                found += [Question(a.name, str(b.v6.ip), port) for port in (0, PORT)] if b.v6 else []
    return found


class Asker:
    """Asks from all hosts; its sockets stay open between two measurements."""

    def __init__(self, lab: Running) -> None:
        self.stack = ExitStack()
        self.names = {str(ip): host.name for host in lab.sketch.hosts for ip in (host.v4.ip, host.v6.ip if host.v6 else None) if ip}
        self.sockets: dict[tuple[str, int, bool], socket.socket] = {}
        for host in lab.sketch.hosts:
            with lab.inside(host.name):
                for version, family in ((4, socket.AF_INET), (6, socket.AF_INET6)):
                    for kind, protocol in ((socket.SOCK_DGRAM, 0), (socket.SOCK_RAW, _PROTOCOL[version])):
                        mouth = self.stack.enter_context(socket.socket(family, kind, protocol))
                        mouth.setblocking(False)
                        if kind is socket.SOCK_DGRAM:
                            if version == 6:
                                mouth.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                            mouth.bind(("", SOURCE))
                        self.sockets[host.name, version, kind is socket.SOCK_RAW] = mouth

    def __enter__(self) -> "Asker":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stack.close()

    def ask(self, asked: Sequence[Question], seconds: float = 1.0) -> dict[Question, str]:
        """The name of the host that answered each question, "" where nobody did in time."""
        found: dict[Question, str] = {}
        poll, owner = select.poll(), {mouth.fileno(): key for key, mouth in self.sockets.items()}
        for number in owner:
            poll.register(number, select.POLLIN)
        for number, question in enumerate(asked):
            version = 6 if ":" in question.target else 4
            mouth = self.sockets[question.host, version, not question.port]
            body = struct.pack("!H", number)
            try:
                mouth.sendto(body if question.port else _echo(version, body), (question.target, question.port))
            except OSError:  # no route: nobody will answer
                continue
        end = time.monotonic() + seconds
        while len(found) < len(asked) and (left := end - time.monotonic()) > 0:
            for number, _ in poll.poll(left * 1000):
                self._read(self.sockets[owner[number]], owner[number], asked, found)
        return {question: found.get(question, "") for question in asked}

    def _read(
        self, mouth: socket.socket, key: tuple[str, int, bool], asked: Sequence[Question], found: dict[Question, str]
    ) -> None:
        while True:
            try:
                data, sender = mouth.recvfrom(2048)
            except BlockingIOError:
                return
            except OSError:  # an ICMP error came back
                continue
            if not key[2]:
                found[asked[struct.unpack("!H", data[:2])[0]]] = data[3:].decode()
                continue
            data = data[(data[0] & 15) * 4 :] if key[1] == 4 else data
            kind, _, _, me, number = struct.unpack("!BBHHH", data[:8])
            if kind == _ECHO[key[1]][1] and me == os.getpid() & 0xFFFF and asked[number].host == key[0]:
                found[asked[number]] = self.names.get(str(sender[0]), "?")


def _echo(version: int, body: bytes) -> bytes:
    head = struct.pack("!BBHH", _ECHO[version][0], 0, 0, os.getpid() & 0xFFFF) + body
    total = sum(struct.unpack("!4H", head))
    total = (total & 0xFFFF) + (total >> 16)
    return head[:2] + struct.pack("!H", ~(total + (total >> 16)) & 0xFFFF) + head[4:] if version == 4 else head


class Told(NamedTuple):
    """What netplan says of one question: all answers that it may get, and why it does not know ("" when it does)."""

    answers: frozenset[str]
    unknown: str = ""


def told(plane: DataPlane, hosts: Sequence[Host], asked: Sequence[Question]) -> dict[Question, Told]:
    """The predicted answer of each question: that of the host at the end of the way, if its answer comes back."""
    by_name = {host.name: host for host in hosts}
    by_address: dict[str, Host] = {str(ip): host for host in hosts for ip in (host.v4.ip, host.v6.ip if host.v6 else None) if ip}
    ways: dict[tuple[str, str, int, bool], tuple[frozenset[bool], str]] = {}

    def way(source: str, target: str, port: int, back: bool) -> tuple[frozenset[bool], str]:
        key = (source, target, port, back)
        if key not in ways:
            ways[key] = _arrives(plane, by_address[source], by_address[target], source, target, port, back)
        return ways[key]

    found = {}
    for question in asked:
        host = by_name[question.host]
        mine = host.v6.ip if ":" in question.target and host.v6 else host.v4.ip
        there, why = way(str(mine), question.target, question.port, False)
        back, why_back = way(question.target, str(mine), question.port, True) if True in there else (frozenset({False}), "")
        answers = {by_address[question.target].name if a and b else "" for a in there for b in back}
        found[question] = Told(frozenset(answers), why or why_back)
    return found


def crosses_leaks(plane: DataPlane, sketch: Sketch, question: Question) -> bool:
    """Whether its way, there or back, meets a router that may leak: a kernel without VRF devices cannot carry that."""
    leaking = {f"{DEPARTMENT}/{router.name}" for router in sketch.routers if router.vrfs}
    hosts = {str(ip): host for host in sketch.hosts for ip in (host.v4.ip, host.v6.ip if host.v6 else None) if ip}
    asking = next(host for host in sketch.hosts if host.name == question.host)
    mine = asking.v6.ip if ":" in question.target and asking.v6 else asking.v4.ip
    for source, target in ((str(mine), question.target), (question.target, str(mine))):
        port = hosts[source].port
        start = (DeviceId(DEPARTMENT, port.router.name), port.name)
        paths = plane.trace(start, Packet(source, target))
        if any(hop.node.partition("#")[0] in leaking for path in paths for hop in path.hops):
            return True
    return False


def _arrives(
    plane: DataPlane, source: Host, target: Host, mine: str, other: str, port: int, back: bool
) -> tuple[frozenset[bool], str]:
    """Whether a packet arrives, on each branch; and why one of them is not known."""
    version = 6 if ":" in mine else 4
    if port:
        packet = Packet(mine, other, "udp", SOURCE if back else port, port if back else SOURCE)
    else:
        packet = Packet(mine, other, "icmp" if version == 4 else "icmpv6")
    start = (DeviceId(DEPARTMENT, source.port.router.name), source.port.name)
    arrived, unknown = set(), ""
    for piece in plane.reach(start, Flow((point(packet),), version)):
        end = piece.end
        at = (end.device.name, end.interface) == (target.port.router.name, target.port.name)
        arrived.add(end.fate is Fate.DELIVERED and at)
        unknown = unknown or (end.why if end.fate is Fate.UNKNOWN else "")
    return frozenset(arrived), unknown
