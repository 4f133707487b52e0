"""Conditions on rows."""

from enum import Enum
from ipaddress import ip_address, ip_interface, ip_network
from typing import Any

import pytest

from models.errors import UsageError
from reports.where import condition


class Colour(Enum):
    RED = "red"


ROW: dict[str, Any] = {
    "department": "sote",
    "name": "kallio sw-1",
    "prefix": ip_network("10.20.0.0/16"),
    "address": ip_interface("10.20.1.1/24"),
    "v6": ip_address("2001:db8::1"),
    "vlan": 20,
    "share": 0.5,
    "version": "17.9.4a",
    "up": True,
    "groups": ("ios", "lan"),
    "nets": (ip_network("10.1.0.0/16"), ip_network("10.2.0.0/16")),
    "colour": Colour.RED,
    "nothing": None,
    "none_listed": (),
}
HOLDS = [
    "department = 'sote'",
    "department = sote",
    'department = "sote"',
    "department != kasko",
    "not department = kasko",
    "name = 'kallio sw-1'",
    "name ~ 'sw-\\d$'",
    "name != 'it\\'s'",
    "name ~ ^kallio",
    "name contains sw",
    "prefix within 10.0.0.0/8",
    "prefix = 10.20.0.0/16",
    "prefix contains 10.20.3.4",
    "prefix contains 10.20.128.0/17",
    "prefix overlaps 10.20.5.0/24",
    "prefix overlaps 10.0.0.0/8",
    "prefix > 10.3.0.0/16",
    "address within 10.20.1.0/24",
    "v6 within 2001:db8::/32",
    "v6 = 2001:0db8:0:0::1",
    "vlan = 20",
    "vlan = 20.0",
    "vlan >= 20 and vlan <= 20",
    "vlan > 9",
    "vlan in (10, 20)",
    "department in ('kasko','sote')",
    "share < 0.75",
    "version < 17.10",
    "version >= '17.9.4'",
    "up = yes",
    "up = true",
    "up != no",
    "groups = lan",
    "groups contains ios",
    "groups ~ '^l'",
    "nets contains 10.2.3.4",
    "nets within 10.0.0.0/8",
    "nets overlaps 10.1.9.0/24",
    "colour = red",
    "nothing = ''",
    "nothing != x",
    "none_listed = ''",
    "not (department = kasko or vlan = 1)",
    "department = kasko or vlan = 20 and up = yes",
    "(department = kasko or vlan = 20) and up = yes",
    "NOT department = kasko AND vlan = 20",
]
FAILS = [
    "department = Sote",
    "department = kasko",
    "department != sote",
    "prefix within 10.20.0.0/17",
    "prefix contains 10.0.0.0/8",
    "prefix overlaps 10.21.0.0/16",
    "prefix within 2001:db8::/32",
    "vlan < 9",
    "vlan = 2",
    "version < 17.9",
    "nothing < 5",
    "nothing ~ '.'",
    "nothing within 0.0.0.0/0",
    "groups = la",
    "groups contains la",
    "none_listed contains x",
    "not not department = kasko",
    "department = kasko and (vlan = 20 or up = yes)",
    "name within 10.0.0.0/8",
]


@pytest.mark.parametrize("text", HOLDS)
def test_holds(text: str) -> None:
    assert condition(text, list(ROW))(ROW)


@pytest.mark.parametrize("text", FAILS)
def test_does_not_hold(text: str) -> None:
    assert not condition(text, list(ROW))(ROW)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("departmen = sote", "no column 'departmen'; did you mean 'department'\\? columns: department, name"),
        ("'department' = sote", "expected a column, not text but found .* at character 1"),
        ("department", "expected one of = != .* but found the end"),
        ("department sote", "expected one of"),
        ("department =", "expected a value but found the end at character 13"),
        ("department = 'sote", 'cannot read "\'sote"; put text in quotes'),
        ("department = sote vlan = 1", "expected 'and', 'or' or the end but found 'vlan = 1' at character 19"),
        ("(department = sote", "expected '\\)'"),
        ("vlan in 10", "expected '\\('"),
        ("vlan in (10 20)", "expected ',' or '\\)'"),
        ("prefix within sote", "within needs an address or a prefix"),
        ("name ~ '('", "is no regular expression"),
        ("", "expected a column but found the end"),
        ("(" * 200, "nest deeper"),
        ("__import__('os')", "no column '__import__'"),
    ],
)
def test_what_cannot_be_read_is_a_usage_error(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        condition(text, list(ROW))
