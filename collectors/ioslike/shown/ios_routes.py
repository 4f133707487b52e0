"""`show ip route` of IOS and IOS-XE.

A network that is "subnetted, 4 subnets" must be followed by four prefixes: so a table that ends too early is found out,
although nothing marks its end.
"""

import re
from collections.abc import Iterator
from ipaddress import IPv4Network

from collectors.shown import Page, address_of, matches, not_understood, number, prefix_of
from models.observed import OSPF_ANY, RouteSeen

_CODES = {
    "C": "connected", "L": "local", "S": "static", "B": "bgp", "O": "ospf", "D": "eigrp", "D EX": "eigrp-ex", "R": "rip",
    "M": "mobile", "U": "static per user", "o": "odr", "P": "static download", "H": "nhrp", "l": "lisp", "a": "application",
} | {f"O {kind.upper()}": f"ospf-{kind}" for kind in ("ia", "e1", "e2", "n1", "n2")}  # fmt: skip
_CODES |= {"i": "isis", "i L1": "isis-l1", "i L2": "isis-l2", "i ia": "isis-ia", "i su": "isis"}

_LINE = re.compile(
    r"""^(?:
      (?P<code>[A-Za-z](?:[ *+%&A-Za-z0-9]{0,8}?))[ ]+(?P<prefix>\d+\.\d+\.\d+\.\d+(?:/\d+)?)(?P<rest>(?:[ ].*)?)
    | [ ]+(?P<way>\[\d+/\d+\].*)
    | [ ]+(?P<major>\d+\.\d+\.\d+\.\d+(?:/(?P<size>\d+))?)[ ]is[ ](?P<how>variably[ ])?subnetted,[ ](?P<count>\d+)[ ]subnets?.*
    | Routing[ ]Table:[ ](?P<vrf>\S+).*
    | (?P<start>Codes:[ ].*|Gateway[ ]of[ ]last[ ]resort.*|[ ]+\S{1,2}[ ]-[ ][A-Za-z].*)
    | (?P<odd>.*\S.*)
    )\r?$""",
    re.MULTILINE | re.VERBOSE,
)
_WAY = re.compile(
    r"\[(?P<distance>\d+)/(?P<metric>\d+)\](?: via (?P<hop>[\d.]+)(?: \([^)]*\))?)?(?:, (?:\d[\d:.wdhmy]*))?"
    r"(?:, (?P<port>[A-Za-z]\S*))?"
)
_DIRECT = re.compile(r"is (?:directly connected|a summary)(?:, \d[\d:.wdhmy]*)?, (?P<port>[A-Za-z]\S*)")
_CLOCK = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d.*|\*?\d\d:\d\d:\d\d.*")


def read_routes(page: Page) -> Iterator[RouteSeen]:
    """The ways of all routes."""
    vrf, code, prefix, size, counts = page.vrf, "", None, "", _Counts()
    seen = False
    for found, line in matches(_LINE, page.text):
        kind = found.lastgroup
        if kind == "start":
            seen = True
        elif kind == "vrf":
            vrf, prefix = found["vrf"], None
            counts.close()
        elif found["count"]:
            counts.open(found["major"], found["size"] if found["how"] else "", int(found["count"]), line)
            size, prefix = found["size"] or "", None
        elif found["code"]:
            text = found["prefix"] if "/" in found["prefix"] else f"{found['prefix']}/{size}"
            code, prefix = _protocol(found["code"], line), prefix_of(text)
            counts.add(prefix)
            if rest := found["rest"].strip():
                yield _way(page, vrf, code, prefix, rest, line)
        elif found["way"] and prefix is not None:
            yield _way(page, vrf, code, prefix, found["way"], line)
        elif not (seen or _CLOCK.fullmatch(found[0].strip())) or (found["odd"] and not _CLOCK.fullmatch(found["odd"].strip())):
            raise not_understood(line, found[0])
    counts.close()
    if not seen:
        raise ValueError("this is no routing table: it has neither codes nor a gateway of last resort")


class _Counts:
    """How many prefixes a network announces and how many follow."""

    def __init__(self) -> None:
        self.wanted, self.found, self.name, self.line = 0, set[object](), "", 0
        self.major: IPv4Network | None = None

    def open(self, major: str, size: str, count: int, line: int) -> None:
        self.close()
        self.wanted, self.name, self.line, self.found = count, major, line, set()
        self.major = IPv4Network(f"{major.split('/')[0]}/{size or _classful(major)}", strict=False)

    def add(self, prefix: object) -> None:
        if self.major is not None and isinstance(prefix, IPv4Network) and prefix.subnet_of(self.major):
            self.found.add(prefix)
        else:
            self.close()

    def close(self) -> None:
        if self.major is not None and len(self.found) != self.wanted:
            raise ValueError(f"line {self.line} says {self.wanted} subnets of {self.name}, but {len(self.found)} follow")
        self.major = None


def _classful(address: str) -> int:
    first = int(address.split(".")[0])
    return 8 if first < 128 else 16 if first < 192 else 24


def _protocol(code: str, line: int) -> str:
    words = [word for word in re.sub(r"[*+%&]", " ", code).split() if word != "p"]
    found = _CODES.get(" ".join(words))
    if found is None:
        raise ValueError(f"line {line}: nobody knows the code {code!r}")
    return found


def _way(page: Page, vrf: str, protocol: str, prefix: object, text: str, line: int) -> RouteSeen:
    found = _WAY.fullmatch(text.strip()) or _DIRECT.fullmatch(text.strip())
    if found is None or not isinstance(prefix, IPv4Network):
        raise not_understood(line, text)
    said = found.groupdict()
    port, hop = said["port"] or "", said.get("hop")
    discard = port == "Null0"
    if discard and protocol in ("bgp", "ospf"):
        protocol = "aggregate" if protocol == "bgp" else OSPF_ANY  # the discard route of a range is that of the process
    return RouteSeen(
        vrf, prefix, protocol, address_of(hop) if hop else None, "" if discard else port, discard,
        number(said.get("distance")), number(said.get("metric")), page.at(line),
    )  # fmt: skip
