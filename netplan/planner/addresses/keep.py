"""Least renumbering: who keeps an address block that several owners use, decided exactly.

CIDR blocks are nested or disjoint, so the claims form a forest. At a block v either nobody keeps v
itself, and the blocks inside are decided one by one, or one owner d with a claim on v keeps v and all
that d has inside, and every other owner leaves the whole of v:

    f(v) = max( sum of f(c) over the children c of v,  max of W_d(v) over the owners d with a claim on v )

W_d(v) is d's weight in the subtree of v. Weights are gathered by merging the smaller map into the
larger one, so the whole costs O(N log N) for N claims. Ties go to the choice that keeps more claims.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from models.errors import NoPlan

Prefix = IPv4Network | IPv6Network
Key = tuple[int, int, int]
"""Family, first address, prefix length: blocks in this order come before what they contain."""


@dataclass(frozen=True, slots=True)
class Claim:
    """`owner` uses `prefix`; moving it costs `weight` (hosts). `pin` True: it must stay; False: it must go."""

    owner: str
    prefix: Prefix
    weight: int
    pin: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Contest:
    """One block at which the choice falls. `keeper` "" means: the blocks inside are decided one by one.

    `weight` is what stays by this choice, `price` how many more hosts move if `runner_up` ("" = one by one)
    is preferred here instead; None when a pin forbids that.
    """

    prefix: Prefix
    keeper: str
    weight: int
    runner_up: str
    price: int | None


@dataclass(frozen=True, slots=True)
class Override:
    """What it costs, in hosts moved beyond the least, to let `owner` keep `prefix` against the result.

    `price` is None when a pin of another owner stands in the way.
    """

    owner: str
    prefix: Prefix
    price: int | None


@dataclass(frozen=True, slots=True)
class Resolution:
    """The least renumbering. `moved_weight` is proven minimal; `contests` and `overrides` are its certificate."""

    kept: tuple[Claim, ...]
    moved: tuple[Claim, ...]
    moved_weight: int
    contests: tuple[Contest, ...]
    overrides: tuple[Override, ...]


def key(prefix: Prefix) -> Key:
    """Where `prefix` stands in the order of blocks.

    >>> key(IPv4Network("10.0.0.0/8"))
    (4, 167772160, 8)
    """
    return prefix.version, int(prefix.network_address), prefix.prefixlen


def resolve(claims: Iterable[Claim]) -> Resolution:
    """Decide every claim so that no block is kept by two owners and the weight moved is the least.

    Claims of one owner on one block are one claim (the heaviest). Raises NoPlan when two pins overlap.

    >>> net = IPv4Network
    >>> r = resolve([Claim("hr", net("10.0.0.0/16"), 30), Claim("it", net("10.0.1.0/24"), 20), Claim("it", net("10.0.2.0/24"), 5)])
    >>> [(c.owner, str(c.prefix)) for c in r.moved], r.contests[0].price
    ([('it', '10.0.1.0/24'), ('it', '10.0.2.0/24')], 5)
    """
    all_claims = _merged(claims)
    given_up = [c for c in all_claims if c.pin is False]
    return _Forest([c for c in all_claims if c.pin is not False]).resolution(given_up)


def _merged(claims: Iterable[Claim]) -> list[Claim]:
    one: dict[tuple[Key, str], Claim] = {}
    for claim in claims:
        place = (key(claim.prefix), claim.owner)
        other = one.get(place)
        if other is None:
            one[place] = claim
            continue
        pins = {c.pin for c in (claim, other) if c.pin is not None}
        if len(pins) == 2:
            raise NoPlan(f"{claim.owner} {claim.prefix} is pinned both to stay and to go; remove one of the two pins")
        heavier = claim if claim.weight > other.weight else other
        pinned = claim if claim.pin is not None else other
        one[place] = Claim(claim.owner, claim.prefix, heavier.weight, pinned.pin, pinned.reason)
    return [one[place] for place in sorted(one)]


class _Forest:
    """The claims as nested blocks: node i has `claims[i]` (one an owner), `parent[i]` (-1 = none), children after it."""

    def __init__(self, claims: list[Claim]) -> None:
        self.count = len(claims)
        self.keys: list[Key] = []
        self.claims: list[list[Claim]] = []
        self.parent: list[int] = []
        stack: list[tuple[int, int, int]] = []  # family, last address, node
        for claim in claims:
            family, first, length = place = key(claim.prefix)
            if self.keys and self.keys[-1] == place:
                self.claims[-1].append(claim)
                continue
            while stack and (stack[-1][0] != family or stack[-1][1] < first):
                stack.pop()
            self.keys.append(place)
            self.claims.append([claim])
            self.parent.append(stack[-1][2] if stack else -1)
            last = first + (1 << ((32 if family == 4 else 128) - length)) - 1
            stack.append((family, last, len(self.keys) - 1))
        self._check_pins()
        self._scale(claims)
        self._decide()

    def _check_pins(self) -> None:
        above: list[Claim | None] = [None] * len(self.keys)  # the nearest pin at or above a node
        for node, here in enumerate(self.claims):
            pin = above[self.parent[node]] if self.parent[node] >= 0 else None
            for claim in here:
                if claim.pin:
                    if pin is not None and pin.owner != claim.owner:
                        raise NoPlan(
                            f"two pins overlap: {pin.owner} keeps {pin.prefix} ({pin.reason or 'no reason given'}) and "
                            f"{claim.owner} keeps {claim.prefix} ({claim.reason or 'no reason given'}); one of them must give way"
                        )
                    pin = claim
            above[node] = pin

    def _scale(self, claims: list[Claim]) -> None:
        """Weights in one integer: pins before hosts before the number of claims."""
        self.unit = self.count + 1
        self.pin_unit = (sum(c.weight for c in claims) + 1) * self.unit

    def _value(self, claim: Claim) -> int:
        return claim.weight * self.unit + 1 + (self.pin_unit if claim.pin else 0)

    def _hosts(self, value: int) -> int:
        return value % self.pin_unit // self.unit

    def _decide(self) -> None:
        nodes = len(self.keys)
        self.parts = [0] * nodes  # the best of the children together
        self.best = [0] * nodes
        self.whole: list[dict[str, int]] = [{} for _ in range(nodes)]  # W_d for the owners d with a claim here
        gathered: list[dict[str, int]] = [{} for _ in range(nodes)]
        self.contested = [False] * nodes
        for node in range(nodes - 1, -1, -1):
            weights = gathered[node]
            for claim in self.claims[node]:
                weights[claim.owner] = weights.get(claim.owner, 0) + self._value(claim)
            self.whole[node] = {claim.owner: weights[claim.owner] for claim in self.claims[node]}
            self.contested[node] = len(weights) > 1
            self.best[node] = max(self.parts[node], max(self.whole[node].values()))
            up = self.parent[node]
            if up >= 0:
                self.parts[up] += self.best[node]
                small, large = sorted((weights, gathered[up]), key=len)
                for owner, weight in small.items():
                    large[owner] = large.get(owner, 0) + weight
                gathered[up] = large
            gathered[node] = {}

    def resolution(self, given_up: list[Claim]) -> Resolution:
        nodes = len(self.keys)
        keeper: list[str | None] = [None] * nodes  # who has the whole of this block, None = not decided above
        kept: list[Claim] = []
        moved: list[Claim] = list(given_up)
        contests: list[Contest] = []
        overrides: list[Override] = []
        for node in range(nodes):
            up = self.parent[node]
            owner = keeper[up] if up >= 0 else None
            if owner is None:
                options = sorted(((value, name) for name, value in self.whole[node].items()), key=lambda o: (-o[0], o[1]))
                if options[0][0] >= self.parts[node]:
                    owner = options[0][1]
                if self.contested[node]:
                    contests.append(self._contest(node, owner, options))
            keeper[node] = owner
            for claim in self.claims[node]:
                if claim.owner == owner:
                    kept.append(claim)
                else:
                    moved.append(claim)
                    overrides.append(Override(claim.owner, claim.prefix, self._price(node, claim.owner)))
        weight = sum(c.weight for c in moved)
        return Resolution(tuple(kept), tuple(moved), weight, tuple(contests), tuple(overrides))

    def _contest(self, node: int, owner: str | None, options: list[tuple[int, str]]) -> Contest:
        every = [*options, (self.parts[node], "")]
        chosen = (self.whole[node][owner], owner) if owner is not None else (self.parts[node], "")
        every.remove(chosen)
        second = max(every, key=lambda o: o[0])
        pinned = second[0] // self.pin_unit < chosen[0] // self.pin_unit
        price = None if pinned else self._hosts(chosen[0]) - self._hosts(second[0])
        return Contest(self.claims[node][0].prefix, chosen[1], self._hosts(chosen[0]), second[1], price)

    def _price(self, node: int, owner: str) -> int | None:
        """The best total with `owner` forced to keep its claim at `node`, taken from the best of all."""
        forced = self.whole[node][owner]
        up, below = self.parent[node], node
        while up >= 0:
            through = self.parts[up] - self.best[below] + forced
            forced = max(through, self.whole[up].get(owner, 0))
            below, up = up, self.parent[up]
        best = self.best[below]
        if forced // self.pin_unit < best // self.pin_unit:
            return None
        return self._hosts(best) - self._hosts(forced)
