"""Bundles on the command line: written by `netplan scan --to-bundle`, taken in by `netplan load`."""

import platform
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from models.errors import CollectError
from netplan.cli.console import say
from netplan.cli.options import settings
from netplan.cli.state import inventory, store

if TYPE_CHECKING:
    from collectors.transports.bundle import Bundle
    from models.device import DeviceId
    from models.scan import Asked
    from models.snapshot import Note, Result, Stored
    from models.store import Store


def write_bundle(
    context: typer.Context, base: "Store", stored: "Stored", devices: "set[DeviceId]", asked: "Asked", path: Path
) -> None:
    """Write what a scan found of `devices` to `path`, signed by this installation."""
    import netplan
    from collectors.signing import Signer, fingerprint
    from collectors.transports.bundle import made_bundle
    from reports.files import write_atomically

    results = [result for result in base.results(str(stored.id)) if result.device in devices]
    texts = base.texts({sha256 for result in results for _, _, sha256 in result.captures})
    signer = Signer.of(settings(context).state)
    content = made_bundle(results, texts, signer, stored.taken, asked.started, asked.who, platform.node(), netplan.__version__)
    write_atomically(path, content)
    say(f"{path}: {len(results)} devices, no secrets, {len(content) / 1e6:.1f} MB; netplan load {path.name} takes it in elsewhere")
    say(f"signed by {fingerprint(signer.public)}; tell this to the centre by another way than the file")


def accepted(context: typer.Context, path: Path, signer: str) -> "Bundle":
    """The bundle at `path`, checked, of a signer who is known or accepted now. Raises CollectError."""
    from collectors.signing import Signers
    from collectors.transports.bundle import read_bundle

    bundle = read_bundle(path)
    made = bundle.manifest
    signers = Signers(settings(context).state)
    known = signers.known()
    if bundle.fingerprint not in known:
        if signer != bundle.fingerprint:
            other = f" (not by {signer})" if signer else ""
            raise CollectError(
                f"{path}: signed by {bundle.fingerprint}{other}, who is not known here; ask whoever made it for the fingerprint, "
                f"and when it is this one: netplan load {path} --signer {bundle.fingerprint}"
            )
        signers.accept(bundle.fingerprint)
        say(f"{bundle.fingerprint} is a known signer from now on")
    origin = f"made {made.made:%Y-%m-%d %H:%M} UTC by {made.who} on {made.host} with netplan {made.version}"
    say(f"{path}: {origin}; every byte is as it was signed")
    return bundle


def take_in(context: typer.Context, path: Path, signer: str, name: str) -> "tuple[tuple[Result, ...], Stored | None]":
    """Take a bundle in as a new snapshot: the results of its devices, and the snapshot (None when no device is good)."""
    import netplan
    from collectors.collect import Load, check_department, collect
    from collectors.redact import installation_key
    from collectors.visited import composed
    from models.inventory import Inventory
    from models.scan import Before
    from models.snapshot import Note

    bundle = accepted(context, path, signer)
    known = inventory(context)
    for department in sorted({result.device.department for result in bundle.results}):
        check_department(department, known)
    base = store(context, make=True)
    loads = [Load(department, listing) for department, listing in bundle.listings().items()]
    fresh, _ = collect(loads, installation_key(settings(context).state), known, base.parsed())
    made = bundle.manifest
    signed = f"{made.made:%Y-%m-%d %H:%M} UTC, signed by {bundle.fingerprint}"
    origin = f"from a bundle of {signed}; its tokens for secrets are those of that installation"
    read = {result.device: result for result in fresh.results}
    results = tuple(_joined(read.get(result.device), result, Note(result.file, 0, "bundle", origin)) for result in bundle.results)
    before = base.find() if base.snapshots() else None
    earlier = Before(before, base.results(str(before.id)), *base.wires(str(before.id))) if before else None
    together = composed(results, earlier, made.started, {}, known or Inventory("", ""))
    if together is None:
        return results, None
    kept = {result.device for result in together.results if result in results}
    devices = {device: facts for device, facts in fresh.devices.items() if device in kept}
    captures = tuple(capture for capture in fresh.captures if capture.device in kept)
    parsed = {device: key for device, key in fresh.parsed.items() if device in kept}
    told = replace(together, kind="bundle", name=name, version=netplan.__version__)
    return results, base.save(replace(told, devices=devices, captures=captures, parsed=parsed))


def _joined(read: "Result | None", said: "Result", note: "Note") -> "Result":
    """What was read here, with what only the other side knows: when, and what was hidden there."""
    from models.snapshot import Outcome

    if read is None:
        return replace(said, notes=(*said.notes, note), captures=(), facts_sha256="")
    partial = read.outcome is Outcome.OK and said.outcome is Outcome.PARTIAL
    notes = tuple(dict.fromkeys((*said.notes, *read.notes, note)))
    outcome, message = (said.outcome, said.message) if partial else (read.outcome, read.message)
    return replace(read, outcome=outcome, message=message, taken=said.taken, notes=notes, redacted=said.redacted)
