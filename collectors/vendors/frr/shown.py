"""The tables that FRR prints: routes as JSON (several documents one behind the other) and as text, neighbours as JSON."""

import json
import re
from collections.abc import Iterator
from typing import Any

from collectors.ioslike.shown.ports import read_ports
from collectors.shown import Page, Shown, address_of, matches, not_understood, number, prefix_of
from models.observed import BGP, BGP6, OSPF, OSPF_ANY, PORTS, ROUTES, ROUTES6, PeerSeen, RouteSeen

_OWN = {
    "connected": "connected", "local": "local", "static": "static", "bgp": "bgp", "ospf": OSPF_ANY, "ospf6": OSPF_ANY,
    "ripng": "rip",
}  # fmt: skip

_IDLE = re.compile(r"(?:\w+d is not running|% ?(?:No )?BGP (?:instance|process|neighbors?|view)[^\n]*|% ?OSPF[^\n]*not[^\n]*)?")
"""What vtysh says where a daemon does not run: then it has no neighbours."""


def documents(text: str) -> Iterator[dict[str, Any]]:
    r"""Every JSON object of a text, in order; a key that stands twice keeps both lists.

    >>> list(documents('{"a": [1], "a": [2]}\n{"b": []}'))
    [{'a': [1, 2]}, {'b': []}]
    """
    if _IDLE.fullmatch(text.strip()):
        return
    decoder, at, end = json.JSONDecoder(object_pairs_hook=_joined), 0, len(text)
    while at < end:
        if text[at].isspace():
            at += 1
            continue
        found, at = decoder.raw_decode(text, at)
        if not isinstance(found, dict):
            raise ValueError("an object of JSON is expected")
        yield found


def _joined(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if isinstance(value, list) and isinstance(found.get(key), list):
            found[key].extend(value)
        else:
            found[key] = value
    return found


def read_routes(page: Page) -> Iterator[RouteSeen]:
    """The routes in use. A document is one VRF, or one for each VRF name; a route may name its VRF itself."""
    if not page.text.strip():
        raise ValueError("empty: a routing table of FRR is at least {}")
    try:
        for place, table in enumerate(documents(page.text)):
            for name, value in table.items():
                if isinstance(value, dict):
                    for prefix, routes in value.items():
                        yield from _json_routes(page, name, prefix, routes)
                else:
                    vrf = page.vrf if not place else ""
                    yield from _json_routes(page, vrf, name, value)
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"not the JSON of a routing table ({fault})") from None


def _json_routes(page: Page, vrf: str, prefix: str, routes: list[dict[str, Any]]) -> Iterator[RouteSeen]:
    for route in routes:
        if not route.get("selected"):
            continue
        name = route.get("vrfName") or vrf
        if not name:
            raise ValueError(f"{prefix} stands in a document that does not say of which VRF it is")
        protocol = route["protocol"]
        direct = protocol in ("connected", "local")
        distance, metric = (None, None) if direct else (route.get("distance"), route.get("metric"))
        for hop in route["nexthops"]:
            if hop.get("resolver") or not (
                hop.get("fib") or hop.get("recursive") or hop.get("blackhole") or hop.get("unreachable")
            ):
                continue
            if hop.get("duplicate"):
                continue
            discard = bool(hop.get("blackhole") or hop.get("unreachable") or hop.get("reject"))
            gateway = hop.get("ip") if not discard else None
            port = "" if hop.get("recursive") or discard else hop.get("interfaceName", "")
            yield RouteSeen(
                name, prefix_of(prefix.replace("\\", "")), _protocol(protocol, discard), address_of(gateway) if gateway else None,
                port, discard, distance, metric, page.at(0),
            )  # fmt: skip


def _protocol(word: str, discard: bool) -> str:
    known = _OWN.get(word, word)
    return "aggregate" if discard and known == "bgp" else known


_LETTERS = {
    "K": "kernel", "C": "connected", "L": "local", "S": "static", "R": "rip", "O": "ospf", "I": "isis", "B": "bgp", "E": "eigrp",
    "N": "nhrp", "T": "table", "v": "vnc", "V": "vnc-direct", "A": "babel", "F": "pbr", "f": "openfabric", "D": "sharp", "Z": "frr",
    "t": "table-direct",
}  # fmt: skip
_LINE = re.compile(
    r"""^(?:
      (?P<code>[A-Za-z])(?P<flags>[>*qrbto ]{1,4})[ ]?(?P<prefix>[\da-f.:]+/\d+)(?P<rest>[ ].*)
    | [ ]{2}(?P<more>[>*qrbto ]{1,4}?)[ ]{3,}(?P<way>(?:via|is|unreachable).*)
    | (?:(?:IPv[46][ ]unicast[ ])?VRF[ ])(?P<vrf>\S+?):[ ]*
    | (?P<start>Codes:[ ].*|[ ]+\S[ ]-[ ].*|[ ]{7}\S.*)
    | (?P<odd>.*\S.*)
    )\r?$""",
    re.MULTILINE | re.VERBOSE,
)
_WAY = re.compile(
    r"(?:\[(?P<distance>\d+)/(?P<metric>\d+)\] )?(?:via (?P<hop>[\da-f.:]+)(?:, (?P<port>[^\s,]+))?"
    r"|is directly connected, (?P<direct>[^\s,]+)"
    r"|(?P<drop>unreachable)(?: \([\w ]+\))?)(?P<recursive> \(recursive\))?(?: \(vrf \S+\))?(?: (?:inactive|onlink))*(?:, .*)?"
)


def read_text(page: Page) -> Iterator[RouteSeen]:
    """The routes in use of the text form: `>` marks the chosen route; below a recursive way stand those that resolve it."""
    vrf, prefix, protocol, used, recursive, seen = page.vrf, "", "", False, False, False
    distance, metric = None, None
    for found, line in matches(_LINE, page.text):
        text = (found["rest"] or found["way"] or "").strip()
        if found["vrf"]:
            vrf, seen = found["vrf"], True
        elif found["start"]:
            seen = True
        elif found["odd"]:
            raise not_understood(line, found["odd"])
        elif text:
            way = _WAY.fullmatch(text)
            if way is None or (found["way"] and not prefix):
                raise not_understood(line, text)
            if found["code"]:
                if found["code"] not in _LETTERS:
                    raise ValueError(f"line {line}: nobody knows the code {found['code']!r}")
                used, prefix, protocol, recursive = ">" in found["flags"], found["prefix"], _LETTERS[found["code"]], False
                direct = protocol in ("connected", "local")
                distance, metric = (None, None) if direct else (number(way["distance"]), number(way["metric"]))
            deeper = recursive and found["way"] is not None and not way["recursive"]
            recursive = bool(way["recursive"]) or deeper
            installed = way["recursive"] or "*" in (found["flags"] or found["more"])
            if used and installed and not deeper:
                port = "" if way["recursive"] else way["port"] or way["direct"] or ""
                yield RouteSeen(
                    vrf, prefix_of(prefix), _protocol(protocol, bool(way["drop"])), address_of(way["hop"]) if way["hop"] else None,
                    port, bool(way["drop"]), distance, metric, page.at(line),
                )  # fmt: skip
    if not seen:
        raise ValueError("this is no routing table: it names neither codes nor a VRF")


def read_ospf(page: Page) -> Iterator[PeerSeen]:
    """`show ip ospf neighbor json`, with or without the VRFs above it."""
    for document in documents(page.text):
        try:
            yield from _ospf(page, page.vrf, document)
        except (KeyError, TypeError, AttributeError) as fault:
            raise ValueError(f"not the JSON of OSPF neighbours ({fault})") from None


def _ospf(page: Page, vrf: str, found: dict[str, Any]) -> Iterator[PeerSeen]:
    for key, value in found.items():
        if isinstance(value, dict):
            yield from _ospf(page, vrf if key == "neighbors" else value.get("vrfName", key), value)
        elif isinstance(value, list):
            for each in value:
                state = str(each.get("nbrState") or each.get("converged") or each.get("state")).split("/")[0].lower()
                port = str(each.get("ifaceName", "")).split(":")[0]
                address = each.get("ifaceAddress") or each["address"]
                yield PeerSeen(OSPF, vrf, address_of(address), state, state in ("full", "2-way"), port, key, page.at(0))


def read_bgp(page: Page) -> Iterator[PeerSeen]:
    """`show bgp vrf all summary json`: VRFs, in them address families, in them the neighbours; of one VRF the families alone."""
    for document in documents(page.text):
        if "peers" in document:
            document = {page.vrf: {"": document}}
        elif any(isinstance(family, dict) and "peers" in family for family in document.values()):
            document = {page.vrf: document}
        try:
            found = {peer for vrf, families in document.items() if isinstance(families, dict) for peer in _bgp(page, vrf, families)}
        except (KeyError, TypeError, AttributeError) as fault:
            raise ValueError(f"not the JSON of BGP neighbours ({fault})") from None
        yield from sorted(found, key=lambda peer: (peer.vrf, peer.address.version, int(peer.address)))


def _bgp(page: Page, vrf: str, families: dict[str, Any]) -> Iterator[PeerSeen]:
    for family in families.values():
        peers = family.get("peers", {}) if isinstance(family, dict) else {}
        for name, peer in peers.items():
            state = str(peer["state"]).lower()
            if re.fullmatch(r"[\da-fA-F.:]+", name):  # an unnumbered session is named by its port
                yield PeerSeen(BGP, vrf, address_of(name), state, state == "established", "", str(peer["remoteAs"]), page.at(0))


def read_bgp_neighbours(page: Page) -> Iterator[PeerSeen]:
    """`show bgp vrf all neighbors json`: VRFs, in them the neighbours by address."""
    for document in documents(page.text):
        for vrf, peers in document.items():
            for name, peer in peers.items() if isinstance(peers, dict) else ():
                if isinstance(peer, dict) and re.fullmatch(r"[\da-fA-F.:]+", name):
                    state = str(peer["bgpState"]).lower()
                    yield PeerSeen(BGP, vrf, address_of(name), state, state == "established", "", str(peer["remoteAs"]), page.at(0))


_VTYSH = r"(?:vtysh -c '?)?show "
SHOWN = (
    Shown(ROUTES, _VTYSH + r"ip route(?: vrf (?P<vrf>\S+))? json'?", read_routes),
    Shown(ROUTES6, _VTYSH + r"ipv6 route(?: vrf (?P<vrf>\S+))? json'?", read_routes),
    Shown(ROUTES, _VTYSH + r"ip route(?: vrf (?P<vrf>\S+))?'?", read_text),
    Shown(ROUTES6, _VTYSH + r"ipv6 route(?: vrf (?P<vrf>\S+))?'?", read_text),
    Shown(OSPF, _VTYSH + r"ip ospf(?: vrf (?P<vrf>\S+))? neighbor(?: all)? json'?", read_ospf),
    Shown(BGP, _VTYSH + r"bgp(?: vrf (?P<vrf>\S+))? summary json'?", read_bgp, also=BGP6),
    Shown(BGP, _VTYSH + r"ip bgp(?: vrf (?P<vrf>\S+))? summary json'?", read_bgp),
    Shown(BGP, _VTYSH + r"(?:ip )?bgp(?: vrf (?P<vrf>\S+))? neighbors json'?", read_bgp_neighbours, also=BGP6),
    Shown(PORTS, _VTYSH + r"interface(?: vrf all)?'?", read_ports, all_vrfs=True),
)
