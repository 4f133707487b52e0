"""The plan file: a plan as JSON with its version, refused when what it was made from has changed since."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from models.codec import decode, dumps, encode
from models.errors import FormatError, PlanError, StalePlan
from models.plan import Bound, Plan
from models.target import Target

FORMAT_VERSION = "1.0"
"""The first number changes when older programs cannot read the file any more."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands in the file: the plan, its version, and the SHA-256 of the plan's own text."""

    format_version: str
    sha256: str
    plan: Plan


def digest(value: object) -> str:
    """SHA-256 of a value of the model in its JSON form: equal values have equal digests.

    >>> digest(("a", 1)) == digest(("a", 1)), len(digest(("a", 1)))
    (True, 64)
    """
    return sha256(json.dumps(encode(value), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def bound_to(snapshot_sha256: str, inventory_sha256: str, target: Target, decisions: dict[str, str]) -> Bound:
    """What a plan is made from, as hashes; decisions in no particular order."""
    return Bound(snapshot_sha256, inventory_sha256, digest(target), digest(sorted(decisions.items())))


def to_text(plan: Plan) -> str:
    """The plan as the text of its file."""
    return dumps(Envelope(FORMAT_VERSION, digest(plan), plan), indent=1) + "\n"


def from_text(text: str, name: str) -> Plan:
    """The plan in the text of a file called `name`. Raises PlanError with the place that is not right."""
    try:
        plain = json.loads(text)
    except json.JSONDecodeError as error:
        raise PlanError(f"{name}:{error.lineno}:{error.colno}: this is not JSON ({error.msg}); is the file whole?") from error
    if not isinstance(plain, dict) or "format_version" not in plain or "plan" not in plain:
        raise PlanError(f"{name}: this is not a plan file; netplan plan create writes one")
    version = str(plain["format_version"])
    if version.split(".")[0] != FORMAT_VERSION.split(".")[0]:
        raise PlanError(f"{name}: its format is {version}, this program reads {FORMAT_VERSION}; make the plan anew")
    try:
        plan = decode(Plan, plain["plan"])
    except FormatError as error:
        raise PlanError(f"{name}: {error}; the file was damaged or edited, make the plan anew") from error
    if digest(plan) != plain.get("sha256"):
        raise PlanError(f"{name}: the plan is not the one that was written (its sha256 does not match); make the plan anew")
    return plan


def load(path: Path) -> Plan:
    """Read a plan file. Raises PlanError when it is not one."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise PlanError(f"{path}: there is no such file; netplan plan create -o {path} makes one") from error
    except UnicodeDecodeError as error:
        raise PlanError(f"{path}: this is not text (byte {error.start}); netplan plan create writes plan files") from error
    return from_text(text, str(path))


def check_fresh(plan: Plan, now: Bound, name: str) -> None:
    """Raise StalePlan when the snapshot, the inventory, the target or the decisions are not those of the plan."""
    parts = ("snapshot", "inventory", "target", "decisions")
    stale = [part for part in parts if getattr(plan.bound_to, part) != getattr(now, part)]
    if stale:
        raise StalePlan(
            f"{name} was made from another {', '.join(stale)} than the present one; make it anew with netplan plan create"
        )
