"""Process 1 of a random network of one protocol.

unshare --mount --pid --fork --mount-proc --kill-child python -m tests.lab.igp.world KIND SEED
"""

import os
import sys

from tests.lab.igp.kinds import KINDS
from tests.lab.truth.world import build


def main() -> None:
    """Build and stay."""
    build(KINDS[sys.argv[1]].draw(int(sys.argv[2])))
    print("ready", flush=True)
    while True:
        os.wait()


if __name__ == "__main__":
    main()
