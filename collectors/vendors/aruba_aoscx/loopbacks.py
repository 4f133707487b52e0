"""What redistribution takes of loopbacks: on AOS-CX the route to an address of a loopback is a local one, not a connected one.

`redistribute local loopback` takes those. Whether `redistribute connected` takes them too the guides leave open, so that is
unknown for those prefixes alone. Both are said by policies of names that no route map can have.
"""

from dataclasses import replace

from collectors.draft import Draft
from models.interfaces import InterfaceKind
from models.policy import Match, Policy, Term
from models.routing import Redistribution

_LOCAL, _CONNECTED = "local loopback", "connected"


def restated(words: list[str]) -> list[str]:
    """A redistribution of local routes as one of connected routes, by a policy that `finish_loopbacks` makes.

    >>> restated("redistribute local loopback route-map M".split())
    ['redistribute', 'connected', 'route-map', 'local loopback M']
    """
    match words:
        case ["redistribute", "local", "loopback"]:
            return ["redistribute", "connected", "route-map", _LOCAL]
        case ["redistribute", "local", "loopback", "route-map", name]:
            return ["redistribute", "connected", "route-map", f"{_LOCAL} {name}"]
    return words


def finish_loopbacks(draft: Draft) -> None:
    """Say what each redistribution of connected routes does with the addresses of loopbacks."""
    for key, ospf in draft.ospf.items():
        draft.ospf[key] = replace(ospf, redistributions=tuple(_said(each, ospf.vrf, draft) for each in ospf.redistributions))
    for vrf, bgp in draft.bgp.items():
        draft.bgp[vrf] = replace(bgp, redistributions=tuple(_said(each, vrf, draft) for each in bgp.redistributions))


def _said(into: Redistribution, vrf: str, draft: Draft) -> Redistribution:
    if into.protocol != "connected":
        return into
    named = into.policies[0] if into.policies else ""
    hosts = Match("prefix", _hosts(vrf, draft), source=into.source)
    terms: tuple[Term, ...]
    if named.startswith(_LOCAL):
        others = tuple(filter(None, [named.removeprefix(_LOCAL).strip()]))
        terms = (Term("loopbacks", "next-policy" if others else "permit", (hosts,), source=into.source),) if hosts.values else ()
        name = f"{_LOCAL} of {vrf}"
    elif hosts.values:
        others = into.policies
        on = "next-policy" if others else "permit"
        asked = Match("unknown", ("whether connected routes are those of loopbacks too",), source=into.source)
        taken = Term("loopbacks", on, (hosts, asked), source=into.source)
        left = Term("loopbacks left out", "deny", (hosts,), source=into.source)
        terms = (taken, left, Term("connected", on, source=into.source))
        name = f"{_CONNECTED} of {vrf}"
    else:
        return into
    name += " and more" if others else ""
    draft.policies[name] = Policy(name, terms, source=into.source)
    return replace(into, policies=(name, *others))


def _hosts(vrf: str, draft: Draft) -> tuple[str, ...]:
    """The addresses of the loopbacks of a VRF that are prefixes of themselves."""
    ports = (port for port in draft.interfaces.values() if port.kind is InterfaceKind.LOOPBACK and port.vrf == vrf)
    networks = (address.ip.network for port in ports for address in port.addresses)
    return tuple(str(network) for network in networks if network.prefixlen == network.max_prefixlen)
