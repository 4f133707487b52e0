"""Our BGP tables against those that recorded devices printed: next hop, AS path, origin, MED, weight, and which path is best."""

import json
import re
from collections.abc import Iterator
from pathlib import Path as File
from typing import Any, NamedTuple

import pytest

from netplan.routing.bgp.path import LOCAL, LOCAL_WEIGHT
from netplan.routing.policy.as_path import path_text
from netplan.routing.solve import RoutingResult, routes
from tests.truth.recorded import folder_network, lab_network

LABS = (
    "cumulusfrr_bgp_community",
    "eos_private_asn",
    "ios_ibgp_split_horizon",
    "iosxe_ebgp_loop_prevention",
    "iosxr_ibgp_rr_over_ospf",
)


class Entry(NamedTuple):
    """One path of a BGP table; "" where a router does not print a value."""

    device: str
    prefix: str
    next_hop: str
    path: str
    """AS path and the letter of the origin."""
    med: str
    weight: str
    best: bool


@pytest.mark.parametrize("lab", LABS)
def test_bgp_tables_of_recorded_devices(recorded: File, lab: str) -> None:
    folder = recorded / "lab-validation" / lab
    network, left_out = lab_network(folder)
    assert not left_out
    result = routes(network)
    shown = {entry for device in network.devices for entry in _shown(folder / "show" / device.name, device.name)}
    with_weight = any(entry.weight for entry in shown)
    ours = set(_computed(result))
    if not with_weight:
        # this output names neither weights nor the next hop of own routes
        ours = {entry._replace(weight="") for entry in ours if entry.next_hop != "0.0.0.0"}
    ours = {entry for entry in ours if any(entry.device == other.device for other in shown)}
    assert len(shown) > 5
    assert sorted(ours) == sorted(shown), f"only recorded: {sorted(shown - ours)}\nonly computed: {sorted(ours - shown)}"


def _computed(result: RoutingResult) -> Iterator[Entry]:
    assert result.bgp.tables is not None
    for key in result.bgp.routes:
        for prefix in result.bgp.tables.prefixes(key):
            for i, (path, _) in enumerate(result.bgp.tables.paths(key, prefix)):
                text = f"{path_text(path.as_path)} {'ie?'[path.origin]}".strip()
                hop = "0.0.0.0" if path.next_hop is None else str(path.next_hop)
                weight = LOCAL_WEIGHT if path.learnt == LOCAL else path.weight
                yield Entry(key[0].name, str(prefix), hop, text, str(path.med or 0), str(weight), i == 0)


def _shown(folder: File, device: str) -> Iterator[Entry]:
    if (path := folder / "show_ip_bgp_all.txt").is_file():
        yield from _ios(path.read_text(encoding="utf-8"), device)
    if (path := folder / "show_bgp_all_all.txt").is_file():
        yield from _xr(path.read_text(encoding="utf-8"), device)
    for path in folder.glob("vtysh_-c_'show_ip_bgp_vrf_all_json'.txt"):
        yield from _frr(json.JSONDecoder().raw_decode(path.read_text(encoding="utf-8"))[0], device)
    for path in folder.glob("show_ip_bgp_vrf_all_*json.txt"):
        for prefix, entry in json.loads(path.read_text(encoding="utf-8"))["vrfs"]["default"].get("bgpRouteEntries", {}).items():
            for found in entry["bgpRoutePaths"]:
                if found["routeType"]["valid"] and found.get("nextHop"):
                    text = found["asPathEntry"]["asPath"].strip()
                    yield Entry(device, prefix, found["nextHop"], text, str(found["med"]), "", found["routeType"]["active"])


def _frr(tables: dict[str, Any], device: str) -> Iterator[Entry]:
    for prefix, paths in tables["default"]["routes"].items():
        for found in paths:
            text = f"{found['aspath']} {'i' if found['origin'] == 'IGP' else '?'}".strip()
            best = bool(found.get("bestpath"))
            yield Entry(device, prefix, found["nexthops"][0]["ip"], text, str(found.get("med", 0)), str(found["weight"]), best)


def _ios(text: str, device: str) -> Iterator[Entry]:
    """The IPv4 unicast section. Numbers end below the last letter of their title; newer releases set all lines one to the right."""
    section = text.partition("For address family: IPv4 Unicast")[2].partition("For address family")[0]
    header = next((line for line in section.splitlines() if "Next Hop" in line), "")
    metric, weight, path = header.find("Metric") + 6, header.find("Weight") + 6, header.find("Path")
    prefix = ""
    for line in section.splitlines():
        if not re.match(r"\s?[*sdhrSmbfxact]", line) or "Network" in line or ":" in line:
            continue
        line = line.removeprefix(" ")
        words = line[5:metric].split()
        if line[5:6] != " ":
            prefix = words[0] if "/" in words[0] else f"{words[0]}/{_class(words[0])}"
            words = words[1:]
        med = line[metric - 6 : metric].strip() or "0"
        yield Entry(device, prefix, words[0], line[path:].strip(), med, line[weight - 6 : weight].strip(), ">" in line[:4])


def _xr(text: str, device: str) -> Iterator[Entry]:
    """The first section, whose columns have fixed places."""
    for line in text.splitlines():
        found = re.match(r"[*sdhrSN ][> ][i ](?P<prefix>[\d.]+/\d+)\s+(?P<hop>[\d.]+) ", line)
        if found:
            med = line[40:48].strip() or "0"
            yield Entry(device, found["prefix"], found["hop"], line[62:].strip(), med, line[55:62].strip(), line[1] == ">")


def _class(address: str) -> int:
    first = int(address.split(".")[0])
    return 8 if first < 128 else 16 if first < 192 else 24


def test_the_session_that_batfish_reports_is_up(recorded: File) -> None:
    network = folder_network(recorded / "batfish-example/live/configs", "cisco_ios")
    states = {(s.node[0].name, str(s.neighbor.address)): (s.state, s.peer) for s in routes(network).bgp.sessions}
    rows = json.loads((recorded / "batfish-example/batfish-answers/bgpSessionStatus.ref").read_text(encoding="utf-8"))[0]["rows"]
    assert rows
    for row in rows:
        state, peer = states[row["Node"]["name"], row["Remote_IP"]["value"]]
        assert peer is not None
        assert (state, peer[0].name) == ("up", row["Remote_Node"]["name"])
