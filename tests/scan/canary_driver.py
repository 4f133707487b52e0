"""The command line in a process where everything is switched on that could tell a secret. Run as a script; `CANARY` holds words:

`wal` or `spill`: how the database writes, with so little memory that unfinished transactions reach the disk; `kill=N`: it dies
at its N-th commit; `keep`: putting on file fails; `snmp=PORT`: where agents listen.
"""

import faulthandler
import logging
import os
import signal
import sys
from typing import Any

WORDS = dict(word.partition("=")[::2] for word in os.environ.get("CANARY", "").split())
LIBRARIES = ("netmiko", "paramiko", "asyncssh", "pysnmp", "napalm", "sqlalchemy.engine", "sqlalchemy.pool")


class Planted(Exception):
    """A defect of netplan, with all the words that it was at work on."""


def heard() -> None:
    """Have all that libraries log written to files, as somebody would who looks for a fault."""
    for name in LIBRARIES:
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG)
        logger.addHandler(logging.FileHandler(f"{name}.log"))


def broken(module: Any, name: str, crash: str) -> None:
    """Let a function fail over the texts that hold a word, with all of them in the error."""
    real = getattr(module, name)

    def fails(*given: Any, **more: Any) -> Any:
        words = " ".join(each.decode("latin-1") if isinstance(each, bytes) else repr(each) for each in given)
        if crash in words:
            if crash == "crashabort":
                os.abort()
            raise Planted(words)
        return real(*given, **more)

    setattr(module, name, fails)


def defects() -> None:
    """Every place that has raw texts in its hands fails over one device."""
    import collectors.take
    import collectors.visit
    from collectors.dialect import dialect

    broken(collectors.take, "redact", "crashredact")
    broken(collectors.take, "text_of", "crashabort")
    broken(collectors.take, "read", "crashparse")
    broken(collectors.take, "with_shows", "crashshows")
    broken(collectors.visit, "check_config", "crashvisit")
    readers: Any = dialect("cisco_ios").readers
    feature, hostname = readers["hostname"]

    def reader(line: Any, draft: Any) -> None:
        if "crashreader" in line.text:
            raise Planted(f"{line.text} {draft!r}")
        hostname(line, draft)

    readers["hostname"] = (feature, reader)


def database() -> None:
    """How it writes, and where it comes to grief."""
    import sqlalchemy

    from models.store import files
    from models.store.journal import Journal

    if "wal" in WORDS:
        files.SAFE_WAL = (3, 0, 0)
    if "wal" in WORDS or "spill" in WORDS:
        files.SETTINGS = (*files.SETTINGS, "cache_size=4", "cache_spill=1")

    def keep(journal: Any, number: int, batch: Any) -> None:
        raise Planted(repr(batch))

    if "keep" in WORDS:
        Journal.keep = keep  # type: ignore[method-assign]
    left = [int(WORDS.get("kill", 0))]

    def dies(connection: Any) -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    sqlalchemy.event.listen(sqlalchemy.Engine, "commit", dies)


def run() -> None:
    """The command line, with all of that."""
    logging.basicConfig(level=logging.DEBUG, filename="debug.log")
    faulthandler.enable(open("fault.log", "ab"))  # noqa: SIM115  # it stays open as long as the process lives
    if sys.argv[1] in ("scan", "load"):
        import rich.traceback

        rich.traceback.install(show_locals=True, locals_max_string=100_000, locals_max_length=1000)
        heard()
        import collectors.transports.asynchronous
        import collectors.transports.napalm
        import collectors.transports.snmp
        import collectors.transports.ssh

        heard()  # once more, when netplan has had its say
        defects()
        database()
        if "snmp" in WORDS:
            collectors.transports.snmp.Agent.__init__.__defaults__ = (int(WORDS["snmp"]), 60.0)
    from netplan.cli.app import main

    logging.debug("begun")
    sys.exit(main())


if __name__ == "__main__":
    run()
