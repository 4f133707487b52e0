"""The crawl of `netplan scan --discover`: round after round of neighbours, and what is to be known of it beforehand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from collectors.credentials import Credentials
from collectors.dialect import dialect
from collectors.discover import Candidate, Discovery, crawl
from collectors.scan import Ended
from collectors.target import Target
from models.device import Device, DeviceId
from models.errors import CollectError, CredentialError, InventoryError, UsageError
from models.inventory import Bounds, Inventory
from models.scan import Asked
from models.snapshot import Result
from models.store import Store
from models.store.journal import Journal
from netplan.cli.console import say
from netplan.cli.options import show
from netplan.cli.scan import ways
from netplan.cli.scan.unknown import settler, strangers_table
from netplan.cli.scan.words import counted
from netplan.cli.state import store
from reports.tables import Format

Go = Callable[[list[Target]], Ended]
"""Visits devices as the scan does, and puts them on file."""


def checked(known: Inventory, seeds: Iterable[DeviceId], credentials: Credentials) -> None:
    """Say before the first login what would stop a crawl. Raises UsageError, InventoryError or CredentialError."""
    departments = sorted({each.department for each in seeds})
    crawled = [each for each in departments if each in known.discovery]
    if not crawled:
        raise UsageError(
            f"the inventory does not say where to go: add discovery: {{{departments[0]}: {{allow: [PREFIX], credential: NAME}}}}"
        )
    for department in sorted(set(departments) - set(crawled)):
        say(f"{department}: not crawled, for discovery: of the inventory does not name it")
    for department in crawled:
        bounds = known.discovery[department]
        try:
            if bounds.platform and dialect(bounds.platform).console is None:
                raise CollectError(f"a device of the platform {bounds.platform} cannot be asked live")
        except CollectError as fault:
            raise InventoryError(f"{bounds.source}: error: discovery.{department}: {fault}; no device was logged in to") from None
        try:
            credentials.login(known.credentials[bounds.credential])
        except CredentialError as fault:
            raise CredentialError(f"{fault}\n(for discovery.{department}); no device was logged in to") from None


@dataclass(frozen=True, slots=True)
class Crawl:
    """One crawl of one scan. What is on file of this scan already is not visited again."""

    known: Inventory
    state: Path
    credentials: Credentials
    base: Store
    journal: Journal
    number: int

    def run(self, asked: Asked, go: Go) -> Discovery:
        """Follow the neighbours of the devices that the scan was asked for and that went well."""
        seeds = {id: device for id, device in self._facts(asked.targets).items() if isinstance(device, Device)}

        def visit(wanted: Sequence[Candidate]) -> Mapping[DeviceId, Device | str]:
            done = {result.device for result in self.journal.visited(self.number)}
            made = ways.targets_found(
                self.known, [each for each in wanted if each.device not in done], self.state, self.credentials
            )
            refused = {id: target for id, target in made.items() if isinstance(target, str)}
            targets = [target for target in made.values() if isinstance(target, Target)]
            ended = Ended()
            if targets:
                hops = wanted[0].hops
                say(f"{counted(len(targets), 'neighbour')} to visit, {counted(hops, 'wire')} away")
                ended = go(targets)
            return {**self._facts([each.device for each in wanted]), **ended.unasked, **refused}

        return crawl(seeds, self.known.hosts.values(), self.known.discovery, visit, settler(self.known))

    def _facts(self, devices: Iterable[DeviceId]) -> dict[DeviceId, Device | str]:
        """What this scan has on file of `devices`: their facts, or why there are none."""
        results = {result.device: result for result in self.journal.visited(self.number)}
        wanted = [results[device] for device in devices if device in results]
        facts = self.base.facts([result.facts_sha256 for result in wanted if result.facts_sha256])
        return {result.device: facts.get(result.facts_sha256) or failure(result) for result in wanted}


def failure(result: Result) -> str:
    """Why there are no facts of a device that was visited."""
    return f"{result.outcome.value}: {result.message}"


def foreseen(
    context: typer.Context, known: Inventory, wanted: Sequence[DeviceId], format: Format | None, output: Path | None
) -> None:
    """Show which neighbours a crawl would contact first, by what the latest snapshot knows. Nobody is connected to."""
    checked(known, wanted, Credentials())
    base = store(context)
    network = base.network("latest")
    seeds = {device: network.devices[device] for device in wanted if device in network.devices}
    for device in wanted:
        if device not in seeds:
            say(f"{device}: what it hears is not known before its first visit")
    would: list[DeviceId] = []

    def visit(candidates: Sequence[Candidate]) -> Mapping[DeviceId, Device | str]:
        would.extend(each.device for each in candidates)
        return {each.device: _manner(known.discovery[each.device.department]) for each in candidates}

    found = crawl(seeds, known.hosts.values(), known.discovery, visit, settler(known)).strangers
    if format is None and output is None:  # the one table of any other format is that of the devices
        show(strangers_table(found, title="What would become of neighbours", why="In a crawl"))
    say(f"{counted(len(would), 'neighbour')} would be contacted, and then their neighbours in turn; nothing was sent")


def _manner(bounds: Bounds) -> str:
    """How a neighbour would be contacted."""
    os = f"as {bounds.platform}" if bounds.platform else "and asked for its OS"
    return f"would be contacted with the credential {bounds.credential} {os}"
