"""Where the grammar of IOS and EOS puts a secret. Each pattern is written for one stripped line."""

from collections.abc import Sequence

from collectors.dialect import SecretSlot

_LEVEL = r"(?:(?:\d|encrypted|clear|sha512|sha256|md5|hidden) )?"
_VALUE = r"(?P<secret>\S+)"
_REST = r"(?: .*)?"


def _slot(kind: str, before: str, after: str = _REST) -> SecretSlot:
    """A slot after the words `before`, with the type of encryption between them left as it is."""
    return SecretSlot(kind, rf"{before} {_LEVEL}{_VALUE}{after}")


LOCAL: Sequence[SecretSlot] = (
    _slot("password", r"enable (?:secret|password)(?: level \d+)?"),
    _slot("password", r"username \S+(?: .*?)? (?:secret|password)"),
    _slot("password", r"password"),
    _slot("password", r"ip ftp password"),
    _slot("password", r"ip http client password"),
    _slot("password", r"vtp password"),
    _slot("password", r"(?:archive|path) .*password"),
    _slot("password", r"aaa root secret"),
    _slot("password", r"(?:username|user) \S+ (?:ssh-key|sshkey) (?:ssh-\S+|ecdsa\S+)"),
    _slot("password", r"secret"),
    _slot("password", r"(?:.* )?(?:privacy|passphrase|pass-phrase)"),
    SecretSlot("url", r".*\b(?:ftp|sftp|scp|https?|tftp)://[^\s/:@]+:(?P<secret>[^\s/@]+)@.*"),
)
SNMP: Sequence[SecretSlot] = (
    SecretSlot("snmp", rf"snmp-server community {_LEVEL}{_VALUE}{_REST}"),
    SecretSlot(
        "snmp",
        r"snmp-server host \S+(?: vrf \S+)?(?: (?:traps|informs))?(?: version (?:1|2c|3 (?:auth|noauth|priv)))?"
        rf" (?!vrf |traps|informs|version )(?:\d )?{_VALUE}(?: .*)?",
    ),
    SecretSlot("snmp", rf"snmp-server user .* auth (?:md5|sha\S*) (?:\d )?{_VALUE}(?: .*)?"),
    SecretSlot("snmp", rf"snmp-server user .* priv (?:des|3des|aes)(?: ?(?:128|192|256))? (?:\d )?{_VALUE}(?: .*)?"),
    SecretSlot("snmp", rf"snmp-server user .* localized \S+ auth \S+ {_VALUE}(?: .*)?"),
    _slot("snmp", r"snmp mib community-map"),
)
AAA: Sequence[SecretSlot] = (
    _slot("aaa", r"(?:tacacs-server|radius-server)(?: .*)? key"),
    _slot("aaa", r"(?:server-private|server) \S+(?: .*)? key"),
    _slot("aaa", r"(?:key|server-key|client \S+ server-key|pac key)"),
    _slot("aaa", r"(?:client|address) \S+(?: .*)? (?:server-)?key"),
    _slot("aaa", r"bind authenticate root-dn \S+ password"),
    _slot("aaa", r"radius-server attribute .* password"),
)
ROUTING: Sequence[SecretSlot] = (
    _slot("routing", r"neighbor \S+(?: .*)? password"),
    _slot("routing", r"(?:ip )?ospf authentication-key"),
    _slot("routing", r"(?:ip )?ospf message-digest-key \d+ \S+"),
    _slot("routing", r"area \S+ (?:virtual-link|sham-link) .*(?:authentication-key|message-digest-key \d+ \S+)"),
    _slot(
        "routing",
        r"(?:ipv6 ospf|ospfv3|area \S+)(?: .*)? (?:authentication|encryption) ipsec spi \d+(?: esp \S+)?(?: (?:md5|sha1|null))",
    ),
    _slot("routing", r"(?:standby|vrrp|glbp)(?: \d+)? authentication(?: (?:text|md5 key-string|ietf-md5 key-string|md5))?"),
    _slot("routing", r"vrrp \d+ (?:peer )?authentication(?: \S+)?(?: key-string)?"),
    _slot("routing", r"key-string"),
    _slot("routing", r"(?:isis|domain|area)[ -](?:authentication-key|password)"),
    _slot("routing", r"isis authentication key(?: key-id \d+ algorithm \S+)?"),
    _slot("routing", r"(?:area|domain)-password"),
    _slot("routing", r"authentication(?: mode)? (?:md5|text|sha\S*|hmac\S*) key"),
    _slot("routing", r"mpls ldp (?:neighbor \S+(?: \S+ \S+)? )?password(?: (?:option \d+ for \S+|fallback|required))?"),
    _slot("routing", r"neighbor \S+ (?:vrf \S+ )?(?:targeted )?password"),
    _slot("routing", r"ip nhrp authentication"),
    _slot("routing", r"tunnel key"),
    _slot("routing", r"ip msdp password peer \S+"),
    _slot("routing", r"ntp authentication-key \d+ (?:md5|sha\S*|hmac\S*|cmac\S*)"),
    _slot("routing", r"mpls ldp password"),
)
CRYPTO: Sequence[SecretSlot] = (
    _slot("crypto", r"crypto isakmp key"),
    _slot(
        "crypto",
        r"(?:local |remote )?pre-shared-key(?: (?:local|remote|address \S+(?: \S+)?|hostname \S+) key)?(?: (?:local|remote))?",
    ),
    _slot("crypto", r"pre-shared-key (?:address|hostname) \S+(?: \d\S+)? key"),
    _slot("crypto", r"(?:crypto )?(?:isakmp|ikev2)(?: .*)? (?:key|passphrase)"),
    _slot("crypto", r"set session-key (?:inbound|outbound) \S+ \d+(?: (?:cipher|authenticator))?"),
    _slot("crypto", r"shared-key"),
    _slot("crypto", r"key config-key password-encrypt(?:ion)?"),
    _slot("crypto", r"crypto key import .* (?:passphrase|pem)"),
    _slot("crypto", r"(?:macsec |mka )?key \S+"),
    _slot("crypto", r"(?:mac security|key) \S+ 7"),
    SecretSlot("certificate", r"(?P<secret>(?:[0-9A-Fa-f]{8} ){1,7}[0-9A-Fa-f]{2,8}|[0-9A-Fa-f]{8})"),
)
LINKS: Sequence[SecretSlot] = (
    _slot("ppp", r"ppp chap password"),
    _slot("ppp", r"ppp pap sent-username \S+ password"),
    _slot("ppp", r"ppp (?:eap|ms-chap) password"),
    _slot("ppp", r"(?:dot1x|eap) (?:.* )?password"),
    _slot("wireless", r"wpa-psk (?:ascii|hex)"),
    _slot("wireless", r"(?:security wpa )?(?:akm psk set-key|psk set-key) (?:ascii|hex)"),
    _slot("wireless", r"encryption (?:vlan \d+ )?key \d+ size \S+"),
    _slot("wireless", r"(?:ldp|l2tp tunnel|vpdn) password"),
    _slot("wireless", r"l2tp tunnel password"),
    _slot("wireless", r"authentication .* password"),
)

SECRETS: Sequence[SecretSlot] = (*LOCAL, *SNMP, *AAA, *ROUTING, *CRYPTO, *LINKS)
"""All places, for `Dialect.secrets` of IOS and EOS."""
