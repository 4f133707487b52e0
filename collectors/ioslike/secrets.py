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


LOCAL = (
    _slot("password", r"enable (?:secret|password)(?: level \d+)?"),
    _slot("password", r"username \S+(?: .*?)? (?:secret|password)"),
    _slot("password", r"aaa root secret"),
    _slot(
        "password", r"password", but="encryption|minimum|policy|strength|required|length|expire|reset|recovery|lifetime|restriction"
    ),
    _slot("password", r"secret(?: \d+(?= \d ))?", but="hash"),
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
        rf"(?!(?:version|vrf|use-vrf|traps|informs)\b)(?P<secret>\S+){_REST}",
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
    r"key-string",
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
    r"security wpa (?:wpa2 )?(?:akm )?psk set-key(?: (?:ascii|hex))?",
    r"encryption (?:vlan \d+ )?key \d+ size \S+",
    r"l2tp tunnel password",
    r"eap(?: .*)? password",
)
LINKS = tuple(_slot("link", before) for before in _KEYS_OF_LINKS)

SECRETS: Sequence[SecretSlot] = (*LOCAL, *SNMP, *AAA, *ROUTING, *CRYPTO, *LINKS)
"""All places, for `Dialect.secrets` of IOS and EOS."""
