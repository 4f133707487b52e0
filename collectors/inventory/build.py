"""Checked values to the frozen Inventory; what only several values together can get wrong is found here."""

from collections.abc import Iterable, Mapping
from typing import Any

from collectors.inventory.check import Checked
from collectors.inventory.problems import Problems
from models.inventory import (
    Acceptance,
    Bounds,
    Contract,
    Credential,
    Department,
    Freeze,
    JumpHost,
    Names,
    Organisation,
    Site,
    SourceOfConfigs,
    Window,
)
from models.link import Link

Section = Mapping[str, Checked]


def taken(entry: Checked, *keys: str) -> dict[str, Any]:
    """The values of `keys` that stand in `entry`, so that the others keep the model's defaults."""
    return {key: entry[key] for key in keys if entry.get(key) is not None}


def names(value: object) -> Names:
    """A text by language; a plain text stands under ""."""
    return dict(value) if isinstance(value, Mapping) else {"": str(value)} if value else {}


def organisation(entry: Checked) -> Organisation:
    """Who plans."""
    return Organisation(**taken(entry, "name", "languages", "currency", "timezone"))


def departments(section: Section) -> dict[str, Department]:
    """Who owns networks."""
    plain = ("owner", "technical", "cost_centre", "stance", "lead_days", "decides")
    return {
        key: Department(key, names(entry.get("name")), **taken(entry, *plain), source=entry.source)
        for key, entry in section.items()
    }


def realms(section: Section, problems: Problems) -> tuple[dict[str, str], dict[str, str]]:
    """Department → realm, and realm → jump host. A department in two realms is a problem."""
    realm_of: dict[str, str] = {}
    reached: dict[str, str] = {}
    for realm, entry in section.items():
        for department in entry.get("departments") or ():
            if department in realm_of:
                problems.add(
                    entry.mark, entry.path, f"{department!r} is in realm {realm_of[department]!r} already", "name it in one realm"
                )
            realm_of[department] = realm
        if entry.get("reached_by"):
            reached[realm] = entry["reached_by"]
    return realm_of, reached


def sites(section: Section) -> dict[str, Site]:
    """Where devices stand."""
    found = {}
    for key, entry in section.items():
        at = entry.get("location")
        location = (float(at["lat"]), float(at["lon"])) if at and None not in (at.get("lat"), at.get("lon")) else None
        plain = taken(entry, "department", "address", "criticality", "shares_building_with")
        found[key] = Site(key, **plain, location=location, source=entry.source)
    return found


def credentials(section: Section, problems: Problems) -> dict[str, Credential]:
    """How to log in. The fields under `snmp` are references named snmp_user, snmp_auth, … Fallbacks in a circle are a problem."""
    _no_circle(section, "fallback", "falls back on itself", problems)
    plain = ("username", "agent", "fallback")
    found = {}
    for key, entry in section.items():
        references = {name: str(value) for name, value in entry.items() if name not in (*plain, "snmp") and value is not None}
        references |= {f"snmp_{name}": str(value) for name, value in (entry.get("snmp") or {}).items() if value is not None}
        found[key] = Credential(key, references=references, **taken(entry, *plain), source=entry.source)
    return found


def jump_hosts(section: Section, problems: Problems) -> dict[str, JumpHost]:
    """Hosts through which others are reached. Hosts that are reached through each other in a circle are a problem."""
    _no_circle(section, "via", "reached through itself", problems)
    plain = ("hostname", "port", "credential", "known_hosts", "via")
    return {key: JumpHost(key, **({"hostname": ""} | taken(entry, *plain)), source=entry.source) for key, entry in section.items()}


def _no_circle(section: Section, step: str, what: str, problems: Problems) -> None:
    """Note every entry that comes back to itself by following `step`."""
    for key, entry in section.items():
        passed, at = [key], str(entry.get(step))
        while at in section and at not in passed:
            passed.append(at)
            at = str(section[at].get(step))
        if at == key:
            problems.add(entry.mark, entry.path, f"{what}: {' → '.join([*passed, key])}", f"take one `{step}` out")


def discovery(section: Section) -> dict[str, Bounds]:
    """Where a crawl may go, by department."""
    plain = ("deny", "deny_names", "hops", "most", "credential", "platform")
    return {key: Bounds(entry.get("allow") or (), **taken(entry, *plain), source=entry.source) for key, entry in section.items()}


def sources(listed: Iterable[Checked], problems: Problems) -> tuple[SourceOfConfigs, ...]:
    """Folders, repositories and lists with more devices. Each needs a place and, unless it says so per device, a department."""
    found = []
    for entry in listed:
        place = "url" if entry.get("type") == "netbox" else "path"
        if entry.get("type") and not entry.get(place):
            problems.add(entry.mark, entry.path, f"{place!r} is missing", f"add `{place}: …`")
        if entry.get("type") in ("folder", "git") and "department" not in entry:
            problems.add(entry.mark, entry.path, "'department' is missing", "add `department: …`: whose configs are these?")
        options = {key: value for key, value in entry.items() if key not in ("type", place, "department")}
        found.append(
            SourceOfConfigs(entry.get("type") or "", entry.get(place) or "", entry.get("department") or "", options, entry.source)
        )
    return tuple(found)


def links(listed: Iterable[Checked], departments: Iterable[str], problems: Problems) -> tuple[Link, ...]:
    """Declared wires; the departments of both ends must exist, and a wire has two different ends."""
    known = set(departments)
    found = []
    for entry in listed:
        a, b = entry.get("a"), entry.get("b")
        for side, port in (("a", a), ("b", b)):
            if port is not None and port.device.department not in known:
                name = port.device.department
                problems.add(
                    entry.marks[side], f"{entry.path}.{side}", f"no department {name!r}", "write department/device:interface"
                )
        if a is not None and a == b:
            problems.add(entry.mark, entry.path, "both ends are the same port", "name the port at the other end")
        if a is not None and b is not None:
            found.append(Link(a, b, source=entry.source))
    return tuple(found)


def contracts(section: Section, problems: Problems) -> dict[str, Contract]:
    """What is paid to whom. The price stands once, per month or per year."""
    prices = ("per_month", "eur_per_month", "per_year", "eur_per_year")
    found = {}
    for key, entry in section.items():
        given = taken(entry, *prices)
        if len(given) > 1:
            problems.add(entry.mark, entry.path, f"the price stands {len(given)} times: {', '.join(given)}", "keep one of them")
        month = sum(value / (12 if name.endswith("year") else 1) for name, value in given.items())
        plain = taken(entry, "supplier", "kind", "ends", "notice_months", "renews_months", "exit_fee")
        found[key] = Contract(
            key,
            entry.get("department") or "",
            per_month=month,
            covers=dict(entry.get("covers") or {}),
            **plain,
            source=entry.source,
        )
    return found


def windows(section: Section, problems: Problems) -> tuple[Window, ...]:
    """When work may be done: a recurrence with a start, or whole days."""
    found = []
    for key, entry in section.items():
        recurring, days = "rrule" in entry, "from" in entry or "to" in entry
        if recurring == days:
            what = "both a recurrence and days" if recurring else "says no time"
            problems.add(entry.mark, entry.path, what, "give either rrule, start and duration, or from and to")
        elif recurring and "start" not in entry:
            problems.add(entry.mark, entry.path, "'start' is missing", 'add `start: "22:00"`')
        elif days:
            _in_order(entry, problems)
        plain = taken(entry, "rrule", "start", "max_devices")
        if entry.get("duration"):
            plain["length"] = entry["duration"]
        found.append(
            Window(key, entry.get("departments") or (), **plain, first=entry.get("from"), last=entry.get("to"), source=entry.source)
        )
    return tuple(found)


def freezes(listed: Iterable[Checked], problems: Problems) -> tuple[Freeze, ...]:
    """When no work may be done."""
    found = []
    for entry in listed:
        if _in_order(entry, problems):
            found.append(Freeze(entry["from"], entry["to"], **taken(entry, "departments", "reason"), source=entry.source))
    return tuple(found)


def _in_order(entry: Checked, problems: Problems) -> bool:
    """Whether `from` and `to` are both there and in order."""
    first, last = entry.get("from"), entry.get("to")
    for key in ("from", "to"):
        if key not in entry:
            problems.add(entry.mark, entry.path, f"{key!r} is missing", f"add `{key}: 2027-06-30`")
    if first is not None and last is not None and last < first:
        problems.add(entry.marks["to"], f"{entry.path}.to", f"{last} is before {first}", "exchange the two dates")
    return first is not None and last is not None


def acceptances(listed: Iterable[Checked]) -> tuple[Acceptance, ...]:
    """Findings that somebody accepts until a date."""
    return tuple(
        Acceptance(entry["rule"], dict(entry.get("where") or {}), entry["reason"], entry["owner"], entry["until"], entry.source)
        for entry in listed
        if all(entry.get(key) is not None for key in ("rule", "reason", "owner", "until"))
    )
