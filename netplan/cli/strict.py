"""What commands assume of neighbours outside the snapshot (left out when the user asks for that) and of NAT: said once."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from netplan.cli.console import say

if TYPE_CHECKING:
    from models.network import Network
    from netplan.routing.solve import RoutingResult

StrictOption = Annotated[
    bool,
    typer.Option("--strict", help="Assume nothing of neighbours outside: they may announce networks that exist inside, too."),
]


def taken(network: "Network", strict: bool) -> "Network":
    """The network with what the user wants to be assumed."""
    return replace(network, strict=True) if strict else network


def tell(routing: "RoutingResult") -> None:
    """Say what is assumed, if anything is."""
    from netplan.routing.doubt.assumed import assumption

    if what := assumption(routing):
        say(what)


def tell_nat(network: "Network") -> None:
    """Say what is assumed of translations, if anything is."""
    from netplan.forwarding.nat.words import assumption

    if what := assumption(network):
        say(what)
