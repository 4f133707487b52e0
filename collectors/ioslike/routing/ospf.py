"""OSPF processes: `router ospf`, `ipv6 router ospf`, `router ospfv3`, `router ospf6`.

An interface can join a process by its own lines, which the readers of interfaces turn into `OspfInterface`.
EOS and FRR name no process there; `join_processes` finds it by version and VRF once all is read.
"""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.routing.ospf_areas import with_area
from collectors.ioslike.routing.redistribution import PROTOCOLS, redistribution
from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import name_of, number, optional, options, port_range, prefix, vrf_name
from collectors.tree import Line
from models.interfaces import DEFAULT_VRF, Interface, InterfaceKind, OspfInterface
from models.routing import OspfDefault, OspfNetwork, OspfProcess, OspfRange
from models.source import Source, Status
from models.values import dotted_area

JOINED = "ospf6 interfaces"
"""Scratch: `interface eth0 area 0` lines of FRR's `router ospf6` (before release 8)."""


def ospf_readers(os: RoutingOs) -> dict[str, tuple[str, Reader]]:
    """Readers of all blocks of OSPFv2 and OSPFv3."""

    def block(version: int, skip: int) -> tuple[str, Reader]:
        def read(line: Line, draft: Draft) -> None:
            _process(line, line.words[skip:], draft, os.tuned(os, draft), version)

        return "ospf", read

    return {
        "router ospf": block(2, 2),
        "ipv6 router ospf": block(3, 3),
        "router ospfv3": block(3, 2),
        "router ospf6": block(3, 2),
    }


def _process(line: Line, words: list[str], draft: Draft, os: RoutingOs, version: int) -> None:
    """Read one block into `draft.ospf`, on top of what an earlier block of the same process said."""
    vrf = DEFAULT_VRF
    if words[-2:-1] == ["vrf"]:
        vrf, words = vrf_name(words[-1]), words[:-2]
    if len(words) > 1:
        return
    # FRR has one unnumbered process in each VRF; the name of the VRF tells them apart
    process_id = words[0] if words else os.ospf_process if vrf == DEFAULT_VRF else vrf
    start = OspfProcess(
        process_id, vrf, version,
        rfc1583=os.ospf_rfc1583, maximum_paths=os.ospf_maximum_paths, reference_bandwidth=os.ospf_reference,
        source=draft.source(line),
    )  # fmt: skip
    process = draft.ospf.get((version, process_id), start)
    for child in line.children:
        if child.words[0] == "vrf" and len(child.words) == 2:  # NX-OS: a process of its own for each VRF, under one number
            _process(child, [f"{vrf_name(child.words[1])} {process_id}", *child.words], draft, os, version)
        else:
            process = _child(child, process, draft, os)
    draft.ospf[version, process_id] = _explicit(process, os)
    line.modelled()


def _child(line: Line, process: OspfProcess, draft: Draft, os: RoutingOs) -> OspfProcess:
    """The process with what one line says; the line stays unread when it is not understood."""
    match line.words:
        case ["address-family", "ipv6"] | ["address-family", "ipv6", "unicast"] if process.version == 3:
            line.modelled()
            for child in line.children:
                process = _child(child, process, draft, os)
            return process
        case ["exit-address-family"]:
            line.modelled()
            return process
        case ["area", _, "authentication", *_]:
            line.status, line.feature = Status.IGNORED, "authentication"
            return process
        case ["interface", name, "area", number_] if process.version == 3:
            return _joined(line, name, number_, process, draft)
    try:
        changed = _statement(line, process, os, draft.source(line))
    except ValueError:
        return process
    if line.status is Status.UNKNOWN:
        line.modelled()
    return changed


def _joined(line: Line, name: str, word: str, process: OspfProcess, draft: Draft) -> OspfProcess:
    try:
        joined = OspfInterface(process.id, dotted_area(word), 3, source=draft.source(line))
    except ValueError:
        return process
    held = draft.scratch.setdefault(JOINED, [])
    if isinstance(held, list):
        held.append((name, joined))
        line.modelled()
    return process


def _statement(line: Line, p: OspfProcess, os: RoutingOs, source: Source) -> OspfProcess:
    """What one line changes. Raises ValueError when it is not understood."""
    match line.words:
        case ["router-id", address] | ["ospf", "router-id", address] | ["ospf6", "router-id", address]:
            return replace(p, router_id=IPv4Address(address))
        case ["network", *words] if p.version == 2:
            return replace(p, networks=(*p.networks, network(words, source)))
        case ["passive-interface", "default"]:
            return replace(p, passive_default=True)
        case ["no", "passive-interface", "default"]:
            return replace(p, passive_default=False)
        case ["passive-interface", name]:
            return replace(p, passive=p.passive | _ports(name, os))
        case ["no", "passive-interface", name]:
            ports = _ports(name, os)
            return replace(p, passive=p.passive - ports, active=p.active | ports)
        case ["redistribute", *words]:
            into = redistribution(words, os, "ospf", 4 if p.version == 2 else 6, source)
            return replace(p, redistributions=(*p.redistributions, into))
        case ["default-information", "originate", *words]:
            return replace(p, default=_default(words, os, source))
        case ["summary-address", *words] | ["summary-prefix", *words]:
            return replace(p, summaries=(*p.summaries, _summary(words, source)))
        case ["area", word, *words]:
            return replace(p, areas=with_area(p.areas, dotted_area(word), words, source))
        case ["no", "area", _, "nssa" | "stub"]:
            return p
        case _:
            return _setting(line, p)


def _ports(name: str, os: RoutingOs) -> frozenset[str]:
    """The ports of `passive-interface`; EOS takes ranges, and in the names of Linux a hyphen means nothing."""
    return frozenset(port_range(name, os.canonical_name)) if os.numbered_ports else frozenset({name})


def _setting(line: Line, p: OspfProcess) -> OspfProcess:
    """Plain values of a process."""
    match line.words:
        case ["auto-cost", "reference-bandwidth", gbits, "Gbps"]:
            return replace(p, reference_bandwidth=number(gbits, 1) * 1_000_000_000)
        case ["auto-cost", "reference-bandwidth", mbits] | ["auto-cost", "reference-bandwidth", mbits, "Mbps"]:
            return replace(p, reference_bandwidth=number(mbits, 1) * 1_000_000)
        case ["maximum-paths", paths]:
            return replace(p, maximum_paths=number(paths, 1, 1024))
        case ["default-metric", metric]:
            return replace(p, default_metric=number(metric))
        case ["distance", "ospf" | "ospf6", *words]:
            found = options(words, {"intra-area": 1, "inter-area": 1, "external": 1})
            old = dict(zip(("intra-area", "inter-area", "external"), p.distances, strict=True))
            new = {**old, **{word: number(value[0], 1, 255) for word, value in found.items()}}
            return replace(p, distances=(new["intra-area"], new["inter-area"], new["external"]))
        case ["distance", distance]:
            return replace(p, distances=(number(distance, 1, 255),) * 3)
        case ["compatible", "rfc1583" | "rfc1583compatibility"] | ["ospf", "rfc1583compatibility"] | ["rfc1583compatibility"]:
            return replace(p, rfc1583=True)
        case ["no", "compatible", "rfc1583"] | ["no", "ospf", "rfc1583compatibility"]:
            return replace(p, rfc1583=False)
        case ["max-metric", "router-lsa"] | ["max-metric", "router-lsa", "administrative"]:
            return replace(p, max_metric=True)
        case ["max-metric", "router-lsa", "on-startup" | "on-shutdown", *_]:
            line.status, line.feature = Status.IGNORED, "ospf start-up"
            return p
        case ["distribute-list", "prefix" | "route-map", name, "in"] | ["distribute-list", "prefix-list", name, "in"]:
            return replace(p, policies_in=(*p.policies_in, name))
        case ["distribute-list", name, "in"] if p.version == 2:
            return replace(p, policies_in=(*p.policies_in, name))
        case ["distribute-list", "prefix" | "route-map", name, "out", *of] | ["distribute-list", name, "out", *of] if len(of) < 3:
            if of and of[0] not in PROTOCOLS:
                raise ValueError("filters of what goes out by a port are none")
            protocol, process = PROTOCOLS[of[0]] if of else "", of[1] if len(of) > 1 else ""
            return replace(p, policies_out=(*p.policies_out, (name, protocol, process)))
        case ["shutdown"]:
            return replace(p, enabled=False)
        case ["no", "shutdown"]:
            return replace(p, enabled=True)
        case _:
            raise ValueError("not known here")


def network(words: list[str], source: Source) -> OspfNetwork:
    """The words after `network`: a prefix, or an address and the bits that need not match.

    >>> from models.source import NOWHERE
    >>> str(network("10.1.0.0 0.0.255.255 area 0".split(), NOWHERE).prefix)
    '10.1.0.0/16'
    >>> odd = network("10.0.0.1 0.0.255.0 area 3".split(), NOWHERE)
    >>> str(odd.prefix), hex(odd.wildcard), odd.area
    ('10.0.0.1/32', '0xff00', '0.0.0.3')
    """
    match words:
        case [text, "area", word] if "/" in text:
            found, _ = prefix([text])
            if isinstance(found, IPv4Network):
                return OspfNetwork(found, dotted_area(word), source=source)
        case [address, mask, "area", word]:
            bits, start = int(IPv4Address(mask)), int(IPv4Address(address))
            if bits & (bits + 1):
                return OspfNetwork(IPv4Network((start & ~bits & 0xFFFFFFFF, 32)), dotted_area(word), bits, source)
            return OspfNetwork(IPv4Network((start & ~bits & 0xFFFFFFFF, 32 - bits.bit_length())), dotted_area(word), source=source)
    raise ValueError("no network and area")


def _default(words: list[str], os: RoutingOs, source: Source) -> OspfDefault:
    found = options(words, {"always": 0, "metric": 1, "metric-type": 1, "route-map": 1})
    always = "always" in found
    metric = optional(found, "metric", 0xFFFFFF)
    kind = optional(found, "metric-type", 2)
    usual = 1 if always else os.ospf_default_metric
    return OspfDefault(
        always, usual if metric is None else metric, 2 if kind is None else kind, name_of(found, "route-map"), source
    )


def _summary(words: list[str], source: Source) -> OspfRange:
    found, rest = prefix(words)
    said = options(rest, {"not-advertise": 0, "no-advertise": 0})
    return OspfRange(found, not said, source=source)


def _explicit(process: OspfProcess, os: RoutingOs) -> OspfProcess:
    """Metric and type of each redistribution, where no line states them."""

    def usual(protocol: str) -> int:
        if process.default_metric is not None:
            return process.default_metric
        return os.ospf_metric_bgp if protocol == "bgp" else os.ospf_metric

    return replace(
        process,
        redistributions=tuple(
            replace(r, metric=usual(r.protocol) if r.metric is None else r.metric, metric_type=r.metric_type or 2)
            for r in process.redistributions
        ),
    )


def join_processes(draft: Draft, canonical: Callable[[str], str]) -> None:
    """Give each OSPF interface that names an area but no process the one process of its version and VRF."""
    held = draft.scratch.pop(JOINED, [])
    for name, joined in held if isinstance(held, list) else []:
        port = draft.interfaces.get(canonical(name)) or Interface(canonical(name), InterfaceKind.PHYSICAL, source=joined.source)
        others = tuple(o for o in port.ospf if o.version != 3)
        stated = next((o for o in port.ospf if o.version == 3), joined)
        draft.interfaces[port.name] = replace(port, ospf=(*others, replace(stated, process=joined.process, area=joined.area)))
    for name, port in list(draft.interfaces.items()):
        if any(o.area and not o.process for o in port.ospf):
            draft.interfaces[name] = replace(port, ospf=tuple(_join(o, port.vrf, draft) for o in port.ospf))


def _join(setting: OspfInterface, vrf: str, draft: Draft) -> OspfInterface:
    if not setting.area or setting.process:
        return setting
    fitting = [p.id for p in draft.ospf.values() if p.version == setting.version and p.vrf == vrf]
    return replace(setting, process=fitting[0]) if len(fitting) == 1 else setting
