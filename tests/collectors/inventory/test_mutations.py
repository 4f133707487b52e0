"""A damaged inventory is an InventoryError or an inventory; it is never a crash, and never takes long."""

import random
from pathlib import Path

import pytest

from collectors.inventory import load_inventory
from models.errors import InventoryError

EXAMPLE = (Path(__file__).parent / "example.yaml").read_text(encoding="utf-8")
JUNK = [
    "",
    "~",
    "[]",
    "{}",
    "[1]",
    "{a: b}",
    "true",
    "-1",
    "1e400",
    "'x'",
    "é",
    "*a",
    "&a",
    "<<",
    "\x00",
    "\t",
    "2027-13-01",
    "10.0.0.0/33",
    "a/b:c",
    ": ",
    "- ",
]


def mutated(chance: random.Random) -> str:
    """The example with a few tokens exchanged, lines dropped, doubled or indented anew."""
    lines = EXAMPLE.splitlines()
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(lines))
        line = lines[place]
        match chance.randrange(6):
            case 0:
                del lines[place]
            case 1:
                lines.insert(place, line)
            case 2:
                lines[place] = " " * chance.randrange(6) + line.lstrip()
            case 3:
                cut = chance.randrange(len(line) + 1)
                lines[place] = line[:cut] + chance.choice(JUNK) + line[cut:]
            case 4:
                words = line.split(" ")
                words[chance.randrange(len(words))] = chance.choice(JUNK)
                lines[place] = " ".join(words)
            case 5:
                head, colon, _ = line.partition(": ")
                lines[place] = head + colon + chance.choice(JUNK)
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(12))
def test_damage_never_crashes(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    path = tmp_path / "inventory.yaml"
    refused = 0
    for _ in range(50):
        path.write_text(mutated(chance), encoding="utf-8")
        try:
            load_inventory(path)
        except InventoryError as error:
            refused += 1
            assert all(line.startswith(str(path)) for line in str(error).splitlines()[:-1])
    assert refused > 10
