"""Wait until a fresh laboratory has settled.

Then all neighbours of OSPF have exchanged what they know, each host reaches just those that it is meant to, the tables
of the routers stay as they are, and LLDP has told each department's routers of every wire between routers.
"""

import json
import subprocess

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


def settle(lab: Lab, seconds: float = 240.0) -> None:
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
    deaf = [router for router in lab.layout.routers if router.department != "core"]

    def told() -> bool:
        deaf[:] = [router for router in deaf if _heard(lab, router) < _wires(lab, router)]
        return not deaf

    if not eventually(told, seconds):
        raise LabError(f"LLDP does not tell {', '.join(router.name for router in deaf)} of every wire")


def _adjacent(lab: Lab, router: Router) -> int:
    """How many neighbours a router is fully adjacent to."""
    told = json.loads(lab.vtysh(router.name, "show ip ospf neighbor json"))
    return sum(each["state"].startswith("Full") for found in told.get("neighbors", {}).values() for each in found)


def _wires(lab: Lab, router: Router) -> int:
    """How many wires lead from a router to another one: hosts do not speak LLDP."""
    routers = {each.name for each in lab.layout.routers}
    ends = [(wire.a[0], wire.b[0]) for wire in lab.layout.wires] + [(wire.b[0], wire.a[0]) for wire in lab.layout.wires]
    return sum(near == router.name and far.partition(".")[0] in routers for near, far in ends)


def _heard(lab: Lab, router: Router) -> int:
    """How many neighbours LLDP has told a router of."""
    (daemon, *_) = lab.processes(router.name, "lldpd")
    ask = ["lldpcli", "-u", "/run/lldpd.socket", "-f", "json0", "show", "neighbors"]
    told = subprocess.run(["nsenter", "-m", "-t", str(daemon), *ask], capture_output=True, text=True, check=True).stdout
    return sum(len(found.get("interface", ())) for found in json.loads(told)["lldp"])
