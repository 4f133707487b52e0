"""Run seeds by hand: `python -m tests.lab.igp isis 1 2 3`."""

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.lab.igp.trial import Outcome, trial


def _print(outcome: Outcome) -> None:
    verdict = f"{len(outcome.wrong)} DIFFER" if outcome.wrong else "equal"
    unknown = sum(outcome.unknown.values())
    print(
        f"seed {outcome.seed}: {verdict}; {outcome.places} prefixes, {outcome.own} its own; {unknown} unknown",
        flush=True,
    )
    for line in outcome.wrong[:12]:
        print(f"    {line}")
    for why, count in outcome.unknown.most_common(3):
        print(f"    unknown {count}: {why}", flush=True)


def main() -> int:
    """Run the seeds, two at once; 1 when anything differs."""
    with ProcessPoolExecutor(2, max_tasks_per_child=1) as pool:
        outcomes = []
        for outcome in pool.map(partial(trial, sys.argv[1]), map(int, sys.argv[2:])):
            _print(outcome)
            outcomes.append(outcome)
    bad = [outcome.seed for outcome in outcomes if outcome.wrong]
    print(f"{len(outcomes)} networks, {len(bad)} differ {bad}; {sum(o.places for o in outcomes)} prefixes")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
