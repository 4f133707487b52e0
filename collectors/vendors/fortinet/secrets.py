"""Where FortiOS keeps a secret. `ENC` marks what the device encrypted itself; the same places hold it in the clear in scripts."""

from collections.abc import Sequence

from collectors.dialect import SecretSlot

_VALUE = r'(?:ENC )?"?(?P<secret>[^"\s][^"]*?)"?'
_PASSWORDS = (
    r"password\d?|passwd\d?|old-password|authpasswd|ppp-auth-passwd|login-passwd(?:-val)?|ha-password|ftp-?password|proxy-(?:auth-)?password|"
    r"ldap-password|user-passwd|eap-password|client-password|group-password|guest-auth-password|http-password|mpsk-passphrase|"
    r"login-password|wtp-login-password|modem-passwd\d|passwd-val|peer-passwd|smtp-password|privatekey-password"
)
_KEYS = (
    r"psksecret|psksecret-remote|ppk-secret|passphrase|sae-password|secret|(?:secondary|tertiary)-(?:secret|key)|key|"
    r"authkey|authentication-key|md5-key|enckey|enc-key|key-string|api-key|api-token|shared-secret|rsso-secret|acct-secret|"
    r"private-key|hash-key|preshared-key|pre-shared-key|seed|psk|access-key|secret-key|client-secret|auth-secret|ppk|"
    r"auth-key|wep-key\d?|radius-secret|captive-portal-radius-secret|captive-portal-macauth-radius-secret|tacacs-secret|"
    r"fsso-secret|ipsec-dec-authkey|ipsec-dec-enckey|nas-secret|sso-attribute-key|group-key|sync-key"
)
_SNMP = r"auth-pwd|priv-pwd"

SECRETS: Sequence[SecretSlot] = (
    SecretSlot("password", rf"set (?:{_PASSWORDS}) {_VALUE}"),
    SecretSlot("key", rf"set (?:{_KEYS}) {_VALUE}"),
    SecretSlot("password", rf"set (?:{_SNMP}) {_VALUE}"),
    SecretSlot("key", r"set \S+ ENC (?P<secret>\S+)"),
    SecretSlot("key", r'set \S+ \d+ (?:md5 )?ENC "?(?P<secret>[^"\s]+)"?'),
    SecretSlot("key", r'set md5-key \d+ (?:ENC )?"?(?P<secret>[^"\s]+)"?'),
)
"""The name of an SNMP community stands in `set name`, as other names do: `collectors.secrets_net` knows it by its table."""
