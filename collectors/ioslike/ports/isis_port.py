"""What the lines of an interface say about IS-IS, in the words of IOS, EOS, NX-OS and FRR."""

from dataclasses import replace

from collectors.draft import Draft
from collectors.ioslike.ports.port import Handler, Port
from collectors.tree import Line
from models.isis import BOTH, IsisInterface
from models.source import Status

LEVELS = {"level-1": 1, "level-2": 2, "level-2-only": 2, "level-1-2": BOTH, "level-1-only": 1}
"""The words for a level."""
_MOST = 0xFFFFFF
_QUIET = {
    "isis timers": """hello-interval hello-multiplier csnp-interval psnp-interval retransmit-interval retransmit-throttle-interval
        lsp-interval lsp-retransmit-interval lsp hello three-way-handshake""",
    "isis adjacencies": "priority bfd hello graceful-restart log-adjacency-changes lan-adjacency-holdtime",
    "fast reroute": "fast-reroute link-protection",
}
"""What changes neither routes nor, at rest, who is adjacent."""
_IGNORED = {word: feature for feature, words in _QUIET.items() for word in words.split()}


def _now(port: Port, line: Line, draft: Draft) -> IsisInterface:
    return port.isis or IsisInterface(source=draft.source(line))


def _router(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ip router isis [TAG]`, `ipv6 router isis [TAG]`; EOS: `isis enable TAG` for all versions that the process speaks."""
    match words:
        case ["ip" | "ipv6" as version, "router", "isis", *tag] if len(tag) < 2:
            families = {4 if version == "ip" else 6}
        case ["isis", "enable", *tag] if len(tag) == 1:
            families = {4, 6}
        case _:
            return False
    now = _now(port, line, draft)
    process = tag[0] if tag else ""
    if now.families and now.process != process:
        return False
    port.isis = replace(now, process=process, families=tuple(sorted(families.union(now.families))), source=draft.source(line))
    return True


def _isis(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    now = _now(port, line, draft)
    match words[1:]:
        case ["enable", _]:
            return _router(words, port, line, draft)
        case ["circuit-type", word] if word in LEVELS:
            now = replace(now, level=LEVELS[word])
        case ["metric", *rest]:
            now = replace(now, metrics=_metric(now.metrics, rest))
        case ["ipv6", "metric", *rest]:
            now = replace(now, metrics6=_metric(now.metrics6, rest))
        case ["network", "point-to-point"]:
            now = replace(now, network_type="point-to-point")
        case ["network", "broadcast"]:
            now = replace(now, network_type="")
        case ["passive"] | ["passive-interface"] | ["passive-interface", "level-1-2"]:
            now = replace(now, passive=True)
        case ["shutdown"]:
            now = replace(now, enabled=False)
        case ["password", kind, secret] if kind in ("clear", "md5"):
            now = replace(now, authentication=f"{kind} {secret}")
        case ["password", secret]:
            now = replace(now, authentication=f"clear {secret}")
        case ["authentication", "key-chain", *_] | ["authentication-type", *_]:
            now = replace(now, authentication="chain")
        case ["authentication", "key", *rest] if rest:
            now = replace(now, authentication=f"key {rest[-1]}")
        case ["authentication", "mode" | "send-only" | "check" | "key-id", *_] | ["authentication-check", *_]:
            return _ignored(line, "isis authentication")
        case ["hello", "padding", *_] | ["hello-padding", *_]:
            now = replace(now, padding=True)
        case [word, *_] if word in _IGNORED:
            return _ignored(line, _IGNORED[word])
        case ["ipv6", "bfd", *_] | ["ipv4", "bfd", *_]:
            return _ignored(line, "isis adjacencies")
        case _:
            return False
    port.isis = now
    return True


def _no_isis(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    now = _now(port, line, draft)
    match words[2:]:
        case ["hello", "padding", *_] | ["hello-padding", *_]:
            now = replace(now, padding=False)
        case ["passive"] | ["passive-interface", *_]:
            now = replace(now, passive=False)
        case ["shutdown"]:
            now = replace(now, enabled=True)
        case [word, *_] if word in _IGNORED:
            return _ignored(line, _IGNORED[word])
        case _:
            return False
    port.isis = now
    return True


def _ignored(line: Line, feature: str) -> bool:
    line.status, line.feature = Status.IGNORED, feature
    return False


def _metric(before: tuple[int | None, int | None], words: list[str]) -> tuple[int | None, int | None]:
    """`10`, `10 level-1` (IOS, NX-OS, EOS), `level-1 10` (FRR), `maximum`: never used.

    >>> _metric((None, None), ["10"]), _metric((5, 5), ["20", "level-2"]), _metric((None, None), ["level-1", "7"])
    ((10, 10), (5, 20), (7, None))
    """
    level = BOTH
    for at in (0, -1):
        if len(words) == 2 and words[at] in LEVELS:
            level, words = LEVELS[words[at]], [words[-1 if at == 0 else 0]]
    value = _MOST if words == ["maximum"] else int(words[0]) if len(words) == 1 and words[0].isdecimal() else -1
    if not 0 <= value <= _MOST:
        raise ValueError("no metric of IS-IS")
    return (value if level & 1 else before[0], value if level & 2 else before[1])


ISIS: dict[str, Handler] = {"ip router": _router, "ipv6 router": _router, "isis": _isis, "no isis": _no_isis}
