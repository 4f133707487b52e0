"""A bundle: the scan of a network that the centre cannot reach, as one file to carry.

A zip of JSON and texts, nothing else:

    signature         the signer's public key (32 bytes) and the Ed25519 signature of manifest.json (64 bytes)
    manifest.json     who made it, when, with which netplan, and the SHA-256 of every other member
    results.json      what became of each device
    texts/<SHA-256>   the redacted captures, each once

The signature is checked before anything is parsed, each member against its digest before it is used. Nothing is unpacked
to disk, names never become paths, and sizes are limited by what is read, not by what the file says of itself.
"""

import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from collectors.signing import KEY_BYTES, SIGNATURE_BYTES, Signer, fingerprint, signed
from collectors.transports.files import Held, HostFiles, Listing
from models.codec import dumps, loads
from models.errors import CollectError, FormatError
from models.snapshot import CONFIG, Result
from models.store.texts import digested

FORMAT = 1
MAGIC = b"PK\3\4"
SIGNATURE, MANIFEST, RESULTS, TEXTS = "signature", "manifest.json", "results.json", "texts/"
MOST_MEMBER = 256 * 1024 * 1024
MOST_TOTAL = 4 * 1024**3
MOST_MEMBERS = 500_000
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the signer vouches for."""

    format: int
    made: datetime
    who: str
    host: str
    version: str
    started: datetime
    """When the scan began."""
    members: Mapping[str, str]
    """SHA-256 by member name."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that was checked: signed by the owner of the key with `fingerprint`, every byte as it was made."""

    manifest: Manifest
    fingerprint: str
    results: tuple[Result, ...]
    texts: Mapping[str, str]

    def listings(self) -> dict[str, Listing]:
        """The good devices of each department, as files to be read again."""
        hosts: dict[str, list[HostFiles]] = {}
        for result in self.results:
            if result.outcome.good:
                held = {c: Held(f, self.texts[sha].encode("utf-8", "surrogatepass"), result.taken) for c, f, sha in result.captures}
                config = held.pop(CONFIG)
                files = HostFiles(result.device.name, config, result.os, tuple(held.items()))
                hosts.setdefault(result.device.department, []).append(files)
        return {department: Listing(tuple(found)) for department, found in hosts.items()}


def is_bundle(path: Path) -> bool:
    """Whether `path` looks like a bundle: a zip file that is not a folder of configs."""
    try:
        with path.open("rb") as file:
            return file.read(4) == MAGIC
    except OSError:
        return False


def made_bundle(
    results: Iterable[Result], texts: Mapping[str, str], signer: Signer, made: datetime, started: datetime, who: str, host: str,
    version: str,
) -> bytes:  # fmt: skip
    """The bytes of a bundle. The same content gives the same bytes."""
    members = {RESULTS: dumps(tuple(results), indent=1).encode("utf-8", "surrogatepass")}
    members |= {f"{TEXTS}{sha256}": text.encode("utf-8", "surrogatepass") for sha256, text in sorted(texts.items())}
    manifest = Manifest(FORMAT, made, who, host, version, started, {name: digested(data) for name, data in members.items()})
    signed_bytes = dumps(manifest, indent=1).encode()
    whole = {SIGNATURE: signer.public + signer.sign(signed_bytes), MANIFEST: signed_bytes, **members}
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in whole.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def read_bundle(path: Path) -> Bundle:
    """The bundle at `path`, every hash and the signature checked. Raises CollectError, naming the place that is wrong."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _Archive(path, archive).checked()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as fault:
        raise CollectError(f"{path}: not a whole bundle ({fault}); carry it again") from None
    except OSError as fault:
        raise CollectError(f"{path}: cannot be read ({fault.strerror or fault})") from None


class _Archive:
    """The members of one file, read within limits."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path, self._archive, self._total = path, archive, 0

    def checked(self) -> Bundle:
        """All of it, from the outside inwards: names, signature, manifest, digests, content."""
        members = self._archive.infolist()
        names = [info.filename for info in members]
        if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in members):
            raise self._wrong("a member is packed in a way that bundles are not")
        if len(names) > MOST_MEMBERS or len(set(names)) < len(names):
            raise self._wrong("a member stands in it twice, or there are too many")
        if names[:2] != [SIGNATURE, MANIFEST]:
            raise self._wrong("it does not begin with a signature and a manifest, so it is no bundle of netplan")
        seal, manifest_bytes = self._read(SIGNATURE, KEY_BYTES + SIGNATURE_BYTES), self._read(MANIFEST)
        public, signature = seal[:KEY_BYTES], seal[KEY_BYTES:]
        if len(seal) != KEY_BYTES + SIGNATURE_BYTES or not signed(public, signature, manifest_bytes):
            raise self._wrong("manifest.json is not what was signed; it was changed on the way")
        manifest = self._manifest(manifest_bytes)
        listed = set(manifest.members)
        if listed != set(names[2:]) or RESULTS not in listed:
            odd = sorted(listed ^ set(names[2:])) or [RESULTS]
            raise self._wrong(f"{odd[0]} was added or taken out")
        results = self._results(self._member(RESULTS, manifest))
        texts = self._texts(results, manifest)
        return Bundle(manifest, fingerprint(public), results, texts)

    def _manifest(self, data: bytes) -> Manifest:
        try:
            version = json.loads(data).get("format")
            if version != FORMAT:
                raise self._wrong(f"format {version}, this netplan knows {FORMAT}; use the netplan that fits")
            return loads(Manifest, data)
        except (FormatError, ValueError, AttributeError) as fault:
            raise self._wrong(f"manifest.json cannot be understood ({fault})") from None

    def _results(self, data: bytes) -> tuple[Result, ...]:
        try:
            results = loads(tuple[Result, ...], data.decode("utf-8", "surrogatepass"))
        except (FormatError, UnicodeDecodeError) as fault:
            raise self._wrong(f"{RESULTS} cannot be understood ({fault})") from None
        if len({result.device for result in results}) < len(results):
            raise self._wrong(f"{RESULTS} has a device twice")
        return results

    def _texts(self, results: tuple[Result, ...], manifest: Manifest) -> dict[str, str]:
        wanted = {sha256 for result in results for _, _, sha256 in result.captures}
        if {f"{TEXTS}{sha256}" for sha256 in wanted} != set(manifest.members) - {RESULTS}:
            raise self._wrong(f"{RESULTS} and the texts do not belong together")
        for result in results:
            if result.outcome.good and CONFIG not in {command for command, _, _ in result.captures}:
                raise self._wrong(f"{result.device} has no config")
        texts = {}
        for sha256 in sorted(wanted):
            data = self._member(f"{TEXTS}{sha256}", manifest)
            if digested(data) != sha256:
                raise self._wrong(f"{TEXTS}{sha256[:12]}… is not the text of that digest")
            texts[sha256] = data.decode("utf-8", "surrogatepass")
        return texts

    def _member(self, name: str, manifest: Manifest) -> bytes:
        data = self._read(name)
        if digested(data) != manifest.members[name]:
            raise self._wrong(f"{name} was changed on the way")
        return data

    def _read(self, name: str, most: int | None = None) -> bytes:
        most = MOST_MEMBER if most is None else most
        with self._archive.open(name) as member:
            data = member.read(most + 1)
        self._total += len(data)
        if len(data) > most or self._total > MOST_TOTAL:
            raise self._wrong(f"{name} is larger than a bundle holds")
        return data

    def _wrong(self, what: str) -> CollectError:
        return CollectError(f"{self._path}: {what}")
