"""RIP and RIPng: groups of neighbours. Nothing is told but what the `export` policies of a group accept."""

from dataclasses import replace

from collectors.braces import Statement
from collectors.draft import Draft
from collectors.vendors.juniper_junos.chains import chain
from collectors.vendors.juniper_junos.switching import full_name
from models.distance_vector import RipProcess, VectorFilter
from models.interfaces import DEFAULT_VRF
from models.source import Status
from models.vector_ports import RipInterface

PREFERENCE = 100


def read_rip(rip: Statement, vrf: str, family: int, draft: Draft) -> None:
    """`protocols rip`. A neighbour is an interface; what stands at it wins over what its group says."""
    rip.modelled()
    ports: set[str] = set()
    exports: list[tuple[str, tuple[str, ...]]] = []
    filters: list[VectorFilter] = []
    distances: set[int] = set()
    general = chain(rip.get("import"))
    for group in rip.below("group"):
        group.modelled()
        preference = group.whole("preference")
        distances.add(PREFERENCE if preference is None else preference)
        told, heard, added = chain(group.get("export")), chain(group.get("import")) or general, group.whole("metric-in")
        for neighbour in group.below("neighbor"):
            neighbour.modelled()
            name = full_name(neighbour.word)
            ports.add(name)
            exports.append((name, told))
            if policies := chain(neighbour.get("import")) or heard:
                filters.append(VectorFilter(policies, True, name, draft.source(neighbour)))
            cost = neighbour.whole("metric-in")
            cost = added if cost is None else cost
            if cost is not None and name in draft.interfaces:
                port = draft.interfaces[name]
                entry = RipInterface(_id(vrf), family, cost=cost, source=draft.source(neighbour))
                draft.interfaces[name] = replace(port, rip=(*port.rip, entry))
    process = RipProcess(
        _id(vrf), vrf, family, receive=(1, 2), ports=frozenset(ports), exports=tuple(exports), filters=tuple(filters),
        distance=min(distances, default=PREFERENCE), maximum_paths=1, source=draft.source(rip),
    )  # fmt: skip
    draft.rip[vrf, family, process.id] = process
    if len(distances) > 1:  # one table has one preference here: which of them holds is not known
        for group in rip.below("group"):
            if stated := group.get("preference"):
                stated.mark(Status.NOT_MODELLED, "RIP")


def _id(vrf: str) -> str:
    return "" if vrf == DEFAULT_VRF else vrf
