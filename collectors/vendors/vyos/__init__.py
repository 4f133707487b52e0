"""VyOS (1.1 to 1.5) and EdgeOS, which comes from the same system: boot files in braces, and `set` commands.

It routes by FRR (EdgeOS and the first releases by relatives of it): statements become the lines that the system itself writes
for FRR, and are read as such. Configs come from files only.
"""

import re
from collections.abc import Callable

from collectors.braces import Statement, settle
from collectors.dialect import Dialect, Reader
from collectors.draft import Draft
from collectors.ioslike.ports.port import finish_ports
from collectors.ioslike.routing.leaking import finish_leaking
from collectors.ioslike.routing.readers import FRR, routing_finish
from collectors.tree import Line
from collectors.vendors.vyos.bgp import read_bgp
from collectors.vendors.vyos.crossings import finish_crossings, read_zones
from collectors.vendors.vyos.firewall import check_sources, read_firewall
from collectors.vendors.vyos.igp import read_isis, read_ospf, read_ospf3, read_rip, read_ripng
from collectors.vendors.vyos.interfaces import finish_tagged, read_high_availability, read_interfaces, read_vrfs
from collectors.vendors.vyos.nat import finish_nat, read_nat, read_service_nat
from collectors.vendors.vyos.policy import read_policy
from collectors.vendors.vyos.secrets import SECRETS
from collectors.vendors.vyos.services import read_release, read_service, read_system
from collectors.vendors.vyos.statics import read_statics
from collectors.vendors.vyos.tables import IGNORED, UNMODELLED
from collectors.vendors.vyos.trees import nest, open_blocks, set_form
from models.interfaces import DEFAULT_VRF, InterfaceKind, Vrf

_KINDS = r"ethernet|bonding|bridge|dummy|loopback|tunnel|wireguard|openvpn|pppoe|vti|switch|wireless"
_TELLING = re.compile(
    rf"^set interfaces (?:{_KINDS}) \S|^set (?:firewall (?:name|group|ipv4|ipv6|global-options) |nat source |high-availability )"
    r"|^set (?:vrf name |service (?:ssh|gui|nat)\b|protocols static route6? \S+ next-hop |policy [\w-]+ \S+ rule )"
    rf"|^\s*(?:{_KINDS}) [\w.]+ \{{\s*$|vyos-config-version|vyatta-config-version|^#?\s*Version:\s+VyOS",
    re.M,
)
"""What no other system says in these words."""
_BLOCK = re.compile(
    r"^(?:interfaces|system|service|protocols|policy|firewall|nat|vpn|high-availability|zone-policy|vrf|port-forward) \{\s*$", re.M
)


def _noted(reader: Callable[[Statement, Draft], None]) -> Reader:
    """Remember the statement, so that `finish` can settle what became of its containers. A line outside the tree stays unread."""

    def read(line: Line, draft: Draft) -> None:
        if isinstance(line, Statement):
            noted = draft.scratch.setdefault("statements", [])
            assert isinstance(noted, list)
            noted.append(line)
            reader(line, draft)

    return read


def _protocols(at: Statement, draft: Draft, vrf: str = DEFAULT_VRF) -> None:
    for word, read in (
        ("static", read_statics), ("ospf", read_ospf), ("ospfv3", read_ospf3), ("isis", read_isis), ("rip", read_rip),
        ("ripng", read_ripng), ("bgp", read_bgp),
    ):  # fmt: skip
        if stated := at.get(word):
            read(stated, draft, vrf)


def _late(draft: Draft) -> None:
    """Protocols of VRFs: their BGP may have the number of the default table."""
    for line in _statements(draft):
        if line.word == "vrf":
            for named in line.below("name"):
                if stated := named.get("protocols"):
                    _protocols(stated, draft, named.word)


def _statements(draft: Draft) -> list[Statement]:
    noted = draft.scratch.get("statements", [])
    assert isinstance(noted, list)
    return [line for line in noted if isinstance(line, Statement)]


def finish(draft: Draft) -> None:
    """Ports to interfaces, protocols of VRFs, what crosses; then each container's status."""
    draft.routed_by = FRR.name
    _late(draft)
    for known in draft.scratch.get("ports", {}).values():  # type: ignore[attr-defined]  # the ports by name
        if known.kind is InterfaceKind.LAG:
            known.switched = False
    finish_ports(draft)
    finish_tagged(draft)
    check_sources(draft)
    for found in list(draft.interfaces.values()):
        if found.vrf != DEFAULT_VRF and found.vrf not in draft.vrfs:
            draft.vrfs[found.vrf] = Vrf(found.vrf, source=found.source)
    routing_finish(draft, FRR)
    finish_leaking(draft)
    finish_crossings(draft)
    finish_nat(draft)
    for statement in _statements(draft):
        settle(statement)


def recognise(text: str) -> float:
    r"""By the words that only these systems have below their top-level words.

    >>> recognise("interfaces {\n    ethernet eth0 {\n        address 10.0.0.1/24\n    }\n}\n") > 0.9
    True
    >>> recognise("set interfaces ethernet eth0 address '10.0.0.1/24'")
    0.99
    >>> recognise("interfaces {\n    ge-0/0/0 {\n    }\n}\n")
    0.0
    """
    head = text[:200_000]
    lines = [line for line in head.splitlines()[:2000] if line.strip() and not line.lstrip().startswith(("#", "/*", "//"))]
    ended_so = sum(line.rstrip().endswith(";") for line in lines)
    if not lines or ended_so * 10 > len(lines) or not _TELLING.search(head):
        return 0.0
    if set_form(lines):
        share = sum(line.startswith("set ") for line in lines) / len(lines)
        return 0.99 if share > 0.5 else 0.0
    return 0.99 if _BLOCK.search(head) else 0.0


def ended(text: str) -> bool:
    """Braces must be balanced; commands have no end mark: only a last line that stops in a quoted word shows a cut."""
    lines = [line for line in text.splitlines() if line.strip()]
    return bool(lines) and open_blocks(text) == 0 and lines[-1].count("'") % 2 == 0


def _nothing(line: Statement, draft: Draft) -> None:
    """For statements of which the tables know all."""


def _firewall(at: Statement, draft: Draft) -> None:
    read_firewall(at, draft)
    read_zones(at, draft)


def _service(at: Statement, draft: Draft) -> None:
    read_service(at, draft)
    read_service_nat(at, draft)


_OWN: dict[str, tuple[str, Callable[[Statement, Draft], None]]] = {
    "system": ("system", read_system),
    "vrf": ("vrf", read_vrfs),
    "interfaces": ("interface", read_interfaces),
    "policy": ("policy", read_policy),
    "firewall": ("firewall", _firewall),
    "zone-policy": ("firewall", read_zones),
    "protocols": ("protocols", _protocols),
    "service": ("services", _service),
    "nat": ("nat", read_nat),
    "high-availability": ("VRRP", read_high_availability),
}
_OTHERS = (
    "nat66", "nat64", "vpn", "load-balancing", "pki", "qos", "traffic-policy", "container", "port-forward",
    "custom-attribute", "cgnat", "conntrack", "traffic-control",
)  # fmt: skip

DIALECT = Dialect(
    name="vyos",
    title="VyOS and EdgeOS",
    nest=nest,
    readers={
        "release": ("version", read_release),
        **{word: (feature, _noted(reader)) for word, (feature, reader) in _OWN.items()},
        **{word: ("", _noted(_nothing)) for word in _OTHERS},
    },
    recognise=recognise,
    ended=ended,
    ignored=IGNORED,
    unmodelled=UNMODELLED,
    secrets=SECRETS,
    finish=finish,
    canonical_name=str.strip,
    aliases=("edgeos", "vyatta", "vyatta_vyos", "ubiquiti_edgerouter", "ubiquiti_edge", "edgerouter", "vyattaos"),
)
