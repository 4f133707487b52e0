"""A document as Markdown, for a wiki or a merge request. Charts are left out: their numbers stand in the tables."""

import re

from reports.clean import cell
from reports.document import Document
from reports.files import markdown as escaped
from reports.html import shown


def to_markdown(document: Document) -> bytes:
    """The whole document; tables as GitHub Flavored Markdown."""
    lines = [f"# {escaped(document.title)}", "", prose(document.subtitle), ""]
    lines += [f"- **{escaped(tile.figure)}** {escaped(tile.what)}" for tile in document.tiles]
    for section in document.sections:
        lines += ["", f"## {escaped(section.title)}"]
        for block in section.blocks:
            if block.heading:
                lines += ["", f"{'#' * block.level} {escaped(block.heading)}"]
            for words in block.words:
                lines += ["", prose(words)]
            if block.table and block.table.rows:
                lines += ["", "| " + " | ".join(escaped(c.title) for c in block.table.columns) + " |"]
                lines.append("|" + " --- |" * len(block.table.columns))
                lines += ["| " + " | ".join(escaped(cell(shown(value))) for value in row) + " |" for row in block.table.rows]
            elif block.table:
                lines += ["", "None."]
    lines += ["", "---", ""]
    lines += [f"- {escaped(name)}: {escaped(value)}" for name, value in document.facts]
    return ("\n".join(lines) + "\n").encode()


def prose(text: str) -> str:
    r"""A paragraph that begins neither a list nor a heading, whatever its first sign is.

    >>> prose("- a"), prose("12. b"), prose("12 hosts")
    ('\\- a', '12\\. b', '12 hosts')
    """
    return re.sub(
        r"^([-+=]|\d+(?=[.)]))", lambda sign: f"{sign[0]}\\" if sign[0].isdigit() else f"\\{sign[0]}", escaped(text).strip()
    )
