"""A table or a whole document as a spreadsheet: numbers as numbers, dates as dates, all else as text that stays text."""

import io
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from models.errors import UsageError
from reports.clean import FORMULA, cell
from reports.document import Document
from reports.tables import Table, Value, as_text

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

EXCEL_TEXT = 32_767
EXCEL_ROWS = 1_048_576


class Book:
    """A workbook under way. Text never becomes a formula or a link: it is a string, with a quote before what looks like one."""

    def __init__(self, title: str) -> None:
        from xlsxwriter import Workbook

        self._out = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book: Workbook = Workbook(self._out, options)
        self._book.set_properties({"title": cell(title), "created": datetime(2000, 1, 1)})  # equal content gives equal files
        self._names: set[str] = set()
        self.title = self._book.add_format({"bold": True, "font_size": 14})
        self.head = self._book.add_format({"bold": True, "bottom": 1})
        self._text = self._book.add_format({"num_format": "@", "valign": "top"})
        self._quoted = self._book.add_format({"num_format": "@", "quote_prefix": True, "valign": "top"})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})

    def sheet(self, title: str) -> "Worksheet":
        """A new sheet; a name that is taken gets a number."""
        stem = sheet_name(title)
        name, count = stem, 2
        while name.lower() in self._names:
            name, count = f"{stem[:27]} {count}", count + 1
        self._names.add(name.lower())
        return self._book.add_worksheet(name)

    def put(self, sheet: "Worksheet", row: int, column: int, value: Value) -> None:
        """One cell."""
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15:
            sheet.write_number(row, column, value)
        elif isinstance(value, date) and not isinstance(value, datetime):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), self._date)
        else:
            text = _fitting(as_text(value))
            sheet.write_string(row, column, text, self._quoted if FORMULA.match(text) else self._text)

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
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, book.head)
        texts = [len(as_text(row[place])) for row in table.rows[:1000]]
        sheet.set_column(place, place, min(60, max([len(column.name), *texts]) + 2))
    book.rows(sheet, 0, table)
    sheet.freeze_panes(1, 0)
    if table.columns:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    return book.finished()


def document_to_xlsx(document: Document) -> bytes:
    """One sheet a section, and a last one that tells what the report was made from."""
    book = Book(document.title)
    for section in document.sections:
        sheet = book.sheet(section.title)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 20, 22)
        sheet.write_string(0, 0, cell(section.title), book.title)
        row = 2
        for block in section.blocks:
            if block.heading:
                sheet.write_string(row, 0, cell(block.heading), book.head)
                row += 1
            for words in block.words:
                book.put(sheet, row, 0, words)
                row += 1
            if block.table:
                for at, column in enumerate(block.table.columns):
                    sheet.write_string(row, at, cell(column.title), book.head)
                row = book.rows(sheet, row, block.table) + 1
    about = book.sheet("About")
    about.set_column(0, 1, 34)
    for row, (name, value) in enumerate(document.facts):
        about.write_string(row, 0, cell(name), book.head)
        book.put(about, row, 1, value)
    return book.finished()


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
