"""Routing protocols and routing policy of the Cisco-like family: one table of readers for each of its members."""

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.policy.policy_lists import list_readers
from collectors.ioslike.policy.route_maps import policy_readers
from collectors.ioslike.routing.bgp import bgp_readers
from collectors.ioslike.routing.eigrp import eigrp_readers
from collectors.ioslike.routing.isis import finish_isis, isis_readers
from collectors.ioslike.routing.ospf import join_processes, ospf_readers
from collectors.ioslike.routing.rip import finish_vectors, rip_readers
from collectors.ioslike.routing.routing_os import EOS, FRR, IOS, RoutingOs
from collectors.ioslike.routing.static import add_gateway, static_readers
from collectors.ioslike.tables.routing_tables import ROUTING_IGNORED, ROUTING_UNMODELLED

__all__ = ["EOS", "FRR", "IOS", "ROUTING_IGNORED", "ROUTING_UNMODELLED", "RoutingOs", "routing_finish", "routing_readers"]


def routing_readers(os: RoutingOs) -> dict[str, tuple[str, Reader]]:
    """First words of a top-level line → feature and reader, to be merged into `Dialect.readers` of `os`."""
    return {
        **static_readers(os), **ospf_readers(os), **isis_readers(os), **rip_readers(os),
        **(eigrp_readers(os) if os.name == "cisco_ios" else {}),
        **bgp_readers(os), **list_readers(), **policy_readers(os),
    }  # fmt: skip


def routing_finish(draft: Draft, os: RoutingOs) -> None:
    """What needs the whole config: OSPF processes of interfaces, the default gateway of a switch. For `Dialect.finish`."""
    join_processes(draft, os.canonical_name)
    finish_isis(draft)
    finish_vectors(draft)
    add_gateway(draft)
