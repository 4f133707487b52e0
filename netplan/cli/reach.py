"""`netplan reach`: who reaches whom, over all pairs of subnets."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from netplan.cli.choose import AtOption, chosen
from netplan.cli.console import say
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, WhereOption, show
from netplan.cli.strict import StrictOption, taken, tell, tell_nat
from reports.tables import Column, Table, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from models.device import DeviceId
    from netplan.forwarding.pairs import Pair, Subnet

UNKNOWN = 5


class By(StrEnum):
    """How pairs are put together."""

    DEPARTMENT = "department"
    SUBNET = "subnet"


def command(
    context: typer.Context,
    source: Annotated[
        list[str] | None, typer.Option("--from", metavar="SELECTOR", help="Only from subnets of these devices (may be repeated).")
    ] = None,
    target: Annotated[
        list[str] | None, typer.Option("--to", metavar="SELECTOR", help="Only to subnets of these devices (may be repeated).")
    ] = None,
    protocol: Annotated[str, typer.Option("--protocol", help="tcp, udp, icmp, a number; any = all of them.")] = "any",
    dport: Annotated[int | None, typer.Option("--dport", min=0, max=65535, help="Destination port.")] = None,
    by: Annotated[By, typer.Option("--by", help="One line for each pair of departments, or of subnets.")] = By.DEPARTMENT,
    ipv6: Annotated[bool, typer.Option("--ipv6", help="Subnets of IPv6 in place of IPv4.")] = False,
    failures: Annotated[
        int, typer.Option("--failures", min=0, max=1, help="1: what is cut off when one link or one device fails, each in turn.")
    ] = 0,
    strict: StrictOption = False,
    at: AtOption = "latest",
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """Show who reaches whom: packets from every subnet of hosts to every other one, routes and filters included.

    "all" arrive, "part" of them (some protocols, ports, hosts or branches), "none", or "unknown" where something on the way is
    not modelled. With `--failures 1`: the pairs that each single failure cuts off. Ends with 0, or with 5 when a pair is unknown.
    """
    from collections import Counter

    from netplan.cli import reach_failures as single
    from netplan.cli.state import network, store
    from netplan.forwarding.boxes import PORTS
    from netplan.forwarding.dataplane import DataPlane
    from netplan.forwarding.pairs import Reach, pairs, subnets

    proto = _protocol(protocol)
    base = store(context)
    ref = str(base.find(at).id)
    senders, receivers = chosen(context, base, ref, source), chosen(context, base, ref, target)
    plane = DataPlane.of(taken(network(base, ref), strict))
    tell(plane.routing)
    tell_nat(plane.network)
    known = subnets(plane, 6 if ipv6 else 4)
    ports = PORTS if dport is None else (dport, dport)
    found = list(pairs(plane, _of(known, senders), _of(known, receivers), proto, ports))
    if failures:
        lost = single.found(plane, found, 6 if ipv6 else 4)
        table = single.departments(lost) if by is By.DEPARTMENT else single.subnets(lost)
        show(Table("failures", *table, title="What each failure cuts off", snapshot=ref), format, output, columns, where)
    else:
        lost = []
        table = _departments(found) if by is By.DEPARTMENT else _subnets(found)
        show(Table("reach", *table, title="Who reaches whom", snapshot=ref), format, output, columns, where)
    tally = Counter(pair.reach for pair in found)
    counts = {reach: tally[reach] for reach in Reach}
    say(f"{len(found)} pairs of {len(known)} subnets: " + ", ".join(f"{reach} {number}" for reach, number in counts.items()))
    if counts[Reach.UNKNOWN] or any(loss.doubtful for loss in lost):
        raise typer.Exit(UNKNOWN)


def _protocol(text: str) -> tuple[int, int]:
    from models.errors import UsageError
    from netplan.forwarding.boxes import protocol_number

    if text in ("any", "ip"):
        return 0, 255
    try:
        return (protocol_number(text),) * 2
    except ValueError as error:
        raise UsageError(str(error)) from error


def _of(known: "Iterable[Subnet]", devices: "set[DeviceId] | None") -> "list[Subnet]":
    """The subnets that a port of the chosen devices is on."""
    return [subnet for subnet in known if devices is None or any(device in devices for device, _ in subnet.ports)]


def _departments(found: "Sequence[Pair]") -> tuple[list[Column], list[tuple[Value, ...]]]:
    from collections import Counter

    from netplan.forwarding.pairs import Reach

    counts: dict[tuple[str, str], Counter[Reach]] = {}
    for pair in found:
        counts.setdefault((pair.source.department, pair.target.department), Counter())[pair.reach] += 1
    heads = [Column("from", "From", key=True), Column("to", "To", key=True), Column("pairs", "Pairs")]
    heads += [Column(reach.value, reach.value.capitalize()) for reach in Reach]
    return heads, [(*key, each.total(), *(each[reach] for reach in Reach)) for key, each in sorted(counts.items())]


def _subnets(found: "Sequence[Pair]") -> tuple[list[Column], list[tuple[Value, ...]]]:
    heads = [
        Column("from", "From", key=True),
        Column("source", "Source", key=True),
        Column("to", "To", key=True),
        Column("target", "Target", key=True),
        Column("reach", "Reach"),
        Column("why", "Why"),
        Column("at", "At"),
    ]
    rows: list[tuple[Value, ...]] = [
        (
            pair.source.department, pair.source.prefix, pair.target.department, pair.target.prefix, pair.reach.value, pair.why,
            str(pair.at) if pair.at else "",
        )
        for pair in found
    ]  # fmt: skip
    return heads, rows
