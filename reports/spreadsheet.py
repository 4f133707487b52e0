"""A table or a whole document as a spreadsheet: numbers as numbers, dates as dates, all else as text that stays text."""

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from models.errors import UsageError
from reports.clean import FORMULA, cell
from reports.document import Block, Document
from reports.tables import Table, Value, as_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

EXCEL_TEXT = 32_767
EXCEL_ROWS = 1_048_576
A4 = 9


class Book:
    """A workbook under way. Text never becomes a formula or a link: it is a string, with a quote before what looks like one."""

    def __init__(self, title: str, wrapped: bool = False) -> None:
        from xlsxwriter import Workbook

        self._out = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book: Workbook = Workbook(self._out, options)
        self._book.set_properties({"title": cell(title), "created": datetime(2000, 1, 1)})  # equal content gives equal files
        self._names: set[str] = set()
        self._titles = self._pair({"bold": True, "font_size": 14})
        self._heads = self._pair({"bold": True, "bottom": 1, "valign": "top"})
        self._texts = self._pair({"num_format": "@", "valign": "top", "text_wrap": wrapped})
        self._lines = self._pair({"num_format": "@"})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"})
        self._number = self._book.add_format({"valign": "top", "align": "right", "indent": 1})

    def _pair(self, look: dict[str, object]) -> tuple["Format", "Format"]:
        """A format for text, and the same with the mark that keeps a spreadsheet from running it."""
        return self._book.add_format(look), self._book.add_format({**look, "quote_prefix": True})

    def _write(self, sheet: "Worksheet", row: int, column: int, words: str, formats: tuple["Format", "Format"]) -> None:
        text = _fitting(cell(words))
        sheet.write_string(row, column, text, formats[bool(FORMULA.match(text))])

    def title(self, sheet: "Worksheet", words: str) -> None:
        """What stands on top of a sheet."""
        self._write(sheet, 0, 0, words, self._titles)

    def head(self, sheet: "Worksheet", row: int, column: int, words: str) -> None:
        """The heading of a column or of a part of the sheet."""
        self._write(sheet, row, column, words, self._heads)

    def line(self, sheet: "Worksheet", row: int, words: str) -> None:
        """A line of prose: it runs on over the empty cells to its right."""
        self._write(sheet, row, 0, words, self._lines)

    def sheet(self, title: str) -> "Worksheet":
        """A new sheet, as wide as a page of A4 on paper; a name that is taken gets a number."""
        stem = sheet_name(title)
        name, count = stem, 2
        while name.lower() in self._names:
            name, count = f"{stem[:27]} {count}", count + 1
        self._names.add(name.lower())
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def put(self, sheet: "Worksheet", row: int, column: int, value: Value) -> None:
        """One cell."""
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
            sheet.write_number(row, column, value, self._number)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value.replace(tzinfo=None), self._time)  # local time: a sheet knows no zones
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), self._date)
        else:
            self._write(sheet, row, column, as_text(value), self._texts)

    def rows(self, sheet: "Worksheet", top: int, table: Table) -> int:
        """The rows of `table` below line `top`; the line after the last."""
        if len(table.rows) + top >= EXCEL_ROWS:
            raise UsageError(f"{len(table.rows)} rows do not fit a sheet of {EXCEL_ROWS}; narrow with --where or use --format csv")
        for line, row in enumerate(table.rows, top + 1):
            for place, value in enumerate(row):
                self.put(sheet, line, place, value)
        return top + len(table.rows) + 1

    def finished(self) -> bytes:
        """The file."""
        self._book.close()
        return self._out.getvalue()


def to_xlsx(table: Table) -> bytes:
    """One sheet with machine names as header. Raises UsageError when the table has more rows than a sheet can hold."""
    book = Book(as_text(table.title))
    sheet = book.sheet(table.title or table.command)
    _list(book, sheet, table, [column.name for column in table.columns], 60)
    return book.finished()


def document_to_xlsx(document: Document) -> bytes:
    """One sheet a section, one for each long list with a filter on top, and one that tells what the report was made from."""
    book = Book(document.title, wrapped=True)
    for section in document.sections:
        sheet = book.sheet(section.title)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 20, 22)
        book.title(sheet, section.title)
        row = 2
        lists: list[Block] = []
        for block in section.blocks:
            if block.heading:
                book.head(sheet, row, 0, block.heading)
                row += 1
            for words in block.words:
                book.line(sheet, row, words)
                row += 1
            if block.table and block.folded and block.heading and block.level == 3:
                lists.append(block)
                book.line(sheet, row, f"{len(block.table.rows)} rows, on a sheet of their own after this one")
                row += 2
            elif block.table:
                for at, column in enumerate(block.table.columns):
                    book.head(sheet, row, at, column.title)
                row = book.rows(sheet, row, block.table) + 1
            else:
                row += 1
        for block in lists:
            assert block.table is not None
            _list(book, book.sheet(block.heading), block.table, [column.title for column in block.table.columns], 50)
    about = book.sheet("About")
    about.set_column(0, 0, 34)
    about.set_column(1, 1, 90)
    for row, (name, value) in enumerate((("Report", document.title), ("Of", document.subtitle), *document.facts)):
        book.head(about, row, 0, name)
        book.put(about, row, 1, value)
    return book.finished()


def _list(book: Book, sheet: "Worksheet", table: Table, heads: Sequence[str], widest: int) -> None:
    """A table that has a sheet for itself: its heads stay in sight and stand on every page of paper."""
    for place, head in enumerate(heads):
        book.head(sheet, 0, place, head)
        texts = [len(as_text(row[place])) for row in table.rows[:1000]]
        sheet.set_column(place, place, min(widest, max([len(head), *texts]) + 2))
    book.rows(sheet, 0, table)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    if heads:
        sheet.autofilter(0, 0, len(table.rows), len(heads) - 1)


def _fitting(text: str) -> str:
    """Excel holds 32,767 characters a cell; a longer text ends with a note of what is missing."""
    if len(text) <= EXCEL_TEXT:
        return text
    note = f" … (cut: {len(text)} characters)"
    return text[: EXCEL_TEXT - len(note)] + note


def sheet_name(title: str) -> str:
    r"""A title as a sheet may be called.

    >>> sheet_name("dept[1]/x"), sheet_name("'"), len(sheet_name("x" * 99))
    ('dept 1 x', 'Sheet1', 31)
    """
    name = re.sub(r"[\[\]:*?/\\\s]+", " ", cell(title)).strip(" '")[:31].strip(" '")
    return name if name and name.lower() != "history" else "Sheet1"
