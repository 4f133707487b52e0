"""The routing table of NX-OS as JSON: `| json`, where a list of one row is that row, and `| json native`."""

import json
from collections.abc import Iterator
from typing import Any

from collectors.shown import Page, address_of, prefix_of
from collectors.vendors.cisco_nxos.system import nxos_name
from models.observed import RouteSeen


def _rows(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = found.get(f"TABLE_{name}", {}).get(f"ROW_{name}", [])
    return rows if isinstance(rows, list) else [rows]


def json_ways(page: Page) -> Iterator[tuple[RouteSeen, str, str, bool]]:
    """Each way with the name and kind of its protocol as the device calls them, and whether it is in use."""
    try:
        for vrf in _rows(json.loads(page.text), "vrf"):
            for family in _rows(vrf, "addrf"):
                for entry in _rows(family, "prefix"):
                    prefix = prefix_of(entry["ipprefix"])
                    for way in _rows(entry, "path"):
                        hop, port = way.get("ipnexthop"), nxos_name(way.get("ifname") or "")
                        seen = RouteSeen(
                            vrf["vrf-name-out"], prefix, "", address_of(hop) if hop else None, port, port == "Null0",
                            int(way["pref"]), int(way["metric"]), page.at(0),
                        )  # fmt: skip
                        yield seen, way["clientname"], way.get("type", ""), way.get("ubest") == "true"
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"not the JSON of a routing table ({fault})") from None
