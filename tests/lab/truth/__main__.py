"""Run seeds by hand: `python -m tests.lab.truth 1 2 3`, `python -m tests.lab.truth 0-199 --jobs 3`."""

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.lab.truth.trial import Outcome, trial

SHOWN = 12


def _seeds(words: list[str]) -> list[int]:
    found: list[int] = []
    for word in words:
        low, _, high = word.partition("-")
        found += range(int(low), int(high or low) + 1)
    return found


def _print(outcome: Outcome) -> None:
    compared = ", ".join(f"{count} {kind}" for kind, count in outcome.compared.items())
    verdict = f"{len(outcome.differences)} DIFFER" if outcome.differences else "equal"
    print(
        f"seed {outcome.seed}: {verdict}; {compared}; {sum(outcome.unknown.values())} unknown; {outcome.seconds:.0f} s", flush=True
    )
    for difference in outcome.differences[:SHOWN]:
        print(f"    [{difference.stage}] {difference.what}: predicted {difference.predicted}, real {difference.real}")
    for why, count in outcome.unknown.most_common(3):
        print(f"    unknown {count}: {why}", flush=True)


def main() -> int:
    """Run the seeds, several at once; 1 when anything differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.lab.truth", description=__doc__)
    parser.add_argument("seeds", nargs="+")
    parser.add_argument("--jobs", type=int, default=3)
    parser.add_argument("--breaks", type=int, default=2, help="links to break, one after the other")
    args = parser.parse_args()
    total: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    bad, open_ = [], []
    with ProcessPoolExecutor(args.jobs, max_tasks_per_child=1) as pool:
        waiting = {pool.submit(trial, seed, args.breaks): seed for seed in _seeds(args.seeds)}
        for done in as_completed(waiting):
            if (error := done.exception()) is not None:
                print(f"seed {waiting[done]}: FAILED {error}", flush=True)
                bad.append(waiting[done])
                continue
            outcome = done.result()
            _print(outcome)
            total.update(outcome.compared)
            reasons.update(outcome.unknown)
            if outcome.differences:
                bad.append(outcome.seed)
            elif outcome.unknown:
                open_.append(outcome.seed)
    print(f"{len(waiting)} networks, {len(bad)} differ {sorted(bad)}, {len(open_)} leave answers open {sorted(open_)};")
    print(f"{dict(total)}; {sum(reasons.values())} answers unknown")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
