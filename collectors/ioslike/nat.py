"""`ip nat` of IOS: pools, static and dynamic rules, whose outside is the global table.

A rule with words that are not known here (a static rule with a route map, redundancy, no alias) is no fact: it stays "known but
not modelled", so that nothing is said of what its device translates.
"""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.tree import Line
from models.interfaces import DEFAULT_VRF
from models.nat import NatKind, NatPool, NatRule

_NUMBERS = {"tcp": 6, "udp": 17}


def nat_readers(canonical_name: Callable[[str], str]) -> dict[str, tuple[str, Reader]]:
    """The readers of top-level lines; `canonical_name` gives interfaces the names that the OS prints."""

    def read_rule(line: Line, draft: Draft) -> None:
        words = line.words[4:-1] if line.words[-1] == "extendable" else line.words[4:]
        source, vrf = draft.source(line), DEFAULT_VRF
        if "vrf" in words[:-1]:
            at = words.index("vrf")
            words, vrf = [*words[:at], *words[at + 2 :]], words[at + 1]
        match words:
            case ["list", acl, "interface", name, "overload"]:
                rule = NatRule(NatKind.OVERLOAD, acl, interface=canonical_name(name), source=source)
            case ["route-map", policy, "interface", name, "overload"]:
                rule = NatRule(NatKind.OVERLOAD, interface=canonical_name(name), policy=policy, source=source)
            case ["route-map", policy, "pool", pool]:
                rule = NatRule(NatKind.DYNAMIC, pool=pool, policy=policy, source=source)
            case ["route-map", policy, "pool", pool, "overload"]:
                rule = NatRule(NatKind.OVERLOAD, pool=pool, policy=policy, source=source)
            case ["list", acl, "pool", pool]:
                rule = NatRule(NatKind.DYNAMIC, acl, pool=pool, source=source)
            case ["list", acl, "pool", pool, "overload"]:
                rule = NatRule(NatKind.OVERLOAD, acl, pool=pool, source=source)
            case ["static", "network", local, outer, length]:
                size = length.removeprefix("/")
                rule = NatRule(NatKind.STATIC, local=_network(local, size), outer=_network(outer, size), source=source)
            case ["static", "tcp" | "udp" as protocol, local, port, "interface", name, outer_port]:
                rule = NatRule(
                    NatKind.PORT, local=_network(local), interface=canonical_name(name), protocol=_NUMBERS[protocol],
                    local_port=_port(port), outer_port=_port(outer_port), source=source,
                )  # fmt: skip
            case ["static", "tcp" | "udp" as protocol, local, port, outer, outer_port]:
                rule = NatRule(
                    NatKind.PORT, local=_network(local), outer=_network(outer), protocol=_NUMBERS[protocol],
                    local_port=_port(port), outer_port=_port(outer_port), source=source,
                )  # fmt: skip
            case ["static", local, outer]:
                rule = NatRule(NatKind.STATIC, local=_network(local), outer=_network(outer), source=source)
            case _:
                return
        draft.nat_rules.append(replace(rule, vrf=vrf))
        line.modelled()

    return {
        "ip nat inside source": ("NAT", read_rule),
        "ip nat outside source": ("NAT", read_foreign),
        "ip nat pool": ("NAT", read_pool),
    }


def read_foreign(line: Line, draft: Draft) -> None:
    """`ip nat outside source static GLOBAL LOCAL`, of an address or a network."""
    match line.words[4:]:
        case ["static", outer, local]:
            size = "32"
        case ["static", "network", outer, local, length]:
            size = length.removeprefix("/")
        case _:
            return
    rule = NatRule(NatKind.STATIC, local=_network(local, size), outer=_network(outer, size), foreign=True)
    draft.nat_rules.append(replace(rule, source=draft.source(line)))
    line.modelled()


def read_pool(line: Line, draft: Draft) -> None:
    """`ip nat pool NAME FIRST LAST netmask MASK` or `prefix-length N`."""
    match line.words:
        case ["ip", "nat", "pool", name, first, last, "netmask" | "prefix-length", _]:
            pool = NatPool(name, IPv4Address(first), IPv4Address(last), draft.source(line))
            if pool.first <= pool.last:
                draft.nat_pools[name] = pool
                line.modelled()


def _network(address: str, length: str = "32") -> IPv4Network:
    return IPv4Network(f"{IPv4Address(address)}/{length}")


def _port(word: str) -> int:
    if not (word.isascii() and word.isdecimal() and 0 < int(word) < 65536):
        raise ValueError(f"no port: {word}")
    return int(word)
