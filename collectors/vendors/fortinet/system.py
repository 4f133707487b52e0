"""What a device says of itself, and the services that it uses: names, DNS, NTP, SNMP, syslog, AAA, DHCP, accounts."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address

from collectors.draft import Draft
from collectors.ioslike.services import shown
from collectors.tree import Line
from collectors.vendors.fortinet.blocks import Block, each
from collectors.vendors.fortinet.names import vrf_of
from collectors.vendors.fortinet.prefixes import prefix_of
from models.interfaces import DEFAULT_VRF
from models.services import Service, User

NOWHERE = ("", str(IPv4Address(0)), str(IPv6Address(0)))
_VERSION = re.compile(r"([A-Z0-9]+)-(\d+\.\d+(?:\.\d+)?)-[^:]*")
_SHOWN = re.compile(r"(\S+) v(\d+\.\d+(?:\.\d+)?)\b.*")


def read_header(line: Line, draft: Draft) -> None:
    """`#config-version=MODEL-VERSION-FW-build…`, and what Oxidized writes above a config."""
    match line.words:
        case ["#config-version", text] if found := _VERSION.match(text):
            draft.model = draft.model or found[1]
            draft.version = found[2]
        case ["#Version" | "#config-version", text] if found := _SHOWN.fullmatch(text):
            draft.model, draft.version = found[1], found[2]
        case ["#Serial-Number", text]:
            if text not in draft.serials:
                draft.serials.append(text)
        case ["#Hostname", text]:
            draft.hostname = draft.hostname or text
        case _:
            return
    line.modelled()


def read_global(block: Block, draft: Draft) -> None:
    """`config system global`."""
    draft.hostname = block.word("hostname") or draft.hostname
    block.done()


def read_settings(block: Block, draft: Draft) -> None:
    """`config system settings`: of one virtual domain."""
    vrf_of(draft, block.vdom, source=draft.source(block))
    paths = block.known("ecmp-max-paths")
    if paths:
        draft.scratch[f"paths {block.vdom}"] = paths
    block.done()


def read_domains(block: Block, draft: Draft) -> None:
    """`config vdom`: each virtual domain is a routing table of its own. What is inside stands at the top of the tree."""
    for entry in block.entries():
        vrf_of(draft, entry.name, source=draft.source(entry))
        entry.done()
    block.done()


def read_globals(block: Block, draft: Draft) -> None:
    """`config global`: the part that all virtual domains share."""
    block.done()


def _add(draft: Draft, block: Block, kind: str, target: str, at: Line, detail: str = "") -> None:
    vrf = vrf_of(draft, block.vdom)
    draft.services.add(Service(kind, target, "" if vrf == DEFAULT_VRF else vrf, detail, draft.source(at)))


def _each_target(block: Block, kind: str, options: tuple[str, ...], draft: Draft, detail: str = "") -> None:
    for option in options:
        for target in block.values(option):
            if target not in NOWHERE:
                _add(draft, block, kind, target, block.sets[option], detail)


def read_dns(block: Block, draft: Draft) -> None:
    """`config system dns`."""
    _each_target(block, "dns", ("primary", "secondary", "ip6-primary", "ip6-secondary"), draft)
    for domain in block.values("domain"):
        draft.domain = draft.domain or domain
        _add(draft, block, "domain", domain, block.sets["domain"])
    block.done()


def read_ntp(block: Block, draft: Draft) -> None:
    """`config system ntp`: named servers count while `type` is custom."""
    on, custom = block.is_on("ntpsync", True), block.word("type", "fortiguard") == "custom"

    def server(entry: Block, draft: Draft) -> None:
        target = entry.word("server")
        if on and custom and target:
            _add(draft, entry, "ntp", target, entry.sets["server"])

    for table in block.tables("ntpserver"):
        each(table, server, draft)
        table.done()
    block.done()


def read_syslog(block: Block, draft: Draft) -> None:
    """`config log syslogd setting` and its brothers, `config log fortianalyzer setting`."""
    on = block.is_on("status")
    target, port, mode = block.word("server"), block.word("port"), block.word("mode")
    if on and target:
        _add(draft, block, "syslog", target, block.sets["server"], " ".join(filter(None, (mode, port))))
    block.done()


def read_communities(block: Block, draft: Draft) -> None:
    """`config system snmp community`: the name is the secret. The hosts are who may ask, and who is told."""

    def community(entry: Block, draft: Draft) -> None:
        on = entry.word("status", "enable") == "enable"
        name = entry.word("name")
        if on and name:
            _add(draft, entry, "snmp", shown(name), entry.sets["name"], "RO")
        for table in entry.tables("hosts", "hosts6"):
            for host in table.entries():
                words = host.values("ip") or host.values("ipv6")
                kind = host.word("host-type", "any")
                if on and words and kind != "query":
                    _add(draft, host, "snmp-trap", words[0], host)
                host.done()
            table.done()

    each(block, community, draft)


def read_snmp_users(block: Block, draft: Draft) -> None:
    """`config system snmp user`."""

    def user(entry: Block, draft: Draft) -> None:
        level = entry.word("security-level", "no-auth-no-priv")
        _add(draft, entry, "snmp", entry.name, entry, f"v3 {level}")
        for option in ("notify-hosts", "notify-hosts6"):
            for host in entry.values(option):
                if host not in NOWHERE:
                    _add(draft, entry, "snmp-trap", host, entry.sets[option], "v3")
        for option in ("auth-pwd", "priv-pwd", "auth-proto", "priv-proto", "status"):
            entry.values(option)

    each(block, user, draft)


def read_aaa(block: Block, draft: Draft) -> None:
    """`config user radius` and `config user tacacs+`."""
    kind = "radius" if block.path.endswith("radius") else "tacacs"

    def server(entry: Block, draft: Draft) -> None:
        _each_target(entry, kind, ("server", "secondary-server", "tertiary-server"), draft)
        for option in ("secret", "key", "secondary-secret", "secondary-key", "tertiary-secret", "tertiary-key"):
            entry.values(option)

    each(block, server, draft)


def read_users(block: Block, draft: Draft) -> None:
    """`config system admin` and `config system api-user`: accounts of those who manage the device."""

    def user(entry: Block, draft: Draft) -> None:
        words = entry.values("password") or entry.values("api-key")
        draft.users.add(User(entry.name, entry.word("accprofile"), shown(words[-1]) if words else "", draft.source(entry)))

    each(block, user, draft)


def read_pools(block: Block, draft: Draft) -> None:
    """`config system dhcp server`: the subnet of its port, as gateway and mask say it."""

    def pool(entry: Block, draft: Draft) -> None:
        on = entry.word("status", "enable") == "enable"
        network = _network(entry)
        interface = entry.word("interface")
        if on and network is not None:
            _add(draft, entry, "dhcp-pool", str(network), entry, f"on {interface}")
        for option in (
            "dns-server1",
            "dns-server2",
            "dns-server3",
            "dns-server4",
            "domain",
            "lease-time",
            "dns-service",
            "ntp-service",
        ):
            entry.values(option)
        for table in entry.tables("ip-range"):
            for span in table.entries():
                for option in ("start-ip", "end-ip"):
                    ip_address(span.word(option))
                span.done()
            table.done()

    each(block, pool, draft)


def _network(entry: Block) -> IPv4Network | None:
    gateway = entry.address("default-gateway")
    mask = entry.word("netmask", "255.255.255.0")
    starts = list(_starts(entry))
    inside = str(gateway) if gateway else starts[0] if starts else ""
    found = prefix_of([inside, mask]) if inside else None
    return found if isinstance(found, IPv4Network) else None


def _starts(entry: Block) -> Iterator[str]:
    for table in entry.tables("ip-range"):
        yield from (span.word("start-ip") for span in table.entries() if "start-ip" in span.sets)
