"""In what the ports of the IOS-like systems differ, as data that the shared readers are made with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PortStyle:
    """What one OS calls its ports and makes of a port that says little."""

    canonical_name: Callable[[str], str]
    """Any spelling of an interface name to the one that the OS prints."""
    port_mode: str = "routed"
    """What a physical port is that says nothing of it: "routed" or "switched"."""
    vlan_mode: str = "access"
    """The mode of a switched port that states none: "access" or "dynamic"."""
    bandwidth_unit: int = 1000
    """Bits per second in one unit of the interface command `bandwidth`."""
    speeds: Mapping[str, int] = field(default_factory=dict)
    """Type of interface → bits per second that its name implies."""


def words_of(features: Mapping[str, str]) -> dict[str, str]:
    """A table of feature → first words of lines, parted by commas, turned round for `Dialect`.

    >>> words_of({"discovery protocol": "cdp, lldp run"})
    {'cdp': 'discovery protocol', 'lldp run': 'discovery protocol'}
    """
    return {" ".join(words.split()): feature for feature, lines in features.items() for words in lines.split(",")}


def merged(*tables: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Tables of `Dialect.ignored` or `Dialect.unmodelled` put together; a later table wins over an earlier one.

    >>> merged({"": {"cdp": "a"}}, {"": {"lldp": "b"}, "interface": {"cdp": "c"}})
    {'': {'cdp': 'a', 'lldp': 'b'}, 'interface': {'cdp': 'c'}}
    """
    together: dict[str, dict[str, str]] = {}
    for table in tables:
        for context, words in table.items():
            together.setdefault(context, {}).update(words)
    return together


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
