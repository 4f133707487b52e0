"""One change as the commands of an IOS-like system, as typed in configuration mode."""

from collections.abc import Callable

from collectors.ioslike.write.spelling import Spelling
from collectors.ioslike.write.write_filters import acl_lines, prefix_list_lines
from collectors.ioslike.write.write_ports import interface_lines, vlan_lines, vrf_lines
from collectors.ioslike.write.write_routing import bgp_lines, ospf_lines, policy_lines, service_lines, static_lines
from models.change import Change
from models.device import Device
from models.errors import CannotWrite
from models.filters import Acl
from models.interfaces import Interface, Vlan, Vrf
from models.link import Link
from models.policy import Policy, PrefixList
from models.routing import BgpProcess, OspfProcess, StaticRoute
from models.services import Service


def writer(spelling: Spelling) -> Callable[[Device, Change], list[str]]:
    """The `write` function of a dialect. It raises CannotWrite, naming what the OS has no words for."""

    def write(device: Device, change: Change) -> list[str]:
        match change.before, change.after:
            case (Interface() | None as old, Interface() | None as new):
                return interface_lines(spelling, old, new)
            case (Vlan() | None as old, Vlan() | None as new):
                return vlan_lines(spelling, old, new)
            case (Vrf() | None as old, Vrf() | None as new):
                return vrf_lines(spelling, old, new)
            case (StaticRoute() | None as old, StaticRoute() | None as new):
                return static_lines(spelling, old, new, device.forwards)
            case (OspfProcess() | None as old, OspfProcess() | None as new):
                return ospf_lines(spelling, old, new)
            case (BgpProcess() | None as old, BgpProcess() | None as new):
                return bgp_lines(spelling, old, new)
            case (Acl() | None as old, Acl() | None as new):
                return acl_lines(spelling, old, new)
            case (PrefixList() | None as old, PrefixList() | None as new):
                return prefix_list_lines(old, new)
            case (Policy() | None as old, Policy() | None as new):
                return policy_lines(old, new)
            case (Service() | None as old, Service() | None as new):
                return service_lines(spelling, old, new)
            case (Link() | None, Link() | None):
                return []
        raise CannotWrite(f"{change}: {spelling.os} has no commands for it; the step gives it in words")

    return write
