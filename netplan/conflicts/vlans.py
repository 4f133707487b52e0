"""VLAN ids and names that mean different things in different departments."""

from collections import defaultdict
from collections.abc import Iterator

from models.interfaces import Vlan
from models.plan import Conflict, Option, Side
from netplan.conflicts.view import View, listed, severity

RESERVED = frozenset({1, 1002, 1003, 1004, 1005})
"""Ids that are there by default everywhere, so that their names say nothing."""


def plain(name: str) -> str:
    """A VLAN name as far as it tells a purpose; "" for a generated one.

    >>> plain("Staff-LAN"), plain("STAFF_LAN"), plain("VLAN0010"), plain("default")
    ('stafflan', 'stafflan', '', '')
    """
    text = "".join(c for c in name.casefold() if c.isalnum())
    rest = text.removeprefix("vlan")
    return "" if text in ("default", "") or rest.isdecimal() or rest == "" else text


def _named(view: View) -> Iterator[tuple[str, Vlan]]:
    for id, device in sorted(view.network.devices.items()):
        for vlan in device.vlans.values():
            if vlan.id not in RESERVED:
                yield id.department, vlan


def vlan_id_for_two_things(view: View) -> Iterator[Conflict]:
    """One VLAN id has different names in different departments. It is harmless while their switches stay apart.

    A generated name ("VLAN0010") tells nothing, so it clashes with nothing.
    """
    by_id: dict[int, dict[str, dict[str, list[Vlan]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for department, vlan in _named(view):
        by_id[vlan.id][department][plain(vlan.name)].append(vlan)
    for vid, departments in sorted(by_id.items()):
        known = {name: {n for n in names if n} for name, names in departments.items()}
        if not any(known[a] and known[b] and known[a] != known[b] for a in known for b in known):
            continue
        sides = []
        for department, names in sorted(departments.items()):
            vlans = [vlan for group in names.values() for vlan in group]
            words = sorted({vlan.name for vlan in vlans if plain(vlan.name)}) or ["no name"]
            weight = view.vlan_hosts.get((department, vid), 0)
            sides.append(Side(department, listed(words), weight, "possible", tuple(v.source for v in vlans)))
        yield _conflict("vlan-id", f"vlan {vid}", f"VLAN {vid} is", sides)


def vlan_under_two_ids(view: View) -> Iterator[Conflict]:
    """One VLAN name stands under different ids in different departments, so one standard id means work for some."""
    by_name: dict[str, dict[str, list[Vlan]]] = defaultdict(lambda: defaultdict(list))
    for department, vlan in _named(view):
        if plain(vlan.name):
            by_name[plain(vlan.name)][department].append(vlan)
    for name, departments in sorted(by_name.items()):
        ids = {department: frozenset(v.id for v in vlans) for department, vlans in departments.items()}
        if len(set(ids.values())) < 2:
            continue
        sides = [
            Side(
                department,
                f"id {listed([str(i) for i in sorted(ids[department])])}",
                max(view.vlan_hosts.get((department, i), 0) for i in ids[department]),
                "possible",
                tuple(v.source for v in vlans),
            )
            for department, vlans in sorted(departments.items())
        ]
        yield _conflict("vlan-name", name, f"the VLAN {name} has", sides)


def _conflict(kind: str, key: str, start: str, sides: list[Side]) -> Conflict:
    total = sum(side.weight for side in sides)
    what = f"{start} {listed([f'{side.what} in {side.department}' for side in sides])}"
    options = [Option("keep", "all keep it, as long as no trunk joins their switches", 0)]
    options.extend(Option(f"keep:{s.department}", f"{s.department} keeps it, the others change", total - s.weight) for s in sides)
    return Conflict(kind, key, what, severity(total) // 2, tuple(sides), tuple(options))
