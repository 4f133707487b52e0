"""The JSON of EOS: routes, neighbours and ports."""

import json
from collections.abc import Iterator
from ipaddress import ip_interface
from typing import Any

from collectors.ioslike.shown.ports import stated
from collectors.shown import Page, address_of, prefix_of
from models.observed import BGP, OSPF, OSPF_ANY, PeerSeen, PortSeen, RouteSeen

_TYPES = {
    "connected": "connected", "static": "static", "kernel": "kernel", "eBGP": "bgp", "iBGP": "bgp", "bgp": "bgp", "rip": "rip",
    "bgpAggregate": "aggregate", "OSPF": "ospf", "ospf": "ospf", "ospfInterArea": "ospf-ia", "ospfExternalType1": "ospf-e1",
    "ospfExternalType2": "ospf-e2", "ospfNssaExternalType1": "ospf-n1", "ospfNssaExternalType2": "ospf-n2",
    "ospfSummary": OSPF_ANY, "isisLevel1": "isis-l1", "isisLevel2": "isis-l2", "dhcp": "dhcp",
}  # fmt: skip
_DROPS = ("drop", "nullRoute")
_INACTIVE = ("inactive", "not active", "not enabled", "not configured")


def _object(page: Page, key: str) -> dict[str, Any]:
    """What stands below `key`; nothing where EOS says that the protocol does not run."""
    found = json.loads(page.text)
    errors = found.get("errors", ())
    if errors and all(any(word in str(error).lower() for word in _INACTIVE) for error in errors):
        return {}
    if not isinstance(found.get(key), dict):
        raise ValueError(f"not the JSON of this table: it has no {key!r}")
    return dict(found[key])


def read_routes(page: Page) -> Iterator[RouteSeen]:
    """The ways of all routes."""
    try:
        for vrf, table in _object(page, "vrfs").items():
            for prefix, route in table["routes"].items():
                yield from _ways(page, vrf, prefix, route)
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"not the JSON of a routing table ({fault})") from None


def _ways(page: Page, vrf: str, prefix: str, route: dict[str, Any]) -> Iterator[RouteSeen]:
    kind = route["routeType"]
    protocol = _TYPES.get(kind, OSPF_ANY if "ospf" in kind.lower() else kind)
    distance, metric = route.get("preference"), route.get("metric")
    if protocol == "connected":
        distance = metric = None
    if route["routeAction"] in _DROPS:
        yield RouteSeen(vrf, prefix_of(prefix), protocol, None, "", True, distance, metric, page.at(0))
        return
    for via in route["vias"]:
        hop, port = via.get("nexthopAddr") or via.get("vtepAddr"), via.get("interface", "")
        yield RouteSeen(
            vrf, prefix_of(prefix), protocol, address_of(hop) if hop else None, port, port == "Null0", distance, metric, page.at(0)
        )


def read_ospf(page: Page) -> Iterator[PeerSeen]:
    """OSPF neighbours by VRF and instance."""
    try:
        for vrf, instances in _object(page, "vrfs").items():
            for instance in instances["instList"].values():
                for each in instance["ospfNeighborEntries"]:
                    state, address = each["adjacencyState"].lower(), address_of(each["interfaceAddress"])
                    yield PeerSeen(
                        OSPF,
                        vrf,
                        address,
                        state,
                        state in ("full", "2ways", "2way"),
                        each["interfaceName"],
                        each["routerId"],
                        page.at(0),
                    )
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"not the JSON of OSPF neighbours ({fault})") from None


def read_bgp(page: Page) -> Iterator[PeerSeen]:
    """BGP neighbours by VRF."""
    try:
        for vrf, peers in _object(page, "vrfs").items():
            for each in peers["peerList"]:
                state, address = each["state"].lower(), address_of(each["peerAddress"])
                yield PeerSeen(BGP, vrf, address, state, state == "established", "", str(each["asn"]), page.at(0))
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"not the JSON of BGP neighbours ({fault})") from None


def read_ports(page: Page) -> Iterator[PortSeen]:
    """Each port with its line protocol; a borrowed address is not its own."""
    try:
        for name, port in _object(page, "interfaces").items():
            found = []
            for entry in port.get("interfaceAddress", ()):
                pairs = [(entry["primaryIp"]["address"], entry["primaryIp"]["maskLen"])]
                pairs += [(ip, each["maskLen"]) for ip, each in entry.get("secondaryIps", {}).items()]
                virtual = entry.get("virtualIp", {"address": "", "maskLen": 0})
                pairs.append((virtual["address"], virtual["maskLen"]))
                if not entry.get("unnumberedIntf"):
                    found += [ip_interface(f"{ip}/{size}") for ip, size in pairs if size]
            yield PortSeen(name, port["lineProtocolStatus"] == "up", stated(found), "", page.at(0))
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"not the JSON of interfaces ({fault})") from None
