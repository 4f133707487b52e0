"""The JSON Schema says the same as the checks: it takes what they take and refuses what they refuse."""

import random
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from collectors.inventory import load_inventory, schema
from collectors.inventory.nodes import data, read
from collectors.inventory.problems import Problems
from models.errors import InventoryError
from tests.collectors.inventory.test_errors import CASES, HEAD

EXAMPLE = Path(__file__).parent / "example.yaml"
BEYOND = (  # what a JSON Schema cannot say: names defined elsewhere, texts with a meaning, two keys together
    "no department",
    "no site",
    "no group",
    "no credential",
    "no jump host",
    "no contract",
    "no collector",
    "no demand",
    "no file",
    "None.yaml",
    "No such file",
    "has no department",
    "given twice",
    "again",
    "circle",
    "through itself",
    "falls back on itself",
    "allows broken algorithms everywhere",
    "already",
    "the price stands",
    "is no RRULE",
    "is no time of day",
    "says no time",
    "'start' is missing",
    "is before",
    "is no time zone",
    "host bits",
    "leaves the VLAN ids",
    "is no range",
    "ports need",
    "is no port",
    "both ends",
    "names a file",
    "'path' is missing",
    "'department' is missing",
    "included twice",
    "2027-02-30",
)
SYNTAX = ("not YAML", "anchor", "inside itself", "tag", "document", "a key is", "a merge", "deeper")


@pytest.fixture(scope="module")
def validator() -> Any:
    Draft202012Validator.check_schema(schema())
    return Draft202012Validator(schema())


def parsed(text: str) -> object:
    node = read(text.encode(), "x", Problems())
    assert node is not None
    return data(node)


def test_it_takes_the_example(validator: Any) -> None:
    assert not [error.message for error in validator.iter_errors(parsed(EXAMPLE.read_text(encoding="utf-8")))]


@pytest.mark.parametrize("case", CASES, ids=[case[3][:60] for case in CASES])
def test_it_refuses_what_the_checks_refuse(validator: Any, case: tuple[str, int, int, str]) -> None:
    text, _, _, what = case
    if any(each in what for each in SYNTAX):
        return  # no document to look at
    free = "api_token" in text or "secret: hunter2" in text  # under nornir's free keys
    refused = not validator.is_valid(parsed(f"{HEAD}{text}\n"))
    assert refused or free or any(each in what for each in BEYOND)


VALUES = [
    "~",
    "true",
    "-1",
    "0",
    "12",
    "1.5",
    "'x'",
    "x",
    "[]",
    "{}",
    "010",
    "2027-01-01",
    "[x]",
    "{a: b}",
    "''",
    "22:00",
    "A",
    "sote",
]


def test_it_takes_whatever_the_checks_take(validator: Any, tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    places = list(re.finditer(r"(?<=[:\[,{ ])([^\s:\[\],{}]+)(?=[,}\]\n])", text))
    chance, path, taken = random.Random(1), tmp_path / "inventory.yaml", 0
    for _ in range(250):
        place = chance.choice(places)
        changed = text[: place.start()] + chance.choice(VALUES) + text[place.end() :]
        path.write_text(changed, encoding="utf-8")
        try:
            load_inventory(path)
        except InventoryError:
            continue
        taken += 1
        assert not [error.message for error in validator.iter_errors(parsed(changed))]
    assert taken > 50
