"""Tables that PAN-OS prints: the routes of each virtual router, and its BGP peers."""

import re
from collections.abc import Iterator
from dataclasses import replace

from collectors.shown import Page, Shown, address_of, matches, not_understood, number, prefix_of
from models.observed import BGP, ROUTES, PeerSeen, RouteSeen

_KINDS = {"C": "connected", "H": "local", "S": "static", "R": "rip", "O": "ospf", "B": "bgp", "Oi": "ospf", "Oo": "ospf-ia",
          "O1": "ospf-e1", "O2": "ospf-e2"}  # fmt: skip
_LINE = re.compile(
    r"""^(?:
      VIRTUAL[ ]ROUTER:[ ]+(?P<vrf>\S.*?)[ ]+\(id[ ]\d+\)
    | (?P<prefix>[\da-fA-F:.]+/\d{1,3})[ ]+(?P<hop>[\da-fA-F:.]+|discard|vr[ ]\S+)(?P<rest>(?:[ ].*)?)
    | (?P<frame>flags:[ ].*|[ ]+O\w:ospf[ ].*|[ ]*=+|destination[ ]+nexthop[ ].*|total[ ]routes[ ]shown:[ ]\d+)
    | (?P<odd>.*\S.*)
    )[ ]*\r?$""",
    re.MULTILINE | re.VERBOSE,
)
_REST = re.compile(
    r"[ ]+(?:(?P<metric>\d+)[ ]+)?(?P<active>A)?[ ]?(?P<loose>\?)?[ ]?(?P<kind>Oi|Oo|O1|O2|[CHSROBM~])(?:[ ]+(?P<ecmp>E))?"
    r"(?:[ ]+(?P<age>\d+))?(?:[ ]+(?P<port>[A-Za-z][\w./-]*))?(?:[ ]+(?P<asn>\d+))?"
)


def read_routes(page: Page) -> Iterator[RouteSeen]:
    """`show routing route`. Only routes with the flag A are in use; those with `~` say where BGP tells a route of the device."""
    vrf, seen = "", False
    hosts: list[RouteSeen] = []
    ports: dict[tuple[str, str], str] = {}
    """By which port a virtual router has an address, as the routes of the subnets say."""
    for found, line in matches(_LINE, page.text):
        if found["vrf"]:
            vrf, seen = found["vrf"], True
        elif found["odd"] or (found["prefix"] and not vrf):
            raise not_understood(line, found[0])
        elif found["prefix"] and (row := _row(page, vrf, found, line)) is not None:
            if row.protocol == "local":
                hosts.append(row)
            else:
                if row.protocol == "connected":
                    ports[vrf, found["hop"]] = row.interface
                yield row
    if not seen:
        raise ValueError("this is no routing table: it names no virtual router")
    for host in hosts:
        port = ports.get((host.vrf, str(host.prefix.network_address)))
        # Where no subnet has the address, the route of the host is that of a port with this one address.
        yield replace(host, interface=port) if port is not None else replace(host, protocol="connected")


def _row(page: Page, vrf: str, found: re.Match[str], line: int) -> RouteSeen | None:
    rest = _REST.fullmatch(found["rest"].rstrip())
    if rest is None:
        raise not_understood(line, found[0])
    if not rest["active"]:
        return None
    kind = _KINDS.get(rest["kind"])
    if kind is None:
        raise ValueError(f"line {line}: nobody knows the flag {rest['kind']!r}")
    hop = found["hop"]
    way = address_of(hop) if hop != "discard" and not hop.startswith("vr ") else None
    own = kind in ("connected", "local") or way is None or way.is_unspecified
    return RouteSeen(
        vrf, prefix_of(found["prefix"]), kind, None if own else way, rest["port"] or "", hop == "discard", None,
        number(rest["metric"]), page.at(line),
    )  # fmt: skip


_PEER = re.compile(r"^[ ]+peer[ ]\S.*:[ ]AS[ ](?P<asn>\d+),[ ](?P<state>\w+),[ ]IP[ ](?P<address>[\da-fA-F:.]+)[ ]*\r?$", re.M)
_ROUTER = re.compile(r"^[ ]+virtual[ ]router:[ ]+(?P<vrf>\S.*?)[ ]*\r?$|(?P<peer>^[ ]+peer[ ].*$)", re.M)


def read_peers(page: Page) -> Iterator[PeerSeen]:
    """`show routing protocol bgp summary`."""
    vrf = ""
    for found, line in matches(_ROUTER, page.text):
        if found["vrf"]:
            vrf = found["vrf"]
            continue
        peer = _PEER.fullmatch(found["peer"])
        if peer is None or not vrf:
            raise not_understood(line, found[0])
        state = peer["state"]
        yield PeerSeen(
            "bgp", vrf, address_of(peer["address"]), state, state == "Established", identity=peer["asn"], source=page.at(line)
        )
    if not vrf:
        raise ValueError("this is no summary of BGP: it names no virtual router")


SHOWN = (
    Shown(ROUTES, r"(?:run )?show routing route", read_routes, all_vrfs=True),
    Shown(BGP, r"(?:run )?show routing protocol bgp summary", read_peers, all_vrfs=True),
)
