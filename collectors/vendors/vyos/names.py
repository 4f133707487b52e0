"""Ports by name: their kinds, and in what they differ from those of the other systems whose routing lines are the same."""

from dataclasses import replace

from collectors.draft import Draft
from collectors.ioslike.family import PortStyle
from collectors.ioslike.ports.interfaces import HANDLERS, interface_reader
from collectors.ioslike.ports.port import Port
from collectors.tree import Line
from models.interfaces import InterfaceKind, OspfInterface

STYLE = PortStyle(str, bandwidth_unit=1_000_000)
KINDS = {
    "ethernet": InterfaceKind.PHYSICAL, "wireless": InterfaceKind.PHYSICAL, "bonding": InterfaceKind.LAG,
    "bridge": InterfaceKind.LAG,
    "loopback": InterfaceKind.LOOPBACK, "dummy": InterfaceKind.LOOPBACK, "tunnel": InterfaceKind.TUNNEL,
    "wireguard": InterfaceKind.TUNNEL, "openvpn": InterfaceKind.TUNNEL, "vti": InterfaceKind.TUNNEL, "vxlan": InterfaceKind.TUNNEL,
    "geneve": InterfaceKind.TUNNEL, "l2tpv3": InterfaceKind.TUNNEL, "sstpc": InterfaceKind.TUNNEL, "pppoe": InterfaceKind.OTHER,
    "macsec": InterfaceKind.OTHER, "pseudo-ethernet": InterfaceKind.OTHER, "virtual-ethernet": InterfaceKind.OTHER,
    "switch": InterfaceKind.LAG, "wwan": InterfaceKind.OTHER, "input": InterfaceKind.OTHER, "ipv6-tunnel": InterfaceKind.TUNNEL,
    "wirelessmodem": InterfaceKind.OTHER, "pseudo": InterfaceKind.OTHER, "pptp-client": InterfaceKind.TUNNEL,
}  # fmt: skip
"""The word before the name of a port, and what it is."""


def _no_ip(words: list[str], target: Port, line: Line, draft: Draft) -> bool:
    """An exception from ports that are passive by default."""
    if words != ["no", "ip", "ospf", "passive"]:
        return False
    now = target.ospf.get(2) or OspfInterface(source=draft.source(line))
    target.ospf[2] = replace(now, passive=False)
    return True


PORT = interface_reader(STYLE, {**HANDLERS, "no ip": _no_ip})
"""Reads lines of FRR about a port."""
