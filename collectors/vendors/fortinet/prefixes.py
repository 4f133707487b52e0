"""Networks as FortiOS writes them."""

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network

from models.routing import Prefix
from models.values import mask_length

ANY: Mapping[int, Prefix] = {4: IPv4Network((0, 0)), 6: IPv6Network((0, 0))}
"""Where no destination is set."""


def prefix_of(words: list[str]) -> Prefix:
    """A network with its mask beside it or as a length. Raises ValueError.

    >>> prefix_of(["10.1.2.3", "255.255.0.0"])
    IPv4Network('10.1.0.0/16')
    """
    if len(words) == 2:
        return IPv4Network(f"{words[0]}/{mask_length(words[1])}", strict=False)
    if len(words) != 1:
        raise ValueError("not a prefix")
    return ip_network(words[0], strict=False)
