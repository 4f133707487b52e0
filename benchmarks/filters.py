"""How long it takes to say that two access lists permit the same packets, or to find a packet of which they do not.

    python -m benchmarks.filters [LINES...]

Milliseconds of CPU of the whole question, from the facts of the two lists to the answer: best and median of five, kernels
loaded before. Pairs: the list with itself; the last line doing the opposite; the same packets in other lines (sources in
halves, neighbours swapped), which is a proof over both whole lists; another list altogether.
"""

import gc
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median
from time import process_time

from models.filters import Acl, AclRule, Ports, Wildcard
from models.source import Source
from netplan.forwarding.filters.compare import compare
from netplan.forwarding.filters.lint import idle_lines
from netplan.forwarding.filters.sets import permitted

_PORTS = (22, 25, 53, 80, 123, 161, 389, 443, 445, 636, 1433, 3389, 8080, 8443)
Side = tuple[Wildcard, ...]


class _City:
    """Where addresses come from: departments with a /16 (a /48) each."""

    def __init__(self, draw: random.Random, family: int) -> None:
        self.draw, self.family = draw, family
        self.departments = [draw.getrandbits(8) for _ in range(40)]
        self.groups = [self._group() for _ in range(30)]

    def _group(self) -> Side:
        department = self.draw.choice(self.departments)
        wide = 15 if self.family == 4 else (1 << 64) - 1
        return tuple(self._within(department, 0 if self.draw.random() < 0.8 else wide) for _ in range(self.draw.randint(5, 60)))

    def _within(self, department: int, mask: int) -> Wildcard:
        if self.family == 4:
            return Wildcard((0x0A000000 | department << 16 | self.draw.getrandbits(16)) & ~mask, mask)
        low = self.draw.getrandbits(12) << 64 | self.draw.getrandbits(16)
        return Wildcard((0x20010DB8 << 96 | department << 80 | low) & ~mask, mask, 6)

    def side(self, groups: bool) -> Side:
        chance = self.draw.random()
        if chance < 0.15:
            return ()
        if groups and chance < 0.6:
            return self.draw.choice(self.groups)
        lengths = (16, 20, 22, 24, 24, 24, 28, 32, 32) if self.family == 4 else (48, 56, 64, 64, 64, 128)
        mask = (1 << ((32 if self.family == 4 else 128) - self.draw.choice(lengths))) - 1
        if chance > 0.98 and self.family == 4:
            mask = 0xFF00
        return (self._within(self.draw.choice((*self.departments, self.draw.getrandbits(8))), mask),)

    def ports(self) -> Ports:
        chance = self.draw.random()
        if chance < 0.15:
            return ()
        if chance < 0.8:
            port = self.draw.choice(_PORTS)
            return ((port, port),)
        first = self.draw.randrange(1024, 60_000)
        return ((first, min(65_535, first + self.draw.choice((10, 100, 1000)))),)


def access_list(lines: int, seed: int, family: int = 4, groups: bool = False, strange: float = 0.0) -> Acl:
    """A list of so many lines. `strange` is the share of lines with an option that the model does not know."""
    draw = random.Random(seed)
    city = _City(draw, family)
    rules = []
    for number in range(lines):
        chance = draw.random()
        protocols: tuple[int, ...] = ()
        ports: Ports = ()
        icmp = None
        if chance < 0.85:
            protocols, ports = ((6,) if chance < 0.6 else (17,)), city.ports()
        elif chance < 0.93:
            pass
        elif chance < 0.96:
            protocols, icmp = ((1,) if family == 4 else (58,)), (draw.choice((0, 3, 8, 128)), draw.choice((-1, 0, 1)))
        else:
            protocols = (draw.choice((47, 50, 51, 89)),)
        source, destination = city.side(groups), city.side(groups)
        if not source and not destination:
            destination = city.side(False)
        answers = protocols == (6,) and draw.random() < 0.05
        option = "dscp ef" if draw.random() < strange else ""
        sources: Ports = ((draw.choice(_PORTS),) * 2,) if protocols in ((6,), (17,)) and draw.random() < 0.05 else ()
        permit = draw.random() < 0.75
        where = Source("list.cfg", number + 2)
        rules.append(
            AclRule(permit, protocols, source, destination, sources, ports, icmp, answers, 10 * number + 10, option, source=where)
        )
    return Acl("LIST", tuple(rules), family, source=Source("list.cfg", 1))


def rewritten(acl: Acl, seed: int) -> Acl:
    """The same packets in other lines: sources in halves, neighbours that answer the same swapped."""
    draw = random.Random(seed)
    rules: list[AclRule] = []
    for rule in acl.rules:
        if rule.sources and not rule.unmodelled and draw.random() < 0.3 and any(_halves(w)[1:] for w in rule.sources):
            parts = [half for wildcard in rule.sources for half in _halves(wildcard)]
            middle = len(parts) // 2
            rules += [replace(rule, sources=tuple(parts[:middle])), replace(rule, sources=tuple(parts[middle:]))]
        else:
            rules.append(rule)
    for i in range(len(rules) - 1):
        if rules[i].permit == rules[i + 1].permit and draw.random() < 0.5:
            rules[i], rules[i + 1] = rules[i + 1], rules[i]
    return replace(acl, rules=tuple(rules))


def _halves(wildcard: Wildcard) -> Side:
    mask = wildcard.mask >> 1
    if not wildcard.mask or wildcard.mask & (wildcard.mask + 1):
        return (wildcard,)
    return tuple(Wildcard(wildcard.address | bit, mask, wildcard.family) for bit in (0, mask + 1))


def last_turned(acl: Acl) -> Acl:
    """The list with its last line doing the opposite."""
    last = acl.rules[-1]
    return replace(acl, rules=(*acl.rules[:-1], replace(last, permit=not last.permit)))


def pairs(lines: int, family: int, groups: bool) -> Iterator[tuple[str, Acl, Acl]]:
    """Pairs of lists with what is special about them."""
    acl = access_list(lines, 1, family, groups)
    yield "itself", acl, acl
    yield "last line turned", acl, last_turned(acl)
    yield "rewritten", acl, rewritten(acl, 1)
    yield "another", acl, access_list(lines, 2, family, groups)


def measured(question: Callable[[], object]) -> tuple[float, float]:
    """Best and median of five, in milliseconds of CPU."""
    times = []
    for _ in range(5):
        gc.collect()
        begin = process_time()
        question()
        times.append((process_time() - begin) * 1000)
    return min(times), median(times)


def main(sizes: list[int]) -> None:
    """Print one line a pair."""
    compare(access_list(50, 1), access_list(50, 2))
    print(f"{'lines':>6} {'family':>6} {'groups':>6}  {'pair':18} {'answer':10} {'best ms':>9} {'median ms':>9}")
    for lines in sizes:
        for family in (4, 6):
            for groups in (False, True):
                start = f"{lines:6} {'IPv' + str(family):>6} {'yes' if groups else 'no':>6}"
                for name, one, other in pairs(lines, family, groups):
                    best, middle = measured(lambda one=one, other=other: compare(one, other))  # type: ignore[misc]  # bound early
                    print(f"{start}  {name:18} {compare(one, other).verdict:10} {best:9.1f} {middle:9.1f}", flush=True)
                acl = access_list(lines, 1, family, groups)
                for name, ask in (("idle lines", idle_lines), ("what it permits", permitted)):
                    if lines <= 2000:
                        best, middle = measured(lambda ask=ask, acl=acl: ask(acl))  # type: ignore[misc]  # bound early
                        print(f"{start}  {name:18} {len(ask(acl)):10} {best:9.1f} {middle:9.1f}", flush=True)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [100, 500, 2000, 5000])
