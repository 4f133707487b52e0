"""First-hop redundancy groups."""

from collections.abc import Iterable, Iterator

from models.interfaces import FhrpKind
from models.plan import Conflict, Option, Side
from netplan.conflicts.groups import Use, keep_one, shared_between_realms
from netplan.conflicts.view import View, vlan_of

Group = tuple[int, FhrpKind, int]


def same_virtual_mac(view: View) -> Iterator[Conflict]:
    """Two realms run one redundancy group number on one VLAN id: joined by a trunk, both own one virtual MAC (RFC 9568 §7.3)."""
    uses: list[tuple[Group, Use]] = []
    for id, device in sorted(view.network.devices.items()):
        for interface in device.interfaces.values():
            vlan = vlan_of(interface)
            if vlan is not None:
                uses.extend(((vlan, g.kind, g.group), Use(id, interface.name, g.source)) for g in interface.fhrp)

    def words(group: Group) -> tuple[str, str]:
        name = f"{group[1].value} group {group[2]} on VLAN {group[0]}"
        return f"vlan {group[0]} {group[1].value} {group[2]}", f"{name} is used by"

    def options(sides: tuple[Side, ...]) -> Iterable[Option]:
        yield Option("keep", "all keep it, as long as no trunk joins these VLANs", 0, "interfaces")
        yield from keep_one("interfaces")(sides)

    return shared_between_realms(view, "fhrp", uses, words, options)
