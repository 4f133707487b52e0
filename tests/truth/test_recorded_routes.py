"""The tables we compute against those that recorded devices printed, set by set, prefix by prefix."""

from pathlib import Path

import pytest

from models.network import union
from netplan.audit.fidelity.entries import Status
from tests.truth.recorded import batfish, compared, differing, folder_network, lab_network, printed, share
from tests.truth.suzieq import suzieq_network, suzieq_printed

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
    "iosxe_eigrp_multi_process": 1.0,
    "iosxe_redistribution": 1.0,
    "iosxe_vrf_route_leaking_export_map": 1.0,
    "fortios_first_basic": 1.0,
    "panos_ebgp_loop_prevention": 1.0,
    "iosxr_ibgp_rr_over_ospf": 1.0,
    "juniper_resolution": 1.0,
    "junos_ebgp_loop_prevention": 1.0,
    "junos_ext_community_literal": 1.0,
    "junos_l3vpn": 1.0,
    "junos_static_route_defaults": 1.0,
    "nxos_hsrp": 1.0,
    "nxos_l3_vlan_no_active_member": 1.0,
    "nxos_redistribution": 1.0,
    "nxos_static_route": 1.0,
    "sros_ceos_ebgp": 1.0,
    "sros_ospf": 1.0,
    "sros_static": 1.0,
    # one router has a neighbour that is no device of the set
    "cisco_private_asn": 1.0,
}
"""The share of equal routes that each set must reach, and why where it is not all."""

ALONE = frozenset(
    {
        "a10_static_route",
        "checkpoint_simple_routing",
        "iosxe_connectivity_sample",
    }
)
"""Sets in which some neighbour speaks an OS without a dialect: the routes that the others have by themselves are compared."""
OWN = ("connected", "local", "static")


DARK = {"cumulusfrr_ospf_area_range": 3}
"""Sets with enabled ports that were down when they were recorded, and how many: no config can tell that."""


@pytest.mark.parametrize("lab", LABS)
def test_tables_of_recorded_devices(recorded: Path, lab: str) -> None:
    folder = recorded / "lab-validation" / lab
    network, left_out = lab_network(folder)
    assert not left_out
    found = compared(network, printed(folder))
    assert sum(entry.table == "routes" for entry in found.entries) >= 5
    assert share(found, "routes") >= LABS[lab], share(found, "routes")
    surprises = [entry for table in ("routes", "neighbours") for entry in differing(found, table)]
    assert not surprises, "differs where the answer is not called unknown:\n" + "\n".join(map(str, surprises))
    assert [entry.reason[:5] for entry in differing(found, "ports")] == ["down,"] * DARK.get(lab, 0)


@pytest.mark.parametrize("lab", sorted(ALONE))
def test_own_routes_of_recorded_devices(recorded: Path, lab: str) -> None:
    folder = recorded / "lab-validation" / lab
    network, left_out = lab_network(folder)
    assert left_out
    found = compared(network, printed(folder))
    own = [entry for entry in found.entries if entry.table == "routes" and entry.protocol in OWN]
    assert len(own) >= 3
    assert [entry for entry in own if entry.status is not Status.EQUAL] == []
    assert all("no port of a device of this snapshot" in entry.reason for entry in differing(found, "routes"))


def test_no_recorded_set_is_left_out(recorded: Path) -> None:
    """Every set with a device that we can read and a main table that it printed is compared above."""
    left = set()
    for folder in (path for path in (recorded / "lab-validation").iterdir() if path.is_dir()):
        network, _ = lab_network(folder)
        if any(printed(folder)(device).routes for device in network.devices.values()):
            left.add(folder.name)
    assert left == {*LABS, *ALONE}


def test_campus_example_equals_the_answers_of_batfish(recorded: Path) -> None:
    """Thirteen routers of three autonomous systems, and two servers that do not forward."""
    routers = folder_network(recorded / "batfish-example/live/configs", "cisco_ios")
    servers = folder_network(recorded / "batfish-example/live/hosts", "end_host")
    seen = batfish(recorded / "batfish-example/batfish-answers/routes.ref")
    network = union((routers, servers))
    assert sum(len(seen(device).routes) for device in network.devices.values()) == 315
    found = compared(network, seen)
    assert (share(found, "routes"), differing(found, "routes")) == (1.0, [])


def test_data_centre_equals_the_answers_of_batfish(recorded: Path) -> None:
    """Batfish reads these configs as IOS, so its distance of external routes (20) is not that of EOS (200)."""
    network = folder_network(recorded / "batfish-dc-as-reuse/configs", "arista_eos")
    seen = batfish(recorded / "batfish-example/batfish-answers/routes-dc-as-reuse.ref", distances=False)
    assert sum(len(seen(device).routes) for device in network.devices.values()) == 198
    found = compared(network, seen)
    assert (share(found, "routes"), differing(found, "routes")) == (1.0, [])


SUZIEQ = {
    # all of them
    "mixed": (208, 0, ()),
    # a firewall whose OS has no dialect may give half of the routes, so that these are unknown
    "eos": (110, 0, ()),
}
"""Set → least number of equal routes, how many others are not called unknown, and what those are."""


@pytest.mark.parametrize("name", SUZIEQ)
def test_tables_of_the_suzieq_networks(recorded: Path, name: str) -> None:
    least, others, kinds = SUZIEQ[name]
    found = compared(suzieq_network(recorded / "suzieq", name), suzieq_printed(recorded / "suzieq", name))
    entries = [entry for entry in found.entries if entry.table == "routes"]
    assert sum(entry.status is Status.EQUAL for entry in entries) >= least
    left = [entry for entry in entries if entry.status is not Status.EQUAL and not entry.unknown and not entry.reason]
    assert len(left) == others, "\n".join(map(str, left))
    assert {entry.status.value for entry in left} <= set(kinds)
