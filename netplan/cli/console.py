"""Words to the user, on stderr, so that stdout holds data only."""

import sys

from reports.clean import clean


def say(message: str) -> None:
    """One message, cleaned, each of its lines with the name of the program in front."""
    for line in clean(message).splitlines():
        print(f"netplan: {line}", file=sys.stderr, flush=True)
