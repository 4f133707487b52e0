"""`show ip route vrf all` of EOS, as text."""

import re
from collections.abc import Iterator

from collectors.shown import Page, address_of, matches, not_understood, number, prefix_of
from models.observed import OSPF_ANY, RouteSeen

_CODES = {
    "C": "connected", "S": "static", "K": "kernel", "B": "bgp", "B I": "bgp", "B E": "bgp", "A B": "aggregate", "R": "rip",
    "O": "ospf", "IA": "ospf-ia", "E1": "ospf-e1", "E2": "ospf-e2", "N1": "ospf-n1", "N2": "ospf-n2", "A O": OSPF_ANY,
    "I": "isis", "I L1": "isis-l1", "I L2": "isis-l2", "O3": "ospf", "NG": "static nexthop group", "V": "vxlan control",
    "DH": "dhcp", "M": "martian", "DP": "dynamic policy", "L": "leak", "G": "gribi", "RC": "route cache", "CL": "cbf",
} | {f"O {kind.upper()}": f"ospf-{kind}" for kind in ("ia", "e1", "e2", "n1", "n2")}  # fmt: skip
_LINE = re.compile(
    r"""^(?:
      [ ](?P<code>[A-Z][A-Z0-9]?(?:[ ][A-Z][A-Z0-9]?)?)[ %]+(?P<prefix>[\da-fA-F.:]+/\d+)(?P<rest>(?:[ ].*)?)
    | [ ]{4,}(?P<way>(?:via|is[ ]directly|\[).*)
    | VRF(?:[ ]name)?:[ ](?P<vrf>\S+).*
    | (?P<start>Codes:[ ].*|Gateway[ ]of[ ]last[ ]resort.*|[ ]+\S{1,2}(?:[ ]\S{1,2})?[ ]+-[ ].*|WARNING:[ ].*|kernel,[ ]and.*
      |!?[ ]?IP[ ][Rr]outing[ ]not[ ]enabled.*)
    | (?P<odd>.*\S.*)
    )\r?$""",
    re.MULTILINE | re.VERBOSE,
)
_WAY = re.compile(
    r"(?:\[(?P<distance>\d+)/(?P<metric>\d+)\] ?)?(?:via (?P<hop>[\da-fA-F.:]+)(?:, (?P<port>[A-Za-z]\S*))?"
    r"|via (?P<only>[A-Za-z]\S*)|is directly connected, (?P<direct>[A-Za-z][^\s,]*))(?:, .*)?"
)


def read_routes(page: Page) -> Iterator[RouteSeen]:
    """The ways of all routes."""
    vrf, protocol, prefix, seen = page.vrf, "", "", False
    distance, metric = None, None
    for found, line in matches(_LINE, page.text):
        if found["code"]:
            known, prefix = _CODES.get(found["code"]), found["prefix"]
            if known is None:
                raise ValueError(f"line {line}: nobody knows the code {found['code']!r}")
            protocol, distance, metric = known, None, None
        text = (found["rest"] or found["way"] or "").strip()
        if text and prefix:
            way = _WAY.fullmatch(text)
            if way is None:
                raise not_understood(line, text)
            if way["distance"]:
                distance, metric = number(way["distance"]), number(way["metric"])
            port = way["port"] or way["only"] or way["direct"] or ""
            discard = port == "Null0"
            hop = address_of(way["hop"]) if way["hop"] else None
            yield RouteSeen(
                vrf, prefix_of(prefix), protocol, hop, "" if discard else port, discard, distance, metric, page.at(line)
            )
        elif found["vrf"]:
            vrf, prefix, seen = found["vrf"], "", True
        elif found["start"]:
            seen = True
        elif found["odd"] or text:
            raise not_understood(line, found[0])
    if not seen:
        raise ValueError("this is no routing table: it names neither a VRF nor codes")
