"""OSPF, OSPFv3, IS-IS and RIP: blocks of the process, and what is said below `interface` or at the port itself."""

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.ioslike.routing.readers import FRR, routing_readers
from collectors.vendors.vyos.names import PORT
from collectors.vendors.vyos.phrases import Phrases, Speech
from models.interfaces import DEFAULT_VRF

READERS = routing_readers(FRR)
TAG = "VyOS"
"""What the system calls its one IS-IS process."""
_BROUGHT = {"metric *": "metric {0}", "metric-type *": "metric-type {0}", "route-map *": "route-map {0}"}
_SOURCES = ("bgp", "connected", "isis", "kernel", "rip", "ripng", "static")
_DEFAULT = {"always": "always", "metric *": "metric {0}", "metric-type *": "metric-type {0}", "route-map *": "route-map {0}"}

_OSPF: Phrases = {
    "parameters router-id *": "ospf router-id {0}",
    "parameters rfc1583-compatibility": "ospf rfc1583compatibility",
    "auto-cost reference-bandwidth *": "auto-cost reference-bandwidth {0}",
    "default-metric *": "default-metric {0}",
    "maximum-paths *": "maximum-paths {0}",
    "default-information originate": ("default-information originate", _DEFAULT),
    "max-metric router-lsa administrative": "max-metric router-lsa administrative",
    "distance global *": "distance {0}",
    "passive-interface *": "passive-interface {0}",
    "passive-interface-exclude *": "no passive-interface {0}",
    "area * network *": "network {1} area {0}",
    "area * area-type stub": ("area {0} stub", {"no-summary": "no-summary"}),
    "area * area-type stub default-cost *": "area {0} default-cost {1}",
    "area * area-type nssa": ("area {0} nssa", {"no-summary": "no-summary"}),
    "area * area-type nssa default-cost *": "area {0} default-cost {1}",
    "area * area-type nssa translate always": "area {0} nssa translate-always",
    "area * area-type nssa translate candidate": "area {0} nssa translate-candidate",
    "area * area-type normal": "no area {0} stub",
    "area * import-list *": "area {0} filter-list prefix {1} in",
    "area * export-list *": "area {0} filter-list prefix {1} out",
    "area * authentication *": "area {0} authentication",
    "area * range *": ("area {0} range {1}", {"not-advertise": "not-advertise", "cost *": "cost {0}"}),
    "summary-address *": ("summary-address {0}", {"no-advertise": "no-advertise"}),
}
_DISTANCES = {"intra-area *": "intra-area {0}", "inter-area *": "inter-area {0}", "external *": "external {0}"}
OSPF2: Phrases = {
    **_OSPF,
    "distance ospf": ("distance ospf", _DISTANCES),
    "access-list * export *": "distribute-list {0} out {1}",
    **{f"redistribute {word}": (f"redistribute {word}", _BROUGHT) for word in _SOURCES},
}
OSPF3: Phrases = {
    **_OSPF,
    "parameters router-id *": "ospf6 router-id {0}",
    "distance ospfv3": ("distance ospf6", _DISTANCES),
    "area * interface *": "interface {1} area {0}",
    "area * range *": ("area {0} range {1}", {"not-advertise": "not-advertise", "advertise": "advertise"}),
    **{f"redistribute {word}": (f"redistribute {word}", _BROUGHT) for word in _SOURCES},
}
AT_PORT: Phrases = {
    "area *": "area {0}",
    "cost *": "cost {0}",
    "network *": "network {0}",
    "priority *": "priority {0}",
    "hello-interval *": "hello-interval {0}",
    "dead-interval *": "dead-interval {0}",
    "mtu-ignore": "mtu-ignore",
}
RIP: Phrases = {
    "network *": "network {0}",
    "interface *": "network {0}",
    "neighbor *": "neighbor {0}",
    "version *": "version {0}",
    "default-metric *": "default-metric {0}",
    "default-distance *": "distance {0}",
    "passive-interface *": "passive-interface {0}",
    "passive-interface-exclude *": "no passive-interface {0}",
    "default-information originate": "default-information originate",
    "distribute-list access-list in *": "distribute-list {0} in",
    "distribute-list access-list out *": "distribute-list {0} out",
    "distribute-list prefix-list in *": "distribute-list prefix {0} in",
    "distribute-list prefix-list out *": "distribute-list prefix {0} out",
    "distribute-list interface * access-list in *": "distribute-list {1} in {0}",
    "distribute-list interface * access-list out *": "distribute-list {1} out {0}",
    "distribute-list interface * prefix-list in *": "distribute-list prefix {1} in {0}",
    "distribute-list interface * prefix-list out *": "distribute-list prefix {1} out {0}",
    **{
        f"redistribute {word}": (f"redistribute {word}", _BROUGHT)
        for word in ("bgp", "connected", "isis", "kernel", "ospf", "static")
    },
    "redistribute ospfv3": ("redistribute ospf6", _BROUGHT),
}
RIP_PORT: Phrases = {
    "send version *": "send version {0}",
    "receive version *": "receive version {0}",
    "split-horizon poison-reverse": "split-horizon poison-reverse",
    "authentication plaintext-password *": "authentication string {0}",
}
ISIS: Phrases = {
    "net *": "net {0}",
    "level *": "is-type {0}",
    "metric-style *": "metric-style {0}",
    "set-overload-bit": "set-overload-bit",
    "set-attached-bit": "attached-bit send",
    "attached-bit receive ignore": "attached-bit receive ignore",
    "topology ipv6-unicast": "topology ipv6-unicast",
    "redistribute * * *": ("redistribute {0} {1} {2}", {"metric *": "metric {0}", "route-map *": "route-map {0}"}),
    "default-information originate * *": (
        "default-information originate {0} {1}",
        {"always": "always", "metric *": "metric {0}", "route-map *": "route-map {0}"},
    ),
}
ISIS_PORT: Phrases = {
    "circuit-type *": "circuit-type {0}",
    "metric *": "metric {0}",
    "network point-to-point": "network point-to-point",
    "passive": "passive",
    "priority *": "priority {0}",
    "password plaintext-password *": "password clear {0}",
    "password md5 *": "password md5 {0}",
    "hello-interval *": "hello-interval {0}",
    "hello-multiplier *": "hello-multiplier {0}",
    "psnp-interval *": "psnp-interval {0}",
    "bfd": "bfd",
}


def read_ospf(at: Statement, draft: Draft, vrf: str) -> None:
    """OSPF for IPv4."""
    if at.get("parameters", "abr-type", "cisco"):
        at.value("parameters", "abr-type")  # as FRR has it unless told otherwise
    _process(at, draft, vrf, "router ospf", OSPF2)
    at_ports(at, draft, "ip ospf", AT_PORT)


def read_ospf3(at: Statement, draft: Draft, vrf: str) -> None:
    """OSPF for IPv6."""
    _process(at, draft, vrf, "router ospf6", OSPF3)
    at_ports(at, draft, "ipv6 ospf6", {**AT_PORT, "ifmtu *": "ifmtu {0}"})


def read_rip(at: Statement, draft: Draft, vrf: str) -> None:
    """RIP, version 2."""
    _process(at, draft, vrf, "router rip", RIP)
    at_ports(at, draft, "ip rip", RIP_PORT)


def read_ripng(at: Statement, draft: Draft, vrf: str) -> None:
    """RIP for IPv6."""
    _process(at, draft, vrf, "router ripng", {**RIP, "aggregate-address *": "aggregate-address {0}"})


def read_isis(at: Statement, draft: Draft, vrf: str) -> None:
    """IS-IS; an older release has its name first."""
    inner = next((child for child in at.each() if child.get("net")), at)
    _process(inner, draft, vrf, f"router isis {TAG}", ISIS)
    for port in inner.below("interface"):
        speech = Speech()
        top = speech.say(None, f"interface {port.word}", port)
        for family in ("ip", "ipv6"):
            speech.say(top, f"{family} router isis {TAG}", port)
        speech.translate(port, ISIS_PORT, top, "isis")
        if padding := port.get("no-three-way-handshake"):
            speech.say(top, "isis three-way-handshake", padding)
        speech.read(top, PORT, draft)


def _process(at: Statement, draft: Draft, vrf: str, head: str, phrases: Phrases) -> None:
    speech = Speech()
    top = speech.say(None, f"{head}{'' if vrf == DEFAULT_VRF else f' vrf {vrf}'}", at)
    speech.translate(at, phrases, top)
    speech.read(top, READERS[" ".join(head.split()[:2])][1], draft)


def at_ports(at: Statement, draft: Draft, prefix: str, phrases: Phrases) -> None:
    """What `interface NAME` below a protocol says."""
    for port in at.below("interface"):
        at_port(port, port.word, draft, prefix, phrases)


def at_port(at: Statement, name: str, draft: Draft, prefix: str, phrases: Phrases) -> None:
    """What a statement says of a protocol at one port."""
    speech = Speech()
    top = speech.say(None, f"interface {name}", at)
    speech.translate(at, phrases, top, prefix)
    for width in at.below("bandwidth"):
        speech.say(top, f"bandwidth {width.word}", at.index["bandwidth"], width)
    if passive := at.get("passive"):
        off = passive.get("disable")
        if off is None:
            speech.say(top, f"{prefix} passive", passive)
        elif prefix == "ip ospf":
            speech.say(top, "no ip ospf passive", passive, off)
    speech.read(top, PORT, draft)
