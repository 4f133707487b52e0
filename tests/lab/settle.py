"""Wait until the routing of a fresh laboratory has settled.

Then all neighbours of OSPF have exchanged what they know, each host reaches just those that it is meant to, and the tables
of the routers stay as they are.
"""

import json

from tests.lab.lab import Lab, LabError, eventually
from tests.lab.layout import Router
from tests.lab.observed import observed
from tests.lab.probe import Pair, Prober


def meant(lab: Lab) -> dict[Pair, str]:
    """Who answers when all is well: the host of the asking one's own department first, since two have the same addresses."""
    found: dict[Pair, str] = {}
    for a in lab.layout.hosts:
        for b in lab.layout.hosts:
            if a is not b and (a.address.ip != b.address.ip) and found.get((a.name, b.address.ip), "") == "":
                found[a.name, b.address.ip] = b.name if lab.layout.meets(a, b) else ""
    return found


def settle(lab: Lab, seconds: float = 90.0) -> None:
    """Wait. Raises LabError with what is wrong in the end."""
    late = [router for router in lab.layout.routers if router.department != "core"]

    def full() -> bool:
        late[:] = [router for router in late if _adjacent(lab, router) < sum(bool(p.area) and not p.passive for p in router.ports)]
        return not late

    if not eventually(full, seconds):
        raise LabError(f"OSPF does not come up at {', '.join(router.name for router in late)}")
    wanted = meant(lab)
    with Prober(lab) as prober:
        if not eventually(lambda: prober.ask(wanted, tries=1, seconds=0.3) == wanted, seconds):
            got = prober.ask(wanted)
            wrong = [f"{pair[0]} → {pair[1]}: {got[pair]!r}, not {who!r}" for pair, who in wanted.items() if got[pair] != who]
            raise LabError("routing has not settled: " + "; ".join(wrong[:10]))
    tables = [observed(lab)]

    def steady() -> bool:
        tables.append(observed(lab))
        return tables[-1] == tables[-2]

    if not eventually(steady, seconds):
        raise LabError(f"the tables do not come to rest: {sorted(tables[-1] ^ tables[-2])[:10]}")


def _adjacent(lab: Lab, router: Router) -> int:
    """How many neighbours a router is fully adjacent to."""
    told = json.loads(lab.vtysh(router.name, "show ip ospf neighbor json"))
    return sum(each["state"].startswith("Full") for found in told.get("neighbors", {}).values() for each in found)
