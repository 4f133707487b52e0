"""Where the grammar of OS10 puts secrets: as on IOS, but a user's password stands before the role, and VRRP has a block."""

from collectors.dialect import SecretSlot
from collectors.ioslike.tables.secrets import AAA, CRYPTO, ROUTING, SNMP

_TYPE = r"(?:\d+ )?"
_BACK = r"(?: (?:role|priv-lvl) .*)?"
_POLICY = "min-length|character-restriction|max-retry|lockout-period|strength|encryption"

SECRETS: tuple[SecretSlot, ...] = (
    SecretSlot("password", rf"(?:username|system-user) \S+ password {_TYPE}(?P<secret>\S.*?){_BACK}"),
    SecretSlot("password", rf"enable password {_TYPE}(?P<secret>\S.*?){_BACK}"),
    SecretSlot("routing", rf"password {_TYPE}(?!(?:{_POLICY})\b)(?P<secret>\S.*)"),
    SecretSlot("routing", rf"authentication simple-text {_TYPE}(?P<secret>\S.*)"),
    SecretSlot("snmp", r"snmp-server user .* auth (?:md5|sha\S*) (?:encrypted )?(?P<secret>\S+)(?: .*)?"),
    SecretSlot("url", r".*\b(?:s?ftp|scp|https?|tftp)://[^\s/:@]+:(?P<secret>[^\s/]+)@.*"),
    *SNMP,
    *AAA,
    *ROUTING,
    *CRYPTO,
)
