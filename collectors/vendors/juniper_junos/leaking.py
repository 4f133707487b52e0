"""Routes that go from one table to another: `instance-import`, `auto-export`, `rib-groups` for interface and static routes."""

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.juniper_junos.chains import chain
from collectors.vendors.juniper_junos.tables_of import TABLE
from models.interfaces import DEFAULT_VRF
from models.routing import RouteCopy

_SHARED = ("connected", "static", "aggregate", "bgp", "rip", "isis-l1", "isis-l2",
           *(f"ospf{kind}" for kind in ("", "-ia", "-e1", "-e2", "-n1", "-n2")))  # fmt: skip
"""What `auto-export` shares: what a VRF has by itself or from its own neighbours."""
_Group = tuple[list[tuple[str, int]], tuple[str, ...]]
"""The tables of a group (instance and address family), and its policies."""


def note_leaks(options: Statement, vrf: str, draft: Draft) -> None:
    """Remember the `routing-options` of an instance: groups of tables are stated in those of the default one, which come later."""
    noted = draft.scratch.setdefault("leaks", [])
    assert isinstance(noted, list)
    noted.append((vrf, options))


def read_leaks(draft: Draft) -> None:
    """What each instance takes from others, or gives them."""
    noted = draft.scratch.get("leaks", [])
    assert isinstance(noted, list)
    groups: dict[str, _Group] = {}
    for vrf, options in noted:
        if vrf == DEFAULT_VRF:
            groups |= _groups(options)
    for vrf, options in noted:
        if names := chain(options.get("instance-import")):
            draft.copies.add(RouteCopy(vrf, policies=names, source=draft.source(options.index["instance-import"])))
        _of_group(options.get("static"), "rib-group", 4, vrf, ("static",), groups, draft)
        interfaces = options.get("interface-routes", "rib-group")
        for word, family in (("inet", 4), ("inet6", 6)):
            _of_group(interfaces, word, family, vrf, ("connected", "local"), groups, draft)
    _auto_export(noted, draft)


def _auto_export(noted: list[tuple[str, Statement]], draft: Draft) -> None:
    """`auto-export`: VRFs of one device share what their targets say. Where policies choose, it stays unread."""
    telling = {vrf: options for vrf, options in noted if options.get("auto-export") and vrf in draft.vrfs}
    if any(draft.vrfs[vrf].import_policy or draft.vrfs[vrf].export_policy for vrf in telling):
        return
    for vrf, options in telling.items():
        options.flag("auto-export")
        source = draft.source(options.index["auto-export"])
        for other in telling.keys() - {vrf}:
            if draft.vrfs[other].export_targets & draft.vrfs[vrf].import_targets:
                draft.copies.add(RouteCopy(vrf, other, _SHARED, source=source))


def _groups(options: Statement) -> dict[str, _Group]:
    """`rib-groups NAME`: the tables, the first one that of the routes themselves, and the policies for the others."""
    found: dict[str, _Group] = {}
    for group in options.below("rib-groups"):
        tables = [table for value in group.below("import-rib") if (table := TABLE.fullmatch(value.word))]
        if tables and len(tables) == len(group.index["import-rib"].index):
            group.modelled()
            group.flag("import-rib")
            group.all("import-rib")
            named = [(table[1] or DEFAULT_VRF, 6 if table[2] else 4) for table in tables]
            found[group.word] = (named, chain(group.get("import-policy")))
    return found


def _of_group(
    at: Statement | None, word: str, family: int, vrf: str, protocols: tuple[str, ...], groups: dict[str, _Group], draft: Draft
) -> None:
    """Routes of one family; a group with tables of another one stays unread, as no device takes it."""
    for named in at.below(word) if at is not None else ():
        tables, policies = groups.get(named.word, ([], ()))
        if at is None or {kind for _, kind in tables} != {family}:
            continue
        for line in (at, at.index[word], named):
            line.modelled()
        for into in sorted({table for table, _ in tables[1:]} - {vrf}):
            draft.copies.add(RouteCopy(into, vrf, protocols, policies, draft.source(named), family))
