"""`dhcp ipv4` and `dhcp ipv6` of IOS XR: profiles of relays, and the ports that relay by them."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.cisco_xr.interfaces import xr_port
from collectors.vendors.cisco_xr.system import xr_name
from models.interfaces import DEFAULT_VRF
from models.source import Status

_QUIET = (
    "relay", "broadcast-flag", "giaddr", "iana-route-add", "iapd-route-add", "source-interface", "option", "client-mac-mismatch",
    "outer-cos", "inner-cos", "duid", "allow-client-id-change", "database", "inner-vlan", "limit", "rate-limit",
)  # fmt: skip
_RELAYS = "ports that relay"
Target = tuple[IPv4Address | IPv6Address, str]


def _dhcp(line: Line, draft: Draft) -> None:
    """Ports may stand before or after the profile that they relay by."""
    if line.words not in (["dhcp", "ipv4"], ["dhcp", "ipv6"]):
        return
    line.modelled()
    profiles: dict[str, list[Target]] = {}
    for child in line.children:
        match child.words:
            case ["profile", name, "relay"]:
                child.modelled()
                profiles[name] = [found for each in child.children if (found := _target(each)) is not None]
            case [word, *_] if word in _QUIET:
                child.status, child.feature = Status.IGNORED, "DHCP options for clients"
    for child in line.children:
        match child.words:
            case ["interface", name, "relay", "profile", profile] if profile in profiles:
                child.modelled()
                held = draft.scratch.setdefault(_RELAYS, [])
                assert isinstance(held, list)
                held.append((xr_name(name), child, profiles[profile]))


def finish_relays(draft: Draft) -> None:
    """Ports relay in their VRF; a relay in another VRF has a way that the model does not know."""
    held = draft.scratch.get(_RELAYS, [])
    assert isinstance(held, list)
    for name, line, targets in held:
        port = xr_port(name, line, draft)
        port.helpers += [address for address, _ in targets]
        if any(vrf != port.facts.get("vrf", DEFAULT_VRF) for _, vrf in targets):
            line.status = Status.NOT_MODELLED


def _target(line: Line) -> Target | None:
    """`helper-address vrf V A [giaddr G]`."""
    match line.words:
        case ["helper-address", "vrf", vrf, address, *_]:
            found = address, vrf
        case ["helper-address", address, *_]:
            found = address, DEFAULT_VRF
        case [word, *_] if word in _QUIET:
            line.status, line.feature = Status.IGNORED, "DHCP options for clients"
            return None
        case _:
            return None
    try:
        target = ip_address(found[0])
    except ValueError:
        return None
    line.modelled()
    return target, found[1]


RELAY_READERS: dict[str, tuple[str, Reader]] = {"dhcp": ("DHCP relay", _dhcp)}
