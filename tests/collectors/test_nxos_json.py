"""The routing table of NX-OS as JSON, against the same table as text."""

import json

import pytest

from collectors.dialect import dialect
from collectors.observe import observed
from models.device import DeviceId
from models.observed import RouteSeen
from models.snapshot import Capture

HERE = DeviceId("lab", "n1")
TEXT = """\
IP Route Table for VRF "default"
'*' denotes best ucast next-hop

10.0.0.0/30, ubest/mbest: 1/0, attached
    *via 10.0.0.1, Eth1/1, [0/0], 1d00h, direct
10.0.0.1/32, ubest/mbest: 1/0, attached
    *via 10.0.0.1, Eth1/1, [0/0], 1d00h, local
10.9.0.0/16, ubest/mbest: 1/0
    *via Null0, [220/0], 1d00h, bgp-65000, discard, tag 65000
192.0.2.7/32, ubest/mbest: 2/0
    *via 10.0.0.2, Eth1/1, [110/41], 1d00h, ospf-1, inter
    *via 10.1.0.2, Eth1/2, [110/41], 1d00h, ospf-1, inter
"""


def way(protocol: str, hop: str = "", port: str = "", pref: int = 0, metric: int = 0, **more: str) -> dict[str, object]:
    found: dict[str, object] = {"ifname": port, "pref": pref, "metric": metric, "clientname": protocol, "ubest": "true", **more}
    return found | ({"ipnexthop": hop} if hop else {})


def table(entries: dict[str, list[dict[str, object]]], native: bool) -> str:
    """The table in either form: classic JSON writes a list of one row as that row."""

    def rows(name: str, found: list[dict[str, object]]) -> dict[str, object]:
        return {f"TABLE_{name}": {f"ROW_{name}": found if native or len(found) > 1 else found[0]}}

    prefixes = [{"ipprefix": prefix, **rows("path", ways)} for prefix, ways in entries.items()]
    return json.dumps(rows("vrf", [{"vrf-name-out": "default", **rows("addrf", [{"addrf": "ipv4", **rows("prefix", prefixes)}])}]))


ENTRIES = {
    "10.0.0.0/30": [way("direct", "10.0.0.1", "Eth1/1")],
    "10.0.0.1/32": [way("local", "10.0.0.1", "Eth1/1")],
    "10.9.0.0/16": [way("bgp-65000", "", "Null0", 220, type="discard")],
    "192.0.2.7/32": [way("ospf-1", f"10.{n}.0.2", f"Eth1/{n + 1}", 110, 41, type="inter") for n in (0, 1)],
}


def seen(command: str, text: str) -> tuple[list[RouteSeen], list[str]]:
    found, notes = observed([Capture(HERE, command, "x.txt", text)], dialect("cisco_nxos"))
    return [RouteSeen(*(getattr(r, f) for f in ("vrf", "prefix", "protocol", "next_hop", "interface", "discard", "distance",
                                                "metric"))) for r in found.routes], [note.what for note in notes]  # fmt: skip


@pytest.mark.parametrize("native", [True, False])
def test_json_and_text_are_one_table(native: bool) -> None:
    text, _ = seen("show ip route vrf all", TEXT)
    assert len(text) == 5
    assert seen(f"show ip route vrf all | json{' native' * native}", table(ENTRIES, native)) == (text, [])


@pytest.mark.parametrize("cut", [0.3, 0.7, 0.99])
def test_a_table_that_is_cut_is_not_read(cut: float) -> None:
    text = table(ENTRIES, True)
    rows, notes = seen("show ip route vrf all | json", text[: int(len(text) * cut)])
    assert rows == [] and len(notes) == 1
    rows, notes = seen("show ip route vrf all | json", text.replace('"pref"', '"prefer"'))
    assert rows == [] and "not the JSON of a routing table" in notes[0]
