"""What is stated at an interface of RIP and EIGRP; the rest is in `models.distance_vector`."""

from dataclasses import dataclass, field

from models.source import NOWHERE, Source


@dataclass(frozen=True, slots=True)
class RipInterface:
    """RIP settings of an interface. `process` is "" for the only process of its VRF; `active` says that RIP runs here."""

    process: str = ""
    family: int = 4
    active: bool = False
    passive: bool | None = None
    send: tuple[int, ...] = ()
    """The version that is sent; () is that of the process."""
    receive: tuple[int, ...] = ()
    cost: int = 1
    """What is added to the metric of what is heard here."""
    authentication: str = ""
    """How packets are authenticated, as far as two ends can be compared; "" is not at all."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class EigrpInterface:
    """EIGRP settings of an interface. `active` says that it runs here by a line of the interface."""

    asn: int
    family: int = 4
    active: bool = False
    passive: bool | None = None
    bandwidth: int | None = None
    """Kilobits per second and picoseconds, where the protocol has values of its own."""
    delay: int | None = None
    authentication: str = ""
    source: Source = field(default=NOWHERE, compare=False, repr=False)
