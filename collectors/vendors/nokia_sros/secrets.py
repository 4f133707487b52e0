"""Where SR OS puts secrets. It prints them hashed or encrypted, with `hash`, `hash2` or `custom` behind, or in clear."""

from collectors.dialect import SecretSlot

_WORDS = (
    ("password", r"password|admin-password|pap-password|chap-secret|passphrase|enable-admin-control"),
    ("key", r"authentication-key|auth-key|hello-authentication-key|simple|secret|secret-key|shared-secret|shared-key"),
    ("key", r"(?:message-digest-key \d+ )?md5|key|encryption-key|authentication-string|psk|pre-shared-key|encryption-keygroup-key"),
    ("string", r"snmp community|usm-community|privacy-key|notify-community|snmp-community"),
    ("snmp", r"authentication (?:hash )?(?:md5|sha\S*|hmac-\S+)|privacy (?:des|cbc-des|aes\S*|cfb128-aes-\d+)(?:-key)?"),
)
_VALUES = (r'"(?P<secret>[^"]+)"', r"(?!des\b|sha|aes)(?P<secret>[^\s\"{\[]+)")


def _slots() -> list[SecretSlot]:
    """A pattern for the quoted and one for the bare value of each.

    `community "NAME" {` is a list of policies too, where the name must stay: it is a secret below `snmp` (which the kind of
    that name asks for), and wherever it says that it is hashed, or which access it gives.
    """
    slots = []
    for value in _VALUES:
        for kind, word in _WORDS:
            slots.append(SecretSlot(kind, rf"(?:.*\s)?(?:{word})\s+{value}(?:\s.*)?"))
        slots.append(SecretSlot("snmp", rf"community\s+{value}\s*\{{.*"))
        slots.append(SecretSlot("string", rf"(?:.*\s)?community\s+{value}(?:\s+hash2?)?\s+(?:r|rw|rwa|mgmt|vpls-mgmt)(?:\s.*)?"))
        slots.append(SecretSlot("string", rf"(?:.*\s)?community\s+{value}\s+hash2?(?:\s.*)?"))
        slots.append(SecretSlot("string", rf"(?:.*\s)?community\s+{value}\s+(?:access-permissions|version)\s.*"))
    slots.append(SecretSlot("string", r'(?:.*\s)?community\s+"(?P<secret>[^"]+ hash2?)"(?:\s.*)?'))
    slots.append(SecretSlot("privacy", r'(?:.*\s)?authentication\s.*privacy\s+\S+\s+"?(?P<secret>[^\s"]+)"?(?:\s.*)?'))
    return slots


SECRETS = tuple(_slots())
