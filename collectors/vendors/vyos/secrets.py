"""Where the grammar puts secrets, in both forms."""

from collectors.dialect import SecretSlot

_WORDS = (
    ("password", r"encrypted-password|plaintext-password|md5|password|passphrase|secret|pre-shared-secret|shared-secret|auth-pass"),
    ("password", r"encrypted-key|shared-key"),
    ("key", r"md5-key|private-key|preshared-key|pre-shared-key|psk|(?:private|shared-secret|static) key|secret-key|auth-key|"
            r"access-key|api-key|token|wep key|radius-key"),
    ("snmp", r"(?:auth|privacy) (?:encrypted-key|plaintext-key|encrypted-password|plaintext-password)|plaintext-key"),
)  # fmt: skip
_VALUES = (r"'(?P<secret>[^']+)'", r'"(?P<secret>[^"]+)"', r"(?P<secret>[^\s'\"{]+)")


def _slots() -> list[SecretSlot]:
    slots = []
    for value in _VALUES:
        for kind, words in _WORDS:
            slots.append(SecretSlot(kind, rf"(?:.*\s)?(?:{words})\s+{value}\s*"))
        slots.append(SecretSlot("key", rf"(?:.*\s)?key\s+{value}\s*"))
        slots.append(SecretSlot("snmp", rf"(?:set|delete)\s+service\s+snmp\s+(?:.*\s)?community\s+{value}(?:\s.*)?"))
        slots.append(SecretSlot("snmp", rf"community\s+{value}\s*\{{?\s*"))
    return slots


SECRETS = tuple(_slots())
