"""Where PAN-OS keeps secrets, in all of its forms. What the device encrypted itself begins with `-AQ==`."""

from collectors.dialect import SecretSlot

_WORDS = (
    ("password", r"phash|password|passwd|passphrase|bind-password|uninstall-password|auth-password|priv-password|authpwd|privpwd|"
                 r"agent-user-override-key|http-password|proxy-password|lcaas-proxy-password|smtp-password|db-password|keytab"),
    ("snmp", r"snmp-community-string|community-string"),
    ("key", r"secret|pre-shared-key(?:\s+key)?|private-key|authentication-key|auth-key|api-key|client-secret|symmetric-key|"
            r"agent-secret|shared-secret|key-string|access-key|secret-key|simple-password|master-key|md5\s+\d+\s+key|esp\s+key|ah\s+key|"
            r"(?:authentication|encryption)\s+\S+\s+key"),
)  # fmt: skip
_NAMES = (
    ("password", r"phash|password|passwd|passphrase|bind-password|uninstall-password|auth-password|priv-password|authpwd|privpwd|"
                 r"agent-user-override-key|http-password|proxy-password|keytab"),
    ("snmp", r"snmp-community-string|community"),
    ("key", r"secret|key|pre-shared-key|private-key|authentication-key|auth-key|api-key|client-secret|shared-secret|master-key"),
)  # fmt: skip
_VALUES = (r'"(?P<secret>[^"]+)"', r"(?P<secret>[^\s\";{<]+)")


def _slots() -> list[SecretSlot]:
    """Each word with a quoted and a bare value in lines and braces, and as an element of XML, alone or among others."""
    slots = []
    for value in _VALUES:
        for kind, word in _WORDS:
            slots.append(SecretSlot(kind, rf"(?:.*\s)?(?:{word})\s+{value}\s*;?\s*"))
        slots.append(SecretSlot("snmp", rf"set\s+(?:.*\s)?(?:snmptrap|snmp-setting)\s+(?:.*\s)?community\s+{value}\s*"))
        slots.append(SecretSlot("snmp", rf"community\s+{value}\s*;\s*"))
        slots.append(SecretSlot("key", rf"(?:.*\s)?key\s+{value}\s*;?\s*"))
    for kind, name in _NAMES:
        slots.append(SecretSlot(kind, rf"(?:.*)<(?:{name})(?:\s[^<>]*)?>(?P<secret>[^<>]+)</(?:{name})>.*"))
    slots.append(SecretSlot("key", r"(?:.*[\s>\"])?(?P<secret>-AQ==[^\s\"<;]+).*"))
    return slots


SECRETS = tuple(_slots())
