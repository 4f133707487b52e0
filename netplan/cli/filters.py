"""`netplan filters`: what access lists permit, which line decides about a packet, and where two lists differ."""

from typing import TYPE_CHECKING, Annotated

import typer

from netplan.cli.choose import OWNER, AtOption, chosen
from netplan.cli.filters_lint import lint
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, SelectorArgument, WhereOption, show
from netplan.cli.state import network, store
from reports.tables import Column, Table

if TYPE_CHECKING:
    from models.device import DeviceId
    from models.filters import Acl
    from netplan.forwarding.filters.decisions import Decision

app = typer.Typer(rich_markup_mode=None)
app.command("lint")(lint)
DeviceArgument = Annotated[str, typer.Argument(metavar="DEVICE", help="A device, with department/ before it if needed.")]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The name or number of an access list.")]
_ANSWERS = {True: "permitted", False: "denied", None: "unknown"}


@app.command("list")
def listed(
    context: typer.Context,
    selector: SelectorArgument = None,
    at: AtOption = "latest",
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """List the access lists, and the ports that use them."""
    from netplan.forwarding.filters.uses import uses

    base = store(context)
    found = base.find(at)
    devices = chosen(context, base, str(found.id), selector)
    rows = []
    for id, device in network(base, str(found.id)).devices.items():
        if devices is not None and id not in devices:
            continue
        applied = [(use.name, f"{use.port} {use.way}") for use in uses(device)]
        for acl in device.acls.values():
            strange = sum(bool(rule.unmodelled) for rule in acl.rules)
            ports = tuple(place for name, place in applied if name == acl.name)
            rows.append((*id, acl.name, f"IPv{acl.family}", len(acl.rules), strange, ports, str(acl.source)))
    names = [
        *OWNER,
        Column("name", "List", key=True),
        Column("family", "For"),
        Column("lines", "Lines"),
        Column("not_understood", "Not understood"),
        Column("ports", "Ports"),
        Column("source", "Where"),
    ]
    show(Table("filters list", names, sorted(rows), title="Access lists", snapshot=str(found.id)), format, output, columns, where)


@app.command("show")
def shown(
    context: typer.Context,
    device: DeviceArgument,
    name: NameArgument,
    at: AtOption = "latest",
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
    where: WhereOption = "",
) -> None:
    """Show which packets a list permits.

    Of each line, those that no line before it takes. Ends with 5 when of some packets that is not known.
    """
    from netplan.forwarding.filters import packets as words
    from netplan.forwarding.filters.sets import permitted

    id, acl, ref = _acl(context, device, name, at)
    sets = permitted(acl)
    rows = []
    for rule, packets, sure in sets:
        sport, dport = words.service(packets)
        rows.append(
            (
                "permitted" if sure else "unknown",
                words.protocols(packets.proto),
                words.addresses(packets.src, acl.family),
                sport,
                words.addresses(packets.dst, acl.family),
                dport,
                str(rule.source if rule else acl.source),
            )
        )
    names = [
        Column("answer", "Answer"),
        Column("protocol", "Protocol", key=True),
        Column("source", "From", key=True),
        Column("source_port", "Port"),
        Column("destination", "To", key=True),
        Column("destination_port", "Port"),
        Column("where", "Where"),
    ]
    if all(row[3] == "any" for row in rows) and format is None and output is None and not columns:
        columns = "answer,protocol,source,destination,destination_port,where"
    title = f"What {name} of {id} permits; it denies all else"
    show(Table("filters show", names, rows, title=title, snapshot=ref), format, output, columns, where)
    if not all(each.sure for each in sets):
        raise typer.Exit(5)


@app.command("test")
def decided(
    context: typer.Context,
    device: DeviceArgument,
    name: NameArgument,
    src: Annotated[str, typer.Option("--src", help="The source address.")],
    dst: Annotated[str, typer.Option("--dst", help="The destination address.")],
    protocol: Annotated[str, typer.Option("--protocol", help="tcp, udp, icmp, a number; ip = no protocol in particular.")] = "ip",
    dport: Annotated[int, typer.Option("--dport", min=0, max=65535, help="Destination port.")] = 0,
    sport: Annotated[int, typer.Option("--sport", min=0, max=65535, help="Source port.")] = 50000,
    established: Annotated[bool, typer.Option("--established", help="A TCP segment of a session that is there.")] = False,
    at: AtOption = "latest",
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
) -> None:
    """Show which line decides about a packet.

    Ends with 0 when it is permitted, 2 when not, 5 when that is not known.
    """
    from ipaddress import ip_address

    from models.errors import UsageError
    from models.verdict import Packet
    from netplan.forwarding.boxes import ESTABLISHED, point
    from netplan.forwarding.filters.decisions import pieces

    id, acl, ref = _acl(context, device, name, at)
    try:
        if {ip_address(src).version, ip_address(dst).version} != {acl.family}:
            raise UsageError(f"{name} is for IPv{acl.family}; name addresses of that family")
        packet = point(Packet(src, dst, protocol, dport, sport))
    except ValueError as error:
        raise UsageError(str(error)) from error
    if established:
        packet = packet._replace(proto=(ESTABLISHED, ESTABLISHED))
    decision = pieces(acl, [packet])[0]
    names = [Column("answer", "Answer"), Column("line", "Line"), Column("source", "Where", key=True)]
    rows = [(_ANSWERS[decision.permit], *_decided(decision, acl))]
    if format is None and output is None:
        _print(f"{rows[0][0]} by {name} of {id}", [rows[0][1], rows[0][2]])
    else:
        show(Table("filters test", names, rows, snapshot=ref), format, output, columns)
    if not decision.permit:
        raise typer.Exit(5 if decision.permit is None else 2)


@app.command("compare")
def compared(
    context: typer.Context,
    device: DeviceArgument,
    name: NameArgument,
    other: Annotated[str, typer.Argument(metavar="DEVICE2", help="The device of the second list (default: the same).")] = "",
    other_name: Annotated[str, typer.Argument(metavar="NAME2", help="The second list (default: of the same name).")] = "",
    at: AtOption = "latest",
    with_: Annotated[str, typer.Option("--with", metavar="SNAPSHOT", help="The second list is of this snapshot.")] = "",
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
) -> None:
    """Say whether two lists permit the same packets.

    If not, a packet is shown that only the first permits, and one that only the second does, with the lines that decide.
    Ends with 0 when they are equal, 2 when they differ, 5 when lines that are not understood decide that.
    """
    from models.verdict import Verdict
    from netplan.forwarding.filters.compare import compare
    from netplan.forwarding.filters.packets import words

    id, acl, ref = _acl(context, device, name, at)
    id2, acl2, ref2 = _acl(context, other or device, other_name or name, with_ or at)
    found = compare(acl, acl2)
    titles = [f"{acl.name} of {id}", f"{acl2.name} of {id2}"]
    if ref != ref2:
        titles = [f"{title} in snapshot {which}" for title, which in zip(titles, (ref, ref2), strict=True)]
    rows = []
    for difference in found.differences:
        packet = words(difference.packet, acl.family)
        for title, decision, whose in zip(titles, (difference.one, difference.other), (acl, acl2), strict=True):
            rows.append((packet, title, _ANSWERS[decision.permit], *_decided(decision, whose)))
    if format is None and output is None:
        verdict = {
            Verdict.HOLDS: "equal: they permit the same packets",
            Verdict.VIOLATED: "different",
            Verdict.UNKNOWN: "unknown: equal, except where lines decide that are not understood",
        }[found.verdict]
        _print(f"{titles[0]}\n{titles[1]}\n{verdict}", [])
        for packet, first, second in zip(*(rows[i::2] for i in (0, 0, 1)), strict=True):
            _print(f"\n{packet[0]}", [])
            for row in (first, second):
                _print(f"  {row[2]} by {row[1]}", [f"  {row[3]}", f"  {row[4]}"])
    else:
        heads = [("packet", "Packet"), ("list", "List"), ("answer", "Answer"), ("line", "Line"), ("source", "Where")]
        names = [Column(column, head, key=column == "packet") for column, head in heads]
        show(Table("filters compare", names, rows, title=str(found.verdict), snapshot=ref), format, output, columns)
    if found.verdict is not Verdict.HOLDS:
        raise typer.Exit(2 if found.verdict is Verdict.VIOLATED else 5)


def _acl(context: typer.Context, device: str, name: str, at: str) -> "tuple[DeviceId, Acl, str]":
    """A list of a device in a snapshot, and the number of the snapshot. Raises UsageError when there is none."""
    from difflib import get_close_matches

    from models.errors import UsageError

    base = store(context)
    ref = str(base.find(at).id)
    devices = network(base, ref).devices
    department, _, short = device.rpartition("/")
    known = sorted(id for id in devices if id.name == short and department in ("", id.department))
    if not known:
        raise UsageError(f"{device}: no such device in this snapshot; netplan show devices lists the devices")
    if len(known) > 1:
        raise UsageError(f"{device}: there are {', '.join(map(str, known))}; write one of them")
    acls = devices[known[0]].acls
    if name not in acls:
        near = get_close_matches(name, acls, 1)
        hint = f"; did you mean {near[0]}?" if near else f"; it has {', '.join(sorted(acls)) or 'none'}"
        raise UsageError(f"{known[0]} has no access list {name}{hint}")
    return known[0], acls[name], ref


def _decided(decision: "Decision", acl: "Acl") -> tuple[str, str]:
    """The line that decided, in words, and where it is."""
    from netplan.audit.words import acl_rule

    if decision.rule is None:
        return ("the list has no lines" if not acl.rules else "no line takes it"), str(acl.source)
    number = f"line {decision.rule.sequence}: " if decision.rule.sequence else ""
    return number + acl_rule(decision.rule), str(decision.rule.source)


def _print(title: str, lines: list[str]) -> None:
    from textwrap import wrap

    from reports.clean import clean

    typer.echo(clean(title))
    for line in lines:
        indent = " " * (2 + len(line) - len(line.lstrip()))
        for part in wrap(line.strip(), 78 - len(indent), break_long_words=False, break_on_hyphens=False):
            typer.echo(clean(indent + part))
