"""What statements of both CLIs share: whether something is on, values that are listed, and addresses."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from collectors.braces import Statement
from collectors.draft import Draft
from models.source import Status


def on(at: Statement, default: bool = True) -> bool:
    """The administrative state: `admin-state` of the MD-CLI, `shutdown` of the classic one."""
    state = at.value("admin-state")
    if state in ("enable", "disable"):
        return state == "enable"
    if at.flag("no", "shutdown"):
        at.index["no"].modelled()
        return True
    return False if at.flag("shutdown") else default


def says(at: Statement, *path: str) -> bool | None:
    """A switch: `passive` or `passive true` is True, `passive false` and `no passive` False, None where nothing is stated."""
    if at.get(*path) is not None:
        return at.value(*path) != "false" and at.flag(*path)
    *above, word = path
    if at.flag(*above, "no", word):
        at.flag(*above, "no")
        return False
    return None


def listed(at: Statement | None) -> tuple[str, ...]:
    """All words below a statement, in order, marked as read: `[a b]` and `a b` alike."""
    if at is None:
        return ()
    at.modelled()
    found: list[str] = []
    for child in at.each():
        child.modelled()
        found += [child.word, *listed(child)]
    return tuple(found)


def address(word: str) -> IPv4Address | IPv6Address | None:
    """An address, None where a word is none."""
    try:
        return ip_address(word.partition("%")[0])
    except ValueError:
        return None


def address_of(at: Statement, *path: str) -> IPv4Address | IPv6Address | None:
    """The address at `path`, marked as read if it is one."""
    for value in at.below(*path):
        if (found := address(value.word)) is not None:
            at.value(*path)
            return found
    return None


def all_read(at: Statement) -> None:
    """Mark a statement and all below it as read."""
    at.modelled()
    for line in at.walk():
        line.modelled()


def doubt(draft: Draft, at: Statement, feature: str) -> None:
    """Remember that a statement says more than was understood; `settle_doubts` shows it."""
    held = draft.scratch.setdefault("doubts", [])
    assert isinstance(held, list)
    held.append((at, feature))


def settle_doubts(draft: Draft) -> None:
    """Statements in doubt are shown, whatever became of what stands below them."""
    held = draft.scratch.get("doubts", [])
    assert isinstance(held, list)
    for at, feature in held:
        at.status, at.feature = Status.NOT_MODELLED, feature
