"""Least renumbering: our exact solution against CP-SAT, by number of prefixes. Prints a table.

python -m benchmarks.addresses [SECONDS_FOR_CP_SAT]
"""

import random
import sys
import time
from ipaddress import IPv4Network

from netplan.planner.addresses.keep import Claim, resolve


def city(count: int, owners: int, seed: int = 1) -> list[Claim]:
    """`count` prefixes of `owners` departments, all from 10.0.0.0/8, nested at random, sizes as cities have them."""
    draw = random.Random(seed)
    claims: dict[tuple[str, IPv4Network], Claim] = {}
    while len(claims) < count:
        length = draw.choices((12, 16, 20, 22, 23, 24, 25, 26, 28, 30), (1, 8, 20, 40, 60, 500, 100, 100, 80, 90))[0]
        first = draw.randrange(1 << 24) & ~((1 << (32 - length)) - 1)
        owner = f"d{draw.randrange(owners):02}"
        prefix = IPv4Network((0x0A000000 + first, length))
        claims[owner, prefix] = Claim(owner, prefix, int(draw.paretovariate(1.1) * 3))
    return list(claims.values())


def rival(claims: list[Claim], seconds: float) -> tuple[int, int, str]:
    """Weight moved by CP-SAT's best answer, its lower bound, and its status."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    order = sorted(range(len(claims)), key=lambda i: (int(claims[i].prefix.network_address), claims[i].prefix.prefixlen))
    stays = [model.new_bool_var("") for _ in claims]
    stack: list[int] = []
    for i in order:
        while stack and int(claims[stack[-1]].prefix.broadcast_address) < int(claims[i].prefix.network_address):
            stack.pop()
        for j in stack:
            if claims[j].owner != claims[i].owner:
                model.add_bool_or(stays[i].negated(), stays[j].negated())
        stack.append(i)
    model.minimize(sum(c.weight * (1 - s) for c, s in zip(claims, stays, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return -1, round(solver.best_objective_bound), solver.status_name(status)
    return round(solver.objective_value), round(solver.best_objective_bound), solver.status_name(status)


def main() -> None:
    """Print the table."""
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    print(" prefixes owners  ours: moved  seconds  CP-SAT: moved     bound    status  seconds")
    for count, owners in ((500, 10), (2_000, 20), (10_000, 40), (60_000, 60)):
        claims = city(count, owners)
        start = time.perf_counter()
        ours = resolve(claims).moved_weight
        spent = time.perf_counter() - start
        start = time.perf_counter()
        moved, bound, status = rival(claims, limit)
        took = time.perf_counter() - start
        print(f"{count:>9} {owners:>6} {ours:>12} {spent:>8.2f} {moved:>14} {bound:>9} {status:>9} {took:>8.1f}")


if __name__ == "__main__":
    main()
