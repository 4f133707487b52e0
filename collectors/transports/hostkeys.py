"""The project's own file of host keys (OpenSSH's known_hosts), and whether a key that a server shows is one of them.

Only keys that stand there are accepted, each at exactly the name and port for which it stands. Certificates are not used:
`@cert-authority` lines are read and left alone, and a host that only such a line covers is unknown. A key that is revoked
anywhere is refused everywhere.
"""

import binascii
import hashlib
import hmac
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from collectors.transports.wire import WireFault
from models.errors import CollectError
from models.snapshot import Outcome

MAX_BYTES = 64 * 1024 * 1024
SSH_PORT = 22
AUTHORITY, REVOKED = "@cert-authority", "@revoked"


class KnownHostsError(CollectError):
    """The file of host keys cannot be used as it is: accepting keys by what is left of it could accept a revoked one."""


class Standing(StrEnum):
    """What the file says of a key at a name."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    CHANGED = "changed"
    REVOKED = "revoked"


def lookup(host: str, port: int) -> str:
    """How OpenSSH writes a host at a port.

    >>> lookup("SW1.city.example", 22), lookup("10.20.1.11", 2222)
    ('sw1.city.example', '[10.20.1.11]:2222')
    """
    return host.lower() if port == SSH_PORT else f"[{host.lower()}]:{port}"


def fingerprint(blob: bytes) -> str:
    """A key as people compare it (SHA-256, as OpenSSH shows it).

    >>> fingerprint(b"")
    'SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU'
    """
    return "SHA256:" + b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def key_type(blob: bytes) -> str:
    r"""The type that a public key names itself (RFC 4253, 6.6); "" when it is none.

    >>> key_type(b"\0\0\0\x0bssh-ed25519..."), key_type(b"x")
    ('ssh-ed25519', '')
    """
    size = int.from_bytes(blob[:4], "big")
    return blob[4 : 4 + size].decode("latin-1") if len(blob) > 4 and 0 < size <= 64 else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the file."""

    line: int
    marker: str
    names: str
    type: str
    blob: bytes

    def covers(self, name: str) -> bool:
        """Whether the line is about `name` (as `lookup` writes it)."""
        if self.names.startswith("|1|"):
            salt, digest = (b64decode(part) for part in self.names[3:].split("|"))
            return hmac.compare_digest(hmac.digest(salt, name.encode(), "sha1"), digest)
        patterns = self.names.lower().split(",")
        if any(pattern.startswith("!") and _fits(pattern[1:], name) for pattern in patterns):
            return False
        return any(_fits(pattern, name) for pattern in patterns)


class KnownHosts:
    """The keys that are accepted."""

    def __init__(self, path: Path, entries: tuple[Entry, ...]) -> None:
        self.path, self.entries = path, entries
        self._revoked = [entry for entry in entries if entry.marker == REVOKED]
        self._plain: dict[str, list[Entry]] = {}
        """The lines by the only name that they have: nearly all, in a file of many hosts."""
        self._patterns: list[Entry] = []
        for entry in entries:
            if not entry.marker and not any(sign in entry.names for sign in "|,!*?"):
                self._plain.setdefault(entry.names.lower(), []).append(entry)
            elif not entry.marker:
                self._patterns.append(entry)

    @classmethod
    def read(cls, path: Path) -> "KnownHosts":
        """The file at `path` as it is now; one that is missing knows no host.

        Raises KnownHostsError for one that cannot be read whole.
        """
        try:
            found = path.stat()
        except FileNotFoundError:
            return cls(path, ())
        except OSError as error:
            raise KnownHostsError(f"{path}: {error.strerror}; correct the name or the rights") from None
        return cls._of(path, (found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size))

    @classmethod
    @lru_cache(maxsize=32)
    def _of(cls, path: Path, state: tuple[int, ...]) -> "KnownHosts":
        """The file in one `state` of it: a scan looks at the same one at each of its logins."""
        try:
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
                mode = path.stat().st_mode
        except FileNotFoundError:
            return cls(path, ())
        except OSError as error:
            raise KnownHostsError(f"{path}: {error.strerror}; correct the name or the rights") from None
        if len(data) > MAX_BYTES:
            raise KnownHostsError(f"{path} is larger than {MAX_BYTES // 2**20} MiB; it is no file of host keys")
        if mode & 0o002:
            raise KnownHostsError(f"{path} can be changed by everybody on this host; check its keys, then run `chmod 600 {path}`")
        return cls(path, tuple(_entries(data, path)))

    def types(self, name: str) -> tuple[str, ...]:
        """The types of the keys that are known at `name`: these are asked for first."""
        return tuple(dict.fromkeys(entry.type for entry in self.of(name)))

    def of(self, name: str) -> list[Entry]:
        """The lines with a key of `name`."""
        found = [*self._plain.get(name, ()), *(entry for entry in self._patterns if entry.covers(name))]
        return sorted(found, key=lambda entry: entry.line)

    def standing(self, name: str, blob: bytes) -> tuple[Standing, str]:
        """What the key `blob` is at `name`, and why in words."""
        shown = f"{key_type(blob)} {fingerprint(blob)}"
        for entry in self._revoked:
            if entry.blob == blob:
                return Standing.REVOKED, f"its key {shown} is revoked ({self.path}:{entry.line})"
        known = self.of(name)
        if any(entry.blob == blob for entry in known):
            return Standing.KNOWN, ""
        if known:
            lines = ", ".join(f"{entry.type} {fingerprint(entry.blob)} ({self.path}:{entry.line})" for entry in known[:3])
            return Standing.CHANGED, f"it shows the key {shown}, not {lines}"
        return Standing.UNKNOWN, f"its key {shown} is not in {self.path}{self._hint(name, blob)}"

    def check(self, name: str, blob: bytes) -> None:
        """Raise WireFault unless `blob` is a key that is accepted at `name`. To be called before anything about us is sent."""
        standing, why = self.standing(name, blob)
        if standing is Standing.UNKNOWN:
            raise WireFault(Outcome.HOST_KEY_UNKNOWN, f"{name}: {why}; compare it with the device, then run `netplan scan trust`")
        if standing is not Standing.KNOWN:
            advice = "find out why before anybody logs in there; if the device was replaced, run `netplan scan trust --replace`"
            raise WireFault(Outcome.HOST_KEY_CHANGED, f"{name}: {why}; {advice}")

    def _hint(self, name: str, blob: bytes) -> str:
        """What the file does say, where it does not know the host."""
        if any(entry.marker == AUTHORITY and entry.covers(name) for entry in self.entries):
            return " (only a certificate authority is, and certificates are not used)"
        others = [entry for entry in self.entries if not entry.marker and entry.blob == blob]
        return f" (line {others[0].line} has it under another name)" if others else ""


def known_hosts(path: str) -> KnownHosts:
    """The file at `path` for a transport: what is wrong with it is a WireFault, since nobody is known then."""
    try:
        return KnownHosts.read(Path(path).expanduser())
    except KnownHostsError as error:
        raise WireFault(Outcome.HOST_KEY_UNKNOWN, str(error)) from None


def _fits(pattern: str, name: str) -> bool:
    """Whether an OpenSSH pattern (`*` and `?`) is the whole of `name`."""
    if "*" not in pattern and "?" not in pattern:
        return pattern == name
    regular = "".join(".*" if sign == "*" else "." if sign == "?" else re.escape(sign) for sign in re.sub(r"\*+", "*", pattern))
    return re.fullmatch(regular, name) is not None


def _entries(data: bytes, path: Path) -> Iterator[Entry]:
    for number, line in enumerate(data.decode("latin-1").split("\n"), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        marker = words.pop(0) if words[0].startswith("@") else ""
        if len(words) >= 4 and all(word.isdecimal() for word in words[1:4]):
            continue  # a key of SSH 1, which nobody speaks any more
        entry = _entry(number, marker, words)
        if entry is None:
            raise KnownHostsError(f"{path}:{number}: not a line of host keys; correct it or take it out")
        yield entry


def _entry(number: int, marker: str, words: list[str]) -> Entry | None:
    if marker not in ("", AUTHORITY, REVOKED) or len(words) < 3:
        return None
    names, kind, encoded = words[:3]
    try:
        blob = b64decode(encoded, validate=True)
        if names.startswith("|"):
            parts = names.split("|")
            if len(parts) != 4 or parts[1] != "1" or len(b64decode(parts[3], validate=True)) != hashlib.sha1().digest_size:  # noqa: S324  # OpenSSH hashes names so
                return None
            b64decode(parts[2], validate=True)
    except (binascii.Error, ValueError):
        return None
    return Entry(number, marker, names, kind, blob) if key_type(blob) == kind else None
