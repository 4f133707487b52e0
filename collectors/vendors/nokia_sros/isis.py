"""IS-IS. An interface statement becomes an entry of `Interface.isis`."""

from dataclasses import replace

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.nokia_sros.interfaces import port_of
from collectors.vendors.nokia_sros.policy import metrics_stated
from collectors.vendors.nokia_sros.words import address_of, doubt, listed, on, says
from models.interfaces import DEFAULT_VRF
from models.isis import BOTH, IsisInterface, IsisLeak, IsisProcess, IsisRedistribution

LEVELS = {"1": 1, "2": 2, "1/2": BOTH, "level-1": 1, "level-2": 2, "level-1/2": BOTH}
INSIDE, BEYOND = (15, 18), (160, 165)
"""Preferences of routes of level 1 and 2, internal and external."""


def read_isis(router: Statement, vrf: str, draft: Draft) -> None:
    """All instances of a router."""
    if (stated := router.get("isis")) is None:
        return
    stated.modelled()
    instances = [at for at in stated.each() if at.word.isascii() and at.word.isdigit()]
    for at in instances or [stated]:
        _process(at, at.word if at in instances else "0", vrf, router, draft)


def _process(at: Statement, instance: str, vrf: str, router: Statement, draft: Draft) -> None:
    at.modelled()
    if not any(at.get(*path) for path in (("admin-state",), ("shutdown",), ("no", "shutdown"))):
        doubt(draft, at, "IS-IS state")
    name = instance if vrf == DEFAULT_VRF else f"{vrf} {instance}"
    level = LEVELS.get(at.value("level-capability"), BOTH)
    inside, beyond, wide = list(INSIDE), list(BEYOND), [False, False]
    metrics: list[int | None] = [None, None]
    for one in at.below("level"):
        if one.word in ("1", "2"):
            number = int(one.word) - 1
            at.index["level"].modelled()
            one.modelled()
            wide[number] = bool(says(one, "wide-metrics-only"))
            inside[number] = one.whole("preference") or inside[number]
            beyond[number] = one.whole("external-preference") or beyond[number]
            metrics[number] = one.whole("default-metric")
    areas = (*listed(at.get("area-address")), *listed(at.get("area-id")))
    system = at.value("system-id") or _system_id(at, router, draft)
    if areas and not system:
        doubt(draft, at, "IS-IS system id")
    policies = listed(at.get("export-policy")) or listed(at.get("export"))
    if not metrics_stated(policies, draft):
        doubt(draft, at, "IS-IS metrics of other protocols")
    families = (*((4,) if says(at, "ipv4-routing") is not False else ()), *((6,) if says(at, "ipv6-routing") else ()))
    if (six := at.value("ipv6-routing")) and six not in ("native", "true", "false"):
        doubt(draft, at, "IS-IS topologies")
    reference = at.whole("reference-bandwidth")
    source = draft.source(at)
    draft.isis[vrf, name] = IsisProcess(
        name, vrf, tuple(f"{area}.{system}.00" for area in areas) if system else (), level,
        ("wide transition" if wide[0] else "transition", "wide transition" if wide[1] else "transition"),
        metrics=(metrics[0], metrics[1]), reference_bandwidth=reference * 1000 if reference else None,
        overload=bool(says(at, "overload")),
        redistributions=tuple(IsisRedistribution("any", n, family, policies=policies, source=source)
                              for n in (1, 2) for family in families if policies and n & level),
        leaks=tuple(IsisLeak(1, family, policies, source=source) for family in families) if policies else (),
        distances=(inside[0], inside[1]), external_distances=(beyond[0], beyond[1]), maximum_paths=router.whole("ecmp") or 1,
        enabled=on(at), source=source,
    )  # fmt: skip
    for port in at.below("interface"):
        at.index["interface"].modelled()
        _port(port, name, vrf, families, draft)


def _system_id(at: Statement, router: Statement, draft: Draft) -> str:
    """Without one the digits of the router id, or of the address of the system interface, are the system id."""
    found = draft.interfaces.get("system")
    own = [each.ip.ip for each in found.addresses if each.ip.version == 4] if found else []
    ip = address_of(at, "router-id") or address_of(router, "router-id") or next(iter(own), None)
    digits = "".join(f"{part:0>3}" for part in str(ip).split(".")) if ip is not None and ip.version == 4 else ""
    return ".".join(digits[at : at + 4] for at in (0, 4, 8)) if digits else ""


def _port(at: Statement, process: str, vrf: str, families: tuple[int, ...], draft: Draft) -> None:
    at.modelled()
    level = LEVELS.get(at.value("level-capability"), BOTH)
    metrics: list[int | None] = [None, None]
    metrics6: list[int | None] = [None, None]
    for one in at.below("level"):
        if one.word in ("1", "2"):
            at.index["level"].modelled()
            one.modelled()
            metrics[int(one.word) - 1] = one.whole("metric")
            metrics6[int(one.word) - 1] = one.whole("ipv6-unicast-metric")
    key = at.value("hello-authentication-key")
    if not (name := port_of(at.word, vrf, draft)):
        doubt(draft, at, "IS-IS interface")
        return
    known = draft.interfaces[name]
    spoken = tuple(family for family in families if any(each.ip.version == family for each in known.addresses))
    entry = IsisInterface(
        process, spoken, level, (metrics[0], metrics[1]), (metrics6[0], metrics6[1]),
        "point-to-point" if at.value("interface-type") == "point-to-point" else "", says(at, "passive"), on(at),
        f"key {key}" if key else "", source=draft.source(at),
    )  # fmt: skip
    draft.interfaces[name] = replace(known, isis=(*known.isis, entry))
