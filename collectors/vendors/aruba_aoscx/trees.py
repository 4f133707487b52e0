"""Spanning tree of AOS-CX: off unless `spanning-tree` says that it runs, as one MST region or as a tree a VLAN (RPVST+).

Priorities are counted in steps of 4096 for a bridge and of 16 for a port. What is said without an instance or VLAN is
about instance 0. RPVST+ has trees for the VLANs that a line names, and for no others.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.ports.port import ALL_VLANS, Handler, Port
from collectors.tree import Line
from models.source import Status
from models.spanning_tree import SpanningTree, StpMode, StpPort, StpSetting
from models.values import vlan_ids

BRIDGE_STEP, PORT_STEP = 4096, 16
_MODES = {"mstp": StpMode.MST, "rpvst": StpMode.RAPID_PVST}
_TREES, _RUNS = "VLANs with a tree", "spanning tree runs"
_IGNORED = (
    "hello-time",
    "forward-delay",
    "max-age",
    "max-hops",
    "transmit-hold-count",
    "trap",
    "bpdu-guard",
    "extend-system-id",
    "tcn-guard",
)
"""Lines that change when a tree settles, or what is logged, and never the tree; `bpdu-guard` here sets a time."""


def _now(line: Line, draft: Draft) -> SpanningTree:
    return draft.spanning_tree or SpanningTree(source=draft.source(line))


def _read(line: Line, draft: Draft) -> None:
    told = _now(line, draft)
    if line.words in (["spanning-tree"], ["no", "spanning-tree"]):
        draft.scratch[_RUNS] = line.words[0] != "no"
        draft.spanning_tree = told
        line.modelled()
        return
    if len(line.words) > 1 and line.words[1] in _IGNORED:
        line.status, line.feature = Status.IGNORED, "spanning tree timers"
        draft.spanning_tree = told
        return
    try:
        changed = _global(line.words[1:], told, draft)
    except ValueError:
        changed = None
    if changed is None:
        draft.spanning_tree = replace(told, not_understood=(*told.not_understood, draft.source(line)))
        return
    draft.spanning_tree = changed
    line.modelled()


def _global(words: list[str], told: SpanningTree, draft: Draft) -> SpanningTree | None:
    region = told.region
    match words:
        case ["mode", mode] if mode in _MODES:
            return replace(told, mode=_MODES[mode])
        case ["priority", step]:
            return replace(told, priority=_with(told.priority, "instance", "0", int(step) * BRIDGE_STEP))
        case ["instance" | "vlan" as kind, which, "priority", step]:
            _treed(kind, which, draft)
            return replace(told, priority=_with(told.priority, kind, which, int(step) * BRIDGE_STEP))
        case ["instance", number, "vlan", *vlans] if number.isdecimal() and vlans:
            carried = region.instances.get(int(number), frozenset()) | vlan_ids("".join(vlans))
            return replace(told, region=replace(region, instances={**region.instances, int(number): carried}))
        case ["vlan", which]:
            _treed("vlan", which, draft)
            return told
        case ["vlan", which, timer, _] if timer in _IGNORED:
            _treed("vlan", which, draft)
            return told
        case ["config-name", name]:
            return replace(told, region=replace(region, name=name))
        case ["config-revision", number] if number.isdecimal():
            return replace(told, region=replace(region, revision=int(number)))
        case ["pathcost-type", "long" | "short" as kind]:
            return replace(told, long_costs=kind == "long")
    return None


def _treed(kind: str, which: str, draft: Draft) -> None:
    if kind == "vlan":
        held = cast("set[int]", draft.scratch.setdefault(_TREES, set()))
        held |= vlan_ids(which)


def _spans(kind: str, which: str) -> Iterator[tuple[int, int]]:
    for part in which.split(","):
        first, _, last = part.partition("-")
        low, high = int(first), int(last or first)
        if not (0 if kind == "instance" else 1) <= low <= high <= max(ALL_VLANS):
            raise ValueError(f"{which!r} are no trees")
        yield low, high


def _with(setting: StpSetting, kind: str, which: str, value: int) -> StpSetting:
    ends = tuple((low, high, value) for low, high in _spans(kind, which))
    if kind == "instance":
        return replace(setting, instances=(*setting.instances, *ends))
    return replace(setting, vlans=(*setting.vlans, *ends))


def finish_trees(draft: Draft) -> None:
    """VLANs without a tree of their own; the region of a bridge that names none is named by its own address, so it is alone."""
    told = draft.spanning_tree
    if told is None:
        return
    told = replace(told, mode=(told.mode or StpMode.MST) if draft.scratch.get(_RUNS) else StpMode.NONE)
    if told.mode is StpMode.RAPID_PVST:
        held = cast("set[int]", draft.scratch.get(_TREES, set()))
        told = replace(told, disabled_vlans=ALL_VLANS - held)
    elif told.mode is StpMode.MST and not told.region.name:
        told = replace(told, region=replace(told.region, name=f"address of {draft.hostname or draft.id.name}"))
    draft.spanning_tree = told


def _port(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """A line of an interface."""
    told = _now(line, draft)
    now = told.ports.get(port.name)
    try:
        changes = {"enabled": False} if words == ["no", "spanning-tree"] else _told(words[1:], now or StpPort())
    except ValueError:
        changes = None
    if changes is None:
        draft.spanning_tree = replace(told, not_understood=(*told.not_understood, draft.source(line)))
        return False
    held: Any = told.ports  # this draft's own; a copy for each line would take quadratic time
    held[port.name] = replace(now, **changes) if now else StpPort(source=draft.source(line), **changes)
    draft.spanning_tree = told
    return True


def _told(words: list[str], now: StpPort) -> dict[str, Any] | None:
    match words:
        case ["cost", value]:
            return {"cost": _with(now.cost, "instance", "0", int(value))}
        case ["port-priority", step]:
            return {"priority": _with(now.priority, "instance", "0", int(step) * PORT_STEP)}
        case ["instance" | "vlan" as kind, which, "cost", value]:
            return {"cost": _with(now.cost, kind, which, int(value))}
        case ["instance" | "vlan" as kind, which, "port-priority", step]:
            return {"priority": _with(now.priority, kind, which, int(step) * PORT_STEP)}
        case ["port-type", "admin-edge"]:
            return {"edge": True, "edge_trunk": True}
        case ["port-type", "admin-network"]:
            return {"edge": False, "edge_trunk": False}
        case ["bpdu-guard"]:
            return {"bpdu_guard": True}
        case ["bpdu-filter"]:
            return {"bpdu_filter": True}
        case ["root-guard"]:
            return {"root_guard": True}
        case ["loop-guard"]:
            return {"loop_guard": True}
        case ["tcn-guard"] | ["link-type", "point-to-point" | "shared"] | ["bpdu-guard", "timeout", _]:
            return {}
    return None


TREES: dict[str, tuple[str, Reader]] = {"spanning-tree": ("spanning tree", _read), "no spanning-tree": ("spanning tree", _read)}
TREE_PORT: dict[str, Handler] = {"spanning-tree": _port, "no spanning-tree": _port}
