"""From seeds to their neighbours and on: which devices are to be visited next, and which stay out, each with the reason.

The crawl goes by what visited devices heard (LLDP, CDP). That is text from outside, so it only proposes: an address has to
lie in an allowed network and in no denied one, and the visit itself checks the host key before anything is said. Nobody is
asked twice, and a name or an address that two of them claim is left to a person.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from ipaddress import ip_address
from typing import NamedTuple

from models.device import Device, DeviceId
from models.identity import Called, Directory, bare, short
from models.inventory import Acceptance, Bounds, Host
from models.link import Port
from models.services import Neighbour

_HOST_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
RULE = "unknown-neighbour"
"""The rule of the acceptances (`accept:`) that acknowledge a neighbour; `where` may name department, device, port, neighbour."""
TOO_FAR = "farther away than this crawl may go, or one device too many"


NO_BOUNDS = Bounds(())


class Candidate(NamedTuple):
    """A device to visit that nobody has named: a neighbour of `heard_by`, `hops` away from a seed."""

    device: DeviceId
    address: str
    heard_by: Port
    hops: int


@dataclass(frozen=True, slots=True)
class Stranger:
    """A neighbour that is no known device and was not visited. `reason` is who acknowledged it and why, "" when nobody did."""

    port: Port
    neighbour: Neighbour
    why: str
    reason: str = ""


@dataclass(frozen=True)
class Discovery:
    """What a crawl found. Every neighbour that is no known device is either among the devices or a stranger."""

    devices: Mapping[DeviceId, Device] = field(default_factory=dict)
    """Those that were visited with success, seeds included."""
    visited: tuple[Candidate, ...] = ()
    strangers: tuple[Stranger, ...] = ()


Visit = Callable[[Sequence[Candidate]], Mapping[DeviceId, Device | str]]
"""Visits all of some candidates: their facts, or why there are none."""
Settle = Callable[[Stranger], Stranger]
"""Adds to a stranger that somebody has acknowledged it."""


def crawl(
    seeds: Mapping[DeviceId, Device], known: Iterable[Host], bounds: Mapping[str, Bounds], visit: Visit,
    settle: Settle = lambda stranger: stranger,
) -> Discovery:  # fmt: skip
    """Follow neighbours from `seeds` until there is nobody new within the `bounds` of its department.

    Hosts of the inventory are known already, and an acknowledged neighbour is left alone.
    """
    hosts = [_called(host) for host in known]
    devices = dict(seeds)
    asked: dict[DeviceId, Candidate] = {}
    failed: dict[DeviceId, str] = {}
    edge: Mapping[DeviceId, Device] = seeds
    for hops in range(1, max((each.hops for each in bounds.values()), default=0) + 1):
        found, _ = _sorted_out(edge, _directory(devices, hosts, asked.values()), bounds, hops)
        unsettled = [each for each in found if not settle(Stranger(each.heard_by, _heard(devices, each), "")).reason]
        wanted = _within(unsettled, asked, bounds)
        if not wanted:
            break
        asked |= {candidate.device: candidate for candidate in wanted}
        came = visit(wanted)
        failed |= {each.device: str(came.get(each.device) or "it could not be visited") for each in wanted}
        edge = {id: device for id, device in came.items() if id in asked and isinstance(device, Device)}
        failed = {id: why for id, why in failed.items() if id not in edge}
        devices |= edge
    answered = [each for id, each in asked.items() if id not in failed]
    left, strangers = _sorted_out(devices, _directory(devices, hosts, answered), bounds, 0)
    strangers += [Stranger(c.heard_by, _heard(devices, c), failed.get(c.device) or TOO_FAR) for c in left]
    return Discovery(devices, tuple(asked.values()), tuple(sorted(map(settle, strangers), key=_place)))


def _within(found: Iterable[Candidate], asked: Mapping[DeviceId, Candidate], bounds: Mapping[str, Bounds]) -> list[Candidate]:
    """Those of `found` that are near enough, and few enough."""
    counts = Counter(id.department for id in asked)
    wanted = []
    for each in found:
        inside = bounds[each.device.department]
        if each.hops <= inside.hops and counts[each.device.department] < inside.most:
            counts[each.device.department] += 1
            wanted.append(each)
    return wanted


def acknowledged(strangers: Iterable[Stranger], accepted: Iterable[Acceptance], today: date) -> Iterator[Stranger]:
    """`strangers`, each with the reason of the acceptance that acknowledges it today, if one does."""
    rules = [each for each in accepted if each.rule == RULE and today <= each.until]
    for stranger in strangers:
        has = {
            "department": stranger.port.device.department,
            "device": stranger.port.device.name,
            "port": stranger.port.interface,
            "neighbour": stranger.neighbour.remote_name,
        }
        fitting = [rule for rule in rules if rule.where and all(k in has and fnmatchcase(has[k], v) for k, v in rule.where.items())]
        yield (
            replace(stranger, reason=f"{fitting[0].reason} ({fitting[0].owner}, until {fitting[0].until})") if fitting else stranger
        )


def _called(host: Host) -> Called:
    names = {name.casefold() for name in (host.id.name, host.sysname, host.hostname) if name}
    return Called(host.id, frozenset(names), addresses=frozenset({host.hostname}))


def _directory(devices: Mapping[DeviceId, Device], hosts: Iterable[Called], asked: Iterable[Candidate]) -> Directory:
    """All that is known by now. A device that stands in several of them is one."""
    found = [*(Called.of(device) for device in devices.values()), *hosts]
    found += [Called(each.device, frozenset({each.device.name.casefold()}), addresses=frozenset({each.address})) for each in asked]
    return Directory(found)


def _sorted_out(
    devices: Mapping[DeviceId, Device], directory: Directory, bounds: Mapping[str, Bounds], hops: int
) -> tuple[list[Candidate], list[Stranger]]:
    """The neighbours of `devices` that are not known: those to visit, and the others with the reason."""
    claims: dict[Candidate, list[tuple[Port, Neighbour]]] = {}
    strangers: list[Stranger] = []
    for id, device in sorted(devices.items()):
        for neighbour in device.neighbours:
            guess = directory.who(neighbour, id.department)
            port = Port(id, neighbour.interface)
            if guess.device is not None:
                if _taken_address(directory, neighbour, id.department, guess.device):
                    strangers.append(
                        Stranger(port, neighbour, f"it goes by the name of {guess.device} with the address of another")
                    )
                continue
            inside = bounds.get(id.department)
            why = f"it may be {' or '.join(map(str, guess.rivals))}" if guess.rivals else _barred(neighbour, inside or NO_BOUNDS)
            if inside is None and not guess.rivals:
                why = f"the inventory has no discovery for {id.department}"
            if why:
                strangers.append(Stranger(port, neighbour, why))
            else:
                name = DeviceId(id.department, short(bare(neighbour.remote_name)))
                claims.setdefault(Candidate(name, neighbour.remote_address, port, hops), []).append((port, neighbour))
    return _undisputed(claims, strangers), strangers


def _taken_address(directory: Directory, neighbour: Neighbour, department: str, device: DeviceId) -> bool:
    """Whether a neighbour with the name of a known device announces the address of another one."""
    owner = directory.who(replace(neighbour, remote_name="", remote_chassis=""), department)
    return owner.device not in (None, device) and device.department == department


def _undisputed(claims: Mapping[Candidate, list[tuple[Port, Neighbour]]], strangers: list[Stranger]) -> list[Candidate]:
    """One candidate for each name and address; where two names claim one address, or the other way round, none."""
    addresses: dict[tuple[str, str], set[str]] = {}
    names: dict[DeviceId, set[str]] = {}
    for each in claims:
        addresses.setdefault((each.device.department, each.address), set()).add(each.device.name)
        names.setdefault(each.device, set()).add(each.address)
    found: dict[DeviceId, Candidate] = {}
    for each, heard in claims.items():
        rivals = addresses[each.device.department, each.address]
        if len(rivals) > 1 or len(names[each.device]) > 1:
            what = (
                f"{' and '.join(sorted(rivals))} claim {each.address}" if len(rivals) > 1 else "it is heard with several addresses"
            )
            strangers += [Stranger(port, neighbour, what) for port, neighbour in heard]
        else:
            found.setdefault(each.device, each)
    return list(found.values())


def _barred(neighbour: Neighbour, bounds: Bounds) -> str:
    """Why a neighbour is not visited, "" when it may be."""
    name = bare(neighbour.remote_name)
    if not _HOST_NAME.fullmatch(short(name)):
        return "its name is none that a device can have here" if name else "it says no name"
    if any(fnmatchcase(name, pattern.casefold()) or fnmatchcase(short(name), pattern.casefold()) for pattern in bounds.deny_names):
        return "its name is on the deny list"
    try:
        address = ip_address(neighbour.remote_address)
    except ValueError:
        return "it says no address to manage it by"
    if address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified:
        return f"{address} is no address to manage a device by"
    for denied in bounds.deny:
        if denied.version == address.version and address in denied:
            return f"{address} is in the denied network {denied}"
    if not any(allowed.version == address.version and address in allowed for allowed in bounds.allow):
        return f"{address} is in none of the allowed networks"
    return ""


def _heard(devices: Mapping[DeviceId, Device], candidate: Candidate) -> Neighbour:
    """What made a candidate one."""
    return next(
        each
        for each in devices[candidate.heard_by.device].neighbours
        if each.interface == candidate.heard_by.interface and each.remote_address == candidate.address
    )


def _place(stranger: Stranger) -> tuple[Port, str, str]:
    return stranger.port, stranger.neighbour.remote_name, stranger.why
