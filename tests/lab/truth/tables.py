"""The tables of routers and of their kernels, and those that netplan predicts, in one form.

A next hop is written as the port that owns it ("r2:e1") wherever some port does: link-local addresses, which no config
states, and global ones then compare alike.
"""

import json
import subprocess
from collections.abc import Iterator
from typing import Any, NamedTuple

from collectors.vendors.frr.shown import documents
from models.device import DeviceId
from netplan.audit.fidelity.routes import family_of
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.fib import Do
from netplan.routing.columns import PROTOCOLS, ip_object, prefix_object
from netplan.routing.table import NodeTable
from tests.lab.truth.running import DEPARTMENT, Running
from tests.lab.truth.sketch import DEFAULT

WORDS = {"ospf6": "ospf", "ripng": "rip", "aggregate": "bgp"}
"""Protocols by the word that both sides are compared by."""
DROPS = ("blackhole", "unreachable", "prohibit")


class Place(NamedTuple):
    """One prefix at one node."""

    router: str
    vrf: str
    prefix: str


Tables = dict[Place, frozenset[str]]
"""The ways of each prefix, in words."""


class Reader:
    """Reads the tables of a network that runs."""

    def __init__(self, lab: Running) -> None:
        self.lab = lab
        self.owners: dict[str, str] = {}
        for router in lab.sketch.routers:
            self._own(f"{router.name}:lo", str(router.loopback.ip), str(router.loopback6.ip))
            for port in router.ports:
                six = [str(port.v6.ip)] if port.v6 else []
                self._own(f"{router.name}:{port.name}", str(port.v4.ip), port.link_local, *six)

    def _own(self, port: str, *addresses: str) -> None:
        self.owners |= dict.fromkeys(addresses, port)

    def _ip(self, space: str, *words: str) -> list[dict[str, Any]]:
        with self.lab.inside(space):
            done = subprocess.run(["ip", "-j", *words], capture_output=True, text=True, check=True)
        found: list[dict[str, Any]] = json.loads(done.stdout or "[]")
        return found

    def routes(self, router: str) -> Tables:
        """What zebra has chosen, with protocol, distance and metric."""
        text = self.lab.vtysh(router, "show ip route vrf all json", "show ipv6 route vrf all json")
        found: dict[Place, set[str]] = {}
        for document in documents(text):
            for prefix, routes in document.items():
                for route in routes:
                    if route.get("selected") and not prefix.startswith("fe80:"):
                        found.setdefault(Place(router, route["vrfName"], prefix), set()).update(self._chosen(route))
        return {place: frozenset(ways) for place, ways in found.items()}

    def _chosen(self, route: dict[str, Any]) -> Iterator[str]:
        """The ways of a route that zebra has chosen, whether the kernel took it or (between namespaces) could not."""
        for hop in route["nexthops"]:
            if hop.get("resolver") or hop.get("duplicate") or not hop.get("active"):
                continue
            drops = hop.get("blackhole") or hop.get("unreachable") or hop.get("reject")
            way = "discard" if drops else self.owners.get(hop.get("ip", ""), hop.get("ip")) or hop.get("interfaceName", "?")
            yield _words(route["protocol"], way, route["distance"], route["metric"])

    def kernel(self, router: str, vrf: str) -> Tables:
        """What the kernel of one VRF forwards by; its own addresses left out."""
        found: dict[Place, tuple[int, set[str]]] = {}
        space = router if vrf == DEFAULT else f"{router}.{vrf}"
        for six in (False, True):
            for route in self._ip(space, "-6" if six else "-4", "route", "show", "table", "main"):
                text = str(route["dst"])
                text = ("::/0" if six else "0.0.0.0/0") if text == "default" else text
                text = text if "/" in text else f"{text}/{128 if six else 32}"
                if (text.startswith(("fe80:", "ff00:")) or route.get("dev") == "lo") and route.get("type") not in DROPS:
                    continue
                place, metric = Place(router, vrf, text), int(route.get("metric", 0))
                ways = self._ways(route)
                if ways:
                    known = found.get(place)
                    if known is None or metric < known[0]:
                        found[place] = (metric, ways)
                    elif metric == known[0]:
                        known[1].update(ways)
        return {place: frozenset(ways) for place, (_, ways) in found.items()}

    def _ways(self, route: dict[str, Any]) -> set[str]:
        if route.get("type") in DROPS:
            return {"discard"}
        ways = set()
        for hop in route.get("nexthops", (route,)):
            if {"dead", "linkdown"} & set(hop.get("flags", ())):
                continue
            gateway = hop.get("gateway") or hop.get("via", {}).get("host", "")
            ways.add(f"{hop['dev']} {self.owners.get(gateway, gateway)}".strip())
        return ways


def _words(protocol: str, hop: str, distance: int, metric: int) -> str:
    return f"{family_of(WORDS.get(protocol, protocol))} {hop} [{distance}/{metric}]"


class Predicted:
    """What netplan says of all nodes."""

    def __init__(self, plane: DataPlane, owners: dict[str, str]) -> None:
        self.plane, self.owners = plane, owners
        self.routes: Tables = {}
        self.kernel: Tables = {}
        self.leaked: set[Place] = set()
        """Prefixes whose way is in another VRF: a kernel without VRF devices cannot hold them."""
        for number, node in enumerate(plane.nodes):
            if (node.device, node.vrf) in plane.topology.node_index:
                self._node(number, node.device, node.vrf, plane.routing.tables[number])

    def _node(self, number: int, device: DeviceId, vrf: str, table: NodeTable) -> None:
        book = self.plane.routing.book
        for prefix, (low, high) in table.spans().items():
            family, _, length = book.prefixes[prefix]
            place = Place(device.name, vrf, str(prefix_object(*book.prefixes[prefix])))
            rows = table.rows[low:high].tolist()
            if words := {w for row in rows if (w := self._route(row))}:
                self.routes[place] = frozenset(words)
            if any(self._elsewhere(number, row) for row in rows):
                self.leaked.add(place)
            if length == (32 if family == 4 else 128) and any(PROTOCOLS[row[2]] in ("connected", "local") for row in rows):
                continue
            if ways := frozenset(self._action(number, low, high)):
                self.kernel[place] = ways

    def _elsewhere(self, node: int, row: tuple[int, ...]) -> bool:
        """Whether a route leads into another VRF: by its table, its port, or the one that resolves it."""
        topology = self.plane.topology
        return row[8] not in (-1, node) or (row[5] >= 0 and topology.ports[row[5]].node != node)

    def _route(self, row: tuple[int, ...]) -> str:
        protocol = PROTOCOLS[row[2]]
        if protocol == "local":
            return ""
        if row[9]:
            way = "discard"
        elif row[6] >= 0:
            address = str(ip_object(*self.plane.routing.book.ips[row[6]]))
            way = self.owners.get(address, address)
        elif row[7] >= 0:
            way = self._port(row[7])
        else:
            way = self.plane.topology.ports[row[5]].interface.name if row[5] >= 0 else "?"
        return _words(protocol, way, row[3], row[4])

    def _port(self, number: int) -> str:
        port = self.plane.topology.ports[number]
        return f"{port.device.name}:{port.interface.name}"

    def _action(self, node: int, low: int, high: int) -> Iterator[str]:
        ports = self.plane.topology.ports
        for action in self.plane.tables.at(node, low, high):
            if action.do is Do.DISCARD:
                yield "discard"
            elif action.do is Do.CONNECTED:
                yield ports[action.port].interface.name
            elif action.gateway >= 0:
                address = str(ip_object(*self.plane.routing.book.ips[action.gateway]))
                where = ports[action.port].interface.name if action.port >= 0 else "nowhere"
                yield f"{where} {self.owners.get(address, address)}"
            elif action.do is Do.FORWARD:
                row = self.plane.routing.tables[node].rows[action.row]
                named = int(row["via"]) >= 0 or int(row["hop"]) >= 0 or PROTOCOLS[int(row["protocol"])] != "static"
                hop = f" {self._port(action.to[0])}" if named else ""
                yield f"{ports[action.port].interface.name}{hop}"
            else:
                yield action.do.name

    def unknown(self, place: Place) -> str:
        """Why netplan does not tell the ways of a prefix, "" when it does."""
        routing = self.plane.routing
        node = self.plane.topology.node_index[DeviceId(DEPARTMENT, place.router), place.vrf]
        alone = routing.unknown_prefixes.get(node, {})
        return routing.unknown.get(node, "") or next((why for prefix, why in alone.items() if str(prefix) == place.prefix), "")
