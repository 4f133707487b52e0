"""What happens to a path between two routers: AS paths, private numbers, main tables, active routes."""

from dataclasses import replace
from ipaddress import ip_network

import pytest

from models.policy import AsPathList, AsPathRule, Match, Policy, Term
from models.route import Route
from models.routing import Redistribution
from tests.gadgets.bgp import Lab, PlainTable, permit, policy

P = "203.0.113.0/24"


def arrives_as(lab: Lab, name: str, text: str) -> bool:
    """Whether the AS path that `name` holds is exactly `text`: asked by a filter in a copy of the network."""
    regex = "^" + text.replace("(", r"\(").replace(")", r"\)") + "$"
    lists = {"l": AsPathList("l", (AsPathRule(True, regex),))}
    lab.policies(name, policy("exactly", permit(Match("as-path-list", ("l",)))), as_path_lists=lists)
    process = lab.devices[name].bgp["default"]
    filtered = [replace(n, families=tuple(replace(f, policies_in=("exactly",)) for f in n.families)) for n in process.neighbors]
    lab.process(name, neighbors=tuple(filtered))
    return bool(lab.routes(name, P))


def line(*asns: int) -> Lab:
    lab = Lab()
    for i, asn in enumerate(asns):
        lab.router(f"r{i}", asn, [P] if i == 0 else [])
    for i in range(len(asns) - 1):
        lab.link(f"r{i}", f"r{i + 1}")
    return lab


@pytest.mark.parametrize(
    ("how", "asns", "expected"),
    [
        ("", (64512, 1, 2), "1 64512"),
        ("yes", (64512, 1, 2), "1"),
        ("all", (64512, 1, 2), "1"),
        ("replace", (64512, 1, 2), "1 1"),
        ("yes", (9, 64512, 1, 2), "1 64512 9"),
        ("all", (9, 64512, 1, 2), "1 9"),
        ("replace", (9, 64512, 1, 2), "1 1 9"),
    ],
)
def test_private_numbers(how: str, asns: tuple[int, ...], expected: str) -> None:
    lab = line(*asns)
    for i in range(len(asns) - 1):
        lab.ebgp(f"r{i}", f"r{i + 1}", at_a={"remove_private_as": how if i == len(asns) - 2 else ""})
    assert arrives_as(lab, f"r{len(asns) - 1}", expected)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ({"local_as": 99}, "99 1"),
        ({"local_as": 99, "local_as_replace": True}, "99"),
    ],
)
def test_local_as_on_the_way_out(local: dict[str, object], expected: str) -> None:
    lab = line(1, 2)
    one, other = lab._addresses("r0", "to-r1")[0], lab._addresses("r1", "to-r0")[0]
    lab.neighbor("r0", other, 2, None, **local)
    lab.neighbor("r1", one, 99)
    assert arrives_as(lab, "r1", expected)


@pytest.mark.parametrize(("no_prepend", "expected"), [(False, "2 99 1"), (True, "2 1")])
def test_local_as_on_the_way_in(no_prepend: bool, expected: str) -> None:
    lab = line(1, 2, 3)
    one, other = lab._addresses("r0", "to-r1")[0], lab._addresses("r1", "to-r0")[0]
    lab.neighbor("r0", other, 99)
    lab.neighbor("r1", one, 1, local_as=99, local_as_no_prepend=no_prepend)
    lab.ebgp("r1", "r2")
    assert arrives_as(lab, "r2", expected)


def test_prepending_comes_behind_the_own_number() -> None:
    lab = line(1, 2)
    lab.policies("r0", policy("pre", permit(sets=[("as-path-prepend", "7 7")])))
    lab.ebgp("r0", "r1", at_a={"policies_out": ("pre",)})
    assert arrives_as(lab, "r1", "1 7 7")


def test_confederation_numbers_do_not_leave() -> None:
    lab = Lab()
    lab.router("m1", 65001, [P], confederation=100)
    lab.router("m2", 65002, confederation=100)
    lab.router("out", 200)
    lab.link("m1", "m2", igp=True)
    lab.link("m2", "out")
    lab.ebgp("m1", "m2")
    lab.neighbor("m2", lab._addresses("out", "to-m2")[0], 200)
    lab.neighbor("out", lab._addresses("m2", "to-out")[0], 100)
    assert arrives_as(lab, "out", "100")


def main_table(*, exported: bool, distance: int = 5) -> Lab:
    """Junos-like: r1 has a static route to P and hears P from r0 too; its policy may announce static routes to r2."""
    lab = line(1, 2, 3)
    chosen = Term("1", "permit", (Match("protocol", ("static",)),)) if exported else Term("1", "permit", (Match("tag", ("9",)),))
    lab.policies("r1", Policy("out", (chosen,), default="next"))
    lab.process("r1", redistributions=(Redistribution("any"),), distances=(170, 170, 130))
    lab.devices["r1"] = replace(lab.devices["r1"], os="juniper_junos")
    lab.ebgp("r0", "r1")
    lab.ebgp("r1", "r2", at_a={"policies_out": ("out",)})
    static = Route(lab.devices["r1"].id, "default", ip_network(P), "static", discard=True, distance=distance)
    tables = dict(lab.tables)
    tables[lab.devices["r1"].id, "default"] = PlainTable([*lab.table("r1").routes(), static])
    lab.__dict__["tables"] = tables
    return lab


def test_a_policy_announces_from_the_main_table() -> None:
    assert arrives_as(main_table(exported=True), "r2", "2")


def test_a_bgp_route_that_is_not_active_is_not_announced() -> None:
    lab = main_table(exported=False)
    assert lab.via("r1", P) == ["r0"]
    assert lab.routes("r2", P) == []


def test_a_worse_route_of_the_main_table_does_not_matter() -> None:
    assert arrives_as(main_table(exported=False, distance=200), "r2", "2 1")
