"""What each single failure cuts off, against a network in which it has happened, and who the gateway of a host is then."""

import random
from dataclasses import replace
from ipaddress import ip_address

import pytest

from models.change import Change
from models.device import DeviceId
from models.interfaces import Fhrp, Vrf
from models.network import Network
from models.source import Coverage, Source, Status, UnreadLine
from netplan.forwarding.dataplane import DataPlane
from netplan.forwarding.live import Live
from netplan.forwarding.pairs import Pair, Reach, pairs, subnets
from netplan.forwarding.resilience import Loss, losses
from tests.gadgets.changing import draw
from tests.gadgets.engine import network, ospf, port, process, router, static, triangle

UNKNOWN = UnreadLine("filter x", "firewall", Status.NOT_MODELLED, Source("b.cfg", 3))


def all_pairs(plane: DataPlane) -> list[Pair]:
    known = subnets(plane)
    return list(pairs(plane, known, known))


def lost(net: Network) -> dict[str, Loss]:
    """By what fails, only what cuts or may cut."""
    state = Live.of(net)
    return {loss.failure.what: loss for loss in losses(state, all_pairs(state.plane)) if loss.cut or loss.doubtful}


def ends(pairs: tuple[Pair, ...]) -> set[tuple[str, str]]:
    return {(str(pair.source.prefix), str(pair.target.prefix)) for pair in pairs}


def gateways(net: Network, pair: Pair) -> set[tuple[DeviceId, str]]:
    """The ports that hosts of a source may hand packets to: its gateway, and those that share an address with it."""
    shared = {(device, name) for device, name in pair.source.ports if net.devices[device].interfaces[name].fhrp}
    return {pair.source.gateway} | shared


def twinned(dice: random.Random, net: Network) -> Network:
    """With a second router on each LAN, which shares the address of the gateway."""
    devices = dict(net.devices)
    for number, id in enumerate(sorted(net.devices)):
        if lan := devices[id].interfaces.get("lan"):
            group = (Fhrp("vrrp", 1, (ip_address(f"10.{number + 1}.0.254"),)),)
            devices[id] = replace(devices[id], interfaces={**devices[id].interfaces, "lan": replace(lan, fhrp=group)})
            beside = [each for each in sorted(devices) if each.department == id.department and each != id]
            if not beside:
                continue
            other = devices[dice.choice(beside)]
            twin = port(f"twin{number}", f"10.{number + 1}.0.2/24", fhrp=group, ospf=lan.ospf if dice.random() < 0.5 else ())
            devices[other.id] = replace(other, interfaces={**other.interfaces, twin.name: twin})
    return replace(net, devices=devices)


def puzzled(dice: random.Random, net: Network) -> Network:
    """With a router whose packets nobody knows the way of."""
    id = dice.choice(sorted(net.devices))
    odd = replace(net.devices[id], coverage=Coverage(unread=(UNKNOWN,)))
    return replace(net, devices={**net.devices, id: odd})


@pytest.mark.parametrize(("seed", "shared"), [*((seed, False) for seed in range(6)), *((seed, True) for seed in (3, 4, 5, 13))])
def test_what_is_cut_does_not_reach_in_the_network_after_the_failure(seed: int, shared: bool) -> None:
    dice = random.Random(seed)
    net = draw(dice)
    if shared:
        net = puzzled(dice, twinned(dice, net))
    state = Live.of(net)
    before = [pair for pair in all_pairs(state.plane) if pair.reach in (Reach.ALL, Reach.PART)]
    compared = 0
    for loss in losses(state, before):
        ports = [(device, net.devices[device].interfaces[name]) for device, name in loss.failure.ports]
        shut = [Change(device, port, replace(port, enabled=False)) for device, port in ports]
        plane = DataPlane.of(net.after(*shut))
        for source in {pair.source for pair in before}:
            mine = [pair for pair in before if pair.source == source]
            asked = [replace(source, gateway=gateway) for gateway in sorted(gateways(net, mine[0]))]
            after = list(pairs(plane, asked, [pair.target for pair in mine]))
            for pair in mine:
                reach = {each.reach for each in after if each.target == pair.target}
                lost = not reach & {Reach.ALL, Reach.PART}
                assert (pair in loss.doubtful) == (lost and Reach.UNKNOWN in reach), (loss.failure.what, pair)
                assert (pair in loss.cut) == (lost and Reach.UNKNOWN not in reach), (loss.failure.what, pair)
                compared += 1
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
    b = DeviceId("city", "b")
    a = DeviceId("city", "a")
    lan = port("lan", "10.8.0.1/24", **ospf(cost=5))
    devices = {
        **net.devices,
        a: replace(net.devices[a], interfaces={**net.devices[a].interfaces, "lan": lan}),
        b: replace(net.devices[b], coverage=Coverage(unread=(UNKNOWN,))),
    }
    found = lost(replace(net, devices=devices))
    (wire,) = (loss for what, loss in found.items() if "city/a e2" in what)
    assert ("10.8.0.0/24", "10.9.0.0/24") in ends(wire.doubtful) - ends(wire.cut)


FAR = (
    replace(router("fog", [port("e1", "10.0.3.2/30"), port("e2", "10.0.4.1/30")]), coverage=Coverage(unread=(UNKNOWN,))),
    router("t", [port("e1", "10.0.9.2/30"), port("e2", "10.0.4.2/30"), port("lan", "10.2.0.1/24")]),
)
"""A router of which it is not known what it does to packets, and one behind it with a LAN."""
WAY = ("10.1.0.0/24", "10.2.0.0/24")


def test_a_second_gateway_whose_way_is_not_known_now_leaves_it_open() -> None:
    """Two routers share the address of a LAN; x fails, and only the second one has another way, by a router that is not known."""
    group = (Fhrp("vrrp", 1, (ip_address("10.1.0.254"),)),)

    a = router(
        "a",
        [port("lan", "10.1.0.3/24", fhrp=group), port("up", "10.0.1.1/30")],
        statics=frozenset({static("10.2.0.0/24", "10.0.1.2")}),
    )
    b = router(
        "b",
        [port("lan", "10.1.0.2/24", fhrp=group), port("up", "10.0.2.1/30"), port("side", "10.0.3.1/30")],
        statics=frozenset({static("10.2.0.0/24", "10.0.2.2"), static("10.2.0.0/24", "10.0.3.2", distance=100)}),
    )
    x = router(
        "x",
        [port("e1", "10.0.1.2/30"), port("e2", "10.0.2.2/30", vrf="dead"), port("e3", "10.0.9.1/30")],
        statics=frozenset({static("10.2.0.0/24", "10.0.9.2")}),
        vrfs={"dead": Vrf("dead")},
    )
    wired = network(a, b, x, *FAR, links=[("city/b:up", "city/x:e2")])
    assert WAY in ends(lost(wired)["city/x"].doubtful) - ends(lost(wired)["city/x"].cut), "black-holed before, unknown after"


def test_what_was_not_known_and_is_lost_for_sure_is_cut() -> None:
    """Both gateways send by x: a's packets arrived, b's went on to a router that is not known."""
    group = (Fhrp("vrrp", 1, (ip_address("10.1.0.254"),)),)
    a, b = (
        router(
            name,
            [port("lan", f"10.1.0.{number}/24", fhrp=group), port("up", f"10.0.{number}.1/30")],
            statics=frozenset({static("10.2.0.0/24", f"10.0.{number}.2")}),
        )
        for number, name in ((2, "a"), (1, "b"))
    )
    x = router(
        "x",
        [
            port("e1", "10.0.2.2/30"),
            port("e2", "10.0.1.2/30", vrf="red"),
            port("e3", "10.0.9.1/30"),
            port("e4", "10.0.3.1/30", vrf="red"),
        ],
        statics=frozenset({static("10.2.0.0/24", "10.0.9.2"), static("10.2.0.0/24", "10.0.3.2", vrf="red")}),
        vrfs={"red": Vrf("red")},
    )
    found = lost(network(a, b, x, *FAR))["city/x"]
    assert WAY in ends(found.cut) - ends(found.doubtful)
