"""VLANs and the layer-2 side of ports."""

from collections.abc import Iterator

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.tree import Line
from models.interfaces import Switchport, Vlan

ROUTED = "l3-interface"


def read_vlans(line: Line, draft: Draft) -> None:
    """`vlans` and `bridge-domains`: names to ids, and which routed interface belongs to which VLAN."""
    assert isinstance(line, Statement)
    for vlan in line.each():
        _vlan(vlan, draft)


def _vlan(vlan: Statement, draft: Draft) -> None:
    vlan.modelled()
    ids = [(statement, vid) for path in ("vlan-id", "vlan-id-list", "vlan-range") for statement in vlan.below(path)
           for vid in ids_of(statement.word)]  # fmt: skip
    vni = vlan.whole("vxlan", "vni")
    for statement, vid in ids:
        statement.modelled()
        name = vlan.word if len(ids) == 1 else f"{vlan.word}-{vid}"
        draft.vlans[vid] = Vlan(vid, name, vni=vni, source=draft.source(vlan))
    names_of(draft)[vlan.word] = tuple(vid for _, vid in ids)
    vlan.value("description")
    for routed in vlan.below(ROUTED) if len(ids) == 1 else ():
        routed.modelled()
        routed_of(draft)[routed.word] = ids[0][1]
    for port in vlan.below("interface"):
        port.modelled()
        members_of(draft).setdefault(full_name(port.word), set()).update(vid for _, vid in ids)
    for routed in vlan.below("routing-interface") if len(ids) == 1 else ():
        routed.modelled()
        routed_of(draft)[routed.word] = ids[0][1]


def ids_of(text: str) -> range:
    """VLAN ids of a word: one or a range, empty when it is a name.

    >>> list(ids_of("10-12")), list(ids_of("7")), list(ids_of("STAFF"))
    ([10, 11, 12], [7], [])
    """
    first, dash, last = text.partition("-")
    last = last if dash else first
    if not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit() and len(first) < 5 and len(last) < 5):
        return range(0)
    return range(int(first), int(last) + 1) if 1 <= int(first) <= int(last) <= 4094 else range(0)


def names_of(draft: Draft) -> dict[str, tuple[int, ...]]:
    """VLAN name → ids."""
    found = draft.scratch.setdefault("vlan-names", {})
    assert isinstance(found, dict)
    return found


def routed_of(draft: Draft) -> dict[str, int]:
    """Routed interface (`irb.10`) → VLAN."""
    found = draft.scratch.setdefault("vlan-routed", {})
    assert isinstance(found, dict)
    return found


def members_of(draft: Draft) -> dict[str, set[int]]:
    """Port → VLANs that name it (`vlans NAME interface PORT`, the older way)."""
    found = draft.scratch.setdefault("vlan-members", {})
    assert isinstance(found, dict)
    return found


def full_name(name: str) -> str:
    """The unit that a bare port name stands for in a protocol, a VLAN or an instance.

    >>> full_name("xe-0/0/0"), full_name("xe-0/0/0.5")
    ('xe-0/0/0.0', 'xe-0/0/0.5')
    """
    return name if "." in name else f"{name}.0"


def switchport(family: Statement, port: Statement, name: str, draft: Draft) -> Switchport:
    """`family ethernet-switching` or `bridge`: an access port in VLAN 1 unless it says more.

    A trunk carries only the VLANs that it lists, and untagged frames only with `native-vlan-id`
    (`native_vlan` 0 says that there is none).
    """
    family.modelled()
    mode = family.value("interface-mode") or family.value("port-mode") or "access"
    carried = set(members_of(draft).get(name, ()))
    every = False
    for member in _members(family):
        ids = tuple(ids_of(member.word)) or names_of(draft).get(member.word, ())
        every = every or member.word == "all"
        if ids or member.word == "all":
            member.modelled()
            carried.update(ids)
        elif member.word == "default":
            member.modelled()
            carried.add(1)
    native = port.whole("native-vlan-id") or family.whole("native-vlan-id") or 0
    if mode == "trunk":
        return Switchport("trunk", native_vlan=native, trunk_vlans=None if every else frozenset(carried))
    return Switchport("access", access_vlan=min(carried, default=1))


def _members(family: Statement) -> Iterator[Statement]:
    yield from family.below("vlan", "members")
    yield from family.below("vlan-id")
    yield from family.below("vlan-id-list")
