"""Who the device is, and the servers that it uses."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.tree import Line
from models.interfaces import Vrf
from models.services import Service, User
from models.source import Status

MGMT_VRF = "mgmt_junos"


def read_version(line: Line, draft: Draft) -> None:
    """`version 21.4R3;`"""
    assert isinstance(line, Statement)
    for value in line.each():
        draft.version = value.word
        value.modelled()


def read_system(line: Line, draft: Draft) -> None:
    """`system`: names, servers, accounts."""
    assert isinstance(line, Statement)
    draft.hostname = line.value("host-name") or draft.hostname
    draft.domain = line.value("domain-name") or draft.domain
    if draft.domain:
        draft.services.add(Service("domain", draft.domain, source=draft.source(line.index["domain-name"])))
    if line.flag("management-instance"):
        draft.scratch["management-instance"] = True
        draft.vrfs[MGMT_VRF] = Vrf(MGMT_VRF, source=draft.source(line.index["management-instance"]))
    for kind, path in (("dns", ("name-server",)), ("ntp", ("ntp", "server")), ("tacacs", ("tacplus-server",)),
                       ("radius", ("radius-server",)), ("syslog", ("syslog", "host"))):  # fmt: skip
        for server in line.below(*path):
            _server(kind, server, draft)
    for user in line.below("login", "user"):
        _user(user, draft)


def _server(kind: str, server: Statement, draft: Draft) -> None:
    """One server with the options that tell it apart."""
    server.modelled()
    vrf = server.value("routing-instance") or server.value("routing-instances")
    port = server.value("port") or server.value("udp-port")
    server.flag("prefer")
    server.value("source-address")
    server.value("secret")
    if kind in ("syslog", "ntp"):
        _leave(server, kind)
    draft.services.add(Service(kind, server.word, "default" if vrf == "default" else vrf, port, draft.source(server)))


def _leave(statement: Statement, feature: str) -> None:
    """All below `statement` that is not read is ignored on purpose."""
    for line in statement.walk():
        if line.status is Status.UNKNOWN:
            line.status, line.feature = Status.IGNORED, feature


def _user(user: Statement, draft: Draft) -> None:
    user.modelled()
    secret = user.value("authentication", "encrypted-password")
    if keys := user.get("authentication"):
        keys.modelled()
        _leave(keys, "login keys")
    user.value("uid")
    user.value("full-name")
    draft.users.add(User(user.word, user.value("class"), secret, draft.source(user)))


def read_snmp(line: Line, draft: Draft) -> None:
    """`snmp`: communities with their access, and where traps go."""
    assert isinstance(line, Statement)
    for community in line.below("community"):
        community.modelled()
        access = community.value("authorization") or "read-only"
        _leave(community, "snmp")
        draft.services.add(Service("snmp", community.word, "", access, draft.source(community)))
    for group in line.below("trap-group"):
        group.modelled()
        group.value("version")
        for target in group.below("targets"):
            target.modelled()
            draft.services.add(Service("snmp-trap", target.word, "", group.value("version"), draft.source(target)))
        _leave(group, "snmp")


def read_access(line: Line, draft: Draft) -> None:
    """`access`: the networks of DHCP pools."""
    assert isinstance(line, Statement)
    for pool in line.below("address-assignment", "pool"):
        for network in pool.below("family", "inet", "network"):
            network.modelled()
            pool.modelled()
            draft.services.add(Service("dhcp-pool", network.word, "", pool.word, draft.source(network)))


def read_forwarding(line: Line, draft: Draft) -> None:
    """`forwarding-options`: DHCP relay, as `helpers bootp` or `dhcp-relay`. Interfaces get the servers in `finish`."""
    assert isinstance(line, Statement)
    relays: dict[str, tuple[IPv4Address | IPv6Address, ...]] = {}
    if bootp := line.get("helpers", "bootp"):
        common = _addresses(bootp, "server")
        for port in bootp.below("interface"):
            port.modelled()
            relays[port.word] = () if port.flag("no-listen") else _addresses(port, "server") or common
    read_relay(line, relays)
    draft.scratch["relays"] = {**_relays(draft), **relays}


def read_relay(line: Statement, relays: dict[str, tuple[IPv4Address | IPv6Address, ...]]) -> None:
    """`dhcp-relay`: a group of interfaces uses its active server group, or that of all."""
    for relay in (line.get("dhcp-relay"), line.get("dhcp-relay", "dhcpv6")):
        if relay is None:
            continue
        servers = {group.word: _addresses(relay, "server-group", group.word) for group in relay.below("server-group")}
        common = servers.get(relay.value("active-server-group"), ())
        for group in relay.below("group"):
            group.modelled()
            wanted = servers.get(group.value("active-server-group"), common)
            for port in group.below("interface"):
                port.modelled()
                relays[port.word] = relays.get(port.word, ()) + wanted


def _addresses(at: Statement, *path: str) -> tuple[IPv4Address | IPv6Address, ...]:
    found = []
    for statement in at.below(*path):
        try:
            found.append(ip_address(statement.word))
        except ValueError:
            continue
        statement.modelled()
    return tuple(found)


def _relays(draft: Draft) -> dict[str, tuple[IPv4Address | IPv6Address, ...]]:
    found = draft.scratch.get("relays", {})
    assert isinstance(found, dict)
    return found
