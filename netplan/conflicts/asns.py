"""BGP autonomous system numbers."""

from collections.abc import Iterable, Iterator

from models.plan import Conflict, Option, Side
from netplan.conflicts.groups import Use, keep_one, shared_between_realms
from netplan.conflicts.view import View


def same_asn(view: View) -> Iterator[Conflict]:
    """Departments run BGP under the same AS number: behind one core each drops the other's routes as its own (RFC 4271 §9.1.2)."""
    uses = (
        (process.asn, Use(id, "" if process.vrf == "default" else f"VRF {process.vrf}", process.source))
        for id, device in sorted(view.network.devices.items())
        for process in device.bgp.values()
    )

    def options(sides: tuple[Side, ...]) -> Iterable[Option]:
        yield from keep_one("routers")(sides)
        yield Option(
            "local-as", "the others show another number to the core only (local-as), until a date", len(sides) - 1, "borders"
        )

    return shared_between_realms(view, "asn", uses, lambda asn: (f"asn {asn}", f"AS {asn} is used by"), options)
