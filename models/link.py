"""Wires between devices."""

from dataclasses import dataclass, field
from typing import NamedTuple

from models.device import DeviceId
from models.source import NOWHERE, Source


class Port(NamedTuple):
    """A port of a device."""

    device: DeviceId
    interface: str

    def __str__(self) -> str:
        return f"{self.device}:{self.interface}"


@dataclass(frozen=True, slots=True)
class Link:
    """Two ports on one wire; `evidence` is what says so: declared, lldp, cdp, layer1 or plan.

    `confidence` goes from 0 to 1. Only a link can join two realms: equal subnets never do.
    """

    a: Port
    b: Port
    evidence: str = "declared"
    confidence: float = 1.0
    source: Source = field(default=NOWHERE, compare=False, repr=False)
