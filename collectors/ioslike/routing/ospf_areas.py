"""`area ...` lines of an OSPF process."""

from dataclasses import replace

from collectors.ioslike.routing.routing_words import number, optional, options, prefix
from models.routing import OspfArea, OspfRange
from models.source import Source


def with_area(areas: tuple[OspfArea, ...], name: str, words: list[str], source: Source) -> tuple[OspfArea, ...]:
    """`areas` with what the words after `area <name>` say. Raises ValueError when they are not understood.

    >>> from models.source import NOWHERE
    >>> areas = with_area((), "0.0.0.1", ["stub", "no-summary"], NOWHERE)
    >>> (stub,) = with_area(areas, "0.0.0.1", ["default-cost", "5"], NOWHERE)
    >>> stub.kind, stub.no_summary, stub.default_cost
    ('stub', True, 5)
    """
    old = next((a for a in areas if a.area == name), OspfArea(name, source=source))
    return (*(a for a in areas if a.area != name), _changed(old, words, source))


def _changed(old: OspfArea, words: list[str], source: Source) -> OspfArea:
    match words:
        case ["stub"]:
            return replace(old, kind="stub")
        case ["stub", "no-summary"]:
            return replace(old, kind="stub", no_summary=True)
        case ["nssa", "translate", "type7", "always"] | ["nssa", "translate-always"]:
            # who translates changes no route: all of them name the same forwarding address (RFC 3101 3.1)
            return replace(old, kind="nssa")
        case ["nssa", *rest]:
            # metric options belong to the default route, whose cost the model takes from `default_cost`
            known = {"no-summary": 0, "default-information-originate": 0, "metric": 1, "metric-type": 1, "candidate": 0}
            found = options(rest, {**known, "translate-candidate": 0, "no-redistribution": 0})
            cost, kind = optional(found, "metric", 0xFFFFFF), optional(found, "metric-type")
            if kind not in (None, 1, 2):
                raise ValueError("no type of externals")
            return replace(
                old,
                kind="nssa",
                no_summary=old.no_summary or "no-summary" in found,
                default_originate=old.default_originate or "default-information-originate" in found,
                default_cost=old.default_cost if cost is None else cost,
                default_type=kind or old.default_type,
                no_redistribution=old.no_redistribution or "no-redistribution" in found,
            )
        case ["default-cost", cost]:
            return replace(old, default_cost=number(cost, 0, 0xFFFFFF))
        case ["range", *rest]:
            network, rest = prefix(rest)
            found = options(rest, {"advertise": 0, "not-advertise": 0, "cost": 1})
            new = OspfRange(network, "not-advertise" not in found, optional(found, "cost", 0xFFFFFF), source)
            return replace(old, ranges=(*old.ranges, new))
        case ["filter-list", "prefix", name, "in"]:
            return replace(old, policies_in=(*old.policies_in, name))
        case ["filter-list", "prefix", name, "out"]:
            return replace(old, policies_out=(*old.policies_out, name))
        case _:
            raise ValueError("not known here")
