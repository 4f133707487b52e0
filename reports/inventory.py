"""The list of devices as a document: for the people who must find, replace or insure them."""

from models.device import Device
from models.source import Status
from reports.consolidation.subject import Subject, percent
from reports.document import Block, Document, Section, Tile, plural, table
from reports.tables import Value


def build(subject: Subject) -> Document:
    """One row a device, then what could not be read."""
    devices = sorted(subject.network.devices.items())
    rows = [(name.name, subject.called(name.department), *_row(subject, device)) for name, device in devices]
    headers = [
        "Device",
        "Department",
        "System",
        "Model",
        "Version",
        "Serial numbers",
        "Site",
        "Role",
        "Interfaces",
        "Understood, %",
    ]
    blocks = [Block("All devices", table=table("inventory", headers, rows))]
    if missing := [(device, subject.called(department), outcome, note) for department, device, outcome, note in subject.failed]:
        blocks.append(
            Block(
                "What could not be read, or only in part",
                table=table("missing", ["Device", "Department", "Outcome", "Why"], missing),
            )
        )
    unknown = [
        f"the {words} of {count}"
        for words, what in (("model", "model"), ("version", "version"), ("serial number", "serials"))
        if (count := sum(not getattr(device, what) for _, device in devices))
    ]
    words = f"{plural(len(devices), 'device')}." + (f" Not known: {', '.join(unknown)}." if unknown else "")
    return Document(
        f"{subject.inventory.organisation.name}: network inventory",
        f"Inventory report, {subject.today.isoformat()}",
        (
            Tile(str(len(devices)), "devices"),
            Tile(str(len({device.site for _, device in devices if device.site})), "sites"),
            Tile(str(len({device.os for _, device in devices})), "operating systems"),
            Tile(str(len(subject.failed)), "not read, or only in part", "bad" if subject.failed else "good"),
        ),
        (Section("devices", "Devices", (Block(words=(words,)), *blocks)),),
        (
            ("Snapshot", f"{subject.snapshot}, {subject.snapshot_time}, SHA-256 {subject.snapshot_sha256}"),
            ("Inventory", f"SHA-256 {subject.inventory.sha256}"),
            ("netplan", subject.version),
        ),
    )


def _row(subject: Subject, device: Device) -> tuple[Value, ...]:
    lines = device.coverage
    return (
        subject.os_title(device.os),
        device.model,
        device.version,
        device.serials,
        device.site,
        device.role,
        len(device.interfaces),
        percent(lines.total(Status.MODELLED, Status.IGNORED), lines.total()),
    )
