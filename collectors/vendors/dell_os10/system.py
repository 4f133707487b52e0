"""What OS10 does by default, in the words that the readers of the IOS-like systems are made with, and how its configs begin."""

import re

from collectors.draft import Draft
from collectors.ioslike.family import PortStyle
from collectors.ioslike.names import namer
from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.text import ioslike_tree
from collectors.tree import Line, Tree

TYPES = ("ethernet", "port-channel", "vlan", "loopback", "mgmt", "virtual-network", "fibrechannel", "null", "tunnel")
SHORT = {"po": "port-channel", "lo": "loopback", "vl": "vlan", "eth": "ethernet"}
HEADER = "! header"

os10_name = namer(TYPES, SHORT)
"""Any spelling of an interface name to the one of the running config: `ethernet 1/1/1` is `ethernet1/1/1`."""

PORTS = PortStyle(os10_name, port_mode="switched", speeds={"loopback": 8 * 10**9})

OS10 = RoutingOs(
    "dell_os10",
    os10_name,
    # redistribution names a route map, which says what is taken, subnets and externals included
    ospf_subnets_word=False,
    bgp_takes_all_ospf=True,
    ospf_rfc1583=False,
    ospf_reference=100_000_000_000,
    ospf_maximum_paths=64,
    bgp_maximum_paths=64,
    # `non-deterministic-med` turns it off
    bgp_deterministic_med=True,
    bgp_ipv4_over_ipv6=False,
    # what a neighbour says outside its address families (`weight`, `route-reflector-client`) holds for all of them
    bgp_settings_for_all_families=True,
)
"""The defaults that the SmartFabric OS10 user guide (10.5) states beside each command."""

_HEADER = re.compile(r"^! ?Version +(\d+\.\d\S*) *$", re.MULTILINE)


def nest(text: str, file: str) -> Tree:
    r"""Nest a running config; the comment in which it says its release is kept as a line.

    >>> [line.text for line in nest("! Version 10.5.4.2\n!\nhostname sw1\n", "sw1").children]
    ['! Version 10.5.4.2', 'hostname sw1']
    """
    tree = ioslike_tree(text, file)
    if found := _HEADER.search(text):
        number = text.count("\n", 0, found.start()) + 1
        tree.children.insert(0, Line(found[0].strip(), number, [HEADER, found[1]]))
    return tree


def read_header(line: Line, draft: Draft) -> None:
    """`! Version 10.5.4.2`."""
    draft.version = line.words[1]
    line.modelled()
