"""Lines of routing blocks that are left out of the model: on purpose, or because the model has no place for them."""

from collections.abc import Mapping

from collectors.dialect import Words
from collectors.ioslike.family import with_negated, words_of


def rules(features: Mapping[str, str]) -> dict[str, str]:
    """First words → feature with their `no` forms, from feature → first words with commas between.

    >>> rules({"IS-IS": "router isis, isis"})
    {'router isis': 'IS-IS', 'isis': 'IS-IS', 'no router isis': 'IS-IS', 'no isis': 'IS-IS'}
    """
    return with_negated(words_of(features))


_BGP_IGNORED = rules({
    "bgp sessions": """bgp trace, bgp peer-mac-resolution-timeout, coalesce-time, bgp fast-convergence, bgp ipv6-auto-ra, bgp
        administrative-reset, bgp max-med on-startup, bgp per-source-nhg, bgp input-queue-limit, bgp output-queue-limit, bgp
        session-dscp, bgp log-neighbor-changes, bgp graceful-restart, timers bgp, timers, bgp update-delay, bgp nexthop
        trigger, bgp scan-time, bgp fast-external-fallover, bgp fast-external-failover,
        read-quanta, write-quanta, bgp enforce-first-as, bgp asnotation, bgp asn notation, bgp
        transport, bgp session, graceful-restart, graceful-restart-helper, bgp minimum-holdtime, bgp
        suppress-fib-pending, bgp suppress-duplicates, bgp hard-administrative-reset, bgp graceful-shutdown-delay, update
        wait-for-convergence, update wait-install, bgp convergence, bgp aggregate-timer, bgp
        soft-reconfig-backup, bgp update-group, bgp upgrade-cli, bgp refresh, bgp regexp, bgp monitoring, bgp
        slow-peer, bgp consistency-checker, bgp bfd, bgp tcp-keepalive, bgp listen limit, bgp sso, bgp nopeerup-delay, dynamic
        peer max, bgp long-lived""",
    # dampening holds back routes that flap; the model answers for the network at rest
    "bgp dampening": "bgp dampening, dampening",
    "bgp display": """bgp default show-hostname, bgp default show-nexthop-hostname, bgp default software-version-capability,
        bgp default dynamic-capability, bgp default subgroup-pkt-queue-max, monitoring, bgp bestpath peer-type
        multipath-relax, bmp""",
}) | {
    # what holds without the line, so that only its `no` form says anything
    "bgp client-to-client reflection": "bgp defaults",
    "bgp bestpath ecmp-fast": "bgp defaults",
    "neighbor default encapsulation vxlan": "bgp defaults",
}  # fmt: skip
_BGP_UNMODELLED = rules({
    "bgp confederation": "bgp confederation",
    "bgp best path": """bgp bestpath, bgp med, bgp client-to-client, bgp route-reflector, bgp cluster-id, bgp
        rr-allow-outbound-policy, bgp always-compare-med, bgp deterministic-med""",
    "bgp graceful shutdown": "bgp graceful-shutdown",
    "bgp redistribution": """redistribute, bgp redistribute-internal, default-metric, table-map, bgp suppress-inactive, bgp
        default-originate""",
    "bgp router id": "bgp router-id",
    "bgp export": """bgp advertise-inactive, bgp next-hop-unchanged, bgp aspath-cmp-include-nexthop, bgp host-routes, bgp
        vpn-ipv4, bgp vpn-ipv6, local-as, default-route""",
    "bgp acceptance": """bgp recursion, bgp advertise-best-external, bgp dmzlink-bw, bgp rpki, scope, bgp reject-as-sets, bgp
        allow-martian-nexthop, bgp max-med, bgp conditional-advertisement, route-map, vnc, bgp advertise-map, bgp inject-map, bgp
        maxas-limit, bgp disable-ebgp-connected-route-check""",
    "bgp paths": "maximum-paths, distance, bgp additional-paths, bgp missing-policy, bgp next-hop, next-hop, bgp nexthop",
    "bgp listen": "bgp listen, dynamic",
    "bgp networks": "network, aggregate-address, bgp network",
    "vrf leaking": "import, export, rd, rt, route-target, label vpn, nexthop vpn, network import-check",
    "EVPN": """advertise-all-vni, advertise, vni, vlan, vlan-aware-bundle, mpls, segment-routing, sid, evpn, encapsulation,
        flooding, layer-2, neighbor default encapsulation, neighbor default encapsulation vxlan next-hop-self, host-flap""",
    "bgp default families": "bgp default",
    "bgp route install": """bgp route, bgp labeled-unicast, bgp bfd, bgp lu-family, rcf, bgp control-plane-filter, bgp
        always-compare-med, bgp local-as""",
    "bgp shutdown": "bgp shutdown, bgp labelled, bgp as-notation",
})  # fmt: skip
_OSPF_IGNORED = rules({
    "ospf adjacencies": """snmp-server, interface-id, proactive-arp, socket, flood-reduction, ospf send-extra-data, detail,
        log-adjacency-changes, log adjacency-changes, adjacency, max-lsa, timers, graceful-restart, graceful-restart-helper,
        nsf, nsr, bfd, ispf, event-log, snmp, write-multiplier, limit, queue-depth, ttl-security, fips, process-min-time,
        traffic-share, prefix-priority, ignore lsa,
        capability opaque, capability lls, ospf opaque-lsa, lsa-parallel, router-info, max-lsa, refresh, ospf
        send-extra-data-to-zebra, ospf write-multiplier, maximum-lsa, log-adjacency-change""",
}) | {"point-to-point routes": "ospf defaults"}  # fmt: skip
_OSPF_UNMODELLED = rules({
    "ospf areas": "area, network",
    "ospf neighbours": "neighbor, passive-interface, interface",
    "ospf redistribution": """local-rib-criteria, table-map, redistribute, default-information, summary-address,
        summary-prefix, aggregation, distribute-list, default-metric, redistributed, discard-route, domain-id, domain-tag,
        capability vrf-lite""",
    "ospf metrics": """max-metric, distance, ospf abr-type, maximum-paths, prefix-suppression, compatible, tunnel, ospf
        router-id, router-id, auto-cost, stub-router, point-to-point""",
    "mpls": "traffic-engineering, mpls, segment-routing, microloop, fast-reroute, ti-lfa, mpls-te, capability",
    "ospf shutdown": "shutdown",
    "ospf in a VPN": "dn-bit-ignore",
    "ospf authentication": "authentication, encryption",
    "ospfv3 for IPv4": "address-family ipv4, address-family",
})  # fmt: skip

_ISIS_UNMODELLED = rules({
    "IS-IS": """net, is-type, metric-style, metric, passive-interface, advertise, redistribute, distribute, distribute-list,
        default-information, summary-address, summary-prefix, distance, maximum-paths, set-overload-bit, set-attached-bit,
        attached-bit, ignore-attached-bit, multi-topology, topology, address-family, vrf, shutdown, protocol, use,
        route-map, advertise-high-metrics, table-map, router-id, admin-group""",
    "mpls": "mpls, mpls-te, segment-routing, traffic-engineering, affinity-map, flex-algo, srlg, spf",
})  # fmt: skip

ROUTING_IGNORED: Words = {
    "": rules(
        {
            "lists": """ip prefix-list sequence-number, ipv6 prefix-list sequence-number, ip as-path regex-mode, ip
                bgp-community new-format""",
        }
    ),
    "router bgp": _BGP_IGNORED,
    "address-family": {**_OSPF_IGNORED, **_BGP_IGNORED},
    "vrf": _BGP_IGNORED,
    "router ospf": _OSPF_IGNORED,
    "router ospf6": _OSPF_IGNORED,
    "router ospfv3": _OSPF_IGNORED,
    "ipv6 router": _OSPF_IGNORED,
    "route-map": rules(
        {
            "structure": "exit, exit-route-map, description",
        }
    ),
}

ROUTING_UNMODELLED: Words = {
    "": rules({
        "static route": "ip route, ipv6 route, ip default-gateway, ipv6 static, ip route static",
        "route map": "route-map, ip policy-list, dynamic prefix-list, peer-filter",
        "prefix list": "ip prefix-list, ipv6 prefix-list",
        "BGP": "router bgp, router l2-vpn",
        "community list": """ip community-list, bgp community-list, ip extcommunity-list, bgp extcommunity-list, ip
            large-community-list, bgp large-community-list""",
        "AS-path list": "ip as-path, bgp as-path",
        "OSPF": "router ospf, router ospfv3, ipv6 router ospf, router ospf6",
    }),
    "router bgp": _BGP_UNMODELLED,
    "address-family": {**_OSPF_UNMODELLED, **_BGP_UNMODELLED},
    "vrf": _BGP_UNMODELLED,
    "router ospf": _OSPF_UNMODELLED,
    "router ospf6": _OSPF_UNMODELLED,
    "router ospfv3": _OSPF_UNMODELLED,
    "ipv6 router": _OSPF_UNMODELLED,
    "router isis": _ISIS_UNMODELLED,
    "route-map": rules({
        "route map": "match, set, call, continue, on-match, sub-route-map, statement",
    }),
}  # fmt: skip
