"""Process 1 of a random network of RIP.

unshare --mount --pid --fork --mount-proc --kill-child python -m tests.lab.rip.world SEED
"""

import os
import sys

from tests.lab.rip.draw import draw
from tests.lab.truth.world import build


def main() -> None:
    """Build and stay."""
    build(draw(int(sys.argv[1])))
    print("ready", flush=True)
    while True:
        os.wait()


if __name__ == "__main__":
    main()
