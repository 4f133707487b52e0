"""What each single failure cuts off, against a network in which it has happened, and who the gateway of a host is then."""

import random
from dataclasses import replace
from ipaddress import ip_address

import pytest

from models.change import Change
from models.device import DeviceId
from models.interfaces import Fhrp
from models.network import Network
from models.source import Coverage, Source, Status, UnreadLine
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.live import Live
from netplan.forwarding.pairs import Pair, Reach, pairs, subnets
from netplan.forwarding.resilience import Loss, losses
from tests.gadgets.changing import draw
from tests.gadgets.engine import network, ospf, port, process, router, triangle


def all_pairs(plane: DataPlane) -> list[Pair]:
    known = subnets(plane)
    return list(pairs(plane, known, known))


def lost(net: Network) -> dict[str, Loss]:
    """By what fails, only what cuts or may cut."""
    state = Live.of(net)
    return {loss.failure.what: loss for loss in losses(state, all_pairs(state.plane)) if loss.cut or loss.doubtful}


def ends(pairs: tuple[Pair, ...]) -> set[tuple[str, str]]:
    return {(str(pair.source.prefix), str(pair.target.prefix)) for pair in pairs}


@pytest.mark.parametrize("seed", range(6))
def test_what_is_cut_does_not_reach_in_the_network_after_the_failure(seed: int) -> None:
    net = draw(random.Random(seed))
    state = Live.of(net)
    before = all_pairs(state.plane)
    compared = 0
    for loss in losses(state, before):
        down = set(loss.failure.ports)
        shut = [Change(d, p, replace(p, enabled=False)) for d, n in down for p in (net.devices[d].interfaces[n],)]
        plane = DataPlane.of(net.after(*shut))
        after = {(p.source.gateway, p.target.gateway): p.reach for p in all_pairs(plane)}
        for pair in before:
            reach = after.get((pair.source.gateway, pair.target.gateway))
            if pair.reach in (Reach.ALL, Reach.PART) and reach is not None:
                compared += 1
                assert (pair in loss.cut) == (reach is Reach.NONE), (loss.failure.what, pair)
                assert (pair in loss.doubtful) <= (reach is Reach.UNKNOWN), (loss.failure.what, pair)
    assert compared > 3


def test_hosts_follow_a_shared_gateway_and_no_other() -> None:
    """Two routers on one LAN, each with a wire to a third one with a LAN of its own."""

    def twins(shared: bool) -> Network:
        group = (Fhrp("vrrp", 1, (ip_address("10.1.0.254"),)),) if shared else ()
        a, b = (
            router(
                name,
                [port("lan", f"10.1.0.{number}/24", fhrp=group, **ospf()), port("up", f"10.0.{number}.1/30", **ospf())],
                ospf=process(),
            )
            for number, name in ((1, "a"), (2, "b"))
        )
        wires = [port("e1", "10.0.1.2/30", **ospf()), port("e2", "10.0.2.2/30", **ospf()), port("lan", "10.2.0.1/24", **ospf())]
        return network(a, b, router("c", wires, ospf=process()))

    way = ("10.1.0.0/24", "10.2.0.0/24")
    assert set(lost(twins(shared=True))) == {"city/c", "city/a lan - city/b lan"}
    alone = lost(twins(shared=False))
    assert way in ends(alone["city/a"].cut), "a host that only knows a's address is left alone"
    assert "city/b" not in alone


def test_a_detour_that_is_not_known_leaves_it_open() -> None:
    net = triangle()
    line = UnreadLine("filter x", "firewall", Status.NOT_MODELLED, Source("b.cfg", 3))
    b = DeviceId("city", "b")
    a = DeviceId("city", "a")
    lan = port("lan", "10.8.0.1/24", **ospf(cost=5))
    devices = {
        **net.devices,
        a: replace(net.devices[a], interfaces={**net.devices[a].interfaces, "lan": lan}),
        b: replace(net.devices[b], coverage=Coverage(unread=(line,))),
    }
    found = lost(replace(net, devices=devices))
    (wire,) = (loss for what, loss in found.items() if "city/a e2" in what)
    assert ("10.8.0.0/24", "10.9.0.0/24") in ends(wire.doubtful) - ends(wire.cut)
