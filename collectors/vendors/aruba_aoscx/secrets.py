"""Where the grammar of AOS-CX puts secrets: mostly behind the word that says how one is written, in whatever block."""

from collectors.dialect import SecretSlot

_WRITTEN = "ciphertext|plaintext"
_HELD = rf"(?:{_WRITTEN}) (?P<secret>\S+)(?: .*)?"
_BARE = rf"(?!(?:{_WRITTEN})\b)(?P<secret>\S+)(?: .*)?"
_DIGEST = r"ntp authentication-key \d+ (?:md5|sha1|sha256)"

SECRETS: tuple[SecretSlot, ...] = (
    SecretSlot("password", rf"user \S+(?: .*?)? password {_HELD}"),
    SecretSlot("aaa", rf"(?:radius|tacacs|ldap)(?:-server)? .*?(?:key|password) {_HELD}"),
    # a second one, of a server that knows another name and password
    SecretSlot("aaa", rf"(?:radius|tacacs|ldap)-server .* clearpass-password {_HELD}"),
    SecretSlot("aaa", rf"(?:radius|tacacs)-server(?: .*?)? key {_BARE}"),
    SecretSlot("snmp", r"snmp-server community (?P<secret>\S+)"),
    SecretSlot("snmp", r"snmp-server host .* community (?P<secret>\S+)(?: .*)?"),
    SecretSlot("snmp", rf"snmpv3 user .* auth-pass {_HELD}"),
    SecretSlot("snmp", rf"snmpv3 user .* priv-pass {_HELD}"),
    SecretSlot("routing", rf"(?:neighbor|ip ospf|ipv6 ospfv3|area|ip rip) .*?{_HELD}"),
    SecretSlot("routing", rf"key-string (?:(?:{_WRITTEN}) )?{_BARE}"),
    SecretSlot("ntp", rf"{_DIGEST} (?:(?:{_WRITTEN}) )?{_BARE}"),
    SecretSlot("crypto", rf"(?:pre-shared-key|mka|eap-identity|username) .*?{_HELD}"),
    # wherever else the OS marks one
    SecretSlot("password", rf"(?:.* )?{_HELD}"),
)
