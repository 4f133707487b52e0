"""`redistribute ...` as OSPF and BGP have it on IOS, EOS and FRR."""

from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import asn, name_of, number, optional, options
from models.routing import Redistribution
from models.source import Source

PROTOCOLS = {
    "connected": "connected", "direct": "connected", "static": "static", "ospf": "ospf", "ospf6": "ospf3", "ospfv3": "ospf3",
    "bgp": "bgp", "rip": "rip", "ripng": "rip", "eigrp": "eigrp", "isis": "isis", "kernel": "kernel",
}  # fmt: skip
"""The word of the config to the protocol of the model."""


def redistribution(words: list[str], os: RoutingOs, into: str, version: int, source: Source) -> Redistribution:
    """The words after `redistribute`, `into` "ospf" or "bgp" of IP `version`. Raises ValueError for what is not known.

    >>> from models.source import NOWHERE
    >>> from collectors.ioslike.routing.routing_os import IOS
    >>> found = redistribution("ospf 1 match internal external 1 route-map M".split(), IOS, "bgp", 4, NOWHERE)
    >>> found.process, found.match, found.policies
    ('1', ('internal', 'external-1'), ('M',))
    >>> redistribution(["static"], IOS, "ospf", 4, NOWHERE).classful_only
    True
    """
    protocol = PROTOCOLS.get(words[0]) if words else None
    if protocol is None:
        raise ValueError("a protocol that is not known here")
    if protocol == "ospf" and version == 6 and os.ospf_subnets_word:
        protocol = "ospf3"  # IOS has one word for both versions; below IPv6 it can only be OSPFv3
    process, rest = _process(protocol, words[1:])
    types, rest = _match(rest)
    if protocol == "isis":
        types, rest = _levels(rest, os)
    if protocol == "ospf" and into == "bgp" and not types and not os.bgp_takes_all_ospf:
        types = ("internal",)
    known = {"metric": 1, "metric-type": 1, "tag": 1, "route-map": 1, "subnets": 0, "include-connected": 0}
    found = options(rest, known)
    kind = found["metric-type"][0].removeprefix("type-") if "metric-type" in found else ""
    return Redistribution(
        protocol,
        process,
        policies=name_of(found, "route-map"),
        metric=optional(found, "metric"),
        metric_type=number(kind, 1, 2) if kind else None,
        tag=optional(found, "tag"),
        classful_only=into == "ospf" and version == 4 and os.ospf_subnets_word and "subnets" not in found,
        match=types,
        family=version if into == "bgp" else 0,
        source=source,
    )


def _process(protocol: str, words: list[str]) -> tuple[str, list[str]]:
    """The process that routes come from: a number, for IS-IS a name too."""
    first = words[0] if words else ""
    if protocol in ("ospf", "ospf3", "eigrp") and first.isdigit():
        return first, words[1:]
    if protocol == "bgp" and first[:1].isdigit():
        return str(asn(first)), words[1:]
    if protocol == "isis" and first and first not in ("metric", "route-map", "subnets", "tag"):
        return ("", words) if first in _LEVELS else (first, words[1:])
    return "", words


_LEVELS = {"level-1": ("level-1",), "level-2": ("level-2",), "level-1-2": ("level-1", "level-2")}


def _levels(words: list[str], os: RoutingOs) -> tuple[tuple[str, ...], list[str]]:
    """The levels of IS-IS whose routes are taken, and the other words."""
    named = [word for word in words if word in _LEVELS]
    if len(named) > 1:
        raise ValueError("more than one level")
    return _LEVELS[named[0]] if named else os.isis_levels_taken, [word for word in words if word not in _LEVELS]


def _match(words: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """The values of `match internal external 1 nssa-external 2`, and the words around them."""
    if "match" not in words:
        return (), words
    at = words.index("match")
    types: list[str] = []
    end = at + 1
    while end < len(words) and words[end] in ("internal", "external", "nssa-external"):
        word = {"nssa-external": "nssa"}.get(words[end], words[end])
        kind = words[end + 1] if end + 1 < len(words) and words[end + 1] in ("1", "2") else ""
        types += (
            [f"{word}-{kind}"] if word == "external" and kind else ["external-1", "external-2"] if word == "external" else [word]
        )
        end += 2 if kind else 1
        if end < len(words) and words[end] == "match":
            end += 1
    if not types:
        raise ValueError("match without a type of route")
    return tuple(dict.fromkeys(types)), words[:at] + words[end:]
