"""The key with which this installation signs its bundles, and the signers that it has accepted."""

import hashlib
import json
import os
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import CollectError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_BYTES, SIGNATURE_BYTES = 32, 64


def fingerprint(public: bytes) -> str:
    """A public key as people compare it.

    >>> fingerprint(bytes(32))
    'SHA256:Zmh6rfhivXdsj8GLjp+OIAiXFIVu4jOzkCpZHQ1fKSU'
    """
    return "SHA256:" + b64encode(hashlib.sha256(public).digest()).decode().rstrip("=")


class Signer:
    """The key pair of one installation, made when it is first needed; the private half never leaves its folder."""

    def __init__(self, key: "Ed25519PrivateKey") -> None:
        self._key = key

    @classmethod
    def of(cls, folder: Path) -> "Signer":
        """The pair in `folder`. Raises CredentialError when the file cannot be used."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        from collectors.redact import kept_key

        return cls(Ed25519PrivateKey.from_private_bytes(kept_key(folder / "signing.key", "signing key")))

    @property
    def public(self) -> bytes:
        """The half that others need, 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, data: bytes) -> bytes:
        """The signature of `data`, 64 bytes."""
        return self._key.sign(data)


def signed(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether the owner of `public` signed `data`."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


class Signers:
    """Whose bundles are taken in here: fingerprints with the day on which each was accepted, in `folder`/signers.json."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "signers.json"

    def known(self) -> dict[str, str]:
        """Fingerprint → when it was accepted. Raises CollectError when the file cannot be read: nobody is known then."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            raise CollectError(f"{self._path}: cannot be read; correct it, or remove it and accept the signers again") from None
        if not isinstance(found, dict) or not all(isinstance(item, str) for pair in found.items() for item in pair):
            raise CollectError(f"{self._path}: not a list of signers; remove it and accept the signers again")
        return found

    def accept(self, print_: str) -> None:
        """Remember a signer."""
        together = {**self.known(), print_: datetime.now(UTC).isoformat(timespec="seconds")}
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(together, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._path)
