"""Two networks compared by what their configs mean.

Facts have no order where order has no meaning, carry canonical names, and hold secrets as tokens, so
equal here is equal in effect. Lines that became no fact are compared as text and shown as such: what
was not understood is never called unchanged.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from models.device import Device, DeviceId
from models.filters import Acl
from models.network import Network
from models.source import Source, Status
from netplan.audit.words import acl_rule, say, static_route

_TABLES = (
    ("interface", "interfaces"), ("vlan", "vlans"), ("vrf", "vrfs"), ("ospf", "ospf"), ("bgp", "bgp"), ("policy", "policies"),
    ("prefix list", "prefix_lists"), ("community list", "community_lists"), ("AS-path list", "as_path_lists"), ("acl", "acls"),
    ("NAT pool", "nat_pools"), ("crossing", "crossings"),
)  # fmt: skip
"""kind → mapping of Device."""
_SETS = (("route", "statics"), ("service", "services"), ("user", "users"), ("NAT rule", "nat_rules"))
_PLAIN = ("os", "hostname", "domain", "forwards")


@dataclass(frozen=True, slots=True)
class Difference:
    """One changed thing on one device. `what` reads from before to after; `way` is added, removed or changed."""

    device: DeviceId
    kind: str
    name: str
    way: str
    what: str
    before: Source | None = None
    after: Source | None = None


@dataclass(frozen=True, slots=True)
class Folded:
    """The same change on one or many devices."""

    kind: str
    name: str
    way: str
    what: str
    devices: tuple[DeviceId, ...]
    places: tuple[tuple[Source | None, Source | None], ...]


def diff(before: Network, after: Network) -> list[Difference]:
    """What is different in `after`, device by device. Devices that only one side has are differences themselves."""
    found: list[Difference] = []
    for name in sorted(before.devices.keys() | after.devices.keys()):
        old, new = before.devices.get(name), after.devices.get(name)
        if old is None or new is None:
            way = "added" if old is None else "removed"
            known = new or old
            assert known is not None  # one side has it
            found.append(
                Difference(name, "device", str(name), way, f"the device is {'new' if old is None else 'gone'}: {known.os}")
            )
        elif old is not new:
            found += device_diff(old, new)
    return found


def device_diff(old: Device, new: Device) -> list[Difference]:
    """What is different between two readings of one device."""
    found = [
        Difference(new.id, "device", field, "changed", f"{field}: {say(getattr(old, field))} → {say(getattr(new, field))}")
        for field in _PLAIN
        if getattr(old, field) != getattr(new, field)
    ]
    for kind, table in _TABLES:
        found += _table(new.id, kind, getattr(old, table) or {}, getattr(new, table) or {})
    for kind, table in _SETS:
        found += _set(new.id, kind, frozenset(getattr(old, table)), frozenset(getattr(new, table)))
    return found + _unread(old, new)


def _table(device: DeviceId, kind: str, old: Mapping[object, object], new: Mapping[object, object]) -> list[Difference]:
    found: list[Difference] = []
    for key in sorted(old.keys() | new.keys(), key=str):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        name = (" → " if kind == "crossing" else " ").join(map(str, key)) if isinstance(key, tuple) else str(key)
        places = (getattr(before, "source", None), getattr(after, "source", None))
        if before is None or after is None:
            way = "added" if before is None else "removed"
            found.append(Difference(device, kind, name, way, f"{'+' if before is None else '−'} {say(after or before)}", *places))
        else:
            found += [Difference(device, kind, name, "changed", what, *places) for what in _changes(before, after)]
    return found


def _changes(before: object, after: object) -> list[str]:
    """Field by field, members of collections one by one."""
    if isinstance(before, Acl) and isinstance(after, Acl) and before.rules != after.rules:
        return _acl_changes(before, after)
    lines: list[str] = []
    for f in fields(after):  # type: ignore[arg-type]  # facts are dataclasses
        if not f.compare:
            continue
        was, now = getattr(before, f.name), getattr(after, f.name)
        if was == now:
            continue
        label = f.name.replace("_", " ")
        if isinstance(was, (tuple, frozenset)) and isinstance(now, (tuple, frozenset)):
            gone, come = [v for v in was if v not in now], [v for v in now if v not in was]
            lines += [f"{label} − {say(v)}" for v in gone] + [f"{label} + {say(v)}" for v in come]
            if not gone and not come:
                lines.append(f"{label}: the order is now {say(now)}, before {say(was)}")
        else:
            lines.append(f"{label}: {say(was)} → {say(now)}")
    return lines


def _acl_changes(before: Acl, after: Acl) -> list[str]:
    """Rules by number where numbers are kept, else by what they say; a list's order has a meaning."""
    old, new = ({r.sequence: r for r in acl.rules} for acl in (before, after))
    lines: list[str] = []
    for number in sorted(old.keys() | new.keys()):
        was, now = old.get(number), new.get(number)
        if was != now:
            if was and now:
                lines.append(f"rule {number} now {acl_rule(now)}, before it {acl_rule(was)}")
            elif now:
                lines.append(f"+ rule {number} {acl_rule(now)}")
            elif was:
                lines.append(f"− rule {number} {acl_rule(was)}")
    return lines or [f"the order of the rules is now {say(after.rules)}"]


def _set(device: DeviceId, kind: str, old: frozenset[object], new: frozenset[object]) -> list[Difference]:
    found: list[Difference] = []
    for way, sign, members in (("removed", "−", old - new), ("added", "+", new - old)):
        for fact in sorted(members, key=say):
            source = getattr(fact, "source", None)
            words = static_route(fact) if kind == "route" else say(fact)  # type: ignore[arg-type]  # the table fixes the type
            places = (source, None) if way == "removed" else (None, source)
            found.append(Difference(device, kind, words, way, f"{sign} {words}", *places))
    return found


def _unread(old: Device, new: Device) -> list[Difference]:
    """Lines outside the model that came or went: shown as text, since nobody can say what they mean."""
    found: list[Difference] = []
    before, after = (Counter(line.text for line in device.coverage.unread) for device in (old, new))
    sides = (("removed", "−", before - after, old), ("added", "+", after - before, new))
    for way, sign, lines, device in sides:
        for line in device.coverage.unread:
            if lines[line.text] > 0:
                lines[line.text] -= 1
                kind = "unknown line" if line.status is Status.UNKNOWN else f"{line.feature} (not modelled)"
                places = (line.source, None) if way == "removed" else (None, line.source)
                found.append(Difference(new.id, kind, line.feature, way, f"{sign} {line.text}", *places))
    return found


def fold(differences: Iterable[Difference]) -> list[Folded]:
    """The same change on many devices as one, the most widespread first."""
    groups: dict[tuple[str, str, str, str], list[Difference]] = {}
    for one in differences:
        groups.setdefault((one.kind, one.name, one.way, one.what), []).append(one)
    folded = [
        Folded(*key, tuple(d.device for d in members), tuple((d.before, d.after) for d in members))
        for key, members in groups.items()
    ]
    return sorted(folded, key=lambda f: (-len(f.devices), f.kind, f.name, f.what))


def summary(differences: Sequence[Difference]) -> list[tuple[str, int, int, int]]:
    """(kind, added, removed, changed) for each kind that has any."""
    counts: dict[str, Counter[str]] = {}
    for one in differences:
        counts.setdefault(one.kind, Counter())[one.way] += 1
    return [(kind, c["added"], c["removed"], c["changed"]) for kind, c in sorted(counts.items())]
