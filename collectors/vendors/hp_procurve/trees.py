"""Spanning tree of ArubaOS-Switch: off until `spanning-tree`; one MST region unless told; port settings stand in global lines.

Priorities are counted in steps of 4096 for a bridge and of 16 for a port.
"""

from dataclasses import replace
from typing import Any

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.hp_procurve.names import is_list, ports_of
from models.source import Status
from models.spanning_tree import SpanningTree, StpMode, StpPort, StpSetting
from models.values import vlan_ids

BRIDGE_STEP, PORT_STEP = 4096, 16
_RUNS = "spanning tree runs"
_MODES = {
    "mstp": StpMode.MST, "rapid-pvst": StpMode.RAPID_PVST, "mstp-operation": StpMode.MST, "rstp-operation": StpMode.RSTP,
    "stp-compatible": StpMode.RSTP,
}  # fmt: skip
_TIMERS = ("hello-time", "forward-delay", "maximum-age", "max-hops", "trap", "bpdu-protection-timeout", "log", "bpdu-throttle")
"""Lines that change when a tree settles, or what is logged, and never the tree."""


def _read(line: Line, draft: Draft) -> None:
    told = draft.spanning_tree or SpanningTree(source=draft.source(line))
    words = line.words[1:]
    if line.words in (["spanning-tree"], ["no", "spanning-tree"]):
        draft.scratch[_RUNS] = line.words[0] != "no"
        changed: SpanningTree | None = told
    elif words and words[0] in _TIMERS:
        draft.spanning_tree = told
        line.status, line.feature = Status.IGNORED, "spanning tree timers"
        return
    else:
        try:
            changed = _ports(words, told, draft, line) if words and is_list(words[0]) else _global(words, told, draft, line)
        except ValueError:
            changed = None
    if changed is None:
        draft.spanning_tree = replace(told, not_understood=(*told.not_understood, draft.source(line)))
        return
    draft.spanning_tree = changed
    line.modelled()


def read_port(words: list[str], name: str, line: Line, draft: Draft) -> bool:
    """The same in the block of an interface; whether it was understood."""
    told = draft.spanning_tree or SpanningTree(source=draft.source(line))
    try:
        _ports([name, *words], told, draft, line)
    except ValueError:
        draft.spanning_tree = replace(told, not_understood=(*told.not_understood, draft.source(line)))
        return False
    draft.spanning_tree = told
    return True


def _global(words: list[str], told: SpanningTree, draft: Draft, line: Line) -> SpanningTree | None:
    region = told.region
    match words:
        case ["mode" | "force-version", mode] if mode.lower() in _MODES:
            return replace(told, mode=_MODES[mode.lower()])
        case ["priority", step]:
            return replace(told, priority=_of(told.priority, 0, int(step) * BRIDGE_STEP))
        case ["instance", number, "priority", step] if number.isdecimal():
            return replace(told, priority=_of(told.priority, int(number), int(step) * BRIDGE_STEP))
        case ["instance", number, "vlan", *vlans] if number.isdecimal() and vlans:
            carried = region.instances.get(int(number), frozenset()) | vlan_ids(",".join(vlans))
            return replace(told, region=replace(region, instances={**region.instances, int(number): carried}))
        case ["instance", number, which, *rest] if number.isdecimal() and is_list(which):
            return _ports([which, *rest], told, draft, line, int(number))
        case ["vlan", vlans, "priority", step]:
            spans = tuple((vlan, vlan, int(step) * BRIDGE_STEP) for vlan in sorted(vlan_ids(vlans)))
            return replace(told, priority=replace(told.priority, vlans=(*told.priority.vlans, *spans)))
        case ["config-name", name]:
            return replace(told, region=replace(region, name=name))
        case ["config-revision", number] if number.isdecimal():
            return replace(told, region=replace(region, revision=int(number)))
        case ["legacy-path-cost"]:
            return replace(told, long_costs=False)
        case ["extend", "system-id"] | ["instance", "ist", "hello-time" | "forward-delay" | "maximum-age", _]:
            return told
        case ["enable"]:
            draft.scratch[_RUNS] = True
            return told
    return None


def _of(setting: StpSetting, instance: int, value: int) -> StpSetting:
    return replace(setting, instances=(*setting.instances, (instance, instance, value)))


def _ports(words: list[str], told: SpanningTree, draft: Draft, line: Line, instance: int = 0) -> SpanningTree | None:
    """`spanning-tree 1-4,Trk1 admin-edge-port bpdu-protection`: several settings of several ports."""
    held: Any = told.ports  # this draft's own; a copy for each line would take quadratic time
    for name in ports_of(words[0]):
        now = held.get(name) or StpPort(source=draft.source(line))
        rest = words[1:]
        while rest:
            changes, rest = _one(rest, now, instance)
            now = replace(now, **changes)
        held[name] = now
    return told


def _one(words: list[str], now: StpPort, instance: int) -> tuple[dict[str, Any], list[str]]:
    """What the first of some settings changes, and the settings after it. Raises ValueError when it is not understood."""
    match words:
        case ["path-cost", "auto", *rest]:
            return {}, rest
        case ["path-cost", value, *rest]:
            return {"cost": _of(now.cost, instance, int(value))}, rest
        case ["priority", step, *rest]:
            return {"priority": _of(now.priority, instance, int(step) * PORT_STEP)}, rest
        case ["admin-edge-port", *rest]:
            return {"edge": True, "edge_trunk": True}, rest
        case ["bpdu-protection", *rest]:
            return {"bpdu_guard": True}, rest
        case ["bpdu-filter", *rest]:
            return {"bpdu_filter": True}, rest
        case ["root-guard", *rest]:
            return {"root_guard": True}, rest
        case ["loop-guard", *rest]:
            return {"loop_guard": True}, rest
        case ["auto-edge-port" | "tcn-guard" | "mcheck", *rest] | ["no", "auto-edge-port", *rest]:
            return {}, rest
        case ["point-to-point-mac", _, *rest] | ["hello-time", _, *rest]:
            return {}, rest
    raise ValueError("not known here")


def finish_trees(draft: Draft) -> None:
    """The mode of a device that names none; the region of one that has no name is named by its own address, so it is alone."""
    told = draft.spanning_tree
    if told is None:
        return
    told = replace(told, mode=(told.mode or StpMode.MST) if draft.scratch.get(_RUNS) else StpMode.NONE)
    if told.mode is StpMode.MST and not told.region.name:
        told = replace(told, region=replace(told.region, name=f"address of {draft.hostname or draft.id.name}"))
    draft.spanning_tree = told


TREES: dict[str, tuple[str, Reader]] = {"spanning-tree": ("spanning tree", _read), "no spanning-tree": ("spanning tree", _read)}
