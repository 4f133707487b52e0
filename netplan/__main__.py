"""`python -m netplan`, for where another program has the name."""

import sys

from netplan.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
