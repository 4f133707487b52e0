"""Secrets that devices print in a form that anybody can decode: Cisco type 7 and Junos `$9$`.

Both are obfuscation, not encryption, and their algorithms have been public since the 1990s. They are decoded in
memory only, so that the same secret printed with another salt gives the same token.
"""

_TYPE7 = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
_FAMILIES = ("QzF3n6/9CAtpu0O", "B1IREhcSyrleKvMW8LXx", "7N-dVbwsY2g4oaJZGUDj", "iHkq.mPf5T")
_ALPHABET = "".join(_FAMILIES)
_EXTRA = {char: 3 - family for family, chars in enumerate(_FAMILIES) for char in chars}
_WEIGHTS = ((1, 4, 32), (1, 16, 32), (1, 8, 32), (1, 64), (1, 32), (1, 4, 16, 128), (1, 32, 64))


def type7(secret: str) -> str | None:
    """The secret behind a Cisco type 7 string; None when it is none.

    >>> type7("0822455D0A16")
    'cisco'
    >>> type7("not hex") is None
    True
    """
    if len(secret) < 6 or len(secret) % 2 or not secret[:2].isdigit():
        return None
    try:
        data = bytes.fromhex(secret[2:])
    except ValueError:
        return None
    salt = int(secret[:2])
    return _printable(bytes(byte ^ _TYPE7[(salt + at) % len(_TYPE7)] for at, byte in enumerate(data)))


def junos9(secret: str) -> str | None:
    """The secret behind a Junos `$9$` string; None when it is none.

    >>> junos9("$9$LbHX-wg4Z")
    'lc'
    >>> junos9("$9$abc") is None
    True
    """
    rest = secret.removeprefix("$9$")
    if rest == secret or len(rest) < 4 or any(char not in _EXTRA for char in rest):
        return None
    previous, rest = rest[0], rest[1 + _EXTRA[rest[0]] :]
    plain = bytearray()
    while rest:
        weights = _WEIGHTS[len(plain) % len(_WEIGHTS)]
        part, rest = rest[: len(weights)], rest[len(weights) :]
        if len(part) < len(weights):
            return None
        total = 0
        for char, weight in zip(part, weights, strict=True):
            total += ((_ALPHABET.index(char) - _ALPHABET.index(previous)) % len(_ALPHABET) - 1) * weight
            previous = char
        plain.append(total % 256)
    return _printable(bytes(plain))


def _printable(data: bytes) -> str | None:
    text = data.decode("latin-1")
    return text if text and all(" " <= char <= "~" for char in text) else None
