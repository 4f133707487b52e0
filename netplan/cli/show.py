"""`netplan show TABLE`: the facts of a snapshot as tables."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from ipaddress import ip_interface
from typing import TYPE_CHECKING, Annotated, Any

import typer

from netplan.cli.choose import OWNER, AtOption, address, chosen, only, place
from netplan.cli.findings import findings
from netplan.cli.links import links
from netplan.cli.nat import nat
from netplan.cli.neighbours import neighbours
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, SelectorArgument, WhereOption, show
from netplan.cli.state import inventory, store
from netplan.cli.state import network as network_of
from netplan.cli.stp import stp
from reports.tables import Column, Table

if TYPE_CHECKING:
    from models.device import DeviceId
    from models.store import Store

Row = dict[str, Any]


class What(StrEnum):
    """The tables there are."""

    DEVICES = "devices"
    INTERFACES = "interfaces"
    VLANS = "vlans"
    PREFIXES = "prefixes"
    VRFS = "vrfs"
    ROUTES = "routes"
    STATICS = "statics"
    ACLS = "acls"
    NEIGHBOURS = "neighbours"
    LINKS = "links"
    STP = "stp"
    NAT = "nat"
    FINDINGS = "findings"
    SERVICES = "services"
    CONTRACTS = "contracts"
    USERS = "users"
    HOSTS = "hosts"


def command(
    context: typer.Context,
    table: Annotated[What, typer.Argument(metavar="TABLE", help=", ".join(what.value for what in What), show_default=False)],
    selector: SelectorArgument = None,
    at: AtOption = "latest",
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """Show a table of facts: what the configs and show outputs of a snapshot say, with file and line.

    `routes` are the routing tables that netplan computes from them, `stp` the spanning trees, `nat` what routers
    translate, `findings` what is wrong with routing or not known of it; `contracts` come from the inventory.
    """
    if table is What.CONTRACTS:
        show(_contracts(context), format, output, columns, where)
        return
    base = store(context)
    found = base.find(at)
    devices = chosen(context, base, str(found.id), selector)
    if table is What.PREFIXES:
        names, rows = _prefixes(base, str(found.id), devices)
    elif table is What.ROUTES:
        names, rows = _routes(base, str(found.id), devices)
    elif table is What.NEIGHBOURS:
        known = inventory(context)
        names, rows = neighbours(base, str(found.id), devices, known.accept if known else ())
    elif table is What.LINKS:
        names, rows = links(base, str(found.id), devices)
    elif table is What.STP:
        names, rows = stp(base, str(found.id), devices)
    elif table is What.NAT:
        names, rows = nat(base, str(found.id), devices)
    elif table is What.FINDINGS:
        names, rows = findings(base, str(found.id), devices)
    elif table is What.DEVICES:
        names, rows = _devices(base, str(found.id), devices)
    else:
        stored, kept = TABLES[table]
        facts = only(base.query(stored, str(found.id)), devices)
        if table is What.INTERFACES:
            _add_addresses(facts, base, str(found.id))
        names = [*OWNER, *(column for column, _ in kept), Column("source", "Source")]
        rows = [(row["department"], row["device"], *(make(row) for _, make in kept), place(row)) for row in facts]
    failed = [result for result in base.results(str(found.id)) if not result.outcome.good]
    count = "1 device" if len(failed) == 1 else f"{len(failed)} devices"
    warnings = [f"{count} of this snapshot could not be read; netplan snapshot show says why"] if failed else []
    show(
        Table(f"show {table}", names, rows, title=TITLES.get(table, table.capitalize()), snapshot=str(found.id), warnings=warnings),
        format,
        output,
        columns,
        where,
    )


TITLES = {
    What.VLANS: "VLANs",
    What.VRFS: "VRFs",
    What.ACLS: "ACLs",
    What.STP: "Spanning tree",
    What.NAT: "Address translation",
    What.STATICS: "Static routes",
    What.HOSTS: "Hosts seen",
}
PROTOCOLS = {
    "1": "icmp",
    "6": "tcp",
    "17": "udp",
    "47": "gre",
    "50": "esp",
    "51": "ah",
    "58": "icmpv6",
    "89": "ospf",
    "112": "vrrp",
}
Made = tuple[Column, Callable[[Row], Any]]


def _plain(name: str, header: str = "", key: bool = False) -> Made:
    return Column(name, header, key), lambda row: row[name]


def _ip(name: str, header: str) -> Made:
    return Column(name, header), lambda row: address(row[name]) if row[name] else None


def _words(name: str, header: str, separator: str = " ") -> Made:
    return Column(name, header), lambda row: tuple(row[name].split(separator)) if row[name] else ()


def _protocols(row: Row) -> tuple[str, ...]:
    """The protocols of a line of an ACL by their names; those without one by number."""
    return tuple(PROTOCOLS.get(number, number) for number in row["protocols"].split()) or ("any",)


def _add_addresses(ports: list[Row], base: "Store", ref: str) -> None:
    """Give each port its own addresses with prefix lengths, the primary ones first."""
    found: dict[tuple[str, str, str], list[Any]] = {}
    for row in sorted(base.query("address", ref, "kind IN ('address', 'secondary')"), key=lambda row: str(row["kind"])):
        found.setdefault((row["department"], row["device"], row["interface"]), []).append(ip_interface(row["address"]))
    for port in ports:
        port["addresses"] = tuple(found.get((port["department"], port["device"], port["name"]), ()))


TABLES: dict[What, tuple[str, list[Made]]] = {
    What.INTERFACES: (
        "interface",
        [
            _plain("name", "Interface", key=True),
            _plain("addresses", "Addresses"),
            _plain("enabled", "Up"),
            _plain("description", "Description"),
            _plain("kind", "Kind"),
            _plain("speed", "Speed (bit/s)"),
            _plain("vrf", "VRF"),
            _plain("mode", "Mode"),
            _plain("access_vlan", "Access VLAN"),
            _plain("native_vlan", "Native VLAN"),
            _plain("trunk_vlans", "Trunk VLANs"),
            _plain("vlan", "VLAN"),
            _plain("mtu", "MTU"),
            _plain("lag", "LAG"),
            _plain("parent", "Parent"),
            _plain("acl_in", "ACL in"),
            _plain("acl_out", "ACL out"),
        ],
    ),
    What.VLANS: (
        "vlan",
        [
            (Column("vlan_id", "VLAN", key=True), lambda row: row["vlan"]),
            _plain("name", "Name"),
            _plain("enabled", "Enabled"),
            _plain("vni", "VNI"),
        ],
    ),
    What.VRFS: (
        "vrf",
        [
            _plain("name", "VRF", key=True),
            _plain("rd", "RD"),
            _words("import_targets", "Import"),
            _words("export_targets", "Export"),
        ],
    ),
    What.STATICS: (
        "static",
        [
            _plain("vrf", "VRF"),
            _ip("prefix", "Prefix"),
            _ip("next_hop", "Next hop"),
            _plain("interface", "Interface"),
            _plain("discard", "Discard"),
            _plain("distance", "Distance"),
            _plain("name", "Name"),
        ],
    ),
    What.ACLS: (
        "acl",
        [
            _plain("acl", "ACL", key=True),
            (Column("line", "Line"), lambda row: row["position"] + 1),
            _plain("family", "IP"),
            (Column("action", "Action"), lambda row: "permit" if row["permit"] else "deny"),
            (Column("protocols", "Protocols"), _protocols),
            _words("sources", "From", ", "),
            _words("source_ports", "From ports"),
            _words("destinations", "To", ", "),
            _words("destination_ports", "To ports"),
            _plain("unmodelled", "Not modelled"),
        ],
    ),
    What.SERVICES: (
        "service",
        [_plain("kind", "Service", key=True), _ip("target", "Target"), _plain("vrf", "VRF"), _plain("detail", "Detail")],
    ),
    What.USERS: (
        "account",
        [_plain("name", "User", key=True), _plain("privilege", "Privilege"), _plain("secret", "Secret (token)")],
    ),
    What.HOSTS: (
        "host",
        [
            _plain("mac", "MAC", key=True),
            _ip("address", "Address"),
            _plain("interface", "Interface"),
            _plain("vlan", "VLAN"),
            _plain("vrf", "VRF"),
        ],
    ),
}


def _devices(base: "Store", ref: str, devices: "set[DeviceId] | None") -> tuple[list[Column], list[Sequence[Any]]]:
    """Every device of the snapshot, also those that could not be read."""
    facts = {(row["department"], row["device"]): row for row in base.query("device", ref)}
    names = [
        *OWNER,
        Column("outcome", "Outcome"),
        Column("hostname", "Host name"),
        Column("os", "OS"),
        Column("version", "Version"),
        Column("model", "Model"),
        Column("serials", "Serials"),
        Column("site", "Site"),
        Column("role", "Role"),
        Column("routes", "Routes"),
        Column("taken", "Taken"),
        Column("file", "File"),
    ]
    rows: list[Sequence[Any]] = []
    for result in base.results(ref):
        if devices is None or result.device in devices:
            row = facts.get((result.device.department, result.device.name), {})
            kept = [row.get(name, "") for name in ("hostname", "os", "version", "model")]
            serials = tuple(str(row.get("serials", "")).split())
            rows.append(
                (
                    *result.device,
                    result.outcome.value,
                    *kept,
                    serials,
                    row.get("site", ""),
                    row.get("role", ""),
                    row.get("forwards"),
                    result.taken,
                    result.file,
                )
            )
    return names, rows


def _prefixes(base: "Store", ref: str, devices: "set[DeviceId] | None") -> tuple[list[Column], list[Sequence[Any]]]:
    """The subnets of each department with the devices in them and the hosts seen."""
    from bisect import bisect_left, bisect_right

    seen: dict[str, list[str]] = {}
    for row in only(base.query("host", ref), devices):
        if row["value"]:
            seen.setdefault(row["department"], []).append(row["value"])
    ordered = {department: sorted(set(values)) for department, values in seen.items()}
    found: dict[tuple[str, str, str], list[Row]] = {}
    for row in only(base.query("address", ref), devices):
        if row["kind"] in ("address", "secondary"):
            found.setdefault((row["department"], row["vrf"], row["prefix"]), []).append(row)
    names = [
        Column("department", "Department", key=True),
        Column("vrf", "VRF"),
        Column("prefix", "Prefix", key=True),
        Column("devices", "Devices"),
        Column("interfaces", "Interfaces"),
        Column("hosts_seen", "Hosts seen"),
        Column("size", "Addresses"),
    ]
    rows: list[Sequence[Any]] = []
    for (department, vrf, prefix), parts in found.items():
        values = ordered.get(department, [])
        hosts = bisect_right(values, parts[0]["last"]) - bisect_left(values, parts[0]["first"])
        network = address(prefix) if "/" in prefix else prefix
        size = int(parts[0]["last"], 16) - int(parts[0]["first"], 16) + 1
        owners = tuple(sorted({row["device"] for row in parts}))
        rows.append((department, vrf, network, owners, tuple(f"{row['device']}:{row['interface']}" for row in parts), hosts, size))
    return names, sorted(rows, key=lambda row: (row[0], row[1], row[2].version, row[2]))


def _routes(base: "Store", ref: str, devices: "set[DeviceId] | None") -> tuple[list[Column], list[Sequence[Any]]]:
    """The routing tables that the engine computes. A node whose table may not be right says so in the last column."""
    from netplan.routing.solve import routes

    result = routes(network_of(base, ref))
    names = [
        *OWNER,
        Column("vrf", "VRF"),
        Column("prefix", "Prefix", key=True),
        Column("protocol", "Protocol"),
        Column("next_hop", "Next hop"),
        Column("interface", "Interface"),
        Column("distance", "Distance"),
        Column("metric", "Metric"),
        Column("unknown", "Uncertain because"),
        Column("source", "Source"),
    ]
    rows: list[Sequence[Any]] = []
    for number, node in enumerate(result.topology.nodes):
        if devices is not None and node.device not in devices:
            continue
        for route in result.tables[number].routes():
            hop = "discard" if route.discard else route.next_hop
            rows.append(
                (
                    *route.device,
                    route.vrf,
                    route.prefix,
                    route.protocol,
                    hop,
                    route.interface or route.next_hop_vrf,
                    route.distance,
                    route.metric,
                    result.open_route(number, route.prefix),
                    str(route.source) if route.source.file else "",
                )
            )
    return names, rows


def _contracts(context: typer.Context) -> Table:
    known = inventory(context)
    names = [
        Column("contract", "Contract", key=True),
        Column("department", "Department"),
        Column("supplier", "Supplier"),
        Column("kind", "Kind"),
        Column("per_month", f"{known.organisation.currency if known else 'Money'} a month"),
        Column("ends", "Ends"),
        Column("notice_months", "Notice (months)"),
        Column("renews_months", "Renews for (months)"),
        Column("exit_fee", "Exit fee"),
        Column("covers", "Covers"),
        Column("source", "Source"),
    ]
    rows = [
        (
            c.id,
            c.department,
            c.supplier,
            c.kind,
            c.per_month,
            c.ends,
            c.notice_months,
            c.renews_months,
            c.exit_fee,
            tuple(f"{kind}:{name}" for kind, name in c.covers.items()),
            str(c.source),
        )
        for c in (known.contracts.values() if known else ())
    ]
    warnings = [] if known else ["there is no inventory, so no contracts are known; make one with netplan init"]
    return Table("show contracts", names, rows, title="Contracts", warnings=warnings)
