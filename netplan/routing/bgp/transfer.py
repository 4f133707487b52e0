"""What becomes of a path on its way from one router to another: the sender's rules, then the receiver's."""

from collections.abc import Sequence

from models.policy import Match
from models.routing import EVPN, Ip, Prefix
from netplan.routing.bgp.edges import Edge
from netplan.routing.bgp.path import CONFEDERATION, EXTERNAL, INTERNAL, LOCAL, Path, after_policy, candidate
from netplan.routing.bgp.sessions import End
from netplan.routing.bgp.speakers import Speaker
from netplan.routing.bgp.vpn import Leak, carries
from netplan.routing.policy.as_path import AsPath, Segment, is_private, members
from netplan.routing.policy.candidate import Candidate, Outcome

_NEXT_HOP_SELF_SPARES_REFLECTED = frozenset({"cisco_ios", "frr"})
"""Systems on which plain next-hop-self leaves alone what is reflected from iBGP to iBGP."""

_CLIENTS_LEAD_TO_THEMSELVES = frozenset({"frr"})
"""Systems that use such a route all the same when a client of their reflector sent it."""

_REFLECTS_AS_IS = frozenset({"frr"})
"""Systems whose outbound policies stop reflected routes but change none (RFC 4456 10)."""

_LEAVES_NEXT_HOPS = frozenset({"frr"})
"""Systems that send a third party's next hop even to that third party, who then refuses it, unless the route came from there."""

_OWN_WHEN_LEAKED = frozenset({"frr"})
"""Systems that announce what another VRF gave to this one like routes of their own: with its MED, and to iBGP peers too."""

_LINK_LOCAL_OF_ITSELF = frozenset({"frr"})
"""Systems that add their own link-local address to each IPv6 next hop for a neighbour on the link, a third party's too."""


NOT_THROUGH_ITSELF = frozenset({"frr"})
"""Systems that do not use a host route by way of its own address, even where another protocol knows the way there."""

RETURNS = frozenset({"frr"})
"""Systems that send a route back to the external neighbour it came from, who may take it if it allows its own AS number."""


def carried(edge: Edge, path: Path, prefix: Prefix, edges: Sequence[Edge | Leak]) -> Path | None:
    """The path as the receiver holds it, or None when one of the two does not let it through."""
    if edge.loop_is_sure and _seen(edge, path.as_path):
        return None
    sent = exported(edge, path, prefix, edges)
    arrived = None if sent is None else imported(edge, sent, prefix)
    if arrived is None or not leads_to_itself(edge.receiver, arrived.next_hop, prefix):
        return arrived
    return None if refuses_to_lead_to_itself(edge) else arrived


def refuses_to_lead_to_itself(edge: Edge) -> bool:
    """The receiver does not use a host route from this neighbour by way of the very host."""
    spared = edge.into.reflector_client and edge.receiver.device.suite in _CLIENTS_LEAD_TO_THEMSELVES
    return edge.receiver.device.suite in NOT_THROUGH_ITSELF and not spared


def leads_to_itself(receiver: Speaker, next_hop: Ip | None, prefix: Prefix) -> bool:
    """A route to the very address that is its next hop, on a system that does not use such a route (RFC 4271 9.1.2.1)."""
    if prefix.prefixlen != prefix.max_prefixlen or receiver.device.suite not in NOT_THROUGH_ITSELF:
        return False
    return next_hop == prefix.network_address


def exported(edge: Edge, path: Path, prefix: Prefix, edges: Sequence[Edge | Leak]) -> Path | None:
    """The path as it is on the wire."""
    if not _may_go(edge, path, edges):
        return None
    sent, action, hop = _reflected(edge, path, edges), "", path.next_hop
    if edge.kind == EXTERNAL:
        sent = sent._replace(as_path=_outside(edge, path.as_path), med=path.med if _own(edge, path) else None)
    default = "deny" if path.own_table_only else _default(edge.sending, edge.out.filters_out)
    if edge.out.policies_out or edge.out.filters_out or default != "permit":
        before = _seen_with_med(edge, candidate(sent, prefix, edge.receiver_address), path, sent)
        result = edge.sender.policies.apply(edge.out.policies_out, before, default, edge.out.filters_out)
        if result.permitted is False:
            return None
        if _reflects(edge, path) and edge.sender.device.suite in _REFLECTS_AS_IS:
            sent = sent if result.permitted else sent._replace(doubt=sent.doubt or result.why)
        else:
            sent = _doubted(after_policy(sent, before, result.candidate), result)
            if isinstance(before.metric, _Removed):
                sent = sent._replace(med=None if isinstance(result.candidate.metric, _Removed) else result.candidate.metric)
            action, hop = result.candidate.next_hop_action, result.candidate.next_hop
    next_hop, doubt = _next_hop(edge, path, action, hop, edges)
    if edge.sender.vpn and isinstance(edges[path.edge], Leak) and action != "set":
        next_hop, doubt = (edge.sender.tunnel if edge.out.family == EVPN else None) or edge.sender_address, ""
    return sent._replace(
        as_path=_prepended(edge, sent.as_path), next_hop=next_hop, via=_link_local(edge, next_hop), interface="", discard=False,
        doubt=sent.doubt or doubt,
        communities=sent.communities if edge.out.send_community else _NONE,
        large_communities=sent.large_communities if edge.out.send_community else _NONE,
        extended_communities=sent.extended_communities if edge.out.send_extended_community else _NONE,
    )  # fmt: skip


class _Removed(int):
    """A MED that is not sent, unless a policy sets one."""


_POLICIES_SEE_REMOVED_MED = frozenset({"frr"})
"""Systems that mark the MED of others as absent before it leaves the AS, but whose policies read the number (bgp_route.c)."""


def _seen_with_med(edge: Edge, seen: Candidate, path: Path, sent: Path) -> Candidate:
    """What outbound policies see of a path whose MED is not sent."""
    if path.med is None or sent.med is not None or edge.sender.device.suite not in _POLICIES_SEE_REMOVED_MED:
        return seen
    return seen._replace(metric=_Removed(path.med))


_NONE: frozenset[str] = frozenset()


def sent_default(edge: Edge, path: Path) -> Path:
    """A default route of `default-originate` on the wire: outbound policies do not see it."""
    return path._replace(next_hop=edge.sender_address, as_path=_prepended(edge, path.as_path))


def _may_go(edge: Edge, path: Path, edges: Sequence[Edge | Leak]) -> bool:
    """Split horizon, the rules of iBGP and reflection, and the well-known communities."""
    returned = path.edge == edge.reverse and not (edge.kind == EXTERNAL and edge.sender.device.suite in RETURNS)
    if returned or "no-advertise" in path.communities:
        return False
    if edge.sender.vpn and not carries(edge.out.family, path):
        return False
    if edge.kind == EXTERNAL and edge.sending.neighbor.peer_as_check and path.as_path[:1] == (edge.receiver_as,):
        return False
    if edge.kind == EXTERNAL and not path.communities.isdisjoint(("no-export", "local-as")):
        return False
    if edge.kind == CONFEDERATION and "local-as" in path.communities:
        return False
    if _reflects(edge, path):
        return edge.out.reflector_client or edges[path.edge].into.reflector_client
    return not path.own_table_only or bool(edge.out.policies_out)


def _own(edge: Edge, path: Path) -> bool:
    """The sender announces the path as one that begins here."""
    return path.learnt == LOCAL or _leaked_in(edge, path)


def _leaked_in(edge: Edge, path: Path) -> bool:
    return path.home is not None and not edge.sender.vpn and edge.sender.device.suite in _OWN_WHEN_LEAKED


def _reflects(edge: Edge, path: Path) -> bool:
    """From iBGP to iBGP."""
    return edge.kind == INTERNAL and path.learnt == INTERNAL and not _leaked_in(edge, path)


def _reflected(edge: Edge, path: Path, edges: Sequence[Edge | Leak]) -> Path:
    """Originator and cluster list: set when iBGP is reflected, gone when the path leaves the AS (RFC 4456 8)."""
    if _reflects(edge, path):
        originator = path.originator or edges[path.edge].sender.router_id
        return path._replace(originator=originator, clusters=(edge.sender.cluster_id, *path.clusters))
    return path._replace(originator=0, clusters=()) if path.originator or path.clusters else path


def _outside(edge: Edge, as_path: AsPath) -> AsPath:
    """What is done to the AS path before it leaves the AS: no confederation segments, private numbers, override."""
    path = tuple(part for part in as_path if isinstance(part, int) or part.kind == "set")
    if edge.out.remove_private_as:
        path = _without_private(edge.out.remove_private_as, path, edge)
    if edge.out.as_override:
        path = tuple(edge.sender_as if part == edge.receiver_as else part for part in path)
    return path


_KEEPS_WHOLE_PATH = frozenset({"cisco_ios"})
"""Systems that leave a path alone when it holds the neighbour's number; others take out all but that one (seen on EOS)."""


_REPLACES_ALL_BUT_PEER = frozenset({"frr"})
"""Systems on which `replace-as` leaves the neighbour's own number in its place, so that it sees the loop."""


def _without_private(how: str, path: AsPath, edge: Edge) -> AsPath:
    """Private numbers taken out; the plain form only does it when all of them are private."""
    if how == "replace":
        kept = edge.receiver_as if edge.sender.device.suite in _REPLACES_ALL_BUT_PEER else 0
        return tuple(edge.sender_as if isinstance(part, int) and part != kept and is_private(part) else part for part in path)
    found = list(members(path))
    whole = edge.receiver_as in found and edge.sender.device.suite in _KEEPS_WHOLE_PATH
    if how == "yes" and (whole or not all(is_private(asn) for asn in found)):
        return path
    keep = 0 if edge.sender.device.suite in _KEEPS_WHOLE_PATH else edge.receiver_as
    return tuple(part for part in path if not isinstance(part, int) or part == keep or not is_private(part))


def _prepended(edge: Edge, path: AsPath) -> AsPath:
    if edge.kind == CONFEDERATION:
        if path and isinstance(path[0], Segment) and path[0].kind == "confed-sequence":
            return (Segment("confed-sequence", (edge.sender_as, *path[0].members)), *path[1:])
        return (Segment("confed-sequence", (edge.sender_as,)), *path)
    if edge.kind == INTERNAL:
        return path
    neighbor, process = edge.sending.neighbor, edge.sender.process
    own = process.confederation or process.asn
    if neighbor.local_as is not None and neighbor.local_as != own and not neighbor.local_as_replace:
        return (neighbor.local_as, own, *path)
    return (edge.sender_as, *path)


def _default(end: End, filters: Sequence[Match]) -> str:
    """What becomes of a route that no policy decides: a filter is a policy too (RFC 8212 2)."""
    return "permit" if filters else end.neighbor.advertisement_policy_default


def _doubted(path: Path, result: Outcome) -> Path:
    unsure = result.permitted is None or not result.exact
    return path._replace(doubt=path.doubt or result.why) if unsure else path


def _next_hop(edge: Edge, path: Path, action: str, wanted: Ip | None, edges: Sequence[Edge | Leak]) -> tuple[Ip | None, str]:
    """The next hop that the sender writes (RFC 4271 5.1.3), and a doubt about it. `action` is what a policy asked for."""
    if action == "set":
        return wanted, ""
    if action == "discard":
        return path.next_hop, "a policy sends a discard next hop"
    own = action in ("self", "peer-address") or path.next_hop is None
    if not own and edge.kind == EXTERNAL:
        own = not _third_party(edge, path)
    elif not own and _leaked_in(edge, path):
        step = edges[path.edge]
        own = not (isinstance(step, Leak) and step.policy)
    if not own and edge.out.next_hop_self:
        spares = not edge.out.next_hop_self_all and edge.sender.device.suite in _NEXT_HOP_SELF_SPARES_REFLECTED
        own = not (spares and _reflects(edge, path))
    if not own:
        return path.next_hop, ""
    if edge.sender_address is None and not edge.interface:
        return None, f"the next hop of {edge.sender.key[0]} in this address family is not known"
    return edge.sender_address, ""


def _link_local(edge: Edge, next_hop: Ip | None) -> Ip | None:
    """The neighbour that packets go to, whatever next hop it names."""
    by_link = edge.kind == EXTERNAL and edge.shared and edge.sender.device.suite in _LINK_LOCAL_OF_ITSELF
    return edge.sender_address if by_link and next_hop is not None and next_hop.version == 6 else None


def _third_party(edge: Edge, path: Path) -> bool:
    """The next hop lies on the subnet that both ends share, so the receiver can use it at once."""
    if path.next_hop is None or not edge.shared:
        return False
    if path.next_hop == edge.receiver_address:
        return edge.sender.device.suite in _LEAVES_NEXT_HOPS and path.edge != edge.reverse
    return any(path.next_hop in subnet.network and path.next_hop != subnet.ip for subnet in edge.shared)


def imported(edge: Edge, path: Path, prefix: Prefix) -> Path | None:
    """The path as the receiver enters it, or None when it refuses it."""
    return None if _loops(edge, path) else entered(edge, path, prefix)


def entered(edge: Edge, path: Path, prefix: Prefix) -> Path | None:
    """The same for a path that is known not to have been here before."""
    neighbor = edge.receiving.neighbor
    process = edge.receiver.process
    local_preference, as_path = path.local_preference, path.as_path
    if edge.kind == EXTERNAL:
        local_preference = process.default_local_preference
        if neighbor.local_as is not None and neighbor.local_as != process.asn and not neighbor.local_as_no_prepend:
            as_path = (neighbor.local_as, *as_path)
    path = path._replace(
        learnt=edge.kind, edge=edge.index, brought=-1, protocol="bgp", weight=edge.into.weight or 0, tag=0, distance=None,
        own_table_only=False, home=path.home if edge.receiver.vpn else None,
        interface=edge.interface if path.next_hop is None else "", local_preference=local_preference, as_path=as_path,
        doubt=path.doubt or edge.doubt,
    )  # fmt: skip
    if not (edge.into.policies_in or edge.into.filters_in) and neighbor.advertisement_policy_default == "permit":
        return path
    before = candidate(path, prefix, edge.sender_address)
    default = _default(edge.receiving, edge.into.filters_in)
    result = edge.receiver.policies.apply(edge.into.policies_in, before, default, edge.into.filters_in)
    if result.permitted is False:
        return None
    path = _doubted(after_policy(path, before, result.candidate), result)
    return _next_hop_in(edge, path, result.candidate.next_hop_action, result.candidate.next_hop)


def _next_hop_in(edge: Edge, path: Path, action: str, wanted: Ip | None) -> Path:
    match action:
        case "set":
            return path._replace(next_hop=wanted)
        case "peer-address":
            return path._replace(next_hop=edge.sender_address)
        case "self":
            return path._replace(next_hop=edge.receiver_address)
        case "discard":
            return path._replace(discard=True, next_hop=None)
    return path


def _loops(edge: Edge, path: Path) -> bool:
    """The path has been here: too often our AS, our router id as originator, or our cluster."""
    if _seen(edge, path.as_path):
        return True
    if edge.kind != INTERNAL:
        return False
    return (path.originator != 0 and path.originator == edge.receiver.router_id) or edge.receiver.cluster_id in path.clusters


def _seen(edge: Edge, as_path: AsPath) -> bool:
    """The receiver's AS numbers stand in the path more often than it allows."""
    return sum(asn in edge.receiver_own for asn in members(as_path)) > edge.into.allowas_in
