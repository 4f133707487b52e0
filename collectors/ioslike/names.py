"""Interface names in any spelling to the one that the OS prints, and what kind of port a name tells of."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from models.interfaces import InterfaceKind

IOS_TYPES = (
    "GigabitEthernet", "FastEthernet", "Ethernet", "TenGigabitEthernet", "TwoGigabitEthernet", "FiveGigabitEthernet",
    "TwentyFiveGigE", "FortyGigabitEthernet", "FiftyGigE", "HundredGigE", "TwoHundredGigE", "FourHundredGigE", "AppGigabitEthernet",
    "Loopback", "Vlan", "Port-channel", "Tunnel", "Serial", "BVI", "BDI", "Dialer", "Null", "Multilink", "Virtual-Template",
    "Virtual-Access", "VirtualPortGroup", "Cellular", "ATM", "POS", "Async", "Embedded-Service-Engine", "NVI", "nve", "ucse",
    "Service-Engine", "Group-Async", "Wlan-GigabitEthernet", "Dot11Radio", "Bluetooth", "pseudowire", "LISP", "Overlay",
)  # fmt: skip
EOS_TYPES = (
    "Ethernet",
    "Port-Channel",
    "Management",
    "Loopback",
    "Vlan",
    "Vxlan",
    "Tunnel",
    "Recirc-Channel",
    "Dps",
    "Null",
    "UnconnectedEthernet",
)
IOS_SHORT = {
    "e": "Ethernet", "et": "Ethernet", "eth": "Ethernet", "f": "FastEthernet", "g": "GigabitEthernet", "t": "TenGigabitEthernet",
    "ten": "TenGigabitEthernet", "tw": "TwoGigabitEthernet", "two": "TwoGigabitEthernet", "twe": "TwentyFiveGigE",
    "twentyfivegigabitethernet": "TwentyFiveGigE", "fi": "FiveGigabitEthernet", "fiv": "FiveGigabitEthernet", "fif": "FiftyGigE",
    "fo": "FortyGigabitEthernet", "fou": "FourHundredGigE", "hu": "HundredGigE", "hundredgigabitethernet": "HundredGigE",
    "ap": "AppGigabitEthernet", "p": "Port-channel", "po": "Port-channel", "l": "Loopback", "lo": "Loopback", "v": "Vlan",
    "tu": "Tunnel", "s": "Serial", "se": "Serial", "d": "Dialer", "n": "Null", "m": "Multilink", "mu": "Multilink", "b": "BVI",
    "c": "Cellular", "vi": "Virtual-Access",
}  # fmt: skip
EOS_SHORT = {
    "e": "Ethernet",
    "v": "Vlan",
    "vl": "Vlan",
    "p": "Port-Channel",
    "m": "Management",
    "l": "Loopback",
    "t": "Tunnel",
    "vx": "Vxlan",
}
IOS_SPEEDS = {
    "Ethernet": 10_000_000, "FastEthernet": 100_000_000, "GigabitEthernet": 10**9, "TwoGigabitEthernet": 2_500_000_000,
    "FiveGigabitEthernet": 5 * 10**9, "TenGigabitEthernet": 10**10, "TwentyFiveGigE": 25 * 10**9,
    "FortyGigabitEthernet": 40 * 10**9, "FiftyGigE": 50 * 10**9, "HundredGigE": 10**11, "TwoHundredGigE": 2 * 10**11,
    "FourHundredGigE": 4 * 10**11, "AppGigabitEthernet": 10**9, "Loopback": 8 * 10**9, "Vlan": 10**9, "BVI": 10**9, "BDI": 10**9,
    "Serial": 1_544_000, "Tunnel": 100_000,
}  # fmt: skip
"""What `show interfaces` gives as BW of a port that has no `speed` or `bandwidth` of its own, in bits per second."""
_NAME = re.compile(r"([A-Za-z][A-Za-z-]*?(?:11Radio)?)\s*(\d[\d/.:]*)?")

_KINDS = {
    "loopback": InterfaceKind.LOOPBACK, "vlan": InterfaceKind.VLAN, "bvi": InterfaceKind.VLAN, "bdi": InterfaceKind.VLAN,
    "port-channel": InterfaceKind.LAG, "tunnel": InterfaceKind.TUNNEL, "management": InterfaceKind.MANAGEMENT,
    "mgmt": InterfaceKind.MANAGEMENT, "serial": InterfaceKind.PHYSICAL, "ethernet": InterfaceKind.PHYSICAL,
    "lag": InterfaceKind.LAG, "": InterfaceKind.PHYSICAL,
    "cellular": InterfaceKind.PHYSICAL, "atm": InterfaceKind.PHYSICAL, "pos": InterfaceKind.PHYSICAL,
}  # fmt: skip


def namer(types: Sequence[str], short: Mapping[str, str]) -> Callable[[str], str]:
    """A function from any spelling of an interface name to the full one; a name that fits no type stays as it is.

    >>> ios = namer(IOS_TYPES, IOS_SHORT)
    >>> ios("Gi0/1"), ios("gigabitethernet 0/1.10"), ios("Te1/1/1"), ios("po 3"), ios("lo0"), ios("eth-x"), ios("Vl10")
    ('GigabitEthernet0/1', 'GigabitEthernet0/1.10', 'TenGigabitEthernet1/1/1', 'Port-channel3', 'Loopback0', 'eth-x', 'Vlan10')
    """
    lower = {name.lower(): name for name in types}

    @lru_cache(maxsize=1 << 16)
    def canonical(text: str) -> str:
        found = _NAME.fullmatch(text.strip())
        if found is None:
            return text
        word, number = found[1].lower(), found[2] or ""
        full = lower.get(word) or short.get(word)
        if full is None:
            fitting = [name for key, name in lower.items() if key.startswith(word)]
            if len(fitting) != 1:
                return text
            full = fitting[0]
        return full + number

    return canonical


@lru_cache(maxsize=1 << 16)
def kind_of(name: str) -> InterfaceKind:
    """What a canonical interface name tells of the port.

    >>> [str(kind_of(name)) for name in ("GigabitEthernet0/1", "Ethernet1.10", "Vlan3", "Port-Channel7.2")]
    ['physical', 'subinterface', 'vlan', 'subinterface']
    """
    stem = name.rstrip("0123456789/:.").lower()
    found = _KINDS.get(stem)
    if found is None:
        found = InterfaceKind.PHYSICAL if stem.endswith(("ethernet", "gige")) else InterfaceKind.OTHER
    if "." in name and found in (InterfaceKind.PHYSICAL, InterfaceKind.LAG, InterfaceKind.MANAGEMENT):
        return InterfaceKind.SUBINTERFACE
    return found


def implied_speed(name: str, speeds: Mapping[str, int]) -> int | None:
    """The bits per second that the type in a name implies, None when it implies none.

    >>> implied_speed("GigabitEthernet0/1.5", IOS_SPEEDS), implied_speed("Port-channel3", IOS_SPEEDS)
    (1000000000, None)
    """
    return speeds.get(name.rstrip("0123456789/:."))


ios_name = namer(IOS_TYPES, IOS_SHORT)
eos_name = namer(EOS_TYPES, EOS_SHORT)
