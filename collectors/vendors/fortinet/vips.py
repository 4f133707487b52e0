"""Virtual addresses (VIPs) and address pools: what a policy translates destinations and sources to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, summarize_address_range

from collectors.draft import Draft
from collectors.vendors.fortinet.blocks import Block, each, whole
from collectors.vendors.fortinet.services import Kind
from models.filters import Wildcard
from models.nat import NatPool

_PROTOCOLS = {"tcp": 6, "udp": 17, "sctp": 132, "icmp": 1}
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Vip:
    """A virtual address. `outer` is what others send to, `inner` what it becomes; `kind` are the ports behind, None for all.

    `simple` says that the model has a rule for it: one address to one other, or one port to one other.
    """

    name: str
    port: str
    outer: tuple[IPv4Address, IPv4Address] | None
    inner: tuple[IPv4Address, IPv4Address] | None
    kind: Kind | None
    outer_port: int
    simple: bool
    entry: Block = field(compare=False)

    @property
    def mapped(self) -> tuple[Wildcard, ...]:
        """The hosts behind it; () where they are not known."""
        if self.inner is None:
            return ()
        return tuple(Wildcard(int(n.network_address), int(n.hostmask)) for n in summarize_address_range(*self.inner))


@dataclass(slots=True)
class Vips:
    """The virtual addresses of one domain, and groups of them."""

    known: dict[str, tuple[str, ...]] = field(default_factory=dict)
    vips: dict[str, Vip] = field(default_factory=dict)

    def named(self, names: Iterable[str], depth: int = 0) -> tuple[Vip, ...]:
        """The virtual addresses among some names."""
        found: dict[Vip, None] = {}
        for name in names:
            if name in self.vips:
                found[self.vips[name]] = None
            elif depth < _DEEPEST:
                found |= dict.fromkeys(self.named(self.known.get(name, ()), depth + 1))
        return tuple(found)


def vips_of(draft: Draft, vdom: str) -> Vips:
    """The virtual addresses of a domain."""
    known = draft.scratch.setdefault(f"vips {vdom}", Vips())
    assert isinstance(known, Vips)
    return known


def read_vips(block: Block, draft: Draft) -> None:
    """`config firewall vip`. The lines become facts only where a policy uses the address: see `crossings`."""
    domains = draft.scratch.setdefault("filtering", set())
    assert isinstance(domains, set)
    domains.add(block.vdom)
    for entry in block.entries():
        known = vips_of(draft, entry.vdom)
        known.known[entry.name] = ()
        try:
            known.vips[entry.name] = _vip(entry)
        except ValueError:
            known.vips[entry.name] = Vip(entry.name, "", None, None, None, 0, False, entry)


def _vip(entry: Block) -> Vip:
    plain = entry.word("type", "static-nat") == "static-nat"
    entry.word("arp-reply", "enable")
    entry.values("comment")
    extra = [option for option in ("src-filter", "srcintf-filter", "service") if entry.values(option)]
    extra += [option for option in ("nat46", "src-vip-filter") if entry.is_on(option)]
    on = entry.is_on("status", True)
    outer, inner = _span(entry.word("extip", str(IPv4Address(0)))), _span(entry.word("mappedip"))
    kind, port = None, 0
    if entry.is_on("portforward"):
        protocol = _PROTOCOLS.get(entry.word("protocol", "tcp"), 0)
        low, _, high = entry.word("extport").partition("-")
        to_low, _, to_high = entry.word("mappedport", entry.word("extport")).partition("-")
        kind, port = Kind(protocol, (), ((whole(to_low), whole(to_high or to_low)),)), whole(low)
        plain = plain and (high or low) == low and (to_high or to_low) == to_low and protocol in (6, 17)
    plain = plain and on and outer[0] == outer[1] and inner[0] == inner[1] and int(outer[0]) != 0 and not extra
    return Vip(entry.name, entry.word("extintf", "any"), outer, inner, kind, port, plain, entry)


def _span(text: str) -> tuple[IPv4Address, IPv4Address]:
    low, _, high = text.partition("-")
    first, last = IPv4Address(low), IPv4Address(high or low)
    if first > last:
        raise ValueError(f"{text} is not a range of addresses")
    return first, last


def read_vip_groups(block: Block, draft: Draft) -> None:
    """`config firewall vipgrp`."""

    def group(entry: Block, draft: Draft) -> None:
        entry.word("interface")
        vips_of(draft, entry.vdom).known[entry.name] = tuple(entry.values("member"))

    each(block, group, draft)


def read_pools(block: Block, draft: Draft) -> None:
    """`config firewall ippool`."""

    def pool(entry: Block, draft: Draft) -> None:
        if entry.word("type", "overload") not in ("overload", "one-to-one"):
            raise ValueError("a pool of blocks of ports")
        for option in ("comments", "arp-reply", "permit-any-host", "arp-intf"):
            entry.values(option)
        first, last = IPv4Address(entry.word("startip")), IPv4Address(entry.word("endip"))
        draft.nat_pools[entry.name] = NatPool(entry.name, first, last, draft.source(entry))

    each(block, pool, draft)
