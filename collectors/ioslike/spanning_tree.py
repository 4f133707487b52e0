"""`spanning-tree` lines of IOS, NX-OS and EOS, globally and at ports.

At a port, `no` takes it back to what it does unless told. A line that is not understood, with or without `no`, is "known but not
modelled": it is shown and changes no route, but the trees of this device are unknown then.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.ports.port import Handler, Port
from collectors.tree import Line
from models.spanning_tree import SpanningTree, StpMode, StpPort, StpSetting
from models.values import MAX_VLAN, vlan_ids

_MODES = {
    "pvst": StpMode.PVST,
    "rapid-pvst": StpMode.RAPID_PVST,
    "mst": StpMode.MST,
    "mstp": StpMode.MST,
    "rstp": StpMode.RSTP,
    "none": StpMode.NONE,
}
ROOTS = {"primary": 24576, "secondary": 28672}
"""What `root primary` becomes on IOS and NX-OS where no other bridge is lower; a device mostly prints the number itself."""
_TIMERS = ("hello-time", "forward-time", "max-age", "max-hops", "transmit", "logging", "etherchannel", "bridge", "extend")
"""Lines that change when a tree settles, or what is logged, and never the tree."""


def stp_readers(roots: Mapping[str, int]) -> dict[str, tuple[str, Reader]]:
    """The readers of top-level lines; `roots` says which priorities `root primary` and `root secondary` are."""

    def read_global(line: Line, draft: Draft) -> None:
        told = draft.spanning_tree or SpanningTree(source=draft.source(line))
        if line.words[1:] == ["mst", "configuration"]:
            draft.spanning_tree = _region(line, told)
            return
        try:
            changed = _global(line.words, told, roots)
        except ValueError:
            changed = None
        if changed is None:
            draft.spanning_tree = replace(told, not_understood=(*told.not_understood, draft.source(line)))
            return
        draft.spanning_tree = changed
        line.modelled()

    return {"spanning-tree": ("spanning tree", read_global), "no spanning-tree": ("spanning tree", read_global)}


def _global(words: list[str], told: SpanningTree, roots: Mapping[str, int]) -> SpanningTree | None:
    match words[1:] if words[0] != "no" else ["no", *words[2:]]:
        case ["mode", mode] if mode in _MODES:
            return replace(told, mode=_MODES[mode])
        case ["priority", value]:
            return replace(told, priority=replace(told.priority, default=int(value)))
        case ["vlan" | "vlan-id" | "mst" as kind, which, "priority", value]:
            return replace(told, priority=_set(told.priority, kind, which, int(value)))
        case ["vlan" | "vlan-id" | "mst" as kind, which, "root", ("primary" | "secondary") as rank]:
            return replace(told, priority=_set(told.priority, kind, which, roots[rank]))
        case ["root", ("primary" | "secondary") as rank]:
            return replace(told, priority=replace(told.priority, default=roots[rank]))
        case ["no", "vlan" | "vlan-id", which]:
            return replace(told, disabled_vlans=told.disabled_vlans | vlan_ids(which))
        case ["vlan" | "vlan-id", which]:
            return replace(told, disabled_vlans=told.disabled_vlans - vlan_ids(which))
        case ["pathcost", "method", "long" | "short" as method]:
            return replace(told, long_costs=method == "long")
        case ["portfast", "default"] | ["portfast", "edge", "default"] | ["port", "type", "edge", "default"]:
            return replace(told, edge_default=True)
        case ["portfast", *kind, "bpduguard", "default"] | ["port", "type", *kind, "bpduguard", "default"] if kind in (
            [],
            ["edge"],
        ):
            return replace(told, bpdu_guard_default=True)
        case ["portfast", *kind, "bpdufilter", "default"] | ["port", "type", *kind, "bpdufilter", "default"] if kind in (
            [],
            ["edge"],
        ):
            return replace(told, bpdu_filter_default=True)
        case ["edge-port", "bpduguard", "default"]:
            return replace(told, bpdu_guard_default=True)
        case ["edge-port", "bpdufilter", "default"]:
            return replace(told, bpdu_filter_default=True)
        case ["loopguard", "default"] | ["guard", "loop", "default"]:
            return replace(told, loop_guard_default=True)
        case [timer, *_] | ["mst", timer, *_] | ["vlan" | "vlan-id", _, timer, *_] | ["no", timer, *_] if timer in _TIMERS:
            return told
    return None


def _region(line: Line, told: SpanningTree) -> SpanningTree:
    """The block that names a region. One line of it that is not understood leaves all of the region open."""
    region = told.region
    for child in line.children:
        match child.words:
            case ["name", name]:
                region = replace(region, name=name.strip('"'))
            case ["revision", number] if number.isdecimal():
                region = replace(region, revision=int(number))
            case ["instance", number, "vlan" | "vlans", *vlans] if number.isdecimal():
                try:
                    carried = vlan_ids("".join(vlans))
                except ValueError:
                    carried = frozenset()
                if not carried:
                    return replace(told, not_understood=(*told.not_understood, replace(told.source, line=child.number)))
                known = region.instances.get(int(number), frozenset())
                region = replace(region, instances={**region.instances, int(number): known | carried})
            case ["exit"]:
                pass
            case _:
                return replace(told, not_understood=(*told.not_understood, replace(told.source, line=child.number)))
        child.modelled()
    line.modelled()
    return replace(told, region=region)


def _set(setting: StpSetting, kind: str, which: str, value: int) -> StpSetting:
    lowest = 0 if kind == "mst" else 1
    ends = [(int(first), int(last or first), value) for first, _, last in (part.partition("-") for part in which.split(","))]
    if any(not lowest <= first <= last <= MAX_VLAN for first, last, _ in ends):
        raise ValueError(f"{which!r} are no trees")
    if kind == "mst":
        return replace(setting, instances=(*setting.instances, *ends))
    return replace(setting, vlans=(*setting.vlans, *ends))


def read_port(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """A line of an interface."""
    told = draft.spanning_tree or SpanningTree(source=draft.source(line))
    now = told.ports.get(port.name)
    try:
        changes = _untold(words[2:], now or StpPort()) if words[0] == "no" else _port(words[1:], now or StpPort())
    except ValueError:
        changes = None
    if changes is None:
        draft.spanning_tree = replace(told, not_understood=(*told.not_understood, draft.source(line)))
        return False
    ports: Any = told.ports  # this draft's own; a copy for each line would take quadratic time
    ports[port.name] = replace(now, **changes) if now else StpPort(source=draft.source(line), **changes)
    draft.spanning_tree = told
    return True


def _port(words: list[str], now: StpPort) -> dict[str, Any] | None:
    """What a line changes at its port; None when it is not understood."""
    match words:
        case ["cost", value]:
            return {"cost": replace(now.cost, default=int(value))}
        case ["port-priority", value]:
            return {"priority": replace(now.priority, default=int(value))}
        case ["vlan" | "vlan-id" | "mst" as kind, which, "cost", value]:
            return {"cost": _set(now.cost, kind, which, int(value))}
        case ["vlan" | "vlan-id" | "mst" as kind, which, "port-priority", value]:
            return {"priority": _set(now.priority, kind, which, int(value))}
        case ["portfast", *kind] if kind in ([], ["edge"], ["trunk"], ["edge", "trunk"]):
            return {"edge": True, "edge_trunk": "trunk" in kind}
        case ["port", "type", "edge", *kind] if kind in ([], ["trunk"]):
            return {"edge": True, "edge_trunk": "trunk" in kind}
        case ["portfast", "disable" | "network"] | ["port", "type", "normal" | "network"]:
            return {"edge": False, "edge_trunk": False}
        case ["bpduguard", "enable" | "disable" as state]:
            return {"bpdu_guard": state == "enable"}
        case ["bpdufilter", "enable" | "disable" as state]:
            return {"bpdu_filter": state == "enable"}
        case ["guard", ("root" | "loop" | "none") as kept]:
            return {"root_guard": kept == "root", "loop_guard": kept == "loop"}
        case ["link-type", "point-to-point" | "shared"]:
            return {}
    return None


def _untold(words: list[str], now: StpPort) -> dict[str, Any] | None:
    """What a line with `no` takes from its port; None when it is not understood, as where it speaks of one tree."""
    match words:
        case ["cost", *_]:
            return {"cost": replace(now.cost, default=None)}
        case ["port-priority", *_]:
            return {"priority": replace(now.priority, default=None)}
        case ["portfast"] | ["portfast", "edge" | "trunk" | "disable" | "network", *_] | ["port", "type", *_]:
            return {"edge": None, "edge_trunk": False}
        case ["bpduguard", *_]:
            return {"bpdu_guard": None}
        case ["bpdufilter", *_]:
            return {"bpdu_filter": None}
        case ["guard", *_]:
            return {"root_guard": False, "loop_guard": None}
        case ["link-type", *_]:
            return {}
    return None


STP_PORT: dict[str, Handler] = {"spanning-tree": read_port, "no spanning-tree": read_port}
