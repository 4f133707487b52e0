"""Short PAN-OS configs as devices, and the same config in the three forms that PAN-OS prints."""

from xml.sax.saxutils import escape, quoteattr

from collectors.dialect import dialects, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.network import Network

NAMED = ("ethernet", "aggregate-ethernet", "units", "virtual-router", "static-route", "zone", "address", "rules", "users", "vsys",
         "service", "peer-group", "peer", "area")  # fmt: skip
"""Tables whose entries have names of their own."""
Tree = dict[str, "Tree"]


def device(text: str, name: str = "fw") -> Device:
    """The facts of a config."""
    return read(text, dialects()["paloalto_panos"], Draft(DeviceId("test", name), "paloalto_panos", f"{name}.cfg"))


def network(*texts: str) -> Network:
    """A network of devices called fw0, fw1 and so on."""
    found = [device(text, f"fw{at}") for at, text in enumerate(texts)]
    return Network({each.id: each for each in found})


def tree(lines: str) -> Tree:
    """`set` lines as words below words."""
    root: Tree = {}
    for line in lines.splitlines():
        at = root
        words = line.split()[1:]
        for word in words:
            at = at.setdefault(word, {})
    return root


def on_device(lines: str) -> Tree:
    """The same with what a whole config has around it."""
    found = tree(lines)
    own = {word: found.pop(word) for word in ("network", "deviceconfig") if word in found}
    outer: Tree = {word: found.pop(word) for word in ("mgt-config", "shared") if word in found}
    return {"config": {**outer, "devices": {"localhost.localdomain": {**own, "vsys": {"vsys1": found}}}}}


def braces(found: Tree, depth: int = 0) -> str:
    """As `show config running` prints it in its usual form."""
    text = ""
    for word, below in found.items():
        pad = "  " * depth
        plain = all(not values for values in below.values())
        text += f"{pad}{word} {{\n{braces(below, depth + 1)}{pad}}}\n" if not plain else f"{pad}{' '.join([word, *below])};\n"
    return text


def xml(found: Tree, above: str = "") -> str:
    """As an export has it."""
    text = ""
    for word, below in found.items():
        if not below:
            text += f"<member>{escape(word)}</member>\n" if above in ("source", "destination", "from", "to") else escape(word)
        elif above in NAMED or above == "devices":
            text += f"<entry name={quoteattr(word)}>\n{xml(below, word)}</entry>\n"
        else:
            text += f"<{word}>{xml(below, word)}</{word}>\n"
    return text
