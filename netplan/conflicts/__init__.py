"""What departments cannot both keep once their networks are one. One kind a file; `KINDS` is all of them."""

from collections.abc import Callable, Iterable

from models.inventory import Inventory
from models.network import Network
from models.plan import Conflict
from netplan.conflicts.addresses import overlapping_addresses
from netplan.conflicts.areas import same_area
from netplan.conflicts.asns import same_asn
from netplan.conflicts.duplicates import duplicate_address
from netplan.conflicts.fhrp import same_virtual_mac
from netplan.conflicts.gateways import same_gateway
from netplan.conflicts.hostnames import same_hostname
from netplan.conflicts.loops import switching_loop
from netplan.conflicts.router_ids import same_router_id
from netplan.conflicts.services import diverse_services
from netplan.conflicts.view import View
from netplan.conflicts.vlans import vlan_id_for_two_things, vlan_under_two_ids
from netplan.conflicts.vrfs import same_route_mark, same_vrf_name

KINDS: tuple[tuple[str, Callable[[View], Iterable[Conflict]]], ...] = (
    ("addresses", overlapping_addresses),
    ("duplicate-address", duplicate_address),
    ("gateway", same_gateway),
    ("vlan-id", vlan_id_for_two_things),
    ("vlan-name", vlan_under_two_ids),
    ("asn", same_asn),
    ("router-id", same_router_id),
    ("ospf-area", same_area),
    ("hostname", same_hostname),
    ("vrf", same_vrf_name),
    ("route-mark", same_route_mark),
    ("fhrp", same_virtual_mac),
    ("services", diverse_services),
    ("loop", switching_loop),
)
"""Every kind of conflict by the name that `--type` takes, and the function whose docstring says what it is."""


def conflicts(network: Network, inventory: Inventory | None = None) -> tuple[Conflict, ...]:
    """All conflicts of `network`, the worst first."""
    view = View(network, inventory)
    found = [conflict for _, find in KINDS for conflict in find(view)]
    order = [name for name, _ in KINDS]
    return tuple(sorted(found, key=lambda c: (-c.severity, order.index(c.kind), c.key)))
