"""Addresses that move are found in every fact that names them."""

from dataclasses import replace
from ipaddress import IPv4Address, ip_network

from models.nat import NatKind, NatPool
from models.network import Network
from models.plan import Move
from netplan.planner.renaming import Renaming
from netplan.planner.traces import still_named
from tests.gadgets.nat import BORDER, border, one, rule


def named(net: Network, block: str) -> list[str]:
    moved = Renaming((Move("city", ip_network(block), ip_network("10.200.0.0/24"), 1),))
    return list(still_named(net, [BORDER], moved))


def test_translation_rules_and_pools_name_addresses() -> None:
    net = border(rule(NatKind.STATIC, local=one("10.50.0.5"), outer=one("10.60.0.5")))
    pool = NatPool("P", IPv4Address("10.70.0.8"), IPv4Address("10.70.0.15"))
    net = replace(net, devices={**net.devices, BORDER: replace(net.devices[BORDER], nat_pools={"P": pool})})
    assert named(net, "10.50.0.0/24") == ["city/border: border.cfg:20 still names 10.50.0.5/32"]
    assert named(net, "10.60.0.0/24") == ["city/border: border.cfg:20 still names 10.60.0.5/32"]
    assert len(named(net, "10.70.0.0/24")) == 2
    assert named(net, "10.80.0.0/24") == []
