"""Rings of wires between switches that nothing breaks: frames go round in them for ever."""

from collections import defaultdict
from collections.abc import Iterator

from models.plan import Conflict, Option, Side
from models.source import Source
from netplan.conflicts.view import View, listed, severity
from netplan.topology.bridging import StpTree, stp_trees
from netplan.topology.frames import vlans_of
from netplan.topology.ground import Ground, Place

_UNKNOWN = "it is not known whether spanning tree breaks a ring of "
_OPEN = "every port forwards in a ring of "


def switching_loop(view: View) -> Iterator[Conflict]:
    """A broadcast domain has a ring of wires, and spanning tree is off in it; or nobody can tell whether it breaks the ring.

    A tree that is known breaks its rings, so it is no finding. One ring is one finding, whichever VLANs go round in it.
    """
    rings: dict[tuple[bool, tuple[Place, ...]], list[StpTree]] = defaultdict(list)
    for tree in stp_trees(Ground(view.network)):
        if tree.loop or (tree.tree is None and tree.ring):
            rings[bool(tree.loop), tree.loop or tree.ring].append(tree)
    for (sure, ports), trees in sorted(rings.items(), key=lambda item: (not item[0][0], item[0][1])):
        yield _conflict(view, sure, ports, trees)


def _conflict(view: View, sure: bool, ports: tuple[Place, ...], trees: list[StpTree]) -> Conflict:
    kinds = {"VLAN": sorted({tree.number for tree in trees if tree.vlan is not None}),
             "tree": sorted({tree.number for tree in trees if tree.vlan is None})}  # fmt: skip
    named = " and ".join(f"{kind} {listed([str(n) for n in numbers])}" for kind, numbers in kinds.items() if numbers)
    sides = []
    weights = view.vlan_hosts
    for department in sorted({device.department for device, _ in ports}):
        own = [(device, name) for device, name in ports if device.department == department]
        sources = tuple(view.network.devices[device].interfaces[name].source for device, name in own)
        words = listed([f"{device.name}:{name}" for device, name in own], 6)
        carried = {vlan for tree in trees for id in tree.devices if id.department == department
                   for vlan in vlans_of(view.network.devices[id], tree)}  # fmt: skip
        weight = max((weights.get((department, vlan), 0) for vlan in carried), default=0)
        sides.append(Side(department, words, max(1, weight), "possible", _stated(sources)))
    why = sorted({doubt for tree in trees for doubt in tree.doubts})
    ring = f"{len({device for device, _ in ports})} switches in {named}"
    what = f"{_OPEN}{ring}" if sure else ": ".join([f"{_UNKNOWN}{ring}", "; ".join(why[:3])] if why else [f"{_UNKNOWN}{ring}"])
    options = (
        Option("protocol", "switch spanning tree on, one mode and region on all of them", len(ports), "interfaces"),
        Option("cut", "take one wire of the ring out of these VLANs", 2, "interfaces"),
    )
    worst = 100 if sure else severity(sum(side.weight for side in sides))
    key = f"ring {'' if sure else '(unknown) '}{ports[0][0]}:{ports[0][1]}"
    return Conflict("loop", key, what, worst, tuple(sides), options)


def _stated(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for source in sources if source.file))
