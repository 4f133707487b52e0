"""Cisco IOS and IOS-XE."""

from collectors.dialect import Dialect
from collectors.ioslike.family import PortStyle
from collectors.ioslike.names import ios_name
from collectors.tree import indented

PORTS = PortStyle(ios_name, vlan_mode="dynamic")

DIALECT = Dialect(
    name="cisco_ios",
    title="Cisco IOS and IOS-XE",
    nest=indented,
    readers={},
    recognise=lambda text: 0.0,
    ended=lambda text: True,
    canonical_name=ios_name,
    aliases=("ios", "iosxe", "ios-xe", "cisco_xe", "cisco_iosxe", "cisco_ios_xe"),
)
