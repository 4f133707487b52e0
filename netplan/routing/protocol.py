"""What every routing protocol of the engine is to the computation of the tables: one object that is asked in each round."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from models.routing import Prefix
from models.verdict import Finding
from netplan.routing.columns import Rows
from netplan.routing.table import NodeTable


@dataclass
class Notes:
    """What the reader of the routes should know: findings, and nodes that may miss routes, with the reason."""

    findings: list[Finding] = field(default_factory=list)
    incomplete: dict[int, str] = field(default_factory=dict)
    unknown: dict[int, dict[Prefix, str]] = field(default_factory=dict)
    """Single prefixes that may be missing at a node, and why."""


class RoutingProtocol(Protocol):
    """A protocol over one topology. A round that changes nothing it looks at should cost it nothing."""

    @property
    def notes(self) -> Notes:
        """What the reader of the routes should know, as they were asked for last."""

    def routes(self, tables: Mapping[int, NodeTable], /) -> Rows:
        """The routes that it offers to all nodes, given the main tables as they are now."""
