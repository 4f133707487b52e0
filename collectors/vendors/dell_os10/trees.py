"""Spanning tree of OS10, whose words are brought to those of its family."""

from dataclasses import replace
from typing import Any

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.ports.port import Handler, Port
from collectors.ioslike.spanning_tree import ROOTS, read_port, stp_readers
from collectors.tree import Line
from models.spanning_tree import SpanningTree, StpMode, StpPort

_FAMILY = stp_readers(ROOTS)["spanning-tree"][1]


def _restated(words: list[str]) -> list[str]:
    """A line as its family writes it.

    >>> _restated("spanning-tree rstp priority 4096".split())
    ['spanning-tree', 'priority', '4096']
    >>> _restated("spanning-tree msti 1 priority 32".split())
    ['spanning-tree', 'mst', '1', 'priority', '32']
    """
    match words:
        case ["spanning-tree", "rstp", *rest]:
            return ["spanning-tree", *rest]
        case ["spanning-tree", "msti", *rest]:
            return ["spanning-tree", "mst", *rest]
        case ["spanning-tree", "vlan", which, "disable"]:
            return ["no", "spanning-tree", "vlan", which]
        case ["no", "spanning-tree", "vlan", which, "disable"]:
            return ["spanning-tree", "vlan", which]
        case ["spanning-tree", "mst", "force-version", *_]:
            return ["spanning-tree", "extend"]
    return words


def _at_port(words: list[str]) -> list[str]:
    """A line of a port; `priority` is that of the port there.

    >>> _at_port("spanning-tree vlan 10 priority 16".split())
    ['spanning-tree', 'vlan', '10', 'port-priority', '16']
    """
    return ["port-priority" if word == "priority" else word for word in _restated(words)]


def _read(line: Line, draft: Draft) -> None:
    told = draft.spanning_tree or SpanningTree(source=draft.source(line))
    if line.words in (["spanning-tree", "disable"], ["no", "spanning-tree", "disable"]):
        if line.words[0] != "no":
            draft.scratch["spanning tree is off"] = True
        draft.spanning_tree = told
        line.modelled()
        return
    line.words = _restated(line.words)
    _FAMILY(line, draft)


def finish_trees(draft: Draft) -> None:
    """`spanning-tree disable` wins over the mode, wherever it stands."""
    if draft.scratch.get("spanning tree is off") and draft.spanning_tree is not None:
        draft.spanning_tree = replace(draft.spanning_tree, mode=StpMode.NONE)


def _port(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    if words in (["spanning-tree", "disable"], ["no", "spanning-tree", "disable"]):
        told = draft.spanning_tree or SpanningTree(source=draft.source(line))
        now = told.ports.get(port.name) or StpPort(source=draft.source(line))
        held: Any = told.ports  # this draft's own; a copy for each line would take quadratic time
        held[port.name] = replace(now, enabled=words[0] == "no")
        draft.spanning_tree = told
        return True
    return read_port(_at_port(words), port, line, draft)


_BOTH: tuple[str, ...] = ("spanning-tree", "no spanning-tree")
TREES: dict[str, tuple[str, Reader]] = dict.fromkeys(_BOTH, ("spanning tree", _read))
TREE_PORT: dict[str, Handler] = dict.fromkeys(_BOTH, _port)
