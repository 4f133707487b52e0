"""Commands of one change: `delete` and `set` lines, to be committed together, so their order within a commit is free.

What stands in a group, a range or `dhcp-relay` is not seen here: a `delete` of it does nothing, and the scan after the
step shows that. Changes of which Junos has no statement raise CannotWrite.
"""

from collections.abc import Callable, Sequence

from collectors.vendors.juniper_junos.paths import Path, commands, delete, instance, line, table
from collectors.vendors.juniper_junos.services import MGMT_VRF
from collectors.vendors.juniper_junos.statics import PREFERENCE
from collectors.vendors.juniper_junos.write_interfaces import write_interface
from collectors.vendors.juniper_junos.write_policy import write_acl, write_policy, write_prefix_list
from collectors.vendors.juniper_junos.write_routing import write_bgp, write_ospf
from models.change import Change
from models.device import Device
from models.errors import CannotWrite
from models.filters import Acl
from models.interfaces import DEFAULT_VRF, Interface, Vlan, Vrf
from models.policy import Policy, PrefixList
from models.routing import BgpProcess, OspfProcess, StaticRoute
from models.services import Service


def write(device: Device, change: Change) -> list[str]:
    """The commands of `change` on a device whose facts are `device`. Raises CannotWrite."""
    match change.before, change.after:
        case (Interface() | None as before, Interface() | None as after) if isinstance(change.fact, Interface):
            return write_interface(device, before, after)
        case (Vlan() | None as before, Vlan() | None as after) if isinstance(change.fact, Vlan):
            return _vlan(device, before, after)
        case (Vrf() | None as before, Vrf() | None as after) if isinstance(change.fact, Vrf):
            return commands(_vrf(before), _vrf(after))
        case (StaticRoute() | None as before, StaticRoute() | None as after) if isinstance(change.fact, StaticRoute):
            return _static(device, before, after)
        case (Acl() | None as before, Acl() | None as after) if isinstance(change.fact, Acl):
            return write_acl(before, after)
        case (PrefixList() | None as before, PrefixList() | None as after) if isinstance(change.fact, PrefixList):
            return write_prefix_list(before, after)
        case (Policy() | None as before, Policy() | None as after) if isinstance(change.fact, Policy):
            return write_policy(device, before, after)
        case (OspfProcess() | None as before, OspfProcess() | None as after) if isinstance(change.fact, OspfProcess):
            return write_ospf(before, after)
        case (BgpProcess() | None as before, BgpProcess() | None as after) if isinstance(change.fact, BgpProcess):
            return write_bgp(before, after)
        case (Service() | None as before, Service() | None as after) if isinstance(change.fact, Service):
            return commands(_service(before), _service(after))
    raise CannotWrite(f"{change}: Junos has no statement for it; do this step by hand")


def _vlan(device: Device, before: Vlan | None, after: Vlan | None) -> list[str]:
    """A VLAN by its name. A rename moves its routed interface too, and names the ports' members by id."""
    for vlan in (before, after):
        if vlan and (not vlan.name or not vlan.enabled):
            raise CannotWrite(f"vlan {vlan.id}: on Junos a VLAN needs a name and cannot be shut; name it")

    def paths(vlan: Vlan | None) -> list[Path]:
        if vlan is None:
            return []
        base: Path = ("vlans", vlan.name)
        routed: list[Path] = [(*base, "l3-interface", port.name) for port in device.interfaces.values() if port.vlan == vlan.id]
        vni: list[Path] = [(*base, "vxlan", "vni", str(vlan.vni))] if vlan.vni else []
        return [(*base, "vlan-id", str(vlan.id)), *(routed if before and after else []), *vni]

    if before is None or after is None or before.name == after.name:
        gone = [delete(("vlans", before.name))] if before and not after else []
        return gone or commands(paths(before), paths(after))
    members: list[str] = []
    for port in device.interfaces.values():
        carried = port.switchport.trunk_vlans if port.switchport and port.switchport.mode == "trunk" else None
        if port.switchport and port.switchport.mode == "access" and port.switchport.access_vlan == after.id:
            carried = frozenset((after.id,))
        if carried and after.id in carried:
            port_name, _, unit = port.name.partition(".")
            base = line(("interfaces", port_name, "unit", unit, "family", "ethernet-switching", "vlan", "members"))
            members += [f"delete {base} {line((before.name,))}", f"set {base} {after.id}"]
    return [delete(("vlans", before.name)), *(f"set {line(path)}" for path in paths(after)), *members]


def _vrf(vrf: Vrf | None) -> list[Path]:
    if vrf is None:
        return []
    if vrf.name == MGMT_VRF:
        return [("system", "management-instance")]
    base: Path = ("routing-instances", vrf.name)
    found: list[Path] = [base, (*base, "instance-type", "vrf" if vrf.rd else "virtual-router")]
    if vrf.rd:
        found.append((*base, "route-distinguisher", vrf.rd))
    if vrf.description:
        found.append((*base, "description", vrf.description))
    if len(vrf.import_targets) > 1 or len(vrf.export_targets) > 1:
        raise CannotWrite(f"vrf {vrf.name}: several route targets need a policy on Junos; write vrf-import and vrf-export by hand")
    if vrf.import_targets == vrf.export_targets:
        found += [(*base, "vrf-target", f"target:{target}") for target in vrf.import_targets]
    else:
        found += [(*base, "vrf-target", "import", f"target:{target}") for target in vrf.import_targets]
        found += [(*base, "vrf-target", "export", f"target:{target}") for target in vrf.export_targets]
    for word, chain in (("vrf-import", vrf.import_policy), ("vrf-export", vrf.export_policy)):
        found += [(*base, word, name) for name in chain.split()]
    return found


def _static(device: Device, before: StaticRoute | None, after: StaticRoute | None) -> list[str]:
    """All routes to the prefix are written anew: Junos keeps preference and tag once for all next hops of a route."""
    fact = after or before
    assert fact is not None
    now = {route for route in device.statics if (route.vrf, route.prefix) == (fact.vrf, fact.prefix)}
    wanted = (now - {before}) | ({after} if after else set())
    old = now | ({before} if before else set())
    base = (*_rib(fact), "static", "route", str(fact.prefix))
    beside = {
        r for r in device.statics if r.vrf == fact.vrf and r.prefix.version == fact.prefix.version and r.prefix != fact.prefix
    }
    lines = commands(_route(base, old, beside), _route(base, {route for route in wanted if route is not None}, beside))
    return [delete(base)] if not wanted else lines


def _rib(route: StaticRoute) -> Path:
    options = (*instance(route.vrf), "routing-options")
    return options if route.prefix.version == 4 else (*options, "rib", table(route.vrf, 6))


def _route(base: Path, routes: set[StaticRoute], beside: set[StaticRoute]) -> list[Path]:
    """The statements of all static routes to one prefix.

    Where others of the table (`beside`) have an unusual value, it may be a default of the table: then the usual one is written too.
    """
    if not routes:
        return []
    ordered = sorted(routes, key=lambda route: (route.distance, str(route.next_hop), route.interface))
    first = ordered[0]
    found: list[Path] = []
    if any(route.distance != PREFERENCE for route in (first, *beside)):
        found.append((*base, "preference", str(first.distance)))
    if any(route.metric for route in (first, *beside)):
        found.append((*base, "metric", str(first.metric)))
    if any(route.tag for route in (first, *beside)):
        found.append((*base, "tag", str(first.tag)))
    if first.recursive and first.next_hop is not None:
        found.append((*base, "resolve"))
    for route in ordered:
        if route.track:
            raise CannotWrite(f"route {route.prefix}: it depends on {route.track}, which is not written; do this step by hand")
        if route.recursive != first.recursive and route.next_hop is not None:
            raise CannotWrite(f"route {route.prefix}: `resolve` holds for all next hops of a route on Junos")
        found += _hop(base, route, first)
    return found


def _hop(base: Path, route: StaticRoute, first: StaticRoute) -> list[Path]:
    if route.next_hop is not None and route.next_hop_vrf not in ("", route.vrf):
        raise CannotWrite(f"route {route.prefix}: Junos finds no next hop in another instance; use a route to the table instead")
    if route.discard:
        return [(*base, "discard")]
    if route.next_hop is None and not route.interface:
        return [(*base, "next-table", table(route.next_hop_vrf or DEFAULT_VRF, route.prefix.version))]
    own = [(word, value) for word, value, shared in (
        ("preference", route.distance, first.distance), ("metric", route.metric, first.metric), ("tag", route.tag, first.tag),
    ) if value != shared]  # fmt: skip
    if route.next_hop is None:
        return [(*base, "next-hop", route.interface)] if not own else [
            (*base, "qualified-next-hop", route.interface, word, str(value)) for word, value in own]  # fmt: skip
    if not own and not route.interface:
        return [(*base, "next-hop", str(route.next_hop))]
    hop: Path = (*base, "qualified-next-hop", str(route.next_hop))
    via: list[Path] = [(*hop, "interface", route.interface)] if route.interface else []
    return [hop, *via, *((*hop, word, str(value)) for word, value in own)]


SERVICES: dict[str, Callable[[Service], Sequence[Path]]] = {
    "dns": lambda service: [("system", "name-server", service.target)],
    "ntp": lambda service: [("system", "ntp", "server", service.target)],
    "domain": lambda service: [("system", "domain-name", service.target)],
    "snmp": lambda service: [("snmp", "community", service.target, "authorization", service.detail or "read-only")],
}


def _service(service: Service | None) -> list[Path]:
    """Servers without a secret; the others need one, which no plan holds."""
    if service is None:
        return []
    if service.kind == "syslog":
        base: Path = ("system", "syslog", "host", service.target)
        return [base, (*base, "any", "notice"), *([(*base, "port", service.detail)] if service.detail else [])]
    if service.kind not in SERVICES or "⟦" in service.target:
        raise CannotWrite(
            f"{service.kind} {service.target}: it needs a secret or settings that a plan does not hold; do it by hand"
        )
    paths = list(SERVICES[service.kind](service))
    if service.vrf:
        paths = [paths[0], (*paths[0], "routing-instance", service.vrf)]
    return paths
