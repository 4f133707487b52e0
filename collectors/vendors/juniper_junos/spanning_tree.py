"""`protocols rstp`, `mstp`, `vstp` and `stp`. A switch without any of them runs none.

What is not understood is kept as such: it changes no route, but leaves the trees of the switch unknown.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.juniper_junos.switching import full_name, ids_of, names_of
from models.source import Status
from models.spanning_tree import MstRegion, SpanningTree, StpMode, StpPort, StpSetting
from models.values import MAX_VLAN

MODES = {"rstp": StpMode.RSTP, "stp": StpMode.RSTP, "mstp": StpMode.MST, "vstp": StpMode.RAPID_PVST}
"""The words of Junos; `stp` (802.1D) settles on the tree of `rstp`, and VSTP is the per-VLAN protocol that Cisco speaks."""
_TIMERS = (
    "max-age",
    "hello-time",
    "forward-delay",
    "max-hops",
    "traceoptions",
    "priority-hold-time",
    "mode",
    "bpdu-destination-mac-address",
)
"""What changes when a tree settles, and never the tree."""
_FEATURE = "spanning tree"


def read_spanning_tree(protocols: Statement, draft: Draft) -> None:
    """The one protocol of a switch; several of them are not understood."""
    stated = [found for word in MODES if (found := protocols.get(word)) is not None]
    for at in stated:
        at.modelled()
        told = SpanningTree(MODES[at.word], long_costs=True, source=draft.source(at))
        told = _process(at, told, draft)
        left = [line for line in at.walk() if line.status is Status.UNKNOWN and isinstance(line, Statement) and not line.index]
        for line in left:
            line.status, line.feature = Status.NOT_MODELLED, _FEATURE
        odd = (*(draft.source(line) for line in left), *((draft.source(at),) if len(stated) > 1 else ()))
        draft.spanning_tree = replace(told, not_understood=(*told.not_understood, *odd))


def _process(at: Statement, told: SpanningTree, draft: Draft) -> SpanningTree:
    if at.flag("disable"):
        return replace(told, mode=StpMode.NONE)
    _timers(at)
    told = replace(told, bpdu_guard_default=at.flag("bpdu-block-on-edge"))
    if (priority := _priority(at)) is not None:
        told = replace(told, priority=StpSetting(priority))
    ports = dict(_ports(at, draft, _port))
    apart = False
    if told.mode is StpMode.MST:
        told = _region(at, told, ports, draft)
    elif told.mode is StpMode.RAPID_PVST:
        told, apart = _vlans(at, told, ports, draft)
    named = {name for name, port in draft.interfaces.items() if port.switchport is not None}
    missing = named - ports.keys() if ports else set()
    # With the newer command line a port that is not named takes no part, with the older one it does.
    unsure = (draft.source(at),) if missing or apart else ()
    return replace(told, ports=ports, not_understood=(*told.not_understood, *unsure))


def _timers(at: Statement) -> None:
    for word in _TIMERS:
        if (found := at.get(word)) is not None:
            found.mark(Status.IGNORED, _FEATURE)


def _priority(at: Statement) -> int | None:
    """`bridge-priority 4096` or `4k`; None (and unread) when it is neither."""
    words = [value.word for value in at.below("bridge-priority")]
    if len(words) != 1:
        return None
    number, thousand = (words[0][:-1], 1024) if words[0].endswith("k") else (words[0], 1)
    if not number.isdecimal() or len(number) > 5:
        return None
    at.value("bridge-priority")
    return int(number) * thousand


def _ports(at: Statement, draft: Draft, read: Callable[[Statement, Draft], StpPort]) -> Iterator[tuple[str, StpPort]]:
    """The ports that `interface` names; `all` is every switch port that is not named itself."""
    stated = {full_name(port.word): port for port in at.below("interface") if port.word != "all"}
    every = at.get("interface", "all")
    if every is not None:
        common = read(every, draft)
        yield from (
            (name, common) for name, known in draft.interfaces.items() if known.switchport is not None and name not in stated
        )
    for name, port in stated.items():
        yield name, read(port, draft)


def _port(at: Statement, draft: Draft) -> StpPort:
    return replace(
        _in_tree(at, draft), edge=True if at.flag("edge") else None, root_guard=at.flag("no-root-port"),
        enabled=not at.flag("disable"),
    )  # fmt: skip


def _in_tree(at: Statement, draft: Draft) -> StpPort:
    """All that the model has for each tree by itself; the rest of what is said below a VLAN or an instance is not understood."""
    at.modelled()
    _timers(at)
    return StpPort(StpSetting(at.whole("cost")), StpSetting(at.whole("priority")), source=draft.source(at))


def _region(at: Statement, told: SpanningTree, ports: dict[str, StpPort], draft: Draft) -> SpanningTree:
    """Name, revision and instances; a VLAN may be named by its name."""
    instances: dict[int, frozenset[int]] = {}
    priorities: list[tuple[int, int, int]] = []
    for instance in at.below("msti"):
        if not (instance.word.isdecimal() and len(instance.word) < 5):
            continue
        number = int(instance.word)
        instance.modelled()
        carried: set[int] = set()
        for vlan in instance.below("vlan"):
            if ids := tuple(ids_of(vlan.word)) or names_of(draft).get(vlan.word, ()):
                carried.update(ids)
                vlan.modelled()
                instance.index["vlan"].modelled()
        instances[number] = frozenset(carried)
        if (priority := _priority(instance)) is not None:
            priorities.append((number, number, priority))
        for name, own in _ports(instance, draft, _in_tree):
            known = ports.get(name, StpPort(source=own.source))
            ports[name] = replace(
                known,
                cost=_instance(known.cost, number, own.cost.default),
                priority=_instance(known.priority, number, own.priority.default),
            )
    region = MstRegion(at.value("configuration-name"), at.whole("revision-level") or 0, instances)
    return replace(told, region=region, priority=replace(told.priority, instances=tuple(priorities)))


def _instance(setting: StpSetting, number: int, value: int | None) -> StpSetting:
    return setting if value is None else replace(setting, instances=(*setting.instances, (number, number, value)))


def _vlans(at: Statement, told: SpanningTree, ports: dict[str, StpPort], draft: Draft) -> tuple[SpanningTree, bool]:
    """VSTP: the VLANs that are named, or all, have a tree each, the others none; and whether other ports take part in each."""
    named: set[int] = set()
    priorities: list[tuple[int, int, int]] = []
    common, taking = frozenset(ports), set[frozenset[str]]()
    for vlan in sorted(at.below("vlan"), key=lambda vlan: vlan.word != "all"):
        ids = range(1, MAX_VLAN + 1) if vlan.word == "all" else ids_of(vlan.word) or names_of(draft).get(vlan.word, ())
        if not ids:
            continue
        vlan.modelled()
        _timers(vlan)
        named |= set(ids)
        spans = [(ids[0], ids[-1])] if isinstance(ids, range) else [(number, number) for number in ids]
        if (priority := _priority(vlan)) is not None:
            priorities += [(*span, priority) for span in spans]
        here = dict(_ports(vlan, draft, _in_tree))
        taking.add(common.union(here))
        for name, own in here.items():
            known = ports.get(name, StpPort(source=own.source))
            ports[name] = replace(
                known,
                cost=_spanned(known.cost, spans, own.cost.default),
                priority=_spanned(known.priority, spans, own.priority.default),
            )
    rest = frozenset(range(1, MAX_VLAN + 1)) - named
    told = replace(told, priority=replace(told.priority, vlans=tuple(priorities)), disabled_vlans=rest)
    return told, len(taking) > 1


def _spanned(setting: StpSetting, spans: list[tuple[int, int]], value: int | None) -> StpSetting:
    return setting if value is None else replace(setting, vlans=(*setting.vlans, *((*span, value) for span in spans)))
