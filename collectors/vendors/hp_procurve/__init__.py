"""ArubaOS-Switch (ProVision, ProCurve) of HP and HPE, as `show running-config` prints it. Read only, from files."""

from collectors.dialect import Dialect, Reader
from collectors.draft import Draft
from collectors.ioslike.text import telling
from collectors.tree import Line, Tree, indented
from collectors.vendors.hp_procurve.names import canonical_name
from collectors.vendors.hp_procurve.ports import finish_ports, read_interface, read_trunk, read_vlan
from collectors.vendors.hp_procurve.qos import POLICIES, finish_policies
from collectors.vendors.hp_procurve.routing import ROUTES, finish_routing
from collectors.vendors.hp_procurve.secrets import SECRETS
from collectors.vendors.hp_procurve.services import HEADER, SERVICES
from collectors.vendors.hp_procurve.tables import IGNORED, UNMODELLED
from collectors.vendors.hp_procurve.trees import TREES, finish_trees

SIGNS = {
    r"^; \S+ Configuration Editor; Created on release": 1.0,
    r"^\s+(?:no )?untagged (?:[A-Z]?\d|Trk\d|vlan \d)": 0.4,
    r"^\s+tagged (?:[A-Z]?\d|Trk\d|vlan \d)": 0.3,
    r"^hostname \"": 0.2,
    r"^trunk \S+ [Tt]rk\d+ ": 0.4,
    r"^interface (?:[A-Z]?\d+|Trk\d+)\s*$": 0.1,
    r"^\s+name \"": 0.1,
    r"^snmp-server community \".*\"": 0.2,
    r"^ip default-gateway ": 0.1,
    r"^\s+ip address dhcp-bootp": 0.3,
    r"^oobm$": 0.2,
    r"^sntp server |^password manager": 0.1,
    # other systems with lines like these
    r"^!|^ver 0?\d|^Building configuration|^version ": -0.5,
    r"\{\s*$": -0.6,
}
"""Lines that tell, and how much."""

READERS: dict[str, tuple[str, Reader]] = {
    **SERVICES,
    **TREES,
    **POLICIES,
    **ROUTES,
    "trunk": ("link aggregation", read_trunk),
    "interface": ("interface", read_interface),
    "oobm": ("interface", read_interface),
    "vlan": ("VLAN", read_vlan),
}


def nest(text: str, file: str) -> Tree:
    r"""Nest by indentation; the first comment, in which the switch says its model and release, is kept as a line.

    >>> [line.text for line in nest("; J9773A Configuration Editor; Created on release #YA.16\n; Ver\nvlan 1\n", "s").children]
    ['; J9773A Configuration Editor; Created on release #YA.16', 'vlan 1']
    """
    tree = indented(text, file, comment=";", banners=())
    for number, line in enumerate(text.split("\n", 20)[:20], 1):
        if line.startswith(";") and "Configuration Editor" in line:
            tree.children.insert(0, Line(line.strip(), number, [*HEADER.split(), line.strip()]))
            break
    return tree


def finish(draft: Draft) -> None:
    """What needs the whole config. A switch does not route until it is told to."""
    draft.forwards = draft.forwards and "routing" in draft.scratch
    finish_ports(draft)
    finish_trees(draft)
    finish_policies(draft)
    finish_routing(draft)


def ended(text: str) -> bool:
    """The OS prints no mark at the end, but it ends each block with `exit`: one without was cut."""
    lines = [line for line in text.rstrip().splitlines() if line.strip()]
    printed = any("Configuration Editor" in line for line in lines[:20])
    return bool(lines) and not (printed and lines[-1][:1].isspace() and lines[-1].strip() != "exit")


DIALECT = Dialect(
    name="hp_procurve",
    title="HPE ArubaOS-Switch (ProCurve)",
    nest=nest,
    readers=READERS,
    recognise=lambda text: telling(text, SIGNS),
    ended=ended,
    ignored=IGNORED,
    unmodelled=UNMODELLED,
    secrets=SECRETS,
    finish=finish,
    canonical_name=canonical_name,
    aliases=("procurve", "provision", "arubaos-switch", "aruba_osswitch", "aruba_procurve", "hpe_procurve", "arubaoss"),
)
