"""Juniper Junos (MX, QFX, EX, SRX): reads `show configuration` in braces and as `set` lines, writes `set` and `delete`."""

import re
from dataclasses import replace

from collectors.braces import Statement, open_blocks, settle
from collectors.dialect import Dialect, Reader, Session
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.juniper_junos.console import CONSOLE
from collectors.vendors.juniper_junos.firewall import finish_filters, read_firewall
from collectors.vendors.juniper_junos.inherit import nest
from collectors.vendors.juniper_junos.interfaces import read_interfaces
from collectors.vendors.juniper_junos.leaking import read_leaks
from collectors.vendors.juniper_junos.places import place_inside
from collectors.vendors.juniper_junos.policy import read_policy_options
from collectors.vendors.juniper_junos.routing import read_instance_protocols, read_instances, read_protocols, read_routing_options
from collectors.vendors.juniper_junos.secrets import SECRETS
from collectors.vendors.juniper_junos.services import read_access, read_forwarding, read_snmp, read_system, read_version
from collectors.vendors.juniper_junos.shown import SHOWN
from collectors.vendors.juniper_junos.spoken import spoken
from collectors.vendors.juniper_junos.switching import full_name, read_vlans
from collectors.vendors.juniper_junos.tables import IGNORED, UNMODELLED
from collectors.vendors.juniper_junos.write import write

TOPS = (
    r"version|system|chassis|interfaces|protocols|routing-options|routing-instances|policy-options|firewall|vlans|snmp|groups|"
    r"apply-groups|security|class-of-service|forwarding-options|bridge-domains|event-options|access|services|switch-options|poe|"
    r"virtual-chassis|ethernet-switching-options|applications|logical-systems|dynamic-profiles"
)
_SET = re.compile(rf"^(?:set|deactivate) (?:{TOPS})\b.*$", re.M)
_BLOCK = re.compile(rf"^(?:(?:inactive|protect|replace): )?(?:{TOPS})(?: \S+)* \{{\s*$", re.M)
_TELLING = re.compile(
    r"^## Last (?:commit|changed)|^version \"?\d[^;\n]*;|^set version \d|\bunit \d+ family (?:inet|ethernet-switching)|"
    r"^set (?:routing-options|policy-options|routing-instances|vlans|chassis) |^(?:routing-options|policy-options|chassis) \{|"
    r"\bbgp group \S+ (?:neighbor|type) |\broot-authentication\b|\bpolicy-statement \S+|\bhost-name \S+;|^\{master",
    re.M,
)


def _noted(reader: Reader) -> Reader:
    """Remember the statement, so that `finish` can settle what became of its containers. A line outside the tree stays unread."""

    def read(line: Line, draft: Draft) -> None:
        if not isinstance(line, Statement):
            return
        noted = draft.scratch.setdefault("statements", [])
        assert isinstance(noted, list)
        noted.append(line)
        reader(line, draft)

    return read


def _nothing(line: Line, draft: Draft) -> None:
    """For statements of which the tables know all."""


def finish(draft: Draft) -> None:
    """Join what stands in several places: relays, filter lists, instance protocols; then settle each container's status."""
    read_instance_protocols(draft)
    read_leaks(draft)
    relays = draft.scratch.get("relays", {})
    assert isinstance(relays, dict)
    for name, helpers in relays.items():
        if full_name(name) in draft.interfaces and helpers:
            draft.interfaces[full_name(name)] = replace(draft.interfaces[full_name(name)], helpers=tuple(helpers))
    finish_filters(draft)
    noted = draft.scratch.get("statements", [])
    assert isinstance(noted, list)
    for statement in noted:
        if isinstance(statement, Statement):
            if statement.word == "routing-instances":
                for inner in statement.each():
                    place_inside(inner)
            settle(statement)


def recognise(text: str) -> float:
    """By the top-level words, and by some that only Junos has."""
    head = text[:200_000]
    tops = len(_SET.findall(head)) or len(_BLOCK.findall(head))
    if not tops:
        return 0.0
    telling = len(_TELLING.findall(head))
    lines = max(1, sum(1 for line in head.splitlines()[:2000] if line.strip() and not line.lstrip().startswith(("#", "/*"))))
    if _SET.search(head):
        return min(0.99, 0.9 * min(1.0, tops / lines) * (0.4 + 0.6 * bool(telling)) + 0.09 * bool(telling))
    ended_so = sum(line.rstrip().endswith((";", "{", "}", "SECRET-DATA")) for line in head.splitlines()[:2000])
    return min(0.99, 0.3 + 0.6 * bool(telling) * min(1.0, ended_so / lines) + 0.09 * (tops > 2))


def ended(text: str) -> bool:
    """Braces must be balanced. The `set` form has no end mark: only a last line that stops in a quoted word shows a cut."""
    lines = [line for line in text.splitlines() if line.strip()]
    return bool(lines) and "---(more" not in text and lines[-1].count('"') % 2 == 0 and open_blocks(text) == 0


_OWN: dict[str, tuple[str, Reader]] = {
    "version": ("version", _noted(read_version)),
    "system": ("system", _noted(read_system)),
    "vlans": ("vlan", _noted(read_vlans)),
    "bridge-domains": ("vlan", _noted(read_vlans)),
    "interfaces": ("interface", _noted(read_interfaces)),
    "routing-instances": ("vrf", _noted(read_instances)),
    "routing-options": ("routing-options", _noted(read_routing_options)),
    "policy-options": ("policy", _noted(read_policy_options)),
    "firewall": ("acl", _noted(read_firewall)),
    "forwarding-options": ("forwarding-options", _noted(read_forwarding)),
    "protocols": ("protocols", _noted(read_protocols)),
    "snmp": ("snmp", _noted(read_snmp)),
    "access": ("access", _noted(read_access)),
}
READERS = _OWN | {word: (word, _noted(_nothing)) for word in TOPS.split("|") if word != "groups" and word not in _OWN}

DIALECT = Dialect(
    name="juniper_junos",
    title="Juniper Junos",
    nest=nest,
    readers=READERS,
    recognise=recognise,
    ended=ended,
    ignored=IGNORED,
    unmodelled=UNMODELLED,
    secrets=SECRETS,
    finish=finish,
    canonical_name=str.strip,
    write=write,
    spoken=spoken,
    session=Session(
        "configure exclusive; after the commands: show | compare, commit confirmed 15",
        "commit",
    ),
    console=CONSOLE,
    tables=SHOWN,
    aliases=("junos", "juniper", "juniper_junos_telnet", "juniper-junos", "junos_evo", "vmx", "vqfx", "vsrx", "vjunos"),
)
