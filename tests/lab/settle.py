"""Wait until the routing of a fresh laboratory has settled: each host reaches just those that it is meant to."""

from tests.lab.lab import Lab, LabError, eventually
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
    """Wait. Raises LabError with the pairs that are wrong in the end."""
    wanted = meant(lab)
    with Prober(lab) as prober:
        if not eventually(lambda: prober.ask(wanted, tries=1, seconds=0.3) == wanted, seconds):
            got = prober.ask(wanted)
            wrong = [f"{pair[0]} → {pair[1]}: {got[pair]!r}, not {who!r}" for pair, who in wanted.items() if got[pair] != who]
            raise LabError("routing has not settled: " + "; ".join(wrong[:10]))
