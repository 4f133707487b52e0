"""`router rip` of IOS XR: version 2, on the ports that have a block in it. Each VRF inside is a process of its own."""

from dataclasses import replace
from ipaddress import ip_address

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.ports.vector_port import rip_at
from collectors.ioslike.routing.redistribution import redistribution
from collectors.ioslike.routing.routing_words import number, options, vrf_name
from collectors.tree import Line
from collectors.vendors.cisco_xr.called import called, with_policy
from collectors.vendors.cisco_xr.interfaces import xr_port
from collectors.vendors.cisco_xr.system import XR, xr_name
from models.distance_vector import RipProcess, VectorDefault, VectorFilter
from models.interfaces import DEFAULT_VRF
from models.source import Source, Status

_QUIET = (
    "timers", "output-delay", "nsf", "receive-buffer", "validate-update-source", "broadcast-for-v2", "bfd", "metric-zero-accept",
    "poison-reverse", "authentication",
)  # fmt: skip
_VERSIONS = {("1",): (1,), ("2",): (2,), ("1", "2"): (1, 2)}


def _read(line: Line, draft: Draft) -> None:
    if len(line.words) == 2:
        _process(line, DEFAULT_VRF, draft)


def _process(block: Line, vrf: str, draft: Draft) -> None:
    process = draft.rip.get((vrf, 4, "")) or RipProcess(vrf=vrf, maximum_paths=4, source=draft.source(block))
    block.modelled()
    for line in block.children:
        match line.words:
            case ["vrf", name] if vrf == DEFAULT_VRF:
                _process(line, vrf_name(name), draft)
                continue
            case ["interface", name]:
                process = _port(line, xr_name(name), process, draft)
                continue
            case [word, *_] if word in _QUIET:
                line.status, line.feature = Status.IGNORED, "RIP updates"
                continue
        try:
            process = _statement(line.words, process, draft, draft.source(line))
        except ValueError:
            continue
        line.modelled()
    bare = [each.source.line for each in process.redistributions if each.metric is None]
    if bare and process.default_metric is None:  # how a metric of another protocol is translated is not known
        for line in block.children:
            if line.number in bare:
                line.status, line.feature = Status.NOT_MODELLED, "RIP"
    draft.rip[vrf, 4, ""] = process


def _statement(words: list[str], p: RipProcess, draft: Draft, source: Source) -> RipProcess:
    match words:
        case ["neighbor", address]:
            return replace(p, neighbors=(*p.neighbors, ip_address(address)))
        case ["default-metric", metric]:
            return replace(p, default_metric=number(metric, 1, 15))
        case ["distance", distance]:
            return replace(p, distance=number(distance, 1, 255))
        case ["maximum-paths", paths]:
            return replace(p, maximum_paths=number(paths, 1, 64))
        case ["auto-summary"]:
            return replace(p, auto_summary=True)
        case ["default-information", "originate", *rest]:
            said = options(with_policy(rest, draft), {"route-map": 1})
            return replace(p, default=VectorDefault(True, 1, tuple(said.get("route-map", ())), source))
        case ["redistribute", *rest]:
            taken = redistribution(with_policy(rest, draft), XR, "rip", 4, source)
            return replace(p, redistributions=(*p.redistributions, taken))
        case ["route-policy", *policy, "in" | "out" as way] if policy:
            return replace(p, filters=(*p.filters, VectorFilter((called(policy, draft),), way == "in", "", source)))
    raise ValueError("not known here")


def _port(block: Line, name: str, p: RipProcess, draft: Draft) -> RipProcess:
    """`interface X`: RIP runs on it, as its lines say."""
    block.modelled()
    port = xr_port(name, block, draft)
    rip_at(port, block, draft, active=True)
    for line in block.children:
        match line.words:
            case ["passive-interface"]:
                rip_at(port, block, draft, passive=True)
            case ["send", "version", *versions] if tuple(versions) in _VERSIONS:
                rip_at(port, block, draft, send=_VERSIONS[tuple(versions)])
            case ["receive", "version", *versions] if tuple(versions) in _VERSIONS:
                rip_at(port, block, draft, receive=_VERSIONS[tuple(versions)])
            case ["route-policy", *policy, "in" | "out" as way] if policy:
                try:
                    p = replace(
                        p, filters=(*p.filters, VectorFilter((called(policy, draft),), way == "in", name, draft.source(line)))
                    )
                except ValueError:
                    continue
            case [word, *_] if word in _QUIET:
                line.status, line.feature = Status.IGNORED, "RIP updates"
                continue
            case _:
                line.status, line.feature = Status.NOT_MODELLED, "RIP"
                continue
        line.modelled()
    return p


RIP_READERS: dict[str, tuple[str, Reader]] = {"router rip": ("RIP", _read)}
