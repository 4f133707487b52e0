"""Where Junos puts secrets, in both forms."""

from collectors.dialect import SecretSlot

_WORDS = (
    ("password", r"encrypted-password|plain-text-password-value|password|passphrase"),
    ("password", r"chap-secret|default-chap-secret|pap-password|local-password|shared-secret"),
    ("key", r"authentication-key|simple-password|secret|key-string|hexadecimal-key|keychain-secret"),
    ("key", r"md5\s+\d+\s+key|key\s+(?:ascii-text|hexadecimal)"),
    ("psk", r"pre-shared-key(?:\s+(?:ascii-text|hexadecimal))?"),
    ("snmp", r"authentication-password|privacy-password|(?:authentication|privacy)-key"),
    ("certificate", r"certificate"),
)
_VALUES = (r'"(?P<secret>[^"]+)"', r"(?P<secret>[^\s\";{]+)")


def _slots() -> list[SecretSlot]:
    """A pattern for the quoted and one for the bare value of each.

    In braces an SNMP community with options is `community NAME {`. Without options it looks like a condition of a
    routing policy (`community NAME;`), whose name must stay, so that form is left to the net below the grammar.
    """
    slots = []
    for value in _VALUES:
        for kind, word in _WORDS:
            slots.append(SecretSlot(kind, rf"(?:.*\s)?(?:{word})\s+{value}\s*;?\s*(?:##.*)?"))
        slots.append(SecretSlot("snmp", rf"(?:set|deactivate|delete)\s+(?:.*\s)?snmp\s+(?:.*\s)?community\s+{value}(?:\s.*)?"))
        slots.append(SecretSlot("snmp", rf"(?:inactive:\s+)?community\s+{value}\s*\{{\s*"))
        slots.append(SecretSlot("snmp", rf"(?:.*\s)?trap-group\s+{value}(?:\s.*)?"))
    return slots


SECRETS = tuple(_slots())
