"""Arista EOS."""

from collectors.dialect import Dialect
from collectors.ioslike.family import PortStyle
from collectors.ioslike.names import eos_name
from collectors.tree import indented

PORTS = PortStyle(eos_name, port_mode="switched")

DIALECT = Dialect(
    name="arista_eos",
    title="Arista EOS",
    nest=indented,
    readers={},
    recognise=lambda text: 0.0,
    ended=lambda text: True,
    canonical_name=eos_name,
    aliases=("eos", "arista", "ceos", "veos"),
)
