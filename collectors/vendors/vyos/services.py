"""Who the device is, who may log in, and the services that it uses or gives."""

from ipaddress import ip_address, ip_network

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.ioslike.ports.port import port
from collectors.ioslike.services import add_service, shown
from collectors.tree import Line
from collectors.vendors.vyos.names import STYLE
from collectors.vendors.vyos.statics import read_gateway
from models.services import User
from models.source import Status


def read_release(line: Line, draft: Draft) -> None:
    """The release, from a comment."""
    draft.version = line.words[1]
    line.modelled()


def read_system(at: Statement, draft: Draft) -> None:
    """`system`: names, users, NTP, DNS, logging, AAA; the default route of old releases."""
    draft.hostname = at.value("host-name") or draft.hostname
    if domain := at.value("domain-name"):
        draft.domain = domain
        add_service("domain", domain, at.index["domain-name"], draft)
    search = at.get("domain-search", "domain") or at.get("domain-search")
    for word in search.each() if search else ():
        add_service("domain", word.word, word, draft, detail="search")
    for word in at.below("name-server"):
        if _is_address(word.word):
            add_service("dns", word.word, word, draft)
    for server in at.below("ntp", "server"):
        _ntp(server, draft, "")
    for way in ("host", "remote"):
        for host in at.below("syslog", way):
            add_service("syslog", host.word, host, draft, host.value("vrf"))
    read_gateway(at, draft)
    if at.flag("ip", "disable-forwarding"):
        draft.forwards = False
    _tracking(at, draft)
    _login(at, draft)


def _tracking(at: Statement, draft: Draft) -> None:
    """Whether a default route may lead to next hops: from release 1.4 on (FRR 8.5) unless the config says otherwise."""
    if not draft.version.removeprefix("v").startswith(("1.2", "1.3")):
        for word, family in (("ip", 4), ("ipv6", 6)):
            draft.default_resolves["", family] = not at.flag(word, "nht", "no-resolve-via-default")


def _login(at: Statement, draft: Draft) -> None:
    for user in at.below("login", "user"):
        login = user.get("authentication")
        secret = (login.value("encrypted-password") or login.value("plaintext-password")) if login else ""
        draft.users.add(User(user.word, user.value("level"), shown(secret) if secret else "", draft.source(user)))
        user.modelled()
    for kind in ("radius", "tacacs"):
        for server in at.below("login", kind, "server"):
            add_service(kind, server.word, server, draft, at.value("login", kind, "vrf"))
            server.value("key")
            server.value("port")
    for server in at.below("login", "radius-server"):
        add_service("radius", server.word, server, draft)
        server.value("secret")
        server.value("port")


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _ntp(server: Statement, draft: Draft, vrf: str) -> None:
    add_service("ntp", server.word, server, draft, vrf, "prefer" if server.flag("prefer") else "")


def read_service(at: Statement, draft: Draft) -> None:
    """`service`: NTP, SNMP, DHCP pools and relays."""
    for server in at.below("ntp", "server"):
        _ntp(server, draft, at.value("ntp", "vrf"))
    _snmp(at, draft)
    for network in at.below("dhcp-server", "shared-network-name"):
        network.modelled()
        for subnet in network.below("subnet"):
            try:
                add_service("dhcp-pool", str(ip_network(subnet.word, strict=False)), subnet, draft, "", network.word)
            except ValueError:
                continue
    relay = at.get("dhcp-relay")
    if relay is None:
        return
    targets = [word for word in relay.below("server") if _is_address(word.word)]
    listens = [*relay.below("listen-interface")] or [*relay.below("interface")]
    for named in listens:
        target = port(named.word, named, draft, STYLE)
        target.helpers += [ip_address(word.word) for word in targets]
        named.modelled()
    for word in (*targets, *relay.below("upstream-interface")):
        word.modelled()


def _snmp(at: Statement, draft: Draft) -> None:
    vrf = at.value("snmp", "vrf")
    for community in at.below("snmp", "community"):
        access = community.value("authorization") or "ro"
        add_service("snmp", shown(community.word), community, draft, vrf, access)
        for word in ("client", "network"):
            for child in community.below(word):
                child.mark(Status.NOT_MODELLED, "filter of management access")
    for trap in at.below("snmp", "trap-target"):
        add_service("snmp-trap", trap.word, trap, draft, vrf)
        trap.value("community")
        trap.value("port")
    for user in at.below("snmp", "v3", "user"):
        draft.users.add(User(f"{user.word}", "snmp", source=draft.source(user)))
        user.modelled()
