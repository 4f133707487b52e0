"""SD-WAN: ports that share routes. Which of them a packet takes is measured, so the routes over them are not certain."""

from dataclasses import dataclass

from collectors.draft import Draft
from collectors.vendors.fortinet.blocks import Block, each
from collectors.vendors.fortinet.names import own
from models.routing import Ip
from models.source import Status

ZONE = "virtual-wan-link"
"""The zone of a member that names none."""


@dataclass(frozen=True, slots=True)
class Member:
    """One port of an SD-WAN zone, with the next hop of routes over it."""

    zone: str
    interface: str
    gateway: Ip | None
    gateway6: Ip | None
    priority: int


def members_of(draft: Draft, vdom: str) -> list[Member]:
    """The members of a virtual domain."""
    known = draft.scratch.setdefault(f"members {vdom}", [])
    assert isinstance(known, list)
    return known


def read_sdwan(block: Block, draft: Draft) -> None:
    """`config system sdwan`, and `virtual-wan-link` of older systems. While it is off, or has no members, it does nothing."""
    on = block.is_on("status")
    known = members_of(draft, block.vdom)

    def member(entry: Block, draft: Draft) -> None:
        found = Member(
            entry.word("zone", ZONE), entry.word("interface"), entry.address("gateway"), entry.address("gateway6"),
            entry.amount("priority", 0),
        )  # fmt: skip
        if not found.interface:
            raise ValueError("a member without a port")
        if on and entry.word("status", "enable") == "enable":
            known.append(found)

    for table in block.tables("members"):
        each(table, member, draft)
        table.done()
    for table in block.tables("zone"):
        each(table, lambda entry, draft: None, draft)
        table.done()
    zones = draft.scratch.setdefault("zones", {})
    assert isinstance(zones, dict)
    for name in {each_member.zone for each_member in known}:
        ports = tuple(each_member.interface for each_member in known if each_member.zone == name)
        zones[own(block.vdom, name)] = (ports, False, block)
    if not known:
        for table in block.tables("health-check", "service", "duplication", "neighbor"):
            _all_read(table)
    block.done()


def _all_read(block: Block) -> None:
    """What is off is read to its end."""
    for line in (block, *block.walk()):
        if line.status is Status.UNKNOWN:
            line.modelled()
