"""Lines of the routing blocks of IOS XR that are left out of the model, on purpose or not."""

from collections.abc import Mapping

from collectors.ioslike.tables.routing_tables import rules
from collectors.tree import Line
from models.source import Status

OSPF_IGNORED = rules({
    "ospf adjacencies": """log adjacency changes, log, timers, nsf, nsr, snmp, bfd, retransmit-interval, transmit-delay,
        flood-reduction, message-digest-key, queue, trace, security ttl, packet-size, max-lsa, link-down, prefix-suppression
        disable, spf prefix-priority, ispf, exit, adjacency stagger, demand-circuit, delay normalize""",
    "authentication (assumed to match)": "authentication, authentication-key, encryption",
    "protection that only acts after a failure": "fast-reroute, microloop, mpls ldp sync",
})  # fmt: skip
OSPF_UNMODELLED = rules({
    "ospf areas": """virtual-link, sham-link, stub, nssa, default-cost, range, route-policy, area, interface,
        multi-area-interface, neighbor, vrf, address-family, network, cost, cost-fallback, passive, hello-interval,
        dead-interval, priority, mtu-ignore, database-filter, prefix-suppression""",
    "ospf redistribution": """redistribute, default-information, summary-prefix, distribute-list, default-metric,
        domain-id, domain-tag, disable-dn-bit-check, capability, table-policy, distribute""",
    "ospf metrics": """ucmp, loopback stub-network, max-metric, distance, maximum, compatible, auto-cost, router-id,
        external-out, summary-in, capability, instance-id, protocol shutdown, shutdown, interface-id""",
    "label switching": "mpls, segment-routing, prefix-sid, adjacency-sid, srlg, affinity, flex-algo",
})  # fmt: skip
ISIS_IGNORED = rules({
    "isis timers": """lsp-gen-interval, lsp-refresh-interval, max-lsp-lifetime, spf-interval, lsp-mtu, lsp-check-interval,
        hello-interval, hello-multiplier, csnp-interval, retransmit-interval, retransmit-throttle-interval, lsp-interval,
        lsp-fast-flood, min-lsp-arrivaltime, iid disable""",
    "isis display": "router-id, log adjacency changes, log, trace, hostname dynamic disable",
    "isis authentication": "lsp-password, hello-password accepts",
    "liveness": "nsf, nsr, bfd",
    "limits": "maximum-redistributed-prefixes",
    "protection that only acts after a failure": """fast-reroute, microloop, mpls ldp sync, mpls ldp auto-config, spf
        prefix-priority""",
    "isis adjacencies": "priority, hello-padding, adjacency-check, snmp-server",
})  # fmt: skip
ISIS_UNMODELLED = rules({
    "IS-IS": """tag, net, is-type, metric-style, metric, single-topology, redistribute, propagate, default-information,
        summary-prefix, summary-address, maximum-paths, distance, distribute-list, set-overload-bit, set-attached-bit,
        attached-bit, advertise, ignore-attached-bit, interface, circuit-type, passive, suppressed, shutdown, disable,
        address-family, instance-id, vrf, max-metric, topology-id, mesh-group, adjacency-filter, spf, hello-password,
        instance, attached, multi-topology, adjacency-filter, link-group, prefix-suppression, protocol""",
    "label switching": "mpls, segment-routing, prefix-sid, adjacency-sid, affinity-map, affinity, flex-algo, srlg",
})  # fmt: skip
BGP_IGNORED = rules({
    "bgp sessions": """bgp log, bgp graceful-restart, bgp scan-time, bgp update-delay, bgp fast-external-fallover, bgp
        enforce-first-as, bgp write-limit, bgp read-wait, bgp maximum neighbor, nsr, bfd, timers, password, keychain,
        keychain-disable, dmz-link-bandwidth disable, precedence, dscp, tcp, graceful-restart, capability suppress,
        receive-buffer-size, send-buffer-size, session-open-mode, log, bmp, ttl-security, fast-fallover, enforce-first-as,
        idle-watch-time, bgp lpts-secure-binding, bgp label-delay, nexthop trigger-delay, scan-time, soft-reconfiguration,
        advertisement-interval, bgp dampening, dampening, bgp auto-policy-soft-reset, update limit, update wait-install,
        socket, capability orf, damping, bfd fast-detect""",
    "bgp defaults": "additional-paths receive, multipath",
    "multicast": "multicast, mvpn, address-family ipv4 multicast, address-family ipv6 multicast, address-family ipv4 mdt",
})  # fmt: skip
BGP_UNMODELLED = rules({
    "bgp best path": "bgp bestpath, bgp cluster-id, bgp client-to-client, bgp deterministic-med, bgp default, bgp as-path",
    "bgp confederation": "bgp confederation",
    "bgp router id": "bgp router-id",
    "bgp graceful shutdown": "bgp graceful-maintenance, graceful-maintenance",
    "bgp neighbor options": """remote-as, update-source, ebgp-multihop, local-as, ignore-connected-check, shutdown, use,
        address-family, neighbor, neighbor-group, session-group, af-group, internal-vpn-client, local, egress-engineering,
        as-path, peer-set, ebgp-recv-extcommunity-dmz, ebgp-send-extcommunity-dmz, dmz-link-bandwidth, cluster-id, role,
        remote-as-list, as-path-loopcheck, allow, precision-accounting, idle-watch""",
    "bgp paths": """additional-paths, maximum-paths, maximum-prefix, route-policy, next-hop-self, next-hop-unchanged,
        weight, route-reflector-client, send-community-ebgp, send-extended-community-ebgp, allowas-in, as-override,
        remove-private-AS, default-originate, default-policy-action, site-of-origin, aigp, accept-own, import, advertise,
        long-lived-graceful-restart, maximum-paths, distance, table-policy, nexthop, optimal-route-reflection, flowspec,
        signalling, encapsulation-type, send-multicast-attributes, update, link-state, origin-as, bestpath, slow-peer,
        label-allocation-mode, export, prefix-orf-policy, orf, next-hop-unchanged multipath, advertise-local-labels,
        send-community-gshut-ebgp, permanent-network, vrf all, retain, apply, global, rpki, inter-as, validation, capability,
        bgp as-path-loopcheck""",
    "bgp networks": "network, aggregate-address, redistribute, default-metric, default-information, bgp redistribute-internal",
    "label switching": "label mode, allocate-label",
    "vrf leaking": "rd, vrf",
    "bgp acceptance": """bgp origin-as, rpki, bgp unsafe-ebgp-policy, bgp multipath, bgp maximum-paths, bgp
        attribute-download, bgp import-delay, bgp rpki, attribute-filter, bgp update, bgp mvpn, ibgp, bgp""",
})  # fmt: skip


def left_out(line: Line, ignored: Mapping[str, str], unmodelled: Mapping[str, str]) -> None:
    """Place a line of a block whose head says nothing of the protocol that it is of (`interface X` below an area)."""
    if line.status is not Status.UNKNOWN:
        return
    for size in range(min(len(line.words), 4), 0, -1):
        words = " ".join(line.words[:size])
        status, feature = (Status.IGNORED, ignored.get(words)) if words in ignored else (Status.NOT_MODELLED, unmodelled.get(words))
        if feature is not None:
            for part in (line, *line.walk()):
                part.status, part.feature = status, feature
            return
