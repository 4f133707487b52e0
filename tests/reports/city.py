"""A small city with a plan, a verification and money, in which every text is said by a function: plain, or hostile."""

from collections.abc import Callable
from datetime import date, datetime
from ipaddress import IPv4Network, ip_interface, ip_network

from models.device import Device, DeviceId
from models.interfaces import Address, Interface
from models.inventory import Contract, Department, Freeze, Inventory, Organisation
from models.network import Network
from models.plan import Bound, Conflict, CostItem, Decision, DeviceWork, Flow, Move, Option, Plan, Side, Step, Wave
from models.source import Coverage, Source, Status, UnreadLine
from models.verdict import Fate, Finding, Hop, InvariantResult, Packet, Path, Verdict, Verification
from reports.consolidation.subject import Subject

Say = Callable[[str], str]
TODAY = date(2026, 11, 24)
NAMES = {"hr": "Human resources", "health": "Health and social care", "schools": "Education", "port": "Port"}
SYSTEMS = ("cisco_ios", "arista_eos", "frr")


def net(text: str) -> IPv4Network:
    return IPv4Network(ip_network(text))


def subject(say: Say = str, *, planned: bool = True, verified: bool = True) -> Subject:
    """The city. `say` makes each text that people or devices wrote out of a plain one."""
    ids = {plain: say(plain) for plain in NAMES}
    return Subject(
        inventory=inventory(say, ids),
        network=network(say, ids),
        conflicts=conflicts(say, ids),
        plan=plan(say, ids) if planned else None,
        verification=verification(say) if verified else None,
        snapshot=say("before the summer"),
        snapshot_sha256="c" * 64,
        snapshot_time="2026-11-24 04:00",
        outcomes=(
            (ids["hr"], say("hr-1"), "ok", ""),
            (ids["port"], say("port-9"), "cut short", say("the config ends in the middle")),
        ),
        today=TODAY,
        version="0.1",
        titles={"cisco_ios": "Cisco IOS", "frr": "FRRouting"},
    )


def inventory(say: Say, ids: dict[str, str]) -> Inventory:
    stances = ("agreed", "disagrees", "open", "agreed")
    departments = {
        ids[plain]: Department(
            ids[plain],
            {"en": say(name)},
            owner=say(f"owner-{plain}"),
            technical=say(f"tech-{plain}"),
            stance=stance,
            decides=(say("windows"),),
        )
        for (plain, name), stance in zip(NAMES.items(), stances, strict=True)
    }
    line = Contract(say("line"), ids["port"], say("Provider"), say("leased line"), 1000.0, date(2027, 6, 30), 3, 12, 500.0)
    return Inventory(
        "inventory.yaml",
        "b" * 64,
        organisation=Organisation(say("Town")),
        departments=departments,
        contracts={"line": line, "open": Contract(say("upkeep"), ids["hr"])},
        freezes=(Freeze(date(2026, 12, 20), date(2027, 1, 7), reason=say("Year end")),),
    )


def network(say: Say, ids: dict[str, str]) -> Network:
    devices: dict[DeviceId, Device] = {}
    for at, plain in enumerate(NAMES):
        for number in range(1, 4):
            name = DeviceId(ids[plain], say(f"{plain}-{number}"))
            interface = Interface("e1", description=say("uplink"), addresses=(Address(ip_interface(f"10.{at % 3}.{number}.1/24")),))
            unread = (UnreadLine(say("ip nat inside"), say("nat"), Status.NOT_MODELLED, Source(say("a.cfg"), 3)),)
            devices[name] = Device(
                name,
                SYSTEMS[(at + number) % 3],
                model=say("X-1000"),
                version=say("15.2"),
                serials=(say("SN1"),),
                site=say(f"site {at}"),
                role=say("core"),
                interfaces={"e1": interface},
                coverage=Coverage(
                    (("interface", Status.MODELLED, 90), ("nat", Status.NOT_MODELLED, 1), ("log", Status.IGNORED, 9)), unread
                ),
            )
    return Network(devices)


def conflicts(say: Say, ids: dict[str, str]) -> tuple[Conflict, ...]:
    plain = list(NAMES)
    return tuple(
        Conflict(
            say(kind),
            say(f"10.0.{at}.0/24"),
            say(f"{plain[at % 4]} and {plain[(at + 1) % 4]} both use it"),
            90 - at,
            (
                Side(ids[plain[at % 4]], say("interface e1"), 40, "seen", (Source(say("a.cfg"), 3), Source(say("b.cfg"), 9))),
                Side(ids[plain[(at + 1) % 4]], say("interface e2"), 254, "possible", (Source(say("c.cfg"), 4),)),
            ),
            (Option("renumber", say("renumber one"), 40), Option("vrf", say("keep apart"), 2, say("routers"))),
        )
        for at, kind in enumerate(["addresses", "vlan-id", "addresses", "asn"] * 4)
    )


def plan(say: Say, ids: dict[str, str]) -> Plan:
    moves = (Move(ids["schools"], net("10.2.0.0/16"), net("10.130.0.0/16"), 58, say("staying costs more")),)
    steps = tuple(
        Step(
            say(f"{plain}.{number}"),
            say(f"Move {plain}, part {number}"),
            say("readdress"),
            ids[plain],
            (),
            after=(say(f"{plain}.{number - 1}"),) if number > 1 else (),
            opens=(say("portal"),),
            work=(DeviceWork(DeviceId(ids[plain], say(f"{plain}-1")), (say("interface e1"),), (say("no interface e1"),)),),
            by_hand=(say("Move the hosts by hand"), say("Tell the supplier")),
            minutes=40,
            hosts_hit=58,
            reversible=number != 3,
        )
        for plain in ("schools", "port")
        for number in range(1, 5)
    )
    waves = tuple(
        Wave(
            number,
            say("night"),
            datetime(2027, 1, 10 + 7 * at, 22) if number < 4 else datetime(2027, 3, 1, 22),
            datetime(2027, 1, 11 + 7 * at, 2) if number < 4 else datetime(2027, 3, 2, 2),
            (say(f"schools.{number}"), say(f"port.{number}")),
            (ids["schools"], ids["port"]),
        )
        for at, number in enumerate(range(1, 5))
    )
    options = (Option("keep", say("it stays as it is"), 0), Option("change", say("it is changed"), 58))
    decisions = (
        Decision(
            "keep 10.2",
            say("Who keeps it?"),
            say("owner-schools"),
            date(2026, 12, 24),
            "keep",
            options,
            price_of_delay=say("a week"),
        ),
        Decision("join", say("Is port joined?"), say("owner-port"), None, "keep", options, chosen="change"),
    )
    costs = (
        CostItem(say("work"), ids["schools"], 8000, 10000, 15000, say("inventory.yaml: rate"), "2027-01", "work"),
        CostItem(say("work"), ids["port"], 800, 1000, 1500, "assumption", "2027-03", "work"),
        CostItem(say("line until it ends"), ids["port"], 7000, 7000, 7500, say("inventory.yaml:9"), kind="contract"),
        CostItem(say("line saved"), ids["port"], -12000, -12000, -12000, say("inventory.yaml:9"), "2027-06", "saving"),
    )
    flow = Flow(say("portal"), True, ((ids["schools"], net("10.2.0.0/16")),), ((ids["hr"], net("10.0.0.0/16")),), "tcp", (443,))
    return Plan(
        say("One network"),
        datetime(2026, 11, 24, 5),
        Bound("c" * 64, "b" * 64, "t", "d"),
        tuple(ids.values()),
        conflicts(say, ids),
        decisions,
        moves,
        (flow,),
        steps,
        waves,
        costs,
        unplaced=(say("port.9: no window is long enough"),),
        notes=(say("The order is free."),),
    )


def verification(say: Say) -> Verification:
    start = Path(
        (Hop(say("hr-1"), say("static route out e1"), Source(say("a.cfg"), 12)), Hop(say("hr-2"), say("delivers it"))),
        Fate.DELIVERED,
    )
    now = Path((Hop(say("hr-1"), say("drops it: rule 30"), Source(say("a.cfg"), 40)),), Fate.DROPPED, say("rule 30 of EDGE"))
    packet = Packet(say("10.0.1.2"), say("10.1.1.2"), "tcp", 443)
    violated = Finding(
        "reach",
        Verdict.VIOLATED,
        say("portal does not pass"),
        (say("schools.1"), say("schools.2")),
        (say("schools.2"),),
        packet,
        say("hr-1:e1"),
        (start,),
        (now, now),
        (Source(say("a.cfg"), 40),),
        say("58 hosts"),
        say("netplan verify PLAN --state schools.2"),
    )
    unknown = Finding("loops", Verdict.UNKNOWN, say("NAT is not modelled"))
    return Verification(
        say("One network"),
        8,
        41,
        "1 024+",
        (
            InvariantResult("reach", "What must talk, talks", Verdict.VIOLATED, 1200, findings=(violated,)),
            InvariantResult("loops", "No packet circles", Verdict.UNKNOWN, 900, 12, False, (unknown,), (say("NAT on hr-1"),)),
            InvariantResult("unique", "Every address is used once", Verdict.HOLDS, 41),
        ),
    )
