"""`protocols bgp`: processes, neighbours and groups, in the three shapes that releases gave it.

`bgp 65000 { … }` is the older one; later the number is `local-as`, then `system-as`. A neighbour speaks the address families
that it states; where no neighbour states any (the first releases, and EdgeOS), each speaks IPv4.
"""

from collections.abc import Mapping

from collectors.braces import Statement
from collectors.dialect import Reader
from collectors.draft import Draft
from collectors.ioslike.routing.leaking import leaking
from collectors.ioslike.routing.readers import FRR, routing_readers
from collectors.tree import Line
from collectors.vendors.vyos.phrases import Phrases, Speech
from models.interfaces import DEFAULT_VRF

READ: Reader = leaking(routing_readers(FRR)["router bgp"][1])
FAMILIES: Mapping[str, str] = {
    "ipv4-unicast": "ipv4 unicast", "ipv6-unicast": "ipv6 unicast", "ipv4-vpn": "ipv4 vpn", "ipv6-vpn": "ipv6 vpn",
    "l2vpn-evpn": "l2vpn evpn",
}  # fmt: skip
_BROUGHT = {"metric *": "metric {0}", "route-map *": "route-map {0}"}
_SOURCES = ("connected", "static", "ospf", "ospfv3", "rip", "ripng", "isis", "kernel")

PROCESS: Phrases = {
    "parameters router-id *": "bgp router-id {0}",
    "parameters cluster-id *": "bgp cluster-id {0}",
    "parameters always-compare-med": "bgp always-compare-med",
    "parameters deterministic-med": "bgp deterministic-med",
    "parameters bestpath as-path multipath-relax": "bgp bestpath as-path multipath-relax",
    "parameters bestpath compare-routerid": "bgp bestpath compare-routerid",
    "parameters bestpath med missing-as-worst": "bgp bestpath med missing-as-worst",
    "parameters confederation identifier *": "bgp confederation identifier {0}",
    "parameters confederation peers *": "bgp confederation peers {0}",
    "parameters default local-pref *": "bgp default local-preference {0}",
    "parameters default no-ipv4-unicast": "no bgp default ipv4-unicast",
    "parameters ebgp-requires-policy": "bgp ebgp-requires-policy",
    "parameters network-import-check": "bgp network import-check",
    "parameters shutdown": "shutdown",
    "listen range * peer-group *": "bgp listen range {0} peer-group {1}",
}
FAMILY: Phrases = {
    "network *": ("network {0}", {"route-map *": "route-map {0}"}),
    "aggregate-address *": (
        "aggregate-address {0}", {"as-set": "as-set", "summary-only": "summary-only", "route-map *": "route-map {0}"},
    ),
    **{f"redistribute {word}": (f"redistribute {'ospf6' if word == 'ospfv3' else word}", _BROUGHT) for word in _SOURCES},
    "maximum-paths ebgp *": "maximum-paths {0}",
    "maximum-paths ibgp *": "maximum-paths ibgp {0}",
    "import vrf *": "import vrf {0}",
    "import vpn": "import vpn",
    "export vpn": "export vpn",
    "rd vpn export *": "rd vpn export {0}",
    "route-map vrf import *": "import vrf route-map {0}",
    "route-map vpn import *": "route-map vpn import {0}",
    "route-map vpn export *": "route-map vpn export {0}",
    "route-target vpn import *": "rt vpn import {0}",
    "route-target vpn export *": "rt vpn export {0}",
    "route-target vpn both *": "rt vpn both {0}",
    "label vpn export *": "label vpn export {0}",
}  # fmt: skip
SESSION: Phrases = {
    "remote-as *": "remote-as {0}",
    "peer-group *": "peer-group {0}",
    "description *": "description {0}",
    "ebgp-multihop *": "ebgp-multihop {0}",
    "ttl-security hops *": "ttl-security hops {0}",
    "disable-connected-check": "disable-connected-check",
    "update-source *": "update-source {0}",
    "shutdown": "shutdown",
    "local-as *": ("local-as {0}", {"no-prepend": "no-prepend", "no-prepend replace-as": "replace-as"}),
    "local-role *": "local-role {0}",
    "interface remote-as *": "interface remote-as {0}",
    "interface peer-group *": "interface peer-group {0}",
    "interface v6only remote-as *": "interface v6only remote-as {0}",
    "interface v6only peer-group *": "interface v6only peer-group {0}",
}
OF_FAMILY: Phrases = {
    "route-map import *": "route-map {0} in",
    "route-map export *": "route-map {0} out",
    "prefix-list import *": "prefix-list {0} in",
    "prefix-list export *": "prefix-list {0} out",
    "filter-list import *": "filter-list {0} in",
    "filter-list export *": "filter-list {0} out",
    "default-originate": ("default-originate", {"route-map *": "route-map {0}"}),
    "allowas-in": ("allowas-in", {"number *": "{0}"}),
    "as-override": "as-override",
    "remove-private-as": ("remove-private-AS", {"all": "all"}),
    "route-reflector-client": "route-reflector-client",
    "route-server-client": "route-server-client",
    "maximum-prefix *": "maximum-prefix {0}",
    "weight *": "weight {0}",
    "addpath-tx-all": "addpath-tx-all-paths",
    "addpath-tx-per-as": "addpath-tx-bestpath-per-AS",
    "unsuppress-map *": "unsuppress-map {0}",
    "nexthop-self": ("next-hop-self", {"force": "force"}),
    "attribute-unchanged": "attribute-unchanged",
}


def read_bgp(at: Statement, draft: Draft, vrf: str) -> None:
    """All processes of a VRF."""
    numbered = [child for child in at.each() if child.word[:1].isdecimal()]
    for process in numbered:
        _process(process, process.word, draft, vrf, (process,))
    if not numbered:
        for word in ("system-as", "local-as"):
            for number in at.below(word):
                _process(at, number.word, draft, vrf, (at.index[word], number))
                return
        if at.index and vrf != DEFAULT_VRF and (main := draft.bgp.get(DEFAULT_VRF)):
            _process(at, str(main.asn), draft, vrf, ())


def _process(at: Statement, number: str, draft: Draft, vrf: str, behind: tuple[Statement, ...]) -> None:
    speech = Speech()
    top = speech.say(None, f"router bgp {number}{'' if vrf == DEFAULT_VRF else f' vrf {vrf}'}", at, *behind)
    peers = [peer for word in ("peer-group", "neighbor") for peer in at.below(word)]
    unasked = _unasked(draft.version, bool(behind) and behind[0].word == number, peers)
    for line in ("no bgp ebgp-requires-policy", "no bgp network import-check"):
        speech.say(top, line)
    speech.say(top, f"{'' if unasked else 'no '}bgp default ipv4-unicast")
    speech.translate(at, PROCESS, top)
    _distances(at, speech, top)
    for peer in at.below("peer-group"):
        speech.say(top, f"neighbor {peer.word} peer-group", peer)
    families: dict[str, Line] = {}

    def family(word: str, *behind: Statement) -> Line:
        name = FAMILIES.get(word, word)
        if name not in families:
            families[name] = speech.say(top, f"address-family {name}", *behind)
        return families[name]

    for peer in peers:
        named = f"neighbor {peer.word}"
        speech.translate(peer, SESSION, top, named)
        if unasked:
            _settings(peer, speech, family("ipv4-unicast", peer), named)
        for spoken in peer.below("address-family"):
            block = family(spoken.word, spoken)
            speech.say(block, f"{named} activate", spoken)
            _settings(spoken, speech, block, named)
    if any(at.get(word) for word in ("network", "aggregate-address", "redistribute", "maximum-paths")):
        speech.translate(at, FAMILY, family("ipv4-unicast", at))
    for spoken in at.below("address-family"):
        speech.translate(spoken, FAMILY, family(spoken.word, spoken))
    speech.read(top, READ, draft)


def _unasked(release: str, numbered: bool, peers: list[Statement]) -> bool:
    """Whether neighbours speak IPv4 without being told: on EdgeOS ("v1.10") and in the first releases.

    Where the release is not known, the shape of the block and the families of its neighbours tell.
    """
    if release:
        return release.startswith(("v", "1.0.", "1.1.", "EdgeRouter"))
    return numbered and not any(peer.get("address-family", "ipv4-unicast") for peer in peers)


def _settings(at: Statement, speech: Speech, block: Line, named: str) -> None:
    speech.translate(at, OF_FAMILY, block, named)
    word = "prefix-list" if "ipv6" in block.text else "distribute-list"  # an IPv6 access list asks for prefixes
    for way, end in (("import", "in"), ("export", "out")):
        for name in at.below("distribute-list", way):
            speech.say(block, f"{named} {word} {name.word} {end}", at.index["distribute-list"], name)
    for kind in at.below("disable-send-community"):
        speech.say(block, f"no {named} send-community {kind.word}", kind)


def _distances(at: Statement, speech: Speech, top: Line) -> None:
    """The three distances, of which FRR's defaults stand for what is not said."""
    stated = at.get("parameters", "distance", "global")
    if stated is None:
        return
    words, behind = [], []
    for word, usual in (("external", "20"), ("internal", "200"), ("local", "200")):
        value = next(iter(stated.below(word)), None)
        words.append(value.word if value else usual)
        behind += [value] if value else []
    speech.say(top, f"distance bgp {' '.join(words)}", *behind)
