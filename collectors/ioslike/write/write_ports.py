"""Commands for ports, VLANs and VRFs of the IOS-like systems."""

from dataclasses import fields

from collectors.ioslike.write.spelling import Spelling
from models.errors import CannotWrite
from models.interfaces import DEFAULT_VRF, Address, Fhrp, FhrpKind, Interface, InterfaceKind, OspfInterface, Switchport, Vlan, Vrf
from models.values import vlan_list

_WRITABLE = {
    "source", "enabled", "description", "vrf", "addresses", "mtu", "switchport", "helpers", "acl_in", "acl_out", "ospf", "fhrp",
    "encapsulation_vlan",
}  # fmt: skip


def vlan_lines(spelling: Spelling, old: Vlan | None, new: Vlan | None) -> list[str]:
    """Add, rename or remove a VLAN."""
    if spelling.os == "frr":
        raise CannotWrite("FRR has no VLAN commands; add the VLAN to the bridge of the host system by hand")
    if new is None:
        return [f"no vlan {old.id}"] if old else []
    if (new.vni, new.enabled) != ((old.vni, old.enabled) if old else (None, True)):
        raise CannotWrite(f"vlan {new.id}: its VNI and its state are not written by netplan; change them by hand")
    if new.name:
        return [f"vlan {new.id}", f" name {new.name}"]
    return [f"vlan {new.id}", *([" no name"] if old and old.name else [])]


def vrf_lines(spelling: Spelling, old: Vrf | None, new: Vrf | None) -> list[str]:
    """Add or remove a VRF for IPv4 with its route distinguisher."""
    if spelling.os == "frr":
        raise CannotWrite("FRR takes its VRFs from the kernel; add the VRF device on the host system by hand")
    if new is None:
        return [f"no {spelling.vrf_block.format(old.name)}"] if old else []
    plain = Vrf(new.name, rd=new.rd)
    if old is not None or new != plain:
        raise CannotWrite(f"vrf {new.name}: only a plain new VRF is written by netplan; set targets and policies by hand")
    lines = [spelling.vrf_block.format(new.name), *([f" rd {new.rd}"] if new.rd else [])]
    if spelling.os == "arista_eos":
        return [*lines, f"ip routing vrf {new.name}"]
    return [*lines, " address-family ipv4", " exit-address-family"]


def interface_lines(spelling: Spelling, old: Interface | None, new: Interface | None) -> list[str]:
    """The difference of two interfaces, in an order that the OS accepts (VRF before addresses)."""
    if new is None:
        if old is None:
            return []
        if old.kind is InterfaceKind.PHYSICAL:
            raise CannotWrite(f"interface {old.name}: a physical port cannot be removed; shut it down instead")
        return [f"no interface {old.name}"]
    # the name of a new port implies its speed
    base = old or Interface(new.name, kind=new.kind, parent=new.parent, vlan=new.vlan, speed=new.speed)
    if wrong := [f.name for f in fields(Interface) if f.name not in _WRITABLE and getattr(base, f.name) != getattr(new, f.name)]:
        raise CannotWrite(f"interface {new.name}: {', '.join(wrong)} cannot be written for {spelling.os}; change it by hand")
    lines: list[str] = []
    if base.description != new.description:
        lines.append(f"description {new.description}" if new.description else "no description")
    lines += _mode(spelling, base, new)
    if base.encapsulation_vlan != new.encapsulation_vlan:
        if new.encapsulation_vlan is None:
            raise CannotWrite(f"interface {new.name}: a subinterface cannot lose its VLAN tag; remove it instead")
        lines.append(f"encapsulation {'dot1q vlan' if spelling.os == 'arista_eos' else 'dot1Q'} {new.encapsulation_vlan}")
    addresses = base.addresses
    if base.vrf != new.vrf:
        if not spelling.interface_vrf:
            raise CannotWrite(f"interface {new.name}: {spelling.os} puts interfaces into VRFs on the host system; do it by hand")
        old_vrf = spelling.interface_vrf.format(base.vrf)
        lines.append(f"no {old_vrf}" if new.vrf == DEFAULT_VRF else spelling.interface_vrf.format(new.vrf))
        addresses = ()
    lines += _addresses(spelling, addresses, new.addresses)
    if any(h.version == 6 for h in {*base.helpers} ^ {*new.helpers}):
        raise CannotWrite(f"interface {new.name}: relays of DHCPv6 are not written by netplan; change them by hand")
    lines += [f"no ip helper-address {h}" for h in base.helpers if h not in new.helpers]
    lines += [f"ip helper-address {h}" for h in new.helpers if h not in base.helpers]
    for way, was, now in (("in", base.acl_in, new.acl_in), ("out", base.acl_out, new.acl_out)):
        if was != now:
            if not spelling.has_filters:
                raise CannotWrite(
                    f"interface {new.name}: {spelling.os} does not filter packets; use the firewall of the host system"
                )
            lines.append(f"ip access-group {now} {way}" if now else f"no ip access-group {was} {way}")
    if base.mtu != new.mtu:
        lines.append(f"mtu {new.mtu}" if new.mtu else "no mtu")
    lines += _ospf(spelling, base.ospf, new.ospf)
    lines += _fhrp(spelling, base.fhrp, new.fhrp)
    if base.enabled != new.enabled or (old is None and new.enabled):
        lines.append("no shutdown" if new.enabled else "shutdown")
    return [f"interface {new.name}", *(f" {line}" for line in lines)]


def _mode(spelling: Spelling, old: Interface, new: Interface) -> list[str]:
    """From routed to switched and between the kinds of switch port."""
    was, now = old.switchport, new.switchport
    if was == now:
        return []
    if spelling.os == "frr":
        raise CannotWrite("FRR has no switch ports; change the bridge of the host system by hand")
    if now is None:
        return ["no switchport"]
    lines = [] if was else ["switchport"]
    before = was or Switchport()
    if now.voice_vlan != before.voice_vlan or now.mode not in ("access", "trunk"):
        raise CannotWrite(
            f"interface {new.name}: voice VLANs and negotiated trunks are not written by netplan; change them by hand"
        )
    if now.access_vlan != before.access_vlan:
        lines.append(f"switchport access vlan {now.access_vlan}" if now.access_vlan != 1 else "no switchport access vlan")
    if now.native_vlan != before.native_vlan:
        lines.append(
            f"switchport trunk native vlan {now.native_vlan}" if now.native_vlan != 1 else "no switchport trunk native vlan"
        )
    if now.trunk_vlans != before.trunk_vlans:
        lines += _trunk(before.trunk_vlans, now.trunk_vlans)
    if now.mode != before.mode or was is None:
        lines.append(f"switchport mode {now.mode}")
    return lines


def _trunk(was: frozenset[int] | None, now: frozenset[int] | None) -> list[str]:
    """`add` and `remove` where there is a list already: a list typed anew is how trunks are cut by mistake."""
    if now is None:
        return ["no switchport trunk allowed vlan"]
    if was is None or not was:
        return [f"switchport trunk allowed vlan {vlan_list(now) or 'none'}"]
    lines = [f"switchport trunk allowed vlan add {vlan_list(now - was)}"] if now - was else []
    return lines + ([f"switchport trunk allowed vlan remove {vlan_list(was - now)}"] if was - now else [])


def _addresses(spelling: Spelling, was: tuple[Address, ...], now: tuple[Address, ...]) -> list[str]:
    """Secondaries leave first, then the primary is replaced, then secondaries come: no OS lets a primary go before them."""
    if spelling.many_addresses:
        there, wanted = {a.ip for a in was}, {a.ip for a in now}
        lines = [f"{_address(spelling, a)}" for a in now if a.ip not in there]
        return lines + [f"no {_address(spelling, a)}" for a in was if a.ip not in wanted]
    primary = {a.ip for a in now if not a.secondary and a.ip.version == 4}
    gone = [a for a in was if a not in now and (a.secondary or a.ip.version == 6 or not primary)]
    come = [a for a in (*[a for a in now if not a.secondary], *[a for a in now if a.secondary]) if a not in was]
    return [f"no {_address(spelling, a)}" for a in gone] + [_address(spelling, a) for a in come]


def _address(spelling: Spelling, address: Address) -> str:
    if address.ip.version == 6:
        return f"ipv6 address {address.ip}"
    return f"ip address {spelling.address(address.ip)}{spelling.secondary if address.secondary else ''}"


def _ospf(spelling: Spelling, was: tuple[OspfInterface, ...], now: tuple[OspfInterface, ...]) -> list[str]:
    if was == now:
        return []
    if any(o.version != 2 for o in (*was, *now)) or len(was) > 1 or len(now) > 1:
        raise CannotWrite("OSPFv3 and several OSPF processes on one interface are not written by netplan; change them by hand")
    old, new = (was or (OspfInterface(),))[0], (now or (OspfInterface(),))[0]
    lines: list[str] = []
    if (old.process, old.area) != (new.process, new.area):
        lines.append(f"ip ospf {_area(spelling, new)}" if new.area else f"no ip ospf {_area(spelling, old)}")
    if old.cost != new.cost:
        lines.append(f"ip ospf cost {new.cost}" if new.cost is not None else "no ip ospf cost")
    if old.network_type != new.network_type:
        lines.append(f"ip ospf network {new.network_type}" if new.network_type else "no ip ospf network")
    if old.passive != new.passive:
        if spelling.os != "frr":
            raise CannotWrite(f"a passive OSPF interface is written at the process on {spelling.os}")
        lines.append("ip ospf passive" if new.passive else "no ip ospf passive")
    if old.mtu_ignore != new.mtu_ignore:
        lines.append("ip ospf mtu-ignore" if new.mtu_ignore else "no ip ospf mtu-ignore")
    if (old.priority, old.hello, old.dead) != (new.priority, new.hello, new.dead):
        raise CannotWrite("OSPF timers and priorities are not written by netplan; change them by hand")
    return lines


def _area(spelling: Spelling, ospf: OspfInterface) -> str:
    return f"{ospf.process} area {ospf.area}" if spelling.os == "cisco_ios" else f"area {ospf.area}"


def _fhrp(spelling: Spelling, was: tuple[Fhrp, ...], now: tuple[Fhrp, ...]) -> list[str]:
    """Virtual addresses of groups that stay: the first is the group's address, the rest are secondaries."""
    lines: list[str] = []
    old = {(g.kind, g.group): g for g in was}
    for group in now:
        before = old.pop((group.kind, group.group), None)
        if before is None or (before.priority, before.preempt) != (group.priority, group.preempt):
            raise CannotWrite(
                f"{group.kind} group {group.group}: only its addresses are written by netplan; change the rest by hand"
            )
        lines += _virtual(spelling, before, group)
    if old:
        raise CannotWrite("a first-hop redundancy group is not removed by netplan; do it by hand")
    return lines


def _virtual(spelling: Spelling, was: Fhrp, now: Fhrp) -> list[str]:
    if was.addresses == now.addresses:
        return []
    words = {
        ("cisco_ios", FhrpKind.HSRP): f"standby {now.group} ip",
        ("cisco_ios", FhrpKind.VRRP): f"vrrp {now.group} ip",
        ("arista_eos", FhrpKind.VRRP): f"vrrp {now.group} ipv4",
    }.get((spelling.os, now.kind))
    if words is None or not now.addresses or not was.addresses:
        raise CannotWrite(f"{now.kind} group {now.group}: its addresses cannot be written for {spelling.os}; change them by hand")
    lines = [f"no {words} {a} secondary" for a in was.addresses[1:] if a not in now.addresses[1:]]
    if was.addresses[0] != now.addresses[0]:
        lines.append(f"{words} {now.addresses[0]}")
    return lines + [f"{words} {a} secondary" for a in now.addresses[1:] if a not in was.addresses[1:]]
