"""Let the routing protocols of a router tell its own routers the static routes that lead over an interconnect."""

from dataclasses import replace

from models.device import Device, DeviceId
from models.plan import Step
from models.policy import Match, Policy, Term
from models.routing import BgpProcess, OspfProcess, Redistribution
from netplan.planner.context import PREFIX, ROUTE_TAG, Context
from netplan.planner.draft import Work

POLICY = f"{PREFIX}-STATIC"


def tell_statics(context: Context, id: DeviceId, vrf: str, after: list[str]) -> list[str]:
    """The step, one a device, that lets `id` tell its routers tagged static routes; `after` where nothing is to do."""
    name = f"{id.department}.routing.{id.name}"
    if name in context.draft.ids:
        return [name]
    work = context.draft.work()
    words = _take_in(work, work.device(id), vrf)
    if not work.changes() and not words:
        return after
    step = Step(
        id=name,
        title=f"{id} will tell its routers the way over the interconnect",
        recipe="announce",
        department=id.department,
        changes=(),
        by_hand=words,
        post_checks=("No route has changed: there is none over the interconnect yet.",),
        minutes=15,
    )
    return [context.draft.add(step, work, after).id]


def _take_in(work: Work, device: Device, vrf: str) -> tuple[str, ...]:
    """Where there are other static routes than a default, a policy keeps them out as they were kept out before.

    BGP is asked only where no OSPF runs: its neighbours inside the department listen to OSPF as well.
    """
    speakers: list[OspfProcess | BgpProcess] = [p for p in device.ospf.values() if p.vrf == vrf and p.version == 2 and p.enabled]
    bgp = device.bgp.get(vrf)
    if not speakers and bgp is not None and bgp.neighbors:
        speakers.append(bgp)
    if not speakers:
        return (f"{device.id} runs neither OSPF nor BGP: every other router behind it needs a default or static route to it.",)
    others = [r for r in device.statics if r.vrf == vrf and r.prefix.prefixlen > 0 and r.tag != ROUTE_TAG]
    words: list[str] = []
    for process in speakers:
        taken = [r for r in process.redistributions if r.protocol in ("static", "any")]
        if any(_lets_through(r, device) for r in taken):
            continue
        if any(r.protocol == "static" for r in taken):
            words.append(f"{device.id}: {taken[0].source} filters static routes; let those with tag {ROUTE_TAG} pass.")
            continue
        if others and POLICY not in work.device(device.id).policies:
            tagged = Term("10", "permit", (Match("tag", (str(ROUTE_TAG),)),))
            work.edit(device.id, None, Policy(POLICY, (tagged,)))
        more = (*process.redistributions, Redistribution("static", policies=(POLICY,) if others else ()))
        work.edit(device.id, process, replace(process, redistributions=more))
    return tuple(words)


def _lets_through(taken: Redistribution, device: Device) -> bool:
    """Whether a static route with any prefix and our tag passes for sure."""
    if not taken.policies:
        return taken.protocol == "static"
    for name in taken.policies:
        policy = device.policies.get(name)
        for term in policy.terms if policy is not None else ():
            kinds = {m.kind: m.values for m in term.matches}
            if "static" not in kinds.get("protocol", ("static",)) or str(ROUTE_TAG) not in kinds.get("tag", (str(ROUTE_TAG),)):
                continue
            sure = kinds.keys() <= {"protocol", "tag"}
            if sure or term.action != "permit":  # what may refuse some prefixes lets not any prefix through
                return sure and term.action == "permit"
    return False
