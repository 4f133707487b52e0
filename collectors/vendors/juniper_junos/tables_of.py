"""The names of routing tables."""

import re

TABLE = re.compile(r"(?:([^.]+)\.)?inet(6)?\.0")
"""The unicast table of an instance: its name (None for the default one), and 6 for IPv6."""
