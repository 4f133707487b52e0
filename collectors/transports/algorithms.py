"""Which SSH algorithms are asked for, which of them count as broken, and what two sides agree on (RFC 4253, 7.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STRONG: Mapping[str, tuple[str, ...]] = {
    "key exchange": (
        "curve25519-sha256",
        "curve25519-sha256@libssh.org",
        "ecdh-sha2-nistp256",
        "ecdh-sha2-nistp384",
        "ecdh-sha2-nistp521",
        "diffie-hellman-group-exchange-sha256",
        "diffie-hellman-group14-sha256",
        "diffie-hellman-group16-sha512",
    ),
    "host key": (
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
        "rsa-sha2-512",
        "rsa-sha2-256",
    ),
    "cipher": ("aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr"),
    "MAC": (
        "hmac-sha2-256-etm@openssh.com",
        "hmac-sha2-512-etm@openssh.com",
        "hmac-sha2-256",
        "hmac-sha2-512",
        "hmac-sha1",  # the attacks on SHA-1 are collisions, which do not touch HMAC
    ),
}
"""By kind, the best liked first."""
WEAK: Mapping[str, tuple[str, ...]] = {
    "key exchange": ("diffie-hellman-group-exchange-sha1", "diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1"),
    "host key": ("ssh-rsa", "ssh-dss"),
    "cipher": ("aes256-cbc", "aes192-cbc", "aes128-cbc", "3des-cbc"),
    "MAC": ("hmac-sha1-96", "hmac-md5", "hmac-md5-96"),
}
"""Signatures over SHA-1, groups of 1024 bits, CBC, MD5: used only where the inventory allows it, and then after all others."""
_RSA = ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server says that it speaks, by kind."""

    by_kind: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, message: bytes) -> "Offer":
        """From a KEXINIT message, type byte and cookie included; what is cut offers nothing."""
        lists, at = [], 17
        for _ in range(8):
            size = int.from_bytes(message[at : at + 4], "big")
            lists.append(tuple(message[at + 4 : at + 4 + size].decode("latin-1").split(",")))
            at += 4 + size
        kex, keys, cipher, _, mac, *_ = lists
        return cls({"key exchange": kex, "host key": keys, "cipher": cipher, "MAC": mac})

    def agreed(self, asked: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """For each kind the first that was asked for and is offered; "" where there is none."""
        return {kind: next((name for name in names if name in self.by_kind[kind]), "") for kind, names in asked.items()}

    def fits(self, asked: Mapping[str, Sequence[str]]) -> bool:
        """Whether there is agreement on all that a connection needs; a cipher of the GCM kind needs no MAC."""
        agreed = self.agreed(asked)
        return all(name or (kind == "MAC" and "gcm" in agreed["cipher"]) for kind, name in agreed.items())

    def missing(self, asked: Mapping[str, Sequence[str]]) -> str:
        """In words, what is offered of the kinds on which there is no agreement."""
        lacking = [kind for kind, name in self.agreed(asked).items() if not name]
        return "; ".join(f"{kind} only {_listed(self.by_kind[kind])}" for kind in lacking)

    def broken(self, asked: Mapping[str, Sequence[str]]) -> list[str]:
        """The broken algorithms that were agreed on, each in words."""
        return [f"broken SSH {kind} {name}" for kind, name in self.agreed(asked).items() if name in WEAK[kind]]


def for_types(types: Sequence[str], algorithms: Sequence[str]) -> tuple[str, ...]:
    """Host key algorithms with those first whose kind of key is known, so that a server with several shows that one.

    >>> for_types(["ssh-rsa"], ["ssh-ed25519", "rsa-sha2-512", "rsa-sha2-256"])
    ('rsa-sha2-512', 'rsa-sha2-256', 'ssh-ed25519')
    """
    first = [name for name in algorithms if ("ssh-rsa" if name in _RSA else name) in types]
    return (*first, *(name for name in algorithms if name not in first))


def _listed(names: Sequence[str]) -> str:
    """What a server named: its words, so no more than a line, and nothing that a terminal would obey."""
    shown = ", ".join("".join(sign if sign.isprintable() else "?" for sign in name[:40]) for name in names[:5])
    return shown + (", …" if len(names) > 5 else "")
