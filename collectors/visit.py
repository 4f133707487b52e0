"""One whole visit to one device: log in, ask, judge what came, log out. What is not whole is not kept."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from collectors.answers import QUOTED, absent, alike, check_answer, check_config
from collectors.commands import Command, Console, ForbiddenCommand
from collectors.dialect import Dialect, dialect, read
from collectors.draft import Draft
from collectors.hygiene import text_of
from collectors.target import Login, Target, Visit
from collectors.transports.conversation import PATIENCE, Conversation, Patience
from collectors.transports.files import Held, HostFiles
from collectors.transports.framing import without_messages
from collectors.transports.wire import Guarded, Wire, WireFault
from models.errors import CollectError
from models.snapshot import Outcome

OpenWire = Callable[[Target, Login], Wire]


def visit(target: Target, open_wire: OpenWire, patience: Patience = PATIENCE) -> Visit:
    """Visit a device. Whatever it does, the answer is a Visit, and the session is over: logged out of where that could be done."""
    return _visited(_Course(target, patience), open_wire)


def probe(target: Target, open_wire: OpenWire, patience: Patience = PATIENCE) -> Visit:
    """Log in to a device, with the privilege that a visit needs, and out again. Nothing else is asked, so there are no files."""
    return _visited(_Course(target, patience, asks=False), open_wire)


def _visited(course: "_Course", open_wire: OpenWire) -> Visit:
    outcome, message = Outcome.OK, ""
    try:
        course.run(open_wire)
    except WireFault as fault:
        outcome, message = fault.outcome, str(fault)
    except (ForbiddenCommand, CollectError) as fault:
        outcome, message = Outcome.FAILED, str(fault)
    except Exception as fault:  # one device must not end the visits to all others
        outcome = Outcome.FAILED
        message = f"netplan failed at this device ({type(fault).__name__}); this is a defect of netplan, please report it"
    if outcome is Outcome.OK and course.lacking:
        outcome, message = Outcome.PARTIAL, course.lacking[0]
    return Visit(
        course.target.device, outcome, message, course.files() if outcome.good and course.asks else None,
        b"".join(course.transcript).decode(), course.login, tuple(dict.fromkeys((*course.lacking, *course.findings))),
        time.monotonic() - course.begun,
    )  # fmt: skip


@dataclass(slots=True)
class _Course:
    """How far a visit has come, and what it has brought."""

    target: Target
    patience: Patience
    asks: bool = True
    """Whether anything is asked after the login."""
    begun: float = field(default_factory=time.monotonic)
    login: str = ""
    transcript: list[bytes] = field(default_factory=list)
    config: bytes = b""
    shows: list[tuple[str, bytes]] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    """What is missing beside the config: each makes the visit partial."""
    findings: list[str] = field(default_factory=list)

    @property
    def end(self) -> float:
        """When everything has to be over."""
        return self.begun + self.target.seconds

    def run(self, open_wire: OpenWire) -> None:
        """The whole visit. Raises WireFault when there is no config to bring home."""
        spoken = dialect(self.target.os)
        if spoken.console is None:
            raise WireFault(Outcome.NOT_THIS_OS, f"nobody has written how to talk with {spoken.title}; load its config from a file")
        wire, login = self._open(open_wire)
        guarded = Guarded(wire, spoken.console, self.transcript)
        talk = Conversation(guarded, spoken.console, self.end, self.patience, findings=self.findings)
        try:
            self.findings += wire.findings
            talk.login()
            talk.enable(login.enable)
            if self.asks:
                self._quiet(talk)
                self.config = self._config(talk, spoken, spoken.console)
                self._shows(talk, spoken, spoken.console)
            self._name(talk)
        finally:
            talk.leave()
            wire.close()

    def _open(self, open_wire: OpenWire) -> tuple[Wire, Login]:
        """A wire by the first credential; by the next one only when nobody answered whether the one before is right."""
        silent = WireFault(Outcome.AUTH_FAILED, "no credential is known for this device")
        for login in self.target.logins:
            self.login = login.id
            try:
                return open_wire(self.target, login), login
            except WireFault as fault:
                silent = fault
                if fault.outcome is not Outcome.TIME_OUT or time.monotonic() >= self.end:
                    break
        raise silent

    def _quiet(self, talk: Conversation) -> None:
        """Set the terminal. A device that will not be told shows its pager, which is answered."""
        for line in talk.console.quiet:
            try:
                check_answer(talk.console, line, talk.ask(Command(line, "terminal")))
            except WireFault as fault:
                if talk.broken:
                    raise
                self.findings.append(f"the terminal could not be set: {fault}")

    def _config(self, talk: Conversation, spoken: Dialect, console: Console) -> bytes:
        """The config, asked twice where one capture is not sure enough."""
        captures = [self._captured(talk)]
        config, messages = without_messages(captures[0])
        check_config(spoken, console, config)
        if not messages and talk.echoes:
            return config
        captures.append(self._captured(talk))
        again, later = without_messages(captures[1])
        check_config(spoken, console, again)
        if captures[0] == captures[1]:
            return captures[0]  # what looked like a message is in the config
        if not alike(config, again, console.comment):
            if not messages or later:
                raise WireFault(Outcome.CUT_SHORT, f"`{console.config.text}` showed two different configs; none is kept")
            self.findings.append("a message of the device's log cut its config; what is kept was asked for a second time")
            return again
        if messages or later:
            self.findings.append(f"{len(messages or later)} messages of the device's log were taken out of its config")
        return again

    def _captured(self, talk: Conversation) -> bytes:
        try:
            return talk.ask(talk.console.config)
        except WireFault as fault:
            if fault.outcome is Outcome.UNREACHABLE:
                raise WireFault(Outcome.CUT_SHORT, f"the connection ended in the middle of `{talk.console.config.text}`") from None
            raise

    def _shows(self, talk: Conversation, spoken: Dialect, console: Console) -> None:
        """All other outputs; one that fails is missing, and what comes after a broken session is missing too."""
        lines = [(command, command.text) for command in console.shows]
        lines += [(command, command.filled(vrf=vrf)) for vrf in self._vrfs(spoken, console) for command in console.per_vrf]
        lines = [(command, line) for command, line in lines if command.where.encode() in self.config]
        for number, (command, line) in enumerate(lines):
            try:
                output, messages = without_messages(talk.ask(command, line))
                if command.optional and (said := absent(console, output)):
                    self.findings.append(f"the device has no `{line}` (it said: {said[:QUOTED]})")
                    continue
                check_answer(console, line, output)
            except WireFault as fault:
                self.lacking.append(str(fault))
                if not talk.broken:
                    continue
                self.lacking += [f"`{later}` was not asked any more" for _, later in lines[number + 1 :]]
                return
            if messages:
                self.findings.append(f"{len(messages)} messages of the device's log were taken out of `{line}`")
            self.shows.append((line, output))

    def _vrfs(self, spoken: Dialect, console: Console) -> list[str]:
        """The VRFs that the config names, where there is something to ask of each and the name may stand in a command."""
        if not console.per_vrf or b"vrf" not in self.config:
            return []
        draft = Draft(self.target.device, spoken.name, "")
        names = []
        for vrf in read(text_of(self.config.replace(b"\0", b"")), spoken, draft).vrfs:
            try:
                console.per_vrf[0].filled(vrf=vrf)
            except ForbiddenCommand as fault:
                self.lacking.append(str(fault))
            else:
                names.append(vrf)
        return names

    def _name(self, talk: Conversation) -> None:
        """Say when the device calls itself otherwise than the inventory does; prompts show a part of a long name."""
        said, known = talk.name.lower(), self.target.device.name.lower()
        if said and not (known.startswith(said) or said.startswith(known)):
            self.findings.append(f"the device calls itself {talk.name}")

    def files(self) -> HostFiles:
        """The raw outputs, under the names that a folder of captures would give them."""
        name, now = self.target.device.name, datetime.now(UTC)
        config = dialect(self.target.os).console
        assert config is not None, "there was a visit"
        held = [(line, Held(_file(name, line), data, now)) for line, data in self.shows]
        return HostFiles(name, Held(_file(name, config.config.text), self.config, now), dialect(self.target.os).name, tuple(held))


def _file(host: str, line: str) -> str:
    """The name by which the user knows an output."""
    return f"{host}/{line.replace(' ', '_').replace('/', '-').replace(':', '-')}.txt"
