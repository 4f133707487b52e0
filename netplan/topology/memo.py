"""Remember what was derived from a device for as long as that very device is in use.

`Network.after` shares the devices that it does not change, so the states of a plan differ in a handful of
objects; whatever depends on one device alone is computed once for all of them.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from itertools import compress
from operator import is_, is_not
from threading import Lock
from typing import Generic, TypeVar

from models.device import Device, DeviceId

T = TypeVar("T")
Devices = Mapping[DeviceId, Device]


def differing(one: Devices, other: Devices) -> list[DeviceId] | None:
    """The devices that are not the same object in both; None where the names or their order may be others."""
    for before, after, known in tuple(_compared):
        if before is one and after is other:
            return known
    same_names = len(one) == len(other) and all(map(is_, one, other))
    found = list(compress(other, map(is_not, one.values(), other.values()))) if same_names else None
    _compared.append((one, other, found))
    return found


_compared: deque[tuple[Devices, Devices, list[DeviceId] | None]] = deque(maxlen=2)
"""Facts of many kinds are asked of a network, and compared with those of the state before or of the network asked last."""


class PerDevice(Generic[T]):
    """A function of one device, remembered by the identity of the device (an entry keeps its device alive)."""

    def __init__(self, derive: Callable[[Device], T], capacity: int = 50_000) -> None:
        self._derive = derive
        self._capacity = capacity
        self._known: OrderedDict[int, tuple[Device, T]] = OrderedDict()
        self._last: tuple[Devices, Mapping[DeviceId, T]] = {}, {}
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

    def among(self, devices: Devices) -> Mapping[DeviceId, T]:
        """The devices for which there is something (their value is true), with it, in the order of all.

        From one network to another of the same devices only those that differ are asked; while the answer is the same, it is the
        same object.
        """
        before, found = self._last
        if devices is before:
            return found
        changed = differing(before, devices)
        if changed is None:
            found = {id: value for id, device in devices.items() if (value := self(device))}
        elif any(self(devices[id]) != self(before[id]) for id in changed):
            every = {**found, **{id: self(devices[id]) for id in changed}}
            left = {id: value for id, value in every.items() if value}
            found = left if left.keys() == found.keys() else {id: left[id] for id in devices if id in left}
        self._last = devices, found
        return found
