"""Tunnels that take packets out of their way: crypto maps at ports, and the addresses of VPN clients.

They are not modelled. So that only the packets in question have an unknown fate, each crossing to a port with a map gets a list in
which the packets of its tunnels may be denied; so do, on every crossing, packets to clients.
"""

from dataclasses import dataclass, field, replace
from typing import cast

from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.cisco_asa.access import SIX, both, lists
from collectors.vendors.cisco_asa.objects import objects, span, subnet
from models.filters import AclRule, Wildcard
from models.source import Status

CLIENTS = "VPN clients"


@dataclass(slots=True)
class _Tunnels:
    """The lists of each map, the dynamic maps that it names, the map of each port, and the addresses of clients."""

    lists: dict[str, list[str]] = field(default_factory=dict)
    dynamic: dict[str, list[str]] = field(default_factory=dict)
    ports: dict[str, str] = field(default_factory=dict)
    clients: list[AclRule] = field(default_factory=list)


def _tunnels(draft: Draft) -> _Tunnels:
    return cast(_Tunnels, draft.scratch.setdefault("tunnels", _Tunnels()))


def read_crypto_map(line: Line, draft: Draft) -> None:
    """`crypto map` and `crypto dynamic-map`: which packets, and at which port."""
    line.status, line.feature = Status.NOT_MODELLED, "tunnel details"
    known = _tunnels(draft)
    match line.words[1:]:
        case ["map" | "dynamic-map", name, _, "match", "address", acl]:
            known.lists.setdefault(name, []).append(acl)
        case ["map", name, _, "ipsec-isakmp", "dynamic", other]:
            known.dynamic.setdefault(name, []).append(other)
        case ["map", name, "interface", zone]:
            known.ports[zone] = name


def read_pool(line: Line, draft: Draft) -> None:
    """`ip local pool NAME FIRST-LAST [mask M]`, `ipv6 local pool NAME FIRST/LENGTH COUNT`."""
    match line.words[3:]:
        case [_, prefix, count] if line.words[0] == "ipv6" and count.isdecimal():
            _add(draft, line, (subnet(prefix),))
        case [_, ends] | [_, ends, "mask", _]:
            first, _, last = (objects(draft).address(word) for word in ends.partition("-"))
            _add(draft, line, span(first, last or first))


def _add(draft: Draft, line: Line, clients: tuple[Wildcard, ...]) -> None:
    """One rule for each pool, which is any or none of its packets."""
    rule = AclRule(False, destinations=clients, unmodelled=CLIENTS, source=draft.source(line))
    _tunnels(draft).clients.append(rule)
    line.status, line.feature = Status.NOT_MODELLED, "tunnel details"


def finish_tunnels(draft: Draft) -> None:
    """Put the doubts into the crossings."""
    known = _tunnels(draft)
    added: dict[str, str] = {}
    for zone, name in known.ports.items():
        added[zone] = f"crypto map {name}"
        both(draft, added[zone], [_doubts(name, known, draft), [AclRule(True)]])
    if known.clients:
        both(draft, CLIENTS, [known.clients, [AclRule(True)]])
    for (entry, way_out), crossing in (draft.crossings or {}).items():
        names = [name for name in (added.get(way_out, ""), CLIENTS if known.clients else "") if name]
        if names and draft.crossings is not None:
            six = [name + SIX for name in names]
            changed = replace(crossing, filters=(*crossing.filters, *names), filters6=(*crossing.filters6, *six))
            draft.crossings[entry, way_out] = changed


def _doubts(name: str, known: _Tunnels, draft: Draft) -> list[AclRule]:
    """The packets of the tunnels of a map, by where they go, as lists of maps see them after NAT.

    All packets, where a list is not known, or where the other ends choose and no address of clients is known.
    """
    rules = lists(draft).rules
    asked = list(known.lists.get(name, []))
    found: list[AclRule] = []
    for other in known.dynamic.get(name, []):
        own = known.lists.get(other, [])
        asked += own
        if not own and not known.clients:
            found.append(AclRule(False))
    for acl in asked:
        found += [rule for rule in rules[acl] if rule.permit] if acl in rules else [AclRule(False)]
    return [_unknown(rule, f"crypto map {name}") for rule in found]


def _unknown(rule: AclRule, why: str) -> AclRule:
    return replace(rule, permit=False, sources=(), source_ports=(), unmodelled=why)
