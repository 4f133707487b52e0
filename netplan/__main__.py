"""`python -m netplan`, for where another program has the name."""

from netplan.cli.app import main

if __name__ == "__main__":
    main()
