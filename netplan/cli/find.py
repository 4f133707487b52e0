"""`netplan find`: where an address, a MAC, a name, a VLAN or a text stands in all of the city's networks."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Annotated, Any

import typer

from models.errors import UsageError
from netplan.cli.choose import OWNER, AtOption, chosen, place
from netplan.cli.console import say
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, WhereOption, show
from netplan.cli.state import store
from reports.tables import Column, Table

if TYPE_CHECKING:
    from models.store import Store

Row = dict[str, Any]
Hit = tuple[int, str, str, str, str, str]
"""How near (0 is the thing itself), department, device, what, the text, the place."""
DEFAULT_ROUTE = 8
"""How near a default route is: it holds every address, so it is told only where nothing else holds the one looked for."""
MOST_TEXT = 500
"""So many lines of config are shown for a text; the rest is counted."""
INSIDE = "first <= :ip AND :ip <= last AND {table}.family = :family"


def command(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            metavar="ADDRESS|PREFIX|MAC|NAME|VLAN|TEXT", help="What to look for; a number is a VLAN.", show_default=False
        ),
    ],
    at: AtOption = "latest",
    among: Annotated[list[str] | None, typer.Option("--in", metavar="SELECTOR", help="Only on these devices.")] = None,
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> int:
    """Find an address, MAC, name, VLAN or text in all configs. Exit code 1 when there is none."""
    if not what.strip():
        raise UsageError("what is to be found? An address, a prefix, a MAC, a name, a VLAN number or a text")
    base = store(context)
    ref = str(base.find(at).id)
    devices = chosen(context, base, ref, among)
    hits = sorted({hit for hit in found(base, ref, what.strip()) if devices is None or (hit[1], hit[2]) in devices}, key=_order)
    if any(hit[0] != DEFAULT_ROUTE for hit in hits):
        hits = [hit for hit in hits if hit[0] != DEFAULT_ROUTE]
    names = [*OWNER, Column("what", "What"), Column("text", "Text"), Column("source", "Source")]
    shown = [hit[1:] for hit in hits]
    warnings = (
        [f"only the first {MOST_TEXT} lines of config are shown; say more of the text"]
        if sum(hit[0] == 9 for hit in hits) > MOST_TEXT
        else []
    )
    show(Table("find", names, shown, title=f"Where {what} is", snapshot=ref, warnings=warnings), format, output, columns, where)
    if not hits:
        say(f"{what} is not in snapshot {ref}; --at looks into another one of netplan snapshot list")
    return 0 if hits else 1


def _order(hit: Hit) -> tuple[Any, ...]:
    """The nearest first; within one config by line."""
    file, _, line = hit[5].rpartition(":")
    return hit[0], hit[1], hit[2], file, int(line) if line.isdigit() else 0, hit


def found(base: "Store", ref: str, what: str) -> Iterator[Hit]:
    """Everything that `what` can mean."""
    from collectors.shows import mac_text

    if mac := mac_text(what):
        seen = list(_mac(base, ref, mac))
        yield from seen
        places = {hit[5] for hit in seen}
        notations = re.compile(r"(?<![0-9a-f])" + "[.:-]?".join(mac.replace(":", "")) + r"(?![0-9a-f])", re.I)
        yield from (hit for hit in _lines(base, ref, notations) if hit[5] not in places)
        return
    try:
        yield from _address(base, ref, ip_address(what))
        return
    except ValueError:
        pass
    if "/" in what:
        try:
            network = ip_network(what, strict=False)
        except ValueError:
            network = None
        if network is not None:
            yield from _prefix(base, ref, network)
            return
    if what.isdigit() and 1 <= int(what) <= 4094:
        yield from _vlan(base, ref, int(what))
        return
    yield from _name(base, ref, what)
    yield from _text(base, ref, what)


def _hit(near: int, row: Row, what: str, text: str) -> Hit:
    return (near, row["department"], row["device"], what, text, place(row))


def _address(base: "Store", ref: str, ip: IPv4Address | IPv6Address) -> Iterator[Hit]:
    """The port that has it, hosts seen with it, the subnets, routes and ACL lines that hold it."""
    values = {"ip": f"{int(ip):032x}", "family": ip.version}
    for row in base.query("address", ref, "value = :ip AND address.family = :family", values):
        yield _hit(0, row, f"{row['kind']} of the interface", f"{row['interface']} {row['address']} ({row['vrf']})")
    for row in base.query("host", ref, "value = :ip", {"ip": values["ip"]}):
        if row["address"] == str(ip):
            yield _hit(1, row, "host seen", f"{row['mac']} on {row['interface']}")
    for row in base.query("address", ref, INSIDE.format(table="address"), values):
        if row["value"] != values["ip"]:
            yield _hit(2, row, "subnet", f"{row['prefix']} on {row['interface']} ({row['vrf']})")
    for row in base.query("service", ref, "target = :text", {"text": str(ip)}):
        yield _hit(3, row, f"{row['kind']} service", row["target"])
    for row in base.query("static", ref, "next_hop = :text", {"text": str(ip)}):
        yield _hit(3, row, "next hop of a static route", f"{row['prefix']} via {row['next_hop']} ({row['vrf']})")
    for row in base.query("static", ref, INSIDE.format(table="static"), values):
        hop = row["next_hop"] or row["interface"] or "discard"
        near = DEFAULT_ROUTE if row["prefix"].endswith("/0") else 4
        yield _hit(near, row, "static route", f"{row['prefix']} via {hop} ({row['vrf']})")
    for row in base.query("acl_range", ref, INSIDE.format(table="acl_range"), values):
        yield _hit(5, row, f"ACL line ({row['side']})", row["acl"])


def _prefix(base: "Store", ref: str, network: Any) -> Iterator[Hit]:
    """Subnets and routes that equal, lie in or overlap a prefix."""
    ends = {
        "low": f"{int(network.network_address):032x}",
        "high": f"{int(network.broadcast_address):032x}",
        "family": network.version,
    }
    meets = "first <= :high AND :low <= last AND {table}.family = :family"
    for row in base.query("address", ref, meets.format(table="address"), ends):
        yield _hit(row["prefix"] != str(network), row, "subnet", f"{row['prefix']} on {row['interface']} ({row['vrf']})")
    for row in base.query("static", ref, meets.format(table="static"), ends):
        if row["prefix"].endswith("/0") and network.prefixlen:
            continue
        hop = row["next_hop"] or row["interface"] or "discard"
        yield _hit(3, row, "static route", f"{row['prefix']} via {hop} ({row['vrf']})")
    for row in base.query("acl_range", ref, meets.format(table="acl_range"), ends):
        yield _hit(5, row, f"ACL line ({row['side']})", row["acl"])


def _mac(base: "Store", ref: str, mac: str) -> Iterator[Hit]:
    for row in base.query("host", ref, "mac = :mac", {"mac": mac}):
        where = f" vlan {row['vlan']}" if row["vlan"] else ""
        yield _hit(0, row, "host seen", f"{row['mac']} {row['address']} on {row['interface']}{where}".replace("  ", " "))


def _vlan(base: "Store", ref: str, vlan: int) -> Iterator[Hit]:
    """Where a VLAN is defined, routed, and carried."""
    from models.values import vlan_ids

    for row in base.query("vlan", ref, "vlan.vlan = :vlan", {"vlan": vlan}):
        yield _hit(0, row, "VLAN", f"{vlan} {row['name']}".strip())
    for row in base.query("interface", ref, "interface.vlan = :vlan", {"vlan": vlan}):
        yield _hit(1, row, "routed interface", f"{row['name']} {row['description']}".strip())
    ports = "access_vlan = :vlan OR native_vlan = :vlan OR mode = 'trunk'"
    for row in base.query("interface", ref, f"({ports})", {"vlan": vlan}):
        if row["access_vlan"] == vlan:
            yield _hit(2, row, "access port", f"{row['name']} {row['description']}".strip())
        elif row["native_vlan"] == vlan:
            yield _hit(2, row, "native VLAN of a trunk", f"{row['name']} {row['description']}".strip())
        elif row["trunk_vlans"] == "all" or (row["trunk_vlans"] and vlan in vlan_ids(row["trunk_vlans"])):
            yield _hit(3, row, "trunk", f"{row['name']} {row['description']}".strip())


def _name(base: "Store", ref: str, name: str) -> Iterator[Hit]:
    """Things that bear this name: devices, ports, VLANs, VRFs, lists, accounts, neighbours."""
    for result in base.results(ref):
        if name.casefold() == result.device.name.casefold():
            yield (0, *result.device, "device", result.os or result.outcome.value, result.file)
    tables = (
        ("device", "hostname", "host name"),
        ("interface", "name", "interface"),
        ("vlan", "name", "VLAN name"),
        ("vrf", "name", "VRF"),
        ("acl", "acl", "ACL"),
        ("account", "name", "account"),
        ("neighbour", "remote_name", "neighbour"),
        ("service", "target", "service"),
        ("static", "name", "static route"),
        ("device", "serials", "serial number"),
        ("device", "model", "model"),
    )
    for table, column, what in tables:
        for row in base.query(table, ref, f"lower({table}.{column}) = lower(:name)", {"name": name}):
            detail = {"vlan": "vlan", "neighbour": "interface", "service": "kind", "static": "prefix"}.get(table)
            yield _hit(1, row, what, f"{row[column]} ({row[detail]})" if detail else str(row[column]))


def _text(base: "Store", ref: str, text: str) -> Iterator[Hit]:
    """Lines of config and show output with the text, whatever its case."""
    return _lines(base, ref, re.compile(re.escape(text), re.I))


def _lines(base: "Store", ref: str, wanted: re.Pattern[str]) -> Iterator[Hit]:
    count = 0
    for capture in base.captures(ref):
        if not wanted.search(capture.text):
            continue
        for number, line in enumerate(capture.text.split("\n"), 1):
            if wanted.search(line):
                count += 1
                if count > MOST_TEXT + 1:
                    return
                yield (9, *capture.device, capture.command, line.strip(), f"{capture.file}:{number}")
