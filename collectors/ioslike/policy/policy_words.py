"""`match` and `set` lines of route maps to the model's conditions and effects.

What is not known becomes kind "unknown", so that an answer which rests on it is unknown too; its line stays unread.
"""

from collectors.ioslike.routing.redistribution import PROTOCOLS
from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import asn, ip, is_ip, number
from models.policy import Match, SetAction
from models.source import Source

WELL_KNOWN = {
    "internet": "internet", "no-export": "no-export", "no-advertise": "no-advertise", "local-as": "local-as",
    "no-peer": "no-peer", "gshut": "graceful-shutdown", "graceful-shutdown": "graceful-shutdown", "blackhole": "blackhole",
    "accept-own": "accept-own", "llgr-stale": "llgr-stale", "no-llgr": "no-llgr",
}  # fmt: skip


def community(word: str) -> str:
    """A standard community as "65000:1" or by its well-known name.

    >>> community("4259840001"), community("local-AS"), community("65000:1")
    ('65000:1', 'local-as', '65000:1')
    """
    if (known := WELL_KNOWN.get(word.lower())) is not None:
        return known
    high, colon, low = word.partition(":")
    if colon:
        return f"{number(high, 0, 0xFFFF)}:{number(low, 0, 0xFFFF)}"
    value = number(word)
    return f"{value >> 16}:{value & 0xFFFF}"


def matches(words: list[str], os: RoutingOs, source: Source) -> list[Match]:
    """The conditions of the words after `match`. Raises ValueError for what is not known.

    >>> from models.source import NOWHERE
    >>> from collectors.ioslike.routing.routing_os import EOS, IOS
    >>> matches("ip address prefix-list A B".split(), IOS, NOWHERE)
    [Match(kind='prefix-list', values=('A', 'B'), exact=False)]
    >>> [m.values for m in matches("community A B".split(), EOS, NOWHERE)]
    [('A',), ('B',)]
    """
    match words:
        case ["ip" | "ipv6", "address", "prefix-list", _, *_]:
            return [Match("prefix-list", tuple(words[3:]), source=source)]
        case ["ip" | "ipv6", "address", "access-list", _, *_]:
            return [Match("access-list", tuple(words[3:]), source=source)]
        case ["ip" | "ipv6", "address", name, *names] if name not in ("prefix-len", "dynamic", "resolved-next-hop"):
            return [Match("access-list", (name, *names), source=source)]
        case ["ip" | "ipv6", "next-hop", "prefix-list", _, *_]:
            return [Match("next-hop-prefix-list", tuple(words[3:]), source=source)]
        case ["ip" | "ipv6", "next-hop", _, *_] if all(is_ip(word) for word in words[2:]):
            return [Match("next-hop", tuple(str(ip(word)) for word in words[2:]), source=source)]
        case ["ip" | "ipv6", "next-hop", name, *names] if name not in ("address", "type", "prefix-len"):
            return [Match("next-hop-access-list", (name, *names), source=source)]
        case ["community" | "large-community" | "extcommunity" as word, _, *_]:
            return _communities(word, words[1:], os, source)
        case ["as-path", "length", "=", length]:
            return [Match("as-path-length", (str(number(length)),), source=source)]
        case ["as-path", name, *names] if name != "length":
            return [Match("as-path-list", (name, *names), source=source)]
        case ["interface", _, *_]:
            return [Match("interface", tuple(os.canonical_name(word) for word in words[1:]), source=source)]
        case ["tag" | "metric" | "local-preference" as word, _, *_]:
            return [Match(word, tuple(str(number(value)) for value in words[1:]), source=source)]
        case ["source-protocol", protocol] if protocol in PROTOCOLS:
            return [Match("protocol", (PROTOCOLS[protocol],), source=source)]
        case ["origin", "igp" | "egp" | "incomplete" as origin]:
            return [Match("origin", (origin,), source=source)]
        case ["route-type", _, *_]:
            return [Match("route-type", _route_types(words[1:], os), source=source)]
        case ["peer", address]:
            return [Match("neighbor", (str(ip(address)),), source=source)]
        case _:
            raise ValueError("not known here")


def _communities(word: str, names: list[str], os: RoutingOs, source: Source) -> list[Match]:
    """Lists of communities. EOS asks for all lists unless told `or-results`, the others for one of them."""
    kind = {"community": "community-list", "extcommunity": "ext-community-list"}.get(word, "large-community-list")
    exact = "exact-match" in names
    either = not os.communities_all_of or "or-results" in names
    names = [name for name in names if name not in ("exact-match", "or-results")]
    if not names or names[0] in ("instances", "any"):
        raise ValueError("no list is named")
    groups = [tuple(names)] if either else [(name,) for name in names]
    return [Match(kind, group, exact, source) for group in groups]


_LISTED = {
    "internal": "internal", "external": "external", "local": "local", "nssa-external": "nssa", "type-1": "external-1",
    "type-2": "external-2",
}  # fmt: skip


def _route_types(words: list[str], os: RoutingOs) -> tuple[str, ...]:
    if os.route_types_listed:
        if not set(words) <= set(_LISTED):
            raise ValueError("not known here")
        return tuple(_LISTED[word] for word in words)
    match words:
        case ["external", "type-1" | "type-2" as kind]:
            return (f"external-{kind[-1]}",)
        case ["nssa-external", "type-1" | "type-2" as kind]:
            return (f"nssa-{kind[-1]}",)
        case ["internal" | "external" | "local" | "nssa-external" as kind]:
            return ("nssa" if kind == "nssa-external" else kind,)
        case _:
            raise ValueError("not known here")


def effect(words: list[str], source: Source) -> SetAction:
    """The effect of the words after `set`. Raises ValueError for what is not known.

    >>> from models.source import NOWHERE
    >>> effect("community 65000:1 additive".split(), NOWHERE)
    SetAction(kind='community', values=('additive', '65000:1'))
    """
    kind, values = _effect(words)
    return SetAction(kind, values, source)


def _effect(words: list[str]) -> tuple[str, tuple[str, ...]]:
    match words:
        case ["local-preference" | "weight" | "tag" | "distance" as word, value]:
            return word, (str(number(value)),)
        case ["metric", value]:
            sign = value[:1] if value[:1] in ("+", "-") else ""
            return "metric", (sign + str(number(value.removeprefix(sign))),)
        case ["metric", *values] if len(values) == 5:  # for EIGRP
            return "vector", tuple(str(number(value)) for value in values)
        case ["origin", "igp" | "egp" | "incomplete" as origin]:
            return "origin", (origin,)
        case ["metric-type", "type-1" | "type-2" | "1" | "2" as kind]:
            return "metric-type", (kind[-1],)
        case ["ip", "next-hop", "peer-address"] | ["ipv6", "next-hop", "peer-address"]:
            return "next-hop", ("peer-address",)
        case ["ip" | "ipv6", "next-hop", "self"]:
            return "next-hop", ("self",)
        case ["ip" | "ipv6", "next-hop", address] | ["ipv6", "next-hop", "global", address]:
            return "next-hop", (str(ip(address)),)
        case ["as-path", "prepend", _, *_] if words[2] not in ("last-as", "auto"):
            return "as-path-prepend", _prepend(words[2:])
        case ["as-path", "prepend", "last-as", count]:
            return "as-path-prepend-last", (str(number(count, 1, 10)),)
        case ["community", "none"] | ["large-community", "none"]:
            return words[0], ("none",)
        case ["community", "community-list", name, "delete"] | ["comm-list", name, "delete"]:
            return "community-delete", (name,)
        case ["community", *values] if values and not {"delete", "community-list"} & set(values):
            added = ("additive",) if "additive" in values else ()
            return "community", (*added, *(community(v) for v in values if v != "additive"))
        case ["large-community", *values] if values and not {"delete", "large-community-list"} & set(values):
            added = ("additive",) if "additive" in values else ()
            return "large-community", (*added, *(v for v in values if v != "additive"))
        case ["extcommunity", "rt" | "soo" as kind, *values] if values and "delete" not in values:
            added = ("additive",) if "additive" in values else ()
            return "ext-community", (*added, *(f"{kind}:{v}" for v in values if v != "additive"))
        case _:
            raise ValueError("not known here")


def _prepend(words: list[str]) -> tuple[str, ...]:
    """AS numbers to prepend; EOS may end with `repeat 3`."""
    times = 1
    if words[-2:-1] == ["repeat"]:
        times, words = number(words[-1], 1, 64), words[:-2]
    return tuple(str(asn(word)) for word in words) * times
