"""Private keys for asyncssh that sign with sound algorithms alone, or with broken ones where these are allowed, and say so."""

from collections.abc import Sequence

import asyncssh

SOUND = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256")
"""The best liked first."""
BROKEN = ("ssh-rsa", "ssh-dss")
"""Over SHA-1."""


def allowed(legacy: bool) -> list[str]:
    """The signatures that may be made."""
    return [*SOUND, *(BROKEN if legacy else ())]


class Signer(asyncssh.SSHKeyPair):
    """A key pair, in a file or an agent, that signs with `names`, and keeps in mind with which it did.

    A server says which signatures it knows (RFC 8308), or does not: then asyncssh signs as the pair is set, which for RSA is
    SHA-1. Here that is the last choice, made only where a broken one is among the names.
    """

    def __init__(self, pair: asyncssh.SSHKeyPair, names: Sequence[str]) -> None:
        own = [name.encode() for name in names]
        super().__init__(pair.key_algorithm, pair.sig_algorithm, own, own, pair.public_data, pair.get_comment_bytes())
        self._pair, self._of_certificate = pair, pair.has_cert
        self.algorithm, self.signed = pair.algorithm, ""
        self.set_sig_algorithm(own[-1] if names[-1] in BROKEN else own[0])

    @property
    def has_cert(self) -> bool:
        """Whether it is a certificate, whose name stays whatever it signs with."""
        return self._of_certificate

    def set_sig_algorithm(self, sig_algorithm: bytes) -> None:
        """Sign with this one."""
        super().set_sig_algorithm(sig_algorithm)
        self._pair.set_sig_algorithm(sig_algorithm)

    async def sign_async(self, data: bytes) -> bytes:
        """The signature of `data`; an agent is waited for."""
        self.signed = self.sig_algorithm.decode()
        if isinstance(self._pair, asyncssh.SSHAgentKeyPair):
            return await self._pair.sign_async(data)
        return self._pair.sign(data)


def signers(pairs: Sequence[asyncssh.SSHKeyPair], legacy: bool) -> list[Signer]:
    """Those of the keys that can sign with something that may be used."""
    found = [(pair, [name for name in allowed(legacy) if name.encode() in pair.sig_algorithms]) for pair in pairs]
    return [Signer(pair, names) for pair, names in found if names]


def broken(keys: Sequence[Signer]) -> list[str]:
    """The broken signatures that were made, each in words."""
    return [f"broken SSH signature {key.signed}" for key in keys if key.signed in BROKEN]
