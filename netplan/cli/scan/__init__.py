"""`netplan scan`: visit devices, and what belongs to it. Each module adds its subcommand to `app`."""

from netplan.cli.scan import log, probe, run, status, trust, unknown
from netplan.cli.scan.app import app

__all__ = ["app", "log", "probe", "run", "status", "trust", "unknown"]
