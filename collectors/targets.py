"""From hosts of the inventory to targets: all that is needed to reach them, and all that is wrong, before the first login."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from collectors.credentials import Credentials, asks
from collectors.dialect import dialect
from collectors.target import Hop, Login, Target
from collectors.transports.dial import without_address
from collectors.transports.hostkeys import KnownHosts, KnownHostsError, lookup
from models.errors import CollectError, CredentialError, InventoryError
from models.inventory import Credential, Host, Inventory, JumpHost
from models.source import Source

Unresolved = Callable[[Iterable[str]], set[str]]
SHELLS = ("ssh", "napalm")
"""The kinds of collectors that log in to a shell."""


def targets(
    inventory: Inventory,
    hosts: Sequence[Host],
    state: Path | None = None,
    credentials: Credentials | None = None,
    unresolved: Unresolved = without_address,
) -> list[Target]:
    """A target for each of `hosts` whose collectors log in to it; the file of host keys lies in `state`.

    Raises InventoryError, or CredentialError where nothing else is wrong, with one line for each fault: its place in the
    inventory, what is wrong, and what to do. Nothing is asked at the terminal before all else is right.
    """
    folder = state if state is not None else Path(inventory.path).parent / ".netplan"
    plan = _Plan(inventory, folder / "known_hosts", unresolved)
    wanted = [host for host in hosts if by_shell(inventory, host)]
    plan.look(wanted)
    plan.finish(InventoryError)
    logins = plan.logins(wanted, credentials if credentials is not None else Credentials())
    plan.finish(CredentialError)
    return [plan.target(host, logins) for host in wanted]


def by_shell(inventory: Inventory, host: Host) -> bool:
    """Whether the collectors of a host log in to it; they do where it names none."""
    return not host.collectors or any(inventory.collectors[name].get("type") in SHELLS for name in host.collectors)


class _Plan:
    """What is found on the way from hosts to targets."""

    def __init__(self, inventory: Inventory, known_hosts: Path, unresolved: Unresolved) -> None:
        self.inventory, self.known_hosts, self.unresolved = inventory, known_hosts, unresolved
        self.wrong: list[tuple[Source, str]] = []
        self.ways: dict[str, tuple[JumpHost, ...]] = {}
        self.shared = _shared(self.inventory)

    def add(self, source: Source, what: str, advice: str) -> None:
        """Note a fault."""
        self.wrong.append((source, f"{source}: error: {what}; {advice}"))

    def finish(self, kind: type[InventoryError] | type[CredentialError]) -> None:
        """Raise all that was noted."""
        if self.wrong:
            lines = [line for _, line in sorted(dict.fromkeys(self.wrong))]
            raise kind("\n".join([*lines, f"{len(lines)} {'errors' if len(lines) > 1 else 'error'}; no device was logged in to"]))

    def look(self, hosts: Sequence[Host]) -> None:
        """Find all that is wrong but credentials that cannot be had."""
        names: dict[str, list[Source]] = defaultdict(list)
        files = {str(self.known_hosts): Source(str(self.known_hosts), 0)}
        for host in hosts:
            self._device(host)
            for jump in self._way(host):
                if jump.known_hosts:
                    files[str(self._file(jump))] = jump.source
            first = next(iter(self._way(host)), host)
            if first.hostname:
                names[first.hostname].append(first.source)
        for name in sorted(self.unresolved(names)):
            self.add(names[name][0], f"the name {name!r} has no address", "correct it, or write the address")
        for file, source in files.items():
            try:
                KnownHosts.read(Path(file))
            except KnownHostsError as error:
                self.wrong.append((source, f"{error}"))
        self._double(hosts)

    def _device(self, host: Host) -> None:
        where = f"hosts: {host.id}"
        if not host.hostname:
            self.add(host.source, f"{where} has no address", "add `hostname: …`, or leave it out of the scan with !NAME")
        if not host.platform:
            self.add(host.source, f"{where} has no platform", "add `platform: …`, as in cisco_ios")
        else:
            try:
                if dialect(host.platform).console is None:
                    what = f"a device of the platform {host.platform} cannot be asked live"
                    self.add(host.source, f"{where}: {what}", "load its config from a file, and leave it out of the scan")
            except CollectError as error:
                what, _, advice = str(error).partition("; ")
                self.add(host.source, f"{where}: {what}", advice)
        if not self._credentials(host):
            self.add(host.source, f"{where} has no credential", "add `data: {credential: …}`")

    def _double(self, hosts: Sequence[Host]) -> None:
        """One device under two names, and two devices of one name."""
        addresses: dict[tuple[str, str, int], list[Host]] = defaultdict(list)
        names: dict[tuple[str, str], list[Host]] = defaultdict(list)
        for host in self.inventory.hosts.values():
            names[host.id.department, host.id.name.lower()].append(host)
            if host.hostname:
                addresses[self._realm(host), host.hostname.lower(), host.port].append(host)
        asked = {host.id for host in hosts}
        for (realm, hostname, port), twins in addresses.items():
            if len(twins) > 1 and asked & {host.id for host in twins}:
                first, second = twins[:2]
                what = f"hosts: {second.id} has the address of {first.id} ({lookup(hostname, port)}, first at {first.source})"
                self.add(second.source, what, f"one device stands there twice, or realm {realm} is two")
        for twins in names.values():
            if len(twins) > 1 and asked & {host.id for host in twins}:
                first, second = twins[:2]
                self.add(second.source, f"hosts: {second.id} is {first.id} but for its case", "give one of them another data.name")

    def _realm(self, host: Host) -> str:
        return self.inventory.realms.get(host.id.department, host.id.department)

    def _way(self, host: Host) -> tuple[JumpHost, ...]:
        """The jump hosts on the way to a host, the first to be reached first."""
        last = host.via or self.inventory.reached_by.get(self._realm(host), "")
        if last not in self.ways:
            chain: list[JumpHost] = []
            at = last
            while at:
                jump = self.inventory.jump_hosts.get(at)
                if jump is None or jump in chain:
                    why = f"there is no jump host {at}" if jump is None else f"jump host {at} is reached through itself"
                    self.add(chain[-1].source if chain else host.source, f"hosts: {host.id}: {why}", "correct `via`")
                    break
                if not jump.credential:
                    self.add(jump.source, f"jump_hosts.{at} has no credential", "add `credential: …`")
                chain.insert(0, jump)
                at = jump.via
            self.ways[last] = tuple(chain)
        return self.ways[last]

    def _file(self, jump: JumpHost) -> Path:
        """The file with the keys of a jump host: its own, by a name that starts at the inventory, or the project's."""
        if not jump.known_hosts:
            return self.known_hosts
        return Path(jump.source.file).parent / Path(jump.known_hosts).expanduser()

    def _credentials(self, host: Host) -> list[Credential]:
        """The credentials of a host in order: its own, then what that falls back on."""
        found: list[Credential] = []
        at = self.inventory.credentials.get(host.credential)
        while at is not None and at not in found:
            found.append(at)
            at = self.inventory.credentials.get(at.fallback)
        if not found and (user := host.data.get("username")):  # nornir's own keys
            references = {"password": str(host.data["password"])} if host.data.get("password") else {}
            found.append(Credential(f"of {host.id}", str(user), references, source=host.source))
        return found

    def logins(self, hosts: Sequence[Host], credentials: Credentials) -> dict[str, Login]:
        """The logins that are needed, by credential; those that somebody has to type come last, and not after a fault."""
        needed = {credential.id: credential for host in hosts for credential in self._credentials(host)}
        needed |= {jump.credential: self.inventory.credentials[jump.credential] for host in hosts for jump in self._way(host)}
        logins: dict[str, Login] = {}
        for credential in sorted(needed.values(), key=asks):
            if self.wrong and asks(credential):
                break
            try:
                logins[credential.id] = credentials.login(credential)
            except CredentialError as error:
                self.wrong += [(credential.source, line) for line in str(error).splitlines()]
        return logins

    def target(self, host: Host, logins: dict[str, Login]) -> Target:
        """The target of a host with which nothing is wrong."""
        hops = tuple(
            Hop(jump.id, jump.hostname, jump.port, logins[jump.credential], str(self._file(jump))) for jump in self._way(host)
        )
        alone = (host.hostname.lower(), host.port) not in self.shared
        made = Target(
            device=host.id,
            hostname=host.hostname,
            port=host.port,
            os=dialect(host.platform).name,
            logins=tuple(logins[credential.id] for credential in self._credentials(host)),
            known_hosts=str(self.known_hosts),
            known_as="" if alone else f"{host.hostname}%{self._realm(host)}",
            hops=hops,
            legacy=host.ssh == "legacy",
            netmiko=host.ssh == "netmiko",
            site=host.site,
            role=host.role,
        )
        given = [self.inventory.collectors[name] for name in host.collectors]
        times = [float(str(entry["timeout"])) for entry in given if entry.get("type") in SHELLS and entry.get("timeout")]
        return replace(made, seconds=min(times)) if times else made


def _shared(inventory: Inventory) -> set[tuple[str, int]]:
    """Addresses that several realms have, or a realm and a jump host: host keys are kept with the realm there."""
    realms: dict[tuple[str, int], set[str]] = defaultdict(set)
    for host in inventory.hosts.values():
        realms[host.hostname.lower(), host.port].add(inventory.realms.get(host.id.department, host.id.department))
    for jump in inventory.jump_hosts.values():
        realms[jump.hostname.lower(), jump.port].add("")
    return {address for address, several in realms.items() if len(several) > 1}
