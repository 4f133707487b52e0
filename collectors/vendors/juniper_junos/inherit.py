"""Statements that stand elsewhere: configuration groups, interface ranges, apply-path. And what is inactive."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from ipaddress import ip_interface

from collectors.braces import Statement, statements
from collectors.tree import Tree
from models.source import Status

COPIES = 400_000
"""Inherited statements at most; a group that a hostile text nests in itself must end somewhere."""
ORDER = (
    "version", "system", "vlans", "bridge-domains", "interfaces", "routing-instances", "routing-options", "policy-options",
    "firewall", "forwarding-options", "protocols",
)  # fmt: skip
"""Readers run in this order, so that a later one finds what it needs."""
OTHER_ENGINE = {"re1": "re0", "node1": "node0", "member1": "member0"}
"""Groups that hold on the second routing engine only, when the first one's is applied too."""


def nest(text: str, file: str) -> Tree:
    """The whole configuration with all that it inherits, top-level statements in `ORDER`."""
    builder = statements(text)
    root = builder.root
    _Groups(root).inherit()
    _ranges(root)
    for protocols in (root, *root.below("routing-instances")):
        for area in protocols.below("protocols", "ospf", "area"):
            _one_liner(area.get("stub"))
    _apply_paths(root)
    _inactive(root)
    _name_features(root)
    tree = builder.tree(file)
    tree.children.sort(key=lambda line: ORDER.index(line.words[0]) if line.words and line.words[0] in ORDER else len(ORDER))
    return tree


class _Groups:
    """Copies groups to where they are applied; inner applications win over outer ones, earlier groups over later."""

    def __init__(self, root: Statement) -> None:
        self.root = root
        self.groups = root.get("groups")
        self.left = COPIES

    def inherit(self) -> None:
        """Expand all groups, then say what became of the group definitions themselves."""
        for name, child in list(self.root.index.items()):
            if name != "groups":
                self.expand(child, (name,))
        self.apply(self.root, ())
        if self.groups is not None:
            for line in self.groups.walk():
                if line.status is Status.UNKNOWN:
                    line.status, line.feature = Status.IGNORED, "group not in use"
            self.groups.status, self.groups.feature = Status.MODELLED, "groups"

    def expand(self, at: Statement, path: tuple[str, ...]) -> None:
        """Inner statements first."""
        for name, child in list(at.index.items()):
            if not name.startswith("apply-"):
                self.expand(child, (*path, name))
        if "apply-groups" in at.index:
            self.apply(at, path)

    def apply(self, at: Statement, path: tuple[str, ...]) -> None:
        """Merge what the groups named at `at` hold for its path."""
        names = [child.word for child in at.below("apply-groups")]
        for name in names:
            group = self.groups.get(name) if self.groups else None
            statement = at.index["apply-groups"].index[name]
            if group is None or "$" in name:
                statement.mark(Status.NOT_MODELLED, "groups")
                continue
            statement.mark(Status.MODELLED, "groups")
            if OTHER_ENGINE.get(name) in names:
                statement.mark(Status.IGNORED, "other routing engine")
                continue
            group.status = Status.MODELLED
            for source in self.at(group, path):
                self.merge(at, source, name)
        if excepted := at.get("apply-groups-except"):
            excepted.mark(Status.MODELLED, "groups")

    def at(self, group: Statement, path: tuple[str, ...]) -> Iterator[Statement]:
        """The statements of a group that stand for `path`, by name or by wildcard."""
        if not path:
            yield group
            return
        for child in group.each():
            if child.word == path[0] or matches(child.word, path[0]):
                for found in self.at(child, path[1:]):
                    child.status = Status.MODELLED
                    yield found

    def merge(self, into: Statement, source: Statement, group: str) -> None:
        """Copy what `into` does not have; a wildcard only adds to what is there."""
        for child in list(source.each()):
            if pattern := is_pattern(child.word):
                targets = [at for at in into.index.values() if matches(child.word, at.word)]
            else:
                targets = [self.placed(into, child)]
            for target in targets:
                if (pattern or target.index) and group in (at.word for at in target.below("apply-groups-except")):
                    continue
                if self.left > 0:
                    child.status = Status.MODELLED
                    self.merge(target, child, group)

    def placed(self, into: Statement, child: Statement) -> Statement:
        """The statement of this word below `into`, made as an inherited one if it is not there."""
        known = child.word in into.index
        target = into.add(child.word, child.number)
        if not known:
            self.left -= 1
            target.inherited = True
        return target


def is_pattern(word: str) -> bool:
    """Whether a group's word stands for many: `<*>`, `<ge-*>`."""
    return len(word) > 2 and word.startswith("<") and word.endswith(">")


def matches(pattern: str, word: str) -> bool:
    """Whether `<pattern>` covers a word.

    >>> matches("<ge-*>", "ge-0/0/1"), matches("<*>", "x"), matches("ge-*", "ge-0/0/1")
    (True, True, False)
    """
    return is_pattern(pattern) and len(pattern) < 200 and not word.startswith("apply-") and fnmatchcase(word, pattern[1:-1])


def _one_liner(statement: Statement | None) -> None:
    """`stub default-metric 10 no-summaries;` is printed on one line, but says two things of `stub`."""
    for word in statement.below("default-metric") if statement else ():
        for name, child in list(word.index.items()):
            word.drop(name)
            if statement and name not in statement.index:
                statement.index[name] = child
                statement.children.append(child)


def _ranges(root: Statement) -> None:
    """Put what an interface range states at each of its members."""
    if not (interfaces := root.get("interfaces")) or not (ranges := interfaces.get("interface-range")):
        return
    known = [name for name in interfaces.index if name != "interface-range"]
    for spread in ranges.each():
        members = [name for member in spread.below("member") for name in _members(member, known)]
        for first in spread.below("member-range"):
            for last in first.below("to"):
                members += _between(first, last)
        body = [child for child in spread.each() if child.word not in ("member", "member-range", "apply-groups")]
        for name in dict.fromkeys(members):
            known_here = name in interfaces.index
            port = interfaces.add(name, spread.number)
            port.inherited = port.inherited or not known_here
            for child in body:
                _copy(port, child)
        for child in (spread, *spread.each()):
            if child.word == "apply-groups":
                child.mark(Status.IGNORED, "interface-range")
            elif child.word not in ("member", "member-range"):
                child.status = Status.MODELLED
        for child in body:
            if members:
                child.mark(Status.MODELLED, "interface-range")
            else:
                child.mark(Status.IGNORED, "interface-range without members")


def _copy(into: Statement, source: Statement) -> None:
    known = source.word in into.index
    target = into.add(source.word, source.number)
    target.inherited = target.inherited or not known
    for child in source.each():
        _copy(target, child)


def _members(member: Statement, known: list[str]) -> list[str]:
    """The ports of one `member` statement; a pattern covers the ports that the configuration names."""
    names = [member.word]
    if "*" in member.word or "[" in member.word:
        names = [name for name in known if fnmatchcase(name, member.word)]
        if bracket := re.fullmatch(r"([^\[\]*]+)\[(\d{1,3})-(\d{1,3})\]", member.word):
            names = [f"{bracket[1]}{n}" for n in range(int(bracket[2]), int(bracket[3]) + 1)]
    if names:
        member.status = Status.MODELLED
    return names


def _between(first: Statement, last: Statement) -> list[str]:
    """The ports from one to another on the same module."""
    stem, _, start = first.word.rpartition("/")
    other, _, end = last.word.rpartition("/")
    if stem != other or not (start.isdigit() and end.isdigit()) or len(end) > 3:
        return []
    for statement in (first, last):
        statement.status = Status.MODELLED
    return [f"{stem}/{n}" for n in range(int(start), int(end) + 1)]


def _apply_paths(root: Statement) -> None:
    """Fill prefix lists with the addresses that their `apply-path` finds."""
    for listed in root.below("policy-options", "prefix-list"):
        for wanted in list(listed.below("apply-path")):
            found = list(_along(root, wanted.word.split()))
            for word in found:
                try:
                    network = str(ip_interface(word).network)
                except ValueError:
                    continue
                _copy(listed, Statement("", wanted.number, [network]))
            listed.index["apply-path"].mark(Status.MODELLED, "prefix-list")


def _along(at: Statement, path: list[str]) -> Iterator[str]:
    if not path:
        yield at.word
        return
    for child in at.each():
        if child.word == path[0] or matches(path[0], child.word):
            yield from _along(child, path[1:])


def _inactive(at: Statement) -> None:
    """Deactivated statements say nothing, and so does all below them."""
    for child in at.index.values():
        if child.inactive:
            child.mark(Status.IGNORED, "inactive")
        else:
            _inactive(child)


def _name_features(root: Statement) -> None:
    """Each statement belongs to the feature that its place names: the protocol, or else the first word."""
    names = {"interfaces": "interface", "policy-options": "policy", "firewall": "acl", "vlans": "vlan", "routing-instances": "vrf"}
    for top in root.index.values():
        for line in (top, *top.walk()):
            if not line.feature:
                _, found, rest = f" {line.text} ".partition(" protocols ")
                line.feature = (rest.split() or ["protocols"])[0] if found else names.get(top.word, top.word)
