"""`neighbor ...` lines, peer groups and templates of BGP, as they stand; `bgp_resolve` puts them together."""

from dataclasses import dataclass, field
from typing import Any

from collectors.ioslike.routing.routing_os import RoutingOs
from collectors.ioslike.routing.routing_words import asn, is_ip, number, options
from collectors.tree import Line
from models.policy import Match
from models.source import Source, Status

V4, V6 = "ipv4 unicast", "ipv6 unicast"
FILTERS = {"prefix-list": "prefix-list", "filter-list": "as-path-list", "distribute-list": "access-list"}
"""The word of a neighbour's filter → kind of Match, in the order in which the filters are tried."""

IGNORED = frozenset((
    "password", "shared-secret", "graceful-restart-disable", "extended-optional-parameters", "timers", "bfd",
    "advertisement-interval", "version", "transport", "soft-reconfiguration", "fall-over", "graceful-restart",
    "graceful-restart-helper", "log-neighbor-changes", "capability", "dont-capability-negotiate", "idle-restart-timer",
    "enforce-first-as", "strict-capability-match", "slow-peer", "ha-mode", "rib-in", "auto-local-addr", "monitoring",
    "passive", "port", "override-capability", "tcp-mss", "send", "bmp", "aigp-session", "connection-mode",
    "dynamic-capability", "cluster-id-loop-detection", "disable-link-bw-encoding-ieee", "path-mtu-discovery",
    "sender-as-path-loop-detection",
))  # fmt: skip
"""Settings that change neither which sessions come up nor what they carry, once both ends agree."""

UNMODELLED = frozenset((
    "next-hop-unchanged", "ip-transparent", "next-hop-peer", "send-community", "export-localpref", "import-localpref",
    "local-v4-addr", "remove-private-as", "session", "maximum-accepted-routes", "allowas-in", "default-originate",
    "alternate-as", "shutdown", "cluster-id", "local-as", "translate-update", "remote-as", "route-server-client",
    "unsuppress-map", "advertise-map", "advertise", "graceful-shutdown", "link-bandwidth", "dmzlink-bw", "metric-out",
    "peer-filter", "route-to-peer", "out-delay", "solo", "soo", "ebgp-requires-policy", "inherit", "missing-policy",
    "attribute-unchanged", "aigp", "next-hop", "route-map", "internal-vpn-client", "inter-as-hybrid",
    "as-path", "path-attribute", "damping", "dampening", "maximum-prefix-out", "disable-addpath-rx", "accept-own", "oad",
    "local-role",
))  # fmt: skip


@dataclass(slots=True)
class Peer:
    """What the lines of one neighbour, group or template state: values by field name of the model."""

    key: str
    source: Source
    session: dict[str, Any] = field(default_factory=dict)
    families: dict[str, dict[str, Any]] = field(default_factory=dict)
    inherits: list[str] = field(default_factory=list)
    """Templates, the one that wins last."""
    group: bool = False


def read_peer(line: Line, peer: Peer, words: list[str], family: str, os: RoutingOs) -> None:
    """Take in the words after `neighbor <key>`, or those of a line of a template. `family` is "" outside address families."""
    negated = line.words[0] in ("no", "default")
    scope = family or ("" if os.bgp_settings_for_all_families else V4)
    try:
        session = _session(words, negated, os)
        stated = None if session is not None else _family(words, negated, os)
    except ValueError:
        session = stated = None
    if session is not None:
        peer.session.update(session)
        line.modelled()
    elif stated is not None:
        peer.families.setdefault(scope, {}).update(stated)
        line.modelled()
    elif words and words[0].lower() in IGNORED:
        line.status = Status.IGNORED
    elif words[:2] in (["inherit", "peer-session"], ["inherit", "peer-policy"]) and len(words) in (3, 4):
        peer.inherits.append(f"{words[1]} {words[2]}")
        line.modelled()
    elif words and words[0].lower() in UNMODELLED:
        line.status, line.feature = Status.NOT_MODELLED, f"bgp {words[0].lower()}"


def _session(words: list[str], negated: bool, os: RoutingOs) -> dict[str, Any] | None:
    """Settings of the session as a whole; None when the words are of another sort."""
    match words:
        case ["remote-as", *_] | ["description", *_] | ["peer-group", _] | ["peer", "group", _] if negated:
            return {}
        case ["remote-as", "internal" | "external" as kind]:
            return {"remote_as": None, "remote_kind": kind}
        case ["remote-as", number_]:
            return {"remote_as": asn(number_), "remote_kind": ""}
        case ["peer-group", name] | ["peer", "group", name]:
            return {"group": name}
        case ["peer-group"] | ["peer", "group"]:
            return {}
        case ["description", *text]:
            return {"description": " ".join(text)}
        case ["update-source", source]:
            return {"update_source": "" if negated else source if is_ip(source) else os.canonical_name(source)}
        case ["ebgp-multihop"]:
            return {"multihop": 0 if negated else 255}
        case ["ebgp-multihop", hops]:
            # one hop is what every external session allows
            return {"multihop": 0 if negated or number(hops, 1, 255) == 1 else int(hops)}
        case ["ttl-security", "hops", hops] | ["ttl", "maximum-hops", hops]:
            return {"multihop": 0 if negated or number(hops, 0, 254) < 2 else int(hops)}
        case ["disable-connected-check"]:
            return {"multihop": 0 if negated else 1}
        case ["shutdown"] | ["shutdown", "message", *_]:
            return {"enabled": negated}
        case ["local-as", number_, *how] if not set(how) - {"no-prepend", "replace-as"}:
            return {
                "local_as": None if negated else asn(number_),
                "local_as_no_prepend": "no-prepend" in how,
                "local_as_replace": "replace-as" in how,
            }
        case _:
            return None


def _family(words: list[str], negated: bool, os: RoutingOs) -> dict[str, Any] | None:
    """Settings of one address family; None when the words are of another sort."""
    match words:
        case ["activate"]:
            return {"activate": not negated}
        case ["route-map", name, "in" | "out" as way]:
            return {f"policies_{way}": () if negated else (name,)}
        case ["prefix-list" | "filter-list" | "distribute-list" as word, name, "in" | "out" as way]:
            return {f"{word} {way}": None if negated else Match(FILTERS[word], (name,))}
        case ["next-hop-self", *how] if how in ([], ["all"], ["force"]):
            return {"next_hop_self": not negated, "next_hop_self_all": bool(how) and not negated}
        case ["route-reflector-client"]:
            return {"reflector_client": not negated}
        case ["send-community", *kinds]:
            return _communities(kinds, negated, os)
        case ["allowas-in"] | ["allowas-in", "origin"]:
            return {"allowas_in": 0 if negated else 3}
        case ["allowas-in", times]:
            return {"allowas_in": 0 if negated else number(times, 1, 10)}
        case ["as-override"] | ["as-override", "split-horizon"]:
            return {"as_override": not negated}
        case ["remove-private-as" | "remove-private-AS", *how] if not set(how) - {"all", "replace-as", "replace-AS"}:
            kind = "replace" if how and how[-1].lower() == "replace-as" else "all" if "all" in how else "yes"
            return {"remove_private_as": "" if negated else kind}
        case ["default-originate", *how]:
            found = options(how, {"route-map": 1, "always": 0})
            return {
                "default_originate": not negated,
                "default_policies": tuple(found.get("route-map", ())),
                "default_if_present": os.bgp_default_if_present and "always" not in found,
            }
        case ["maximum-prefix" | "maximum-routes", count, *how]:
            limit = number(count)
            return {"maximum_prefixes": None if negated or not limit or "warning-only" in how else limit}
        case ["weight", weight]:
            return {"weight": None if negated else number(weight, 0, 65535)}
        case ["addpath-tx-all-paths" | "addpath-tx-bestpath-per-AS"] | ["advertise", "additional-paths", *_]:
            return {"add_paths": not negated}
        case ["additional-paths", *how]:
            # to receive several paths changes nothing until somebody sends them
            return {"add_paths": not negated and "send" in how}
        case _:
            return None


def _communities(kinds: list[str], negated: bool, os: RoutingOs) -> dict[str, Any]:
    """`send-community`: which sorts the words stand for. Large communities go with the standard ones in the model."""
    if set(kinds) - {"standard", "extended", "large", "both", "all", "add", "remove"}:
        raise ValueError("a sort of community that is not known")
    if "remove" in kinds:
        negated = not negated
    both = bool({"both", "all"} & set(kinds)) or (not set(kinds) - {"add", "remove"} and os.bgp_bare_community_is_all)
    found: dict[str, Any] = {}
    if both or "standard" in kinds or not set(kinds) - {"add", "remove"}:
        found["send_community"] = not negated
    if both or "extended" in kinds:
        found["send_extended_community"] = not negated
    return found
