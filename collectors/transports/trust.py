"""Learning host keys: first what the servers show, for somebody to compare; then, when asked, into the file."""

import fcntl
import os
import tempfile
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from collectors.transports.hostkeys import KnownHosts, KnownHostsError, Standing, fingerprint, key_type


@dataclass(frozen=True, slots=True)
class OfferedKey:
    """The key that a server shows, and what the file says of it."""

    name: str
    """The host as it stands in the file (`lookup`)."""
    blob: bytes
    standing: Standing
    why: str = ""

    @property
    def type(self) -> str:
        """As in `ssh-ed25519`."""
        return key_type(self.blob)

    @property
    def fingerprint(self) -> str:
        """To be compared with what the device says of itself (`show ssh`, `ssh-keygen -l`)."""
        return fingerprint(self.blob)


def learn(path: Path, keys: Sequence[OfferedKey], replace: bool = False) -> int:
    """Write `keys` into the file and give how many were new; whole or not at all, and safe with others who do the same.

    Keys that changed are written only with `replace`, in the place of the old ones. Raises KnownHostsError, with nothing
    written, for those without it, for revoked ones, and where a pattern or a hashed name still says otherwise.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        known = KnownHosts.read(path)
        lines = path.read_bytes().split(b"\n") if path.exists() else []
        new = [key for key in dict.fromkeys(keys) if known.standing(key.name, key.blob)[0] is not Standing.KNOWN]
        gone: set[int] = set()
        for key in new:
            gone |= _in_the_way(known, key, replace)
        kept = [line for number, line in enumerate(lines, 1) if number not in gone]
        while kept and not kept[-1]:
            kept.pop()
        kept += [f"{key.name} {key.type} {b64encode(key.blob).decode()}".encode() for key in new]
        if new:
            _written(path, b"\n".join(kept) + b"\n")
            os.fsync(folder)
        return len(new)
    finally:
        os.close(folder)


def _in_the_way(known: KnownHosts, key: OfferedKey, replace: bool) -> set[int]:
    """The lines that must go for `key` to be right."""
    standing, why = known.standing(key.name, key.blob)
    if standing is Standing.REVOKED:
        raise KnownHostsError(f"{key.name}: {why}; nothing was written")
    if standing is Standing.CHANGED and not replace:
        raise KnownHostsError(f"{key.name}: {why}; nothing was written, use --replace once you know why")
    gone = set()
    for entry in known.of(key.name):
        if entry.names.lower() != key.name:
            raise KnownHostsError(f"{known.path}:{entry.line} says otherwise of {key.name} and of others; correct it by hand")
        gone.add(entry.line)
    return gone


def _written(path: Path, content: bytes) -> None:
    """Write beside the file, for nobody else to read, and move into its place."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
