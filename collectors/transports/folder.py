"""A folder of configs and show outputs, in any of the layouts that people keep (see `files.arranged`)."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from collectors.transports.files import Held, HostFiles, Listing, arranged, host_of
from models.errors import CollectError

DEEPEST = 4
MOST_FILES = 200_000


def read_folder(path: Path) -> Listing:
    """What `path` holds: a folder, or a single config. Raises CollectError when it is not there or cannot be listed."""
    if path.is_file():
        name, hint = host_of(path.name)
        return Listing((HostFiles(name, Held(path.name, path, _time(path)), hint),))
    if not path.is_dir():
        raise CollectError(f"{path}: no such file or folder; correct the path")
    entries = [(parts, Held(f"{path.name}/{'/'.join(parts)}", file, _time(file))) for parts, file in _walk(path, path, ())]
    listing = arranged(entries, f"{path.name}/")
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
        if entry.name.startswith(".") or (entry.is_symlink() and not path.resolve().is_relative_to(root.resolve())):
            continue
        if entry.is_dir() and not entry.is_symlink():
            if len(parts) < DEEPEST:
                yield from _walk(root, path, (*parts, entry.name))
        elif entry.is_file():
            yield (*parts, entry.name), path


def _time(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    except OSError:
        return None
