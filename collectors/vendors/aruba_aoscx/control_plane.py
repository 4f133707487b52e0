"""Lists on what is sent to the switch itself: who may manage it, and, where they say nothing else, who may talk routing with it."""

from typing import cast

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.tree import Line
from models.filters import Acl, Ports
from models.source import Status

_SCRATCH = "lists on the control plane"
_ICMP, _TCP, _UDP = (1, 58), 6, 17
_BGP, _RIP = (179,), (520, 521)


def _apply(line: Line, draft: Draft) -> None:
    """`apply access-list ip NAME control-plane vrf X`: kept until the lists are known."""
    match line.words:
        case ["apply", "access-list", "ip" | "ipv6", name, "control-plane", *_]:
            cast("list[tuple[Line, str]]", draft.scratch.setdefault(_SCRATCH, [])).append((line, name))


def finish_control_plane(draft: Draft) -> None:
    """A list that surely lets routing protocols through decides about management alone; another may keep neighbours away."""
    for line, name in cast("list[tuple[Line, str]]", draft.scratch.get(_SCRATCH, [])):
        spares = name in draft.acls and _spares_routing(draft.acls[name])
        line.status, line.feature = Status.NOT_MODELLED, "filter of management access" if spares else "control-plane filter"


def _spares_routing(acl: Acl) -> bool:
    """Whether no rule stops a routing protocol before one permits all."""
    for rule in acl.rules:
        if rule.permit and not (rule.unmodelled or rule.protocols or rule.sources or rule.destinations):
            return True
        if not rule.permit and (
            rule.unmodelled or not rule.protocols or any(_stops(p, rule.destination_ports) for p in rule.protocols)
        ):
            return False
    return False


def _stops(protocol: int, ports: Ports) -> bool:
    if protocol in _ICMP:
        return False
    spoken = _BGP if protocol == _TCP else _RIP if protocol == _UDP else ()
    return not spoken or not ports or any(low <= port <= high for low, high in ports for port in spoken)


CONTROL_PLANE: dict[str, tuple[str, Reader]] = {"apply access-list": ("filter of management access", _apply)}
