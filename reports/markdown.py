"""A document as Markdown, for a wiki or a merge request. Charts are left out: their numbers stand in the tables."""

from reports.clean import cell
from reports.document import Document
from reports.files import markdown as escaped
from reports.html import shown


def to_markdown(document: Document) -> bytes:
    """The whole document; tables as GitHub Flavored Markdown."""
    lines = [f"# {escaped(cell(document.title))}", "", escaped(cell(document.subtitle)), ""]
    lines += [f"- **{escaped(cell(tile.figure))}** {escaped(cell(tile.what))}" for tile in document.tiles]
    for section in document.sections:
        lines += ["", f"## {escaped(cell(section.title))}"]
        for block in section.blocks:
            if block.heading:
                lines += ["", f"### {escaped(cell(block.heading))}"]
            for words in block.words:
                lines += ["", escaped(cell(words))]
            if block.table and block.table.rows:
                lines += ["", "| " + " | ".join(escaped(cell(c.title)) for c in block.table.columns) + " |"]
                lines.append("|" + " --- |" * len(block.table.columns))
                lines += ["| " + " | ".join(escaped(cell(shown(value))) for value in row) + " |" for row in block.table.rows]
            elif block.table:
                lines += ["", "None."]
    lines += ["", "---", ""]
    lines += [f"- {escaped(cell(name))}: {escaped(cell(value))}" for name, value in document.facts]
    return ("\n".join(lines) + "\n").encode()
