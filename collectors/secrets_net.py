"""Where secrets stand in a line of any vendor's config: the net below the grammar of the dialects.

A line is cut into words once and the words are walked once, so the time is linear in the length of the line,
whatever a hostile device prints. What follows a secret word (`password 7 X`, `auth-key: "X"`, `psk=X`) is a secret
unless it is one of the words that policies use (`password minimum-length`). Words that are harmless elsewhere
(`key`, `community`, `authentication`) count only in their context: `set community 65000:1` is no secret.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

WORD = re.compile(r"""[^\s="'<>]+="[^"]*"|"[^"]*"|'[^']*'|\S+""")
"""A quoted run is one word, `name="a b"` too."""
TRIGGER = re.compile(
    r"pass|pwd|secret|key|psk|phrase|commun|snmp|auth|cipher|simple|\$|://|enc |securityname|token|credential|name", re.I
)
"""Only lines that contain one of these are walked."""


LONGEST_REMEMBERED = 200
"""Longer lines are looked at each time: a hostile device may print many, and memory is not for them."""
PORT_FIRST = re.compile(r"[a-z][\w/-]* (?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:]+)")
"""Who receives traps, where the name of the port towards it comes first."""
NEAR = 12
"""How many words before and after a secret word are looked at."""


class Slot(NamedTuple):
    """A secret in a line: its place, what it is, and how it is encoded ("7", "hash" or "")."""

    start: int
    end: int
    kind: str
    encoding: str = ""


class Word(NamedTuple):
    """A word of a line without its quotes; `start` and `end` are the place of `text` in the line."""

    text: str
    lower: str
    start: int
    end: int


SUFFIXES = {
    "password": ("password", "passwd", "passcode", "passphrase", "-pwd", "password-hash", "password-encrypt", "password-value"),
    "secret": ("secret", "psksecret"),
    "key": (
        "pre-shared-key", "preshared-key", "presharedkey", "shared-key", "auth-key", "authentication-key",
        "encryption-key", "privacy-key",
        "private-key", "privatekey", "server-key", "api-key", "apikey", "secret-key", "session-key", "key-string", "keystring",
        "ascii-text", "set-key", "md5-key", "wep-key", "network-key", "wpa-psk", "wpapsk", "psk",
        "digest-key", "access-key", "master-key",
    ),
    "community": ("community-name", "community-string", "securityname", "trap-community", "rocommunity",
        "rwcommunity", "rocommunity6"),
    "token": ("auth-token", "api-token", "access-token", "bearer", "credentials"),
}  # fmt: skip
"""Kind → how the words end that a secret always follows, whatever the vendor."""
KIND_OF = {suffix: kind for kind, suffixes in SUFFIXES.items() for suffix in suffixes}

_ENCODINGS = """
1 2 4 set-key ciphertext 0 3 5 6 7 8 9 10 encrypted hidden unencrypted clear cleartext plaintext plain-text plain
encrypt enc sha512 sha256 hash
hashed ascii hex hexadecimal ascii-text md5 sha sha1 sha-1 sha-256 sha-384 sha-512 sha2-256 sha224 sha384 hmac-md5
hmac-sha hmac-sha1 hmac-sha-1 hmac-sha-256 hmac-sha-1-12 hmac-sha-384 hmac-sha-512 hmac-sha1-96 hmac-sha256 cmac-aes-128
text aes aes-128 aes-192 aes-256 aes128 aes192 aes256 des 3des 128 192 256 cipher simple irreversible-cipher local
remote type value key : = read write localized both string password secret key-string is was auth-key chap pap
localizedkey pbkdf2 scrypt plaintext-password encrypted-password plaintext-key encrypted-key
"""
ENCODINGS = frozenset(_ENCODINGS.split())
"""Words that may stand between a secret word and its secret."""
_FOLLOWING = """
role privilege address hostname ipv6 ipv4 timeout level-1 level-2 encrypted authentication accounting authorization port auth-port
acct-port group expire vrf acl single-connection localizedkey engineid priv auth access 0 7 ; } hidden-mask retransmit
"""
FOLLOWING = frozenset(_FOLLOWING.split())
"""Words after a secret in clear text that are not a part of it."""
_BENIGN = """
minimum min maximum max length min-length max-length minimum-length strength-check strength encryption expiration expire
recovery history complexity policy prompt retry aging lifetime authentication required enable disable enabled disabled
true false yes no none never change controls reset inactive only and or for to of in on the a your must will by from
with as if when be are not can may has have policy-map chain key-chain keychain { } ; [ ] default manager-only attempts
timeout login-attempts lockout override warning format change-interval change-type maximum-length minimum-changes
minimum-numerics minimum-upper-cases minimum-lower-cases minimum-punctuations minimum-character profile protected server
servers group groups method methods generate zeroize label modulus rollover storage mypubkey pubkey-chain config-key
address hostname local-only user users username tolerance accept-lifetime send-lifetime cryptographic-algorithm
<removed> <hidden> ***** ******** ****** * any all rsa ecdsa dsa dh ssh-rsa write-only secret-data ## # request response
additive delete members add set remove dnssec cache id size
"""
BENIGN = frozenset(_BENIGN.split())
"""Words after a secret word that show that the line is about passwords but holds none."""
AAA = ("accounting", "authentication", "authorization")
KEY_CONTEXT = re.compile(
    r"\b(?:tacacs|tacplus|radius|aaa|isakmp|ike|ikev1|ikev2|keyring|ospf|ospf3|bgp|ldp|rip|isis|hmac|failover|ldap|wlan|wpa|ipsec|wireguard|"
    r"macsec|mka|hwtacacs|server-private|md5|pre-shared-key|cipher|authentication|security)\b"
)
FHRP_CONTEXT = re.compile(r"\b(?:standby|vrrp|vrrp-group|glbp|hsrp|nhrp|rip)\b")
TELLING = re.compile(rf"snmp|keys$|^key chain|authentication-key|{KEY_CONTEXT.pattern}|{FHRP_CONTEXT.pattern}")
"""What the lines above may say that changes what a line means."""
FREE_TEXT = re.compile(
    r"^(?:set\s+(?:\S+\s+){0,8})?(?:description|remark|name|alias|comment|contact|location|title|message|banner|annotate)\b|^[!#/*]",
    re.I,
)
ASSIGNED = re.compile(r"^([\w.-]+)[=:](?=.)")
TAGGED = re.compile(r"<([\w:-]{1,40})>([^<>\s]{1,400})</")
URL = re.compile(r"[a-z][a-z0-9+.-]{1,15}://[^\s/:@\"']{0,128}:([^\s/@\"']{1,256})@", re.I)
HASHED = re.compile(r"\$(?:0|1|2[abxy]?|5|6|7|8|9|14|y|h|c|sha1|sha512|pbkdf2[\w-]*)\$[^\s\"';,]{4,}")
ENCODED = re.compile(r"^(?=.{8,}$)[A-Za-z0-9+/]+={0,2}$")
PASSWORD_LIKE = re.compile(r"^(?=.{5,})(?=.*[A-Za-z])(?=.*[\d!@#$%&*?^])(?!\d+\.\d+\.\d+\.\d+)\S+$")
STORED = re.compile(r"⟦secret:[a-z0-9-]+:[0-9a-f]{8}⟧")
"""A token: the form in which secrets are kept."""


def _marked_hidden(words: list[Word], at: int) -> bool:
    """Whether the word at `at` begins what another program left in place of a secret (`<secret hidden>`)."""
    return words[at - 1].text.startswith("<") and words[at].text.endswith(">") if at else False


def words_of(line: str) -> list[Word]:
    """The words with their places, quotes and a closing semicolon or comma left out."""
    found = []
    for match in WORD.finditer(line):
        start, end = match.span()
        while end - start > 1 and line[end - 1] in ";,":
            end -= 1
        if end - start >= 2 and line[start] in "\"'" and line[end - 1] == line[start]:
            start, end = start + 1, end - 1
        if end > start:
            text = line[start:end]
            found.append(Word(text, text.lower(), start, end))
    return found


def slots(line: str, above: str) -> tuple[Slot, ...]:
    """The secrets of one line; `above` is the lines that it is nested in, in lower case, joined by spaces.

    Networks repeat themselves, so what was found in a line is remembered, for all places that mean the same to it.
    """
    above = _telling(above)
    return _remembered(line, above) if len(line) <= LONGEST_REMEMBERED else _found(line, above)


@lru_cache(maxsize=4096)
def _telling(above: str) -> str:
    """`above`, or "" where nothing in it matters."""
    return above if TELLING.search(above) else ""


def _found(line: str, above: str) -> tuple[Slot, ...]:
    return tuple(_slots(line, above)) if TRIGGER.search(line) else ()


_remembered = lru_cache(maxsize=65536)(_found)


def _slots(line: str, above: str) -> Iterator[Slot]:
    for match in URL.finditer(line):
        yield Slot(*match.span(1), "url")
    for match in HASHED.finditer(line):
        yield Slot(*match.span(), "hash", "hash")
    for match in TAGGED.finditer(line):
        if kind := _kind(match[1].lower()):
            yield Slot(*match.span(2), kind)
    words = words_of(line)
    free = bool(FREE_TEXT.match(line.strip())) and not STORED.search(line)
    if words and words[0].lower in ("snmp-server", "snmp", "snmp-agent", "snmpv3"):
        yield from _snmp(words)
    snmp = "snmp" in above or (words and "snmp" in " ".join(word.lower for word in words[:4]))
    for at, word in enumerate(words):
        yield from _assigned(word, above)
        lower = word.lower.rstrip(":=")
        kind = _kind(lower)
        if not kind:
            kind = _in_context(words, at, lower, above, bool(snmp))
        if kind and (slot := _after(words, at, kind, free)):
            yield slot


@lru_cache(maxsize=4096)
def _kind(word: str) -> str:
    """The kind of secret that follows `word`, "" when none does."""
    word = word.replace("_", "-")
    for suffix, kind in KIND_OF.items():
        if word.endswith(suffix) and not word.startswith(("no", "min", "max")):
            return kind
    return ""


def _in_context(words: list[Word], at: int, lower: str, above: str, snmp: bool) -> str:
    """The kind of secret after a word that is harmless elsewhere."""
    following = words[at + 1].lower if at + 1 < len(words) else ""
    before = " ".join(word.lower for word in words[max(0, at - NEAR) : at])
    if (
        lower == "community"
        and snmp
        and not following.startswith(("{", "members"))
        and [word.lower for word in words[:2]] != ["snmp-server", "host"]
    ):
        return "community"
    if lower == "name" and "snmp community" in above:
        return "community"
    if lower == "key" and following and not (words[0].lower == "ntp" and words[at - 1].lower not in ("md5", "sha1")):
        if at and words[at - 1].lower in ("private", "shared"):
            return "key"
        if above.startswith("key chain") or above.endswith("keys"):
            return ""
        if KEY_CONTEXT.search(before) or KEY_CONTEXT.search(above):
            return "key"
    if (
        lower == "authentication"
        and not following.endswith(("md5", "type", "mode", "key-chain", "sha-256"))
        and at
        and FHRP_CONTEXT.search(f"{above} {before}")
    ):
        return "key"
    if lower == "authentication" and not at and following == "text" and FHRP_CONTEXT.search(above):
        return "key"
    if lower in ("cipher", "irreversible-cipher", "simple") and at and _secret_before(words[at - 1].lower, before):
        return "password"
    if lower == "enc" and ENCODED.match(following):
        return "password"
    if lower == "value" and "authentication-key" in f"{above} {before}":
        return "key"
    return ""


def _secret_before(previous: str, before: str) -> bool:
    """Whether Huawei's `cipher` or `simple` follows a word that takes a secret."""
    return (
        bool(_kind(previous))
        or previous in ("key", "community", "read", "write", "md5", "sha", "sha2-256", "plain", "hmac-md5", "hmac-sha256")
        or ("authentication-mode" in before or "privacy-mode" in before)
    )


def _snmp(words: list[Word]) -> Iterator[Slot]:
    """The parts of SNMP lines that stand at a place rather than after a word: trap communities, keys of SNMPv3 users."""
    lowers = [word.lower for word in words]
    if len(words) > 2 and lowers[1] == "host":
        at = 4 if len(words) > 3 and PORT_FIRST.fullmatch(f"{lowers[2]} {lowers[3]}") else 3
        while at < len(words) and (
            lowers[at]
            in ("traps", "trap", "informs", "inform", "version", "1", "2c", "v1", "v2c", "enable", "community", "host", "poll")
            or lowers[at] in ("vrf", "use-vrf")
        ):
            at += 2 if lowers[at] in ("vrf", "use-vrf") else 1
        if at < len(words) and lowers[at] not in (
            "3",
            "auth",
            "noauth",
            "priv",
            "source-interface",
            "filter-vrf",
            "udp-port",
            "any",
            "all",
        ):
            yield Slot(words[at].start, words[at].end, "community")
    if len(words) > 2 and (lowers[1] == "user" or "usm-user" in lowers[:3]):
        for at, lower in enumerate(lowers):
            if lower in ("auth", "priv") and at > 2 and (slot := _after(words, at, "key", False)):
                yield slot


def _assigned(word: Word, above: str) -> Iterator[Slot]:
    """`name=value` and `name:value` in one word."""
    if match := ASSIGNED.match(word.text):
        name = match[1].lower()
        kind = _kind(name) or ("community" if name == "name" and above.endswith("/snmp community") else "")
        value = word.text[match.end() :]
        if kind and value.strip("\"'") and value.lower() not in BENIGN and not value.startswith("//"):
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            yield Slot(word.start + match.end() + quoted, word.end - quoted, kind)


def _algorithm(word: str) -> bool:
    return word in ENCODINGS or word.startswith("hmac-")


def _after(words: list[Word], at: int, kind: str, free: bool) -> Slot | None:
    """The secret that follows the secret word at `at`, if one does."""
    value = at + 1
    if value < len(words) and words[value].lower == "level":
        value += 2
    if (
        value + 1 < len(words)
        and words[value].text.isdigit()
        and len(words[value].text) <= 5
        and _algorithm(words[value + 1].lower)
    ):
        value += 1
    while value < min(len(words), at + NEAR) and _algorithm(words[value].lower):
        value += 1
    if value + 2 < len(words) and words[value + 1].lower in ("0", "7") and kind == "key":
        value += 2  # MACsec: key NAME 7 SECRET
    if value + 2 < len(words) and words[value].lower in AAA and words[value + 1].lower in ("cipher", "simple"):
        value += 2
    if value >= len(words) or words[value].lower in ("{", ";"):
        value -= 1
        if value <= at or not words[value].text[0].isdigit():
            return None
    word = words[value]
    if (
        not word.text.strip("*.")
        or "://" in word.text
        or (words[at].lower == "psk" and any(w.lower == "secret" for w in words[value : value + 3]))
    ):
        return None
    if _marked_hidden(words, value):
        return None
    if word.lower in BENIGN or STORED.search(word.text) or word.text.startswith(("##", "<")):
        return None
    explicit = words[at].text.endswith((":", "=")) or words[value - 1].lower in (":", "=", "is")
    if free and not explicit and not PASSWORD_LIKE.match(word.text):
        return None
    trailing = words[value + 1].lower if value + 1 < len(words) else ""
    weak = words[value - 1].lower == "7" or trailing == "7"
    last = value
    while words[value - 1].lower == "0" and last + 1 < len(words) and not _follows(words[last + 1].lower):
        last += 1
    return Slot(word.start, words[last].end, kind, "7" if weak else "")


def _follows(word: str) -> bool:
    """Whether `word` is an option after a secret and not a part of one that has spaces in it."""
    return word in FOLLOWING or bool(_kind(word)) or word.startswith(("#", "{", "⟦"))
