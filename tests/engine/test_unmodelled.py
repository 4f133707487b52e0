"""Lines outside the model: what each can change, and that no dialect's harmless feature is one of another name."""

from dataclasses import replace

import pytest

from collectors.dialect import dialects
from models.device import Device, DeviceId
from models.routing import BgpProcess
from models.source import Coverage, Source, Status, UnreadLine
from netplan.routing.unmodelled import DATA, HARMLESS, effect, unmodelled

FEATURES = {
    feature.lower() for dialect in dialects().values() for table in dialect.unmodelled.values() for feature in table.values()
} | {"host firewall"}


def line(feature: str, status: Status = Status.NOT_MODELLED) -> UnreadLine:
    return UnreadLine(f"some {feature} line", feature, status, Source("r1.cfg", 7))


def test_every_placed_feature_is_one_that_a_dialect_names() -> None:
    assert not (HARMLESS | DATA) - FEATURES, "a name that no dialect uses hides a feature that was renamed"
    assert not HARMLESS & DATA


@pytest.mark.parametrize(
    "feature", ["EIGRP", "IS-IS", "RIP", "EVPN", "mpls", "aggregate-route", "route leaking", "bgp confederation"]
)
def test_what_makes_routes_makes_the_table_unknown(feature: str) -> None:
    assert effect(line(feature)) == "control"


def test_what_a_device_takes_for_itself_matters_where_a_routing_protocol_is_spoken() -> None:
    quiet = Device(DeviceId("hr", "r1"), "vyos", coverage=Coverage(unread=(line("control-plane filter"),)))
    assert unmodelled(quiet).control == ""
    speaks = replace(quiet, bgp={"default": BgpProcess(65001)})
    assert unmodelled(speaks).control == "some control-plane filter line (r1.cfg:7) is not modelled"


def test_a_line_that_nobody_knows_may_change_anything() -> None:
    assert effect(line("multicast", Status.UNKNOWN)) == "control"
    device = Device(DeviceId("hr", "r1"), "cisco_ios", coverage=Coverage(unread=(line("brand new", Status.UNKNOWN),)))
    assert unmodelled(device).control == "some brand new line (r1.cfg:7) is not understood"
    assert unmodelled(replace(device, coverage=Coverage(unread=(line("multicast"),)))) == ("", "")
