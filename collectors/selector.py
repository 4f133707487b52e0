"""Selectors: which hosts of the inventory a command is about.

    host   glob*   department:sote   site:kallio   group:ios   role:core   !not

Several combine: the union of what is named, without what stands behind "!". Only negatives: all but these.
A name that selects nothing is an error with the nearest name that would.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from models.device import DeviceId
from models.errors import UsageError
from models.inventory import Host, Inventory

KINDS = ("department", "site", "group", "role")


def select(inventory: Inventory, selectors: Sequence[str] = ()) -> list[Host]:
    """The hosts that `selectors` name, sorted by department and name; all of them without a selector.

    A host is named by its name, or by department/name where departments share it. Raises UsageError for a selector that
    selects nothing.
    """
    wanted: set[DeviceId] = set()
    unwanted: set[DeviceId] = set()
    for selector in selectors:
        if selector.startswith("!"):
            unwanted |= _selected(inventory, selector[1:])
        else:
            wanted |= _selected(inventory, selector)
    if all(selector.startswith("!") for selector in selectors):
        wanted = set(inventory.hosts)
    return [inventory.hosts[device] for device in sorted(wanted - unwanted)]


def _selected(inventory: Inventory, selector: str) -> set[DeviceId]:
    """The hosts of one selector, without its "!"."""
    kind, colon, value = selector.partition(":")
    if colon and kind not in KINDS:
        raise UsageError(f"no selector {kind!r}; use host, glob*, {', '.join(f'{each}:NAME' for each in KINDS)}, or !not")
    if colon:
        found = {host.id for host in inventory.hosts.values() if any(_named(name, value) for name in _names(host, kind))}
        known = {name for host in inventory.hosts.values() for name in _names(host, kind)}
        if not found and value not in _declared(inventory, kind):
            raise _nothing(f"{kind} {value!r}", value, known | _declared(inventory, kind))
        return found
    found = {device for device in inventory.hosts if _named(device.name, selector) or _named(str(device), selector)}
    if not found:
        raise _nothing(f"host {selector!r}", selector, {device.name for device in inventory.hosts})
    return found


def _named(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern) if any(sign in pattern for sign in "*?[") else name == pattern


def _names(host: Host, kind: str) -> tuple[str, ...]:
    match kind:
        case "department":
            return (host.id.department,)
        case "site":
            return (host.site,) if host.site else ()
        case "group":
            return host.groups
        case _:
            return (host.role,) if host.role else ()


def _declared(inventory: Inventory, kind: str) -> set[str]:
    """Names that exist although no host bears them: such a selector is right, and empty."""
    return set(inventory.departments if kind == "department" else inventory.sites if kind == "site" else ())


def _nothing(what: str, wrong: str, known: Iterable[str]) -> UsageError:
    listed = sorted(known)
    near = get_close_matches(wrong, listed, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(listed[:12])}{', …' if len(listed) > 12 else ''}"
    return UsageError(f"no {what} there; {hint}")
