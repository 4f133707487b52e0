"""Secrets are referred to, never written down: which keys hold one, and what a reference looks like."""

import re

from collectors.inventory.nodes import Node, scalar

ADVICE = "write a reference: env:NAME, keyring:SERVICE/USER, vault:PATH#FIELD, file:PATH or ask"
PATTERN = r"^(env:[A-Za-z_][A-Za-z0-9_]*|keyring:[^/]+/.+|vault:[^#]+#.+|file:.+|ask)$"
_REFERENCE = re.compile(PATTERN)
_KEY = re.compile(
    r"(.*[_-])?(password|passwd|pwd|secret|passphrase|token|psk|community|private[_-]?key|api[_-]?key|auth[_-]?key|priv[_-]?key)"
    r"|auth|priv|enable",
    re.IGNORECASE,
)


def is_reference(text: str) -> bool:
    """Whether `text` says where a secret is kept.

    >>> is_reference("keyring:netplan/ro"), is_reference("env:"), is_reference("hunter2")
    (True, False, False)
    """
    return _REFERENCE.fullmatch(text) is not None


def literal(key: str, value: Node) -> bool:
    """Whether `key` names a secret and `value` is one, rather than a reference, a yes/no or nothing."""
    if value.kind != "scalar" or not _KEY.fullmatch(key):
        return False
    return not (is_reference(value.text) or (value.plain and isinstance(scalar(value), bool | None)))
