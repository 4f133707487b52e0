"""References to route policies: a policy with arguments is a policy of its own, made once all of the config is read."""

from collectors.draft import Draft

CALLS = "calls of route policies"
"""Scratch: canonical name → the policy and its arguments."""


def called(words: list[str], draft: Draft) -> str:
    """The name by which the model knows the policy that words such as `POL(10, 65000:1)` call. Raises ValueError.

    >>> from models.device import DeviceId
    >>> draft = Draft(DeviceId("d", "r"), "cisco_xr", "f")
    >>> called(["POL(10,", "65000:1)"], draft), called(["POL"], draft)
    ('POL(10, 65000:1)', 'POL')
    """
    text = " ".join(words)
    name, bracket, rest = text.partition("(")
    name = name.strip()
    if not bracket:
        if len(words) != 1:
            raise ValueError("no policy")
        return name
    if not rest.endswith(")") or not name or " " in name:
        raise ValueError("no policy with arguments")
    arguments = tuple(part.strip() for part in rest[:-1].split(","))
    full = f"{name}({', '.join(arguments)})"
    held = draft.scratch.setdefault(CALLS, {})
    assert isinstance(held, dict)
    held[full] = (name, arguments)
    return full


def with_policy(words: list[str], draft: Draft) -> list[str]:
    """Words in which `route-policy POL(…)` names a policy, in those of the family. Raises ValueError.

    >>> from models.device import DeviceId
    >>> with_policy("metric 5 route-policy POL(1, 2)".split(), Draft(DeviceId("d", "r"), "cisco_xr", "f"))
    ['metric', '5', 'route-map', 'POL(1, 2)']
    """
    if "route-policy" not in words:
        return words
    at = words.index("route-policy")
    last = at + 1
    while last + 1 < len(words) and _open("".join(words[at + 1 : last + 1])):
        last += 1
    return [*words[:at], "route-map", called(words[at + 1 : last + 1], draft), *words[last + 1 :]]


def _open(text: str) -> bool:
    return text.count("(") > text.count(")")
