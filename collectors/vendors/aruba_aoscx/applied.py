"""Where AOS-CX applies access lists: to routed ports, to switched ones, to VLANs with all that they carry, to the device itself.

A list on a VLAN meets what is routed into it or out of it as one on its routed interface does, and is read as that where
there is one. What only crosses the VLAN meets it too, as it does one on a switched port; that the model does not know.
"""

from dataclasses import replace
from typing import Any, NamedTuple, cast

from collectors.draft import Draft
from collectors.ioslike.ports.port import Handler, Port
from collectors.tree import Line
from models.source import Status

_SCRATCH = "applied lists"
_FIELDS = {
    ("ip", "in"): "acl_in", ("ip", "routed-in"): "acl_in", ("ip", "out"): "acl_out", ("ip", "routed-out"): "acl_out",
    ("ipv6", "in"): "acl6_in", ("ipv6", "routed-in"): "acl6_in", ("ipv6", "out"): "acl6_out", ("ipv6", "routed-out"): "acl6_out",
}  # fmt: skip


class _Applied(NamedTuple):
    """A list at a port, or in a VLAN, whose routed interface is the port."""

    line: Line
    port: str
    vlan: bool
    field: str
    name: str


def _held(draft: Draft) -> list[_Applied]:
    return cast("list[_Applied]", draft.scratch.setdefault(_SCRATCH, []))


def take_list(line: Line, port: str, vlan: bool, draft: Draft) -> None:
    """`apply access-list ip NAME in`: kept until the ports are known."""
    match line.words:
        case ["apply", "access-list", "ip" | "ipv6" as family, name, way] if (family, way) in _FIELDS:
            _held(draft).append(_Applied(line, port, vlan, _FIELDS[family, way], name))
        case ["apply", "access-list", "mac", *_]:
            line.status, line.feature = Status.NOT_MODELLED, "MAC access list"
        case ["apply", "access-list", *_]:
            line.status, line.feature = Status.NOT_MODELLED, "access list on an interface"


def finish_lists(draft: Draft) -> None:
    """Give each list to the routed port that it is applied to; at other places it is shown. What a port says itself goes first."""
    for line, port, vlan, field, name in sorted(_held(draft), key=lambda applied: applied.vlan):
        found = draft.interfaces.get(port)
        if found is None or found.switchport is not None or found.lag or getattr(found, field) not in ("", name):
            line.status, line.feature = Status.NOT_MODELLED, "VLAN filter" if vlan else "layer-2 filter"
            continue
        there: dict[str, Any] = {field: name}
        draft.interfaces[port] = replace(found, **there)
        line.modelled()


def _apply(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """At an interface."""
    take_list(line, port.name, False, draft)
    return False


FILTERS: dict[str, Handler] = {"apply access-list": _apply}
