"""The memory of this process, which holds what devices say before it is redacted and what we log in with, stays its own."""

import contextlib
import ctypes
import sys

NOT_DUMPABLE = 4
"""`PR_SET_DUMPABLE` of Linux's prctl."""


def keep_private() -> None:
    """Leave no core file behind, and let no process of the same user look in; processes that are made later inherit both.

    The limit is what a kernel asks that writes core files by itself; one that hands them to a program asks the flag.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).prctl(NOT_DUMPABLE, 0, 0, 0, 0)
