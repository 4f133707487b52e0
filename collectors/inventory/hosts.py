"""Hosts with their groups and the defaults folded in, by the rules of nornir 3.

The host itself wins, then its groups in order, a child before its parents, then the defaults. `data` is inherited
key by key at its top level; connection options field by field.
"""

from collections.abc import Mapping
from typing import Any

from collectors.inventory.check import Checked
from collectors.inventory.problems import Mark, Problems
from models.device import DeviceId
from models.inventory import Host

Groups = Mapping[str, Checked]
OURS = ("department", "name", "site", "role", "credential", "via", "ssh", "contract", "sysname", "criticality", "collectors", "os")


def built_hosts(hosts: Mapping[str, Checked], groups: Groups, defaults: Checked, problems: Problems) -> dict[DeviceId, Host]:
    """Every host by (department, name). A host without a department, a cycle of groups and a double identity are problems.

    So are old algorithms for everybody: that they are needed is said of the devices that need them.
    """
    common = defaults.get("data")
    if isinstance(common, Checked) and common.get("ssh") == "legacy":
        problems.add(
            common.marks["ssh"], f"{common.path}.ssh", "allows broken algorithms everywhere", "move it to the hosts or groups"
        )
    lineage = {name: _lineage(name, groups, problems) for name in groups}
    found: dict[DeviceId, Host] = {}
    marks: dict[DeviceId, Mark] = {}
    for key, entry in hosts.items():
        own = _in_order(entry, lineage)
        layers = [entry, *(groups[name] for name in own), defaults]
        data = _data(layers)
        department = data.get("department")
        if not isinstance(department, str):
            problems.add(
                entry.mark, entry.path, "has no department", "set data.department on the host, in one of its groups or in defaults"
            )
            continue
        device = DeviceId(department, str(data.get("name") or key))
        if device in found:
            problems.add(
                entry.mark, entry.path, f"is {device} again (first at {marks[device]})", "give one of them another data.name"
            )
            continue
        marks[device] = entry.mark
        found[device] = _host(device, entry, layers, own, data)
    return found


def _host(device: DeviceId, entry: Checked, layers: list[Checked], groups: tuple[str, ...], data: dict[str, Any]) -> Host:
    return Host(
        id=device,
        hostname=_first(layers, "hostname") or "",
        port=_first(layers, "port") or 22,
        platform=str(data.get("os") or _first(layers, "platform") or ""),
        groups=groups,
        site=data.get("site") or "",
        role=data.get("role") or "",
        sysname=data.get("sysname") or "",
        criticality=data.get("criticality") or "",
        credential=data.get("credential") or "",
        via=data.get("via") or "",
        ssh=data.get("ssh") or "",
        collectors=tuple(data.get("collectors") or ()),
        contract=data.get("contract") or "",
        data={key: value for key, value in data.items() if key not in OURS} | _login(layers),
        connection_options=_connections(layers),
        source=entry.source,
    )


def _login(layers: list[Checked]) -> dict[str, object]:
    """nornir's own user name and password (a reference), where somebody uses these instead of `credential`."""
    return {key: value for key in ("username", "password") if (value := _first(layers, key)) is not None}


def _first(layers: list[Checked], key: str) -> Any:
    return next((layer[key] for layer in layers if layer.get(key) is not None), None)


def _data(layers: list[Checked]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for layer in reversed(layers):
        merged.update({key: value for key, value in (layer.get("data") or {}).items() if value is not None})
    return merged


def _connections(layers: list[Checked]) -> dict[str, object]:
    merged: dict[str, dict[str, object]] = {}
    for layer in reversed(layers):
        for name, options in (layer.get("connection_options") or {}).items():
            merged.setdefault(name, {}).update(options or {})
    return dict(merged)


def _in_order(entry: Checked, lineage: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The groups of a host and theirs, nearest first, each once."""
    names = dict.fromkeys(name for group in entry.get("groups") or () for name in lineage.get(group, ()))
    return tuple(names)


def _lineage(name: str, groups: Groups, problems: Problems) -> tuple[str, ...]:
    """`name` and the groups above it, depth first, as nornir's `extended_groups` lists them."""

    seen: list[str] = []

    def walk(one: str, above: tuple[str, ...]) -> None:
        if one in above:
            circle = " → ".join([*above[above.index(one) :], one])
            problems.add(groups[one].mark, groups[one].path, f"groups go in a circle: {circle}", "take one of them out")
        elif one not in seen:
            seen.append(one)
            for parent in groups[one].get("groups") or ():
                if parent in groups:
                    walk(parent, (*above, one))

    walk(name, ())
    return tuple(seen)
