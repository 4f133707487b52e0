"""Secrets become keyed tokens before anything is written.

`⟦secret:KIND:xxxxxxxx⟧` holds the first 32 bits of HMAC-SHA256 of the secret under the key of this installation:
two equal tokens are the same secret, a changed token is a changed secret, and nobody can read or guess it without
the key. Secrets in a reversible form (Cisco type 7, Junos `$9$`) are decoded first, because devices print
them differently each time.

Layers, from the surest to the net: what the dialect's grammar marks, certificates and PEM keys, the words of
`collectors.secrets_net`; then each long secret found is sought in free text; `quarantine` hides the
tail of lines that no dialect knows and that speak of secrets.
"""

import hmac
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from collectors.dialect import Dialect, SecretSlot
from collectors.nesting import Nesting
from collectors.reversible import junos9, type7
from collectors.secrets_net import FREE_TEXT, LONGEST_REMEMBERED, STORED, TRIGGER, Slot, slots, words_of
from models.errors import CredentialError

_WELL_KNOWN = """
public private cisco admin password secret juniper arista manager root default test test123 changeme 123456 12345678
1234 zebra enable letmein netman switch router guest system monitor security community read write snmp cisco123 admin123
password123
"""
WELL_KNOWN = frozenset(_WELL_KNOWN.split())
SUSPICIOUS = re.compile(
    r"pass(?:word|wd|phrase|code)|secret|psk|pre-?shared|private-?key|auth-?key|credential|api-?key|(?<![a-z])pwd", re.I
)
HEX_BODY = re.compile(r"[0-9A-Fa-f]{2,8}(?:\s+[0-9A-Fa-f]{2,8}){0,15}")
HIDDEN = re.compile(r"<[\w .-]{1,40}>|\*{3,}|\.{3,}")
"""What other programs leave in place of a secret: nothing is to be hidden any more."""
PASSES = 3
"""A text is redacted again while tokens put into free text bring forth others: redacting twice changes nothing."""
LONGEST_MARKED = 4000
"""Longer lines are left to the net, whose time is linear: no device prints a secret in such a line, but a hostile one may."""
SHORTEST_SOUGHT = 8
"""Shorter secrets are not sought in free text: too often they are plain words."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a secret that its owner should know: "well-known", "reversible", or "quarantined"."""

    line: int
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without secrets, line by line the same shape; `counts` is tokens by kind."""

    text: str
    notes: tuple[Note, ...]
    counts: Mapping[str, int]
    spread: int = 0
    """Lines of free text in which a secret from elsewhere was found."""


def installation_key(folder: Path) -> bytes:
    """The 32 bytes under which tokens are made, from `folder`/key or the file that NETPLAN_KEY_FILE names; made once.

    Raises CredentialError when the file cannot be read or is not such a key.
    """
    return kept_key(Path(os.environ.get("NETPLAN_KEY_FILE") or folder / "key"), "redaction key")


def kept_key(path: Path, what: str) -> bytes:
    """The 32 random bytes in the file `path`, made once, for its owner alone. Raises CredentialError."""
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _create(path)
        key = path.read_bytes()
    except OSError as fault:
        raise CredentialError(f"{path}: the {what} cannot be used ({fault.strerror}); correct its owner and rights") from None
    if len(key) != 32:
        raise CredentialError(f"{path}: not a {what} (32 bytes are expected, not {len(key)}); restore it from a backup")
    return key


def _create(path: Path) -> None:
    """Write a new key so that two processes that start at once end up with the same one."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(os.urandom(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def redact(text: str, spoken: Dialect | None, key: bytes) -> Redacted:
    """`text` with every secret replaced by a token; the number of lines and all other words stay as they are."""
    done = _Pass(key, spoken.secrets if spoken else ()).run(text)
    for _ in range(PASSES):
        again = _Pass(key, spoken.secrets if spoken else ()).run(done.text) if done.spread else done
        if again.text == done.text:
            break
        counts = Counter(done.counts) + Counter(again.counts)
        done = Redacted(again.text, done.notes + again.notes, counts, again.spread)
    return done


def quarantine(text: str, numbers: Iterable[int], key: bytes) -> Redacted:
    """Hide the tail of those of the numbered lines that speak of secrets but hold no token yet."""
    lines = text.split("\n")
    notes = []
    for number in numbers:
        line = lines[number - 1]
        found = SUSPICIOUS.search(line)
        if not found or STORED.search(line) or FREE_TEXT.match(line.strip()):
            continue
        words = [word for word in words_of(line) if word.start > found.start()]
        if words:
            tail = line[words[0].start :].rstrip()
            lines[number - 1] = line[: words[0].start] + token("unread", tail, key)
            notes.append(Note(number, "quarantined", "a line of unknown meaning that speaks of a secret; its end is not kept"))
    return Redacted("\n".join(lines), tuple(notes), {"unread": len(notes)} if notes else {})


def token(kind: str, secret: str, key: bytes) -> str:
    """The token of a secret.

    >>> token("password", "x", bytes(32)) == token("password", "x", bytes(32)) != token("password", "y", bytes(32))
    True
    """
    return f"⟦secret:{kind}:{hmac.digest(key, secret.encode('utf-8', 'surrogatepass'), 'sha256').hex()[:8]}⟧"


def _apart(found: list[Slot]) -> list[Slot]:
    """The slots in order of place; of those that overlap the one that begins first stays, of those the longest."""
    taken: list[Slot] = []
    for slot in sorted(found, key=lambda slot: (slot.start, -slot.end)):
        if slot.end > slot.start and not (taken and slot.start < taken[-1].end):
            taken.append(slot)
    return taken


def _first_word(pattern: str) -> str:
    """The word that every line matched by `pattern` begins with, "" when that is not plain to see.

    >>> _first_word(r"snmp-server community (?P<secret>x|y)"), _first_word(r"(?:a|b) c"), _first_word("a b|c d")
    ('snmp-server', '', '')
    """
    depth = 0
    for sign in re.sub(r"\\.|\[[^]]*\]", "", pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            return ""
    plain = re.match(r"([A-Za-z][A-Za-z0-9-]*) (?![?*{])", pattern)
    return plain[1] if plain else ""


Marked = Callable[[str], tuple[Slot, ...]]


@cache
def _grammar(marked: tuple[SecretSlot, ...]) -> Marked:
    """A function that finds the secrets that the grammar marks in a stripped line.

    Patterns that begin with a plain word are only tried on lines that begin with the same one.
    """
    by_word: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    anywhere: list[tuple[str, re.Pattern[str]]] = []
    for slot in marked:
        first = _first_word(slot.pattern)
        kept = by_word.setdefault(first, []) if first else anywhere
        kept.append((slot.kind, re.compile(slot.pattern)))

    def find(stripped: str) -> tuple[Slot, ...]:
        found = []
        for kind, pattern in (*by_word.get(stripped.split(maxsplit=1)[0], ()), *anywhere):
            if match := pattern.fullmatch(stripped):
                before, after = stripped[: match.start("secret")], stripped[match.end("secret") :]
                weak = before.rstrip('"').rstrip().endswith(" 7") or after.split() == ["7"]
                found.append(Slot(match.start("secret"), match.end("secret"), kind, "7" if weak else ""))
        return tuple(found)

    return find


class Silence(NamedTuple):
    """What lines by themselves tell: whether one holds no secret, and whether it begins no block of them either."""

    silent: Callable[[str], bool]
    uneventful: Callable[[str], bool]
    remembered: Callable[[str], bool]
    """The same as `uneventful`, for lines that are not too long to be kept."""


@cache
def _silence(grammar: Marked) -> Silence:
    """The three of a grammar. What a line is nested in has no say here: it only makes fewer words secrets."""

    def silent(line: str) -> bool:
        stripped = line.strip()
        return not TRIGGER.search(stripped) and (len(stripped) > LONGEST_MARKED or not stripped or not grammar(stripped))

    def uneventful(line: str) -> bool:
        return silent(line) and not _begins_pem(line) and not _begins_certificate(line.strip())

    return Silence(silent, uneventful, lru_cache(maxsize=65536)(uneventful))


def _begins_pem(stripped: str) -> bool:
    return "-----BEGIN " in stripped and "PUBLIC KEY" not in stripped


def _begins_certificate(stripped: str) -> bool:
    return stripped.startswith("certificate ") and not stripped.startswith("certificate map")


class _Pass:
    """One pass over one text. Most lines hold nothing, which each tells by itself; only of the others is the nesting looked up."""

    def __init__(self, key: bytes, grammar: Iterable[SecretSlot]) -> None:
        self.key = key
        self.grammar = _grammar(tuple(grammar))
        self.silence = _silence(self.grammar)
        self.notes: list[Note] = []
        self.counts: Counter[str] = Counter()
        self.sought: dict[str, str] = {}
        self.block = ""

    def run(self, text: str) -> Redacted:
        _, anew, remembered = self.silence
        given = text.split("\n")
        self.nesting = Nesting(given)
        lines, done = list(given), 0
        for at in [at for at, line in enumerate(given) if not (remembered if len(line) <= LONGEST_REMEMBERED else anew)(line)]:
            if at < done:
                continue  # in a block that an earlier line began
            lines[at] = self.line(at, given[at])
            done = at + 1
            while self.block and done < len(given):
                lines[done] = self.line(done, given[done])
                done += 1
        spread = 0
        if self.sought:
            longest_first = sorted(self.sought, key=len, reverse=True)
            pattern = re.compile("|".join(map(re.escape, longest_first)))
            if pattern.search("\n".join(lines)):
                whole = [self._spread(line, pattern) for line in lines]
                spread = sum(a != b for a, b in zip(lines, whole, strict=True))
                lines = whole
        return Redacted("\n".join(lines), tuple(self.notes), dict(self.counts), spread)

    def line(self, at: int, line: str) -> str:
        """Line `at`, counted from 0, without its secrets."""
        stripped = line.strip()
        if not stripped:
            return line
        if self.block:
            return self._in_block(at, line, stripped)
        if _begins_pem(stripped):
            self.nesting.leave_out(at)
            return self._pem(line)
        if _begins_certificate(stripped):
            self.block = "quit"
        if self.silence.silent(line):
            return line
        above = " ".join(text[:200].lower() for text in self.nesting.above(at))
        # A secret may hide the word that marks the next one: what is behind it shows when the line is looked at again.
        for _ in range(PASSES):
            found = self._found(line, line.strip(), above)
            if not found:
                return line
            done = self._replace(at + 1, line, found)
            if done == line:
                return line
            line = done
        return line

    def _found(self, line: str, stripped: str, above: str) -> list[Slot]:
        offset = line.index(stripped)
        marked = [
            slot
            for slot in (self.grammar(stripped) if len(stripped) <= LONGEST_MARKED else ())
            if slot.kind not in ("snmp", "community") or "snmp" in above or "snmp" in stripped.lower()
        ]
        return [slot._replace(start=slot.start + offset, end=slot.end + offset) for slot in (*marked, *slots(stripped, above))]

    def _replace(self, number: int, line: str, found: list[Slot]) -> str:
        """Put tokens in place of the slots."""
        pieces = []
        at = 0
        for slot in _apart(found):
            secret = line[slot.start : slot.end].strip("\"'")
            start = line.index(secret, slot.start)
            if secret and not STORED.search(secret) and not HIDDEN.fullmatch(secret):
                pieces += [line[at:start], self._token(number, slot, secret)]
                at = start + len(secret)
        return "".join(pieces) + line[at:]

    def _token(self, number: int, slot: Slot, secret: str) -> str:
        plain = type7(secret) if slot.encoding == "7" else junos9(secret) if secret.startswith("$9$") else None
        if plain is not None:
            self.notes.append(Note(number, "reversible", f"a {slot.kind} in a form that anybody can decode"))
        value = secret if plain is None else plain
        if value.lower() in WELL_KNOWN:
            self.notes.append(Note(number, "well-known", f"a {slot.kind} that attackers try first"))
        self.counts[slot.kind] += 1
        made = token(slot.kind, value, self.key)
        for text in (secret, value):
            if (
                len(text) >= SHORTEST_SOUGHT
                and not (text.isalpha() and (text.islower() or text.isupper() or text.istitle()))
                and not text.isdigit()
            ):
                self.sought.setdefault(text, made)
        return made

    def _pem(self, line: str) -> str:
        start = line.index("-----BEGIN ")
        header = re.compile(r"-----BEGIN [A-Z0-9 ]{1,40}-----").match(line, start)
        if not header:
            return line
        kind = "certificate" if "CERTIFICATE" in header[0] else "private-key"
        end = line.find("-----END", header.end())
        if end < 0:
            self.block = f"pem {kind}"
        body = line[header.end() : end if end >= 0 else len(line)]
        if not body.strip() or STORED.search(body):
            return line
        self.counts[kind] += 1
        return line[: header.end()] + token(kind, body, self.key) + (line[end:] if end >= 0 else "")

    def _in_block(self, at: int, line: str, stripped: str) -> str:
        """A line of a certificate or a PEM key."""
        self.nesting.leave_out(at)
        if self.block == "quit":
            if not (HEX_BODY.fullmatch(stripped) or STORED.fullmatch(stripped)):
                self.block = ""
                if stripped == "quit":
                    return line
                self.nesting.take_in(at)
                return self.line(at, line)
            kind = "certificate"
        else:
            kind = self.block.removeprefix("pem ")
            if "-----END" in stripped:
                self.block = ""
                end = line.index("-----END")
                body = line[:end].strip()
                return line if not body or STORED.search(body) else token(kind, body, self.key) + line[end:]
        if STORED.search(stripped):
            return line
        self.counts[kind] += 1
        return line.replace(stripped, token(kind, stripped, self.key), 1)

    def _spread(self, line: str, pattern: re.Pattern[str]) -> str:
        """Replace secrets found elsewhere in a line of free text."""
        if not (FREE_TEXT.match(line.strip()) or "://" in line or not line[:1].isspace()) or not pattern.search(line):
            return line
        return pattern.sub(lambda match: self.sought[match[0]], line)
