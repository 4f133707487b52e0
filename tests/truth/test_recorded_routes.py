"""The main tables we compute against those that recorded devices printed, set by set, way by way."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from models.network import Network, union
from netplan.routing.solve import RoutingResult, routes
from tests.truth.recorded import (
    Comparison,
    Row,
    batfish_rows,
    compared,
    computed_rows,
    folder_network,
    has_table,
    lab_network,
    recorded_rows,
)

LABS = {
    "cumulusfrr_bgp_community": 1.0,
    "cumulusfrr_ospf_area_range": 1.0,
    "eos_bgp_aggregate": 1.0,
    # two routers aggregate and redistribute into each other: two stable states, and we say that it depends on the order of events
    "eos_ospf_bgp": 0.75,
    "eos_ospf_unnumbered": 1.0,
    "eos_private_asn": 1.0,
    "eos_switchport_order": 1.0,
    "ios_basic_vrrp": 1.0,
    "ios_ibgp_split_horizon": 1.0,
    "iosxe_ebgp_loop_prevention": 1.0,
    # EIGRP is not modelled: its routes are missing, and all routers that speak it are unknown
    "iosxe_eigrp_multi_process": 0.45,
    # EIGRP is not modelled, so what comes from it is missing and its routers are unknown
    "iosxe_redistribution": 0.8,
    # routes that VRFs import by route target are not modelled; those VRFs are unknown
    "iosxe_vrf_route_leaking_export_map": 0.3,
    # prints the resolved next hop of static routes; an import policy of `resolution rib` is not modelled
    "juniper_resolution": 0.7,
    "junos_ebgp_loop_prevention": 1.0,
    "junos_ext_community_literal": 1.0,
    # MPLS, LDP and VPN routes are not modelled; both routers are unknown
    "junos_l3vpn": 0.5,
    "junos_static_route_defaults": 1.0,
}
"""The share of equal ways that each set must reach, and why where it is not all."""

ALONE = frozenset(
    {
        "checkpoint_simple_routing",
        "cisco_private_asn",
        "fortios_first_basic",
        "iosxe_connectivity_sample",
        "sros_ceos_ebgp",
        "sros_static",
    }
)
"""Sets in which some neighbour speaks an OS without a dialect: the routes that the others have by themselves are compared."""
OWN = ("connected", "local", "static")


def judge(recorded: set[Row], network: Network) -> tuple[Comparison, RoutingResult]:
    """Compare on the devices that both know; local routes only where the device prints them."""
    result = routes(network)
    tables = {(row.device, row.vrf) for row in recorded}
    with_local = {row.device for row in recorded if row.protocol == "local"}
    by_node = {(node.device, node.vrf): table for node, table in result.ribs.items()}
    coarse = {device.id for device in network.devices.values() if device.os in ("frr", "juniper_junos")}

    def shown(row: Row) -> bool:
        return (row.device, row.vrf) in tables and (row.protocol != "local" or row.device in with_local)

    onlink = {device.id for device in network.devices.values() if device.os == "arista_eos"}
    computed = computed_rows(by_node, shown, coarse, onlink)
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
    assert not left_out
    shown = {row for device in network.devices for row in recorded_rows(folder, device.name)}
    found, result = judge(shown, network)
    assert len(shown) >= 5
    assert found.share >= LABS[lab], f"{lab}: {found}\n{result.unknown}"
    surprises = [row for row in (*found.missing, *found.extra) if not is_unknown(result, row)]
    assert not surprises, f"{lab}: differs where the answer is not called unknown: {surprises}"


@pytest.mark.parametrize("lab", sorted(ALONE))
def test_own_routes_of_recorded_devices(recorded: Path, lab: str) -> None:
    folder = recorded / "lab-validation" / lab
    network, left_out = lab_network(folder)
    assert left_out
    shown = {row for device in network.devices for row in recorded_rows(folder, device.name) if row.protocol in OWN}
    found, _ = judge(shown, network)
    assert len(shown) >= 3
    assert not [row for row in (*found.missing, *found.extra) if row.protocol in OWN], f"{lab}: {found}"


def test_no_recorded_set_is_left_out(recorded: Path) -> None:
    """Every set with a device that we can read and a main table that it printed is compared above."""
    left = set()
    for folder in (path for path in (recorded / "lab-validation").iterdir() if path.is_dir()):
        network, _ = lab_network(folder)
        if any(has_table(folder, device.name) for device in network.devices):
            left.add(folder.name)
    assert left == {*LABS, *ALONE}


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
        Row(row.device, row.vrf, row.prefix, row.protocol, row.way, None, row.metric)
        for row in batfish_rows(recorded / "batfish-example/batfish-answers/routes-dc-as-reuse.ref")
    }
    found, _ = judge(answers, network)
    assert len(answers) == 198
    assert found.share == 1.0, str(found)
