"""OSPF and OSPFv3. An interface statement becomes an entry of `Interface.ospf`, whose process is named after the instance."""

from dataclasses import replace
from ipaddress import IPv4Address, ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.juniper_junos.chains import chain
from collectors.vendors.juniper_junos.switching import full_name
from models.interfaces import DEFAULT_VRF, InterfaceKind, OspfInterface
from models.routing import OspfArea, OspfProcess, OspfRange, Redistribution
from models.source import Status

TYPES = {"p2p": "point-to-point", "nbma": "non-broadcast", "p2mp": "point-to-multipoint", "p2mp-over-lan": "point-to-multipoint"}
INTERNAL, EXTERNAL = 10, 150
REFERENCE = 100_000_000


def process_id(vrf: str) -> str:
    """Junos has one process an instance and gives it no number.

    >>> process_id("default"), process_id("RED")
    ('', 'RED')
    """
    return "" if vrf == DEFAULT_VRF else vrf


def area_id(text: str) -> str:
    """The dotted form of an area; "" when it is not one.

    >>> area_id("0"), area_id("10.0.0.1"), area_id("x")
    ('0.0.0.0', '10.0.0.1', '')
    """
    try:
        return str(IPv4Address(int(text) if text.isascii() and text.isdigit() else text))
    except ValueError:
        return ""


def read_ospf(ospf: Statement, vrf: str, version: int, draft: Draft) -> None:
    """`protocols ospf`. `export` takes any active route that its policies accept; what none decides stays out."""
    process = process_id(vrf)
    ospf.modelled()
    areas: list[OspfArea] = []
    for area in ospf.below("area"):
        if dotted := area_id(area.word):
            areas.append(_area(area, dotted, draft))
            _interfaces(area, dotted, vrf, version, draft)
    exports = chain(ospf.get("export"))
    options = draft.scratch.get(f"options {vrf}", {})
    assert isinstance(options, dict)
    internal, external = ospf.whole("preference"), ospf.whole("external-preference")
    inside = INTERNAL if internal is None else internal
    draft.ospf[version, process] = OspfProcess(
        id=process, vrf=vrf, version=version, router_id=options.get("router-id"), areas=tuple(areas),
        redistributions=(Redistribution("any", policies=exports, source=draft.source(ospf)),) if exports else (),
        reference_bandwidth=_bandwidth(ospf.value("reference-bandwidth")),
        distances=(inside, inside, EXTERNAL if external is None else external),
        rfc1583=not ospf.flag("no-rfc-1583"), max_metric=_overloaded(ospf), maximum_paths=16,
        policies_in=chain(ospf.get("import")), enabled=not ospf.flag("disable"), source=draft.source(ospf),
    )  # fmt: skip


def _overloaded(ospf: Statement) -> bool:
    """Whether others should go around this router for good; with a `timeout` it is so only after a restart."""
    if (overload := ospf.get("overload")) and overload.get("timeout"):
        overload.mark(Status.IGNORED, "ospf details")
        return False
    return ospf.flag("overload")


def _bandwidth(text: str) -> int:
    """Bits per second of `100g`; the default of 100 Mbit/s without a text."""
    scale = {"k": 10**3, "m": 10**6, "g": 10**9}
    number, factor = (text[:-1], scale[text[-1]]) if text[-1:] in scale else (text, 1)
    return int(number) * factor if number.isascii() and number.isdigit() and len(number) < 14 else REFERENCE


def _area(area: Statement, dotted: str, draft: Draft) -> OspfArea:
    area.modelled()
    kind = "nssa" if area.flag("nssa") else "stub" if area.flag("stub") else "normal"
    settings = area.get(kind) if kind != "normal" else None
    no_summary = settings.flag("no-summaries") if settings else False
    default = settings.whole("default-metric") if kind == "stub" and settings else None
    kind_of_default = 2
    originate = settings.get("default-lsa") if settings else None
    if originate:
        originate.modelled()
        default = originate.whole("default-metric")
        kind_of_default = originate.whole("metric-type") or 2
    ranges = []
    for scope in (area, *([settings] if settings else [])):
        for spread in scope.below("area-range"):
            try:
                prefix = ip_network(spread.word, strict=False)
            except ValueError:
                continue
            spread.modelled()
            metric = spread.whole("override-metric")
            ranges.append(OspfRange(prefix, not spread.flag("restrict"), metric, draft.source(spread)))
    policies_in, policies_out = chain(area.get("network-summary-import")), chain(area.get("network-summary-export"))
    return OspfArea(dotted, kind, no_summary, 1 if default is None else default, originate is not None or default is not None,
                    default_type=kind_of_default, ranges=tuple(ranges),
                    policies_in=policies_in, policies_out=policies_out, source=draft.source(area))  # fmt: skip


def _interfaces(area: Statement, dotted: str, vrf: str, version: int, draft: Draft) -> None:
    named = {full_name(port.word) for port in area.below("interface")}
    for port in area.below("interface"):
        off = port.flag("disable")
        if port.word == "all":
            port.modelled()
            targets = [name for name, known in draft.interfaces.items()
                       if known.addresses and known.vrf == vrf and name not in named and known.kind is not InterfaceKind.MANAGEMENT
                       and not any(entry.version == version for entry in known.ospf)]  # fmt: skip
        else:
            targets = [full_name(port.word)] if full_name(port.word) in draft.interfaces else []
        entry = OspfInterface(
            process=process_id(vrf), area=dotted, version=version, cost=port.whole("metric"),
            network_type=TYPES.get(port.value("interface-type"), ""), passive=True if port.flag("passive") else None,
            priority=port.whole("priority"), hello=port.whole("hello-interval"), dead=port.whole("dead-interval"),
            source=draft.source(port),
        )  # fmt: skip
        for name in targets:
            port.modelled()
            if not off:
                known = draft.interfaces[name]
                draft.interfaces[name] = replace(known, ospf=(*known.ospf, entry))
