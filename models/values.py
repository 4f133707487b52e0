"""Small values as configs write them: masks, wildcard masks, VLAN lists, OSPF areas. Pure functions; bad text is a ValueError."""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Interface

MAX_VLAN = 4094
_PREFIX_LENGTHS = {(0xFFFFFFFF << (32 - n)) & 0xFFFFFFFF: n for n in range(33)}


def dotted_area(text: str) -> str:
    """An OSPF area in dotted form, whichever way it was written.

    >>> dotted_area("1"), dotted_area("0.0.0.1"), dotted_area("65536")
    ('0.0.0.1', '0.0.0.1', '0.1.0.0')
    """
    return str(IPv4Address(int(text) if text.isdecimal() else text))


def vlan_ids(text: str) -> frozenset[int]:
    """Read a VLAN list as switches write it. Raises ValueError outside 1 to 4094.

    >>> sorted(vlan_ids("10,20-22"))
    [10, 20, 21, 22]
    """
    if text.isdecimal() and 1 <= int(text) <= MAX_VLAN:  # nearly always
        return frozenset((int(text),))
    found: set[int] = set()
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        low, high = int(first), int(last or first)
        if not 1 <= low <= high <= MAX_VLAN:
            raise ValueError(f"{part!r} is not a range of VLANs")
        found.update(range(low, high + 1))
    return frozenset(found)


def vlan_list(vlans: Iterable[int]) -> str:
    """Write VLANs as switches do.

    >>> vlan_list({10, 21, 20, 22})
    '10,20-22'
    """
    runs: list[tuple[int, int]] = []
    for vlan in sorted(vlans):
        if runs and runs[-1][1] == vlan - 1:
            runs[-1] = (runs[-1][0], vlan)
        else:
            runs.append((vlan, vlan))
    return ",".join(f"{low}-{high}" if high > low else f"{low}" for low, high in runs)


def mask_length(mask: str) -> int:
    """The prefix length of a netmask. Raises ValueError when its ones are not in one run.

    >>> mask_length("255.255.255.0"), mask_length("0.0.0.0")
    (24, 0)
    """
    length = _PREFIX_LENGTHS.get(address_number(mask))
    if length is None:
        raise ValueError(f"{mask!r} is not a netmask")
    return length


@lru_cache(maxsize=1 << 16)
def address_number(text: str) -> int:
    """An IPv4 address as a number.

    >>> address_number("0.0.1.2")
    258
    """
    return int(IPv4Address(text))


@lru_cache(maxsize=1 << 16)
def interface_address(address: str, mask: str) -> IPv4Interface:
    """An address with the mask beside it, as IOS writes it.

    >>> interface_address("10.0.0.1", "255.255.255.252")
    IPv4Interface('10.0.0.1/30')
    """
    return IPv4Interface(f"{address}/{mask_length(mask)}")
