"""RIP: one process for each virtual domain. RIPng is not modelled."""

from ipaddress import ip_address

from collectors.draft import Draft
from collectors.vendors.fortinet.blocks import Block, each
from collectors.vendors.fortinet.names import edit, port, vrf_of
from collectors.vendors.fortinet.ospf import named, redistributions
from collectors.vendors.fortinet.places import mark
from collectors.vendors.fortinet.prefixes import prefix_of
from models.distance_vector import RipProcess, VectorDefault, VectorFilter, VectorNetwork
from models.interfaces import DEFAULT_VRF
from models.routing import Ip
from models.source import Status
from models.vector_ports import RipInterface

VERSION = 2
"""What is sent and heard by default (FortiOS CLI reference, `config router rip`)."""
TABLES = ("distance", "offset-list")
"""What changes routes in ways that are not modelled."""


def read_rip(block: Block, draft: Draft) -> None:
    """`config router rip`. Raises ValueError for what is not modelled: then nothing is known of it."""
    networks: list[VectorNetwork] = []
    neighbors: list[Ip] = []
    filters: list[VectorFilter] = []
    used = ("network", "interface", "neighbor", *TABLES)
    if not block.sets and not any(True for table in block.tables(*used) for _ in table.entries()):
        block.done()
        return

    def network(entry: Block, draft: Draft) -> None:
        networks.append(VectorNetwork(prefix_of(entry.values("prefix")), source=draft.source(entry)))

    def neighbor(entry: Block, draft: Draft) -> None:
        neighbors.append(ip_address(entry.word("ip")))

    def heard(entry: Block, draft: Draft) -> None:
        on, way = entry.is_on("status"), entry.word("direction", "out")
        name, at = entry.word("listname"), entry.word("interface")
        if way not in ("in", "out") or not name:
            raise ValueError("a filter without a list")
        if on:
            filters.append(VectorFilter(named(entry, name), way == "in", at, draft.source(entry)))

    vrf = vrf_of(draft, block.vdom)
    for name, read in (("network", network), ("neighbor", neighbor), ("distribute-list", heard)):
        for table in block.tables(name):
            each(table, read, draft)
            table.done()
    for table in block.tables("interface"):
        each(table, lambda entry, draft: _interface(entry, vrf, draft), draft)
        table.done()
    version, metric = block.amount("version", VERSION), block.amount("default-metric", 1)
    process = RipProcess(
        id=_id(vrf),
        vrf=vrf,
        send=(version,),
        receive=(version,),
        networks=tuple(networks),
        neighbors=tuple(neighbors),
        passive=frozenset(block.values("passive-interface")),
        default_metric=metric,
        redistributions=redistributions(block, "redistribute", draft, "routemap"),
        default=_default(block, metric, draft),
        filters=tuple(filters),
        maximum_paths=1,
        source=draft.source(block),
    )
    draft.rip[vrf, 4, process.id] = process
    block.done()
    for table in block.tables(*TABLES):
        mark(table, Status.NOT_MODELLED, "RIP")


def _id(vrf: str) -> str:
    return "" if vrf == DEFAULT_VRF else vrf


def _default(block: Block, metric: int, draft: Draft) -> VectorDefault | None:
    if not block.is_on("default-information-originate"):
        return None
    return VectorDefault(metric=metric, source=draft.source(block.sets["default-information-originate"]))


def _interface(entry: Block, vrf: str, draft: Draft) -> None:
    """Settings of a port; RIP runs where a network says so."""
    mode = entry.word("auth-mode", "none")
    send = tuple(int(word) for word in entry.values("send-version") if word in ("1", "2"))
    receive = tuple(int(word) for word in entry.values("receive-version") if word in ("1", "2"))
    port(draft, entry.name)
    settings = RipInterface(
        _id(vrf), send=send, receive=receive, authentication="" if mode == "none" else mode, source=draft.source(entry)
    )
    edit(draft, entry.name, rip=(*port(draft, entry.name).rip, settings))
