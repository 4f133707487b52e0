"""What must hold in every state: one invariant a file, each a function whose docstring is the invariant."""

from netplan.verifier.fault import About, Invariant
from netplan.verifier.invariants.black_holes import no_black_hole
from netplan.verifier.invariants.isolation import must_not_reach
from netplan.verifier.invariants.loops import no_loop
from netplan.verifier.invariants.reach import must_reach
from netplan.verifier.invariants.unchanged import nothing_else_changed
from netplan.verifier.invariants.unique import unique_addresses

INVARIANTS = (
    Invariant("reach", "What must talk, talks", About.FLOWS, must_reach),
    Invariant("isolation", "What must not talk, does not", About.FLOWS, must_not_reach),
    Invariant("unchanged", "Nothing else changes", About.FLOWS, nothing_else_changed),
    Invariant("loops", "No packet circles", About.ROUTING, no_loop),
    Invariant("black-holes", "No packet is lost on the way to a prefix that was reachable", About.ROUTING, no_black_hole),
    Invariant("unique", "Every address is used once", About.ADDRESSES, unique_addresses),
)
