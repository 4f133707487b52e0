"""Palo Alto Networks PAN-OS: reads `set` lines, the braces of `show config running`, and XML, with virtual systems."""

import re

from collectors.braces import Statement, settle
from collectors.dialect import Dialect, Reader
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.paloalto_panos.forms import DEVICE, ended, is_xml, nest
from collectors.vendors.paloalto_panos.interfaces import leave_bridges, read_interfaces, read_relays, with_tables
from collectors.vendors.paloalto_panos.markup import VERSION
from collectors.vendors.paloalto_panos.names import canonical_name
from collectors.vendors.paloalto_panos.nat import translate
from collectors.vendors.paloalto_panos.objects import read_objects
from collectors.vendors.paloalto_panos.places import attempt, each, place
from collectors.vendors.paloalto_panos.redistribution import leave_unused
from collectors.vendors.paloalto_panos.routers import read_router
from collectors.vendors.paloalto_panos.secrets import SECRETS
from collectors.vendors.paloalto_panos.shown import SHOWN
from collectors.vendors.paloalto_panos.system import read_profiles, read_system, read_user
from collectors.vendors.paloalto_panos.zones import cross, read_zones

_SET = re.compile(
    r"^set (?:vsys \S+ )?(?:deviceconfig|network|shared|mgt-config|zone|rulebase|address|address-group|service|"
    r"service-group|import|"
    r"application|application-group|schedule|tag|profiles|device-group|template|global-protect|log-settings|display-name|setting|"
    r"external-list|profile-group)\b.*$",
    re.M,
)
_TELLING = re.compile(
    r"^set (?:deviceconfig (?:system|setting|high-availability) |"
    r"network (?:interface (?:ethernet|loopback|vlan|tunnel|aggregate-ethernet) |virtual-router |profiles |ike crypto-profiles )|"
    r"(?:vsys \S+ )?(?:rulebase (?:security|nat)\b|zone \S+ network )|mgt-config users )",
    re.M,
)
_BLOCK = re.compile(r"^\s*(?:deviceconfig|mgt-config|localhost\.localdomain|rulebase|virtual-router|devices|vsys) \{\s*$", re.M)
_ELEMENT = re.compile(
    r"<(?:deviceconfig|mgt-config|virtual-router|rulebase|devices|vsys)>|<entry name=\"(?:localhost\.localdomain|vsys\d+)\""
)


def recognise(text: str) -> float:
    """By the words of the top level, and by some that only PAN-OS has."""
    head = text[:200_000]
    if is_xml(head):
        kinds = len(set(_ELEMENT.findall(head)))
        return 0.99 if kinds >= 3 else 0.6 if kinds == 2 else 0.0
    blocks = {found.split()[0] for found in _BLOCK.findall(head)}
    if {"deviceconfig", "devices"} <= blocks or len(blocks) >= 4:
        return 0.97
    if not _TELLING.search(head):
        return 0.0
    lines = [line for line in head.splitlines()[:3000] if line.startswith("set ")]
    return min(0.97, 0.2 + 0.77 * len(_SET.findall("\n".join(lines))) / max(1, len(lines)))


def _note(line: Line, draft: Draft) -> None:
    """All is read once everything is there: parts name what stands in others, above or below."""
    if isinstance(line, Statement):
        tops = draft.scratch.setdefault("tops", {})
        assert isinstance(tops, dict)
        tops[line.word] = line


def finish(draft: Draft) -> None:
    """Read what the config says, objects first, as all else names them."""
    tops = draft.scratch.get("tops", {})
    assert isinstance(tops, dict)
    empty = Statement("", 0)
    network: Statement = tops.get("network", empty)
    systems: Statement = tops.get("vsys", empty)
    for name, system in (("shared", tops.get("shared", empty)), *((found.word, found) for found in systems.each())):
        read_objects(system, name, draft)
        read_profiles(system, draft)
    _device(tops, draft)
    if (ports := network.get("interface")) is not None:
        read_interfaces(ports, draft)
    leave_bridges(network)
    read_relays(network, draft)
    with_tables(network, draft)
    for router in network.below("virtual-router"):
        attempt(router, read_router, draft)
        leave_unused(router)
    draft.crossings = {}
    for system in systems.each():
        system.modelled()
        zones = read_zones(system, system.word, draft)
        cross(system, system.word, zones, draft)
        translate(system, system.word, zones, draft)
    for top in tops.values():
        place(top)
        settle(top)


def _device(tops: dict[str, Statement], draft: Draft) -> None:
    """Its name, its users, and what it asks of others."""
    if (config := tops.get("deviceconfig")) is not None and (system := config.get("system")) is not None:
        attempt(system, read_system, draft)
    if (config := tops.get("mgt-config")) is not None:
        each(config.get("users"), read_user, draft)


def _version(line: Line, draft: Draft) -> None:
    """The version of the system that made an export."""
    draft.version = line.words[1]
    line.modelled()


READERS: dict[str, tuple[str, Reader]] = {VERSION: ("identity", _version), **{word: (word, _note) for word in DEVICE}}

DIALECT = Dialect(
    name="paloalto_panos",
    title="Palo Alto Networks PAN-OS",
    nest=nest,
    readers=READERS,
    recognise=recognise,
    ended=ended,
    secrets=SECRETS,
    finish=finish,
    canonical_name=canonical_name,
    tables=SHOWN,
    aliases=("panos", "pan-os", "paloalto", "palo_alto", "paloalto_networks_panos"),
)
