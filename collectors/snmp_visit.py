"""SNMP beside the visit over SSH, and in its place: what a device hears of its neighbours, where no shell shows it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from collectors.credentials import Credentials
from collectors.snmp_system import COMMAND, NOT_TOLD, SYS_NAME
from collectors.target import SnmpLogin, Target, Visit
from collectors.targets import by_shell
from collectors.transports.dial import without_address
from collectors.transports.files import Held, HostFiles
from collectors.transports.snmp import Agent, tables, whole
from collectors.transports.wire import WireFault
from models.errors import CollectError, CredentialError, InventoryError
from models.inventory import Credential, Host, Inventory
from models.snapshot import Outcome
from models.source import Source

TRANSPORT, OS = "snmp", "snmp_agent"
SHARE = 0.25
"""The part of a device's time that SNMP may take."""
_FIELDS = {"version": "2c", "community": "", "user": "", "auth": "", "priv": "", "auth_protocol": "SHA", "priv_protocol": "AES"}


def snmp_login(credentials: Credentials, credential: Credential) -> SnmpLogin | None:
    """The SNMP part of a credential, None where it has none. Raises CredentialError."""
    if not any(name.startswith("snmp_") for name in credential.references):
        return None
    given = {name: credentials.secret(credential, f"snmp_{name}") or default for name, default in _FIELDS.items()}
    return SnmpLogin(credential.id, **given)


def with_agents(inventory: Inventory, targets: Iterable[Target], credentials: Credentials) -> list[Target]:
    """`targets`, each with the way to its SNMP agent: of a host that names a collector of type snmp, or none at all.

    Raises CredentialError with every fault, one a line.
    """
    made, wrong = [], []
    for target in targets:
        host = inventory.hosts[target.device]
        wanted = not host.collectors or any(inventory.collectors[name].get("type") == "snmp" for name in host.collectors)
        credential = inventory.credentials.get(host.credential)
        try:
            login = snmp_login(credentials, credential) if wanted and credential else None
        except CredentialError as fault:
            wrong += str(fault).splitlines()
        else:
            made.append(replace(target, snmp=login))
    if wrong:
        raise CredentialError("\n".join(dict.fromkeys(wrong)))
    return made


def with_snmp(visit: Visit, target: Target, agent: Callable[..., Agent] = Agent) -> Visit:
    """`visit` and what SNMP adds to it. Where the device does not answer by SNMP the visit is partial, not lost."""
    if target.snmp is None or visit.files is None or not visit.outcome.good:
        return visit
    asked: list[str] = []
    try:
        with agent(target.hostname, target.snmp, seconds=target.seconds * SHARE) as open_agent:
            captures, lacking = tables(open_agent)
            asked = open_agent.asked
    except CollectError as fault:
        captures, lacking = [], [str(fault)]
    taken, host = visit.files.config.taken, visit.files.name
    shows = tuple((name, Held(f"{host}/{name.replace(' ', '_')}.txt", text.encode(), taken)) for name, text in captures)
    made = replace(
        visit, files=replace(visit.files, shows=(*visit.files.shows, *shows)), findings=(*visit.findings, *lacking),
        transcript=visit.transcript + "".join(f"snmp walk {table}\n" for table in asked),
    )  # fmt: skip
    if lacking and made.outcome is Outcome.OK:
        made = replace(made, outcome=Outcome.PARTIAL, message=lacking[0])
    return made


def by_snmp_alone(inventory: Inventory, host: Host) -> bool:
    """Whether the collectors of a host ask its SNMP agent, and nobody logs in to it."""
    kinds = {inventory.collectors[name].get("type") for name in host.collectors}
    return "snmp" in kinds and not by_shell(inventory, host)


def agents_alone(inventory: Inventory, hosts: Iterable[Host], credentials: Credentials) -> list[Target]:
    """A target for each of `hosts` that has nothing but SNMP.

    Raises InventoryError or CredentialError with every fault, one a line, before any packet.
    """
    wanted = [host for host in hosts if by_snmp_alone(inventory, host)]
    wrong: list[tuple[Source, str]] = []
    nameless = without_address(host.hostname for host in wanted if host.hostname)
    for host in wanted:
        where = f"hosts: {host.id}"
        credential = inventory.credentials.get(host.credential)
        if not host.hostname:
            wrong.append((host.source, f"{where} has no address; add `hostname: …`"))
        elif host.hostname in nameless:
            wrong.append((host.source, f"{where}: the name {host.hostname!r} has no address; correct it, or write the address"))
        if credential is None or not any(name.startswith("snmp_") for name in credential.references):
            wrong.append(
                (host.source, f"{where} is asked by SNMP, and its credential has no snmp; add `snmp: {{community: env:NAME}}`")
            )
    if wrong:
        lines = [f"{source}: error: {what}" for source, what in sorted(wrong)]
        raise InventoryError("\n".join([*lines, f"{len(lines)} {'errors' if len(lines) > 1 else 'error'}; no device was asked"]))
    return [_alone(inventory, host, credentials) for host in wanted]


def _alone(inventory: Inventory, host: Host, credentials: Credentials) -> Target:
    """The port is that of `connection_options: {snmp: {port: …}}`: the port of a host is the one of its shell."""
    options = host.connection_options.get("snmp")
    port = options.get("port") if isinstance(options, dict) else None
    times = [
        float(str(entry["timeout"])) for entry in (inventory.collectors[name] for name in host.collectors) if entry.get("timeout")
    ]
    made = Target(
        host.id, host.hostname, port if isinstance(port, int) else 161, OS, (), "", transport=TRANSPORT, site=host.site,
        role=host.role, snmp=snmp_login(credentials, inventory.credentials[host.credential]),
    )  # fmt: skip
    return replace(made, seconds=min(times)) if times else made


def visit_alone(target: Target, agent: Callable[..., Agent] = Agent, asks: bool = True) -> Visit:
    """The whole visit of a device that has nothing but SNMP. It is partial by nature: no config is told."""
    begun, login = time.monotonic(), target.snmp
    assert login is not None, "it has nothing else"
    asked: list[str] = []
    files, lacking = None, [NOT_TOLD]
    outcome, message = (Outcome.PARTIAL, NOT_TOLD) if asks else (Outcome.OK, "")
    try:
        with agent(target.hostname, login, target.port, target.seconds) as open_agent:
            asked = open_agent.asked
            if asks:
                text = whole(open_agent)
                captures, missing = tables(open_agent)
                files = _files(target, [(COMMAND, text), *captures])
                lacking += missing
            elif not open_agent.walk(SYS_NAME):
                outcome, message = Outcome.FAILED, "the agent answers, and does not tell its name"
    except WireFault as fault:
        outcome, message = fault.outcome, str(fault)
    except CollectError as fault:
        outcome, message = Outcome.FAILED, str(fault)
    transcript = "".join(f"snmp walk {table}\n" for table in asked)
    findings = tuple(lacking) if outcome.good and asks else ()
    return Visit(target.device, outcome, message, files, transcript, login.id, findings, time.monotonic() - begun)


def _files(target: Target, captures: list[tuple[str, str]]) -> HostFiles:
    """What was told, under the names that a folder of captures would give."""
    name, now = target.device.name, datetime.now(UTC)
    (_, config), *shows = [
        (command, Held(f"{name}/{command.replace(' ', '_')}.txt", text.encode(), now)) for command, text in captures
    ]
    return HostFiles(name, config, OS, tuple(shows))
