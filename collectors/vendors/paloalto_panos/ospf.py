"""OSPF and OSPFv3 of a virtual router."""

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.paloalto_panos.names import edit
from collectors.vendors.paloalto_panos.places import amount, attempt, yes
from collectors.vendors.paloalto_panos.redistribution import default_route, exported
from models.interfaces import OspfInterface
from models.routing import OspfArea, OspfProcess, OspfRange, Redistribution
from models.source import Status
from models.values import dotted_area

COST = 10
"""Of every port that states none: no bandwidth counts (PAN-OS Web Interface Reference, OSPF area interfaces, "Metric")."""
HELLO, DEAD = 10, 4
TYPES = {"broadcast": "broadcast", "p2p": "point-to-point", "p2mp": "point-to-multipoint"}


def read_ospf(
    ospf: Statement, draft: Draft, router: Statement, vrf: str, version: int, distances: tuple[int, int, int], paths: int
) -> None:
    """`protocol ospf` or `ospfv3`. Switched off, as it is without a word, all of it does nothing."""
    if not yes(ospf, "enable"):
        ospf.mark(Status.MODELLED, "OSPF")
        return
    process = f"{ospf.word} {vrf}"
    areas: list[OspfArea] = []
    for area in ospf.below("area"):
        areas.append(_area(area, process, version, draft))
    if (table := ospf.get("area")) is not None:
        table.modelled()
    rules: tuple[Redistribution, ...] = exported(ospf.get("export-rules"), router, process, version, draft)
    text = ospf.value("router-id")
    draft.ospf[version, process] = OspfProcess(
        process,
        vrf,
        version,
        IPv4Address(text) if text else None,
        areas=tuple(areas),
        redistributions=rules,
        distances=distances,
        rfc1583=yes(ospf, "rfc1583"),
        maximum_paths=paths,
        policies_in=default_route(ospf, process, draft),
        source=draft.source(ospf),
    )
    ospf.value("allow-redist-default-route")


def _area(area: Statement, process: str, version: int, draft: Draft) -> OspfArea:
    """One area with its ports. A port that is not understood stays unread, alone."""
    name = dotted_area(area.word)
    kind, no_summary, cost, default = "normal", False, 1, False
    for word in area.below("type"):
        kind = {"normal": "normal", "stub": "stub", "nssa": "nssa"}.get(word.word, "")
        if not kind:
            raise ValueError(f"no kind of an area: {word.word}")
        if kind != "normal":
            no_summary = not yes(word, "accept-summary", default=True)
            advertised = word.get("default-route", "advertise")
            if advertised is not None:
                cost = amount(advertised, "metric") or 1
                default = kind == "nssa"
                advertised.modelled()
                advertised.value("type")
            elif word.get("default-route", "disable") is not None:
                word.value("default-route")
            if word.get("nssa-ext-range") is not None:
                raise ValueError("ranges of externals in an NSSA")
        word.modelled()
    if (types := area.get("type")) is not None:
        types.modelled()
    ranges = []
    for word in area.below("range"):
        way = [below.word for below in word.each()]
        if way not in ([], ["advertise"], ["suppress"]):
            raise ValueError("no way to tell of a range")
        ranges.append(OspfRange(_prefix(word.word), way != ["suppress"], source=draft.source(word)))
        word.mark(Status.MODELLED, "OSPF")
    if (table := area.get("range")) is not None:
        table.modelled()
    for port in area.below("interface"):
        attempt(port, lambda port, draft: _port(port, process, name, version, draft), draft)
    if (table := area.get("interface")) is not None:
        table.modelled()
    area.modelled()
    return OspfArea(name, kind, no_summary, cost, default, ranges=tuple(ranges), source=draft.source(area))


def _prefix(text: str) -> IPv4Network | IPv6Network:
    return ip_network(text, strict=False)


def _port(port: Statement, process: str, area: str, version: int, draft: Draft) -> None:
    known = draft.interfaces.get(port.word)
    if known is None:
        raise ValueError("a port that the config does not define")
    if not yes(port, "enable", default=True):
        port.mark(Status.MODELLED, "OSPF")
        return
    kinds = list(port.below("link-type"))
    if len(kinds) > 1 or any(word.word not in TYPES for word in kinds):
        raise ValueError("no kind of a link")
    for link in kinds:
        link.modelled()
    if (types := port.get("link-type")) is not None:
        types.modelled()
    hello, dead = amount(port, "hello-interval"), amount(port, "dead-counts")
    for word in ("retransmit-interval", "transit-delay", "gr-delay", "authentication"):
        port.value(word)
    port.value("bfd", "profile")
    own = OspfInterface(
        process,
        area,
        version,
        amount(port, "metric") or COST,
        TYPES[kinds[0].word] if kinds else "",
        yes(port, "passive"),
        amount(port, "priority"),
        hello or HELLO,
        (hello or HELLO) * (dead or DEAD),
        source=draft.source(port),
    )
    edit(draft, port.word, ospf=(*known.ospf, own))
