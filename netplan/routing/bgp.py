"""BGP: sessions, and the best routes of every node once nothing changes any more (RFC 4271, 4456, 5065, 1997, 8212)."""

from collections.abc import Mapping

from models.network import Network
from netplan.routing.bgp_view import Adjacency, BgpResult, NodeKey, Table


def bgp_routes(network: Network, adjacency: Adjacency, tables: Mapping[NodeKey, Table]) -> BgpResult:
    """The BGP routes of every node, given the main tables as they are now.

    The engine calls this in its fixpoint: `tables` hold connected, static and IGP routes and, from the round before, BGP
    routes. The latter serve to resolve next hops and peers; they are never originated again.
    """
    raise NotImplementedError
