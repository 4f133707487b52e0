"""Where the grammar of IOS and EOS puts a secret. Each pattern is written for one stripped line and one secret.

The patterns name the words before the secret; between them may stand the type of its encryption. Words that
can follow in the same place without being a secret (`authentication md5 key-chain NAME`) are excepted.
"""

from collections.abc import Sequence

from collectors.dialect import SecretSlot

_TYPE = r"(?:(?:\d|encrypted|clear|cleartext|sha512|sha256|md5|hidden|ascii|hex) )?"
_REST = r"(?: .*)?"


def _slot(kind: str, before: str, but: str = "") -> SecretSlot:
    """A slot after the words `before`; `but` are words that, in its place, are no secret."""
    exception = rf"(?!(?:{but})\b)" if but else ""
    return SecretSlot(kind, rf"{before} {_TYPE}{exception}(?P<secret>\S+){_REST}")


def _phrase(kind: str, before: str, but: str = " ") -> tuple[SecretSlot, SecretSlot]:
    """Two slots: for a hash, which is one word, and for a secret in the clear, which may hold spaces and ends the line."""
    hashed = r"(?:[4-9]|sha512|sha256|md5|encrypted|hidden)"
    return (
        SecretSlot(kind, rf"{before} {hashed} (?P<secret>\S+){_REST}"),
        SecretSlot(kind, rf"{before} (?:(?:0|clear|cleartext|ascii 0|hex 0) )?(?!{hashed} \S)(?!(?:{but})\b)(?P<secret>\S.*)"),
    )


_POLICY = "encryption|minimum|policy|strength|required|length|expire|reset|recovery|lifetime|restriction"
LOCAL = (
    *_phrase("password", r"enable (?:secret|password)(?: level \d+)?", but="level"),
    *_phrase("password", r"username \S+(?: (?!password|secret).*?)? (?:secret|password)"),
    *_phrase("password", r"aaa root secret"),
    *_phrase("password", r"password", but=_POLICY),
    *_phrase("password", r"secret", but=r"hash|\d+"),
    SecretSlot("password", rf"secret \d+ [07] (?P<secret>\S+){_REST}"),
    SecretSlot("password", r"mgmtuser username \S+ password \d (?P<secret>.+?)(?: secret \d .*)?"),
    SecretSlot("password", r"mgmtuser username .* secret \d (?P<secret>.+)"),
    *_phrase("password", r"dot1x username \S+ password"),
    _slot("password", r"(?:ip ftp|ip http client|vtp|ip rcmd|cns \S+|no vtp) password"),
    _slot("password", r"crypto pki token \S+ user-pin"),
    SecretSlot("url", r".*\b(?:s?ftp|scp|https?|tftp|rcp)://[^\s/:@]+:(?P<secret>[^\s/]+)@.*"),
    SecretSlot("token", r".*-(?:cv|ingest)auth=key,(?P<secret>[^\s,]+)(?:[ ,].*)?"),
)
SNMP = (
    _slot("snmp", r"snmp-server community"),
    SecretSlot(
        "snmp",
        r"snmp-server host \S+(?: (?:vrf|use-vrf) \S+)?(?: (?:traps|informs))?(?: version (?:1|2c))? (?:\d )?"
        rf"(?!(?:version|vrf|use-vrf|filter-vrf|source-interface|traps|informs)\b)(?P<secret>\S+){_REST}",
    ),
    SecretSlot("snmp", rf"snmp-server user .* auth (?:md5|sha\S*) {_TYPE}(?P<secret>\S+){_REST}"),
    SecretSlot(
        "snmp", rf"snmp-server user .* priv (?:des56|des|3des|aes\d*)(?: (?:128|192|256)(?= \S))? {_TYPE}(?P<secret>\S+){_REST}"
    ),
    _slot("snmp", r"snmp mib community-map"),
)
AAA = (
    _slot("aaa", r"(?:tacacs-server|radius-server)(?: .*)? key"),
    _slot("aaa", r"(?:server-private|server|client|address) \S+(?: .*)? (?:server-)?key"),
    _slot("aaa", r"(?:server-key|pac key)"),
    SecretSlot("aaa", rf"key \d (?P<secret>\S+){_REST}"),
    SecretSlot("aaa", r"key (?!(?:chain|config-key|generate|pubkey-chain)\b)(?!\d+$)(?P<secret>\S+)"),
    _slot("aaa", r"bind authenticate root-dn \S+ password"),
)
_GROUP = r"(?:standby|vrrp|glbp)(?: \d+)?(?: peer)? authentication"
_KEYS_OF_ROUTING = (
    r"(?:ip )?ospf authentication-key",
    r"(?:ip )?ospf message-digest-key \d+ \S+",
    r"area \S+ (?:virtual-link|sham-link) .* authentication-key",
    r"area \S+ (?:virtual-link|sham-link) .* message-digest-key \d+ \S+",
    r"(?:ipv6 ospf|ospfv3|area \S+)(?: .*)? (?:authentication|encryption) ipsec spi \d+(?: .*)? (?:md5|sha1)(?: passphrase)?",
    r"(?:ipv6 ospf|ospfv3|area \S+)(?: .*)? encryption ipsec spi \d+ esp (?:3des|des|aes-cbc \d+)(?: passphrase)?",
    rf"{_GROUP} (?:md5|ietf-md5) key-string",
    rf"{_GROUP} text",
    r"(?:isis |area-|domain-)password",
    r"authentication mode hmac-sha-256",
    r"mpls ldp (?:vrf \S+ )?neighbor (?:vrf \S+ )?\S+ (?:targeted )?password",
    r"mpls ldp (?:vrf \S+ )?password (?:option \d+ for \S+|fallback)",
    r"ip nhrp authentication",
    r"tunnel key",
    r"ip msdp (?:vrf \S+ )?password peer \S+",
    r"ntp authentication-key \d+ \S+",
)
ROUTING = (
    _slot("routing", r"neighbor \S+(?: .*)? password", but="shared-secret"),
    _slot("routing", r"(?:isis )?authentication key", but="key-chain|key-id|chain"),
    _slot("routing", r"(?:isis )?authentication key-id \d+ algorithm \S+ key"),
    _slot("routing", _GROUP, but="text|md5|ietf-md5|mode|key-string|key-chain"),
    *_phrase("routing", r"key-string"),
    *(_slot("routing", before, but="key-chain") for before in _KEYS_OF_ROUTING),
)
_KEYS_OF_CRYPTO = (
    r"crypto isakmp key",
    r"pre-shared-key (?:address|hostname) \S+(?: \d\S+\.\S+)? key",
    r"pre-shared-key (?:local|remote)",
    r"authentication (?:local|remote) pre-share key",
    r"set session-key (?:inbound|outbound) ah \d+",
    r"set session-key (?:inbound|outbound) esp \d+ cipher",
    r"set session-key (?:inbound|outbound) esp \d+(?: .*)? authenticator",
    r"shared-key",
    r"(?:\S+ )?passphrase",
    r"key config-key password-encrypt(?:ion)?",
    r"key [0-9A-Fa-f]{2,64}(?= [07] )",
)
CRYPTO = (
    _slot("crypto", r"pre-shared-key", but="address|hostname|local|remote"),
    *(_slot("crypto", before) for before in _KEYS_OF_CRYPTO),
    SecretSlot("certificate", r"(?P<secret>(?:[0-9A-F]{8} )*(?:[0-9A-F]{2}){1,4})"),
)
_KEYS_OF_LINKS = (
    r"ppp (?:chap|eap|ms-chap) password",
    r"ppp pap sent-username \S+ password",
    r"wpa-psk(?: (?:ascii|hex))?",
    r"encryption (?:vlan \d+ )?key \d+ size \S+",
    r"l2tp tunnel password",
    r"eap(?: .*)? password",
)
LINKS = (
    *_phrase("link", r"security wpa (?:wpa2 )?(?:akm )?psk set-key"),
    *(_slot("link", before) for before in _KEYS_OF_LINKS),
)

SECRETS: Sequence[SecretSlot] = (*LOCAL, *SNMP, *AAA, *ROUTING, *CRYPTO, *LINKS)
"""All places, for `Dialect.secrets` of IOS and EOS."""
