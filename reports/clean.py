"""Text from devices on its way out: what could steer a terminal or fool a reader is shown, not obeyed.

Controls (C0 but newline and tab, DEL, C1), bidirectional and zero-width characters, tags, line separators and
lone surrogates become their code points (⟨U+202E⟩), so nothing is lost in silence and nothing acts.
"""

import re

HOSTILE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 and C1 controls, without tab and newline
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # invisible fillers and joiners
    "\u200b-\u200f\u2028-\u202f\u2060-\u206f"  # zero-width, bidirectional, line separators
    "\u3164\ufeff\uffa0\ufff0-\uffff"  # Hangul fillers, byte-order mark, specials
    "\ud800-\udfff"  # lone surrogates: bytes that were no UTF-8
    "\U000e0000-\U000e0fff"  # tags and variation selectors
)
_HOSTILE = re.compile(f"[{HOSTILE}]")
_BREAK = re.compile(r"[\r\n\t]+")
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%]")
"""What a spreadsheet takes for a formula or a command at the start of a cell (OWASP ASVS 1.2.10)."""


def clean(text: str) -> str:
    r"""Any text, safe for a terminal or a document; newlines and tabs stay.

    >>> clean("sw1\x1b[2J"), clean("Büro\u202e[unit 0]")
    ('sw1⟨U+001B⟩[2J', 'Büro⟨U+202E⟩[unit 0]')
    """
    return _HOSTILE.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def cell(text: str) -> str:
    r"""Clean text for one cell of a table: line breaks and tabs become one space.

    >>> cell("two\r\nlines\tand a tab")
    'two lines and a tab'
    """
    return clean(_BREAK.sub(" ", text))


def json_safe(dumped: str) -> str:
    r"""A JSON document with hostile characters as escapes: the data is the same, a terminal is not moved.

    >>> json_safe('"a\u202eb"')
    '"a\\u202eb"'
    """
    return _HOSTILE.sub(_escape, dumped)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + ((code - 0x10000) >> 10):04x}\\u{0xDC00 + ((code - 0x10000) & 0x3FF):04x}"
