"""Which sessions come up, and the reason that is given for each that does not."""

from ipaddress import IPv4Address, ip_network

import pytest

from models.device import DeviceId
from models.routing import BgpFamily, BgpNeighbor, Redistribution
from tests.gadgets.bgp import Lab

P = "203.0.113.0/24"


def pair(asn_a: int = 1, asn_b: int = 2) -> Lab:
    lab = Lab()
    lab.router("a", asn_a, [P])
    lab.router("b", asn_b)
    lab.link("a", "b", igp=True)
    return lab


def at(lab: Lab, name: str, peer: str) -> IPv4Address:
    """The address of a router on its link to another."""
    return IPv4Address(str(lab.devices[name].interfaces[f"to-{peer}"].addresses[0].ip.ip))


def test_both_ends_agree() -> None:
    lab = pair()
    lab.ebgp("a", "b")
    assert lab.state("a", str(at(lab, "b", "a"))) == ("up", "")
    assert lab.state("b", str(at(lab, "a", "b"))) == ("up", "")


def test_one_sided() -> None:
    lab = pair()
    lab.neighbor("a", at(lab, "b", "a"), 2)
    state, why = lab.state("a", str(at(lab, "b", "a")))
    assert state == "down"
    assert "does not name" in why


def test_wrong_as() -> None:
    lab = pair()
    lab.neighbor("a", at(lab, "b", "a"), 7)
    lab.neighbor("b", at(lab, "a", "b"), 1)
    state, why = lab.state("a", str(at(lab, "b", "a")))
    assert (state, why) == ("down", "lab/a expects AS 7, lab/b is AS 2")


def test_local_as_is_what_the_peer_must_expect() -> None:
    for expected, path in ((9, (9, 1)), (1, None)):
        lab = pair()
        lab.neighbor("a", at(lab, "b", "a"), 2, local_as=9)
        lab.neighbor("b", at(lab, "a", "b"), expected)
        assert bool(lab.via("b", P)) == (path is not None)


def test_external_over_loopbacks_needs_multihop() -> None:
    for hops, state in ((0, "down"), (2, "up")):
        lab = pair()
        lab.neighbor("a", lab.loopback("b"), 2, update_source="Loopback0", multihop=hops)
        lab.neighbor("b", lab.loopback("a"), 1, update_source="Loopback0", multihop=hops)
        assert lab.state("a", str(lab.loopback("b")))[0] == state


def test_internal_from_the_wrong_source_is_down_when_both_get_it_wrong() -> None:
    for source, state in (("Loopback0", "up"), ("", "down")):
        lab = pair(1, 1)
        lab.neighbor("a", lab.loopback("b"), 1, update_source=source)
        lab.neighbor("b", lab.loopback("a"), 1)
        assert lab.state("a", str(lab.loopback("b")))[0] == state


def test_a_listener_takes_callers_of_its_range() -> None:
    lab = pair()
    lab.neighbor("a", at(lab, "b", "a"), 2)
    listener = BgpNeighbor(None, remote_as=1, listen_range=ip_network("10.255.0.0/16"), families=(BgpFamily(),))
    lab.process("b", neighbors=(listener,))
    assert lab.via("b", P) == ["a"]


def test_over_a_port_without_addresses() -> None:
    lab = pair()
    for name, port in (("a", "to-b"), ("b", "to-a")):
        lab.process(name, neighbors=(BgpNeighbor(None, interface=port, remote_kind="external", families=(BgpFamily(),)),))
    assert [(r.next_hop is None or str(r.next_hop) != "", r.protocol) for r in lab.routes("b", P)] == [(True, "bgp")]


def test_a_peer_outside_the_snapshot_is_external_and_noted() -> None:
    lab = pair()
    outside = at(lab, "b", "a")
    lab.neighbor("a", outside, 2)
    del lab.devices["b"]
    lab.graph.remove_node("b")
    assert lab.state("a", str(outside))[0] == "external"
    assert [note.kind for note in lab.result.notes] == ["external"]


def test_no_common_address_family() -> None:
    lab = pair()
    lab.neighbor("a", at(lab, "b", "a"), 2, {"family": "ipv6 unicast"})
    lab.neighbor("b", at(lab, "a", "b"), 1)
    assert lab.state("a", str(at(lab, "b", "a")))[1] == "no address family is active at both ends"


def test_shut_down_and_unreachable() -> None:
    lab = pair()
    lab.neighbor("a", at(lab, "b", "a"), 2, enabled=False)
    lab.neighbor("a", IPv4Address("198.18.0.1"), 3)
    assert lab.state("a", str(at(lab, "b", "a")))[1] == "shut down by its configuration"
    assert lab.state("a", "198.18.0.1") == ("down", "no route to 198.18.0.1")


def test_default_deny_exchanges_nothing_without_a_policy() -> None:
    lab = pair()
    lab.neighbor("a", at(lab, "b", "a"), 2, advertisement_policy_default="deny")
    lab.neighbor("b", at(lab, "a", "b"), 1)
    assert lab.state("a", str(at(lab, "b", "a")))[0] == "up"
    assert lab.via("b", P) == []


def test_what_is_not_modelled_spreads_to_who_hears_it() -> None:
    lab = pair()
    lab.ebgp("a", "b")
    lab.process("a", redistributions=(Redistribution("babel"),))
    gaps = {key[0].name: why for key, why in lab.result.gaps.items()}
    assert gaps["a"] == "redistribution from babel is not modelled"
    assert gaps["b"].startswith(gaps["a"])


@pytest.mark.parametrize(("limit", "whole"), [(1, False), (2, True), (None, True)])
def test_a_session_that_brings_too_many_prefixes_makes_all_bgp_behind_it_unknown(limit: int | None, whole: bool) -> None:
    lab = Lab()
    lab.router("a", 1, [P, "198.51.100.0/24"])
    lab.router("b", 2)
    lab.link("a", "b")
    lab.ebgp("a", "b", at_b={"maximum_prefixes": limit})
    gaps = lab.result.gaps
    assert (not gaps) is whole
    if not whole:
        assert "lab/a sends 2 prefixes to lab/b, which ends the session at more than 1" in gaps[DeviceId("lab", "b"), "default"]
        assert DeviceId("lab", "a") in {device for device, _ in gaps}
