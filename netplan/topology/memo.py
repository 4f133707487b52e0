"""Remember what was derived from a device for as long as that very device is in use.

`Network.after` shares the devices that it does not change, so the states of a plan differ in a handful of
objects; whatever depends on one device alone is computed once for all of them.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from models.device import Device

T = TypeVar("T")


class PerDevice(Generic[T]):
    """A function of one device, remembered by the identity of the device (an entry keeps its device alive)."""

    def __init__(self, derive: Callable[[Device], T], capacity: int = 50_000) -> None:
        self._derive = derive
        self._capacity = capacity
        self._known: OrderedDict[int, tuple[Device, T]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, device: Device) -> T:
        """The value for this device."""
        found = self._known.get(id(device))
        if found is not None:
            return found[1]
        value = self._derive(device)
        with self._lock:
            self._known[id(device)] = (device, value)
            while len(self._known) > self._capacity:
                self._known.popitem(last=False)
        return value
