"""The `target:` section: the network we want."""

from typing import Any

from collectors.inventory.build import taken
from collectors.inventory.check import Checked
from collectors.inventory.problems import Problems
from models.device import DeviceId
from models.link import Port
from models.target import Demand, Interconnect, Pin, Place, Retirement, Target


def built_target(entry: Checked, problems: Problems) -> Target:
    """The target that `entry` describes."""
    demands = [
        _demand(each, must) for key, must in (("must_talk", True), ("must_not_talk", False)) for each in entry.get(key) or ()
    ]
    _each_once(entry, problems)
    vlans = tuple((vid, name) for vid, name in ((int(key), value) for key, value in (entry.get("common_vlans") or {}).items()))
    return Target(
        **taken(entry, "name", "standard", "address_space", "link_space", "vlan_range", "asn_range", "mtu", "growth"),
        common_vlans=vlans,
        demands=tuple(demands),
        interconnects=tuple(_interconnect(each) for each in entry.get("interconnects") or ()),
        pins=tuple(
            Pin(each.get("department") or "", each["prefix"], each.get("reason") or "", each.get("keep") is not False, each.source)
            for each in entry.get("pins") or ()
            if each.get("prefix") is not None
        ),
        retirements=tuple(_retirement(each) for each in entry.get("retire") or ()),
        source=entry.source,
    )


def demand_names(entry: Checked) -> list[str]:
    """The names of all demands, which `replaced_by` refers to."""
    return [each["name"] for key in ("must_talk", "must_not_talk") for each in entry.get(key) or () if each.get("name")]


def _demand(entry: Checked, must: bool) -> Demand:
    return Demand(
        entry.get("name") or "",
        must,
        _place(entry.get("from")),
        _place(entry.get("to")),
        **taken(entry, "protocol", "ports"),
        source=entry.source,
    )


def _place(entry: Any) -> Place:
    return Place(tuple((entry or {}).get("department") or ()), (entry or {}).get("prefix"))


def _interconnect(entry: Checked) -> Interconnect:
    department, border, hub = entry.get("department") or "", entry.get("border") or {}, entry.get("hub") or {}
    return Interconnect(
        department,
        Port(DeviceId(department, border.get("device") or ""), border.get("interface") or ""),
        Port(DeviceId(hub.get("department") or "", hub.get("device") or ""), hub.get("interface") or ""),
        entry.get("vrf") or department,
        entry.source,
    )


def _retirement(entry: Checked) -> Retirement:
    device = DeviceId(entry.get("department") or "", entry.get("device") or "")
    return Retirement(device, **taken(entry, "interface", "contract", "replaced_by"), source=entry.source)


def _each_once(entry: Checked, problems: Problems) -> None:
    """Demands are referred to by name, and a department joins once."""
    seen: dict[tuple[str, str], Checked] = {}
    for key, name in (("must_talk", "name"), ("must_not_talk", "name"), ("interconnects", "department")):
        for each in entry.get(key) or ():
            what = "interconnect of" if key == "interconnects" else "demand"
            if (first := seen.setdefault((what, str(each.get(name))), each)) is not each and each.get(name):
                problems.add(
                    each.mark, each.path, f"a second {what} {each[name]!r} (first at {first.mark})", "give each its own name"
                )
    for each in entry.get("must_talk") or []:
        _ports_need_protocol(each, problems)
    for each in entry.get("must_not_talk") or []:
        _ports_need_protocol(each, problems)


def _ports_need_protocol(entry: Checked, problems: Problems) -> None:
    if entry.get("ports") and entry.get("protocol", "ip") not in ("tcp", "udp", "sctp"):
        problems.add(
            entry.marks["ports"], f"{entry.path}.ports", "ports need a protocol that has them", "add `protocol: tcp` (or udp, sctp)"
        )
