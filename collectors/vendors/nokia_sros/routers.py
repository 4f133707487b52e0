"""Router instances: the base router, and services that route (VPRN and IES)."""

from dataclasses import replace

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.nokia_sros.bgp import read_as, read_bgp
from collectors.vendors.nokia_sros.interfaces import read_interfaces
from collectors.vendors.nokia_sros.isis import read_isis
from collectors.vendors.nokia_sros.ospf import read_ospf
from collectors.vendors.nokia_sros.policy import read_policies
from collectors.vendors.nokia_sros.statics import read_statics
from collectors.vendors.nokia_sros.words import listed, on
from models.interfaces import DEFAULT_VRF, Vrf

BASE = "Base"
MANAGEMENT = "management"
_LATER = "router instances"


def read_router(router: Statement, draft: Draft) -> None:
    """`router "Base"`, `router` alone in older releases, and the instance of management."""
    router.modelled()
    named = [router.index[name] for name in (BASE, MANAGEMENT) if name in router.index]
    for instance in (router, *named):
        vrf = MANAGEMENT if instance.word == MANAGEMENT else DEFAULT_VRF
        instance.modelled()
        if options := instance.get("policy-options"):
            read_policies(options, draft)
        if vrf != DEFAULT_VRF:
            draft.vrfs[vrf] = Vrf(vrf, source=draft.source(instance))
        _instance(instance, vrf, draft)


def _instance(at: Statement, vrf: str, draft: Draft) -> None:
    """Interfaces now; what is between routers once all of them are known."""
    read_interfaces(at, vrf, draft)
    later = draft.scratch.setdefault(_LATER, [])
    assert isinstance(later, list)
    later.append((at, vrf))


def finish_routers(draft: Draft) -> None:
    """Routes and protocols of all instances, the base router first: others have its AS number where they state none."""
    later = draft.scratch.get(_LATER, [])
    assert isinstance(later, list)
    for at, vrf in later:
        for read in (read_as, read_statics, read_ospf, read_isis, read_bgp):
            try:
                read(at, vrf, draft)
            except ValueError:
                continue  # what it says is not to be had; the rest of it stays unread
        at.whole("ecmp")
        at.value("router-id")


def read_services(services: Statement, draft: Draft) -> None:
    """Services that route. An IES routes in the base router; layer 2 services are outside the model."""
    services.modelled()
    for service in services.below("ies"):
        services.index["ies"].modelled()
        _service(service, DEFAULT_VRF, draft)
    for service in services.below("vprn"):
        services.index["vprn"].modelled()
        name = service.value("name") or service.word
        _vrf(service, name, draft)
        _service(service, name, draft)


def _service(service: Statement, vrf: str, draft: Draft) -> None:
    """A service is off until it is enabled, and its interfaces with it."""
    service.modelled()
    for word in ("service-id", "customer", "description", "name"):
        service.value(word)
    before = set(draft.interfaces)
    _instance(service, vrf, draft)
    if not on(service, False):
        for name in set(draft.interfaces) - before:
            draft.interfaces[name] = replace(draft.interfaces[name], enabled=False)


def _vrf(service: Statement, name: str, draft: Draft) -> None:
    """Route distinguisher and targets: in the service (classic), or for each kind of transport (MD-CLI)."""
    found = Vrf(name, description=service.value("description"), source=draft.source(service))
    places = [service, *(at for path in (("bgp-ipvpn", "mpls"), ("bgp-ipvpn", "srv6")) if (at := service.get(*path)))]
    if transport := service.get("bgp-ipvpn"):
        transport.modelled()
    for place in places:
        place.modelled()
        if place is not service and not on(place, False):
            continue
        found = replace(found, rd=place.value("route-distinguisher") or found.rd)
        both, imports, exports = _targets(place.get("vrf-target"))
        found = replace(
            found,
            import_targets=found.import_targets | both | imports, export_targets=found.export_targets | both | exports,
            import_policy=_policies(place, "vrf-import") or found.import_policy,
            export_policy=_policies(place, "vrf-export") or found.export_policy,
        )  # fmt: skip
    draft.vrfs[name] = found


def _policies(place: Statement, word: str) -> str:
    at = place.get(word)
    inner = at.get("policy") if at is not None else None
    if at is not None and inner is not None:
        at.modelled()
        return " ".join(listed(inner))
    return " ".join(listed(at))


def _targets(at: Statement | None) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """`vrf-target target:1:2`, or one for each direction: both, import, export."""
    words = listed(at)
    sides: dict[str, set[str]] = {"": set(), "import": set(), "export": set()}
    side = ""
    for word in words:
        if word in ("import", "import-community"):
            side = "import"
        elif word in ("export", "export-community"):
            side = "export"
        elif word == "community":
            side = ""
        elif word.startswith("target:"):
            sides[side].add(word.removeprefix("target:"))
    return frozenset(sides[""]), frozenset(sides["import"]), frozenset(sides["export"])
