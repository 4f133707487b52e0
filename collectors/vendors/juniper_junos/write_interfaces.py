"""Ports and units as statements."""

from collectors.vendors.juniper_junos.firewall import SIX
from collectors.vendors.juniper_junos.interfaces import HEADER
from collectors.vendors.juniper_junos.ospf import TYPES
from collectors.vendors.juniper_junos.paths import Path, commands, delete, instance, line
from collectors.vendors.juniper_junos.services import MGMT_VRF
from models.device import Device
from models.errors import CannotWrite
from models.interfaces import DEFAULT_VRF, Address, Fhrp, FhrpKind, Interface, OspfInterface
from models.routing import Ip


def write_interface(device: Device, before: Interface | None, after: Interface | None) -> list[str]:
    """Delete and set what differs. A whole port or unit that goes is deleted as such."""
    port = after or before
    assert port is not None
    if before and after:
        for name in ("kind", "parent", "nat"):
            if getattr(before, name) != getattr(after, name):
                raise CannotWrite(f"interface {port.name}: its {name} cannot be changed on Junos")
        if before.speed != after.speed:
            raise CannotWrite(f"interface {port.name}: how speed is set differs between models; do it by hand")
    if after is None and any(other.startswith(port.name + ".") for other in device.interfaces):
        raise CannotWrite(f"interface {port.name}: it still has units, which would go with it; remove them first")
    lines = commands(_paths(device, before), _paths(device, after))
    lines += _switching(before, after)
    if "." in port.name and _tagged(before) != _tagged(after):
        lines += _tagging(device, port, _tagged(after))
    if after and before:
        lines += _order(before, after)
    return lines


def _tagged(port: Interface | None) -> bool:
    return port is not None and port.encapsulation_vlan is not None


def _tagging(device: Device, unit: Interface, tagged: bool) -> list[str]:
    """`vlan-tagging` on the port with its first tagged unit, and away with the last; the port's MTU counts the tag."""
    name = unit.name.partition(".")[0]
    beside = [other for other in device.interfaces.values() if other.name != unit.name and other.name.startswith(name + ".")]
    if any(other.encapsulation_vlan is not None for other in beside):
        return []
    if tagged and any(other.addresses or other.switchport or other.dhcp for other in beside):
        raise CannotWrite(f"interface {unit.name}: {name} has an untagged unit in use; tag that one first")
    port = device.interfaces.get(name)
    base: Path = ("interfaces", name)
    mtu = [f"set {line((*base, 'mtu', str(port.mtu + HEADER + 4 * tagged)))}"] if port and port.mtu else []
    return [f"{'set' if tagged else 'delete'} {line((*base, 'vlan-tagging'))}", *mtu]


def _paths(device: Device, port: Interface | None) -> list[Path]:
    if port is None:
        return []
    name, dot, unit = port.name.partition(".")
    return _unit(device, port, name, unit) if dot else _port(device, port)


def _port(device: Device, port: Interface) -> list[Path]:
    """The physical side."""
    if port.addresses or port.switchport or port.vrf != DEFAULT_VRF or port.acl_in or port.acl_out or port.ospf or port.dhcp:
        raise CannotWrite(f"interface {port.name}: on Junos addresses, VLANs and filters are on a unit; name it {port.name}.0")
    base: Path = ("interfaces", port.name)
    tagged = any(other.encapsulation_vlan is not None and other.parent == port.name for other in device.interfaces.values())
    found: list[Path] = [base]
    found += [(*base, "description", port.description)] if port.description else []
    found += [(*base, "disable")] if not port.enabled else []
    found += [(*base, "mtu", str(port.mtu + HEADER + 4 * tagged))] if port.mtu else []
    if port.lag:
        switching = any(other.switchport for other in device.interfaces.values())
        found.append((*base, "ether-options" if switching else "gigether-options", "802.3ad", port.lag))
    return found


def _unit(device: Device, port: Interface, name: str, unit: str) -> list[Path]:
    base: Path = ("interfaces", name, "unit", unit)
    four, six = (*base, "family", "inet"), (*base, "family", "inet6")
    found: list[Path] = [base]
    found += [(*base, "description", port.description)] if port.description else []
    found += [(*base, "disable")] if not port.enabled else []
    found += [(*base, "vlan-id", str(port.encapsulation_vlan))] if port.encapsulation_vlan is not None else []
    found += [(*base, "bandwidth", str(port.bandwidth))] if port.bandwidth else []
    found += [(*(four if address.ip.version == 4 else six), "address", str(address.ip)) for address in port.addresses]
    for group in port.fhrp:
        found += _fhrp(port, group, four, six)
    families = [family for family, version in ((four, 4), (six, 6)) if any(a.ip.version == version for a in port.addresses)]
    found += [(*family, "mtu", str(port.mtu)) for family in (families or [four]) if port.mtu]
    found += [(*four, "dhcp")] if port.dhcp else []
    found += [(*four, "unnumbered-address", port.unnumbered_from)] if port.unnumbered_from else []
    for family, word, names in ((four, "input", port.acl_in), (four, "output", port.acl_out),
                                (six, "input", port.acl6_in), (six, "output", port.acl6_out)):  # fmt: skip
        parts = names.removesuffix(SIX).split()
        found += [(*family, "filter", word if len(parts) == 1 else f"{word}-list", part) for part in parts]
    if port.vlan is not None:
        if port.vlan not in device.vlans:
            raise CannotWrite(f"interface {port.name}: VLAN {port.vlan} is not on the device; add it first")
        found.append(("vlans", device.vlans[port.vlan].name, "l3-interface", port.name))
    if port.vrf not in (DEFAULT_VRF, MGMT_VRF):
        found.append((*instance(port.vrf), "interface", port.name))
    relay: Path = ("forwarding-options", "helpers", "bootp", "interface", port.name)
    found += [relay, *((*relay, "server", str(ip)) for ip in port.helpers)] if port.helpers else []
    for entry in port.ospf:
        found += _ospf(port, entry)
    return found


def _switching(before: Interface | None, after: Interface | None) -> list[str]:
    """The layer-2 side of a unit. VLANs may be stated by name, range or number, so all members are written anew."""
    old, new = before.switchport if before else None, after.switchport if after else None
    if after is None or old == new:
        return []
    name, _, unit = after.name.partition(".")
    family: Path = ("interfaces", name, "unit", unit, "family", "ethernet-switching")
    native: Path = ("interfaces", name, "native-vlan-id")
    lines = [delete(native)] if old and old.mode == "trunk" and old.native_vlan else []
    if new is None:
        return [delete(family), *lines]
    lines += [delete((*family, "vlan"))] if old else []
    if new.voice_vlan is not None or new.mode not in ("access", "trunk"):
        raise CannotWrite(f"interface {after.name}: mode {new.mode} or a voice VLAN has no statement here; do it by hand")
    members = [str(new.access_vlan)]
    if new.mode == "trunk":
        members = ["all"] if new.trunk_vlans is None else [str(vid) for vid in sorted(new.trunk_vlans)]
    paths = [(*family, "interface-mode", new.mode), *((*family, "vlan", "members", member) for member in members)]
    paths += [(*native, str(new.native_vlan))] if new.mode == "trunk" and new.native_vlan else []
    return lines + [f"set {line(path)}" for path in paths]


def _fhrp(port: Interface, group: Fhrp, four: Path, six: Path) -> list[Path]:
    """A VRRP group stands in the address whose network holds the virtual address."""
    version = group.addresses[0].version if group.addresses else 4
    own = [address for address in port.addresses if address.ip.version == version]
    if group.kind not in (FhrpKind.VRRP, FhrpKind.ANYCAST) or not own:
        raise CannotWrite(f"interface {port.name}: Junos has VRRP only, on an interface with an address")
    home = next((address for address in own if group.addresses and _holds(address, group.addresses)), own[0])
    base: Path = (*(four if version == 4 else six), "address", str(home.ip))
    if group.kind is FhrpKind.ANYCAST:
        return [(*base, "virtual-gateway-address", str(ip)) for ip in group.addresses]
    base = (*base, "vrrp-group" if version == 4 else "vrrp-inet6-group", str(group.group))
    found: list[Path] = [base]
    for ip in group.addresses:
        word = "virtual-address" if version == 4 else "virtual-link-local-address" if ip.is_link_local else "virtual-inet6-address"
        found.append((*base, word, str(ip)))
    found += [(*base, "priority", str(group.priority))] if group.priority != 100 else []
    return found + ([(*base, "no-preempt")] if not group.preempt else [])


def _holds(address: Address, virtual: tuple[Ip, ...]) -> bool:
    return any(ip.version == address.ip.version and ip in address.ip.network for ip in virtual)


def _ospf(port: Interface, entry: OspfInterface) -> list[Path]:
    if not entry.area:
        raise CannotWrite(f"interface {port.name}: OSPF on Junos needs an area")
    word = "ospf" if entry.version == 2 else "ospf3"
    base: Path = (*instance(port.vrf), "protocols", word, "area", entry.area, "interface", port.name)
    types = {kind: word for word, kind in reversed(TYPES.items())}
    settings = (
        ("metric", entry.cost), ("interface-type", types.get(entry.network_type)), ("priority", entry.priority),
        ("hello-interval", entry.hello), ("dead-interval", entry.dead),
    )  # fmt: skip
    return [base, *((*base, word, str(value)) for word, value in settings if value is not None),
            *([(*base, "passive")] if entry.passive else [])]  # fmt: skip


def _order(before: Interface, after: Interface) -> list[str]:
    """The address that others are sent from is the first one: a new first one is marked `primary`."""
    name, _, unit = after.name.partition(".")
    old, new = ([address.ip for address in port.addresses if address.ip.version == 4] for port in (before, after))
    if not new or not old or new[0] == old[0] or len(new) < 2:
        return []
    base: Path = ("interfaces", name, "unit", unit, "family", "inet", "address")
    gone = [delete((*base, str(old[0]), "primary"))] if old[0] in new else []
    return [*gone, f"set {line((*base, str(new[0]), 'primary'))}"]
