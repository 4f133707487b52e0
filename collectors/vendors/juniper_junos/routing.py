"""Routing options and routing instances: router id, AS number, static routes, VRFs."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.juniper_junos.bgp import read_bgp
from collectors.vendors.juniper_junos.chains import chain
from collectors.vendors.juniper_junos.interfaces import edit
from collectors.vendors.juniper_junos.isis import read_isis
from collectors.vendors.juniper_junos.leaking import note_leaks
from collectors.vendors.juniper_junos.numbers import asn
from collectors.vendors.juniper_junos.ospf import read_ospf
from collectors.vendors.juniper_junos.rip import read_rip
from collectors.vendors.juniper_junos.services import read_relay
from collectors.vendors.juniper_junos.spanning_tree import read_spanning_tree
from collectors.vendors.juniper_junos.statics import read_statics
from collectors.vendors.juniper_junos.tables_of import TABLE
from models.interfaces import DEFAULT_VRF, Vrf

KINDS = ("vrf", "virtual-router", "no-forwarding", "forwarding")


def read_routing_options(line: Line, draft: Draft) -> None:
    """`routing-options` of the default instance."""
    assert isinstance(line, Statement)
    _options(line, DEFAULT_VRF, draft)


def _options(options: Statement, vrf: str, draft: Draft) -> None:
    identity: dict[str, object] = {}
    if found := _ip(options, "router-id"):
        identity["router-id"] = found
    if system := options.get("autonomous-system"):
        system.modelled()
        numbers = [child for child in system.each() if asn(child.word) is not None]
        for number in numbers:
            number.modelled()
            identity["as"] = asn(number.word)
            loops = number.whole("loops") or system.whole("loops")
            identity["loops"] = (loops or 1) - 1
            number.flag("asdot-notation")
    _confederation(options, identity)
    draft.scratch[f"options {vrf}"] = identity
    read_statics(options, vrf, draft)
    for rib in options.below("rib"):
        if table := TABLE.fullmatch(rib.word):
            rib.modelled()
            read_statics(rib, table[1] or vrf, draft)
    _resolution(options, draft)
    note_leaks(options, vrf, draft)


def _confederation(options: Statement, identity: dict[str, object]) -> None:
    """`confederation 100 members [ 65001 65002 ]`."""
    for union in options.below("confederation"):
        members = [asn(member.word) for member in union.below("members")]
        if (whole := asn(union.word)) is not None and members and None not in members:
            identity["confederation"], identity["members"] = whole, frozenset(members)
            for line in (union, *union.walk()):
                line.modelled()


def _resolution(options: Statement, draft: Draft) -> None:
    """`resolution rib TABLE import`: which routes next hops may be resolved by. Other ways of resolving stay unread."""
    for rib in options.below("resolution", "rib"):
        table = TABLE.fullmatch(rib.word)
        if table and (names := chain(rib.get("import"))):
            draft.resolution_policies[table[1] or DEFAULT_VRF, 6 if table[2] else 4] = names


def _ip(at: Statement, word: str) -> IPv4Address | IPv6Address | None:
    for value in at.below(word):
        try:
            found = ip_address(value.word)
        except ValueError:
            return None
        at.value(word)
        return found
    return None


def read_instances(line: Line, draft: Draft) -> None:
    """`routing-instances`: each VRF or virtual router is a routing table of its own."""
    assert isinstance(line, Statement)
    for instance in line.each():
        kind = instance.value("instance-type")
        if kind not in KINDS[:2] and instance.word != "mgmt_junos":
            continue
        instance.modelled()
        _instance(instance, draft)


def _instance(instance: Statement, draft: Draft) -> None:
    name = instance.word
    for target in instance.below("interface"):
        if edit(draft, target.word, vrf=name):
            target.modelled()
    both = [value.word for value in instance.below("vrf-target") if ":" in value.word]
    for value in instance.below("vrf-target"):
        if ":" in value.word:
            value.modelled()
    imports = instance.all("vrf-target", "import") or both
    exports = instance.all("vrf-target", "export") or both
    draft.vrfs[name] = Vrf(
        name,
        instance.value("route-distinguisher"),
        frozenset(target.removeprefix("target:") for target in imports),
        frozenset(target.removeprefix("target:") for target in exports),
        " ".join(instance.all("vrf-import")),
        " ".join(instance.all("vrf-export")),
        instance.value("description"),
        source=draft.source(instance),
    )
    instance.flag("vrf-table-label")
    if options := instance.get("routing-options"):
        options.modelled()
        _options(options, name, draft)
    if relay := instance.get("forwarding-options"):
        relays = draft.scratch.setdefault("relays", {})
        assert isinstance(relays, dict)
        read_relay(relay, relays)
    draft.scratch.setdefault("instances", [])
    later = draft.scratch["instances"]
    assert isinstance(later, list)
    later.append((name, instance))


def read_protocols(line: Line, draft: Draft) -> None:
    """Routing protocols of the default instance, then those of the others, which need the same tables."""
    assert isinstance(line, Statement)
    _protocols(line, DEFAULT_VRF, draft)
    read_spanning_tree(line, draft)


def read_instance_protocols(draft: Draft) -> None:
    """Routing protocols of all other instances."""
    instances = draft.scratch.get("instances", [])
    assert isinstance(instances, list)
    for name, instance in instances:
        if protocols := instance.get("protocols"):
            _protocols(protocols, name, draft)


def _protocols(protocols: Statement, vrf: str, draft: Draft) -> None:
    for word, version in (("ospf", 2), ("ospf3", 3)):
        if found := protocols.get(word):
            read_ospf(found, vrf, version, draft)
    for word, family in (("rip", 4), ("ripng", 6)):
        if found := protocols.get(word):
            read_rip(found, vrf, family, draft)
    if found := protocols.get("isis"):
        read_isis(found, vrf, draft)
    if found := protocols.get("bgp"):
        read_bgp(found, vrf, draft)
