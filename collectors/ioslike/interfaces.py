"""`interface` blocks: the reader that the family shares, and what the family leaves out of the model on purpose."""

from collections.abc import Mapping

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.family import PortStyle
from collectors.ioslike.fhrp import FHRP
from collectors.ioslike.layer2 import LAYER2
from collectors.ioslike.layer3 import LAYER3
from collectors.ioslike.ports import Handler, port, read_lines
from collectors.tree import Line
from models.interfaces import DEFAULT_VRF

HANDLERS: Mapping[str, Handler] = {**LAYER2, **LAYER3, **FHRP}


def interface_reader(os: PortStyle, handlers: Mapping[str, Handler] = HANDLERS) -> Reader:
    """A reader of `interface` blocks, `interface NAME vrf VRF` of FRR included. A repeated block adds to the first."""

    def read(line: Line, draft: Draft) -> None:
        match line.words[1:]:
            case [*name, "point-to-point" | "multipoint"] if name:
                target = port(os.canonical_name("".join(name)), line, draft, os)
            case [name, "vrf", vrf]:
                target = port(os.canonical_name(name), line, draft, os)
                target.facts["vrf"] = DEFAULT_VRF if vrf == "default" else vrf
            case [name] | [name, _] as parts if (
                os.canonical_name("".join(parts)) != "".join(parts) or len(parts) == 1 or name.isalpha()
            ):
                target = port(os.canonical_name("".join(parts)), line, draft, os)
            case _:
                return
        line.modelled()
        read_lines(line.children, handlers, target, draft)

    return read
