"""One OSPF area: distances from all its routers, and the arcs that begin a shortest path."""

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from netplan.routing.ospf.domain import INF, AreaInput, Domain, Matrix
from netplan.routing.ospf.kernels import INFINITE, distances

Mask = npt.NDArray[np.bool_]


class Area:
    """An area with its distances."""

    def __init__(self, number: int, given: AreaInput, domain: Domain) -> None:
        self.number, self.given = number, given
        self.members = np.array(given.members, np.int64)
        self.at = {r: i for i, r in enumerate(given.members)}
        self.tail = np.array([self.at[a.tail] for a in given.arcs], np.int32)
        self.head = np.array([self.at[a.head] for a in given.arcs], np.int32)
        self.cost = np.array([a.cost for a in given.arcs], np.int64)
        self.arc = np.array([a.arc for a in given.arcs], np.int64)
        self.far = self._far(np.ones(len(given.arcs), np.bool_))
        self.prefixes = len(domain.prefixes)
        self.intra = self._subnets(self.far)
        self.offers: Mapping[int, Matrix] = {}
        self.offered = np.full((len(self.members), self.prefixes), INF, np.int64)
        """Distances by summaries, a border router's own ones included: what its neighbours count with."""
        self.inter = self.offered.copy()
        """The same without a border router's own summaries: what it can use itself."""
        self.strict = dict(self._strict(domain))
        """Routers that do not use all equal ways, and the distances by those that they use."""

    def _far(self, used: Mask) -> Matrix:
        far = distances(len(self.members), self.tail[used], self.head[used], self.cost[used])
        return np.where(far >= INFINITE, INF, far.astype(np.int64))

    def _subnets(self, far: Matrix) -> Matrix:
        """Distances to the subnets of routers, by distances to these."""
        found = np.full((len(self.members), self.prefixes), INF, np.int64)
        if self.given.adverts:
            adverts = sorted(self.given.adverts, key=lambda advert: advert.prefix)
            prefix = np.array([a.prefix for a in adverts])
            starts = np.flatnonzero(np.r_[True, prefix[1:] != prefix[:-1]])
            cost = np.array([a.cost for a in adverts], np.int64)
            reach = far[:, [self.at[a.router] for a in adverts]] + cost
            found[:, prefix[starts]] = np.minimum(np.minimum.reduceat(reach, starts, axis=1), INF)
        return found

    def take_summaries(self, offers: Mapping[int, Matrix]) -> None:
        """Inter-area distances from what border routers offer."""
        self.offers = offers
        for router, offer in offers.items():
            here = self.at[router]
            reach = self.far[:, here][:, None] + offer[None, :]
            np.minimum(self.offered, reach, out=self.offered)
            reach[here] = INF
            np.minimum(self.inter, reach, out=self.inter)
        np.minimum(self.offered, INF, out=self.offered)
        np.minimum(self.inter, INF, out=self.inter)

    def _summed(self, far: Matrix) -> Matrix:
        found = np.full((len(self.members), self.prefixes), INF, np.int64)
        for router, offer in self.offers.items():
            np.minimum(found, far[:, self.at[router]][:, None] + offer[None, :], out=found)
        return found

    def first_hops(self, reach: Matrix, wanted: Mask, by_summaries: bool) -> tuple[Matrix, Matrix]:
        """(arc index, prefix) of each arc that starts a shortest path, for the wanted [member, prefix] pairs.

        `reach` are the distances to account for.
        """
        if not len(self.tail):
            none = np.zeros(0, np.int64)
            return none, none
        beyond = self.offered if by_summaries else self.intra
        tight = (self.cost[:, None] + beyond[self.head] == reach[self.tail]) & wanted[self.tail]
        for router, far in self.strict.items():
            mine = np.flatnonzero(self.tail == router)
            beyond = self._summed(far) if by_summaries else self._subnets(far)
            tight[mine] &= self.cost[mine][:, None] + beyond[self.head[mine]] == reach[router]
        arc, prefix = np.nonzero(tight)
        return arc.astype(np.int64), prefix.astype(np.int64)

    def _strict(self, domain: Domain) -> Iterator[tuple[int, Matrix]]:
        """Of routers that reach a shared subnet of their own by others too, at the same cost, but not what lies beyond it."""
        net = np.array([a.net for a in self.given.arcs], np.int64)
        for router in sorted({a.tail for a in self.given.arcs if a.net >= 0 and domain.habit(a.tail).only_direct}):
            here = self.at[router]
            left_out = np.zeros(len(net), np.bool_)
            for number in {a.net for a in self.given.arcs if a.tail == router and a.net >= 0}:
                own = int(self.cost[(net == number) & (self.tail == here)].min())
                others = (net == number) & (self.tail != here)
                if (self.far[here, self.tail[others]] + self.cost[others] == own).any():
                    left_out |= others
            if left_out.any():
                yield here, self._far(~left_out)
