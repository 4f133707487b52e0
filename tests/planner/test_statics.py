"""Whether the routes of an interconnect get into a protocol that takes static routes by a policy."""

import pytest

from models.device import Device, DeviceId
from models.policy import Match, Policy, Term
from models.routing import Redistribution
from netplan.planner.context import ROUTE_TAG
from netplan.planner.recipes.statics import _lets_through

OURS = Match("tag", (str(ROUTE_TAG),))
OTHER = Match("tag", (str(ROUTE_TAG + 1),))
SOME = Match("prefix-list", ("SOME",))


@pytest.mark.parametrize(
    ("terms", "passes"),
    [
        ([Term("10", "permit", (OURS,))], True),
        ([Term("10", "deny", (OTHER,)), Term("20", "permit")], True),
        ([Term("10", "deny", (OURS,)), Term("20", "permit")], False),
        ([Term("10", "deny", (SOME,)), Term("20", "permit")], False),
        ([Term("10", "deny", (SOME, OTHER)), Term("20", "permit")], True),
        ([Term("10", "permit", (SOME,)), Term("20", "permit")], True),
        ([Term("10", "permit", (SOME,))], False),
        ([Term("10", "permit", (Match("protocol", ("connected",)),))], False),
        ([], False),
    ],
)
def test_a_policy_lets_every_prefix_of_ours_through_only_if_no_earlier_term_may_refuse_one(terms: list[Term], passes: bool) -> None:
    device = Device(DeviceId("hr", "r1"), "cisco_ios", policies={"P": Policy("P", tuple(terms))})
    assert _lets_through(Redistribution("static", policies=("P",)), device) is passes
