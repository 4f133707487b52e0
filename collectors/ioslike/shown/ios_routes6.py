"""`show ipv6 route` of IOS and IOS-XE.

The first line says how many entries follow, so a table that ends too early is found out.
"""

import re
from collections.abc import Iterator

from collectors.shown import Page, address_of, matches, not_understood, number, prefix_of
from models.interfaces import DEFAULT_VRF
from models.observed import OSPF_ANY, RouteSeen
from models.routing import Prefix

_CODES = {
    "C": "connected", "L": "local", "S": "static", "U": "static per user", "B": "bgp", "R": "rip", "H": "nhrp", "D": "eigrp",
    "EX": "eigrp-ex", "ND": "nd default", "NDp": "nd prefix", "NDr": "nd redirect", "O": "ospf", "OI": "ospf-ia", "OE1": "ospf-e1",
    "OE2": "ospf-e2", "ON1": "ospf-n1", "ON2": "ospf-n2", "l": "lisp", "lA": "lisp", "a": "application", "HA": "home agent",
    "MR": "mobile router", "I1": "isis", "I2": "isis", "IA": "isis", "IS": "isis", "DCE": "destination",
}  # fmt: skip
_LINE = re.compile(
    r"""^(?:
      IPv6[ ]Routing[ ]Table[ ]-[ ](?:(?P<vrf>\S+)[ ]-[ ])?(?P<count>\d+)[ ]entr(?:y|ies)
    | (?P<code>[A-Za-z][A-Za-z0-9]{0,2})\*?[ ]+(?P<prefix>[0-9A-Fa-f:]+(?:\d+\.\d+\.\d+\.\d+)?/\d+)
        [ ]\[(?P<distance>\d+)/(?P<metric>\d+)\]
        (?:,[ ]tag[ ]\d+)?
    | [ ]+via[ ](?:
          (?P<hop>[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:%(?P<leak>\S+?))?(?:,[ ](?P<port>[A-Za-z]\S*?))?
        | (?P<direct>[A-Za-z]\S*?)(?:,[ ](?:directly[ ]connected|receive))?
      )
    | (?P<legend>Codes:[ ].*|[ ]+\w{1,3}[ ]-[ ][A-Za-z].*)
    | (?P<odd>.*\S.*)
    )[ ]*\r?$""",
    re.MULTILINE | re.VERBOSE,
)

_NONE = re.compile(r"% ?IPv6 routing table (?!all )[^\s*]{1,64} does not exist")
"""The VRF has no IPv6, so there is no route."""


def read_routes(page: Page) -> Iterator[RouteSeen]:
    """The ways of all routes; the next hop of another VRF (`%VRF`) is an address all the same."""
    if _NONE.fullmatch(page.text.strip()):
        return
    vrf, protocol, prefix = page.vrf, "", None
    distance, metric = None, None
    wanted, found_prefixes, told = -1, set[Prefix](), True
    for found, line in matches(_LINE, page.text):
        if found["count"]:
            wanted = int(found["count"])
            vrf = page.vrf if not found["vrf"] or found["vrf"].lower() == DEFAULT_VRF else found["vrf"]
        elif found["code"]:
            known = _CODES.get(found["code"])
            if known is None or not told:
                raise ValueError(f"line {line}: {'nobody knows the code' if told else 'no way stands above'} {found['code']!r}")
            protocol, prefix, told = known, prefix_of(found["prefix"]), False
            direct = protocol in ("connected", "local")
            distance, metric = (None, None) if direct else (number(found["distance"]), number(found["metric"]))
            found_prefixes.add(prefix)
        elif (found["hop"] or found["direct"]) and prefix is not None:
            told = True
            port = found["port"] or found["direct"] or ""
            discard = port == "Null0"
            yield RouteSeen(
                vrf, prefix, _of_discard(protocol) if discard else protocol, address_of(found["hop"]) if found["hop"] else None,
                "" if discard else port, discard, distance, metric, page.at(line),
            )  # fmt: skip
        elif found["odd"] or found["hop"] or found["direct"]:
            raise not_understood(line, found[0])
    if wanted < 0:
        raise ValueError("this is no IPv6 routing table: it does not say how many entries it has")
    if len(found_prefixes) != wanted or not told:
        raise ValueError(f"the table says that it has {wanted} entries, but {len(found_prefixes)} follow")


def _of_discard(protocol: str) -> str:
    """The discard route of a range is that of the process which summarises."""
    return "aggregate" if protocol == "bgp" else OSPF_ANY if protocol == "ospf" else protocol
