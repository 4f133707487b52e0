"""SNMP beside the visit over SSH: what a device hears of its neighbours, where its own shell does not show it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from collectors.credentials import Credentials
from collectors.target import SnmpLogin, Target, Visit
from collectors.transports.files import Held
from collectors.transports.snmp import Agent, tables
from models.errors import CollectError, CredentialError
from models.inventory import Credential, Inventory
from models.snapshot import Outcome

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
