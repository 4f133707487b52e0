"""Statements as paths of words, and the commands that lead from one set of them to another."""

from collections.abc import Iterable, Sequence

from collectors.braces import quoted
from collectors.vendors.juniper_junos.spoken import SINGLE
from models.errors import CannotWrite
from models.interfaces import DEFAULT_VRF

Path = tuple[str, ...]


def commands(before: Sequence[Path], after: Sequence[Path]) -> list[str]:
    """`delete` what is no more, `set` what is new. A new single value replaces the old one by itself.

    >>> commands([("a", "mtu", "1"), ("a", "x")], [("a", "mtu", "2")])
    ['delete a x', 'set a mtu 2']
    """
    kept = set(after)
    replaced = {path[:-1] for path in after if _single(path)}
    gone = [path for path in before if path not in kept and not (_single(path) and path[:-1] in replaced)]
    roots = set(gone)
    deleted = [path for path in gone if not any(path[:size] in roots for size in range(1, len(path)))]
    return [*map(delete, deleted), *(f"set {line(path)}" for path in after if path not in set(before))]


def delete(path: Path) -> str:
    """The command that takes a statement away; a single value needs no naming."""
    return f"delete {line(path[:-1] if _single(path) else path)}"


def line(path: Iterable[str]) -> str:
    """A path as typed. Raises CannotWrite for text that would end the line: a device chose it, and the rest would be a command."""
    words = list(path)
    if not all(word.isprintable() for word in words):
        raise CannotWrite(f"{' '.join(words)!r}: a name or text with control characters is not written; change it by hand")
    return " ".join(map(quoted, words))


def instance(vrf: str) -> Path:
    """Where the statements of a VRF stand."""
    return () if vrf == DEFAULT_VRF else ("routing-instances", vrf)


def table(vrf: str, version: int) -> str:
    """The name of a routing table.

    >>> table("default", 4), table("RED", 6)
    ('inet.0', 'RED.inet6.0')
    """
    return f"{'' if vrf == DEFAULT_VRF else vrf + '.'}inet{'6' if version == 6 else ''}.0"


def _single(path: Path) -> bool:
    return len(path) > 2 and path[-2] in SINGLE and path[-2] not in ("interface", "vrf-target")
