"""Secrets of a known look, and a search for them in every byte of a folder, in every form that a program may have given them."""

import base64
import html
import json
import random
import re
import string
import urllib.parse
from collections.abc import Iterable

from collectors.reversible import _ALPHABET, _EXTRA, _TYPE7, _WEIGHTS

GRAM = 8
"""Bytes of each form that are looked up; no secret is shorter."""
MARKED = re.compile(r"«([^»]+)»")


def encoded7(plain: str, salt: int) -> str:
    """Cisco's type 7."""
    return f"{salt:02d}" + "".join(f"{ord(char) ^ _TYPE7[(salt + at) % len(_TYPE7)]:02X}" for at, char in enumerate(plain))


def encoded9(plain: str, chance: random.Random) -> str:
    """Junos `$9$`."""
    previous = chance.choice(_ALPHABET)
    made = previous + "".join(chance.choices(_ALPHABET, k=_EXTRA[previous]))
    for at, char in enumerate(plain):
        rest, gaps = ord(char), []
        for weight in reversed(_WEIGHTS[at % len(_WEIGHTS)]):
            gaps.insert(0, rest // weight)
            rest %= weight
        for gap in gaps:
            previous = _ALPHABET[(_ALPHABET.index(previous) + gap + 1) % len(_ALPHABET)]
            made += previous
    return f"$9${made}"


class Planter:
    """Puts new secrets in place of the marked ones: of the same look, and each of them once in the world."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.planted: list[str] = []
        self.forms: set[str] = set()
        """Planted secrets and what the reversible ones of them decode to."""

    def plant(self, marked: str) -> str:
        return MARKED.sub(lambda match: self._new(match[1], marked[: match.start()].rpartition("\n")[2]), marked)

    def _new(self, like: str, before: str) -> str:
        plain = "".join(self.chance.choices(string.ascii_letters + string.digits, k=12))
        if like.startswith("$9$"):
            made = encoded9(plain, self.chance)
        elif before.rstrip('" ').endswith(" 7") and re.fullmatch(r"[01]\d(?:[0-9A-F]{2})+", like):
            made = encoded7(plain, self.chance.randrange(16))
        else:
            made, plain = self._alike(like), ""
        self.planted.append(made)
        self.forms |= {made, plain} - {""}
        return made

    def _alike(self, like: str) -> str:
        if re.fullmatch(r"[0-9A-F]{4,8}( [0-9A-F]{8})*", like):  # a line of a certificate
            return " ".join("".join(self.chance.choices("0123456789ABCDEF", k=8)) for _ in range(4))
        kept = re.match(r"\$\w+\$|0x|", like)
        head = kept[0] if kept else ""
        body = like[len(head) :]
        if re.fullmatch(r"[0-9a-f]{8,}", body) or re.fullmatch(r"[0-9A-F]{8,}", body):
            digits = "0123456789" + ("abcdef" if body.islower() or body.isdigit() else "ABCDEF")
            return head + "".join(self.chance.choices(digits, k=max(16, len(body) + len(body) % 2)))
        made = ""
        for char in body:
            kinds = (string.digits, string.ascii_lowercase, string.ascii_uppercase)
            made += next((self.chance.choice(kind) for kind in kinds if char in kind), char)
        return head + made + "".join(self.chance.choices(string.ascii_lowercase, k=max(0, 12 - len(made))))


def forms_of(secret: str) -> dict[str, list[bytes]]:
    """The bytes to look for, by the name of the encoding."""
    raw = secret.encode()
    aligned = []
    for shift in range(3):
        text = base64.b64encode(bytes(shift) + raw)
        first = -(-shift * 8 // 6)
        whole = (shift + len(raw)) * 8 // 6
        aligned += [text[first:whole], text[first:whole].replace(b"+", b"-").replace(b"/", b"_")]
    return {
        "raw": [raw, secret.encode("latin-1", "replace")],
        "base64": aligned,
        "hex": [raw.hex().encode(), raw.hex().upper().encode()],
        "url": [urllib.parse.quote(secret, safe="").encode(), urllib.parse.quote_plus(secret).encode()],
        "html": [html.escape(secret).encode(), html.escape(secret, quote=False).encode()],
        "json": [json.dumps(secret)[1:-1].encode()],
        "escaped": [
            "".join(f"\\x{byte:02x}" for byte in raw).encode(),
            "".join(f"\\u{ord(char):04x}" for char in secret).encode(),
            "".join(f"&#{ord(char)};" for char in secret).encode(),
            "".join(f"&#x{ord(char):x};" for char in secret).encode(),
        ],
        "utf-16": [secret.encode("utf-16-le"), secret.encode("utf-16-be")],
    }


class Searcher:
    """Looks for all secrets in one pass over the data."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self.by_gram: dict[bytes, set[tuple[bytes, str, str]]] = {}
        for secret in secrets:
            for encoding, forms in forms_of(secret).items():
                for form in forms:
                    if len(form) < GRAM:
                        raise ValueError(f"too short to be looked for: {form!r}")
                    self.by_gram.setdefault(form[:GRAM], set()).add((form, encoding, secret))
        self.bytes = 0

    def hits(self, data: bytes) -> set[tuple[str, str]]:
        """(encoding, secret) of all that stand in `data`."""
        self.bytes += len(data)
        grams = self.by_gram.keys() & (data[at : at + GRAM] for at in range(len(data) - GRAM + 1))
        return {(encoding, secret) for gram in grams for form, encoding, secret in self.by_gram[gram] if form in data}
