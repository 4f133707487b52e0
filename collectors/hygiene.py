"""Bytes from anywhere to text that may be read: the first thing that happens to every capture."""

import re

from models.snapshot import Outcome

MOST_BYTES = 64 * 1024 * 1024
LONGEST_LINE = 1024 * 1024
OTHER_BREAKS = re.compile("[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
"""Characters that Python takes for line ends and a device does not: inside a description they would forge config lines."""


class Refused(Exception):
    """A capture that is no text: how it is called, and the words for its owner."""

    def __init__(self, outcome: Outcome, why: str) -> None:
        super().__init__(why)
        self.outcome = outcome


def text_of(data: bytes) -> str:
    r"""The text, with one kind of line end. Bytes that are not UTF-8 are read as Latin-1, which loses none of them.

    Raises Refused for what is empty, binary or too big.

    >>> text_of(b"\xef\xbb\xbfhostname B\xfcro\r\nend").splitlines()
    ['hostname Büro', 'end']
    """
    if len(data) > MOST_BYTES:
        raise Refused(Outcome.TOO_BIG, f"more than {MOST_BYTES // 1024**2} MB; a config is not that large")
    text = _decoded(data)
    if not text.strip():
        raise Refused(Outcome.EMPTY, "the file is empty")
    text = OTHER_BREAKS.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", ""))
    start = 0
    while len(text) - start > LONGEST_LINE:
        end = text.find("\n", start)
        if (end if end >= 0 else len(text)) - start > LONGEST_LINE:
            number = text.count("\n", 0, start) + 1
            raise Refused(Outcome.TOO_BIG, f"line {number} is longer than {LONGEST_LINE // 1024**2} MB; this is not a config")
        start = end + 1
    return text


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            raise Refused(Outcome.BINARY, "neither UTF-8, UTF-16 nor Latin-1 text") from None
    if b"\0" in data:
        at = data.index(b"\0")
        raise Refused(Outcome.BINARY, f"byte {at + 1} is NUL: this is not text; export the config as text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
