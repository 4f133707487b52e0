"""What IOS XR does by default, in the words that the readers of its family are made with; its names of ports."""

import re
from functools import lru_cache

from collectors.ioslike.family import PortStyle
from collectors.ioslike.names import kind_of, namer
from collectors.ioslike.routing.routing_os import RoutingOs
from models.interfaces import InterfaceKind

TYPES = (
    "GigabitEthernet", "TenGigE", "TwentyFiveGigE", "FortyGigE", "FiftyGigE", "HundredGigE", "TwoHundredGigE", "FourHundredGigE",
    "EightHundredGigE", "FastEthernet", "Bundle-Ether", "Bundle-POS", "Loopback", "BVI", "Null", "tunnel-te", "tunnel-ip",
    "tunnel-mte", "tunnel-ipsec", "POS", "Serial", "Multilink", "PW-Ether", "PW-IW", "nve", "SRP",
)  # fmt: skip
SHORT = {
    "g": "GigabitEthernet", "t": "TenGigE", "tf": "TwentyFiveGigE", "f": "FortyGigE", "h": "HundredGigE", "th": "TwoHundredGigE",
    "fh": "FourHundredGigE", "be": "Bundle-Ether", "bp": "Bundle-POS", "l": "Loopback", "bv": "BVI", "n": "Null",
    "tt": "tunnel-te", "ti": "tunnel-ip", "pe": "PW-Ether", "s": "Serial",
}  # fmt: skip
SPEEDS = {
    "FastEthernet": 100_000_000, "GigabitEthernet": 10**9, "TenGigE": 10**10, "TwentyFiveGigE": 25 * 10**9,
    "FortyGigE": 40 * 10**9, "FiftyGigE": 50 * 10**9, "HundredGigE": 10**11, "TwoHundredGigE": 2 * 10**11,
    "FourHundredGigE": 4 * 10**11, "EightHundredGigE": 8 * 10**11, "BVI": 10**10, "tunnel-ip": 100_000,
}  # fmt: skip
"""Bits per second that `show interfaces` gives as BW of a port that states none."""

_NAMED = namer(TYPES, SHORT)
_MANAGEMENT = re.compile(r"(?:mg|mgmt|mgmteth)\s*(\d+/(?:rs?p|lc)?\d*/cpu\d+/\d+(?:\.\d+)?)", re.IGNORECASE)
_PHYSICAL = ("gige", "ethernet", "pos", "serial", "srp", "pw-ether")


@lru_cache(maxsize=1 << 16)
def xr_name(text: str) -> str:
    """Any spelling of an interface name to the one of the running config.

    >>> xr_name("Gi0/0/0/1.100"), xr_name("BE10"), xr_name("Te0/1/0/3"), xr_name("Mg0/RP0/CPU0/0")
    ('GigabitEthernet0/0/0/1.100', 'Bundle-Ether10', 'TenGigE0/1/0/3', 'MgmtEth0/RP0/CPU0/0')
    """
    if (found := _MANAGEMENT.fullmatch(text.strip())) is not None:
        return f"MgmtEth{found[1].upper()}"
    return _NAMED(text)


@lru_cache(maxsize=1 << 16)
def xr_kind(name: str) -> InterfaceKind:
    """What a canonical name tells of the port.

    >>> [str(xr_kind(name)) for name in ("Bundle-Ether1", "Bundle-Ether1.20", "TenGigE0/0/0/1", "MgmtEth0/RP0/CPU0/0", "BVI7")]
    ['lag', 'subinterface', 'physical', 'management', 'vlan']
    """
    lower = name.lower()
    stem = lower.rstrip("0123456789/:.")
    if lower.startswith("mgmteth"):
        found = InterfaceKind.MANAGEMENT
    elif stem.startswith("bundle-"):
        found = InterfaceKind.LAG
    elif stem.startswith("tunnel-"):
        found = InterfaceKind.TUNNEL
    elif stem.endswith(_PHYSICAL):
        found = InterfaceKind.PHYSICAL
    else:
        return kind_of(name)
    return InterfaceKind.SUBINTERFACE if "." in name else found


PORTS = PortStyle(xr_name, speeds=SPEEDS)

XR = RoutingOs(
    "cisco_xr",
    xr_name,
    ospf_subnets_word=False,
    # command reference: summary costs follow RFC 2328 unless `compatible rfc1583`
    ospf_rfc1583=False,
    ospf_maximum_paths=32,
    isis_maximum_paths=8,
    isis_default_always=False,
    isis_levels_taken=(),
    # MEDs are compared by neighbouring AS whatever came first; no command turns it off
    bgp_deterministic_med=True,
    # routing guide: an external session without a policy takes and sends nothing
    bgp_requires_policy=True,
    bgp_ipv4_over_ipv6=False,
    bgp_settings_for_all_families=True,
    bgp_takes_all_ospf=True,
)
"""The values of Cisco's routing command references for IOS XR 5 to 7."""
