"""What is not known of the routes of OSPF: noted for the tables at hand, and for none before."""

from dataclasses import replace
from ipaddress import ip_network

import pytest

from models.device import Device
from models.policy import Match, Policy, Term
from netplan.routing.ospf.domain import Doubt
from netplan.routing.ospf.process import Ospf
from netplan.routing.policy.policies import Policies
from netplan.routing.solve import RoutingResult
from tests.gadgets.configs import device, solved

STATIC = ip_network("10.60.0.0/16")


def ios(name: str, address: str, *lines: str) -> Device:
    ports = f"interface e0\n ip address {address} 255.255.255.252\n"
    return device(
        name, "cisco_ios", "\n".join([f"hostname {name}\n{ports}router ospf 1", " network 10.0.0.0 0.0.0.3 area 0", *lines, ""])
    )


def filtering() -> tuple[RoutingResult, int, Ospf]:
    """A router that takes in a static route, and one with a filter of which nobody knows what it stops."""
    sender = ios("sender", "10.0.0.1", " redistribute static subnets", "ip route 10.60.0.0 255.255.0.0 Null0")
    hearer = ios("hearer", "10.0.0.2")
    process = replace(hearer.ospf[2, "1"], policies_in=("ODD",))
    odd = Policy("ODD", (Term("10", "permit", (Match("odd", ("?",)),)),))
    result = solved(sender, replace(hearer, ospf={(2, "1"): process}, policies={"ODD": odd}))
    node = result.topology.node_index[hearer.id, "default"]
    return result, node, Ospf(result.topology, result.book, 2, Policies.of)


def test_what_a_filter_may_stop_is_known_again_when_nobody_announces_it_any_more() -> None:
    result, node, ospf = filtering()
    assert STATIC in result.unknown_prefixes[node]
    ospf.routes(result.tables)
    assert STATIC in ospf.notes.unknown[node]
    ospf.routes({})
    assert STATIC not in ospf.notes.unknown.get(node, {})


def test_what_a_filter_may_stop_stays_unknown_when_another_doubt_about_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    result, node, ospf = filtering()
    router = [i.node for i in ospf.view.instances].index(node)
    doubts = iter(({(router, (4, int(STATIC.network_address), 16)): (Doubt("hides", router), "")}, {}))
    monkeypatch.setattr("netplan.routing.ospf.process.forked", lambda *_: next(doubts))
    ospf.routes(result.tables)
    first = ospf.notes.unknown[node][STATIC]
    ospf._solved.clear()
    ospf.routes(result.tables)
    assert "depending on what came first" in first != ospf.notes.unknown[node][STATIC]
