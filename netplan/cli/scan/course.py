"""One scan from the command line: from the first line of the journal to the summary."""

import getpass
import os
import platform
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import typer

import netplan
from collectors.breaker import Breaker
from collectors.credentials import Credentials
from collectors.discover import Discovery
from collectors.found import marked
from collectors.limits import Limits
from collectors.redact import installation_key
from collectors.scan import Ended, Stop, scan
from collectors.target import Target
from collectors.visited import composed
from models.device import DeviceId
from models.errors import UsageError
from models.inventory import Inventory
from models.scan import Asked, Before
from models.snapshot import Outcome, Result, Snapshot, Stored
from models.store import Store
from models.store.journal import Journal
from netplan.cli.bundle import write_bundle
from netplan.cli.console import say
from netplan.cli.options import settings, show
from netplan.cli.scan import ways
from netplan.cli.scan.crawl import Crawl, checked
from netplan.cli.scan.live import shown
from netplan.cli.scan.unknown import tell_strangers
from netplan.cli.scan.words import counted, summary
from netplan.cli.state import store
from reports.tables import Format

NOTHING, FINDINGS, PARTIAL, CREDENTIALS, INTERRUPTED = 1, 2, 3, 4, 130


@dataclass(frozen=True, slots=True)
class Course:
    """What stays the same during one scan."""

    context: typer.Context
    known: Inventory
    limits: Limits
    bundle: Path | None
    format: Format | None
    output: Path | None
    discover: bool = False
    """Whether it goes on to the neighbours of what it visits."""

    def run(self, wanted: Sequence[DeviceId], selectors: tuple[str, ...], name: str, resume: int | None) -> int:
        """The whole scan; its exit code."""
        state, credentials, stop = settings(self.context).state, Credentials(), Stop()
        targets = {target.device: target for target in ways.targets_of(self.known, wanted, state, credentials)}
        if not targets and resume is None:
            raise UsageError("none of these devices is logged in to or asked by SNMP; look at their collectors in the inventory")
        if self.discover:
            checked(self.known, wanted, credentials)
        base = store(self.context, make=True)
        journal = Journal(base)
        try:
            number, asked, refused = self._opened(journal, tuple(targets), selectors, name, resume)
            for device, why in refused.items():
                say(f"{device}: not visited: {why}")
            breaker = Breaker(self.limits.wrong_passwords)
            left = [target for device, target in targets.items() if device not in refused]
            ended = self._visited(base, journal, number, left, breaker, stop)
            found = None
            if asked.discover and not ended.at_once:
                crawl = Crawl(self.known, state, credentials, base, journal, number)
                found = crawl.run(asked, lambda more: self._visited(base, journal, number, more, breaker, stop))
            if ended.at_once or stop.asked > 1:
                done = counted(len(journal.visited(number)), "device")
                say(f"stopped; {done} on file; netplan scan --resume {number} visits the other {len(ended.unasked)}")
                return INTERRUPTED
            return self._finished(base, journal, number, asked, {**refused, **ended.unasked}, breaker, found)
        finally:
            journal.close()

    def _opened(
        self, journal: Journal, devices: tuple[DeviceId, ...], selectors: tuple[str, ...], name: str, resume: int | None
    ) -> tuple[int, Asked, Mapping[DeviceId, str]]:
        """The number of the scan, what it is for, and the devices that another scan visits now."""
        if resume is not None:
            before, missing, refused = journal.resume(resume)
            if before.asked.inventory != self.known.sha256:
                say("the inventory was changed since this scan was started; devices that it no longer names are not visited")
            say(f"scan {resume}: {before.visited} of {len(before.asked.targets)} devices are on file, {len(missing)} are left")
            return resume, before.asked, refused
        asked = Asked(
            datetime.now(UTC).replace(microsecond=0), devices, selectors, name, _user(), platform.node(), os.getpid(),
            self.known.sha256, netplan.__version__, self.discover,
        )  # fmt: skip
        number, refused = journal.begin(asked)
        say(f"scan {number}: {counted(len(devices) - len(refused), 'device')}, at most {self.limits.workers} at a time")
        return number, asked, refused

    def _visited(self, base: Store, journal: Journal, number: int, targets: list[Target], breaker: Breaker, stop: Stop) -> Ended:
        key, known = installation_key(settings(self.context).state), base.parsed()
        visit = ways.visit_with(breaker)
        with shown(targets) as told, _interrupts(stop):
            try:
                return scan(targets, visit, self.limits, lambda ready: journal.keep(number, ready), key, known, breaker, stop, told)
            finally:
                ways.hang_up()

    def _finished(
        self, base: Store, journal: Journal, number: int, asked: Asked, unasked: Mapping[DeviceId, str], breaker: Breaker,
        found: Discovery | None,
    ) -> int:  # fmt: skip
        """Make the snapshot, say what it holds and what not, and write the bundle."""
        gone = {device: "it is no longer in the inventory" for device in asked.targets if device not in self.known.hosts}

        def compose(visits: tuple[Result, ...], before: Before | None) -> Snapshot | None:
            made = composed(_kept(visits, found), before, asked.started, {**gone, **unasked}, self.known)
            return made and replace(made, name=asked.name, version=netplan.__version__)

        results = _kept(journal.visited(number), found)
        listed = {result.device for result in results}
        stored = journal.finish(number, compose)
        results += [Result(device, Outcome.NOT_ASKED, why) for device, why in {**gone, **unasked}.items() if device not in listed]
        title = f"Snapshot {stored.id}" if stored else "Nothing saved"
        show(summary(results, title, str(stored.id) if stored else ""), self.format, self.output)
        for why in breaker.reasons().values():
            say(why)
        if stored is None:
            say("nothing was saved: no device could be taken in")
        else:
            _tell(base, stored, results)
            if found and (new := [each for each in found.visited if each.device in found.devices]):
                say(f"{counted(len(new), 'device')} found that the inventory does not have: netplan inventory found")
            if self.bundle:
                write_bundle(self.context, base, stored, {result.device for result in results}, asked, self.bundle)
        code = exit_code(results, breaker)
        loud = found is not None and tell_strangers(found.strangers, self.format, self.output)
        return FINDINGS if loud and not code else code


def _kept(visits: Sequence[Result], found: Discovery | None) -> list[Result]:
    """The results that belong to the snapshot: of found devices those that went well, marked. The others are strangers."""
    candidates = {each.device: each for each in found.visited} if found else {}
    kept = [result for result in visits if result.device not in candidates or result.outcome.good]
    return [marked(each, candidates[each.device]) if each.device in candidates else each for each in kept]


def exit_code(results: Sequence[Result], breaker: Breaker) -> int:
    """0 when all devices are good; else what stands most in the way."""
    good = sum(result.outcome.good for result in results)
    refused = any(result.outcome is Outcome.AUTH_FAILED for result in results)
    if breaker.reasons() or (refused and not good):
        return CREDENTIALS
    return NOTHING if not good else PARTIAL if good < len(results) else 0


def _tell(base: Store, stored: Stored, results: Sequence[Result]) -> None:
    """What the snapshot holds, and what it does not."""
    good = sum(result.outcome.good for result in results)
    say(f"snapshot {stored.id} saved ({counted(good, 'device')} visited); next: netplan coverage, netplan conflicts")
    mine = {result.device for result in results}
    others = [result for result in base.results(str(stored.id)) if result.device not in mine]
    if others:
        owners = ", ".join(sorted({result.device.department for result in others}))
        say(f"not visited, so as they stood before: {counted(len(others), 'device')} of {owners}")
    if good < len(results):
        lacking = counted(len(results) - good, "device")
        say(f"the snapshot has no facts of {lacking} of this scan; netplan scan --failed-from {stored.id} tries them again")


def _user() -> str:
    """Who runs this; a user without a name in the system is known by number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


@contextmanager
def _interrupts(stop: Stop) -> Iterator[None]:
    """Ctrl-C once and twice; a request to end (or a closed terminal) counts for both."""

    def interrupted(number: int, frame: object) -> None:
        stop.ask()
        if stop.asked == 1:
            os.write(2, b"netplan: finishing the visits under way; Ctrl-C again to stop now\n")

    def ended(number: int, frame: object) -> None:
        stop.ask()
        stop.ask()

    wanted = {signal.SIGINT: interrupted, signal.SIGTERM: ended, signal.SIGHUP: ended}
    before = {number: signal.signal(number, handler) for number, handler in wanted.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
