"""OSPF of AOS-CX, whose words are brought to those of its family. Processes are numbered anew in each VRF."""

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.routing.ospf import ospf_readers
from collectors.tree import Line
from collectors.vendors.aruba_aoscx.loopbacks import restated
from collectors.vendors.aruba_aoscx.system import AOSCX
from models.interfaces import DEFAULT_VRF
from models.values import dotted_area

_FAMILY = ospf_readers(AOSCX)
_WORDS = {
    "reference-bandwidth": ["auto-cost", "reference-bandwidth"], "enable": ["no", "shutdown"], "disable": ["shutdown"],
    "rfc1583-compatibility": ["rfc1583compatibility"],
}  # fmt: skip


def process_id(draft: Draft, version: int, number: str, vrf: str) -> str:
    """The id of a process in a VRF: its number, and before it the VRF where that number stands for two processes."""
    known = draft.ospf.get((version, number))
    other = f"{vrf} {number}"
    return other if number and known is not None and known.vrf != vrf and (version, other) in draft.ospf else number


def _read(line: Line, draft: Draft) -> None:
    """`router ospf 1 [vrf X]` and `router ospfv3 1 [vrf X]`."""
    match line.words[2:]:
        case [number]:
            vrf = DEFAULT_VRF
        case [number, "vrf", vrf]:
            pass
        case _:
            return
    known = draft.ospf.get((2 if line.words[1] == "ospf" else 3, number))
    if known is not None and known.vrf != vrf:
        number = f"{vrf} {number}"
    line.words = [*line.words[:2], number, "vrf", vrf]
    for child in line.children:
        child.words = _common(child.words)
        if _plain_area(child.words):
            child.modelled()
    _FAMILY[" ".join(line.words[:2])][1](line, draft)


def _common(words: list[str]) -> list[str]:
    """A line as its family writes it.

    >>> _common("area 0.0.0.1 range 10.1.0.0/16 type inter-area no-advertise".split())
    ['area', '0.0.0.1', 'range', '10.1.0.0/16', 'not-advertise']
    >>> _common("reference-bandwidth 40000".split())
    ['auto-cost', 'reference-bandwidth', '40000']
    """
    match words:
        case ["area", area, "default-metric", metric]:
            return ["area", area, "default-cost", metric]
        case ["area", area, "range", prefix, "type", "inter-area", *rest]:
            return ["area", area, "range", prefix, *("not-advertise" if word == "no-advertise" else word for word in rest)]
        case ["distance", "external" | "inter-area" | "intra-area" as which, value]:
            return ["distance", "ospf", which, value]
        case [first, *rest] if first in _WORDS:
            return [*_WORDS[first], *rest]
    return restated(words)


def _plain_area(words: list[str]) -> bool:
    """`area 0.0.0.0`: there is such an area, as its interfaces say too."""
    try:
        return words[0] == "area" and len(words) == 2 and bool(dotted_area(words[1]))
    except ValueError:
        return False


OSPF: dict[str, tuple[str, Reader]] = {"router ospf": ("ospf", _read), "router ospfv3": ("ospf", _read)}
