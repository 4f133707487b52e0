"""The table of `netplan show nat`: what routers translate into what, what is assumed, and what is not known of it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from netplan.cli.choose import OWNER
from reports.tables import Column

if TYPE_CHECKING:
    from models.device import Device, DeviceId
    from models.nat import NatRule
    from models.store import Store

COLUMNS = [
    *OWNER,
    Column("kind", "Kind"),
    Column("vrf", "VRF"),
    Column("inside", "Inside", key=True),
    Column("outside", "Outside"),
    Column("protocol", "Protocol"),
    Column("inside_port", "Inside port"),
    Column("outside_port", "Outside port"),
    Column("assumed", "Assumed"),
    Column("unknown", "Not known because"),
    Column("source", "Source"),
]
"""`inside` is an address, or the list that permits what is translated. A line that is not understood is a row without a rule."""


def nat(base: "Store", ref: str, devices: "set[DeviceId] | None") -> tuple[list[Column], list[Sequence[Any]]]:
    """The columns and rows: one row a rule, and one for each line about NAT that is not modelled."""
    known = base.network(ref).devices
    return COLUMNS, [row for id in sorted(known) if devices is None or id in devices for row in _rows(known[id])]


def _inside(fact: "NatRule") -> str:
    if fact.local is not None:
        return str(fact.local)
    return f"route map {fact.policy}" if fact.policy else f"list {fact.acl}"


def _rows(device: "Device") -> Iterator[Sequence[Any]]:
    from models.nat import NatKind
    from netplan.forwarding.filters.packets import addresses, protocols
    from netplan.forwarding.nat.rules import ABOUT_NAT, ALL, nat_of
    from netplan.forwarding.nat.words import assumed

    for rule in (*nat_of(device).rules, *nat_of(device).foreign):
        fact = rule.fact
        port = fact.kind is NatKind.PORT
        why = rule.why or next((each.why for each in rule.conditions if each.why), "")
        yield (
            *device.id, "outside source" if fact.foreign else fact.kind.value, fact.vrf, _inside(fact),
            addresses((rule.addresses,), 4) if rule.addresses != ALL else None,
            protocols(((fact.protocol, fact.protocol),))[0] if port else None,
            fact.local_port if port else None, fact.outer_port if port else None, assumed(fact, rule.addresses), why,
            str(fact.source),
        )  # fmt: skip
    for line in device.coverage.unread:
        if ABOUT_NAT.search(f"{line.feature} {line.text}"):
            yield *device.id, None, None, None, None, None, None, None, "", f"{line.text.strip()} is not modelled", str(line.source)
