"""Who a neighbour is: what LLDP and CDP say of it, held against the devices that are known.

What a neighbour says of itself is text from outside: it proves nothing, it only hints at one of the known devices. Where
it hints at several, it is none of them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from models.device import Device, DeviceId
from models.services import Neighbour

_SERIAL = re.compile(r"\([A-Za-z0-9]{6,}\)$")
"""What NX-OS writes behind its name in CDP."""
_PORT = re.compile(r"([a-z][a-z _-]*?)[ _-]*(\d.*)")


@dataclass(frozen=True, slots=True)
class Called:
    """A device by all that it may call itself: names in lower case, LLDP chassis ids, addresses."""

    device: DeviceId
    names: frozenset[str] = frozenset()
    chassis: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()

    @classmethod
    def of(cls, device: Device) -> "Called":
        """A device by its facts."""
        names = {name.casefold() for name in (device.id.name, device.hostname) if name}
        if device.hostname and device.domain:
            names.add(f"{device.hostname}.{device.domain}".casefold())
        addresses = {str(address.ip.ip) for port in device.interfaces.values() for address in port.addresses}
        return cls(device.id, frozenset(names), frozenset(device.chassis_ids), frozenset(addresses))


@dataclass(frozen=True, slots=True)
class Guess:
    """Whom a neighbour is taken for, by which hint; `rivals` are the devices that fit equally well: then it is none."""

    device: DeviceId | None = None
    hint: str = ""
    """chassis id, name, short name or address."""
    rivals: tuple[DeviceId, ...] = ()


class Directory:
    """The known devices, by each of their hints."""

    def __init__(self, known: Iterable[Called]) -> None:
        self._by: dict[tuple[str, str], set[DeviceId]] = {}
        self._full: dict[DeviceId, frozenset[str]] = {}
        for called in known:
            words = {("chassis id", each) for each in called.chassis} | {("address", each) for each in called.addresses}
            words |= {("name", name) for name in called.names} | {("short name", short(name)) for name in called.names}
            for word in words:
                self._by.setdefault(word, set()).add(called.device)
            self._full[called.device] = frozenset(name for name in called.names if short(name) != name)

    def who(self, heard: Neighbour, department: str) -> Guess:
        """Whom a device of `department` has for a neighbour: one of its own department if any fits, else one of another.

        The strongest hint counts; weaker ones decide between the devices that it leaves. Addresses hint only inside a
        department, for departments use the same ones.
        """
        name = bare(heard.remote_name)
        hints = {
            "chassis id": heard.remote_chassis,
            "name": name,
            "short name": short(name),
            "address": _literal(heard.remote_address),
        }
        found = {hint: self._by.get((hint, word), set()) if word else set() for hint, word in hints.items()}
        if short(name) != name:  # of two full names that differ, the first parts mean nothing
            found["short name"] = {each for each in found["short name"] if self._full[each] <= {name}}
        own = {hint: {each for each in devices if each.department == department} for hint, devices in found.items()}
        others = {hint: devices - own[hint] for hint, devices in found.items() if hint != "address"}
        return _best(own) or _best(others) or Guess()


def _best(found: Mapping[str, set[DeviceId]]) -> Guess | None:
    for hint, left in found.items():
        if left:
            for weaker in found.values():
                left = left & weaker or left
            return Guess(min(left), hint) if len(left) == 1 else Guess(rivals=tuple(sorted(left)))
    return None


def bare(name: str) -> str:
    """The name of a neighbour without what protocols add to it.

    >>> bare("SW1.city.example."), bare("leaf1(FDO12345ABC)")
    ('sw1.city.example', 'leaf1')
    """
    return _SERIAL.sub("", name.strip()).rstrip(".").casefold()


def short(name: str) -> str:
    """The host part of a name; an address has none.

    >>> short("sw1.city.example"), short("192.0.2.1")
    ('sw1', '192.0.2.1')
    """
    return name if _literal(name) else name.partition(".")[0]


def _literal(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return ""


def port_of(device: Device, heard: str) -> str:
    """The port of a device that a neighbour means, "" when none or several fit: `Gi1/0/1` is `GigabitEthernet1/0/1`."""
    if heard in device.interfaces:
        return heard
    wanted = _parts(heard)
    fitting = [name for name in device.interfaces if _same(wanted, _parts(name))]
    return fitting[0] if len(fitting) == 1 else ""


def _parts(name: str) -> tuple[str, str]:
    """Kind and number of a port in lower case.

    >>> _parts("GigabitEthernet 1/0/1"), _parts("lan")
    (('gigabitethernet', '1/0/1'), ('lan', ''))
    """
    text = name.strip().casefold()
    found = _PORT.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def _same(a: tuple[str, str], b: tuple[str, str]) -> bool:
    return (
        a[1] == b[1] and bool(a[0]) and bool(b[0]) and (a == b or (a[1] != "" and (a[0].startswith(b[0]) or b[0].startswith(a[0]))))
    )
