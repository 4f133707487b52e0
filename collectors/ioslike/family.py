"""In what the members of the IOS-like family differ, as data that the shared readers are made with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IosLike:
    """One member of the family. `name` is the name of its dialect."""

    name: str
    canonical_name: Callable[[str], str]
    """Any spelling of an interface name to the one that the OS prints."""
    port_mode: str = "routed"
    """What a physical port is that says nothing of it: "routed" or "switched"."""
    vlan_mode: str = "access"
    """The mode of a switched port that states none: "access" or "dynamic"."""


def negated(features: Mapping[str, str]) -> dict[str, str]:
    """The keys of a table of ignored or unmodelled lines with `no` before each.

    >>> negated({"cdp run": "discovery protocol"})
    {'no cdp run': 'discovery protocol'}
    """
    return {f"no {words}": feature for words, feature in features.items()}


def with_negated(features: Mapping[str, str]) -> dict[str, str]:
    """A table of ignored lines and their `no` forms.

    >>> sorted(with_negated({"cdp run": "discovery protocol"}))
    ['cdp run', 'no cdp run']
    """
    return {**features, **negated(features)}
