"""The text of an ASA config: what stands around it, where it ends, and the comments that say what the device is."""

import re

from collectors.tree import Line, Tree, indented
from models.source import Status

_PROMPT = re.compile(r"[\w.()/-]+[>#]\s*(?:(?:sh|show|wr|write|exit|more)\b.*)?|(?:sh|show|more) (?:run|system:run)\S*(?: .*)?")
_ABOUT = re.compile(r"! *(?:Hardware|Serial Number): +\S.*|! PID: \S.*")
"""What a collector that asks for more than the config puts above it as comments."""
HEADER_LINES = 120


def asa_tree(text: str, file: str) -> Tree:
    """Nest a config by indentation. A banner has a line of its own for each of its lines, so that none swallows what follows."""
    tree = indented(text, file, banners=())
    for line in (*tree.children[:4], *tree.children[-2:]):
        if not line.children and (_PROMPT.fullmatch(line.text) or line.text.startswith("Cryptochecksum:")):
            line.status, line.feature = Status.IGNORED, "header of the capture"
    above = text.split("\n", HEADER_LINES)[:HEADER_LINES]
    about = [
        Line(said.strip(), number, [":", *said.replace("!", " ").split()])
        for number, said in enumerate(above, 1)
        if _ABOUT.fullmatch(said.strip())
    ]
    tree.children[:0] = about
    return tree


def asa_ended(text: str) -> bool:
    """False when a config was clearly cut: a whole one ends with a checksum, and `show running-config` with `: end`."""
    saved = re.search(r"^(?:: Saved|ASA Version )", text[:20000], re.MULTILINE)
    return saved is None or bool(re.search(r"^(?:: end|Cryptochecksum:)", text[-4000:], re.MULTILINE))
