"""Files that hold a secret, and private keys in them, of whatever format: read once, for every transport the same."""

import os
import stat
from functools import cache
from pathlib import Path

from models.errors import CredentialError

MAX_BYTES = 64 * 1024
"""No secret in a file is larger."""


def private(path: Path) -> bytes:
    """The content of a file that nobody else may read."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) and not stat.S_ISFIFO(status.st_mode):
                raise CredentialError(f"{path} is no file; correct the name")
            if status.st_mode & stat.S_IRWXO:
                raise CredentialError(f"{path} is open to everybody on this host; run `chmod 600 {path}`, and change the secret")
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CredentialError(f"{path}: {error.strerror}; correct the name or the rights") from None
    if len(data) > MAX_BYTES:
        raise CredentialError(f"{path} is larger than any secret; correct the name")
    return data


@cache
def unlocked(path: Path, passphrase: str) -> bytes:
    """The private key in `path` in OpenSSH's format, its passphrase taken off. Raises CredentialError when it cannot be used.

    Read once: opening a locked key is slow on purpose.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        load_pem_private_key,
        load_ssh_private_key,
    )

    data = private(path)
    load = load_ssh_private_key if b"BEGIN OPENSSH PRIVATE KEY" in data else load_pem_private_key
    try:
        try:
            key = load(data, passphrase.encode() or None)
        except TypeError:  # a passphrase without need, or the other way round
            if not passphrase:
                raise CredentialError(f"{path} has a passphrase; add `passphrase: …`") from None
            key = load(data, None)
    except (ValueError, UnsupportedAlgorithm) as error:
        if passphrase and ("decrypt" in str(error) or "checksum" in str(error)):
            raise CredentialError(f"{path} does not open with this passphrase; correct it") from None
        what = "is not a private key (PEM or OpenSSH); name the key without .pub, whole and unchanged"
        raise CredentialError(f"{path} {what}") from None
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey):
        raise CredentialError(f"{path} is a key of a kind that is not used; make one with `ssh-keygen -t ed25519`")
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
