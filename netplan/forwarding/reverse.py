"""The reverse path check (RFC 3704, 2.3): packets whose source no route leads back to by the port that they came in by.

Routes that lost to others count for some systems, and no table here has them: what fails the check is not known to be dropped.
"""

from collections.abc import Iterator

from netplan.forwarding.boxes import Box, split
from netplan.forwarding.fib import Fib
from netplan.forwarding.places import At


def unexpected(fib: Fib, at: At, box: Box, family: int) -> Iterator[tuple[Box, str]]:
    """`box` in parts: those that may be dropped, each with why, and those that pass the check, with ""."""
    topology = fib.topology
    if at.port < 0 or not topology.ports[at.port].interface.source_check:
        yield box, ""
        return
    low, high = box.src
    spans = [span for span in fib.served(at.node, at.port, family) if span[0] <= high and low <= span[1]]
    expected, others = split([box], [box._replace(src=(max(first, low), min(last, high))) for first, last in spans])
    yield from ((part, "") for part in expected)
    name = topology.ports[at.port].interface.name
    why = f"no route of {topology.nodes[at.node]} leads back to its source by {name}, which is checked there"
    yield from ((part, why) for part in others)
