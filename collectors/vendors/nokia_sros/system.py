"""Who the device is, the servers that it uses, and its accounts."""

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.tree import Line
from collectors.vendors.nokia_sros.words import address, listed, on
from models.services import Service, User


def read_release(line: Line, draft: Draft) -> None:
    """`TiMOS-B-26.3.R1 both/x86_64 Nokia 7750 SR-1`: the release and the model."""
    _, release, model = line.words
    draft.version, draft.model = release.removeprefix("TiMOS-"), model
    line.modelled()


def read_system(system: Statement, draft: Draft) -> None:
    """`system`: its name, time, names, accounts, SNMP, and servers that let people in."""
    system.modelled()
    draft.hostname = system.value("name") or draft.hostname
    for path in (("time", "ntp", "server"), ("time", "sntp", "server"), ("time", "ntp", "peer")):
        _servers("ntp", system, path, draft)
    for kind in ("tacplus", "radius"):
        for above in (("security", kind), ("security", "aaa", "remote-servers", kind)):
            for server in system.below(*above, "server"):
                _server("tacacs" if kind == "tacplus" else kind, system, (*above, "server"), server, draft)
    places: tuple[tuple[str, ...], ...] = (("security",), ("security", "user-params", "local-user"))
    for place in places:
        for user in system.below(*place, "user"):
            _read_way(system, (*place, "user"))
            _user(user, draft)
    for community in system.below("security", "snmp", "community"):
        _read_way(system, ("security", "snmp", "community"))
        community.modelled()
        access = community.value("access-permissions")
        for word in listed(community):
            access = access or (word if word in ("r", "rw", "rwa", "mgmt") else "")
        name = community.word.removesuffix(" hash2").removesuffix(" hash")
        draft.services.add(Service("snmp", name, "", {"r": "read-only"}.get(access, access), draft.source(community)))


def _read_way(at: Statement, path: tuple[str, ...]) -> None:
    """Mark the words that lead to what was read."""
    for size in range(1, len(path) + 1):
        at.flag(*path[:size])


def _servers(kind: str, system: Statement, path: tuple[str, ...], draft: Draft) -> None:
    above = system.get(*path[:-1])
    if above is None or not on(above, True):
        return
    for server in above.below(path[-1]):
        name = next((ip for ip in (server.word, *server.index) if address(ip) is not None), "")
        if name:
            _read_way(system, path)
            server.modelled()
            server.flag(name)
            draft.services.add(Service(kind, name, "", source=draft.source(server)))


def _server(kind: str, system: Statement, path: tuple[str, ...], server: Statement, draft: Draft) -> None:
    """A server by its number; its address may be on the line that opens it."""
    if name := server.value("address"):
        _read_way(system, path)
        server.modelled()
        server.flag("address", name)
        draft.services.add(Service(kind, name, "", server.value("port"), draft.source(server)))


def _user(user: Statement, draft: Draft) -> None:
    user.modelled()
    access = user.get("access")
    listed(access)
    profiles = listed(user.get("console", "member"))
    if console := user.get("console"):
        console.modelled()
    password = user.get("password")
    secret = next(iter(listed(password)), "")
    draft.users.add(User(user.word, " ".join(profiles), secret, draft.source(user)))


def read_log(log: Statement, draft: Draft) -> None:
    """`log`: servers of system logs, and receivers of traps."""
    log.modelled()
    for server in log.below("syslog"):
        if name := server.value("address"):
            log.index["syslog"].modelled()
            server.modelled()
            draft.services.add(Service("syslog", name, "", server.value("port"), draft.source(server)))
    for group in log.below("snmp-trap-group"):
        for target in group.below("trap-target"):
            if name := target.value("address"):
                for at in (log.index["snmp-trap-group"], group, group.index["trap-target"], target):
                    at.modelled()
                draft.services.add(Service("snmp-trap", name, "", target.value("version"), draft.source(target)))
