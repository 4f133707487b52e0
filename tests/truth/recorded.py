"""Recorded networks: the configs of a set as a Network, and the main tables that its devices printed (or Batfish computed)."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_interface, ip_network
from pathlib import Path

from collectors.dialect import dialect, dialects, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.link import Link, Port
from models.network import Network
from models.route import Route
from tests.vendors.recorded_configs import OS_NAMES


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One way of one route of a main table. None = the output does not say."""

    device: str
    vrf: str
    prefix: str
    protocol: str
    """connected, local, static, aggregate, bgp (external or internal), ospf, ospf-ia, ospf-e1, ospf-e2 …"""
    way: str
    """The next hop; without one the port in lower case; "discard"."""
    distance: int | None = None
    metric: int | None = None

    def agrees(self, other: "Row") -> bool:
        """The same way, and equal in all that both say."""
        same = (self.device, self.vrf, self.prefix, self.protocol, self.way)
        if same != (other.device, other.vrf, other.prefix, other.protocol, other.way):
            return False
        pairs = ((self.distance, other.distance), (self.metric, other.metric))
        return all(a is None or b is None or a == b for a, b in pairs)


def lab_network(folder: Path) -> tuple[Network, list[str]]:
    """The configs of a lab-validation set as a network, and the hosts whose OS has no dialect."""
    devices, left_out = {}, []
    for host, nos in json.loads((folder / "show/host_nos.txt").read_text(encoding="utf-8")).items():
        os = OS_NAMES.get(nos, nos)
        if os not in dialects():
            left_out.append(host)
            continue
        device = _read(next(_configs(folder / "configs", host)), os, host)
        devices[device.id] = device
    return Network(devices, _wires(folder / "batfish/layer1_topology.json", devices)), left_out


def _wires(path: Path, devices: Mapping[DeviceId, Device]) -> frozenset[Link]:
    """The wires that a set declares, where it does."""
    names = {device.hostname.lower(): id for id, device in devices.items()} | {id.name.lower(): id for id in devices}
    found = set()
    for edge in json.loads(path.read_text(encoding="utf-8"))["edges"] if path.is_file() else ():
        ends = [(names.get(end["hostname"].lower()), end["interfaceName"]) for end in (edge["node1"], edge["node2"])]
        ports = [Port(id, dialect(devices[id].os).canonical_name(name)) for id, name in ends if id is not None]
        if len(ports) == 2:
            found.add(Link(min(ports), max(ports), "layer1"))
    return frozenset(found)


def folder_network(folder: Path, os: str) -> Network:
    """Every file of a folder as one device, named by the file."""
    devices = [_read(path, os, path.name.split(".")[0]) for path in sorted(folder.iterdir()) if path.is_file()]
    return Network({device.id: device for device in devices})


def _configs(folder: Path, host: str) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.stem.lower() == host.lower():
            yield path
        elif path.is_dir() and path.name.lower() == host.lower():
            yield from sorted(file for file in path.iterdir() if file.is_file())


def _read(path: Path, os: str, name: str) -> Device:
    return read(path.read_text(encoding="utf-8", errors="replace"), dialect(os), Draft(DeviceId("lab", name), os, path.name))


def computed_rows(
    routes: Mapping[tuple[DeviceId, str], tuple[Route, ...]],
    keep: Callable[[Row], bool],
    coarse: Collection[DeviceId] = (),
    onlink: Collection[DeviceId] = (),
) -> set[Row]:
    """The engine's routes in the same form; iBGP and eBGP are told apart by their distance alone, as routers print them.

    `coarse`: devices that print one word for all kinds of OSPF routes. `onlink`: those that print the port alone where
    the next hop is the destination itself.
    """
    found = set()
    for (device, vrf), table in routes.items():
        for r in table:
            protocol = (
                "bgp" if r.protocol == "ibgp" else "ospf" if device in coarse and r.protocol.startswith("ospf") else r.protocol
            )
            itself = device in onlink and r.next_hop == r.prefix.network_address
            way = "discard" if r.discard else r.interface.lower() if itself or r.next_hop is None else str(r.next_hop)
            row = Row(device.name, vrf, str(r.prefix), protocol, way, r.distance, r.metric)
            if r.prefix.version == 4 and keep(row):
                found.add(row)
    return found


def has_table(folder: Path, host: str) -> bool:
    """Whether a host of a lab-validation set printed a main table."""
    return any(path for pattern in _PARSERS for path in (folder / "show" / host).glob(pattern))


def recorded_rows(folder: Path, host: str) -> set[Row]:
    """The IPv4 main table that a device of a lab-validation set printed."""
    for pattern, parser in _PARSERS.items():
        if paths := sorted((folder / "show" / host).glob(pattern)):
            return {row for path in paths for row in parser(host, path.read_text(encoding="utf-8", errors="replace"))}
    raise FileNotFoundError(f"{folder.name}/{host}: no output with a routing table that this test can read")


_IOS_CODES = {"C": "connected", "L": "local", "S": "static", "B": "bgp", "O": "ospf", "D": "eigrp", "D EX": "eigrp", "R": "rip"} | {
    f"O {kind.upper()}": f"ospf-{kind}" for kind in ("ia", "e1", "e2", "n1", "n2")
}
_IOS_ROUTE = re.compile(r"^([A-Za-z][A-Za-z0-9* ]{0,4}?)\s{2,}(\d[\d.]+(?:/\d+)?)\s*(.*)$")
_IOS_WAY = re.compile(r"\[(\d+)/(\d+)\] via ([\d.]+)")


def _ios(host: str, text: str) -> Iterator[Row]:
    vrf, code, prefix, size = "default", "", "", ""
    for line in text.splitlines():
        if found := re.match(r"Routing Table: (\S+)", line):
            vrf = found[1]
        elif found := re.match(r"\s+[\d.]+(/\d+) is subnetted", line):
            size = found[1]
        elif found := _IOS_ROUTE.match(line):
            word = found[1].replace("*", " ").strip()
            code, prefix = _IOS_CODES.get(word, word), found[2] if "/" in found[2] else found[2] + size
            yield from _ios_ways(host, vrf, prefix, code, found[3])
        elif line.lstrip().startswith("[") and prefix:
            yield from _ios_ways(host, vrf, prefix, code, line)


def _ios_ways(host: str, vrf: str, prefix: str, code: str, rest: str) -> Iterator[Row]:
    if found := _IOS_WAY.search(rest):
        discard = rest.rstrip().endswith("Null0")
        yield Row(host, vrf, prefix, _aggregate(code, discard), "discard" if discard else found[3], int(found[1]), int(found[2]))
    elif found := re.search(r"is directly connected(?:, [\d:.wdh]+)?, (\S+)", rest):
        yield Row(host, vrf, prefix, code, "discard" if found[1] == "Null0" else found[1].lower())


def _aggregate(code: str, discard: bool) -> str:
    return "aggregate" if code == "bgp" and discard else code


_EOS_TYPES = {"eBGP": "bgp", "iBGP": "bgp", "bgpAggregate": "aggregate", "OSPF": "ospf", "ospfInterArea": "ospf-ia",
              "ospfExternalType1": "ospf-e1", "ospfExternalType2": "ospf-e2"}  # fmt: skip


def _eos(host: str, text: str) -> Iterator[Row]:
    for vrf, table in json.loads(text)["vrfs"].items():
        for prefix, route in table["routes"].items():
            protocol = _EOS_TYPES.get(route["routeType"], route["routeType"])
            distance, metric = route.get("preference"), route.get("metric")
            if route["routeAction"] == "drop":
                yield Row(host, vrf, prefix, protocol, "discard", distance, metric)
            for via in route["vias"]:
                yield Row(host, vrf, prefix, protocol, via.get("nexthopAddr") or via["interface"].lower(), distance, metric)


def _frr(host: str, text: str) -> Iterator[Row]:
    decoder, at = json.JSONDecoder(), 0
    while (at := text.find("{", at)) >= 0:
        table, at = decoder.raw_decode(text, at)
        for prefix, routes in ((key.replace(chr(92), ""), value) for key, value in table.items()):
            for route in routes if isinstance(routes, list) else ():
                for hop in route.get("nexthops", ()) if route.get("selected") else ():
                    if hop.get("fib") or hop.get("blackhole") or hop.get("unreachable"):
                        way = hop.get("ip") or hop.get("interfaceName", "").lower() or "discard"
                        yield Row(host, "default", prefix, route["protocol"], way, route.get("distance"), route.get("metric"))


_JUNOS_PROTOCOLS = {
    "Direct": "connected",
    "Local": "local",
    "Static": "static",
    "BGP": "bgp",
    "OSPF": "ospf",
    "Aggregate": "aggregate",
}


def _junos(host: str, text: str) -> Iterator[Row]:
    def value(of: dict[str, object], key: str) -> str | None:
        found = of.get(key)
        return str(found[0].get("data")) if isinstance(found, list) else None

    tables = json.JSONDecoder().raw_decode(text[text.index("{") :])[0]["route-information"][0]["route-table"]
    for table in tables:
        name = value(table, "table-name") or ""
        if not name.endswith("inet.0"):
            continue
        vrf = "default" if name == "inet.0" else name.removesuffix(".inet.0")
        for rt in table.get("rt", ()):
            for entry in rt["rt-entry"]:
                if "current-active" not in entry:
                    continue
                protocol = _JUNOS_PROTOCOLS.get(value(entry, "protocol-name") or "", value(entry, "protocol-name") or "")
                distance, med = value(entry, "preference"), value(entry, "med") or value(entry, "metric")
                for hop in entry.get("nh", ()):
                    way = value(hop, "to") or value(hop, "via") or value(hop, "nh-local-interface") or "discard"
                    prefix = value(rt, "rt-destination") or ""
                    yield Row(host, vrf, prefix, protocol, way.lower(), int(distance or 0), None if med is None else int(med))
                if not entry.get("nh"):
                    yield Row(host, vrf, value(rt, "rt-destination") or "", protocol, "discard", int(distance or 0), None)


_PARSERS: Mapping[str, Callable[[str, str], Iterator[Row]]] = {
    "show_ip_route_vrf_all_*json.*": _eos,
    "vtysh_-c_'show_ip_route_vrf_all_json'.txt": _frr,
    "show_route_|_display_json.txt": _junos,
    "show_ip_route*.txt": _ios,
}
"""The files of a host (the first pattern that has any) → who reads them."""


def batfish_rows(path: Path) -> set[Row]:
    """The rows of a recorded Batfish answer to the question `routes`."""
    found = set()
    for r in json.loads(path.read_text(encoding="utf-8"))[0]["rows"]:
        hop = r["Next_Hop"]
        way = {"ip": hop.get("ip"), "discard": "discard"}.get(hop["type"]) or str(hop.get("interface")).lower()
        if hop["type"] == "interface" and hop.get("ip"):
            way = hop["ip"]
        protocol = {"ibgp": "bgp", "ospfE1": "ospf-e1", "ospfE2": "ospf-e2", "ospfIA": "ospf-ia"}.get(r["Protocol"], r["Protocol"])
        network = str(ip_network(r["Network"]))
        found.add(Row(r["Node"]["name"], r["VRF"], network, protocol, way, r.get("Admin_Distance"), r.get("Metric")))
    return found


@dataclass(frozen=True)
class Comparison:
    """How far two sets of rows agree."""

    equal: int
    missing: tuple[Row, ...]
    """Recorded, not computed."""
    extra: tuple[Row, ...]
    """Computed, not recorded."""

    @property
    def share(self) -> float:
        """Equal rows as a part of all rows on either side."""
        total = self.equal + len(self.missing) + len(self.extra)
        return self.equal / total if total else 1.0

    def __str__(self) -> str:
        lines = [f"{self.share:.1%} equal ({self.equal}; {len(self.missing)} missing, {len(self.extra)} extra)"]
        lines += [f"  recorded only: {row}" for row in self.missing] + [f"  computed only: {row}" for row in self.extra]
        return "\n".join(lines)


def compared(recorded: set[Row], computed: set[Row]) -> Comparison:
    """Match rows that agree, each once."""
    left: dict[tuple[str, ...], list[Row]] = {}
    missing = []
    for row in computed:
        left.setdefault((row.device, row.vrf, row.prefix, row.protocol, row.way), []).append(row)
    equal = 0
    for row in sorted(recorded, key=str):
        rivals = left.get((row.device, row.vrf, row.prefix, row.protocol, row.way), [])
        if match := next((other for other in rivals if row.agrees(other)), None):
            rivals.remove(match)
            equal += 1
        else:
            missing.append(row)
    return Comparison(equal, tuple(missing), tuple(sorted((r for rows in left.values() for r in rows), key=str)))


def is_host_route(row: Row) -> bool:
    """The route of one address."""
    return ip_interface(row.prefix).network.prefixlen == 32
