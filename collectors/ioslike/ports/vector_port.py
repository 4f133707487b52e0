"""What the lines of an interface say about RIP and EIGRP, in the words of IOS, EOS, NX-OS and FRR."""

from dataclasses import replace
from typing import cast

from collectors.draft import Draft
from collectors.ioslike.ports.port import Handler, Port
from collectors.ioslike.routing.routing_words import number, prefix
from collectors.tree import Line
from models.distance_vector import VectorFilter, VectorOffset, VectorSummary
from models.source import Status
from models.vector_ports import EigrpInterface, RipInterface

SUMMARIES, FILTERS, OFFSETS, DEFAULTS = "vector summaries", "vector filters", "vector offsets", "vector defaults"
"""Scratch: what a line of an interface says of the process on it, as (protocol, family, process, fact)."""
TENS, MICROSECOND = 10_000_000, 1_000_000
"""Picoseconds in the units of `delay`."""
_VERSIONS = {("1",): (1,), ("2",): (2,), ("1", "2"): (1, 2), ("2", "1"): (1, 2), ("none",): ()}
_QUIET = ("hello-interval", "hold-time", "bandwidth-percent", "split-horizon", "next-hop-self", "bfd", "authentication")


def of_process(draft: Draft, place: str, protocol: str, family: int, process: str, fact: object) -> None:
    """Leave something for the process that an interface belongs to."""
    cast("list[object]", draft.scratch.setdefault(place, [])).append((protocol, family, process, fact))


def rip_at(port: Port, line: Line, draft: Draft, family: int = 4, process: str = "", **changes: object) -> None:
    """Note something about RIP at a port."""
    held: tuple[RipInterface, ...] = port.facts.get("rip", ())
    now = next((r for r in held if (r.family, r.process) == (family, process)), None)
    first = now or RipInterface(process, family, source=draft.source(line))
    port.facts["rip"] = (*(r for r in held if r is not now), replace(first, **changes))  # type: ignore[arg-type]  # fields by name


def eigrp_at(port: Port, line: Line, draft: Draft, asn: int, family: int = 4, **changes: object) -> None:
    """Note something about EIGRP at a port."""
    held: tuple[EigrpInterface, ...] = port.facts.get("eigrp", ())
    now = next((e for e in held if (e.asn, e.family) == (asn, family)), None)
    first = now or EigrpInterface(asn, family, source=draft.source(line))
    port.facts["eigrp"] = (*(e for e in held if e is not now), replace(first, **changes))  # type: ignore[arg-type]  # fields by name


def _quiet(line: Line, feature: str) -> bool:
    line.status, line.feature = Status.IGNORED, feature
    return False


def _rip(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ip rip …` of IOS, FRR and NX-OS."""
    match words[2:]:
        case ["send" | "receive" as way, "version", *versions] if tuple(versions) in _VERSIONS:
            taken = _VERSIONS[tuple(versions)]
            rip_at(port, line, draft, send=taken) if way == "send" else rip_at(port, line, draft, receive=taken)
        case ["authentication", "mode", mode, *_]:
            old = next((r.authentication for r in port.facts.get("rip", ()) if r.family == 4), "")
            rip_at(port, line, draft, authentication=f"{mode} {old.partition(' ')[2]}".strip())
        case ["authentication", "string" | "key-chain" as kind, *name]:
            old = next((r.authentication for r in port.facts.get("rip", ()) if r.family == 4), "")
            rip_at(port, line, draft, authentication=f"{old.partition(' ')[0] or 'text'} {kind} {' '.join(name)}")
        case ["passive-interface"]:
            rip_at(port, line, draft, passive=True)
        case ["metric-offset", add]:
            rip_at(port, line, draft, cost=number(add, 1, 15))
        case ["split-horizon", *_] | ["v2-broadcast"] | ["poison-reverse"] | ["bfd", *_] | ["initial-delay", *_]:
            return _quiet(line, "RIP updates")
        case _:
            return False
    return True


def _rip6(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ipv6 rip NAME …` of IOS; `ipv6 ripng …` of FRR."""
    match words[2:]:
        case [name, "enable"]:
            rip_at(port, line, draft, 6, name, active=True)
        case [name, "metric-offset", add]:
            rip_at(port, line, draft, 6, name, cost=number(add, 1, 15))
        case [name, "summary-address", text]:
            summary = VectorSummary(prefix([text])[0], port.name, source=draft.source(line))
            of_process(draft, SUMMARIES, "rip", 6, name, summary)
        case ["split-horizon", *_]:
            return _quiet(line, "RIP updates")
        case _:
            return False
    return True


def _summary(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ip summary-address eigrp 1 10.0.0.0 255.0.0.0 [distance]`, `… rip …`."""
    family = 4 if words[0] == "ip" else 6
    match words[2:]:
        case ["eigrp", asn, *rest]:
            found, more = prefix(rest)
            if len(more) > 1:
                return False
            distance = number(more[0], 1, 255) if more else 5
            fact = VectorSummary(found, port.name, distance, draft.source(line))
            of_process(draft, SUMMARIES, "eigrp", family, str(number(asn)), fact)
        case ["rip", *rest]:
            found, more = prefix(rest)
            if more:
                return False
            of_process(draft, SUMMARIES, "rip", family, "", VectorSummary(found, port.name, source=draft.source(line)))
        case _:
            return False
    return True


def _authentication(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ip authentication mode eigrp 1 md5`, `ip authentication key-chain eigrp 1 NAME`."""
    match words[2:]:
        case ["mode" | "key-chain" as kind, "eigrp", asn, name]:
            family = 4 if words[0] == "ip" else 6
            held = next((e.authentication for e in port.facts.get("eigrp", ()) if (e.asn, e.family) == (int(asn), family)), "")
            said = dict(part.split("=", 1) for part in held.split()) | {kind: name if kind == "mode" else "yes"}
            text = " ".join(f"{key}={value}" for key, value in sorted(said.items()))
            eigrp_at(port, line, draft, number(asn), family, authentication=text)
            return True
    return False


def _eigrp(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """`ip hello-interval eigrp 1 5` and others that change no route; `ipv6 eigrp 1`; FRR's `eigrp bandwidth`."""
    match words:
        case ["ip" | "ipv6", word, "eigrp", *_] if word in _QUIET[:-1]:
            return _quiet(line, "EIGRP timers")
        case ["no", "ip" | "ipv6", word, "eigrp", *_] if word in _QUIET[:-1]:
            return _quiet(line, "EIGRP timers")
        case ["ipv6", "eigrp", asn]:
            eigrp_at(port, line, draft, number(asn), 6, active=True)
        case _:
            return False
    return True


def _delay(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    match words:
        case ["delay", tens]:
            port.facts["delay"] = number(tens) * TENS
        case ["delay", "picoseconds", pico]:
            port.facts["delay"] = number(pico)
        case _:
            return False
    return True


def nexus_router(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """NX-OS: `ip router eigrp 1`, `ip router rip NAME`."""
    family = 4 if words[0] == "ip" else 6
    match words[2:]:
        case ["eigrp", asn]:
            eigrp_at(port, line, draft, number(asn), family, active=True)
        case ["rip", name]:
            rip_at(port, line, draft, family, name, active=True)
        case _:
            return False
    return True


def _nexus_metric(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """NX-OS: `ip bandwidth eigrp 1 1000`, `ip delay eigrp 1 100 [picoseconds]`, `ip passive-interface eigrp 1`."""
    family = 4 if words[0] == "ip" else 6
    match words[1:]:
        case ["bandwidth", "eigrp", asn, width]:
            eigrp_at(port, line, draft, number(asn), family, bandwidth=number(width, 1))
        case ["delay", "eigrp", asn, tens]:
            eigrp_at(port, line, draft, number(asn), family, delay=number(tens, 1) * TENS)
        case ["delay", "eigrp", asn, pico, "picoseconds"]:
            eigrp_at(port, line, draft, number(asn), family, delay=number(pico, 1))
        case ["passive-interface", "eigrp", asn]:
            eigrp_at(port, line, draft, number(asn), family, passive=True)
        case _:
            return False
    return True


def _nexus_list(words: list[str], port: Port, line: Line, draft: Draft) -> bool:
    """NX-OS: `ip distribute-list eigrp 1 prefix-list P in`, `ip offset-list eigrp 1 prefix-list P in 100`."""
    family = 4 if words[0] == "ip" else 6
    match words[1:]:
        case ["distribute-list", "eigrp", asn, "prefix-list" | "route-map", name, "in" | "out" as way]:
            of_process(draft, FILTERS, "eigrp", family, asn, VectorFilter((name,), way == "in", port.name, draft.source(line)))
        case ["offset-list", "eigrp", asn, "prefix-list" | "route-map", name, "in" | "out" as way, add]:
            fact = VectorOffset(number(add), way == "in", (name,), port.name, draft.source(line))
            of_process(draft, OFFSETS, "eigrp", family, asn, fact)
        case _:
            return False
    return True


def _either(word: str, handler: Handler) -> dict[str, Handler]:
    return {f"{version} {word}": handler for version in ("ip", "ipv6")}


VECTORS: dict[str, Handler] = {
    "ip rip": _rip, "ipv6 rip": _rip6, "ipv6 eigrp": _eigrp, "delay": _delay,
    **_either("summary-address", _summary), **_either("authentication", _authentication),
    **{key: _eigrp for word in _QUIET[:3] for key in _either(word, _eigrp)},
    **_either("split-horizon", _eigrp), **_either("next-hop-self", _eigrp),
}  # fmt: skip
NEXUS: dict[str, Handler] = {
    **_either("bandwidth", _nexus_metric), **_either("delay", _nexus_metric), **_either("passive-interface", _nexus_metric),
    **_either("distribute-list", _nexus_list), **_either("offset-list", _nexus_list),
}  # fmt: skip
