"""What the consolidation report says: money, risks, decisions, pages of departments, counterexamples."""

import re
from dataclasses import replace
from datetime import date
from ipaddress import ip_interface

from models.interfaces import Address, Interface
from models.inventory import Department
from models.plan import Option
from models.verdict import Verdict
from reports.consolidation.addresses import addresses
from reports.consolidation.annex import decisions
from reports.consolidation.build import build
from reports.consolidation.clashes import clashes
from reports.consolidation.departments import departments
from reports.consolidation.money import money, months
from reports.consolidation.present import coverage
from reports.consolidation.subject import Subject
from reports.consolidation.summary import risks, summary, tiles
from reports.consolidation.verification import verification
from reports.consolidation.waves import waves
from reports.document import Section
from reports.html import shown
from reports.tables import Table
from tests.reports.city import plan, subject

CITY = subject()
IDS = {plain: plain for plain in ("hr", "health", "schools", "port")}
PLAN = plan(str, IDS)


def tables(section: Section) -> dict[str, Table]:
    return {block.table.command: block.table for block in section.blocks if block.table}


def said(section: Section) -> str:
    cells = [shown(value) for table in tables(section).values() for row in table.rows for value in row]
    return "\n".join([*(words for block in section.blocks for words in (block.heading, *block.words)), *cells])


def test_money_is_counted_against_doing_nothing() -> None:
    line = {month.name: month for month in months(PLAN.costs)}
    assert next(iter(line)) == "2027-01"
    assert line["2027-01"].net == (8000, 10000, 15000)
    assert line["2027-03"].net == (8800, 11000, 16500)
    assert line["2027-06"].saved == 0, "the month in which the contract ends is still paid"
    assert line["2027-07"].saved == 1000
    assert line["2028-06"].net == (-3200, -1000, 4500)
    assert len(line) == 18
    words = said(money(CITY, PLAN))
    assert "2 contracts for 12\xa0000 EUR a year" in words
    assert "about 11\xa0000 EUR (between 8800 and 16\xa0500)" in words
    assert "has paid for itself by 2028-06" in words


def test_a_plan_that_saves_nothing_says_so() -> None:
    poor = replace(PLAN, costs=PLAN.costs[:2])
    assert "It ends no contract" in said(money(CITY, poor))
    assert months(()) == []
    assert "no contract" in said(money(CITY, replace(PLAN, costs=())))


def test_the_last_day_for_notice_is_told() -> None:
    assert ("port", date(2027, 3, 30)) in [
        ("port" if row[1] == "Port" else "", row[6]) for row in tables(money(CITY, PLAN))["contracts"].rows
    ]
    assert "last day to give notice on line" in said(waves(CITY, PLAN))


def test_the_worst_risks_come_first_and_are_three() -> None:
    found = risks(CITY)
    assert len(found) == 3
    assert found[0] == (
        "The verdict is violated",
        "What must talk, talks: violated; No packet circles: unknown; for instance, portal does not pass",
    )
    assert found[1][0] == "1 step without a window"
    assert found[2][0] == "1 device not read, or only in part"
    assert risks(replace(CITY, verification=None))[0][0] == "The plan is not verified"


def test_without_trouble_there_is_no_invented_risk() -> None:
    assert CITY.plan
    assert CITY.verification
    fine = replace(CITY.verification, results=CITY.verification.results[2:])
    steps = tuple(replace(step, reversible=True) for step in CITY.plan.steps)
    devices = {name: replace(device, coverage=type(device.coverage)()) for name, device in CITY.network.devices.items()}
    agreed = {name: replace(department, stance="agreed") for name, department in CITY.inventory.departments.items()}
    calm = replace(
        CITY,
        verification=fine,
        outcomes=(),
        plan=replace(CITY.plan, steps=steps, unplaced=()),
        network=replace(CITY.network, devices=devices),
        inventory=replace(CITY.inventory, departments=agreed),
    )
    assert fine.verdict is Verdict.HOLDS
    assert risks(calm) == [("None that netplan can see", "every invariant holds and every line was read")]
    who = ("2 departments without a yes", "Health and social care disagrees but commits, Education has not said")
    assert risks(replace(calm, inventory=CITY.inventory)) == [who]
    late = ("1 decision due within 14 days", "the first on 2026-12-24, then defaults hold")
    assert risks(replace(calm, today=date(2026, 12, 10))) == [late]
    assert risks(replace(calm, today=date(2026, 12, 9))) == risks(calm)


def test_the_first_page_asks_who_must_decide_by_when() -> None:
    asked = tables(summary(CITY))["asked"]
    assert [tuple(row) for row in asked.rows] == [("Who keeps it?", "owner-schools", date(2026, 12, 24), "it stays as it is")]
    figures = {tile.what: tile.figure for tile in tiles(CITY)}
    assert figures["decisions open"] == "1"
    assert figures["of the config lines understood"] == "99.0 %"
    assert figures["verdict of the plan"] == "violated"


def test_less_than_all_is_never_called_all() -> None:
    name, device = next(iter(CITY.network.devices.items()))
    counts = (("x", device.coverage.counts[0][1], 100_000), ("x", device.coverage.counts[1][1], 1))
    one = replace(
        CITY, network=replace(CITY.network, devices={name: replace(device, coverage=replace(device.coverage, counts=counts))})
    )
    assert next(tile.figure for tile in tiles(one) if "understood" in tile.what) == "99.9 %"


def test_answers_say_what_was_chosen_and_what_silence_means() -> None:
    rows = tables(decisions(CITY, PLAN))["decisions"].rows
    assert rows[0][3] == ("it stays as it is (no hosts), by default", "it is changed (58 hosts)")
    assert rows[1][3] == ("it stays as it is (no hosts)", "it is changed (58 hosts): chosen")
    assert CITY.priced(Option("x", "nat", 1, "NAT borders")) == "nat (1 NAT border)"


def test_departments_are_named_but_their_devices_keep_their_names() -> None:
    assert CITY.named("port, hr: join port/port-1 at a.port.example") == "Port, Human resources: join port/port-1 at a.port.example"
    assert CITY.named("report on the airport") == "report on the airport"


def test_each_department_reads_who_what_and_when() -> None:
    section = departments(CITY, PLAN)
    pages = [block for block in section.blocks if block.page]
    assert [block.heading for block in pages] == ["Human resources", "Health and social care", "Education", "Port"]
    assert pages[2].table
    told = {str(row[0]): shown(row[1]) for row in pages[2].table.rows}
    assert told["You give up"] == "10.2.0.0/16 becomes 10.130.0.0/16 (58 hosts)"
    assert told["You get"] == "portal (tcp port 443)"
    assert told["When"] == "2027-01-10 to 2027-03-01: 4 steps in 4 windows, 2.7 hours of work in all"
    assert "14 days before" in told["What we need from you"]
    assert "Move the hosts by hand" in told["What we need from you"]
    assert "owner-schools, who has not said yet whether it agrees" in told["Who decides"]
    assert "except:" in told["How you step out"]
    assert pages[0].table
    assert "no work" in {shown(row[1]) for row in pages[0].table.rows}


def test_a_counterexample_is_told_hop_by_hop() -> None:
    section = verification(CITY, CITY.verification)
    told = next(block for block in section.blocks if block.heading.startswith("Finding 1"))
    assert told.heading == "Finding 1 (violated): What must talk, talks"
    assert told.table
    assert [tuple(row) for row in told.table.rows] == [
        ("1.1", "hr-1: static route out e1", "a.cfg:12", "hr-1: drops it: rule 30", "a.cfg:40"),
        ("1.2", "hr-2: delivers it", "", "", ""),
        ("1.end", "delivered", "", "dropped: rule 30 of EDGE", ""),
        ("2.1", "", "", "hr-1: drops it: rule 30", "a.cfg:40"),
        ("2.end", "", "", "dropped: rule 30 of EDGE", ""),
    ]
    words = "\n".join(told.words)
    assert "Caused by: schools.2 (Move Education, part 2)." in words
    assert "See it again: netplan verify PLAN --state schools.2" in words
    assert "already in the first state" in "\n".join(section.blocks[3].words)


def test_a_plan_that_was_not_verified_says_so() -> None:
    assert "has not been verified" in said(verification(CITY, None))


def test_moves_follow_the_block_and_the_rest_stays() -> None:
    rows = {(row[1], str(row[0])): (str(row[2]), row[4]) for row in tables(addresses(CITY, PLAN))["prefixes"].rows}
    assert rows["Education", "10.2.3.0/24"] == ("10.130.3.0/24", "moves")
    assert rows["Human resources", "10.0.1.0/24"] == ("10.0.1.0/24", "stays")


def test_conflicts_of_a_pair_are_counted_once() -> None:
    pairs = {(row[0], row[1]): row[2] for row in tables(clashes(CITY))["pairs"].rows}
    assert sum(pairs.values()) == len(CITY.conflicts)  # type: ignore[arg-type]  # counts are numbers
    assert pairs["Human resources", "Port"] == 4


def test_what_was_not_read_stands_in_the_text() -> None:
    words = said(coverage(CITY))
    assert "port-9" in words
    assert "the config ends in the middle" in words


def test_without_a_plan_the_present_state_is_told() -> None:
    bare: Subject = replace(CITY, plan=None, verification=None)
    assert [section.id for section in build(bare).sections] == ["summary", "present", "coverage", "conflicts", "annex"]


def test_a_plan_of_another_snapshot_is_called_so() -> None:
    other = build(replace(CITY, snapshot_sha256="d" * 64))
    assert any(re.search("made from another snapshot", value) for _, value in other.facts)
    assert not any("another" in value for _, value in build(CITY).facts)


def test_a_city_of_many_departments_is_drawn_in_part_and_told_whole() -> None:
    many = {f"d{n:02}": Department(f"d{n:02}", {"en": f"Department {n}"}) for n in range(30)}
    wide = tuple(
        replace(
            CITY.conflicts[0], key=f"k{n}", sides=tuple(replace(CITY.conflicts[0].sides[0], department=f"d{m:02}") for m in (n, 29))
        )
        for n in range(29)
        for _ in range(n + 1)
    )
    big = replace(CITY, inventory=replace(CITY.inventory, departments=many), conflicts=wide, plan=None)
    chart = next(block.chart for block in clashes(big).blocks if block.chart)
    assert "the 16 departments with the most" in chart.title
    assert "Department 29 and Department 29" in chart.svg
    assert "Department 28 and Department 29: 29" in chart.svg
    assert "Department 3 " not in chart.svg
    assert len(tables(clashes(big))["pairs"].rows) == 29


def test_many_prefixes_become_one_box_and_none_is_lost() -> None:
    name, device = next(iter(CITY.network.devices.items()))
    ports = {f"e{n}": Interface(f"e{n}", addresses=(Address(ip_interface(f"172.16.{n}.1/24")),)) for n in range(100)}
    full = replace(CITY, network=replace(CITY.network, devices={name: replace(device, interfaces=ports)}))
    section = addresses(full, PLAN)
    charts = [block.chart for block in section.blocks if block.chart]
    assert all("40 smaller prefixes, 10\xa0240 addresses" in chart.svg for chart in charts)
    assert all("25\xa0600 addresses" in chart.svg for chart in charts)
    assert len(tables(section)["prefixes"].rows) == 100
