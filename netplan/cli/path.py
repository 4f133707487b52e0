"""`netplan path`: the way of a packet, hop by hop, with the config line behind each decision."""

from typing import TYPE_CHECKING, Annotated

import typer

from netplan.cli.choose import AtOption
from netplan.cli.options import ColumnsOption, FormatOption, OutputOption, show
from netplan.cli.planning import present
from netplan.cli.strict import StrictOption, taken, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.verdict import Path


def command(
    context: typer.Context,
    src: Annotated[
        str,
        typer.Argument(
            metavar="SRC", help="Where it starts: device, device:port or address, with department/ before it if needed."
        ),
    ],
    dst: Annotated[str, typer.Argument(metavar="DST", help="Where it goes: an address, or a device.")],
    protocol: Annotated[str, typer.Option("--protocol", help="tcp, udp, icmp, a number; ip = no protocol in particular.")] = "ip",
    dport: Annotated[int, typer.Option("--dport", min=0, max=65535, help="Destination port.")] = 0,
    vrf: Annotated[str, typer.Option("--vrf", help="The VRF in which it starts.")] = "",
    department: Annotated[str, typer.Option("--department", help="The department in which it starts.")] = "",
    reverse: Annotated[bool, typer.Option("--reverse", help="Also the way of the answers, through the same translations.")] = False,
    strict: StrictOption = False,
    at: AtOption = "latest",
    format: FormatOption = None,
    output: OutputOption = None,
    columns: ColumnsOption = "",
) -> None:
    """Show the way of a packet, and of its frames through switches where their wires are known.

    Between two switch ports (device:port) it is the way of a frame. Ends with 0 when it is delivered on every branch, 2 when not,
    5 when that is not known. With --reverse its answers count too; those of packets that leave the network are taken to come
    back where these left.
    """
    from ipaddress import ip_address

    from models.errors import UsageError
    from models.verdict import Fate, Packet
    from netplan.cli.captured import routes_seen
    from netplan.forwarding.answers import answer_paths
    from netplan.forwarding.boxes import protocol_number
    from netplan.forwarding.dataplane import DataPlane
    from netplan.forwarding.endpoints import endpoint, switch_port
    from reports.clean import clean
    from reports.tables import Column, Table

    try:
        protocol_number(protocol)
    except ValueError as error:
        raise UsageError(str(error)) from error
    network, _ = present(context, at)
    plane = DataPlane.of(taken(network, strict))
    tell(plane.routing)
    answers: tuple[Path, ...] = ()
    captured: tuple[str, ...] = ()
    near, far = switch_port(plane, src, department), switch_port(plane, dst, department)
    if near is not None and far is not None:
        paths: tuple[Path, ...] = (plane.tables.frames.path(near, far),)
        title = f"a frame from {near[0]} {near[1]} to {far[0]} {far[1]}"
    else:
        origin = endpoint(plane, src, department, vrf)
        target = _target(dst) or endpoint(plane, dst).address
        if not origin.address or not target:
            raise UsageError(f"{dst if origin.address else src} has no address; write an address instead")
        if ip_address(origin.address).version != ip_address(target).version:
            raise UsageError(f"{origin.address} and {target} are of two address families; name an address of the same one")
        packet = Packet(origin.address, target, protocol, dport)
        paths = plane.trace(origin.start, packet)
        answers = answer_paths(plane, origin.start, packet) if reverse else ()
        if any(path.fate in (Fate.UNKNOWN, Fate.OUTSIDE) for path in paths):
            captured = tuple(routes_seen(plane, paths, origin.start[0], target))
        title = f"{packet}, from {origin.start[0]} {origin.start[1]}{'' if _target(dst) else f', to {dst}'}"
    if format is not None or output is not None:
        rows = [
            (branch, number, hop.node, hop.what, str(hop.source) if hop.source else "", path.fate, way)
            for way, found in (("there", paths), ("back", answers))
            for branch, path in enumerate(found, 1)
            for number, hop in enumerate(path.hops, 1)
        ]
        heads = [("branch", "Branch"), ("hop", "Hop"), ("node", "Node"), ("what", "What"), ("source", "Where"), ("fate", "Fate")]
        heads += [("way", "Way")]
        show(Table("path", [Column(name, head, key=name == "node") for name, head in heads], rows), format, output, columns)
    else:
        _print(title, paths)
        for line in captured:
            typer.echo(clean(line))
        if reverse and (near is None or far is None):
            _print("\nthe answers" if answers else "\nno answers: nothing is known to arrive", answers)
    left = {Fate.LEFT} if answers else set()
    fates = ({path.fate for path in paths} - left) | {path.fate for path in answers}
    if fates != {Fate.DELIVERED}:
        open_ = {Fate.UNKNOWN, Fate.OUTSIDE}
        raise typer.Exit(5 if fates & open_ and not fates - open_ - {Fate.DELIVERED} else 2)


def _target(text: str) -> str:
    """The address in a target; its department says nothing, since routing decides where an address is."""
    from contextlib import suppress
    from ipaddress import ip_address

    with suppress(ValueError):
        return str(ip_address(text.rpartition("/")[2]))
    return ""


def _print(title: str, paths: "Sequence[Path]") -> None:
    from reports.clean import clean

    typer.echo(clean(title))
    for branch, path in enumerate(paths, 1):
        if len(paths) > 1:
            typer.echo(f"\nbranch {branch} of {len(paths)}")
        node = ""
        for hop in path.hops:
            if hop.node != node:
                node = hop.node
                typer.echo(clean(f"  {node}"))
            typer.echo(clean(f"    {hop.what}"))
            if hop.source:
                typer.echo(clean(f"      {hop.source}"))
        typer.echo(clean(f"  {path.fate}: {path.why}" if path.why else f"  {path.fate}"))
