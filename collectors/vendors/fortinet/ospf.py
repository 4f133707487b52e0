"""OSPF for IPv4 and IPv6: one process for each virtual domain (and each numbered table inside it)."""

from dataclasses import replace

from collectors.draft import Draft
from collectors.vendors.fortinet.blocks import Block, each
from collectors.vendors.fortinet.names import edit, own, port, vrf_of
from collectors.vendors.fortinet.prefixes import prefix_of
from models.interfaces import OspfInterface
from models.routing import OspfArea, OspfDefault, OspfNetwork, OspfProcess, OspfRange, Redistribution
from models.values import dotted_area

REFERENCE = 1_000_000_000
"""`auto-cost-ref-bandwidth` is 1000 Mbit/s by default (FortiOS CLI reference, `config router ospf`)."""
METRIC = 10
"""`default-metric` and `default-information-metric` by default."""
PATHS = 255
"""`ecmp-max-paths` by default (`config system settings`)."""
PROTOCOLS = ("connected", "static", "rip", "bgp", "isis", "ospf")
TYPES = {
    "broadcast": "broadcast", "point-to-point": "point-to-point", "non-broadcast": "non-broadcast",
    "point-to-multipoint": "point-to-multipoint", "point-to-multipoint-non-broadcast": "point-to-multipoint",
}  # fmt: skip


def read_ospf(block: Block, draft: Draft) -> None:
    """`config router ospf` and `ospf6`."""
    version = 3 if block.path.endswith("6") else 2
    if not _used(block):
        block.done()
        return
    vrf = vrf_of(draft, block.vdom)
    metric = block.amount("default-metric", METRIC)
    process = OspfProcess(
        id=vrf,
        vrf=vrf,
        version=version,
        router_id=block.address("router-id"),
        networks=_networks(block, draft),
        areas=_areas(block, draft),
        redistributions=redistributions(block, "redistribute", draft, "routemap", metric),
        default=_default(block, draft),
        summaries=_summaries(block, draft),
        passive=frozenset(block.values("passive-interface")),
        reference_bandwidth=block.amount("auto-cost-ref-bandwidth", 1000) * 1_000_000,
        distances=_distances(block),
        default_metric=metric,
        rfc1583=block.is_on("rfc1583-compatible"),
        maximum_paths=PATHS,
        policies_in=named(block, block.word("distribute-list-in"), block.word("distribute-route-map-in")),
        source=draft.source(block),
    )
    draft.ospf[version, process.id] = replace(process, policies_out=_filters_out(block))
    for table in block.tables("ospf-interface", "ospf6-interface"):
        each(table, lambda entry, draft: _interface(entry, version, vrf, draft), draft)
        table.done()
    block.done()


def _used(block: Block) -> bool:
    """Every config has the block; without a router id, a network or an interface it says nothing."""
    tables = ("network", "ospf-interface", "ospf6-interface", "area")
    return bool(block.sets) or any(True for table in block.tables(*tables) for _ in table.entries())


def _distances(block: Block) -> tuple[int, int, int]:
    base = block.amount("distance", 110)
    intra, inter, external = (block.known(f"distance-{kind}") or base for kind in ("intra-area", "inter-area", "external"))
    return intra, inter, external


def _networks(block: Block, draft: Draft) -> tuple[OspfNetwork, ...]:
    found: list[OspfNetwork] = []

    def network(entry: Block, draft: Draft) -> None:
        prefix = prefix_of(entry.values("prefix"))
        found.append(OspfNetwork(prefix, dotted_area(entry.word("area", "0")), source=draft.source(entry)))

    for table in block.tables("network"):
        each(table, network, draft)
        table.done()
    return tuple(found)


def _areas(block: Block, draft: Draft) -> tuple[OspfArea, ...]:
    found: list[OspfArea] = []

    def area(entry: Block, draft: Draft) -> None:
        kind = entry.word("type", "regular")
        if kind not in ("regular", "stub", "nssa"):
            raise ValueError(f"no type of area: {kind}")
        summaries = entry.word("stub-type", "summary")
        announces = entry.is_on("nssa-default-information-originate")
        brings = entry.is_on("nssa-redistribution", True)
        found.append(
            OspfArea(
                dotted_area(entry.name), "normal" if kind == "regular" else kind, kind != "regular" and summaries == "no-summary",
                entry.amount("default-cost", 10), kind == "nssa" and announces,
                entry.amount("nssa-default-information-originate-metric-type", 2),
                kind == "nssa" and not brings, _ranges(entry, draft), source=draft.source(entry),
            )
        )  # fmt: skip

    for table in block.tables("area"):
        each(table, area, draft)
        table.done()
    return tuple(found)


def _ranges(area: Block, draft: Draft) -> tuple[OspfRange, ...]:
    found: list[OspfRange] = []

    def span(entry: Block, draft: Draft) -> None:
        prefix = prefix_of(entry.values("prefix") or entry.values("prefix6"))
        found.append(OspfRange(prefix, entry.is_on("advertise", True), source=draft.source(entry)))

    for table in area.tables("range"):
        each(table, span, draft)
        table.done()
    return tuple(found)


def _summaries(block: Block, draft: Draft) -> tuple[OspfRange, ...]:
    found: list[OspfRange] = []

    def summary(entry: Block, draft: Draft) -> None:
        prefix = prefix_of(entry.values("prefix") or entry.values("prefix6"))
        found.append(OspfRange(prefix, entry.is_on("advertise", True), source=draft.source(entry)))

    for table in block.tables("summary-address"):
        each(table, summary, draft)
        table.done()
    return tuple(found)


def redistributions(block: Block, name: str, draft: Draft, policy: str, metric: int | None = None) -> tuple[Redistribution, ...]:
    """`config redistribute PROTOCOL`: a table for each, taken while its `status` is on."""
    found = []
    for table in (child for child in block.children if isinstance(child, Block) and child.path.startswith(f"{block.path} {name} ")):
        protocol = table.path.removeprefix(f"{block.path} {name} ").strip('"')
        if protocol not in PROTOCOLS:
            continue
        wanted, chosen = table.is_on("status"), table.word(policy)
        own = table.known("metric") or metric
        kind = table.amount("metric-type", 2) if metric is not None else None
        tag = table.known("tag")
        table.done()
        if wanted:
            six = name.endswith("6") or block.path.endswith("ospf6")
            found.append(
                Redistribution(
                    "ospf3" if protocol == "ospf" and six else protocol, policies=named(block, chosen), metric=own,
                    metric_type=kind, tag=tag, source=draft.source(table), family=0 if name == "redistribute" else 6,
                )
            )  # fmt: skip
    return tuple(found)


def named(block: Block, *names: str) -> tuple[str, ...]:
    """The lists and policies that options name, as they are called on the whole device."""
    return tuple(own(block.vdom, name) for name in names if name)


def _default(block: Block, draft: Draft) -> OspfDefault | None:
    how = block.word("default-information-originate", "disable")
    metric, kind = block.amount("default-information-metric", METRIC), block.amount("default-information-metric-type", 2)
    policy = block.word("default-information-route-map")
    if how == "disable":
        return None
    if how not in ("enable", "always"):
        raise ValueError(f"{how}: neither enable nor always")
    source = draft.source(block.sets["default-information-originate"])
    return OspfDefault(how == "always", metric, kind, named(block, policy), source)


def _filters_out(block: Block) -> tuple[tuple[str, str, str], ...]:
    found = []
    for table in block.tables("distribute-list"):
        for entry in table.entries():
            found.append((own(entry.vdom, entry.word("access-list")), entry.word("protocol", "connected"), ""))
            entry.done()
        table.done()
    return tuple(found)


def _interface(entry: Block, version: int, vrf: str, draft: Draft) -> None:
    """`config ospf-interface`: settings of a port; its name is only a label. OSPFv3 is activated by the area that it names."""
    name = entry.word("interface")
    kind = entry.word("network-type", "broadcast" if "network-type" not in entry.sets else "")
    area = entry.word("area-id")
    if kind not in TYPES or (version == 3 and not area):
        raise ValueError("an interface without an area, or of no known type")
    port(draft, name)
    settings = OspfInterface(
        process=vrf if version == 3 else "",
        area=dotted_area(area) if version == 3 else "",
        version=version,
        cost=entry.known("cost"),
        network_type=TYPES[kind] if "network-type" in entry.sets else "",
        passive=entry.is_on("passive") or None if version == 3 else None,
        priority=entry.amount("priority", 1) if "priority" in entry.sets else None,
        hello=entry.known("hello-interval"),
        dead=entry.known("dead-interval"),
        mtu_ignore=entry.is_on("mtu-ignore"),
        source=draft.source(entry),
    )
    if entry.word("status", "enable") == "enable":
        edit(draft, name, ospf=(*port(draft, name).ospf, settings))
