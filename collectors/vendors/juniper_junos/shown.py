"""The tables that Junos prints: routes, OSPF and BGP neighbours and ports, as text and as JSON."""

import json
import re
from collections.abc import Iterator
from ipaddress import IPv4Interface, IPv6Interface, ip_interface
from typing import Any

from collectors.shown import Page, Shown, address_of, matches, not_understood, number, prefix_of
from models.observed import BGP, BGP6, OSPF, OSPF_ANY, PORTS, ROUTES, ROUTES6, PeerSeen, PortSeen, RouteSeen

_PROTOCOLS = {
    "Direct": "connected", "Local": "local", "Static": "static", "BGP": "bgp", "OSPF": OSPF_ANY, "OSPF3": OSPF_ANY,
    "Aggregate": "aggregate", "IS-IS": "isis", "RIP": "rip", "Access-internal": "dhcp",
}  # fmt: skip
_TABLE = re.compile(r"(?:(?P<vrf>[^_].*)\.)?inet(?P<six>6?)\.0")


def _vrf(table: str) -> str | None:
    """The VRF of a table, None for one that is not a main table.

    >>> _vrf("inet.0"), _vrf("RED.inet6.0"), _vrf("inet.3"), _vrf("__juniper_private1__.inet.0")
    ('default', 'RED', None, None)
    """
    found = _TABLE.fullmatch(table)
    return None if found is None else found["vrf"] or "default"


def _multicast(prefix: str) -> bool:
    return prefix_of(prefix).is_multicast


_LINE = re.compile(
    r"""^(?:
      (?P<table>\S+\.\d+):[ ](?P<destinations>\d+)[ ]destinations?,[ ].*?(?P<hidden>\d+)[ ]hidden\).*
    | (?P<prefix>[\da-fA-F.:]+/\d+)?[ ]*(?P<mark>[*+-]?)\[(?P<protocol>[\w-]+)/(?P<distance>\d+)(?:/-?\d+)?\](?P<rest>.*)
    | (?P<alone>[\da-fA-F.:]+/\d+)[ ]*
    | [ ]{5,}(?P<via>(?:>[ ]*)?(?:to[ ][\da-fA-F.:]+(?:[ ]via[ ]\S+)?|via[ ]\S+)(?:,[ ].*)?)
    | [ ]{5,}(?P<word>(?:Local[ ]via[ ]\S+|Discard|Reject|MultiRecv|Receive|(?:to[ ])table[ ]\S+|Indirect|Unusable)(?:,[ ].*)?)
    | (?P<start>[+]=?[ ]?=[ ]Active.*|\{\w+.*\}|[ ]+AS[ ]path:.*|[ ]+\S.*,[ ]validation-state:.*|@[ ]=[ ].*)
    | (?P<odd>.*\S.*)
    )\r?$""",
    re.MULTILINE | re.VERBOSE,
)
_METRIC = re.compile(r", (?:metric|MED) (\d+)")
_TO = re.compile(r"(?:>[ ]*)?(?:to (?P<hop>[\da-fA-F.:]+)(?: via (?P<port>[^\s,]+))?|via (?P<only>[^\s,]+))")


def read_text(page: Page) -> Iterator[RouteSeen]:
    """The active routes of `show route`. Each table says how many destinations it has: fewer means that it was cut."""
    vrf, prefix, active, seen = None, "", False, False
    protocol, distance, metric = "", None, None
    table, least, most, count, where = "", 0, 0, 0, 0
    for found, line in matches(_LINE, page.text):
        if found["table"]:
            _whole(table, least, most, count, where)
            table, most, count, where = found["table"], int(found["destinations"]), 0, line
            least = most - int(found["hidden"])
            vrf, active, seen, prefix = _vrf(table), False, True, ""
        elif vrf is None:
            count = most  # not a main table: its lines are not looked at
        elif found["alone"] or found["protocol"]:
            if found["alone"] or found["prefix"]:
                prefix, count = found["alone"] or found["prefix"], count + 1
            if found["protocol"]:
                active = found["mark"] in ("*", "+") and not _multicast(prefix)
                protocol, distance = _PROTOCOLS.get(found["protocol"], found["protocol"].lower()), number(found["distance"])
                said = _METRIC.search(found["rest"])
                metric = int(said[1]) if said else None
        elif found["via"] or found["word"]:
            if active:
                yield _row(page, vrf, prefix, protocol, found["via"] or found["word"], distance, metric, line)
        elif found["odd"]:
            raise not_understood(line, found["odd"])
    _whole(table, least, most, count, where)
    if not seen and page.text.strip():
        raise ValueError("this is no routing table: no table is named")


def _whole(table: str, least: int, most: int, count: int, line: int) -> None:
    """A destination of which all routes are hidden is counted, and not shown."""
    if not least <= count <= most:
        raise ValueError(f"line {line}: {table} has {most} destinations, but {count} follow")


def _row(
    page: Page, vrf: str, prefix: str, protocol: str, text: str, distance: int | None, metric: int | None, line: int
) -> RouteSeen:
    way = _TO.match(text)
    words = text.split()
    hop = address_of(way["hop"]) if way and way["hop"] else None
    port = (way["port"] or way["only"] or "") if way else words[2].rstrip(",") if words[0] == "Local" else ""
    discard = words[0].rstrip(",") in ("Discard", "Reject")
    return RouteSeen(vrf, prefix_of(prefix), protocol, hop, port, discard, distance, metric, page.at(line))


def _value(of: dict[str, Any], key: str) -> str:
    found = of.get(key)
    return str(found[0].get("data") or "") if isinstance(found, list) and found else ""


_IDLE = re.compile(r"(?:BGP|OSPF instance|OSPF) is not running\.?")


def _parsed(text: str, top: str) -> dict[str, Any]:
    """The object below `top`; text around the JSON (`{master:0}`) is left out."""
    at = text.find("{\n") if "{\n" in text else text.find("{")
    try:
        document = json.JSONDecoder().raw_decode(text[at:])[0]
        if top not in document and _IDLE.fullmatch(_value(document, "output").strip()):
            return {}
        found = document[top][0]
    except (KeyError, TypeError, IndexError, AttributeError, json.JSONDecodeError) as fault:
        raise ValueError(f"not the JSON of {top} ({fault})") from None
    return dict(found)


def read_json(page: Page) -> Iterator[RouteSeen]:
    """The active routes of `show route | display json`."""
    for table in _parsed(page.text, "route-information").get("route-table", ()):
        vrf, entries = _vrf(_value(table, "table-name")), table.get("rt", ())
        if vrf is None:
            continue
        most, hidden = int(_value(table, "destination-count")), int(_value(table, "hidden-route-count") or 0)
        _whole(_value(table, "table-name"), most - hidden, most, len(entries), 0)
        for entry in entries:
            prefix = _value(entry, "rt-destination")
            for route in entry["rt-entry"] if not _multicast(prefix) else ():
                if "current-active" in route:
                    yield from _json_ways(page, vrf, prefix, route)


def _json_ways(page: Page, vrf: str, prefix: str, route: dict[str, Any]) -> Iterator[RouteSeen]:
    name = _value(route, "protocol-name")
    protocol = _PROTOCOLS.get(name, name.lower())
    distance, metric = number(_value(route, "preference")), number(_value(route, "med") or _value(route, "metric"))
    hops = route.get("nh", ())
    for hop in hops:
        gateway, port = _value(hop, "to"), _value(hop, "via") or _value(hop, "nh-local-interface")
        discard = not gateway and not port and not _value(hop, "nh-table")
        yield RouteSeen(
            vrf, prefix_of(prefix), protocol, address_of(gateway) if gateway else None, port, discard, distance, metric, page.at(0)
        )
    if not hops:
        yield RouteSeen(vrf, prefix_of(prefix), protocol, None, "", True, distance, metric, page.at(0))


_OSPF_UP = ("full", "2way")
_OSPF = re.compile(
    r"^[ ]*(?P<address>\d+\.\d+\.\d+\.\d+)[ ]+(?P<port>\S+)[ ]+(?P<state>[A-Z]\w+)[ ]+"
    r"(?P<id>\d+\.\d+\.\d+\.\d+)[ ]+\d+[ ]+\d+[ ]*\r?$"
    r"|^(?:Address[ ]+Interface.*|OSPF instance is not running|\{\w+.*\}|[ ]*)\r?$|^(?P<odd>.+)$",
    re.MULTILINE,
)


def read_ospf(page: Page) -> Iterator[PeerSeen]:
    """`show ospf neighbor`."""
    for found, line in matches(_OSPF, page.text):
        if found["odd"]:
            raise not_understood(line, found["odd"])
        if found["address"]:
            state = found["state"].lower()
            yield PeerSeen(
                OSPF, page.vrf, address_of(found["address"]), state, state in _OSPF_UP, found["port"], found["id"], page.at(line)
            )


def read_ospf_json(page: Page) -> Iterator[PeerSeen]:
    """`show ospf neighbor | display json`."""
    for each in _parsed(page.text, "ospf-neighbor-information").get("ospf-neighbor", ()):
        state = _value(each, "ospf-neighbor-state").lower()
        address, port = address_of(_value(each, "neighbor-address")), _value(each, "interface-name")
        yield PeerSeen(OSPF, page.vrf, address, state, state in _OSPF_UP, port, _value(each, "neighbor-id"), page.at(0))


_BGP = re.compile(
    r"^(?P<peer>\d+\.\d+\.\d+\.\d+|[\da-f]*:[\da-f:]+)[ ]+(?P<asn>[\d.]+)(?:[ ]+\d+){4}[ ]+(?P<age>\S+(?:[ ][\d:]+)?)[ ]+"
    r"(?P<state>Establ|Active|Idle|Connect|OpenSent|OpenConfirm|\d+/\d+/\d+(?:/\d+)?).*$",
    re.MULTILINE,
)
_PEERS = re.compile(r"^(?:Threading mode.*\n)?(?:.*\n)?Groups: \d+ Peers: (\d+)", re.MULTILINE)


def read_bgp(page: Page) -> Iterator[PeerSeen]:
    """`show bgp summary`, which shows all instances; it says first how many neighbours there are."""
    if re.search(r"^BGP is not running", page.text, re.MULTILINE):
        return
    total = _PEERS.search(page.text)
    rows = list(matches(_BGP, page.text))
    if total is None or int(total[1]) != len(rows):
        raise ValueError(f"the head of the summary says {total[1] if total else 'no number of'} peers, but {len(rows)} follow")
    for found, line in rows:
        state = "established" if found["state"].startswith(("Establ", *"0123456789")) else found["state"].lower()
        yield PeerSeen(BGP, "", address_of(found["peer"]), state, state == "established", "", found["asn"], page.at(line))


def read_bgp_json(page: Page) -> Iterator[PeerSeen]:
    """`show bgp neighbor | display json`."""
    for each in _parsed(page.text, "bgp-information").get("bgp-peer", ()):
        state, instance = _value(each, "peer-state").lower(), _value(each, "peer-cfg-rti")
        address = address_of(_value(each, "peer-address").split("+")[0])
        vrf = "default" if instance in ("", "master") else instance
        yield PeerSeen(BGP, vrf, address, state, state == "established", "", _value(each, "peer-as"), page.at(0))


_TERSE = re.compile(
    r"^(?P<port>[a-z]\S*)[ ]+(?P<admin>up|down)[ ]+(?P<link>up|down)(?P<rest>[ ].*)?\r?$"
    r"|^[ ]{20,}(?P<more>\S.*)$|^Interface[ ]+Admin.*$|^[ ]*\r?$|^\{\w+.*\}\r?$|^(?P<odd>.+)$",
    re.MULTILINE,
)
_ADDRESS = re.compile(r"[\da-f]+[.:][\da-f.:]*/\d+")


def read_ports(page: Page) -> Iterator[PortSeen]:
    """`show interfaces terse`: state and addresses of each port and unit; further addresses have lines of their own."""
    ports: list[tuple[str, bool, int, list[IPv4Interface | IPv6Interface]]] = []
    for found, line in matches(_TERSE, page.text):
        if found["odd"] or (found["more"] and not ports):
            raise not_understood(line, found[0])
        if found["port"]:
            ports.append((found["port"], (found["admin"], found["link"]) == ("up", "up"), line, []))
        words = (found["rest"] or found["more"] or "").split("-->")[0]  # behind the arrow stands the address of the other end
        if ports:
            ports[-1][3].extend(ip_interface(text) for text in _ADDRESS.findall(words))
    for name, up, line, addresses in ports:
        own = [each for each in addresses if not (each.version == 6 and each.is_link_local)]
        yield PortSeen(name, up, tuple(sorted(own, key=lambda each: (each.version, int(each)))), "", page.at(line))


_JSON = r" ?\| ?display json(?: ?\| ?no-more)?"
SHOWN = (
    Shown(ROUTES, "show route", read_text, all_vrfs=True, also=ROUTES6),
    Shown(ROUTES, "show route" + _JSON, read_json, all_vrfs=True, also=ROUTES6),
    Shown(OSPF, r"show ospf neighbor(?: instance (?P<vrf>\S+))?", read_ospf),
    Shown(OSPF, r"show ospf neighbor(?: instance (?P<vrf>\S+))?" + _JSON, read_ospf_json),
    Shown(BGP, "show bgp summary", read_bgp, all_vrfs=True, also=BGP6),
    Shown(BGP, "show bgp neighbor" + _JSON, read_bgp_json, all_vrfs=True, also=BGP6),
    Shown(PORTS, "show interfaces terse", read_ports, all_vrfs=True),
)
