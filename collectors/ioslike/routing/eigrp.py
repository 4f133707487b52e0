"""EIGRP: `router eigrp 100` with its VRFs, and named mode (`router eigrp NAME`), whose address families are processes."""

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Address

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.ports.vector_port import TENS
from collectors.ioslike.routing.redistribution import redistribution
from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import number, prefix, vrf_name
from collectors.ioslike.routing.vector_words import common, network
from collectors.tree import Line
from models.distance_vector import (
    CONNECTED,
    REDISTRIBUTED,
    STATIC,
    SUMMARY,
    WIDE,
    EigrpMetric,
    EigrpProcess,
    EigrpRedistribution,
    EigrpStub,
    VectorSummary,
)  # fmt: skip
from models.interfaces import DEFAULT_VRF
from models.source import Source, Status

_STARTS: Mapping[str, EigrpProcess] = {
    # IOS 15 and IOS-XE: 4 paths, no automatic summaries
    "cisco_ios": EigrpProcess(0),
    # NX-OS unicast guide, default EIGRP parameters: 8 paths; what is brought in has 100,000 kbit/s and 1 ms
    "cisco_nxos": EigrpProcess(0, maximum_paths=8, default_metric=EigrpMetric(100_000, 100 * TENS)),
}
_RIB_SCALE = 128
_QUIET = (
    "bfd", "log-neighbor-changes", "log-neighbor-warnings", "log-adjacency-changes", "timers", "traffic-share", "hello-interval",
    "hold-time", "bandwidth-percent", "split-horizon", "exit-address-family", "exit-af-interface", "exit-af-topology",
    "exit-sf-topology", "nsf", "graceful-restart", "maximum-prefix", "exit", "next-hop-self", "soft-sia", "snmp",
)  # fmt: skip
_STUB = {"connected": CONNECTED, "static": STATIC, "redistributed": REDISTRIBUTED, "summary": SUMMARY}


def eigrp_readers(os: RoutingOs) -> dict[str, tuple[str, Reader]]:
    """Readers of `router eigrp` and `ipv6 router eigrp`."""

    def block(family: int, skip: int) -> tuple[str, Reader]:
        def read(line: Line, draft: Draft) -> None:
            if len(line.words) == skip + 1:
                _router(line, line.words[skip], draft, os, family)

        return "EIGRP", read

    return {"router eigrp": block(4, 2), "ipv6 router eigrp": block(6, 3)}


def _router(line: Line, name: str, draft: Draft, os: RoutingOs, family: int) -> None:
    line.modelled()
    if not name.isdecimal():
        named = any(child.words[0] == "address-family" for child in line.children)
        if os.name == "cisco_nxos" or named:
            _named(line, name, draft, os)
        return
    source = draft.source(line)
    start = replace(_STARTS[os.name], asn=number(name, 1, 65535), id=name, family=family, source=source)
    _process(line, start, draft, os)


def _named(line: Line, name: str, draft: Draft, os: RoutingOs) -> None:
    """Named mode: wide metrics, whose values the table holds divided by the scale."""
    if any(child.words == ["shutdown"] for child in line.children):
        return
    for child in line.children:
        match child.words:
            case ["address-family", "ipv4" | "ipv6" as version, *rest] if "autonomous-system" in rest:
                words = [word for word in rest if word not in ("unicast", "autonomous-system")]
                match words:
                    case [asn]:
                        vrf = DEFAULT_VRF
                    case ["vrf", inner, asn]:
                        vrf = vrf_name(inner)
                    case _:
                        continue
                family = 4 if version == "ipv4" else 6
                start = replace(
                    _STARTS[os.name], asn=number(asn, 1, 65535), id=name, vrf=vrf, family=family, metrics=WIDE,
                    rib_scale=_RIB_SCALE, all_ports=family == 6, source=draft.source(child),
                )  # fmt: skip
                child.modelled()
                _process(child, start, draft, os)
            case ["service-family", *_]:
                _ignored(child, "service advertisements")
            case ["exit-address-family"] | ["exit-service-family"]:
                _ignored(child, "structure")


def _ignored(line: Line, feature: str) -> None:
    line.status, line.feature = Status.IGNORED, feature
    for child in line.children:
        _ignored(child, feature)


def _process(line: Line, process: EigrpProcess, draft: Draft, os: RoutingOs) -> None:
    """Read the lines of one process, and the blocks of its VRFs, which begin like it."""
    key = (process.vrf, process.family, process.asn)
    process = draft.eigrp.get(key, process)
    first = process
    for child in line.children:
        match child.words:
            case ["address-family", "ipv4", "vrf", inner, *more] | ["address-family", "ipv4", "unicast", "vrf", inner, *more]:
                _vrf(child, inner, more, first, draft, os)
            case ["vrf", inner] if os.name == "cisco_nxos":
                _vrf(child, inner, [], first, draft, os)
            case ["address-family", "ipv4" | "ipv6" as version, "unicast"] if os.name == "cisco_nxos":
                child.modelled()
                if version == "ipv4":
                    process = _lines(child.children, process, draft, os)
                else:
                    six = replace(first, family=6)
                    draft.eigrp[six.vrf, 6, six.asn] = _lines(child.children, six, draft, os)
            case ["topology", "base"]:
                child.modelled()
                process = _lines(child.children, process, draft, os)
            case ["af-interface", *name] if name:
                child.modelled()
                process = _af_interface(child, name, process, draft, os)
            case _:
                process = _lines([child], process, draft, os)
    draft.eigrp[key] = process


def _vrf(line: Line, vrf: str, more: list[str], first: EigrpProcess, draft: Draft, os: RoutingOs) -> None:
    asn = first.asn if os.name == "cisco_nxos" else 0
    if more[:1] == ["autonomous-system"] and len(more) == 2:
        asn = number(more[1], 1, 65535)
    for child in line.children:
        if child.words[0] == "autonomous-system" and len(child.words) == 2:
            asn = number(child.words[1], 1, 65535)
            child.modelled()
    if asn:
        line.modelled()
        start = replace(_STARTS[os.name], asn=asn, id=str(asn), vrf=vrf_name(vrf), family=first.family, source=draft.source(line))
        _process(line, start, draft, os)


def _lines(lines: list[Line], process: EigrpProcess, draft: Draft, os: RoutingOs) -> EigrpProcess:
    for line in lines:
        words = line.words[1:] if line.words[0] == "eigrp" else line.words
        try:
            process = _statement(words, process, os, draft.source(line))
        except ValueError:
            bare = words[1:] if words[:1] == ["no"] else words
            if bare and bare[0] in _QUIET:
                line.status, line.feature = Status.IGNORED, "EIGRP timers"
            continue
        line.modelled()
    return process


def _af_interface(block: Line, name: list[str], p: EigrpProcess, draft: Draft, os: RoutingOs) -> EigrpProcess:
    """`af-interface default` holds for all ports of the address family that do not say otherwise."""
    every = name == ["default"]
    port = os.canonical_name("".join(name))
    for line in block.children:
        source = draft.source(line)
        match line.words:
            case ["passive-interface"]:
                p = replace(p, passive_default=True) if every else replace(p, passive=p.passive | {port})
            case ["no", "passive-interface"]:
                p = replace(p, passive_default=False) if every else replace(p, active=p.active | {port}, passive=p.passive - {port})
            case ["shutdown"] if not every:
                p = replace(p, inactive=p.inactive | {port})
            case ["no", "shutdown"] if not every:
                p = replace(p, inactive=p.inactive - {port})
            case ["summary-address", *rest] if not every:
                try:
                    found, more = prefix(rest)
                except ValueError:
                    continue
                if more:
                    continue
                p = replace(p, summaries=(*p.summaries, VectorSummary(found, port, source=source)))
            case [word, *_] if word in _QUIET or (word == "no" and line.words[1] in _QUIET):
                line.status, line.feature = Status.IGNORED, "EIGRP timers"
                continue
            case _:
                continue
        line.modelled()
    return p


def _statement(words: list[str], p: EigrpProcess, os: RoutingOs, source: Source) -> EigrpProcess:
    match words:
        case ["network", *rest] if p.family == 4:
            return replace(p, networks=(*p.networks, network(rest, source, True)))
        case ["router-id", address]:
            return replace(p, router_id=IPv4Address(address))
        case ["redistribute", *rest]:
            return replace(p, redistributions=(*p.redistributions, _redistribution(rest, p, os, source)))
        case ["default-metric", *values] if len(values) == 5:
            return replace(p, default_metric=_metric(values))
        case ["metric", "weights", _, *weights] if len(weights) in (5, 6):
            k = [number(word, 0, 255) for word in weights] + [0]
            return replace(p, weights=(k[0], k[1], k[2], k[3], k[4], k[5]))
        case ["metric", "rib-scale", scale] if p.metrics == WIDE:
            return replace(p, rib_scale=number(scale, 1, 255))
        case ["metric", "version", "64bit"] if os.name == "cisco_nxos":
            return replace(p, metrics=WIDE, rib_scale=_RIB_SCALE)
        case ["variance", factor]:
            return replace(p, variance=number(factor, 1, 128))
        case ["distance", "eigrp", inside, outside]:
            return replace(p, distances=(number(inside, 1, 255), number(outside, 1, 255)))
        case ["distance", inside, outside] if os.name == "cisco_nxos":
            return replace(p, distances=(number(inside, 1, 255), number(outside, 1, 255)))
        case ["stub", *kinds]:
            return replace(p, stub=_stub(kinds, source))
        case ["shutdown"]:
            return replace(p, enabled=False)
        case ["no", "shutdown"]:
            return replace(p, enabled=True)
    return common(words, p, os, source)


def _metric(values: list[str]) -> EigrpMetric:
    width, delay, reliability, load, mtu = (number(value) for value in values)
    return EigrpMetric(width, delay * TENS, reliability, load, mtu)


def _redistribution(words: list[str], p: EigrpProcess, os: RoutingOs, source: Source) -> EigrpRedistribution:
    """`redistribute ospf 1 metric 1000 100 255 1 1500 route-map M`."""
    metric = None
    if "metric" in words:
        at = words.index("metric")
        metric = _metric(words[at + 1 : at + 6]) if len(words) >= at + 6 else None
        if metric is None:
            raise ValueError("a metric of EIGRP has five values")
        words = words[:at] + words[at + 6 :]
    return EigrpRedistribution(redistribution(words, os, "eigrp", p.family, source), metric)


def _stub(words: list[str], source: Source) -> EigrpStub:
    leak = ""
    if "leak-map" in words:
        at = words.index("leak-map")
        leak, words = words[at + 1], words[:at] + words[at + 2 :]
    if words == ["receive-only"]:
        return EigrpStub((), leak, source)
    if not set(words) <= set(_STUB):
        raise ValueError("not known here")
    return EigrpStub(tuple(_STUB[word] for word in words) or (CONNECTED, SUMMARY), leak, source)
