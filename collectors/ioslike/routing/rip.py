"""RIP and RIPng: `router rip`, `ipv6 router rip NAME`, `router ripng`, with the blocks of their VRFs."""

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_address
from typing import TypeVar, cast

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.ports.vector_port import FILTERS, OFFSETS, SUMMARIES
from collectors.ioslike.routing.redistribution import redistribution
from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import name_of, number, options, vrf_name
from collectors.ioslike.routing.vector_words import common, network
from collectors.tree import Line
from models.distance_vector import EigrpProcess, RipProcess, VectorDefault, VectorFilter, VectorOffset, VectorSummary
from models.interfaces import DEFAULT_VRF
from models.source import Source, Status

P = TypeVar("P", RipProcess, EigrpProcess)

_STARTS: Mapping[str, RipProcess] = {
    # IOS: sends version 1 and takes both unless told `version`; summarises at classful borders
    "cisco_ios": RipProcess(send=(1,), receive=(1, 2), auto_summary=True, maximum_paths=4),
    # EOS: version 2, off until `no shutdown`; routes come in with metric 1
    "arista_eos": RipProcess(default_metric=1, maximum_paths=1, enabled=False),
    # NX-OS unicast guide, default RIP parameters: 16 paths; metric 1 (default-metric)
    "cisco_nxos": RipProcess(default_metric=1, maximum_paths=16),
    # ripd: sends 2, takes both; RIP_DEFAULT_METRIC 1; one path unless `allow-ecmp`; its table is all that it looks at
    "frr": RipProcess(
        receive=(1, 2), default_metric=1, maximum_paths=1, offset_replaces_cost=True, announces_beaten=True,
    ),
}  # fmt: skip
_MANY = 256
_QUIET = ("timers", "flash-update-threshold", "output-delay", "input-queue", "validate-update-source", "no", "exit", "bfd")


def rip_readers(os: RoutingOs) -> dict[str, tuple[str, Reader]]:
    """Readers of all blocks of RIP."""

    def block(family: int, skip: int) -> tuple[str, Reader]:
        def read(line: Line, draft: Draft) -> None:
            _block(line, line.words[skip:], draft, os, family)

        return "RIP", read

    return {"router rip": block(4, 2), "ipv6 router rip": block(6, 3), "router ripng": block(6, 2)}


def _block(line: Line, words: list[str], draft: Draft, os: RoutingOs, family: int) -> None:
    vrf, words = (vrf_name(words[-1]), words[:-2]) if words[-2:-1] == ["vrf"] else (DEFAULT_VRF, words)
    if len(words) > 1:
        return
    name = words[0] if words else ""
    _process(line, draft, os, name, vrf, family)
    line.modelled()


def _process(line: Line, draft: Draft, os: RoutingOs, name: str, vrf: str, family: int) -> None:
    start = replace(_STARTS[os.name], id=name, vrf=vrf, family=family, source=draft.source(line))
    if family == 6:
        start = replace(start, auto_summary=False)
        if os.name == "cisco_ios":
            start = replace(start, maximum_paths=16)
    process = draft.rip.get((vrf, family, name), start)
    for child in line.children:
        match child.words:
            case ["address-family", "ipv4", "vrf", inner] | ["vrf", inner]:
                _process(child, draft, os, name, vrf_name(inner), family)
                child.modelled()
            case ["address-family", "ipv4", "unicast"] | ["address-family", "ipv4"]:
                process = _lines(child.children, process, draft, os)
                child.modelled()
            case _:
                process = _lines([child], process, draft, os)
    draft.rip[vrf, family, name] = process


def _lines(lines: list[Line], process: RipProcess, draft: Draft, os: RoutingOs) -> RipProcess:
    for line in lines:
        try:
            process = _statement(line, process, os, draft.source(line))
        except ValueError:
            if line.words[0] in _QUIET and (line.words[0] != "no" or line.words[1:2] in (["validate-update-source"], ["timers"])):
                line.status, line.feature = Status.IGNORED, "RIP updates"
            continue
        line.modelled()
    return process


def _statement(line: Line, p: RipProcess, os: RoutingOs, source: Source) -> RipProcess:
    match line.words:
        case ["version", "1" | "2" as version]:
            return replace(p, send=(int(version),), receive=(int(version),))
        case ["network", *words] if p.family == 6 or (os.name == "frr" and "/" not in "".join(words)):
            if len(words) != 1:
                raise ValueError("no network")
            if "/" in words[0]:
                return replace(p, networks=(*p.networks, network(words, source, False)))
            return replace(p, ports=p.ports | {os.canonical_name(words[0])})
        case ["network", *words]:
            return replace(p, networks=(*p.networks, network(words, source, True)))
        case ["neighbor", address]:
            return replace(p, neighbors=(*p.neighbors, ip_address(address)))
        case ["default-metric", metric]:
            return replace(p, default_metric=number(metric, 0, 16))
        case ["redistribute", *words]:
            if "transparent" in words:
                raise ValueError("metrics of another protocol as they are")
            return replace(p, redistributions=(*p.redistributions, redistribution(words, os, "rip", p.family, source)))
        case ["default-information", "originate", *words]:
            found = options(words, {"route-map": 1, "metric": 1, "always": 0})
            told = number(found["metric"][0], 1, 16) if "metric" in found else 1
            # IOS and FRR tell one whether they have one or not; EOS and NX-OS only what is in the table
            always = "always" in found or os.name in ("cisco_ios", "frr")
            return replace(p, default=VectorDefault(always, told, name_of(found, "route-map"), source))
        case ["distance", distance]:
            return replace(p, distance=number(distance, 1, 255))
        case ["allow-ecmp"] if os.name == "frr":
            return replace(p, maximum_paths=_MANY)
        case ["shutdown"]:
            return replace(p, enabled=False)
        case ["no", "shutdown"]:
            return replace(p, enabled=True)
    return common(line.words, p, os, source)


def finish_vectors(draft: Draft) -> None:
    """Give each process what the lines of its interfaces say of it."""
    for place in (SUMMARIES, FILTERS, OFFSETS):
        for protocol, family, process, fact in cast("list[tuple[str, int, str, object]]", draft.scratch.pop(place, [])):
            assert isinstance(fact, VectorSummary | VectorFilter | VectorOffset)
            vrf = draft.interfaces[fact.port].vrf if fact.port in draft.interfaces else DEFAULT_VRF
            if protocol == "eigrp":
                for key, eigrp in draft.eigrp.items():
                    if key == (vrf, family, int(process)):
                        draft.eigrp[key] = _with(eigrp, fact)
            else:
                for name, rip in draft.rip.items():
                    if name[:2] == (vrf, family) and process in ("", name[2]):
                        draft.rip[name] = _with(rip, fact)


def _with(process: P, fact: VectorSummary | VectorFilter | VectorOffset) -> P:
    match fact:
        case VectorSummary():
            return replace(process, summaries=(*process.summaries, fact))
        case VectorFilter():
            return replace(process, filters=(*process.filters, fact))
        case VectorOffset():
            return replace(process, offsets=(*process.offsets, fact))
