"""The configuration after commands: `set`, `delete`, `deactivate`, `insert` carried out as Junos would."""

from collections.abc import Sequence

from collectors.braces import Statement, find, set_lines, statements, words_of

SINGLE = frozenset(
    """
    description mtu host-name domain-name version vlan-id native-vlan-id interface-mode port-mode peer-as local-as
    local-address type preference metric tag router-id autonomous-system route-distinguisher instance-type
    l3-interface routing-interface speed link-speed bandwidth priority reference-bandwidth interface-type
    hello-interval dead-interval unnumbered-address 802.3ad vni authorization external-preference default-metric
    override-metric ttl class encrypted-password uid active-server-group class-type area-type time-zone location
    contact hold-time cluster as-path-prepend next-table port routing-instance vrf-target
    """.split()  # noqa: SIM905  # a list of words reads better as words
)  # fmt: skip
"""Words of which a statement has one value: a new one replaces the old."""
ONE_FILTER = frozenset(("input", "output"))
CHOICES = (
    frozenset(("accept", "reject", "discard", "next")),
    frozenset(("discard", "reject", "next-hop", "next-table", "receive")),
)
"""Words of which only one can stand below `then` and below a static route."""
LISTS = frozenset(
    """
    unit family group neighbor route term filter policy-statement prefix-list community as-path vlans interfaces
    routing-instances area interface address server name-server host user vrrp-group vrrp-inet6-group server-group
    as-path-group bridge-domains rib trap-group tacplus-server radius-server
    """.split()  # noqa: SIM905  # a list of words reads better as words
)  # fmt: skip
"""Words whose values are objects: an object stays when the last thing below it is gone; other empty words go with it."""


def spoken(text: str, commands: Sequence[str]) -> str:
    """The configuration as `show configuration | display set` after these commands. Unknown commands change nothing."""
    root = statements(text).root
    for command in commands:
        if len(words := words_of(command)) > 1:
            _carry_out(root, words[0], words[1:])
    return "".join(f"{line}\n" for line in set_lines(root))


def _carry_out(root: Statement, verb: str, path: list[str]) -> None:
    match verb:
        case "set":
            _set(root, path)
        case "delete":
            _delete(root, path)
        case "deactivate" | "activate":
            if target := find(root, path):
                target.inactive = verb == "deactivate"
        case "insert" if len(path) > 2:
            _insert(root, path)


def _set(root: Statement, path: list[str]) -> None:
    at = root
    for depth, word in enumerate(path):
        above = path[depth - 1] if depth else ""
        if word not in at.index:
            single = above in SINGLE and not (above in ("community", "type") and depth + 1 < len(path))
            single = single or (above in ONE_FILTER and "filter" in path[max(0, depth - 2) : depth])
            if single or (above == "vrf-target" and ":" in word):
                for other in [name for name in at.index if above != "vrf-target" or ":" in name]:
                    at.drop(other)
            for choice in CHOICES:
                beside = above == "then" if "accept" in choice else path[depth - 2 : depth - 1] == ["route"]
                if beside and word in choice:
                    for other in [name for name in at.index if name in choice]:
                        at.drop(other)
        at = at.add(word, 0)


def _delete(root: Statement, path: list[str]) -> None:
    way = [root]
    for word in path[:-1]:
        if (below := way[-1].index.get(word)) is None:
            return
        way.append(below)
    way[-1].drop(path[-1])
    for depth in range(len(way) - 1, 0, -1):
        above = path[depth - 2] if depth > 1 else ""
        if way[depth].index or above in LISTS or path[depth - 1] == "":
            return
        way[depth - 1].drop(path[depth - 1])


def _insert(root: Statement, path: list[str]) -> None:
    """`insert … term A before term B`."""
    where = next((word for word in ("before", "after") if word in path), "")
    if not where:
        return
    at = path.index(where)
    if (above := find(root, path[: at - 1])) is None:
        return
    name, beside = path[at - 1], path[-1]
    if name not in above.index or beside not in above.index or name == beside:
        return
    order = [word for word in above.index if word != name]
    order.insert(order.index(beside) + (where == "after"), name)
    above.index = {word: above.index[word] for word in order}
