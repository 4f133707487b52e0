"""The main tables we compute against those that recorded devices printed, set by set, way by way."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from models.network import Network, union
from netplan.routing.solve import RoutingResult, routes
from tests.truth.recorded import Comparison, Row, batfish_rows, compared, computed_rows, folder_network, lab_network, recorded_rows

LABS = {
    "cisco_private_asn": 1.0,
    "cumulusfrr_bgp_community": 1.0,
    # the cost of a port follows the speed of its link, which no config states; the discard route of a range is not in the model
    "cumulusfrr_ospf_area_range": 0.5,
    "eos_bgp_aggregate": 1.0,
    # two routers aggregate and redistribute into each other: two stable states, and we say that it depends on the order of events
    "eos_ospf_bgp": 0.75,
    # ports without addresses, and the set does not say how they are wired
    "eos_ospf_unnumbered": 0.5,
    "eos_private_asn": 1.0,
    "ios_basic_vrrp": 1.0,
    "ios_ibgp_split_horizon": 1.0,
    "iosxe_connectivity_sample": 1.0,
    "iosxe_ebgp_loop_prevention": 1.0,
    # EIGRP is not modelled, so what comes from it is missing and its routers are unknown
    "iosxe_redistribution": 0.8,
    # routes that VRFs import by route target are not modelled; those VRFs are unknown
    "iosxe_vrf_route_leaking_export_map": 0.3,
    # prints the resolved next hop of static routes; an import policy of `resolution rib` is not modelled
    "juniper_resolution": 0.7,
    "junos_ebgp_loop_prevention": 1.0,
    "junos_ext_community_literal": 1.0,
    "junos_static_route_defaults": 1.0,
}
"""The share of equal ways that each set must reach, and why where it is not all."""

SHOWN_OTHERWISE = frozenset({"cumulusfrr_ospf_area_range", "eos_ospf_unnumbered", "juniper_resolution"})
"""Sets whose differences are not (only) on routers or prefixes that we call unknown."""


def judge(recorded: set[Row], network: Network) -> tuple[Comparison, RoutingResult]:
    """Compare on the devices that both know; local routes only where the device prints them."""
    result = routes(network)
    tables = {(row.device, row.vrf) for row in recorded}
    with_local = {row.device for row in recorded if row.protocol == "local"}
    by_node = {(node.device, node.vrf): table for node, table in result.ribs.items()}
    coarse = {device.id for device in network.devices.values() if device.os in ("frr", "juniper_junos")}

    def shown(row: Row) -> bool:
        return (row.device, row.vrf) in tables and (row.protocol != "local" or row.device in with_local)

    computed = computed_rows(by_node, shown, coarse)
    return compared(recorded, computed), result


def is_unknown(result: RoutingResult, row: Row) -> bool:
    """Whether the engine says that it cannot answer for this device or prefix."""
    for i, node in enumerate(result.topology.nodes):
        if (node.device.name, node.vrf) == (row.device, row.vrf):
            return i in result.unknown or ip_network(row.prefix) in result.unknown_prefixes.get(i, {})
    return False


@pytest.mark.parametrize("lab", LABS)
def test_main_tables_of_recorded_devices(recorded: Path, lab: str) -> None:
    folder = recorded / "lab-validation" / lab
    network, left_out = lab_network(folder)
    if left_out:
        pytest.skip(f"{lab}: no dialect for the OS of {', '.join(left_out)}")
    shown: set[Row] = set()
    for device in network.devices:
        shown |= recorded_rows(folder, device.name)
    found, result = judge(shown, network)
    assert len(shown) >= 5
    assert found.share >= LABS[lab], f"{lab}: {found}\n{result.unknown}"
    if lab not in SHOWN_OTHERWISE:
        surprises = [row for row in (*found.missing, *found.extra) if not is_unknown(result, row)]
        assert not surprises, f"{lab}: differs where the answer is not called unknown: {surprises}"


def test_campus_example_equals_the_answers_of_batfish(recorded: Path) -> None:
    """Thirteen routers of three autonomous systems, and two servers that do not forward."""
    routers = folder_network(recorded / "batfish-example/live/configs", "cisco_ios")
    servers = folder_network(recorded / "batfish-example/live/hosts", "end_host")
    answers = batfish_rows(recorded / "batfish-example/batfish-answers/routes.ref")
    found, _ = judge(answers, union((routers, servers)))
    assert len(answers) == 315
    assert found.share == 1.0, str(found)


def test_data_centre_equals_the_answers_of_batfish(recorded: Path) -> None:
    """Batfish reads these configs as IOS, so its distance of external routes (20) is not that of EOS (200)."""
    network = folder_network(recorded / "batfish-dc-as-reuse/configs", "arista_eos")
    answers = {
        Row(row.device, row.vrf, row.prefix, row.protocol, row.way)
        for row in batfish_rows(recorded / "batfish-example/batfish-answers/routes-dc-as-reuse.ref")
    }
    found, _ = judge(answers, network)
    assert len(answers) == 198
    assert found.share == 1.0, str(found)
