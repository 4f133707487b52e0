"""Hand-written FRR files may leave out the indentation: vtysh takes a line as part of the open block wherever it can."""

from collections.abc import Collection

BLOCKS = ("interface", "int", "router", "route-map", "vrf")
WITHIN_VRF = ("ip route", "ipv6 route")
CLOSING = ("exit", "exit-vrf", "exit-route-map", "end")


def indented_anew(lines: list[str], top_level: Collection[str]) -> list[str]:
    """`lines` with a blank before each that belongs to an open block, two inside `address-family`.

    Only blocks whose first line is flush left are touched. `top_level` holds the first words (one or two) of lines
    that are no part of a block.

    >>> indented_anew(["router ospf", "network 10.0.0.0/8 area 0", "ip route 10.0.0.0/8 Null0"], {"router ospf", "ip route"})
    ['router ospf', ' network 10.0.0.0/8 area 0', 'ip route 10.0.0.0/8 Null0']
    """
    out: list[str] = []
    block = ""
    fresh = flat = family = False
    for line in lines:
        words = line.split()
        if not words or line.startswith("!"):
            out.append(line)
            continue
        start = " ".join(words[:2])
        known = start in top_level or words[0] in top_level or words[0] in BLOCKS
        if fresh:
            flat, fresh = not line[0].isspace() and not (known and words[0] not in CLOSING and not _inside(block, start)), False
        if flat and words[0] not in CLOSING and (not known or _inside(block, start) or words[0] == "exit-address-family"):
            family = family and words[0] != "exit-address-family"
            out.append(("  " if family else " ") + line)
            family = family or words[0] == "address-family"
            continue
        if not line[0].isspace():
            block = words[0] if words[0] in BLOCKS and len(words) > 1 else ""
            fresh, flat, family = bool(block), False, False
        out.append(line)
    return out


def _inside(block: str, start: str) -> bool:
    """Whether a line that could stand at top level belongs to the open block all the same."""
    return block == "vrf" and start in WITHIN_VRF
