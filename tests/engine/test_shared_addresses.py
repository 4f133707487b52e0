"""An address that routers share (VRRP, HSRP): who holds it answers itself, the others hand packets for it over."""

from ipaddress import IPv4Address, ip_address

import pytest

from models.device import DeviceId
from models.filters import Acl, AclRule, Wildcard
from models.interfaces import Fhrp
from models.network import Network
from models.source import Source
from models.verdict import Fate, Packet
from netplan.forwarding.answers import answer_paths
from netplan.forwarding.boxes import Box, Flow
from netplan.forwarding.dataplane import DataPlane
from tests.gadgets.engine import network, port, router

SHARED = IPv4Address("10.1.0.254")
A, B = DeviceId("city", "a"), DeviceId("city", "b")
NOT_FROM_IT = Acl("IN", (AclRule(False, sources=(Wildcard(int(SHARED), 0),)), AclRule(True)), source=Source("a.cfg", 1))
NOT_TO_IT = Acl("OUT", (AclRule(False, destinations=(Wildcard(int(SHARED), 0),)), AclRule(True)), source=Source("a.cfg", 9))


def pair(**more: str) -> Network:
    """Two routers that share an address on a wire between them; a holds it, and has another port."""
    ends = []
    for name, number, priority in (("a", 2, 110), ("b", 3, 100)):
        group = (Fhrp("vrrp", 1, (ip_address(str(SHARED)),), priority=priority),)
        facts = more if name == "a" else {}
        ports = [port("lan", f"10.1.0.{number}/24", fhrp=group, **facts), port("up", f"10.{number}.0.1/24")]
        ends.append(router(name, ports, acls={acl.name: acl for acl in (NOT_FROM_IT, NOT_TO_IT)}))
    return network(*ends, links=[("city/a:lan", "city/b:lan")])


@pytest.mark.parametrize("facts", [{}, {"acl_in": "IN"}, {"acl_out": "OUT"}])
def test_who_holds_it_answers_itself_whatever_the_filters_of_the_port_say(facts: dict[str, str]) -> None:
    plane = DataPlane.of(pair(**facts))
    packet = Packet("10.2.0.9", str(SHARED), "icmp")
    (path,) = plane.trace((A, "up"), packet)
    assert (path.fate, path.why) == (Fate.DELIVERED, "city/a owns the address")
    (back,) = answer_paths(plane, (A, "up"), packet)
    assert (back.fate, back.why) == (Fate.DELIVERED, "a host on the subnet of up")


def test_the_other_one_hands_packets_for_it_over() -> None:
    plane = DataPlane.of(pair())
    (path,) = plane.trace((B, "up"), Packet("10.3.0.9", str(SHARED), "icmp"))
    assert (path.fate, path.why) == (Fate.DELIVERED, "city/a owns the address")


def test_sets_and_fates_say_the_same_on_a_wire_where_nobody_else_is() -> None:
    plane = DataPlane.of(pair())
    mask = plane.fates([(A, "default"), (B, "default")], [int(SHARED), int(SHARED) - 1]).mask
    assert mask.tolist() == [[1, 4], [1, 4]], "delivered; black-holed"
    around = Box((1, 1), (0x0A020009, 0x0A020009), (int(SHARED) - 4, int(SHARED) + 1))
    ends = {(piece.box.dst, piece.end.fate) for piece in plane.reach((A, "up"), Flow((around,)))}
    first, last = int(SHARED) - 4, int(SHARED) + 1
    assert ends == {
        ((first, int(SHARED) - 1), Fate.BLACK_HOLED), ((int(SHARED),) * 2, Fate.DELIVERED), ((last, last), Fate.BLACK_HOLED),
    }  # fmt: skip
