"""Features that a config uses and the engine does not model: whose answers they make unknown, and why."""

import re
from typing import NamedTuple

from models.device import Device
from models.source import Status
from netplan.topology.memo import PerDevice

_CONTROL = re.compile(r"\b(eigrp|isis|is-is|rip|ripng|babel|router odr|mpls|ldp|segment-routing|lisp|otv|dmvpn|nhrp|virtual-link|sham-link)\b")
_DATA = re.compile(
    r"\b(policy.based.routing|pbr|policy route-map|ip nat|nat|nat44|firewall|zone|zone-pair|zone-member|crypto map|ipsec|wccp|"
    r"service-policy type pbr|traffic-policy|vlan access-map|vlan filter|access-group|filter input|filter output)\b"
)

_NAT = re.compile(r"\bnat\b")


class Unmodelled(NamedTuple):
    """Reasons by effect: `control` may add or change routes, `data` may drop, divert or rewrite packets."""

    control: str
    data: str


def _derive(device: Device) -> Unmodelled:
    control, data = "", ""
    marked = any(interface.nat for interface in device.interfaces.values())
    for line in device.coverage.unread:
        if line.status not in (Status.NOT_MODELLED, Status.UNKNOWN):
            continue
        text = f"{line.feature} {line.text}".lower()
        if not control and _CONTROL.search(text):
            control = f"{line.text.strip()} ({line.source}) is not modelled"
        elif marked and _NAT.search(text):
            continue  # the ports say where it acts
        elif not data and _DATA.search(text) and line.status is Status.NOT_MODELLED:
            data = f"{line.text.strip()} ({line.source}) is not modelled"
    return Unmodelled(control, data)


unmodelled = PerDevice(_derive)
"""What a device uses that the engine does not model, derived once for each device object."""
