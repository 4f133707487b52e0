"""`router ospf` and `router ospfv3` of IOS XR: ports stand below their area; what they do not say they take from above.

Each VRF of a process is a process of its own in the model, under the number of the one in whose block it stands.
"""

from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Interface
from typing import Any

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.routing.ospf_areas import with_area
from collectors.ioslike.routing.redistribution import redistribution
from collectors.ioslike.routing.routing_words import number, optional, options, prefix, vrf_name
from collectors.tree import Line
from collectors.vendors.cisco_xr.called import called, with_policy
from collectors.vendors.cisco_xr.interfaces import xr_port
from collectors.vendors.cisco_xr.routing_tables import OSPF_IGNORED, OSPF_UNMODELLED, left_out
from collectors.vendors.cisco_xr.system import XR, xr_name
from models.interfaces import DEFAULT_VRF, OspfInterface
from models.routing import OspfArea, OspfDefault, OspfProcess, OspfRange
from models.source import Source, Status
from models.values import dotted_area

_MAXIMUM_PATHS = {2: 32, 3: 16}


@dataclass(slots=True)
class _Block:
    """A process while its block is read. `inherited` are settings of all its ports, by area ("" for the process)."""

    process: OspfProcess
    draft: Draft
    inherited: dict[str, dict[str, Any]] = field(default_factory=dict)
    ports: list[tuple[str, str, dict[str, Any], Source]] = field(default_factory=list)


def _reader(version: int) -> Reader:
    def read(line: Line, draft: Draft) -> None:
        if len(line.words) == 3:
            line.modelled()
            _lines(line, _block(line.words[2], DEFAULT_VRF, version, line, draft), line.words[2])

    return read


def _block(name: str, vrf: str, version: int, line: Line, draft: Draft) -> _Block:
    start = OspfProcess(
        name, vrf, version, rfc1583=XR.ospf_rfc1583, maximum_paths=_MAXIMUM_PATHS[version], source=draft.source(line)
    )
    return _Block(draft.ospf.get((version, name), start), draft)


def _lines(line: Line, block: _Block, name: str) -> None:
    for child in line.children:
        match child.words:
            case ["vrf", vrf] if block.process.vrf == DEFAULT_VRF:
                child.modelled()
                vrf = vrf_name(vrf)
                _lines(child, _block(f"{vrf} {name}", vrf, block.process.version, child, block.draft), name)
            case ["area", area]:
                _area(child, area, block)
            case ["address-family", "ipv4" | "ipv6", "unicast"] | ["address-family", "ipv4" | "ipv6"]:
                child.modelled()
            case _:
                if not _settings(child, "", block):
                    _process_line(child, block)
    _finish(block)


def _finish(block: _Block) -> None:
    """Join the ports to the process, each setting from the nearest place that states it."""
    process, draft = block.process, block.draft
    draft.ospf[process.version, process.id] = replace(
        process,
        redistributions=tuple(
            replace(r, metric=_usual(process, r.protocol) if r.metric is None else r.metric, metric_type=r.metric_type or 2)
            for r in process.redistributions
        ),
    )
    for name, area, own, source in block.ports:
        stated = {**block.inherited.get("", {}), **block.inherited.get(area, {}), **own}
        joined = OspfInterface(process.id, area, process.version, source=source, **stated)
        xr_port(name, Line("", source.line), draft).ospf[process.version] = joined


def _usual(process: OspfProcess, protocol: str) -> int:
    if process.default_metric is not None:
        return process.default_metric
    return XR.ospf_metric_bgp if protocol == "bgp" else XR.ospf_metric


def _area(line: Line, word: str, block: _Block) -> None:
    try:
        area = dotted_area(word)
    except ValueError:
        return
    line.modelled()
    for child in line.children:
        match child.words:
            case ["interface", name]:
                child.modelled()
                own: dict[str, Any] = {}
                for below in child.children:
                    if not _setting(below, own):
                        left_out(below, OSPF_IGNORED, OSPF_UNMODELLED)
                block.ports.append((xr_name(name), area, own, block.draft.source(child)))
            case _ if _settings(child, area, block):
                pass
            case _:
                _area_line(child, area, block)


def _area_line(line: Line, area: str, block: _Block) -> None:
    source = block.draft.source(line)
    words = list(line.words)
    try:
        match words:
            case ["route-policy", *policy, "in" | "out" as way] if policy:
                name = called(policy, block.draft)
                old = next((a for a in block.process.areas if a.area == area), OspfArea(area, source=source))
                new = (
                    replace(old, policies_in=(*old.policies_in, name))
                    if way == "in"
                    else replace(old, policies_out=(*old.policies_out, name))
                )
                block.process = replace(block.process, areas=(*(a for a in block.process.areas if a.area != area), new))
            case ["stub" | "nssa" | "default-cost" | "range", *_]:
                if words[0] == "nssa":
                    words = ["default-information-originate" if word == "originate" else word for word in words]
                    words = [word for word in words if word != "default-information"]
                block.process = replace(block.process, areas=with_area(block.process.areas, area, words, source))
            case _:
                return
    except ValueError:
        return
    line.modelled()


def _settings(line: Line, area: str, block: _Block) -> bool:
    """A setting of the ports of an area or of the whole process."""
    return _setting(line, block.inherited.setdefault(area, {}))


def _setting(line: Line, held: dict[str, Any]) -> bool:
    """Take in a setting of a port; whether the line was one."""
    try:
        found = _port_words(line.words)
    except ValueError:
        return False
    if found is None:
        return False
    held.update(found)
    line.modelled()
    return True


def _port_words(words: list[str]) -> dict[str, Any] | None:
    match words:
        case ["cost", cost]:
            return {"cost": number(cost, 1, 65535)}
        case ["network", "broadcast" | "point-to-point" | "non-broadcast" | "point-to-multipoint" as kind]:
            return {"network_type": kind}
        case ["passive"] | ["passive", "enable"]:
            return {"passive": True}
        case ["passive", "disable"]:
            return {"passive": False}
        case ["priority", value]:
            return {"priority": number(value, 0, 255)}
        case ["hello-interval", seconds]:
            return {"hello": number(seconds, 1, 65535)}
        case ["dead-interval", seconds]:
            return {"dead": number(seconds, 1, 65535)}
        case ["mtu-ignore"] | ["mtu-ignore", "enable"]:
            return {"mtu_ignore": True}
        case ["mtu-ignore", "disable"]:
            return {"mtu_ignore": False}
    return None


def _process_line(line: Line, block: _Block) -> None:
    p, draft = block.process, block.draft
    source = draft.source(line)
    try:
        match line.words:
            case ["router-id", address] if address[0].isdecimal():
                p = replace(p, router_id=IPv4Address(address))
            case ["router-id", *name]:
                held = draft.scratch.setdefault(NAMED_BY_PORT, {})
                assert isinstance(held, dict)
                held[p.version, p.id] = xr_name("".join(name))
            case ["redistribute", *words]:
                into = redistribution(with_policy(words, draft), XR, "ospf", 4 if p.version == 2 else 6, source)
                p = replace(p, redistributions=(*p.redistributions, into))
            case ["default-information", "originate", *words]:
                p = replace(p, default=_default(with_policy(words, draft), source))
            case ["summary-prefix", *words]:
                found, rest = prefix(words)
                said = options(rest, {"not-advertise": 0, "tag": 1})
                if "tag" in said:
                    return
                p = replace(p, summaries=(*p.summaries, OspfRange(found, "not-advertise" not in said, source=source)))
            case ["auto-cost", "reference-bandwidth", mbits]:
                p = replace(p, reference_bandwidth=number(mbits, 1) * 1_000_000)
            case ["maximum", "paths", paths]:
                p = replace(p, maximum_paths=number(paths, 1, 64))
            case ["default-metric", metric]:
                p = replace(p, default_metric=number(metric))
            case ["distance", "ospf" | "ospfv3", *words]:
                said = options(words, {"intra-area": 1, "inter-area": 1, "external": 1})
                old = dict(zip(("intra-area", "inter-area", "external"), p.distances, strict=True))
                new = {**old, **{word: number(value[0], 1, 255) for word, value in said.items()}}
                p = replace(p, distances=(new["intra-area"], new["inter-area"], new["external"]))
            case ["distance", distance]:
                p = replace(p, distances=(number(distance, 1, 255),) * 3)
            case ["compatible", "rfc1583"]:
                p = replace(p, rfc1583=True)
            case ["max-metric", "router-lsa"]:
                p = replace(p, max_metric=True)
            case ["max-metric", "router-lsa", "on-startup" | "on-proc-restart" | "on-proc-migration" | "on-switchover", *_]:
                line.status, line.feature = Status.IGNORED, "ospf start-up"
                return
            case ["distribute-list", "prefix-list" | "route-policy" as kind, *name, "in"] if name:
                p = replace(p, policies_in=(*p.policies_in, called(name, draft) if kind == "route-policy" else name[0]))
            case ["distribute-list", name, "in"] if p.version == 2:
                p = replace(p, policies_in=(*p.policies_in, name))
            case _:
                return
    except ValueError:
        return
    block.process = p
    line.modelled()


def _default(words: list[str], source: Source) -> OspfDefault:
    found = options(words, {"always": 0, "metric": 1, "metric-type": 1, "route-map": 1})
    metric, kind = optional(found, "metric", 0xFFFFFF), optional(found, "metric-type", 2)
    return OspfDefault(
        "always" in found, 1 if metric is None else metric, 2 if kind is None else kind, tuple(found.get("route-map", ())), source
    )


NAMED_BY_PORT = "router ids of ports"
"""Scratch: process → the port whose address is its router id."""


def finish_router_ids(draft: Draft) -> None:
    """`router-id Loopback0` is the address of that port."""
    held = draft.scratch.get(NAMED_BY_PORT, {})
    assert isinstance(held, dict)
    for key, name in held.items():
        port = draft.interfaces.get(name)
        address = next((each.ip.ip for each in port.addresses if isinstance(each.ip, IPv4Interface)), None) if port else None
        draft.ospf[key] = replace(draft.ospf[key], router_id=address)


OSPF_READERS: dict[str, tuple[str, Reader]] = {"router ospf": ("ospf", _reader(2)), "router ospfv3": ("ospf", _reader(3))}
