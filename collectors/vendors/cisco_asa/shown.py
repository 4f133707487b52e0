"""Tables that the ASA prints: routes and neighbours. They name ports by `nameif`."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Network

from collectors.ioslike.shown.peers import read_bgp_summary, read_ospf
from collectors.shown import Page, Shown, address_of, matches, not_understood, number
from collectors.vendors.cisco_asa.names import MANAGEMENT_TABLE
from models.interfaces import DEFAULT_VRF
from models.observed import BGP, OSPF, OSPF_ANY, ROUTES, RouteSeen
from models.values import mask_length

_CODES = {
    "C": "connected", "L": "local", "S": "static", "B": "bgp", "O": "ospf", "D": "eigrp", "D EX": "eigrp-ex", "R": "rip",
    "M": "mobile", "U": "static per user", "o": "odr", "P": "static download", "V": "vpn", "SI": "static between tables",
    "BI": "bgp between tables", "i": "isis", "i L1": "isis-l1", "i L2": "isis-l2", "i ia": "isis-ia", "i su": "isis",
} | {f"O {kind.upper()}": f"ospf-{kind}" for kind in ("ia", "e1", "e2", "n1", "n2")}  # fmt: skip
_LINE = re.compile(
    r"""^(?:
      (?P<code>[A-Za-z]{1,2}(?:[ ]?\*?)?(?:[ ]+(?:IA|EX|[EN][12]|L[12]|ia|su)\*?)?)[ ]+(?P<net>\d+\.\d+\.\d+\.\d+)
        [ ]+(?P<mask>\d+\.\d+\.\d+\.\d+)(?P<rest>(?:[ ].*)?)
    | [ ]+(?P<way>\[\d+/\d+\][ ].*|(?:is[ ]directly|connected|via)[ ,].*)
    | (?P<start>Codes:[ ].*|Gateway[ ]of[ ]last[ ]resort.*|[ ]+\S{1,2}[ ]-[ ][A-Za-z].*|Routing[ ]Table:[ ]\S+.*)
    | (?P<odd>.*\S.*)
    )[ ]*\r?$""",
    re.MULTILINE | re.VERBOSE,
)
_WAY = re.compile(
    r"\[(?P<distance>\d+)/(?P<metric>\d+)\](?: via (?P<hop>[\d.]+))?(?:, (?:\d[\d:.wdhmy]*))?(?:, (?P<port>[A-Za-z][^\s,]*))?"
    r"|(?:is (?:directly connected|a summary)|connected by VPN \(\w+\))(?:, \d[\d:.wdhmy]*)?, (?P<direct>[A-Za-z][^\s,]*)"
)


def read_routes(page: Page) -> Iterator[RouteSeen]:
    """`show route`: a netmask behind each network, further ways below the first."""
    prefix, protocol, seen = None, "", False
    for found, line in matches(_LINE, page.text):
        if found["start"]:
            seen = True
        elif found["code"]:
            prefix = IPv4Network(f"{found['net']}/{mask_length(found['mask'])}")
            protocol = _protocol(found["code"], line)
            if rest := found["rest"].strip():
                yield _way(page, prefix, protocol, rest, line)
        elif found["way"] and prefix is not None:
            yield _way(page, prefix, protocol, found["way"], line)
        elif found["odd"] or found["way"]:
            raise not_understood(line, found[0])
    if not seen:
        raise ValueError("this is no routing table: it has neither codes nor a gateway of last resort")


def _protocol(code: str, line: int) -> str:
    found = _CODES.get(" ".join(code.replace("*", " ").split()))
    if found is None:
        raise ValueError(f"line {line}: nobody knows the code {code!r}")
    return found


def _way(page: Page, prefix: IPv4Network, protocol: str, text: str, line: int) -> RouteSeen:
    found = _WAY.fullmatch(text.strip())
    if found is None:
        raise not_understood(line, text)
    port = found["port"] or found["direct"] or ""
    discard = port == "Null0"
    if discard and protocol in ("bgp", "ospf"):
        protocol = "aggregate" if protocol == "bgp" else OSPF_ANY  # the discard route of a range is that of the process
    vrf = MANAGEMENT_TABLE if page.vrf == MANAGEMENT_TABLE else DEFAULT_VRF
    return RouteSeen(
        vrf, prefix, protocol, address_of(found["hop"]) if found["hop"] else None, "" if discard else port, discard,
        number(found["distance"]), number(found["metric"]), page.at(line),
    )  # fmt: skip


SHOWN = (
    Shown(ROUTES, r"show route(?: (?P<vrf>management-only))?", read_routes),
    Shown(OSPF, r"show ospf neighbor", read_ospf),
    Shown(BGP, r"show bgp(?: ipv4 unicast)? summary", read_bgp_summary),
)
