"""Routes between VRFs of FRR: `import vrf X`, and the route targets of `import vpn` and `export vpn`.

Both stand in an address family of `router bgp`, the default VRF takes part like any other, and each family has targets of
its own: they are kept as "ipv4 65000:1". `import vrf X` is a target that nobody can configure: "ipv4 vrf X".
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.tree import Line
from models.interfaces import DEFAULT_VRF, Vrf
from models.source import Status

LEAKING = "frr leaking"
FAMILIES = {"ipv4 unicast": "ipv4", "ipv6 unicast": "ipv6", "ipv4": "ipv4", "ipv6": "ipv6"}


@dataclass
class Stated:
    """What one address family of one VRF says."""

    line: Line
    rd: str = ""
    imports: set[str] = field(default_factory=set)
    exports: set[str] = field(default_factory=set)
    vrfs: set[str] = field(default_factory=set)
    policies: dict[str, str] = field(default_factory=dict)
    on: set[str] = field(default_factory=set)
    """`import` and `export`, where the VPN table is used at all."""
    lines: list[Line] = field(default_factory=list)


def leaking(base: Reader) -> Reader:
    """The reader of `router bgp` that takes in these lines too."""

    def read(line: Line, draft: Draft) -> None:
        base(line, draft)
        vrf = line.words[4] if line.words[3:4] == ["vrf"] and len(line.words) == 5 else DEFAULT_VRF
        held = draft.scratch.setdefault(LEAKING, {})
        assert isinstance(held, dict)
        for family in line.children:
            if family.words[0] == "address-family" and (name := FAMILIES.get(" ".join(family.words[1:]))):
                stated = held.setdefault((vrf, name), Stated(line))
                for child in family.children:
                    if _take(child.words, stated):
                        child.modelled()
                        stated.lines.append(child)

    return read


def _take(words: list[str], stated: Stated) -> bool:
    """Take in one line; whether it was one of these."""
    match words:
        case ["import", "vrf", "route-map", name]:
            stated.policies["vrf"] = name
        case ["import", "vrf", name]:
            stated.vrfs.add(name)
        case ["import" | "export" as way, "vpn"]:
            stated.on.add(way)
        case ["rd", "vpn", "export", rd]:
            stated.rd = rd
        case ["rt" | "route-target", "vpn", "import" | "export" | "both" as way, *targets] if targets:
            if way != "export":
                stated.imports.update(targets)
            if way != "import":
                stated.exports.update(targets)
        case ["route-map", "vpn", "import" | "export" as way, name]:
            stated.policies[way] = name
        case ["label", "vpn", "export", _] | ["label", "vpn", "export", "allocation-mode", _]:
            pass
        case _:
            return False
    return True


def finish_leaking(draft: Draft) -> None:
    """Put what the families of all VRFs say into the facts of the VRFs."""
    held = draft.scratch.get(LEAKING)
    if not isinstance(held, dict):
        return
    for (name, family), stated in held.items():
        for target in sorted(stated.vrfs):
            mark = frozenset({f"{family} vrf {target}"})
            _change(draft, name, stated, import_targets=_of(draft, name).import_targets | mark)
            _change(draft, target, stated, export_targets=_of(draft, target).export_targets | mark)
        for way, targets in (("import", stated.imports), ("export", stated.exports)):
            if way in stated.on and targets:
                known = getattr(_of(draft, name), f"{way}_targets")
                _change(draft, name, stated, **{f"{way}_targets": known | {f"{family} {target}" for target in targets}})
        if stated.rd:
            _change(draft, name, stated, rd=stated.rd)
        for field_name, policy in _policies(stated):
            if getattr(_of(draft, name), field_name) not in ("", policy):
                for line in stated.lines:  # the fact has one policy for both families
                    line.status, line.feature = Status.NOT_MODELLED, "route leaking with policies by family"
            else:
                _change(draft, name, stated, **{field_name: policy})


def _policies(stated: Stated) -> Iterator[tuple[str, str]]:
    if "vrf" in stated.policies and stated.vrfs:
        yield "import_policy", stated.policies["vrf"]
    for way in stated.on & stated.policies.keys():
        yield f"{way}_policy", stated.policies[way]


def _of(draft: Draft, name: str) -> Vrf:
    return draft.vrfs.get(name) or Vrf(name)


def _change(draft: Draft, name: str, stated: Stated, **changes: object) -> None:
    known = draft.vrfs.get(name) or Vrf(name, source=draft.source(stated.line))
    draft.vrfs[name] = replace(known, **changes)  # type: ignore[arg-type]  # fields of Vrf by name
