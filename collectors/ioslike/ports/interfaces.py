"""`interface` blocks: the reader that the family shares, and what the family leaves out of the model on purpose."""

from collections.abc import Mapping

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.family import PortStyle
from collectors.ioslike.ports.fhrp import FHRP
from collectors.ioslike.ports.isis_port import ISIS
from collectors.ioslike.ports.layer2 import LAYER2
from collectors.ioslike.ports.layer3 import LAYER3
from collectors.ioslike.ports.port import Handler, port, read_lines
from collectors.ioslike.ports.vector_port import VECTORS
from collectors.ioslike.spanning_tree import STP_PORT
from collectors.tree import Line
from models.interfaces import DEFAULT_VRF

HANDLERS: Mapping[str, Handler] = {**LAYER2, **LAYER3, **FHRP, **ISIS, **VECTORS, **STP_PORT}


def interface_reader(os: PortStyle, handlers: Mapping[str, Handler] = HANDLERS) -> Reader:
    """A reader of `interface` blocks, `interface NAME vrf VRF` of FRR included. A repeated block adds to the first."""

    def read(line: Line, draft: Draft) -> None:
        name, vrf = _head(line.words[1:], os)
        if not name:
            return
        target = port(name, line, draft, os)
        if vrf:
            target.facts["vrf"] = DEFAULT_VRF if vrf == "default" else vrf
        line.modelled()
        read_lines(line.children, handlers, target, draft)

    return read


def _head(words: list[str], os: PortStyle) -> tuple[str, str]:
    """The canonical name and the VRF that the head of a block states; "" for blocks that are no port (`defaults`, `profile X`)."""
    match words:
        case ["defaults" | "profile" | "range" | "breakout", *_] | []:
            return "", ""
        case [*name, "point-to-point" | "multipoint"] if name:
            return os.canonical_name("".join(name)), ""
        case [name, "vrf", vrf]:
            return os.canonical_name(name), vrf
        case [name]:
            return os.canonical_name(name), ""
        case [kind, number] if number[0].isdecimal():
            return os.canonical_name(kind + number), ""
    return "", ""
