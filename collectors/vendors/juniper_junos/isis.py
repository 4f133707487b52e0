"""IS-IS. An interface statement becomes an entry of `Interface.isis`; the NET stands on `family iso` of a loopback.

What policies of `export` accept is announced, and what they accept of level 2 goes down to level 1 as well.
"""

from dataclasses import replace

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.juniper_junos.chains import chain
from collectors.vendors.juniper_junos.ospf import process_id
from collectors.vendors.juniper_junos.switching import full_name
from models.interfaces import InterfaceKind
from models.isis import BOTH, IsisInterface, IsisLeak, IsisProcess, IsisRedistribution, net_parts
from models.source import Source, Status

INTERNAL, EXTERNAL = (15, 18), (160, 165)
"""Preferences of routes from inside, and of those that a narrow metric tells from outside."""
NETS, ISO = "iso addresses", "iso ports"
"""Scratch: port → NETs, and the ports that carry `family iso`."""
_QUIET = {
    "isis timers": "hello-interval hold-time csnp-interval lsp-interval retransmit-interval mesh-group max-areas lsp-lifetime",
    "isis adjacencies": "priority hello-padding bfd-liveness-detection family-bfd-liveness-detection checksum ldp-synchronization",
    "isis authentication": """authentication-key authentication-type authentication-key-chain no-hello-authentication
        no-csnp-authentication no-psnp-authentication no-authentication-check loose-authentication-check
        hello-authentication-key hello-authentication-type hello-authentication-key-chain""",
    "fast reroute": "link-protection node-link-protection backup-spf-options spf-options graceful-restart lsp-refresh",
    "isis tracing": "traceoptions",
}
_IGNORED = {word: feature for feature, words in _QUIET.items() for word in words.split()}


def read_iso(unit: Statement, name: str, draft: Draft) -> None:
    """`family iso` of a unit: the port may speak IS-IS; an address is a NET of its router."""
    if (iso := unit.get("family", "iso")) is None:
        return
    iso.modelled()
    ports = draft.scratch.setdefault(ISO, set())
    nets = draft.scratch.setdefault(NETS, {})
    assert isinstance(ports, set) and isinstance(nets, dict)
    ports.add(name)
    for address in iso.below("address"):
        try:
            net_parts(address.word)
        except ValueError:
            continue
        iso.flag("address")
        address.modelled()
        nets.setdefault(name, []).append(address.word)


def read_isis(isis: Statement, vrf: str, draft: Draft) -> None:
    """`protocols isis`."""
    isis.modelled()
    process = process_id(vrf)
    nets, level, distances, outside, wide = _nets(vrf, draft), BOTH, list(INTERNAL), list(EXTERNAL), [False, False]
    for one in isis.below("level"):
        if one.word in ("1", "2"):
            number = int(one.word)
            one.modelled()
            if one.flag("disable"):
                level &= ~number
            inside, beyond = one.whole("preference"), one.whole("external-preference")
            distances[number - 1] = distances[number - 1] if inside is None else inside
            outside[number - 1] = outside[number - 1] if beyond is None else beyond
            wide[number - 1] = one.flag("wide-metrics-only")
            _ignore(one)
    styles = ("wide transition" if wide[0] else "transition", "wide transition" if wide[1] else "transition")
    exports = chain(isis.get("export"))
    taken = [IsisRedistribution("any", n, family, policies=exports, source=draft.source(isis)) for n in (1, 2) for family in (4, 6)]
    two = isis.flag("topologies", "ipv6-unicast")
    draft.isis[vrf, process] = IsisProcess(
        process, vrf, nets, level, styles, reference_bandwidth=_reference(isis.value("reference-bandwidth")),
        overload=_overloaded(isis), attached=not isis.flag("suppress-attached-bit"),
        ignore_attached=isis.flag("ignore-attached-bit"), multi_topology=two,
        redistributions=tuple(r for r in taken if exports and r.level & level), leaks=_leaks(exports, draft.source(isis)),
        distances=(distances[0], distances[1]),
        external_distances=(outside[0], outside[1]), maximum_paths=16, enabled=level != 0 and not isis.flag("disable"),
        source=draft.source(isis),
    )  # fmt: skip
    _ignore(isis)
    without = {4: isis.flag("no-ipv4-routing"), 6: isis.flag("no-ipv6-routing")}
    _ports(isis, vrf, tuple(family for family, off in without.items() if not off), draft)


def _leaks(exports: tuple[str, ...], source: Source) -> tuple[IsisLeak, ...]:
    """What goes from level 2 down to level 1; level 2 is told what level 1 knows without a policy."""
    return tuple(IsisLeak(1, family, exports, source=source) for family in (4, 6)) if exports else ()


def _nets(vrf: str, draft: Draft) -> tuple[str, ...]:
    known = draft.scratch.get(NETS, {})
    assert isinstance(known, dict)
    return tuple(
        net for name, nets in known.items() for net in nets if name in draft.interfaces and draft.interfaces[name].vrf == vrf
    )


def _reference(text: str) -> int | None:
    scale = {"k": 10**3, "m": 10**6, "g": 10**9}
    number, factor = (text[:-1], scale[text[-1]]) if text[-1:] in scale else (text, 1)
    return int(number) * factor if number.isascii() and number.isdigit() and len(number) < 14 else None


def _overloaded(isis: Statement) -> bool:
    """Whether others should go around this router for good; with a `timeout` it is so only after a restart."""
    if (overload := isis.get("overload")) and overload.get("timeout"):
        overload.mark(Status.IGNORED, "isis start-up")
        return False
    return isis.flag("overload")


def _ignore(at: Statement) -> None:
    for child in at.each():
        if child.word in _IGNORED and child.status is Status.UNKNOWN:
            child.mark(Status.IGNORED, _IGNORED[child.word])


def _ports(isis: Statement, vrf: str, families: tuple[int, ...], draft: Draft) -> None:
    able = draft.scratch.get(ISO, set())
    assert isinstance(able, set)
    named = {full_name(port.word) for port in isis.below("interface")}
    for port in isis.below("interface"):
        entry = _port(port, vrf, draft)
        if port.word == "all":
            port.modelled()
            targets = [n for n, i in draft.interfaces.items() if i.vrf == vrf and i.kind is not InterfaceKind.MANAGEMENT]
            targets = [name for name in targets if name not in named]
        else:
            targets = [full_name(port.word)] if full_name(port.word) in draft.interfaces else []
        for name in targets:
            port.modelled()
            known = draft.interfaces[name]
            spoken = tuple(f for f in families if any(a.ip.version == f for a in known.addresses))
            if name in able and spoken and entry.enabled:
                draft.interfaces[name] = replace(known, isis=(*known.isis, replace(entry, families=spoken)))


def _port(port: Statement, vrf: str, draft: Draft) -> IsisInterface:
    level, silent = BOTH, 0
    metrics: list[int | None] = [None, None]
    for one in port.below("level"):
        if one.word in ("1", "2"):
            number = int(one.word)
            one.modelled()
            if one.flag("disable"):
                level &= ~number
            if one.flag("passive"):
                silent |= number
            metrics[number - 1] = one.whole("metric")
            _ignore(one)
    kind = "point-to-point" if port.flag("point-to-point") else ""
    passive = port.flag("passive") or (silent != 0 and silent & level == level)
    off = port.flag("disable") or not level
    key = port.value("hello-authentication-key") if port.get("hello-authentication-key") else ""
    _ignore(port)
    return IsisInterface(
        process_id(vrf), (), level, (metrics[0], metrics[1]), network_type=kind, passive=True if passive else None, enabled=not off,
        authentication=f"key {key}" if key else "", source=draft.source(port),
    )  # fmt: skip
