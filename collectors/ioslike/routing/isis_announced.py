"""What a process of IS-IS announces beside its own subnets: `redistribute`, `default-information`, `summary-address`, leaks."""

from collectors.ioslike.ports.isis_port import LEVELS
from collectors.ioslike.routing.redistribution import redistribution
from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import name_of, optional, options, prefix
from models.isis import IsisDefault, IsisLeak, IsisRedistribution, IsisSummary
from models.source import Source

_FAMILIES = {"ipv4": 4, "ipv6": 6}


def _split(words: list[str], usual: int) -> tuple[int, list[str]]:
    """The level that words name, and the other words."""
    named = [word for word in words if word in LEVELS]
    if len(named) > 1:
        raise ValueError("more than one level")
    return LEVELS[named[0]] if named else usual, [word for word in words if word not in LEVELS]


def _family(words: list[str], family: int) -> tuple[int, list[str]]:
    """FRR names the IP version in the line; others stand in a block of it."""
    return (_FAMILIES[words[0]], words[1:]) if words and words[0] in _FAMILIES else (family, words)


def redistributed(words: list[str], os: RoutingOs, family: int, source: Source) -> IsisRedistribution:
    """The words after `redistribute`.

    >>> from collectors.ioslike.routing.routing_os import FRR, IOS
    >>> from models.source import NOWHERE
    >>> found = redistributed("ipv6 connected level-1 metric 5".split(), FRR, 4, NOWHERE)
    >>> found.protocol, found.level, found.family, found.metric
    ('connected', 1, 6, 5)
    >>> redistributed("static metric-type external".split(), IOS, 4, NOWHERE).level
    Traceback (most recent call last):
        ...
    ValueError: external metrics are not modelled
    """
    family, words = _family(words, family)
    level, words = _split(words, os.isis_level_of_externals)
    words = [word for word in words if word not in ("ip", "subnets")]
    if "metric-type" in words:
        at = words.index("metric-type")
        if words[at + 1 : at + 2] != ["internal"]:
            raise ValueError("external metrics are not modelled")
        words = words[:at] + words[at + 2 :]
    taken = redistribution(words, os, "isis", family, source)
    return IsisRedistribution(
        taken.protocol, level, family, taken.process, taken.policies, taken.metric, match=taken.match, source=source
    )


def default(words: list[str], os: RoutingOs, family: int, source: Source) -> IsisDefault:
    """The words after `default-information originate`."""
    family, words = _family(words, family)
    level, words = _split(words, 2)
    found = options(words, {"always": 0, "metric": 1, "route-map": 1})
    metric = optional(found, "metric", 0xFFFFFF)
    always = os.isis_default_always or "always" in found
    return IsisDefault(level, family, always, metric or 0, name_of(found, "route-map"), source)


def summary(words: list[str], source: Source) -> IsisSummary:
    """The words after `summary-address`."""
    found, rest = prefix(words)
    level, rest = _split(rest, 2)
    said = options(rest, {"metric": 1})
    return IsisSummary(found, level, optional(said, "metric"), source)


def leak(words: list[str], family: int, source: Source) -> IsisLeak:
    """`[ip] level-2 into level-1 [route-map M|distribute-list L]`; NX-OS ends with `all`."""
    words = words[1:] if words[:1] in (["ip"], ["ipv6"]) else words
    match words:
        case ["level-1" | "level-2" as one, "into", "level-1" | "level-2" as other, *rest] if one != other:
            rest = [] if rest == ["all"] else rest
            found = options(rest, {"route-map": 1, "distribute-list": 1, "distribute-list-prefix": 1})
            return IsisLeak(LEVELS[other], family, name_of(found, "route-map") or name_of(found, "distribute-list"), False, source)
    raise ValueError("no two levels")
