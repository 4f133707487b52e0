"""What an IOS-like device would print as its config after some commands were typed.

A plan's commands are proven with it: the config after them, read again, must give the very facts that
the plan predicts. It follows the rules of the command line itself, not of netplan's facts: a line is
added, replaces the one that it excludes, or is taken away by `no`; blocks merge; a new VRF takes the
addresses off a port; a trunk list grows by `add`.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress

from collectors.ioslike.flat import indented_again, is_flat
from collectors.ioslike.write.spelling import Spelling
from collectors.tree import Line, indented, split_words
from models.values import dotted_area, vlan_ids, vlan_list

_SINGLE = {
    "interface": (
        r"description\b",
        r"mtu\b",
        r"encapsulation\b",
        r"switchport mode\b",
        r"switchport access vlan\b",
        r"(?:ip )?vrf(?: forwarding)?\b",
        r"switchport trunk native vlan\b",
        r"ip address (?!.*secondary)",
        r"ip access-group \S+ in$",
        r"ip access-group \S+ out$",
        r"ip ospf cost\b",
        r"ip ospf network\b",
        r"ip ospf (?:\S+ )?area\b",
        r"standby \d+ ip (?!.*secondary)",
        r"vrrp \d+ ip(?:v4)? (?!.*secondary)",
    ),
    "vlan": (r"name\b",),
    "vrf": (r"rd\b",),
}
"""context → lines of which a block holds one at a time (the whole pattern names what excludes each other)."""

_ACL = re.compile(r"ip access-list (?:(?:extended|standard) )?(\S+)$")
_TRUNK = "switchport trunk allowed vlan"
_EVERY_VLAN = frozenset(range(1, 4095))
_FIRST = re.compile(r"(?:standby|vrrp) \d+ ip(?:v4)? ")
"""Of these the line without `secondary` is printed first."""
_NAME_SERVER = ["ip", "name-server"]


def speaker(spelling: Spelling) -> Callable[[str, Sequence[str]], str]:
    """The `spoken` function of a dialect: config text and commands to config text."""

    def spoken(text: str, commands: Sequence[str]) -> str:
        config = indented(indented_again(text) if is_flat(text) else text, "").children
        for command in indented("\n".join(commands), "").children:
            _top(config, command, spelling)
        return "\n".join(_printed(config, 0)) + "\n"

    return spoken


def _printed(lines: list[Line], depth: int) -> list[str]:
    out: list[str] = []
    for line in lines:
        out.append(" " * depth + line.text)
        out += [child.text for child in line.children] if line.feature == "banner" else _printed(line.children, depth + 1)
    return out


def _top(config: list[Line], command: Line, spelling: Spelling) -> None:
    """One command of the top level with all below it."""
    bare = command.text.removeprefix("no ")
    if found := re.fullmatch(r"vlan (\d+)", bare):
        _split_vlans(config, int(found[1]))
    if command.words[:3] == ["no", *_NAME_SERVER]:
        _split_name_servers(config)
    if found := _ACL.match(bare):
        _named_list(config, bare, found[1])
    if (block := re.match(r"(ip(?:v6)? prefix-list \S+) (.+)", bare)) and (home := _line(config, block[1])) and home.children:
        no = "no " if command.text.startswith("no ") else ""
        command = Line(home.text, 0, home.words, [_new(no + block[2])])
    _apply(config, command, spelling, "")
    if found := re.match(r"ip(?:v6)? prefix-list \S+ ", command.text):
        _by_number(config, found[0])


def _apply(lines: list[Line], command: Line, spelling: Spelling, context: str) -> None:
    text = command.text
    if text.startswith("no ") and text != "no switchport":
        _remove(lines, command.words[1:])
        if context == "interface" and command.words[1] in ("vrf", "ip") and "vrf" in command.words[1:3]:
            _without_addresses(lines)
        return
    if context == "interface" and _port(lines, text, spelling):
        return
    if context.startswith("router bgp") and command.words[0] == "address-family":
        home = next((line for line in lines if line.words[:2] == command.words[:2] and len(line.words) <= 3), None)
        target = home.children if home else lines if spelling.os != "frr" else _added(lines, text).children
        for child in command.children:
            _apply(target, child, spelling, text)
            if child.words[0] == "no":  # what is stated outside any family is IPv4 unicast
                _remove(lines, child.words[1:])
        return
    line = _line(lines, text)
    if line is None:
        if not (text.startswith("ip address") and spelling.many_addresses):
            _exclude(lines, text, context)
        line = _added(lines, text)
    is_list = _ACL.match(text) is not None
    if is_list:
        _number(line)
    for child in command.children:
        _apply(line.children, child, spelling, _context(text))
    if is_list:
        line.children.sort(key=lambda rule: int(rule.words[0]) if rule.words[0].isdecimal() else 0)


def _context(text: str) -> str:
    first = text.split()[0]
    return text if first == "router" else first


def _port(lines: list[Line], text: str, spelling: Spelling) -> bool:
    """Commands of a port that do more than add a line; True when this was one."""
    if text in ("switchport", "no switchport"):
        gone = ("switchport", "no switchport") if text == "no switchport" else ("no switchport",)
        lines[:] = [line for line in lines if not line.text.startswith(gone)]
        if text == "no switchport" or not spelling.switched_by_default:
            lines.append(_new(text))
        return True
    if spelling.interface_vrf and text.startswith(spelling.interface_vrf.format("").strip()):
        lines[:] = [line for line in lines if not re.match(r"(?:ip )?vrf\b", line.text)]
        _without_addresses(lines)
        lines.append(_new(text))
        return True
    if found := re.fullmatch(_TRUNK + r" (add|remove) (\S+)", text):
        # a long list goes on in lines of `… vlan add`; a port without any has every VLAN
        listed = [_listed(line.words[4:]) for line in lines if line.text.startswith(_TRUNK)] or [_EVERY_VLAN]
        had = frozenset[int]().union(*listed)
        new = had | vlan_ids(found[2]) if found[1] == "add" else had - vlan_ids(found[2])
        lines[:] = [line for line in lines if not line.text.startswith(_TRUNK)]
        lines.append(_new(f"{_TRUNK} {vlan_list(new) or 'none'}"))
        return True
    if text.startswith(_TRUNK):
        lines[:] = [line for line in lines if not line.text.startswith(_TRUNK)]
        lines.append(_new(text))
        return True
    return False


def _listed(words: list[str]) -> frozenset[int]:
    """The VLANs of the words after `switchport trunk allowed vlan`."""
    match words:
        case ["except", ids]:
            return _EVERY_VLAN - vlan_ids(ids)
        case ["add", ids] | [ids] if ids not in ("all", "none"):
            return vlan_ids(ids)
        case ["all"]:
            return _EVERY_VLAN
        case _:
            return frozenset()


def _without_addresses(lines: list[Line]) -> None:
    """A port that changes its VRF loses its addresses."""
    lines[:] = [line for line in lines if not re.match(r"ip(?:v6)? address\b", line.text)]


def _exclude(lines: list[Line], text: str, context: str) -> None:
    """Take away the line that `text` replaces."""
    for pattern in _SINGLE.get(context, ()):
        if re.match(pattern, text):
            lines[:] = [line for line in lines if not re.match(pattern, line.text) or _group(line.text) != _group(text)]
    if text == "no shutdown":
        lines[:] = [line for line in lines if line.text != "shutdown"]


def _group(words: str) -> str:
    """The number of a redundancy group within the words that exclude each other; lines of two groups live together."""
    found = re.match(r"(?:standby|vrrp) (\d+)", words)
    return found[1] if found else ""


def _remove(lines: list[Line], words: list[str]) -> None:
    """`no X` takes away every line that begins with X."""
    gone = _plain(words)
    lines[:] = [line for line in lines if _plain(line.words)[: len(gone)] != gone]


def _line(lines: list[Line], text: str) -> Line | None:
    words = _plain(split_words(text))
    return next((line for line in lines if _plain(line.words) == words), None)


def _plain(words: list[str]) -> list[str]:
    """Words in the one form in which the device compares them.

    An area may be written 0 or 0.0.0.0, EOS names the VRF of a name server, and old files of FRR say `int`.
    """
    if words[:4] == [*_NAME_SERVER, "vrf", "default"]:
        return [*_NAME_SERVER, *words[4:]]
    if words[:1] == ["int"]:
        return ["interface", *words[1:]]
    if "area" not in words[:-1]:
        return words
    at = words.index("area") + 1
    with suppress(ValueError):
        return [*words[:at], dotted_area(words[at]), *words[at + 1 :]]
    return words


def _new(text: str) -> Line:
    return Line(text, 0, split_words(text))


def _added(lines: list[Line], text: str) -> Line:
    """A new line after the last of its kind, and before `end`."""
    line = _new(text)
    if (found := _FIRST.match(text)) and "secondary" not in line.words:
        at = next((at for at, other in enumerate(lines) if other.text.startswith(found[0])), len(lines))
        lines.insert(at, line)
        return line
    kin = [at for at, other in enumerate(lines) if other.words[0] == line.words[0]]
    end = next((at for at, other in enumerate(lines) if other.text == "end"), len(lines))
    lines.insert(kin[-1] + 1 if kin else end, line)
    return line


def _by_number(config: list[Line], start: str) -> None:
    """The device prints the rules of a prefix list in the order of their numbers."""
    places = [at for at, line in enumerate(config) if re.match(re.escape(start) + r"seq \d+ ", line.text)]
    rules = sorted((config[at] for at in places), key=lambda line: int(line.words[line.words.index("seq") + 1]))
    for at, rule in zip(places, rules, strict=True):
        config[at] = rule


def _split_vlans(config: list[Line], vlan: int) -> None:
    """`vlan 10,20-22` becomes one block a VLAN when one of them is edited."""
    for at, line in enumerate(config):
        found = re.fullmatch(r"vlan ([\d,-]*[,-][\d,-]*)", line.text)
        if found and vlan in (ids := vlan_ids(found[1])):
            config[at : at + 1] = [Line(f"vlan {n}", 0, ["vlan", str(n)], [*line.children]) for n in sorted(ids)]
            return


def _split_name_servers(config: list[Line]) -> None:
    """`ip name-server A B` becomes one line a server when one of them leaves."""
    for at, line in reversed(list(enumerate(config))):
        words = _plain(line.words)
        if words[:2] == _NAME_SERVER and len(words) > 3 and words[2] != "vrf":
            config[at : at + 1] = [_new(" ".join([*_NAME_SERVER, server])) for server in words[2:]]


def _named_list(config: list[Line], opening: str, name: str) -> None:
    """A numbered list (`access-list 98 permit …`) takes the form of a named one once it is opened as such."""
    rules = [line for line in config if line.words[:2] == ["access-list", name]]
    if rules:
        at = config.index(rules[0])
        config[:] = [line for line in config if line not in rules]
        config.insert(at, Line(opening, 0, split_words(opening), [_new(" ".join(line.words[2:])) for line in rules]))


def _number(acl: Line) -> None:
    """Give the rules of a list the numbers that the device gives them: 10, 20, and on from the last."""
    number = 0
    for rule in acl.children:
        if rule.words[0].isdecimal():
            number = int(rule.words[0])
        elif rule.words[0] in ("permit", "deny"):
            number += 10
            rule.words.insert(0, str(number))
            rule.text = f"{number} {rule.text}"
