"""The way of a route of which only a set of prefixes is known: over sessions like any other, with policies asked for prefixes.

Split horizon, loops of AS numbers, reflection and next hops are those of `transfer`.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from models.device import Device
from models.policy import SetAction
from models.routing import Ip
from netplan.routing.bgp.classes import reachable
from netplan.routing.bgp.edges import Edge
from netplan.routing.bgp.path import Path, candidate
from netplan.routing.bgp.sessions import End
from netplan.routing.bgp.speakers import Speaker
from netplan.routing.bgp.transfer import carried
from netplan.routing.bgp.vpn import Leak, leaked
from netplan.routing.doubt.facts import Cause, Trust
from netplan.routing.policy.passing import Passing
from netplan.routing.policy.policies import policies_of
from netplan.routing.policy.prefix_sets import DEFAULT, PrefixSet, collected, everything, holding, nothing
from netplan.topology.memo import PerDevice

_passing = {
    family: PerDevice(lambda device, family=family: Passing(device, policies_of(device), family))  # type: ignore[misc]  # bound early
    for family in (4, 6)
}


class Seed(NamedTuple):
    """Prefixes that one speaker may have a route for, and how it would have come by it."""

    cause: Cause
    speaker: int
    path: Path
    region: PrefixSet


def passing(device: Device, family: int) -> Passing:
    """The policies of a device, for sets of prefixes."""
    return _passing[family](device)


def setting(speaker: Speaker, names: Iterable[str], kinds: Sequence[str]) -> bool:
    """Whether a policy (or one that it calls) sets something of these kinds."""
    known = speaker.device.policies
    policies = [known[name] for name in reachable(speaker.device, names) if name in known]
    actions: list[SetAction] = [action for policy in policies for term in policy.terms for action in term.sets]
    return any(action.kind in kinds for action in actions)


class Ways:
    """The sessions of one IP version without their policies, which are asked on their own."""

    def __init__(self, speakers: Sequence[Speaker], ways: Sequence[Edge | Leak], version: int) -> None:
        self._speakers, self._ways, self._version = speakers, ways, version
        self._out: dict[int, list[Edge | Leak]] = defaultdict(list)
        for edge in ways:
            if edge.sender is not edge.receiver:
                self._out[edge.sender.index].append(edge)
        self._bare: dict[int, Edge | Leak] = {}
        self._regions: dict[tuple[int, str], PrefixSet] = {}
        self._targets = frozenset(t for edge in ways if isinstance(edge, Leak) and not edge.up for t in edge.targets)

    def run(self, seeds: Iterable[Seed]) -> Mapping[tuple[int, Cause], list[tuple[Path, PrefixSet]]]:
        """For each router and cause the paths with the prefixes that may come so."""
        found: dict[tuple[int, Cause], dict[tuple[str, Ip | None], tuple[Path, PrefixSet]]] = defaultdict(dict)
        covered: dict[tuple[int, str], PrefixSet] = {}
        todo = deque(seeds)
        while todo:
            cause, router, path, region = todo.popleft()
            if cause.trust < Trust.INSIDE:  # nobody asks which of several such causes it is
                told = covered.get((router, path.learnt), nothing(self._version))
                if region <= told:
                    continue
                covered[router, path.learnt] = told | region
            kept, key = found[router, cause], (path.learnt, path.next_hop)
            before = kept.get(key)
            if not region or (before is not None and region <= before[1]):
                continue
            region = self._with_aggregates(router, region)
            kept[key] = (path if before is None else before[0], region if before is None else region | before[1])
            for edge in self._out[router]:
                goes = region & self._region(edge, path)
                if goes and (arrived := self.carried(edge, path)) is not None:
                    todo.append(Seed(cause, edge.receiver.index, arrived, goes))
        return {key: list(kept.values()) for key, kept in found.items()}

    def _with_aggregates(self, router: int, region: PrefixSet) -> PrefixSet:
        """An aggregate is there when a part of it is, and may hide its parts."""
        for item in self._speakers[router].process.aggregates:
            if item.prefix.version == self._version and item.prefix.prefixlen < item.prefix.max_prefixlen:
                parts = collected(self._version, ((item.prefix, item.prefix.prefixlen + 1, item.prefix.max_prefixlen),))
                if region & parts:
                    region |= holding((item.prefix,), self._version)
        return region

    def carried(self, edge: Edge | Leak, path: Path) -> Path | None:
        """The path as the receiver holds it, whatever its policies say; None when none of its prefixes gets there."""
        bare = self._bare.get(edge.index)
        if bare is None:
            bare = self._bare[edge.index] = _without_policies(edge)
        zero = DEFAULT[self._version]
        if isinstance(bare, Leak):
            if edge.up and edge.policy:  # type: ignore[union-attr]  # a leak both with and without its policy
                path = path._replace(extended_communities=path.extended_communities | self._targets)
            return leaked(bare, path, zero)
        arrived = carried(bare, path, zero, self._ways)
        if (
            arrived is not None
            and isinstance(edge, Edge)
            and (
                setting(edge.sender, edge.out.policies_out, ("next-hop",))
                or setting(edge.receiver, edge.into.policies_in, ("next-hop",))
            )
        ):
            return arrived._replace(next_hop=None)
        return arrived

    def _region(self, edge: Edge | Leak, path: Path) -> PrefixSet:
        key = edge.index, path.learnt
        if key not in self._regions:
            self._regions[key] = self._asked(edge, path)
        return self._regions[key]

    def _asked(self, edge: Edge | Leak, path: Path) -> PrefixSet:
        """The prefixes that both ends of a session (or the policy of a VRF) may let through."""
        zero = DEFAULT[self._version]
        if isinstance(edge, Leak):
            if not edge.policy or edge.up:
                return everything(self._version)
            names = tuple(edge.policy.split())
            return passing(edge.receiver.device, self._version).through(names, candidate(path, zero, None), "deny")
        default = edge.sending.neighbor.advertisement_policy_default
        sent = candidate(path, zero, edge.receiver_address)
        region = passing(edge.sender.device, self._version).through(edge.out.policies_out, sent, default, edge.out.filters_out)
        return region & self.taken(edge, path._replace(learnt=edge.kind))

    def taken(self, edge: Edge | Leak, path: Path) -> PrefixSet:
        """The prefixes that the receiver may let in, of a route as it arrives."""
        if isinstance(edge, Leak):
            return everything(self._version)
        default = edge.receiving.neighbor.advertisement_policy_default
        arrived = candidate(path, DEFAULT[self._version], edge.sender_address)
        policies = passing(edge.receiver.device, self._version)
        return policies.through(edge.into.policies_in, arrived, default, edge.into.filters_in)

    def out(self, router: int) -> Sequence[Edge | Leak]:
        """The ways on which a router sends."""
        return self._out[router]


def _without_policies(edge: Edge | Leak) -> Edge | Leak:
    """The same way for a route, with everything but its policies."""
    if isinstance(edge, Leak):
        return replace(edge, policy="")
    return replace(
        edge, out=replace(edge.out, policies_out=(), filters_out=()), into=replace(edge.into, policies_in=(), filters_in=()),
        sending=_open(edge.sending), receiving=_open(edge.receiving),
    )  # fmt: skip


def _open(end: End) -> End:
    return replace(end, neighbor=replace(end.neighbor, advertisement_policy_default="permit"))
