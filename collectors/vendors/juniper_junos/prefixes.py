"""Route filters and prefix-list filters as ranges of prefix lengths."""

import re
from ipaddress import ip_network

from collectors.draft import Draft


def list_ranges(name: str, how: str, draft: Draft) -> tuple[str, ...] | None:
    """The ranges of `prefix-list-filter NAME HOW`; None when it cannot be said."""
    if (known := draft.prefix_lists.get(name)) is None:
        return None
    ranges = [prefix_range(str(rule.prefix), how, "") for rule in known.rules]
    return tuple(text for text in ranges if text) if all(ranges) else None


def prefix_range(prefix: str, how: str, argument: str) -> str:
    """A route filter as a range of prefix lengths; "" when it cannot be said.

    >>> prefix_range("10.0.0.0/8", "upto", "/24"), prefix_range("10.0.0.0/8", "longer", "")
    ('10.0.0.0/8 ge 8 le 24', '10.0.0.0/8 ge 9 le 32')
    """
    try:
        network = ip_network(prefix, strict=False)
    except ValueError:
        return ""
    size, most = network.prefixlen, network.max_prefixlen
    match how, re.findall(r"/(\d{1,3})", argument):
        case ("exact", []):
            return str(network)
        case ("orlonger", []):
            return f"{network} ge {size} le {most}"
        case ("longer", []):
            return f"{network} ge {size + 1} le {most}" if size < most else ""
        case ("upto", [last]):
            return f"{network} ge {size} le {last}"
        case ("prefix-length-range", [first, last]):
            return f"{network} ge {first} le {last}"
    return ""
