"""Zones of ports: those that the config names, and each other port as a zone of its own."""

from collections.abc import Mapping

from collectors.draft import Draft
from collectors.vendors.fortinet.blocks import ROOT
from collectors.vendors.fortinet.names import edit, own
from models.interfaces import Interface, InterfaceKind

Zones = Mapping[str, list[str]]
"""The ports of each zone of a virtual domain."""


def _vdom(draft: Draft, interface: Interface) -> str:
    """The domain of a port, by its VRF."""
    name = interface.vrf.partition("/")[0]
    return ROOT if name == "default" or name.isdecimal() else name


def zones_of(draft: Draft) -> dict[str, dict[str, list[str]]]:
    """The ports of each zone of each domain, and the zone of each port."""
    stated = draft.scratch.get("zones", {})
    assert isinstance(stated, dict)
    member = {name: (zone, inside) for zone, (names, inside, _) in stated.items() for name in names}
    found: dict[str, dict[str, list[str]]] = {}
    for interface in list(draft.interfaces.values()):
        if interface.lag:
            continue
        vdom = _vdom(draft, interface)
        zone = member[interface.name][0] if interface.name in member else own(vdom, interface.name)
        edit(draft, interface.name, zone=zone)
        found.setdefault(vdom, {}).setdefault(zone, []).append(interface.name)
    return found


def routed(interface: Interface) -> bool:
    """Whether packets can come in by a port at all."""
    return bool(interface.addresses) or interface.dhcp or interface.kind is InterfaceKind.TUNNEL
