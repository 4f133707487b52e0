"""A folder of configs and show outputs, in any of the layouts that people keep (see `files.arranged`)."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from collectors.transports.files import Held, HostFiles, Listing, arranged, host_of
from models.errors import CollectError

DEEPEST = 4


def read_folder(path: Path) -> Listing:
    """What `path` holds: a folder, or a single config. Raises CollectError when it is not there or cannot be listed."""
    if path.is_file():
        file = readable(path.name)
        name, hint = host_of(file)
        return Listing((HostFiles(name, Held(file, path, _time(path)), hint),))
    if not path.is_dir():
        raise CollectError(f"{path}: no such file or folder; correct the path")
    top = readable(path.resolve().name)
    entries = [(parts, Held(f"{top}/{'/'.join(parts)}", file, _time(file))) for parts, file in _walk(path, path, ())]
    listing = arranged(entries, f"{top}/")
    if not listing.hosts:
        raise CollectError(
            f"{path}: no configs in this folder; put one file a device there (sw1.cfg), or configs/<host>/ and show/<host>/"
        )
    return listing


def _walk(root: Path, folder: Path, parts: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Path]]:
    """The files below `folder`; links that lead out of `root` are left alone."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as fault:
        raise CollectError(f"{folder}: cannot be listed ({fault.strerror}); correct its owner and rights") from None
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith(".") or (entry.is_symlink() and not _within(path, root)):
            continue
        name = readable(entry.name)
        if entry.is_dir() and not entry.is_symlink():
            if len(parts) < DEEPEST:
                yield from _walk(root, path, (*parts, name))
        elif entry.is_file():
            yield (*parts, name), path


def _within(link: Path, root: Path) -> bool:
    """Whether a link leads to something below `root`; a link that leads to itself does not."""
    try:
        return link.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def readable(name: str) -> str:
    r"""A file name as text: bytes that are no UTF-8 are written as escapes.

    >>> readable("sw\udcff.cfg")
    'sw\\udcff.cfg'
    """
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _time(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    except OSError:
        return None
