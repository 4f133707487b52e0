"""Port names and port lists of ArubaOS-Switch: `5`, `A5`, `1/5` in a stack, `Trk1` for an aggregate."""

import re

from models.interfaces import InterfaceKind

OOBM = "oobm"
_PORT = re.compile(r"(?:\d+/)?[A-Za-z]?\d+|[Tt]rk\d+")
_NUMBERED = re.compile(r"(.*?)(\d+)")
_WORDS = re.compile(r"(vlan|loopback|lo|tunnel)\s*(\d+)", re.IGNORECASE)
_LONGEST = 1000
"""No range of ports is longer."""


def canonical_name(text: str) -> str:
    """Any spelling of an interface name to one.

    >>> canonical_name("trk1"), canonical_name("a5"), canonical_name("1/a5"), canonical_name("VLAN 10"), canonical_name("lo0")
    ('Trk1', 'A5', '1/A5', 'vlan10', 'loopback0')
    """
    text = text.strip()
    if found := _WORDS.fullmatch(text):
        return ("loopback" if found[1].lower() == "lo" else found[1].lower()) + found[2]
    if not _PORT.fullmatch(text):
        return text
    return text.capitalize() if text[0] in "Tt" and len(text) > 3 else text.upper()


def ports_of(text: str) -> list[str]:
    """The ports of a list, in its order. Raises ValueError when it is none.

    >>> ports_of("1-3,A7,Trk1-Trk2"), ports_of("1/23-1/25")
    (['1', '2', '3', 'A7', 'Trk1', 'Trk2'], ['1/23', '1/24', '1/25'])
    """
    found: list[str] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if not _PORT.fullmatch(first) or (dash and not _PORT.fullmatch(last)):
            raise ValueError(f"{part!r} is no port")
        if not dash:
            found.append(canonical_name(first))
            continue
        (stem, low), (other, high) = (_NUMBERED.fullmatch(canonical_name(end)).groups() for end in (first, last))  # type: ignore[union-attr]  # a port ends with a number
        if stem != other or not int(low) <= int(high) < int(low) + _LONGEST:
            raise ValueError(f"{part!r} is no range of ports")
        found += [f"{stem}{number}" for number in range(int(low), int(high) + 1)]
    return found


def is_list(text: str) -> bool:
    """Whether a word is a list of ports."""
    try:
        return bool(ports_of(text))
    except ValueError:
        return False


def kind_of(name: str) -> InterfaceKind:
    """What a canonical name tells of the port."""
    stem = name.rstrip("0123456789")
    known = {
        "vlan": InterfaceKind.VLAN,
        "loopback": InterfaceKind.LOOPBACK,
        "tunnel": InterfaceKind.TUNNEL,
        "Trk": InterfaceKind.LAG,
    }
    return InterfaceKind.MANAGEMENT if name == OOBM else known.get(stem, InterfaceKind.PHYSICAL)
