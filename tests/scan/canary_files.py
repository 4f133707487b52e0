"""What a run leaves behind, as bytes: files, what is packed in them, and each state in which a killed database can be read."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

SQLITE = b"SQLite format 3\0"
WAL_HEAD, FRAME_HEAD = 32, 24
PAGE, LEAF = 4096, 0x0D
PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
"""How a zlib stream begins."""


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """A file as it is, and all that is packed in it: members of zip files, compressed values of databases."""
    data = path.read_bytes()
    yield path.name, data
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield f"{path.name}:{name}", archive.read(name)
    if data.startswith(SQLITE):
        for state, image in states(path, data):
            for value in values(image):
                yield f"{path.name}:{state}", value


def states(path: Path, data: bytes) -> Iterator[tuple[str, bytes]]:
    """A database without its journal or WAL, with all of it, and as it was after each commit in between."""
    yield "as it is", data
    wal, journal = (path.with_name(path.name + ending) for ending in ("-wal", "-journal"))
    if wal.exists() and (frames := wal.read_bytes()):
        for number, image in enumerate(_with_frames(data, frames)):
            yield f"commit {number} of the WAL", image
    if journal.exists() and (pages := journal.read_bytes()):
        yield "before the journal", _with_pages(data, pages)


def _with_frames(data: bytes, wal: bytes) -> Iterator[bytes]:
    """The database after each commit of its WAL, and at the end with the frames that were never committed."""
    size = struct.unpack(">I", wal[8:12])[0]
    image = bytearray(data)
    for at in range(WAL_HEAD, len(wal) - FRAME_HEAD - size + 1, FRAME_HEAD + size):
        page, committed = struct.unpack(">II", wal[at : at + 8])
        _put(image, page, wal[at + FRAME_HEAD : at + FRAME_HEAD + size])
        if committed:
            yield bytes(image)
    yield bytes(image)


def _with_pages(data: bytes, journal: bytes) -> bytes:
    """The database with the pages that a rollback journal holds put back."""
    sector, size = struct.unpack(">II", journal[20:28])
    image = bytearray(data)
    if not size:
        return bytes(image)
    for at in range(sector, len(journal) - size - 7, size + 8):
        _put(image, struct.unpack(">I", journal[at : at + 4])[0], journal[at + 4 : at + 4 + size])
    return bytes(image)


def _put(image: bytearray, page: int, content: bytes) -> None:
    first = (page - 1) * len(content)
    if not 0 < page < 1 << 20:
        return
    image.extend(bytes(max(0, first + len(content) - len(image))))
    image[first : first + len(content)] = content


def values(image: bytes) -> Iterator[bytes]:
    """Each row of each table, whole, and what is packed in it. Page by page: what no tree leads to any more is there too."""
    size = int.from_bytes(image[16:18], "big") or PAGE
    size = 65536 if size == 1 else size
    for first in range(0, len(image) - size + 1, size):
        head = first + (100 if not first else 0)
        if image[head] != LEAF:
            continue
        for cell in range(int.from_bytes(image[head + 3 : head + 5], "big")):
            at = first + int.from_bytes(image[head + 8 + 2 * cell : head + 10 + 2 * cell], "big")
            row = _row(image, at, size)
            yield row
            for packed in PACKED.finditer(row):
                with suppress(zlib.error):
                    yield zlib.decompressobj().decompress(row[packed.start() :])


def _row(image: bytes, at: int, size: int) -> bytes:
    """The content of a cell of a table's leaf, with the pages that it runs over to (the file format of SQLite, 1.5 and 1.6)."""
    length, at = _varint(image, at)
    _, at = _varint(image, at)
    least = (size - 12) * 32 // 255 - 23
    here = length if length <= size - 35 else least + (length - least) % (size - 4)
    here = least if here > size - 35 else here
    row, at = image[at : at + here], at + here
    while 0 < len(row) < length:
        page = int.from_bytes(image[at : at + 4], "big")
        if not page:
            break
        at = (page - 1) * size
        more = image[at + 4 : at + size]
        if not more:
            break
        row += more[: length - len(row)]
    return row


def _varint(image: bytes, at: int) -> tuple[int, int]:
    value = 0
    for place in range(at, min(at + 9, len(image))):
        value = value << 7 | image[place] & 0x7F
        if image[place] < 0x80:
            return value, place + 1
    return value, at + 9
