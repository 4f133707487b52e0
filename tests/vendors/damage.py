"""Configs as they arrive after an accident: cut, spliced, shuffled, re-indented, garbled. Seeded, so that a failure repeats."""

import random


def damaged(rng: random.Random, text: str, other: str) -> str:
    """One of several kinds of damage."""
    lines = text.splitlines()
    kind = rng.randrange(6)
    if kind == 0:
        return text[: rng.randrange(len(text))]
    if kind == 1:
        others = other.splitlines()
        return "\n".join(lines[: rng.randrange(len(lines))] + others[rng.randrange(len(others)) :])
    if kind == 2:
        rng.shuffle(lines)
        return "\n".join(lines)
    if kind == 3:
        return "\n".join(line.lstrip() if rng.random() < 0.5 else " " * rng.randrange(9) + line for line in lines)
    if kind == 4:
        return "\n".join(" ".join(_words_of(rng, line.split(" "))) for line in lines)
    return "\n".join(line[: rng.randrange(len(line) + 1)] + rng.choice(["", "\x00", "⟦", '"', " \t"]) for line in lines)


def _words_of(rng: random.Random, words: list[str]) -> list[str]:
    """Drop, double, swap or garble a word of about every third line."""
    at = rng.randrange(len(words))
    match rng.randrange(9):
        case 0:
            return words[:at] + words[at + 1 :]
        case 1:
            return words[: at + 1] + words[at:]
        case 2:
            return [
                *words[:at],
                rng.choice(["-1", "99999999999999999999", "0", "10.0.0.0/99", "::", "²", "vlan", "1-4095"]),
                *words[at + 1 :],
            ]
    return words
