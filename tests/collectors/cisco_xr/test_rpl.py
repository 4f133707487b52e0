"""The routing policy language: what terms make of it is what the language says, on random policies and routes."""

import random
from ipaddress import ip_network

import pytest

from collectors.dialect import dialects, read
from collectors.draft import Draft
from models.device import Device, DeviceId
from models.source import Status
from netplan.routing.policy.candidate import Candidate, Outcome
from netplan.routing.policy.policies import Policies

SETS = """
prefix-set ONE
  10.0.0.0/8 le 16,
  10.9.0.0/16 ge 24
end-set
prefix-set SIX
  ::/0 le 64
end-set
prefix-set BOTH
  10.0.0.0/8 le 32,
  2001:db8::/32
end-set
prefix-set NONE
end-set
community-set RED
  65001:1,
  65002:[5..7]
end-set
"""


def facts(text: str) -> Device:
    return read(text, dialects()["cisco_xr"], Draft(DeviceId("d", "r"), "cisco_xr", "f"))


def route(prefix: str = "10.1.0.0/16", **more: object) -> Candidate:
    return replace_in(Candidate(ip_network(prefix), "bgp"), **more)


def replace_in(candidate: Candidate, **more: object) -> Candidate:
    return candidate._replace(**more)  # type: ignore[arg-type]  # names of its fields


def outcome(body: str, candidate: Candidate, more: str = "", name: str = "P") -> Outcome:
    text = f"{SETS}{more}\nroute-policy P\n{body}\nend-policy\n"
    return Policies.of(facts(text)).apply((name,), candidate)


@pytest.mark.parametrize(
    ("body", "permitted"),
    [
        ("", False),
        ("pass", True),
        ("pass\ndrop", False),
        ("done\ndrop", True),
        ("set med 5", True),
        ("if destination in ONE then\npass\nendif", True),
        ("if not destination in ONE then\npass\nendif", False),
        ("if destination in SIX then\npass\nendif", False),
        ("if destination in NONE then\npass\nendif", False),
        ("if destination in BOTH then\npass\nendif", True),
        ("if destination in (10.1.0.0/16, 11.0.0.0/8 le 24) then pass else drop endif", True),
        ("if destination in NONE then\ndrop\nelse\npass\nendif", True),
        ("pass\nif destination in ONE then\nif med eq 5 then\ndrop\nendif\nendif", True),
        ("if destination in ONE and (med eq 5 or med eq 0) then\npass\nendif", True),
        ("if not (destination in ONE and not med eq 5) then\npass\nendif", False),
        ("if as-path is-local then\npass\nendif", True),
        ("if community is-empty then\npass\nendif", True),
        ("if validation-state is valid then\npass\nendif", None),
        ("if destination in NOWHERE then\npass\nendif", None),
        ("apply MISSING", None),
        ("if destination in ONE then\npass", None),
    ],
)
def test_what_becomes_of_a_route(body: str, permitted: bool | None) -> None:
    assert outcome(body, route()).permitted is permitted


def test_a_test_looks_at_the_route_as_it_came() -> None:
    """The routing guide's own example: the second test never sees the new value, so here it is not known."""
    found = outcome("if med eq 12 then\nset med 42\nif med eq 42 then\ndrop\nendif\nendif", route(metric=12))
    assert found.permitted is None
    assert outcome("if med eq 12 then\nset med 42\nelseif med eq 42 then\ndrop\nendif", route(metric=12)).permitted is True


def test_applied_policies_stand_in_place() -> None:
    more = "route-policy INNER($value)\nset med $value\nif destination in ONE then\ndone\nendif\nend-policy\n"
    found = outcome("apply INNER(7)\ndrop", route(), more)
    assert (found.permitted, found.candidate.metric) == (True, 7)
    assert outcome("apply INNER(7)\ndrop", route("11.0.0.0/8"), more).permitted is False


def test_a_policy_that_applies_itself_is_not_known() -> None:
    assert outcome("apply P", route()).permitted is None


def test_policies_that_grow_out_of_proportion_are_not_known() -> None:
    """Each applies the one before it ten times; or branches stand a hundred deep."""
    policies = ["route-policy P0\n  set med 1\n  if tag eq 1 then\n    drop\n  endif\nend-policy\n"]
    policies += [f"route-policy P{n}\n{f'  apply P{n - 1}{chr(10)}' * 10}end-policy\n" for n in range(1, 6)]
    device = facts("".join(policies))
    assert Policies.of(device).apply(("P1",), route()).permitted is True
    assert Policies.of(device).apply(("P5",), route()).permitted is None
    branches = ["if tag eq 1 then"] * 30, ["endif"] * 30
    texts = [
        "\n".join([f"route-policy D{n}", *branches[0], f"apply D{n - 1}" if n else "pass", *branches[1], "end-policy"])
        for n in range(6)
    ]
    deep = "\n".join(texts)
    assert Policies.of(facts(deep)).apply(("D5",), route(tag=1)).permitted is None
    assert Policies.of(facts(deep)).apply(("D0",), route(tag=1)).permitted is True


def test_a_policy_with_arguments_is_one_for_each_call() -> None:
    text = (
        f"{SETS}route-policy P($low, $med)\nif tag ge $low then\nset med $med\nendif\nend-policy\n"
        "router ospf 1\n redistribute static route-policy P(5, 9)\n redistribute connected route-policy P(6, 8)\n"
    )
    device = facts(text)
    assert set(device.policies) == {"P(5, 9)", "P(6, 8)"}
    assert {each.policies for each in device.ospf[2, "1"].redistributions} == {("P(5, 9)",), ("P(6, 8)",)}
    five = route(tag=5)
    assert Policies.of(device).apply(("P(5, 9)",), five).candidate.metric == 9
    assert Policies.of(device).apply(("P(6, 8)",), five).permitted is False


@pytest.mark.parametrize(("processes", "permitted"), [("router ospf 1\n!\n", True), ("router ospf 1\n!\nrouter ospf 2\n!\n", None)])
def test_a_process_needs_no_name_where_it_is_alone(processes: str, permitted: bool | None) -> None:
    candidate = route(protocol="ospf")
    assert outcome("if protocol in (static, ospf 1) then\npass\nendif", candidate, processes).permitted is permitted
    assert outcome("if protocol is connected then\npass\nendif", candidate, processes).permitted is False


@pytest.mark.parametrize(
    ("path", "permitted"), [((65001, 65002), True), ((65003,) * 9, True), ((65003,), False), ((65002, 65001), False)]
)
def test_a_set_of_as_paths_may_ask_for_a_length(path: tuple[int, ...], permitted: bool) -> None:
    more = "as-path-set ODD\n  neighbor-is '65001',\n  length ge 9\nend-set\n"
    assert outcome("if as-path in ODD then\npass\nendif", route(as_path=path), more).permitted is permitted
    assert outcome("if not as-path in ODD then\npass\nendif", route(as_path=path), more).permitted is not permitted


def test_communities() -> None:
    red, other = frozenset({"65002:6"}), frozenset({"65001:9", "no-export"})
    assert outcome("if community matches-any RED then\npass\nendif", route(communities=red)).permitted is True
    assert outcome("if community matches-any RED then\npass\nendif", route(communities=other)).permitted is False
    assert outcome("if community matches-every RED then\npass\nendif", route(communities=red)).permitted is False
    assert outcome("if community matches-every RED then\npass\nendif", route(communities=red | {"65001:1"})).permitted is True
    assert outcome("delete community all", route(communities=other)).candidate.communities == {"no-export"}
    assert outcome("delete community in RED", route(communities=red | other)).candidate.communities == other
    assert outcome("delete community not in RED", route(communities=red | other)).candidate.communities == red
    assert outcome("set community (65009:1) additive", route(communities=red)).candidate.communities == red | {"65009:1"}
    assert not outcome("set community RED", route()).exact  # a pattern in it


def test_lines_are_accounted_for() -> None:
    device = facts("route-policy P\n  # why\n  if rib-has-route in X then\n    set med 5\n  endif\nend-policy\n")
    assert [(line.text, line.status) for line in device.coverage.unread] == [("if rib-has-route in X then", Status.NOT_MODELLED)]
    assert device.coverage.total() == 6


# Random policies against an interpreter that keeps the route as it came beside the one that it changes.

TESTS = {
    "destination in ONE": lambda r: (
        (r.prefix.subnet_of(ip_network("10.0.0.0/8")) and r.prefix.prefixlen <= 16)
        or (r.prefix.subnet_of(ip_network("10.9.0.0/16")) and r.prefix.prefixlen >= 24)
    ),
    "destination in (11.0.0.0/8 le 32)": lambda r: r.prefix.subnet_of(ip_network("11.0.0.0/8")),
    "med ge 5": lambda r: r.metric >= 5,
    "tag eq 2": lambda r: r.tag == 2,
    "community matches-any RED": lambda r: bool(r.communities & {"65001:1", "65002:5", "65002:6", "65002:7"}),
}
LOOKS_AT = {"med ge 5": "med", "tag eq 2": "tag", "community matches-any RED": "community"}
ACTIONS = {
    "pass": lambda r: r, "set med 7": lambda r: r._replace(metric=7), "set tag 2": lambda r: r._replace(tag=2),
    "set community (65001:1) additive": lambda r: r._replace(communities=r.communities | {"65001:1"}),
    "set local-preference +5": lambda r: r._replace(local_preference=r.local_preference + 5),
}  # fmt: skip


def made(rng: random.Random, depth: int) -> list[object]:
    """A random block: actions, and ("if", [(condition, block), …], block)."""
    found: list[object] = []
    for _ in range(rng.randrange(1, 4)):
        if depth and rng.random() < 0.6:
            branches = [(condition(rng, 2), made(rng, depth - 1)) for _ in range(rng.randrange(1, 3))]
            found.append(("if", branches, made(rng, depth - 1) if rng.random() < 0.5 else []))
        else:
            found.append(rng.choice([*ACTIONS, "pass", "drop", "done"]))
    return found


def condition(rng: random.Random, depth: int) -> object:
    if depth and rng.random() < 0.5:
        kind = rng.choice(["not", "and", "or"])
        return (kind, [condition(rng, depth - 1) for _ in range(1 if kind == "not" else 2)])
    return rng.choice(list(TESTS))


def told(each: object) -> str:
    """A condition as text."""
    if isinstance(each, str):
        return each
    kind, parts = each  # type: ignore[misc]  # made above
    return f"not ({told(parts[0])})" if kind == "not" else f"({f' {kind} '.join(told(part) for part in parts)})"


def text_of(block: list[object]) -> list[str]:
    lines: list[str] = []
    for each in block:
        if isinstance(each, str):
            lines.append(each)
        else:
            _, branches, otherwise = each  # type: ignore[misc]  # made above
            for at, (test, inner) in enumerate(branches):
                lines += [f"{'elseif' if at else 'if'} {told(test)} then", *text_of(inner)]
            lines += [*(["else", *text_of(otherwise)] if otherwise else []), "endif"]
    return lines


def holds(test: object, candidate: Candidate) -> bool:
    if isinstance(test, str):
        return TESTS[test](candidate)
    kind, parts = test  # type: ignore[misc]  # made above
    answers = [holds(part, candidate) for part in parts]
    return not answers[0] if kind == "not" else all(answers) if kind == "and" else any(answers)


def run(block: list[object], came: Candidate, now: Candidate, passed: bool) -> tuple[Candidate, bool, str]:
    for each in block:
        if each in ("drop", "done"):
            return now, passed, str(each)
        if isinstance(each, str):
            now, passed = ACTIONS[each](now), True
            continue
        _, branches, otherwise = each  # type: ignore[misc]  # made above
        chosen = next((inner for test, inner in branches if holds(test, came)), otherwise)
        now, passed, end = run(chosen, came, now, passed)
        if end:
            return now, passed, end
    return now, passed, ""


def test_random_policies() -> None:
    rng = random.Random(2026)
    sure = 0
    for _ in range(150):
        block = made(rng, 3)
        policies = Policies.of(facts("\n".join([SETS, "route-policy P", *text_of(block), "end-policy"])))
        for _ in range(8):
            came = route(
                rng.choice(["10.0.0.0/8", "10.9.9.0/24", "11.1.0.0/16", "12.0.0.0/8"]), metric=rng.choice([0, 5, 7]),
                tag=rng.choice([0, 2]), communities=frozenset(rng.choice([(), ("65001:1",), ("65002:6", "1:1")])),
            )  # fmt: skip
            now, passed, end = run(block, came, came, False)
            found = policies.apply(("P",), came)
            expected = end == "done" or (end != "drop" and passed)
            if found.permitted is not None:
                assert found.permitted is expected, "\n".join(text_of(block))
            if found.permitted and found.exact:
                assert found.candidate == now, "\n".join(text_of(block))
            sure += found.permitted is not None
    assert sure > 900
