"""Independent pieces of work shared out to the workers of a Dask cluster (the optional extra `cluster`).

Every worker needs the same version of netplan. What an answer refers to is sent once to each worker; parcels of items are
numbers or small facts. A worker thread unpacks its own copy, so that nothing is shared between threads.
"""

import threading
from collections.abc import Callable, Generator, Sequence
from importlib import import_module
from typing import Any, TypeVar

from models.errors import UsageError

T = TypeVar("T")
R = TypeVar("R")
_PATIENCE = "20s"
"""How long a scheduler may take to answer."""

_mine = threading.local()


def on_cluster(items: Sequence[T], answer: Callable[[T], R], parcel: int, scheduler: str) -> Generator[R]:
    """`answer` of each item, in order, worked out by the workers of a scheduler ("tcp://host:8786").

    Raises UsageError when the extra is not installed or the scheduler cannot be reached.
    """
    try:
        distributed, cloudpickle = import_module("distributed"), import_module("cloudpickle")
    except ImportError as error:
        raise UsageError("a cluster needs the extra `cluster`: pip install 'netplan-city[cluster]'") from error
    try:
        client: Any = distributed.Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"{scheduler}: no Dask scheduler answers there ({error}); it is written tcp://HOST:PORT") from error
    with client:
        if not client.scheduler_info()["workers"]:
            raise UsageError(f"{scheduler}: the scheduler has no workers; start some with `dask worker {scheduler}`")
        packed = client.scatter(cloudpickle.dumps(answer), broadcast=True)
        parcels = [list(items[at : at + parcel]) for at in range(0, len(items), parcel)]
        futures = client.map(_done, parcels, packed=packed, pure=False)
        try:
            for future in futures:
                yield from future.result()
        finally:
            client.cancel(futures, reason="nobody waits for it any more")


def _done(items: Sequence[Any], packed: bytes) -> list[Any]:
    """One parcel, on a worker."""
    known = getattr(_mine, "known", None)
    if known is None or known[0] is not packed:
        import pickle

        known = _mine.known = (packed, pickle.loads(packed))  # noqa: S301  # the client that the user started has made it
    answer = known[1]
    return [answer(item) for item in items]
