"""NCLU of Cumulus Linux, the `net add ...` commands of `net show configuration commands`, as the blocks of files that they write.

A command about ports goes to `iface` blocks of ifupdown2, one about routing to blocks of FRR. It keeps its own text and place;
what has no block here stays a line by itself.
"""

import re
from collections.abc import Iterator

from collectors.dialect import Reader
from collectors.ioslike.services import read_logging, read_name_server, read_ntp
from collectors.tree import Line, split_words
from collectors.vendors.frr.ifupdown import names
from models.source import Status

COMMAND = re.compile(r"^net (?:add|del|commit|show)\b", re.MULTILINE)
NCLU = "NCLU"
"""The feature of what such commands say."""
_FIRST = (" routing defaults ", " autonomous-system ")
"""Commands on which others depend, as the head of a block does: they come first in files."""
_OF_BGP = ("neighbor", "timers", "advertise-all-vni", "listen")
_OF_IPV4 = ("network", "redistribute", "aggregate-address", "maximum-paths", "distance")
_LISTS = {"as-path": ["bgp"], "community-list": ["bgp"], "extcommunity-list": ["bgp"], "large-community-list": ["bgp"]}
Placed = tuple[tuple[str, ...], list[str]]
"""The heads of the blocks around a line, and its words there; no words where the innermost head says it all."""


def commands_as_blocks(lines: list[str]) -> list[Line]:
    """The blocks of the commands among the lines of a text.

    >>> tops = commands_as_blocks(["net add bond b1-2 vrf RED", "net add bond b1 mtu 9000"])
    >>> [(top.text, [(line.number, line.words) for line in top.children]) for top in tops]
    [('iface b1', [(1, ['vrf', 'RED']), (2, ['mtu', '9000'])]), ('iface b2', [(1, ['vrf', 'RED'])])]
    """
    blocks = _Blocks({})
    said = [(number, text.strip()) for number, text in enumerate(lines, 1) if COMMAND.match(text)]
    systems = _systems(text for _, text in said)
    for number, text in sorted(said, key=lambda each: _rank(each[1])):
        words = split_words(text)
        try:
            placed = list(_places(words[2:], systems)) if words[:2] == ["net", "add"] else []
        except ValueError:
            placed = []
        for heads, line in placed or [((), words)]:
            blocks.put(heads, line, text, number)
    return blocks.tops


class _Blocks:
    """Blocks while they grow."""

    def __init__(self, known: dict[tuple[str, ...], Line]) -> None:
        self.known, self.tops = known, list[Line]()

    def put(self, heads: tuple[str, ...], words: list[str], text: str, number: int) -> None:
        """Add a line to the block below `heads`."""
        lines, told = self.tops, bool(words)
        for depth in range(1, len(heads) + 1):
            path = heads[:depth]
            if path not in self.known:
                self.known[path] = Line(path[-1], number, path[-1].split(), feature=NCLU)
                lines.append(self.known[path])
                told = told or depth == len(heads)
            lines = self.known[path].children
        if words:
            lines.append(Line(text, number, words, feature=NCLU))
        elif not told:  # it was said before
            lines.append(Line(text, number, text.split(), [], Status.IGNORED, NCLU))


def _rank(text: str) -> int:
    return next((rank for rank, words in enumerate(_FIRST) if words in text), len(_FIRST))


def _systems(texts: Iterator[str]) -> dict[str, str]:
    """The AS number of BGP in each VRF, which the head of its block needs."""
    found: dict[str, str] = {}
    for text in texts:
        match text.split():
            case ["net", "add", "bgp", "autonomous-system", number]:
                found[""] = number
            case ["net", "add", "bgp", "vrf", vrf, "autonomous-system", number]:
                found[vrf] = number
    return found


def _places(words: list[str], systems: dict[str, str]) -> Iterator[Placed]:
    """Where a command goes, once for each port that it names. Raises ValueError for names that are no ports."""
    match words:
        case ["loopback" | "vxlan" | "bridge", name, *rest]:
            yield _port(name, rest, bridge=words[0] == "bridge")
        case ["interface" | "bond", which, *rest]:
            for name in names(["glob", *which.split(",")]):
                yield _port(name, rest)
        case ["vlan", which, *rest]:
            for name in names(["glob", *(_named("vlan", part) for part in which.split(","))]):
                yield _port(name, rest)
        case ["vrf", which, *rest]:
            for name in which.split(","):
                yield ((f"vrf {name}",), rest) if rest[:1] == ["vni"] else _port(name, rest)
        case ["bgp", "vrf", vrf, *rest] if vrf in systems:
            yield from _bgp(f"router bgp {systems[vrf]} vrf {vrf}", rest)
        case ["bgp", *rest] if "" in systems and rest[:1] != ["vrf"]:
            yield from _bgp(f"router bgp {systems['']}", rest)
        case ["ospf" | "ospf6" as protocol, "vrf", vrf, *rest] if rest:
            yield _ospf(protocol, f"router {protocol} vrf {vrf}", rest)
        case ["ospf" | "ospf6" as protocol, *rest] if rest:
            yield _ospf(protocol, f"router {protocol}", rest)
        case ["routing", *rest]:
            yield _routing(rest)
        case _:
            yield (), _service(words)


def _named(stem: str, part: str) -> str:
    first, dash, last = part.partition("-")
    if not first.isdecimal():
        raise ValueError(f"{part!r} is no VLAN")
    return stem + first + dash + last


def _port(name: str, words: list[str], bridge: bool = False) -> Placed:
    """What a command says of a port, in the words of ifupdown2, or in those of FRR where the port speaks OSPF.

    >>> _port("swp1", "bridge vids 10,20-22".split())
    (('iface swp1',), ['bridge-vids', '10', '20-22'])
    >>> _port("swp1", "ospf area 0".split())
    (('interface swp1',), ['ip', 'ospf', 'area', '0'])
    """
    block = (f"iface {name}",)
    match words:
        case ["ip", "address", "dhcp"]:
            return (f"iface {name} inet dhcp",), []
        case ["ip" | "ipv6", "address" | "address-virtual" | "gateway" as kind, *rest]:
            return block, [kind, *rest]
        case ["ospf", *rest]:
            return (f"interface {name}",), ["ip", "ospf", *rest]
        case ["ospf6", *rest]:
            return (f"interface {name}",), ["ipv6", "ospf6", *rest]
        case ["ipv6", "nd", *_] | ["pim" | "igmp" | "pbr-policy", *_]:
            return (f"interface {name}",), words if words[0] in ("ipv6", "pbr-policy") else ["ip", *words]
        case ["link", "down"]:
            return block, ["link-down", "yes"]
        case ["vlan-aware"]:
            return block, ["bridge-vlan-aware", "yes"]
        case ["ports", *values] if bridge and values:
            return block, ["bridge-ports", "glob", *_each(values)]
        case ["vids" | "pvid" | "mcsnoop" | "stp" as kind, *values] if bridge:
            return block, [f"bridge-{kind}", *_each(values)]
        case ["stp", kind, *values]:
            return block, [f"mstpctl-{kind}", *(values or ["yes"])]
        case ["clag", "id", *values]:
            return block, ["clag-id", *values]
        case ["clag", kind, *values]:
            return block, [f"clagd-{kind}", *values]
        case ["bond", "slaves", *values] if values:
            return block, ["bond-slaves", "glob", *_each(values)]
        case ["link" | "bridge" | "bond" | "vxlan" as group, kind, *values]:
            return block, [f"{group}-{kind}", *_each(values)]
    return block, words


def _each(values: list[str]) -> list[str]:
    return [part for value in values for part in value.split(",")]


def _bgp(head: str, words: list[str]) -> Iterator[Placed]:
    """A command about BGP, once for each neighbour that it names.

    >>> list(_bgp("router bgp 65001", "ipv4 unicast neighbor A activate".split()))
    [(('router bgp 65001', 'address-family ipv4 unicast'), ['neighbor', 'A', 'activate'])]
    >>> list(_bgp("router bgp 65001", "bestpath as-path multipath-relax".split()))
    [(('router bgp 65001',), ['bgp', 'bestpath', 'as-path', 'multipath-relax'])]
    """
    match words:
        case ["autonomous-system", _]:
            yield (head,), []
        case ["ipv4" | "ipv6" | "l2vpn" as family, kind, *rest]:
            yield (head, f"address-family {family} {kind}"), rest
        case ["neighbor", which, "interface", *rest]:
            for name in names(["glob", *which.split(",")]):
                yield (head,), ["neighbor", name, "interface", *rest]
        case [first, *_] if first in _OF_IPV4:
            yield (head, "address-family ipv4 unicast"), words
        case [first, *_] if first in _OF_BGP:
            yield (head,), words
        case _:
            yield (head,), ["bgp", *words]


def _ospf(protocol: str, head: str, words: list[str]) -> Placed:
    return (head,), [protocol, *words] if words[0] == "router-id" else words


def _routing(words: list[str]) -> Placed:
    """A command about static routes, lists and route maps."""
    match words:
        case ["route", prefix, *rest]:
            return (), ["ipv6" if ":" in prefix else "ip", "route", prefix, *rest]
        case ["prefix-list", "ipv4" | "ipv6" as family, *rest]:
            return (), ["ip" if family == "ipv4" else "ipv6", "prefix-list", *rest]
        case ["route-map", name, action, number, *rest]:
            return (f"route-map {name} {action} {number}",), rest
        case ["defaults", profile]:
            return (), ["frr", "defaults", profile]
        case [kind, *_] if kind in _LISTS:
            return (), [*_LISTS[kind], *words]
    return (), words


def _service(words: list[str]) -> list[str]:
    """A command about the host, in words that some reader knows, or as it stands."""
    match words:
        case ["hostname", name]:
            return ["hostname", name]
        case ["time", "ntp", "server", target, *_]:
            return ["ntp", "server", target]
        case ["dns", "nameserver", "ipv4" | "ipv6", *rest]:
            return ["ip", "name-server", *rest]
        case ["syslog", "host", "ipv4" | "ipv6", target, *rest]:
            return ["logging", "host", target, *rest]
    return ["net", "add", *words]


NCLU_READERS: dict[str, tuple[str, Reader]] = {
    "ntp": ("NTP", read_ntp),
    "ip name-server": ("DNS", read_name_server),
    "logging": ("logging", read_logging),
}
