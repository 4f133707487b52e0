"""`show interfaces` of the systems that say "line protocol": state and addresses of each port."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Interface, IPv6Interface, ip_interface

from collectors.shown import Page, matches
from models.observed import PortSeen

_PORT = re.compile(
    r"^(?:Interface )?(?P<name>\S+) is (?P<state>administratively down|up|down|deleted|reset)"
    r"(?:[^\n]*?, line protocol is (?P<line>\w+))?"
    r"[^\n]*\n?(?P<body>(?:[ \t][^\n]*(?:\n|$)|\r?\n)*)",
    re.MULTILINE,
)
_ADDRESS = re.compile(
    r"^\s+(?:(?:Secondary |Internet )address(?: is)? |inet6? )(?P<address>[\da-fA-F.:]+/\d+)(?: (?:secondary|broadcast .*))?\s*$",
    re.MULTILINE,
)
_VRF = re.compile(r"^\s+vrf: (?P<vrf>\S+)\s*$", re.MULTILINE)


def read_ports(page: Page) -> Iterator[PortSeen]:
    """Each port with its line protocol. Link-local addresses are left out: no config states them."""
    end = 0
    for found, line in matches(_PORT, page.text):
        if page.text[end : found.start()].strip():
            raise ValueError(f"before line {line}: not the state of a port: {page.text[end : found.start()].strip()[:60]!r}")
        end = found.end()
        addresses = [ip_interface(text) for text in _ADDRESS.findall(found["body"])]
        vrf = _VRF.search(found["body"])
        up = found["state"] == "up" and found["line"] == "up"
        yield PortSeen(found["name"], up, stated(addresses), vrf["vrf"] if vrf else "", page.at(line))
    if page.text[end:].strip():
        raise ValueError(f"not the state of a port: {page.text[end:].strip()[:60]!r}")


def stated(addresses: list[IPv4Interface | IPv6Interface]) -> tuple[IPv4Interface | IPv6Interface, ...]:
    """Addresses in order, without those that a port makes for itself."""
    return tuple(
        sorted(
            (each for each in addresses if not each.is_link_local or each.version == 4), key=lambda each: (each.version, int(each))
        )
    )
