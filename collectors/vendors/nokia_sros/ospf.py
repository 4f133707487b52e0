"""OSPF and OSPFv3. An interface statement becomes an entry of `Interface.ospf`, whose process is named after the instance."""

from dataclasses import replace
from ipaddress import IPv4Address, ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.nokia_sros.interfaces import port_of
from collectors.vendors.nokia_sros.policy import metrics_stated
from collectors.vendors.nokia_sros.words import address_of, doubt, listed, on, says
from models.interfaces import DEFAULT_VRF, InterfaceKind, OspfInterface
from models.routing import OspfArea, OspfProcess, OspfRange, Redistribution

INTERNAL, EXTERNAL = 10, 150
REFERENCE = 100_000_000_000
"""100 Gbit/s, which the CLI states in kbit/s."""
TYPES = {
    "broadcast": "broadcast",
    "point-to-point": "point-to-point",
    "non-broadcast": "non-broadcast",
    "p2mp-nbma": "point-to-multipoint",
}


def read_ospf(router: Statement, vrf: str, draft: Draft) -> None:
    """All instances of both versions. What no export policy decides stays out."""
    for word, version in (("ospf", 2), ("ospf3", 3)):
        if (stated := router.get(word)) is None:
            continue
        stated.modelled()
        instances = [at for at in stated.each() if at.word.isascii() and at.word.isdigit()]
        for at in instances or [stated]:
            _process(at, at.word if at in instances else "0", vrf, version, router, draft)


def _process(at: Statement, instance: str, vrf: str, version: int, router: Statement, draft: Draft) -> None:
    at.modelled()
    own = None
    if not any(at.get(*path) for path in (("admin-state",), ("shutdown",), ("no", "shutdown"))):
        doubt(draft, at, "OSPF state")
    for value in at.each():
        if at.word == instance and not value.index and value.word.count(".") == 3:
            own = IPv4Address(value.word)
            value.modelled()
    name = instance if vrf == DEFAULT_VRF else f"{vrf} {instance}"
    enabled = on(at)
    areas = []
    for area in at.below("area"):
        dotted = area_id(area.word)
        at.index["area"].modelled()
        areas.append(_area(area, dotted, draft))
        for port in area.below("interface"):
            area.index["interface"].modelled()
            _port(port, dotted, name, vrf, version, draft)
    policies = listed(at.get("export-policy")) or listed(at.get("export"))
    if not metrics_stated(policies, draft):
        doubt(draft, at, "OSPF metrics of other protocols")
    border = says(at, "asbr")
    ecmp = router.whole("ecmp")
    internal, external = at.whole("preference"), at.whole("external-preference")
    inside = INTERNAL if internal is None else internal
    stated = at.whole("reference-bandwidth")
    draft.ospf[version, name] = OspfProcess(
        id=name, vrf=vrf, version=version,
        router_id=address_of(at, "router-id") or own or address_of(router, "router-id") or _system(draft, vrf),
        areas=tuple(areas),
        redistributions=(Redistribution("any", policies=policies, source=draft.source(at)),) if policies and border else (),
        reference_bandwidth=REFERENCE if stated is None else stated * 1000,
        distances=(inside, inside, EXTERNAL if external is None else external),
        rfc1583=(says(at, "rfc1583-compatibility") or says(at, "compatible-rfc1583")) is not False,
        max_metric=bool(says(at, "overload")), maximum_paths=ecmp or 1,
        policies_in=listed(at.get("import-policy")) or listed(at.get("import")), enabled=enabled, source=draft.source(at),
    )  # fmt: skip


def _system(draft: Draft, vrf: str) -> IPv4Address | None:
    """The address of the system interface is the router id where nothing states one."""
    found = draft.interfaces.get("system") if vrf == DEFAULT_VRF else None
    addresses = [each.ip.ip for each in found.addresses if each.ip.version == 4] if found else []
    return next((ip for ip in addresses if isinstance(ip, IPv4Address)), None)


def area_id(text: str) -> str:
    """The dotted form of an area. Raises ValueError when it is none.

    >>> area_id("0"), area_id("10.0.0.1")
    ('0.0.0.0', '10.0.0.1')
    """
    return str(IPv4Address(int(text) if text.isascii() and text.isdigit() else text))


def _area(area: Statement, dotted: str, draft: Draft) -> OspfArea:
    area.modelled()
    settings = area.get("nssa") or area.get("stub")
    kind = settings.word if settings else "normal"
    summaries, cost, originate = None, None, None
    ranges = []
    for place in (area, *([settings] if settings else [])):
        for spread in place.below("area-range"):
            place.index["area-range"].modelled()
            spread.modelled()
            hidden = says(spread, "advertise") is False or spread.flag("not-advertise")
            spread.flag("advertise")
            ranges.append(OspfRange(ip_network(spread.word, strict=False), not hidden, source=draft.source(spread)))
    if settings:
        settings.modelled()
        summaries = says(settings, "summaries")
        cost = settings.whole("default-metric")
        originate = settings.get("originate-default-route")
        if originate is not None:
            originate.modelled()
            if originate.get("type-nssa") or originate.get("adjacency-check"):
                doubt(draft, originate, "OSPF default route")
    return OspfArea(dotted, kind, summaries is False, 1 if cost is None else cost, originate is not None,
                    ranges=tuple(ranges), source=draft.source(area))  # fmt: skip


def _port(at: Statement, dotted: str, process: str, vrf: str, version: int, draft: Draft) -> None:
    at.modelled()
    entry = OspfInterface(
        process=process, area=dotted, version=version, cost=at.whole("metric"),
        network_type=TYPES.get(at.value("interface-type"), ""), passive=says(at, "passive"), priority=at.whole("priority"),
        hello=at.whole("hello-interval"), dead=at.whole("dead-interval"), source=draft.source(at),
    )  # fmt: skip
    if at.get("mtu"):
        doubt(draft, at, "MTU")
    if not (name := port_of(at.word, vrf, draft)):
        doubt(draft, at, "OSPF interface")
        return
    known = draft.interfaces[name]
    if on(at):
        draft.interfaces[name] = replace(known, ospf=(*known.ospf, entry))
        if entry.cost is None and known.speed is None and known.kind is not InterfaceKind.LOOPBACK:
            doubt(draft, at, "OSPF cost")  # it follows from the speed of the port, which no line tells
