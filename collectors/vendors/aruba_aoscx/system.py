"""What AOS-CX does by default, in the words that the readers of the IOS-like systems are made with, and how its configs begin."""

import re

from collectors.draft import Draft
from collectors.ioslike.family import PortStyle
from collectors.ioslike.names import namer
from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.text import ioslike_tree
from collectors.tree import Line, Tree
from models.source import Status

TYPES = ("lag", "vlan", "loopback", "tunnel", "vxlan", "mgmt")
HEADER = "! header"
PORT_NAME = r"\d+/\d+/\d+(?::\d+)?(?:\.\d+)?"
"""Member, slot and port, the part of a port that is split, a subinterface."""

aoscx_name = namer(TYPES, {})
"""Any spelling of an interface name to the one of show commands: `lag 10` is `lag10`, a port is `1/1/1`."""

PORTS = PortStyle(aoscx_name, speeds={"vlan": 10**9, "mgmt": 10**9, "loopback": 8 * 10**9})

AOSCX = RoutingOs(
    "aruba_aoscx",
    aoscx_name,
    # redistribution names a route map, which says what is taken, subnets and externals included
    ospf_subnets_word=False,
    bgp_takes_all_ospf=True,
    ospf_metric=25,
    ospf_metric_bgp=25,
    ospf_rfc1583=False,
    ospf_reference=100_000_000_000,
    bgp_maximum_paths=4,
    bgp_paths_for_both=True,
    bgp_ipv4_unasked=False,
    # what stands outside the address families (distances, paths) holds for all of them
    bgp_settings_for_all_families=True,
    bgp_ipv4_over_ipv6=False,
    route_types_listed=True,
)
"""The defaults that the AOS-CX guides to IP routing (10.06 to 10.13) state beside each command."""

_HEADER = re.compile(r"^! ?(?:Version ArubaOS-CX +\S|(?:Product Name|Chassis Serial Nbr) +: +\S).*$", re.MULTILINE)
"""Comments that tell what a device is: the second of `show running-config`, and those of `show system` that backups put before."""


def nest(text: str, file: str) -> Tree:
    r"""Nest a running config; the comments in which it says its model and release are kept as lines.

    >>> [line.text for line in nest("!\n!Version ArubaOS-CX FL.10.13.1101\nhostname sw1\n", "sw1").children]
    ['!Version ArubaOS-CX FL.10.13.1101', 'hostname sw1']
    """
    tree = ioslike_tree(text, file)
    lines, number, at = [], 1, 0
    for found in _HEADER.finditer(text):
        number, at = number + text.count("\n", at, found.start()), found.start()
        lines.append(Line(found[0].rstrip(), number, [HEADER, *found[0].removeprefix("!").split()]))
    tree.children[:0] = lines
    return tree


def read_header(line: Line, draft: Draft) -> None:
    """`!Version ArubaOS-CX FL.10.13.1101`, `! Product Name : JL762A 6300M ...`, `! Chassis Serial Nbr : SG0A...`."""
    match line.words[1:]:
        case ["Version", "ArubaOS-CX", version]:
            draft.version = version
        case ["Product", "Name", ":", *model]:
            draft.model = " ".join(model)
        case ["Chassis", "Serial", "Nbr", ":", serial]:
            draft.serials.append(serial)
        case _:
            line.status = Status.IGNORED
            return
    line.modelled()


def read_identity(line: Line, draft: Draft) -> None:
    """`hostname` and `domain-name`."""
    match line.words:
        case ["hostname", name]:
            draft.hostname = name
        case ["domain-name", name]:
            draft.domain = name
        case _:
            return
    line.modelled()
