"""VXLAN: the tunnel end of a device and what it carries (RFC 7348, RFC 8365)."""

from dataclasses import dataclass, field

from models.routing import Ip
from models.source import NOWHERE, Source


@dataclass(frozen=True, slots=True)
class Vxlan:
    """The tunnel end (VTEP) of a device. Which VNI a VLAN or a VRF has stands there."""

    name: str
    """The interface, for instance "Vxlan1" or "nve1"."""
    source_interface: str = ""
    """The loopback that lends its address."""
    flood: frozenset[Ip] = frozenset()
    """Other tunnel ends that frames of unknown destination are sent to by hand, for all VNIs."""
    flood_of: tuple[tuple[int, frozenset[Ip]], ...] = ()
    """The same for single VNIs, each once."""
    source: Source = field(default=NOWHERE, compare=False, repr=False)

    def flooded(self, vni: int) -> frozenset[Ip]:
        """Where frames of unknown destination of a VNI are sent by hand."""
        return dict(self.flood_of).get(vni, self.flood)
