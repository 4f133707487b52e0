"""What to say about a scan: the cure for each failure, and the tables."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from models.snapshot import Outcome, Result
from reports.tables import Column, Table

CURES: Mapping[Outcome, str] = {
    Outcome.OK: "",
    Outcome.PARTIAL: "netplan snapshot show names what is missing",
    Outcome.CUT_SHORT: "the config was not whole, so it was not kept: netplan scan {host} once more, at a quieter time",
    Outcome.UNKNOWN_OS: "say its platform in the inventory",
    Outcome.EMPTY: "the device showed an empty config: look at the account's rights with netplan scan log {host}",
    Outcome.UNREADABLE: "the output is no text: netplan scan log {host} shows what was asked",
    Outcome.BINARY: "the output is no text: netplan scan log {host} shows what was asked",
    Outcome.TOO_BIG: "the output is larger than any config: netplan scan log {host} shows what was asked",
    Outcome.DUPLICATE: "keep one entry of it in the inventory",
    Outcome.UNREACHABLE: "check its address, the way and the jump host: netplan scan test {host}",
    Outcome.HOST_KEY_UNKNOWN: "compare its key with the device: netplan scan trust {host}",
    Outcome.HOST_KEY_CHANGED: "find out why before anybody logs in; if it was replaced: netplan scan trust {host} --replace",
    Outcome.AUTH_FAILED: "correct the credential of {host} in the inventory, then: netplan scan test {host}",
    Outcome.PRIVILEGE: "let the account see the whole config, or give the credential an enable secret",
    Outcome.LEGACY_CRYPTO: "update the device, or allow broken algorithms for it alone: data: {{ssh: legacy}}",
    Outcome.TIME_OUT: "raise timeout under collectors, or repeat it at a quieter time",
    Outcome.NOT_THIS_OS: "correct its platform in the inventory",
    Outcome.NOT_ASKED: "repeat it: netplan scan --failed-from latest",
    Outcome.FAILED: "netplan scan log {host} shows what was asked; a defect of netplan is to be reported",
}
"""For every outcome what its owner can do; a test keeps the list whole."""


def cure(result: Result) -> str:
    """What to do about a failure."""
    return CURES[result.outcome].format(host=result.device)


def summary(results: Iterable[Result], title: str, snapshot: str = "") -> Table:
    """How many devices of each department have which outcome, the first of them, and what to do."""
    groups: defaultdict[tuple[str, Outcome], list[Result]] = defaultdict(list)
    for result in results:
        groups[result.device.department, result.outcome].append(result)
    columns = [
        Column("department", "Department", key=True),
        Column("outcome", "Outcome", key=True),
        Column("devices", "Devices"),
        Column("example", "For example"),
        Column("message", "Message"),
        Column("cure", "What to do"),
    ]
    rows = []
    for (department, outcome), found in sorted(
        groups.items(), key=lambda each: (each[0][0], not each[0][1].good, each[0][1].value)
    ):
        fine = outcome is Outcome.OK
        rows.append((department, outcome.value, len(found), "" if fine else found[0].device.name, found[0].message, cure(found[0])))
    return Table("scan", columns, rows, title=title, snapshot=snapshot)


def counted(number: int, thing: str) -> str:
    """A number with its noun.

    >>> counted(1, "device"), counted(3, "device")
    ('1 device', '3 devices')
    """
    return f"{number} {thing}{'' if number == 1 else 's'}"
