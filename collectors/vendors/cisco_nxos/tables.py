"""Lines of NX-OS that are left out of the model, on purpose or not, and where only its grammar puts secrets."""

from collectors.dialect import SecretSlot, Words
from collectors.ioslike.family import merged
from collectors.ioslike.tables.ignored import IGNORED as FAMILY_IGNORED
from collectors.ioslike.tables.routing_tables import ROUTING_IGNORED, ROUTING_UNMODELLED, rules
from collectors.ioslike.tables.secrets import SECRETS as FAMILY_SECRETS
from collectors.ioslike.tables.unmodelled import TURNED_OFF
from collectors.ioslike.tables.unmodelled import UNMODELLED as FAMILY_UNMODELLED

_OSPF_IGNORED = rules({
    "limits": "redistribute maximum-prefix",
    "ospf adjacencies": "name-lookup, log-adjacency-changes, event-history, bfd",
})  # fmt: skip
_GROUP = rules({"redundancy group timers and names": "authentication, timers, mac-address, name, forwarding-threshold, vrrs, bfd"})
_BGP = rules({
    "bgp sessions": """log-neighbor-changes, graceful-restart-helper, fast-external-fallover, enforce-first-as, reconnect-interval,
        event-history, dynamic-med-interval, low-memory, maximum-peers, neighbor-down, prefix-peer-timeout,
        prefix-peer-wait, affinity-group, dynamic-capability, suppress-fib-pending, wait-igp-convergence, flush-routes, bfd,
        disable-policy-batching""",
})  # fmt: skip
_BGP_FAMILY = {
    # what holds without the line, or only delays what comes about anyway
    "client-to-client reflection": "bgp defaults",
    "nexthop trigger-delay": "bgp sessions",
    "wait-igp-convergence": "bgp sessions",
    "dampen-igp-metric": "bgp sessions",
}
_BGP_UNMODELLED = rules({
    "bgp best path": "bestpath, client-to-client, cluster-id, router-id",
    "bgp confederation": "confederation",
    "bgp neighbor options": "neighbor, template, address-family",
    "bgp acceptance": "isolate, nexthop, inject-map, default-metric, suppress-inactive, additional-paths, retain, allocate-label",
    "VRF": "vrf",
})  # fmt: skip
_PEER_IGNORED = rules({
    "bgp sessions": """log-neighbor-changes, low-memory, affinity-group, dynamic-capability, maximum-peers, bfd, transport,
        password, timers, capability suppress, exit""",
})  # fmt: skip
_PEER_UNMODELLED = rules({
    "bgp neighbor options": """peer-type, next-hop-third-party, suppress-inactive, capability, local-as, address-family, inherit,
        route-map, remote-as, update-source, no-prepend, send-label, rewrite-evpn-rt-asn, rewrite-rt-asn, encapsulation,
        default-originate, maximum-prefix, filter-list, prefix-list, allowas-in, as-override, weight, soo, egress-engineering,
        ebgp-multihop, ttl-security, site-of-origin, import, export, advertise, dscp""",
})  # fmt: skip

IGNORED: Words = merged(TURNED_OFF, FAMILY_IGNORED, ROUTING_IGNORED, {
    "": rules({
        "features that are turned on": "feature, license grace-period, nv overlay evpn",
        "platform": """vdc, cfs, copp, system jumbomtu, system urpf, system fabric-mode, system memory-thresholds, system
            cores, system routing, system switchover, system health, system watchdog, interface breakout, icam,
            slot, fex, provision, resource,
            snapshot, guestshell, install feature-set, vmtracker, ngoam, hw-telemetry, cli, clock,
            switching-mode, poweroff, locator-led, event-history, xml, fabric-mode""",
        "management plane": "nxapi, password, userpassphrase, ssh, telnet, callhome, tacacs+, grpc, openconfig",
        "keys": "key, fips mode, security session",
        "forwarding implementation": "ip load-balance, ip adjacency, ip internal",
        "multicast": "ip anycast-rp, ip mfwd, l2 multicast, mld",
        "QoS": "system qos, network-qos, queuing",
        "port authentication": "mac-list",
        "UDLD": "udld",
    }),
    "vdc": rules({"platform": "allocate, limit-resource, cpu-share, boot-order, allow, ha-policy, description"}),
    "interface": rules({
        "link layer": """medium broadcast, no-keepalive, priority-flow-control, transceiver, switchport
            monitor, lacp, udld, vpc orphan-port, fex, port-type, snmp, ip port-unreachable,
            hsrp version, hsrp bfd, hsrp delay, hsrp use-bia, hsrp mac-refresh""",
        "ICMP and ARP behaviour": "ip port-unreachable, ip unreachables, ip arp",
        "OSPF adjacency (assumed to match)": """ip ospf authentication-key, ip ospf dead-interval-minimal, ospfv3 bfd, ip ospf
            event-history""",
    }),
    "hsrp": _GROUP,
    "vrrp": _GROUP,
    "vrrpv3": _GROUP,
    "router ospf": _OSPF_IGNORED,
    "router ospfv3": _OSPF_IGNORED,
    "router bgp": _BGP,
    "address-family": _BGP_FAMILY,
    "neighbor": _PEER_IGNORED,
    "template": _PEER_IGNORED,
    "vrf": rules({
        "limits": "maximum routes",
        "ospf adjacencies": "name-lookup, bfd",
        "multicast": "ip pim, ip igmp, ip msdp, ip multicast, ip mroute, ip amt, ipv6 pim, ipv6 mld, mdt",
        "bgp sessions": "log-neighbor-changes, reconnect-interval, graceful-restart-helper",
        "forwarding implementation": "ip auto-discard, ip adjacency",
        "limits of redistribution": "redistribute maximum-prefix",
    }),
})  # fmt: skip
UNMODELLED: Words = merged(FAMILY_UNMODELLED, ROUTING_UNMODELLED, {
    "": rules({
        "MLAG": "vpc, peer-keepalive",
        "EVPN and VXLAN": "vxlan, multisite, vni, system vlan nve-overlay",
        "FabricPath and overlays": "fabricpath, otv, feature-set, lisp",
        "storage networking": "fcoe, vsan, zone, zoneset, fcdomain, fspf, fcalias, fcns, device-alias, fctimer",
        "other routing protocols": "router eigrp, router isis, router rip, router lisp",
        "automation that can change the config": "event manager, event-handler",
        "vrf leaking": "route-import",
        "access list": "ip port, ipv6 port, time-range access",
        "switching defaults": "system default, system private-vlan, system",
        "policy-based routing": "ip policy, epbr, service-chain, itd, ip sla responder",
        "interface": "interface",
        "interface template": "port-profile, configure, apply, maintenance",
    }),
    "interface": rules({
        "MLAG": "vpc",
        "EVPN and VXLAN": """fabric forwarding, evpn, member, associate-vrf, global, virtual-rmac, multisite, mcast-group,
            ingress-replication, suppress-arp, overlay-encapsulation""",
        "FabricPath and overlays": "otv, fabricpath, switchport mode fabricpath, lisp",
        "first-hop redundancy options": "hsrp, vrrp, vrrpv3",
        "access list on an interface": "ip port, ipv6 port, mac port",
        "policy-based routing": "ip policy, ipv6 policy, epbr, itd",
        "reverse path check": "ip verify, ipv6 verify",
        "DHCP relay": "ip dhcp relay, ipv6 dhcp relay",
        "routing protocol on an interface": "ip router, ipv6 router, ip passive-interface, ip eigrp, ip distribute-list eigrp",
        "storage networking": "vsan, fcoe, bind, switchport trunk allowed vsan",
        "switching options": "switchport, inherit",
        "address options": "ip address, ipv6 address, ip unnumbered, medium",
    }),
    "hsrp": rules({"object tracking": "track", "first-hop redundancy options": "ip, ipv6, preempt, priority"}),
    "vrrp": rules({"object tracking": "track", "first-hop redundancy options": "address, preempt, priority"}),
    "vrrpv3": rules({"object tracking": "track, object-track", "first-hop redundancy options": "address, preempt, priority"}),
    "vlan": rules({"VLAN options": "xconnect, fabricpath, mode, service-policy, ip"}),
    "vrf": rules({
        "EVPN and VXLAN": "vni, evpn",
        "VRF options": """shutdown, address-family, rd, route-target, import, export, ip route, ipv6 route, ip domain-name,
            ip name-server""",
        "bgp neighbor options": "neighbor, template",
        "bgp best path": "bestpath, cluster-id, router-id, local-as",
        "ospf metrics": "max-metric, distance, area, passive-interface, summary-address, table-map, rfc1583compatibility",
    }),
    "router ospf": rules({"VRF": "vrf", "ospf areas": "area", "ospf metrics": "rfc1583compatibility, down-bit-ignore, isolate"}),
    "router bgp": _BGP_UNMODELLED,
    "address-family": rules({"bgp paths": "additional-paths", "bgp best path": "client-to-client", "EVPN": "advertise-pip"}),
    "neighbor": _PEER_UNMODELLED,
    "template": _PEER_UNMODELLED,
    "object-group": rules({"object group": "host, range, eq, gt, lt, neq"}),
})  # fmt: skip

SECRETS: tuple[SecretSlot, ...] = (
    *FAMILY_SECRETS,
    SecretSlot("snmp", r"snmp-server user .* priv (?:(?:aes-128|des|aes) )?(?!aes-128\b|des\b|aes\b)(?P<secret>\S+)(?: .*)?"),
    SecretSlot("routing", r"authentication md5 key-string (?:[07] )?(?P<secret>\S+)(?: .*)?"),
    SecretSlot("routing", r"authentication (?:text )?(?!text|md5|mode|key|aaa)(?P<secret>\S+)"),
    SecretSlot("routing", r"(?:authentication|message-digest)-key (?:\d+ md5 )?(?:[037] )?(?P<secret>\S+)(?: .*)?"),
    SecretSlot("aaa", r"ldap-server host .* password (?:[07] )?(?P<secret>\S+)(?: .*)?"),
    SecretSlot("aaa", r"(?:radius|tacacs)-server test (?:.* )?password (?P<secret>\S+)(?: .*)?"),
    SecretSlot("link", r"key-octet-string (?:[07] )?(?P<secret>\S+)(?: .*)?"),
    SecretSlot("url", r"(?:.* )?proxy-password (?P<secret>\S+)(?: .*)?"),
)
"""Those of the family, and where blocks or words of NX-OS alone hold one."""
