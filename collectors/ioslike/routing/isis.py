"""IS-IS processes: `router isis`, in the words of IOS, EOS, NX-OS and FRR, which are the same for most."""

from dataclasses import replace

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.ports.isis_port import LEVELS
from collectors.ioslike.routing.isis_announced import default, leak, redistributed, summary
from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import number, port_range, vrf_name
from collectors.tree import Line
from models.interfaces import DEFAULT_VRF
from models.isis import BOTH, IsisProcess, levels_of, net_parts
from models.source import Status

FAMILIES = "isis families"
"""Scratch: the IP versions that a process of EOS was told to speak."""
_NARROW = {"narrow", "wide", "transition"}
_QUIET = {
    "isis timers": """lsp-gen-interval lsp-refresh-interval max-lsp-lifetime lsp-timers spf-interval prc-interval
        spf-delay-ietf lsp-mtu lsp-full update-queue-depth timers partial-spf max-area-addresses lsp-pacing lsp-interval
        flush-queue dynamic-flooding queue-limit flood-pacing""",
    "isis display": "hostname is-hostname log-adjacency-changes log-pdu-drops skip log event-history",
    "isis authentication": "area-password domain-password authentication authentication-type authentication-check purge-originator",
    "liveness": "bfd nsf graceful-restart nsr",
    "fast reroute": "fast-reroute ispf microloop prefix-priority spf-options",
    "isis adjacencies": "hello adjacency-check three-way-handshake snmp",
    "structure": "exit exit-address-family",
}
_IGNORED = {word: feature for feature, words in _QUIET.items() for word in words.split()}


def isis_readers(os: RoutingOs) -> dict[str, tuple[str, Reader]]:
    """The reader of a process, for `Dialect.readers`."""

    def read(line: Line, draft: Draft) -> None:
        _process(line, line.words[2:], draft, os)

    return {"router isis": ("IS-IS", read)}


def _process(line: Line, words: list[str], draft: Draft, os: RoutingOs) -> None:
    vrf = DEFAULT_VRF
    if words[-2:-1] == ["vrf"]:
        vrf, words = vrf_name(words[-1]), words[:-2]
    if len(words) > 1:
        return
    name = words[0] if words else ""
    inner = [child for child in line.children if child.words[0] == "vrf" and len(child.words) == 2]
    if len(inner) == 1 and os.isis_names_its_vrf:  # IOS: the one VRF that the process is of
        vrf = vrf_name(inner[0].words[1])
        inner[0].modelled()
    start = IsisProcess(
        name, vrf, styles=(os.isis_style, os.isis_style), propagates=os.isis_propagates, maximum_paths=os.isis_maximum_paths,
        source=draft.source(line),
    )  # fmt: skip
    process = draft.isis.get((vrf, name), start)
    for child in line.children:
        if child in inner and not os.isis_names_its_vrf:
            child.modelled()
            other = replace(start, vrf=vrf_name(child.words[1]), source=draft.source(child))
            for below in child.children:
                other = _child(below, other, draft, os, 4)
            draft.isis[other.vrf, name] = other
        elif child not in inner:
            process = _child(child, process, draft, os, 4)
    draft.isis[vrf, name] = process
    line.modelled()


def _child(line: Line, process: IsisProcess, draft: Draft, os: RoutingOs, family: int) -> IsisProcess:
    """The process with what one line says; the line stays unread when it is not understood."""
    match line.words:
        case ["address-family", "ipv4" | "ipv6" as word] | ["address-family", "ipv4" | "ipv6" as word, "unicast"]:
            line.modelled()
            inside = 4 if word == "ipv4" else 6
            spoken = draft.scratch.setdefault(FAMILIES, {})
            assert isinstance(spoken, dict)
            spoken.setdefault((process.vrf, process.id), set()).add(inside)
            for child in line.children:
                process = _child(child, process, draft, os, inside)
            return process
        case ["set-overload-bit", "on-startup" | "suppress" | "level-1" | "level-2" as word, *_] if word != "on-startup":
            return process
        case ["set-overload-bit", "on-startup", *_]:
            line.status, line.feature = Status.IGNORED, "isis start-up"
            return process
        case ["no", "hello", "padding", *_] | ["no", "hello-padding", *_]:
            line.modelled()
            draft.scratch[f"isis unpadded {process.vrf} {process.id}"] = True
            return process
        case ["no", word, *_] | [word, *_] if word in _IGNORED:
            line.status, line.feature = Status.IGNORED, _IGNORED[word]
            return process
    try:
        changed = _statement(line, process, draft, os, family)
    except ValueError:
        return process
    line.modelled()
    return changed


def _statement(line: Line, p: IsisProcess, draft: Draft, os: RoutingOs, family: int) -> IsisProcess:
    """What one line changes. Raises ValueError when it is not understood."""
    source = draft.source(line)
    match line.words:
        case ["net", net]:
            net_parts(net)
            return replace(p, nets=(*p.nets, net))
        case ["is-type", word] if word in LEVELS:
            return replace(p, level=LEVELS[word])
        case ["metric-style", *words]:
            return replace(p, styles=_styles(p.styles, words))
        case ["redistribute", "isis", *words]:
            return replace(p, leaks=(*p.leaks, leak(words, family, source)))
        case ["distribute", *words]:
            return replace(p, leaks=(*p.leaks, leak(words, family, source)))
        case ["redistribute", *words]:
            return replace(p, redistributions=(*p.redistributions, redistributed(words, os, family, source)))
        case ["default-information", "originate", *words]:
            return replace(p, defaults=(*p.defaults, default(words, os, family, source)))
        case ["summary-address" | "summary-prefix", *words]:
            return replace(p, summaries=(*p.summaries, summary(words, source)))
        case ["multi-topology"] if family == 6:
            return replace(p, multi_topology=True)
        case ["topology", "ipv6-unicast"]:
            return replace(p, multi_topology=True)
        case ["distribute-list", "prefix" | "prefix-list" | "route-map", name, "in"] | ["distribute-list", name, "in"]:
            return replace(p, policies_in=(*p.policies_in, name))
        case ["no", "redistribute", "isis", "ip", "level-1", "into", "level-2"]:
            return replace(p, propagates=False)
        case _:
            return _passive(line.words, p, os)


def _passive(words: list[str], p: IsisProcess, os: RoutingOs) -> IsisProcess:
    match words:
        case ["passive-interface", "default"] | ["passive-interface", "default", "level-1-2"]:
            return replace(p, passive_default=True)
        case ["passive-interface", name] | ["passive", name]:
            return replace(p, passive=p.passive | frozenset(port_range(name, os.canonical_name)))
        case ["no", "passive-interface", name] | ["no", "passive", name]:
            ports = frozenset(port_range(name, os.canonical_name))
            return replace(p, passive=p.passive - ports, active=p.active | ports)
        case ["advertise", "passive-only"]:
            return replace(p, passive_only=True)
        case _:
            return _setting(words, p)


def _setting(words: list[str], p: IsisProcess) -> IsisProcess:
    """Plain values of a process."""
    match words:
        case ["metric", metric, *level] if len(level) < 2 and (not level or level[0] in LEVELS):
            value = number(metric, 1, 0xFFFFFF)
            on = LEVELS[level[0]] if level else BOTH
            return replace(p, metrics=(value if on & 1 else p.metrics[0], value if on & 2 else p.metrics[1]))
        case ["reference-bandwidth", size, *unit] if unit in ([], ["Mbps"], ["Gbps"]):
            return replace(p, reference_bandwidth=number(size, 1) * (10**9 if unit == ["Gbps"] else 10**6))
        case ["maximum-paths", paths]:
            return replace(p, maximum_paths=number(paths, 1, 1024))
        case ["distance", distance] | ["distance", distance, "ip"]:
            return replace(p, distances=(number(distance, 1, 255),) * 2, external_distances=(number(distance, 1, 255),) * 2)
        case ["set-overload-bit"] | ["set-overload-bit", "always"]:
            return replace(p, overload=True)
        case ["attached-bit", "receive", "ignore"] | ["ignore-attached-bit"]:
            return replace(p, ignore_attached=True)
        case ["attached-bit", "send"]:
            return replace(p, attached=True)
        case ["no", "attached-bit", "send"] | ["no", "set-attached-bit"]:
            return replace(p, attached=False)
        case ["protocol", "shutdown"] | ["shutdown"]:
            return replace(p, enabled=False)
        case ["no", "protocol", "shutdown"] | ["no", "shutdown"]:
            return replace(p, enabled=True)
        case _:
            raise ValueError("not known here")


def _styles(before: tuple[str, str], words: list[str]) -> tuple[str, str]:
    """`metric-style narrow|wide|transition [transition] [level-1|level-2|level-1-2]`."""
    level = BOTH
    if words and words[-1] in LEVELS:
        level, words = LEVELS[words[-1]], words[:-1]
    if not words or words[0] not in _NARROW or words[1:] not in ([], ["transition"]):
        raise ValueError("no style of metrics")
    style = "transition" if words[0] == "transition" else " ".join(words)
    return tuple(style if n in levels_of(level) else before[n - 1] for n in (1, 2))  # type: ignore[return-value]  # a pair


def finish_isis(draft: Draft) -> None:
    """Ports follow the IP versions and the padding of their process; an IOS passive port needs no line of its own."""
    spoken = draft.scratch.get(FAMILIES, {})
    assert isinstance(spoken, dict)
    for name, port in list(draft.interfaces.items()):
        settings = []
        for stated in port.isis:
            process = next((p for p in draft.isis.values() if p.vrf == port.vrf and stated.process in ("", p.id)), None)
            if process is not None:
                if draft.scratch.get(f"isis unpadded {process.vrf} {process.id}"):
                    stated = replace(stated, padding=False)
                if draft.os == "arista_eos":
                    known = spoken.get((process.vrf, process.id), ())
                    stated = replace(stated, families=tuple(f for f in stated.families if f in known))
            settings.append(stated)
        if settings:
            draft.interfaces[name] = replace(port, isis=tuple(settings))
