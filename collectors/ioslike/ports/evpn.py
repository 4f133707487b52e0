"""EVPN instances of VLANs: which route targets they import and export, wherever the config says so."""

from dataclasses import dataclass, field, replace
from typing import cast

from collectors.draft import Draft

_SCRATCH = "evpn instances"


@dataclass(slots=True)
class Instance:
    """The targets of some VLANs or VNIs; "auto" stands for the AS number and the VNI."""

    asn: int
    vlans: frozenset[int] = frozenset()
    vnis: frozenset[int] = frozenset()
    imports: set[str] = field(default_factory=set)
    exports: set[str] = field(default_factory=set)


def instances(draft: Draft) -> list[Instance]:
    """Those that are read so far."""
    return cast("list[Instance]", draft.scratch.setdefault(_SCRATCH, []))


def take_target(instance: Instance, words: list[str]) -> bool:
    """`route-target import|export|both [evpn] 65000:10|auto [ASN]`; whether the line is one."""
    match words:
        case ["route-target", "import" | "export" | "both" as way, *rest]:
            rest = rest[1:] if rest[:1] == ["evpn"] else rest
        case _:
            return False
    match rest:
        case ["auto", asn] if asn.isdecimal():
            target = f"{asn} auto"
        case [target] if target == "auto" or ":" in target:
            pass
        case _:
            return False
    for which, held in (("export", instance.imports), ("import", instance.exports)):
        if way != which:
            held.add(target)
    return True


def finish_evpn(draft: Draft) -> None:
    """Give VLANs the targets of their instances. Needs the VNIs of VLANs, and the AS number of BGP where one is not told."""
    process = draft.bgp.get("default")
    for instance in instances(draft):
        asn = instance.asn or (process.asn if process is not None else 0)
        for id, vlan in draft.vlans.items():
            if vlan.vni is not None and (id in instance.vlans or vlan.vni in instance.vnis):
                imports, exports = (
                    frozenset(_target(target, asn, vlan.vni) for target in targets)
                    for targets in (instance.imports, instance.exports)
                )
                draft.vlans[id] = replace(vlan, import_targets=imports, export_targets=exports)


def _target(target: str, asn: int, vni: int) -> str:
    """A target with "auto" filled in.

    >>> _target("auto", 65000, 10), _target("65001 auto", 65000, 10), _target("1:2", 65000, 10)
    ('65000:10', '65001:10', '1:2')
    """
    own, _, auto = target.rpartition(" ")
    return f"{own or asn}:{vni}" if auto == "auto" else target
