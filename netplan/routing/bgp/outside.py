"""What BGP neighbours outside the snapshot may announce, and who inside may learn it, as sets of prefixes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from models.routing import BgpFamily, Ip, Prefix
from netplan.routing.bgp.edges import Edge, own_numbers
from netplan.routing.bgp.path import CONFEDERATION, EXTERNAL, INTERNAL, LOCAL, Path, candidate
from netplan.routing.bgp.result import BgpTables
from netplan.routing.bgp.sessions import EXTERNAL as OUTSIDE
from netplan.routing.bgp.sessions import End
from netplan.routing.bgp.solve import own_distance
from netplan.routing.bgp.speakers import Speaker, of_family
from netplan.routing.bgp.transfer import exported
from netplan.routing.bgp.unknown_paths import Seed, Ways, passing, setting
from netplan.routing.bgp.view import NodeKey, Session
from netplan.routing.bgp.vpn import Leak, vrf_of
from netplan.routing.doubt.facts import Cause, Trust
from netplan.routing.policy.as_path import AsPath, members, path_length
from netplan.routing.policy.prefix_sets import DEFAULT, PrefixSet, everything, holding


class Held(NamedTuple):
    """Prefixes that the table of a node may get from BGP."""

    node: NodeKey
    cause: Cause
    region: PrefixSet
    learnt: str
    distance: int
    hop: Ip | None
    """None: not known."""


@dataclass
class Outside:
    """BGP as it was solved, asked for what it does with routes that nobody knows."""

    speakers: Sequence[Speaker]
    """VPN tables too."""
    sessions: Sequence[Session]
    ways: Mapping[int, Sequence[Edge | Leak]]
    """The directions of sessions by IP version."""
    behind: BgpTables

    @cached_property
    def index(self) -> Mapping[NodeKey, int]:
        """The speakers of nodes by key."""
        return {speaker.key: speaker.index for speaker in self.speakers if not speaker.vpn}

    @cached_property
    def strangers(self) -> Mapping[int, tuple[Edge, ...]]:
        """The ways in from internal neighbours outside, as far as reflection asks for them; numbered after `ways`."""
        found: dict[int, list[Edge]] = {4: [], 6: []}
        for session in self.sessions:
            for family in session.neighbor.families if session.state == OUTSIDE and session.internal else ():
                version = next((v for v in (4, 6) if family.family == f"ipv{v} unicast"), 0)
                if version:
                    number = len(self.ways.get(version, ())) + len(found[version])
                    found[version].append(_stranger(number, self.speakers[self.index[session.node]], session, family))
        return {version: tuple(edges) for version, edges in found.items()}

    @cached_property
    def seeds(self) -> Mapping[int, tuple[Seed, ...]]:
        """By IP version what the neighbours outside may announce, as far as import policies take it."""
        found: dict[int, list[Seed]] = {4: [], 6: []}
        for session in self.sessions:
            if session.state == OUTSIDE:
                for family in session.neighbor.families:
                    for version, seed in self._announced(session, family):
                        found[version].append(seed)
        if any(found.values()):
            for version in found:
                found[version] += self._returned(version)
        return {version: tuple(seeds) for version, seeds in found.items()}

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """Who may have what of that; it stays the same as long as BGP does."""
        return tuple(held for version, seeds in self.seeds.items() if seeds for held in self.spread(seeds, version))

    def _announced(self, session: Session, family: BgpFamily) -> Iterator[tuple[int, Seed]]:
        speaker = self.speakers[self.index[session.node]]
        name = _named(session)
        trust = Trust.PARTS if session.internal else Trust.INSIDE
        cause = Cause(f"depends on what {name} announces", trust, "" if session.internal else name)
        for version in (4, 6):
            if family.family == f"ipv{version} unicast":
                path = self._entered(session, family, version)
                region = _taken(speaker, session, family, path, version)
                yield version, Seed(cause, speaker.index, path, region)
            elif family.family in (f"vpnv{version} unicast", "l2vpn evpn"):
                for other in self.speakers:
                    vrf = None if other.vpn or other.key[0] != speaker.key[0] else vrf_of(other)
                    if vrf is not None and (vrf.import_targets or vrf.import_policy):
                        path = self._entered(session, family, version)._replace(next_hop=None)
                        yield version, Seed(_less(cause), other.index, path, everything(version))

    def _entered(self, session: Session, family: BgpFamily, version: int) -> Path:
        """A path of a neighbour outside as the speaker enters it."""
        process = self.speakers[self.index[session.node]].process
        own = [] if session.internal or session.neighbor.remote_as is None else [session.neighbor.remote_as]
        hop = session.remote if session.remote is not None and session.remote.version == version else None
        if setting(self.speakers[self.index[session.node]], family.policies_in, ("next-hop",)):
            hop = None
        number = next((edge.index for edge in self.strangers[version] if edge.into is family), -1)
        return Path(
            INTERNAL if session.internal else EXTERNAL, edge=number, next_hop=hop, as_path=tuple(own), weight=family.weight or 0,
            local_preference=process.default_local_preference,
        )  # fmt: skip

    def _returned(self, version: int) -> Iterator[Seed]:
        """Networks of this snapshot that are announced to somebody outside: they may come back from anybody there."""
        told = self._told(version)
        for session in self.sessions if told else ():
            family = next((f for f in session.neighbor.families if f.family == f"ipv{version} unicast"), None)
            if session.state != OUTSIDE or session.internal or family is None:
                continue
            speaker = self.speakers[self.index[session.node]]
            own = own_numbers(_end(speaker, session))
            for as_path, prefixes in told.items():
                numbers = list(members(as_path))
                if sum(asn in own for asn in numbers) > family.allowas_in or session.neighbor.remote_as in numbers:
                    continue
                entered = self._entered(session, family, version)
                path = entered._replace(as_path=(*entered.as_path, *as_path))
                open_ = [prefix for prefix in prefixes if not self._loses(speaker, family, path, prefix)]
                region = holding(open_, version) & _taken(speaker, session, family, path, version)
                if region:
                    why = (
                        f"depends on whether {_named(session)} announces networks back that are announced to the outside elsewhere"
                    )
                    yield Seed(Cause(why, Trust.PARTS), speaker.index, path, region)

    def _told(self, version: int) -> Mapping[AsPath, list[Prefix]]:
        """What is announced to neighbours outside, by AS path."""
        found: dict[AsPath, dict[Prefix, None]] = defaultdict(dict)
        ways = self.ways.get(version, ())
        for session in self.sessions:
            family = next((f for f in session.neighbor.families if f.family == f"ipv{version} unicast"), None)
            if session.state != OUTSIDE or session.internal or family is None:
                continue
            edge = _outward(self.speakers[self.index[session.node]], session, family)
            known: dict[Path, Path | None] = {}
            for prefix in self.behind.prefixes(session.node):
                best = self.behind.best(session.node, prefix) if prefix.version == version else None
                if best is None:
                    continue
                if edge.sensitive:
                    sent = exported(edge, best, prefix, ways)
                else:
                    sent = known[best] if best in known else known.setdefault(best, exported(edge, best, prefix, ways))
                if sent is not None:
                    found[sent.as_path][prefix] = None
        return {as_path: list(prefixes) for as_path, prefixes in found.items()}

    def _loses(self, speaker: Speaker, family: BgpFamily, path: Path, prefix: Prefix) -> bool:
        """Whether the speaker surely prefers the path it has to one that came back."""
        best = self.behind.best(speaker.key, prefix)
        if best is None or setting(speaker, family.policies_in, ("local-preference", "weight", "unknown")):
            return False
        one = (-best.weight, -best.local_preference, best.learnt != LOCAL, path_length(best.as_path))
        return one < (-path.weight, -path.local_preference, True, path_length(path.as_path))

    def beside(self, cause: Cause, router: int, version: int) -> Iterator[Seed]:
        """What the neighbours of a speaker take of whatever it tells them."""
        speaker = self.speakers[router]
        way = Ways(of_family(self.speakers, version), self.ways.get(version, ()), version)
        for edge in way.out(router):
            path = way.carried(edge, Path(LOCAL, local_preference=speaker.process.default_local_preference))
            if path is not None:
                yield Seed(cause, edge.receiver.index, path, way.taken(edge, path))

    def spread(self, seeds: Iterable[Seed], version: int) -> list[Held]:
        """Who may have what, seeds included."""
        here = of_family(self.speakers, version)
        way = Ways(here, (*self.ways.get(version, ()), *self.strangers[version]), version)
        found: list[Held] = []
        for (router, cause), kept in way.run(seeds).items():
            speaker = here[router]
            for path, region in kept if not speaker.vpn else ():
                if path.learnt == LOCAL and path.home is None:
                    continue  # it stands in the table by the protocol that it comes from
                hop = path.next_hop if path.home is None else None
                found.append(Held(speaker.key, cause, region, path.learnt, own_distance(speaker, path), hop))
        return found


def _less(cause: Cause) -> Cause:
    """The same of a neighbour that may hold routes of our own VRFs: then nothing but parts of networks is excluded."""
    return replace(cause, trust=Trust.PARTS, outside="")


def _named(session: Session) -> str:
    number = session.neighbor.remote_as
    who = str(session.remote or session.neighbor.interface)
    return f"{who} ({f'AS {number}, ' if number is not None else ''}not in the snapshot)"


def _end(speaker: Speaker, session: Session) -> End:
    return End(speaker, session.neighbor, session.local, "")


def _stranger(number: int, speaker: Speaker, session: Session, family: BgpFamily) -> Edge:
    end = _end(speaker, session)
    asn = speaker.process.asn
    return Edge(
        number, -1, speaker, speaker, family, family, end, end, INTERNAL, asn, asn, session.remote, session.local, "", "",
        False, False, frozenset((asn,)), True, (),
    )  # fmt: skip


def _outward(speaker: Speaker, session: Session, family: BgpFamily) -> Edge:
    """The way out to an external neighbour outside: whatever holds for one inside becomes of what goes there."""
    end, process = _end(speaker, session), speaker.process
    theirs = session.neighbor.remote_as or 0
    member = process.confederation is not None and theirs in process.confederation_peers
    own = session.neighbor.local_as or (process.asn if member else process.confederation or process.asn)
    return Edge(
        -1, _NO_WAY, speaker, speaker, family, family, end, end, CONFEDERATION if member else EXTERNAL, own, theirs,
        session.local, session.remote, "", "", False, bool(family.policies_out or family.filters_out), frozenset(), True, (),
    )  # fmt: skip


_NO_WAY = -2
"""No edge of this number brings a path, and no path is the router's own by it (that is -1)."""


def _taken(speaker: Speaker, session: Session, family: BgpFamily, path: Path, version: int) -> PrefixSet:
    probe = candidate(path, DEFAULT[version], session.remote)
    default = session.neighbor.advertisement_policy_default
    return passing(speaker.device, version).through(family.policies_in, probe, default, family.filters_in)
