"""Routing protocols and routing policy of the Cisco-like family: one table of readers for each of its members."""

from collectors.dialect import Reader, Words
from collectors.draft import Draft
from collectors.ioslike.routing_os import EOS, FRR, IOS, IosLike

__all__ = ["EOS", "FRR", "IOS", "ROUTING_IGNORED", "ROUTING_UNMODELLED", "IosLike", "routing_finish", "routing_readers"]


def routing_readers(os: IosLike) -> dict[str, tuple[str, Reader]]:
    """First words of a top-level line → feature and reader, to be merged into `Dialect.readers` of `os`."""
    return {}


def routing_finish(draft: Draft) -> None:
    """What needs the whole config: OSPF processes of interfaces, the default gateway of a switch. For `Dialect.finish`."""


ROUTING_IGNORED: Words = {}
ROUTING_UNMODELLED: Words = {}
