"""How the members of the Cisco-like family differ in routing: the defaults that no line of a config states."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from collectors.draft import Draft
from collectors.ioslike.names import eos_name, ios_name


@dataclass(frozen=True, slots=True)
class RoutingOs:
    """One OS of the family. The values here are those of IOS; each other OS says what it does otherwise."""

    name: str
    canonical_name: Callable[[str], str] = str
    """Any spelling of an interface name to the one that the OS prints."""
    tuned: Callable[["RoutingOs", Draft], "RoutingOs"] = lambda os, draft: os
    """The defaults of the release and profile that a config names."""
    numbered_ports: bool = True
    """Each interface name holds a number, so that a bare word is none."""

    ospf_process: str = ""
    """The process id where `router ospf` names none."""
    ospf_subnets_word: bool = True
    """Redistribution takes subnets only with the word `subnets`."""
    ospf_metric: int = 20
    """Metric of externals; IOS manual: 20, and 1 for routes of BGP."""
    ospf_metric_bgp: int = 1
    ospf_default_metric: int = 1
    """Metric of `default-information originate` without `always`."""
    ospf_rfc1583: bool = True
    ospf_reference: int = 100_000_000
    """Reference bandwidth of costs, in bits per second."""
    ospf_maximum_paths: int = 4

    isis_style: str = "narrow"
    """Cisco's command reference: narrow metrics unless `metric-style` says otherwise."""
    isis_maximum_paths: int = 4
    isis_propagates: bool = True
    """Level 2 is told what level 1 knows."""
    isis_default_always: bool = True
    """`default-information originate` needs no default route in the table."""
    isis_level_of_externals: int = 2
    """Where redistribution announces unless it names a level."""
    isis_levels_taken: tuple[str, ...] = ("level-2",)
    """What redistribution from IS-IS takes unless it names a level; () is all (IOS manual: level 2)."""
    isis_names_its_vrf: bool = True
    """A line `vrf` says of which VRF a process is; on other systems it opens a process of its own."""

    bgp_distances: tuple[int, int, int] = (20, 200, 200)
    bgp_maximum_paths: int = 1
    bgp_paths_for_both: bool = False
    """`maximum-paths` counts external and internal paths alike."""
    bgp_multipath_relax: bool = False
    bgp_deterministic_med: bool = False
    bgp_sends_communities: bool = False
    bgp_bare_community_is_all: bool = False
    """`send-community` alone sends extended communities too."""
    bgp_requires_policy: bool = False
    """External sessions without a policy exchange nothing (RFC 8212)."""
    bgp_import_check: bool = True
    """`network` needs the prefix in the routing table."""
    bgp_ipv4_unasked: bool = True
    """A neighbour is active for IPv4 unicast unless the config says otherwise."""
    bgp_ipv4_over_ipv6: bool = True
    """A neighbour with an IPv6 address is active for IPv4 unicast unless the config says otherwise."""
    bgp_settings_for_all_families: bool = False
    """A policy stated outside `address-family` holds for every family, not for IPv4 unicast alone."""
    bgp_default_if_present: bool = False
    """`default-originate` without `always` depends on a default route in the table."""
    bgp_takes_default: bool = False
    """Redistribution announces a default route without `default-information originate`."""
    bgp_takes_all_ospf: bool = False
    """Redistribution from OSPF takes externals too; IOS takes internal routes alone unless `match` says more."""
    route_types_listed: bool = False
    """`match route-type` takes several types, of which one must fit; IOS has one with its subtype."""
    communities_all_of: bool = False
    """`match community A B` asks for both lists rather than for one of them."""


IOS = RoutingOs("cisco_ios", ios_name)
"""IOS and IOS-XE: the values of Cisco's command references (IOS 15, IOS-XE 16 and 17)."""

EOS = RoutingOs(
    "arista_eos",
    eos_name,
    ospf_process="1",
    # EOS manual, OSPFv2: prefixes are printed, subnets are always taken
    ospf_subnets_word=False,
    # seen on EOS 4.23: externals are announced with metric 1 where the config says none
    ospf_metric=1,
    # EOS manual, `compatible (OSPFv2)`: ranges follow RFC 2328 unless the command is given
    ospf_rfc1583=False,
    ospf_maximum_paths=128,
    # EOS manual, IS-IS: wide metrics, ECMP as wide as the platform
    isis_style="wide",
    isis_maximum_paths=128,
    isis_default_always=False,
    # EOS manual, `distance bgp`: 200 for external, internal and local routes
    bgp_distances=(200, 200, 200),
    bgp_paths_for_both=True,
    # EOS manual, `bgp bestpath as-path multipath-relax`: on by default
    bgp_multipath_relax=True,
    bgp_bare_community_is_all=True,
    bgp_ipv4_over_ipv6=False,
    bgp_settings_for_all_families=True,
    bgp_default_if_present=True,
    bgp_takes_default=True,
    bgp_takes_all_ospf=True,
    communities_all_of=True,
)
"""Arista EOS."""


def _frr_tuned(os: RoutingOs, draft: Draft) -> RoutingOs:
    """FRR's defaults by `frr defaults` and `frr version` (bgpd/bgp_vty.c, FRR_CFG_DEFAULT_*)."""
    datacenter = draft.scratch.get("frr profile") == "datacenter"
    old = bool(draft.version) and _release(draft.version) < (7, 4)
    return replace(
        os,
        bgp_requires_policy=not datacenter and not old,
        bgp_import_check=datacenter or not old,
        bgp_deterministic_med=datacenter,
    )


def _release(version: str) -> tuple[int, int]:
    """Major and minor number of a release: "4.0+cl3u8" is (4, 0); what has no numbers counts as new."""
    parts = version.replace("-", ".").replace("+", ".").split(".")
    return (int(parts[0]), int(parts[1])) if len(parts) > 1 and parts[0].isdecimal() and parts[1].isdecimal() else (99, 0)


FRR = RoutingOs(
    "frr",
    tuned=_frr_tuned,
    numbered_ports=False,
    ospf_process="1",
    ospf_subnets_word=False,
    # ospfd/ospf_asbr.c: DEFAULT_DEFAULT_METRIC 20 for every protocol
    ospf_metric_bgp=20,
    # ospfd: DEFAULT_DEFAULT_ORIGINATE_METRIC 10; with `always` it is 1
    ospf_default_metric=10,
    ospf_rfc1583=False,
    # --enable-multipath=256, as Debian and Cumulus Linux build it
    ospf_maximum_paths=256,
    # yang/frr-isisd.yang: wide; level 2 is not told of level 1 (seen on FRR 8.4)
    isis_style="wide",
    isis_maximum_paths=256,
    isis_propagates=False,
    isis_levels_taken=(),
    isis_default_always=False,
    bgp_maximum_paths=256,
    # bgpd/bgpd.c, peer_af_create: standard, extended and large communities are sent
    bgp_sends_communities=True,
    bgp_requires_policy=True,
    bgp_takes_default=True,
    bgp_takes_all_ospf=True,
)
"""FRRouting 7 to 10; `tuned` looks at the profile and release."""
