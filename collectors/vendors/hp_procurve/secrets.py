"""Where the grammar of ArubaOS-Switch puts secrets, with or without quotes around them."""

from collectors.dialect import SecretSlot

_HASHES = "sha1|sha256|plaintext|encrypted-key"
_KEYS = r"(?:encrypted-)?(?:key|key-value|key-string)"
_PLACES = (
    ("password", rf"password (?:manager|operator)(?: user-name (?:\"[^\"]*\"|\S+))? (?:{_HASHES})"),
    ("password", rf"aaa authentication local-user .* password (?:{_HASHES})"),
    ("snmp", r"snmp-server community"),
    ("snmp", r"snmp-server host \S+(?: community)?"),
    ("snmp", r"snmpv3 user .* auth(?: (?:md5|sha))?"),
    ("snmp", r"snmpv3 user .* priv(?: (?:des|aes))?"),
    ("snmp", r"snmpv3 community .* name"),
    ("aaa", rf"(?:radius-server|tacacs-server)(?: .*?)? {_KEYS}"),
    ("ntp", rf"s?ntp authentication key-id \d+ .*{_KEYS}"),
    ("routing", rf"key-chain .* {_KEYS}"),
    ("routing", r"ip (?:ospf|rip) .*authentication-key"),
    ("routing", r"neighbor \S+ password"),
)
_KEYWORDS = r"(?!(?:community|md5|sha|des|aes|priv|auth)\b)"

SECRETS: tuple[SecretSlot, ...] = tuple(
    SecretSlot(kind, before + held)
    for kind, before in _PLACES
    for held in (r" \"(?P<secret>[^\"]+)\"(?: .*)?", rf" {_KEYWORDS}(?P<secret>[^\"\s]\S*)(?: .*)?")
)
