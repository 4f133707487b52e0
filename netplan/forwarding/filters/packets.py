"""One packet picked out of a set for people, and sets of packets in words."""

from ipaddress import ip_address, summarize_address_range

from netplan.forwarding.boxes import ECHO, ESTABLISHED, NUMBERS, PORTS, Box, Range
from netplan.forwarding.filters.products import TCP, Product, Ranges, everything

_NAMES = {number: name for name, number in reversed(NUMBERS.items())}
_USUAL = {"proto": (TCP, 17, 1, 58), "sport": (50_000,), "dport": (443, 80, 22)}
_ALL: tuple[Ranges, ...] = (((0, 255),), ((0, ESTABLISHED),))


def some(packets: Product) -> Box:
    """One packet of a set, a usual one when there is one."""
    found = [_one(ranges, _USUAL.get(field, ())) for field, ranges in zip(Product._fields, packets, strict=True)]
    return Box(*((n, n) for n in found))


def _one(ranges: Ranges, usual: tuple[int, ...]) -> int:
    low, high = ranges[0]
    found = next((n for n in usual for a, b in ranges if a <= n <= b), None)
    return found if found is not None else low + (high - low > 1)


def protocols(ranges: Ranges) -> tuple[str, ...]:
    """Protocols in words.

    >>> protocols(((6, 6), (17, 17), (256, 256))), protocols(((0, 256),)), protocols(((0, 5),))
    (('tcp', 'udp'), ('ip',), ('0-5',))
    """
    if ranges in _ALL:
        return ("ip",)
    numbers = [n for low, high in ranges if high - low < 2 for n in range(low, high + 1)]
    both = TCP in numbers and ESTABLISHED in numbers
    names = [_protocol(n) for n in numbers if not (both and n == ESTABLISHED)]
    return (*names, *(span(ends) for ends in ranges if ends[1] - ends[0] > 1))


def _protocol(number: int) -> str:
    return "tcp established" if number == ESTABLISHED else _NAMES.get(number, str(number))


def addresses(ranges: Ranges, family: int) -> tuple[str, ...]:
    """Addresses in words, as prefixes where few of them do.

    >>> addresses(((0x0A000000, 0x0A0000FF), (0x0A000200, 0x0A000200), (0x0A000301, 0x0A0003FE)), 4)
    ('10.0.0.0/24', '10.0.2.0', '10.0.3.1-10.0.3.254')
    """
    if ranges == (everything(family),):
        return ("any",)
    found: list[str] = []
    for low, high in ranges:
        ends = ip_address(low.to_bytes(4 if family == 4 else 16)), ip_address(high.to_bytes(4 if family == 4 else 16))
        prefixes = list(summarize_address_range(*ends))
        if low == high:
            found.append(str(ends[0]))
        else:
            found += map(str, prefixes) if len(prefixes) < 3 else [f"{ends[0]}-{ends[1]}"]
    return tuple(found)


def ports(ranges: Ranges) -> tuple[str, ...]:
    """Ports in words.

    >>> ports(((22, 22), (8000, 8099))), ports(((0, 65535),))
    (('22', '8000-8099'), ('any',))
    """
    return ("any",) if ranges == (PORTS,) else tuple(map(span, ranges))


def service(packets: Product) -> tuple[str, str]:
    """Source and destination ports in words; of ICMP, its type and code."""
    if all(low == high and low in ECHO for low, high in packets.proto):
        kind, code = (("any",) if each == ((0, 255),) else ports(each) for each in (packets.dport, packets.sport))
        words = "any" if kind == ("any",) else f"type {', '.join(kind)}" + ("" if code == ("any",) else f" code {', '.join(code)}")
        return "any", words
    return ", ".join(ports(packets.sport)), ", ".join(ports(packets.dport))


def words(packet: Box, family: int) -> str:
    """One packet in words.

    >>> words(Box((6, 6), (0x0A000001,) * 2, (0x0A000002,) * 2, (50000, 50000), (22, 22)), 4)
    'tcp 10.0.0.1 → 10.0.0.2 port 22 (from port 50000)'
    """
    source, target = (addresses((ends,), family)[0] for ends in (packet.src, packet.dst))
    number = packet.proto[0]
    text = f"{_protocol(number)} {source} → {target}"
    if number in ECHO:
        return f"{text} type {packet.dport[0]} code {packet.sport[0]}"
    with_ports = number in (TCP, 17, 132, ESTABLISHED)
    return f"{text} port {packet.dport[0]} (from port {packet.sport[0]})" if with_ports else text


def span(ends: Range) -> str:
    """A range of numbers in words."""
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]}-{ends[1]}"
