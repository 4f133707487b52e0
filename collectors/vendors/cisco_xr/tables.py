"""Lines of IOS XR that are left out of the model, on purpose or not, and where its grammar puts secrets."""

from collectors.dialect import SecretSlot, Words
from collectors.ioslike.tables.routing_tables import rules
from collectors.ioslike.tables.secrets import AAA, CRYPTO, LINKS, LOCAL, ROUTING
from collectors.vendors.cisco_xr.routing_tables import (
    BGP_IGNORED,
    BGP_UNMODELLED,
    ISIS_IGNORED,
    ISIS_UNMODELLED,
    OSPF_IGNORED,
    OSPF_UNMODELLED,
)  # fmt: skip

_QUIET_LINK = """load-interval, cdp, lldp, carrier-delay, dampening, negotiation, transceiver, lacp, logging, snmp, mac-address,
    keepalive, duplex, flow-control, ethernet, lldp, bfd, controller, hw-module, monitor-session, ptp, frequency,
    link-fault, delay, mac-accounting, bundle load-balancing, bundle wait-while, bundle port-priority, bundle lacp-delay,
    bundle mac-address, udld, synchronization, performance-mgmt, telemetry, damping,
    media-type, fec, breakout, mirror, port-mode, laser, pos, crc, macsec, ipsla, priority-flow-control"""

IGNORED: Words = {
    "": rules({
        "end of the config": "end, exit, root, commit",
        "platform": """hw-module, hw-mod, fault-manager, power-mgmt, redundancy, cpu, process, exception, memory, watchdog,
            service, install, location, fpd, fabric, optics, sysadmin, config, configuration, clock, alias, aliases, banner,
            vty-pool, call-home, breakout, mibs, environment, ethernet, lacp, udld, bundle-hash, dwm, ptp, frequency,
            performance-mgmt, led, diagnostic, lpts, cef, tcp, udp, linux, tpa, appmgr, third-party, error-disable,
            errdisable, script, software, license, smart, dumpcore, arp timeout, icmp, autoconf, as-format, ipv4
            netmask-format, ipv6 hop-limit, ipv6 path-mtu, ipv4 unreachables, sla, virtual-service, domain-manager, fib,
            macsec, zero-touch, ztp""",
        "management plane": """ssh, telnet, tftp, ftp, rcp, http, xml, netconf, netconf-yang, grpc, telemetry, snmp-server,
            cdp, lldp, logging, domain, ntp, aaa, radius, tacacs, radius-server, tacacs-server, username, usergroup,
            taskgroup, parser, clock, login, management, key chain, key, crypto ca, crypto key, crypto fips-mode, ipsla, flow,
            sampler-map, monitor-session, archive, rmon, tty, terminal, cinetd, lawful-intercept, mpls oam, sflow, yang""",
        "QoS": "class-map type qos, class-map, qos, policy-map, policy-map type accounting, policy-map type qos, table-map, dscp",
        "multicast": """multicast-routing, router pim, router igmp, router mld, router msdp, router mvpn, mcast, igmp, mld,
            multicast""",
        "liveness": "bfd",
        "DHCP clients and servers": "dhcp ipv6 duid, dhcp ipv4 duid",
    }),
    "policy-map": rules({
        "QoS": """class, set, bandwidth, shape, queue-limit, priority, random-detect, end-policy-map, service-policy,
            description, child-conform-aware, service-fragment, fragment, exceed-action, conform-action, violate-action,
            conform-color, exceed-color, match""",
    }),
    "class": rules({
        "QoS": """set, bandwidth, shape, queue-limit, priority, random-detect, service-policy, police, compress,
            encap-sequence, fragment""",
    }),
    "class-map": rules({"QoS": "match, end-class-map, description"}),
    "interface": rules({
        "link layer": _QUIET_LINK,
        "QoS": "service-policy",
        "multicast": "igmp, pim, mld, multicast",
        "ICMP and ARP behaviour": """ipv4 unreachables, ipv4 redirects, ipv4 mask-reply, ipv4 directed-broadcast, arp
            timeout, arp purge-delay, arp gratuitous, arp learning, ipv6 nd, ipv6 unreachables, arp cache-limit, ipv4
            ttl-propagate, ipv4 directed-broadcast disable""",
        "IPv6 link-local address": "ipv6 enable",
        "forwarding implementation": """ipv4 point-to-point, flow, ipv4 flowspec disable, ipv6 flowspec disable, ipv4
            tcp-mss-adjust, ipv6 tcp-mss-adjust""",
        "point-to-point framing": "encapsulation ppp, encapsulation hdlc, ppp",
    }),
    "vrf": rules({"limits": "maximum prefix, mode big", "multicast": "mvpn, mdt"}),
    "router static": rules({"limits": "maximum path"}),
    "router ospf": OSPF_IGNORED,
    "router ospfv3": OSPF_IGNORED,
    "area": OSPF_IGNORED,
    "router isis": ISIS_IGNORED,
    "router bgp": BGP_IGNORED,
    "neighbor": BGP_IGNORED,
    "neighbor-group": BGP_IGNORED,
    "session-group": BGP_IGNORED,
    "af-group": BGP_IGNORED,
    "address-family": {**ISIS_IGNORED, **OSPF_IGNORED, **BGP_IGNORED, **rules({"limits": "maximum prefix"})},
    "router vrrp": rules({"redundancy group timers and names": "message, delay, slave, bfd"}),
    "router hsrp": rules({"redundancy group timers and names": "message, delay, redirects, use-bia, mac-refresh, bfd"}),
}  # fmt: skip
UNMODELLED: Words = {
    "": rules({
        "configuration groups": "group, apply-group, apply-group-append, apply-group-remove",
        "bridging": "l2vpn, evpn, bridge, ethernet ring, spanning-tree",
        "label switching": "rsvp, mpls ldp, mpls label, mpls ip-ttl-propagate, mpls static, mpls ip",
        "MPLS": "mpls, explicit-path, mpls-te, tunnel-te, pce, srv6, vxlan",
        "policy-based routing": "policy-map type pbr, class-map type traffic, flowspec",
        "traffic policy": "policy-map type",
        "NAT": "service cgn, service-cgv6, cgn, nat",
        "IPsec": "ipsec, isakmp, crypto",
        "filter of management access": "control-plane, mpp",
        "DHCP relay": "dhcp, dhcp ipv4, dhcp ipv6, ipv4 helper",
        "RIP": "router rip",
        "other routing protocols": "router eigrp, router lisp, router mld, router rib, router odr, router",
        "object tracking": "track",
        "automation that can change the config": "event manager, eem",
        "static ARP": "arp, ipv6 neighbor",
        "access list": """ipv4 access-list, ipv6 access-list, ethernet-services, ipv4 prefix-list, ipv6 prefix-list, ipv4
            conflict-policy, acl-prefix""",
        "object group": "object-group",
        "route map": """route-policy, policy-global, prefix-set, community-set, as-path-set, extcommunity-set, rd-set,
            tag-set, mac-set""",
        "static route": "router static",
        "VRF": "vrf, selective-vrf-download",
        "interface": "interface",
        "first-hop redundancy options": "router hsrp, router vrrp",
        "BGP": "router bgp, rpl",
        "OSPF": "router ospf, router ospfv3",
        "IS-IS": "router isis",
        "subscriber access": """policy-map type control, subscriber, dynamic-template, pppoe, aaa accounting service, vpdn,
            l2tp, l2tp-class, geo-redundancy""",
        "MLAG": "iccp, redundancy iccp, mlacp",
        "default VRF": "vrf default",
        "IPv6": "ipv6",
        "IPv4": "ipv4",
        "satellites": "nv, satellite",
    }),
    "policy-map": rules({"traffic policy": "drop, redirect"}),
    "class": rules({"traffic policy": "drop, redirect, http-redirect, transmit"}),
    "interface": rules({
        "configuration groups": "apply-group",
        "bridging": "l2transport, rewrite, ethernet-services, service instance, spanning-tree, l2protocol",
        "double tags": "encapsulation",
        "label switching": "mpls",
        "MPLS": """segment-routing, tunnel, signalled-name, autoroute, destination, path-option, affinity, record-route,
            priority, auto-bw""",
        "tunnel": "tunnel, keepalive tunnel",
        "reverse path check": "ipv4 verify, ipv6 verify",
        "access list on an interface": "ipv4 access-group, ipv6 access-group, ethernet-services access-group",
        "policy-based routing": "service-policy type pbr, ipv4 flowspec, ipv6 flowspec, service-policy type service, abf",
        "proxy ARP": "proxy-arp, local-proxy-arp",
        "DHCP relay": "ipv4 helper-address, ipv6 dhcp, dhcp, ipv4 forwarding-enable",
        "address options": "ipv4 address, ipv6 address, ipv4 unnumbered, ipv6 unnumbered, ipv4, ipv6",
        "MTU": "mtu, ipv4 mtu, ipv6 mtu",
        "link aggregation options": "bundle, mlacp, lacp non-revertive",
        "link speed": "speed, bandwidth",
        "VRF options": "vrf",
        "satellites": "nv",
        "loopback on a port": "loopback",
        "host filter": "local",
        "NAT": "vrf-lite nat, service-location, nat",
        "static ARP": "arp",
        "subscriber access": "pppoe, service-policy type control, ipsubscriber",
        "interface": "shutdown, no shutdown",
        "VXLAN": "member, overlay-encapsulation, source-interface, anycast, host-routing",
    }),
    "vrf": rules({
        "VRF options": "import, export, rd, address-family, vpn, evpn-route-sync, fallback-vrf, remote-route-filtering, mode",
        "VPN over other networks": "mhost, mpls",
    }),
    "router static": rules({"static route": "address-family, vrf, topology"}),
    "router ospf": OSPF_UNMODELLED,
    "router ospfv3": OSPF_UNMODELLED,
    "area": OSPF_UNMODELLED,
    "router isis": ISIS_UNMODELLED,
    "router rip": rules({
        "RIP": """vrf, interface, neighbor, default-metric, distance, maximum-paths, redistribute, default-information,
            route-policy, network""",
    }),
    "router bgp": BGP_UNMODELLED,
    "neighbor": BGP_UNMODELLED,
    "neighbor-group": BGP_UNMODELLED,
    "session-group": BGP_UNMODELLED,
    "af-group": BGP_UNMODELLED,
    "address-family": {
        **ISIS_UNMODELLED, **OSPF_UNMODELLED, **BGP_UNMODELLED, **rules({"VRF options": "import, export"}),
    },
    "hsrp": rules({"object tracking": "track", "first-hop redundancy options": "address, preempt, priority, slave, follow"}),
    "vrrp": rules({"object tracking": "track", "first-hop redundancy options": "address, preempt, priority, slave, follow"}),
    "router vrrp": rules({"first-hop redundancy options": "interface, address-family"}),
    "router hsrp": rules({"first-hop redundancy options": "interface, address-family"}),
    "encapsulation": rules({"bridging": "rewrite"}),
    "object-group": rules({"object group": "host, range, object-group, eq, lt, gt, neq"}),
}  # fmt: skip

_KIND = r"(?:(?:encrypted|clear|0|5|6|7|8|9|10|password|LINE) )?"
_REST = r"(?: .*)?"


def _slot(kind: str, before: str, but: str = "") -> SecretSlot:
    exception = rf"(?!(?:{but})\b)" if but else ""
    return SecretSlot(kind, rf"{before} {_KIND}{exception}(?P<secret>\S+){_REST}")


SECRETS: tuple[SecretSlot, ...] = (
    *LOCAL,
    *AAA,
    *ROUTING,
    *CRYPTO,
    *LINKS,
    _slot("password", r"secret(?: (?:5|8|9|10))?", "hash"),
    _slot("password", r"masked-secret"),
    _slot("snmp", r"snmp-server community"),
    _slot("snmp", r"(?:snmp-server )?host \S+(?: vrf \S+)?(?: (?:traps|informs))(?: version (?:1|2c|3 (?:auth|noauth|priv)))?",
          "traps|informs|version|vrf"),
    _slot("snmp", r"snmp-server host \S+(?: vrf \S+)?(?: version (?:1|2c|3 (?:auth|noauth|priv)))?", "traps|informs|version|vrf"),
    _slot("snmp", r"snmp-server user \S+ \S+ v3 .*?auth (?:md5|sha\S*)"),
    _slot("snmp", r"snmp-server user .* priv (?:aes (?:128|192|256)|3des|des56)"),
    _slot("snmp", r"snmp-server community-map"),
    _slot("routing", r"(?:hello|lsp)-password (?:(?:text|hmac-md5)(?= ))?", "keychain|accepts"),
    _slot("routing", r"message-digest-key \d+ md5"),
    _slot("routing", r"authentication-key", r"\d+ md5"),
    _slot("routing", r"(?:text-)?authentication", "message-digest|null|keychain|key-chain|login|authorization|ipsec"),
    _slot("routing", r"key-string"),
    _slot("routing", r"neighbor \S+ password"),
    _slot("routing", r"password"),
    _slot("aaa", r"(?:radius|tacacs)-server (?:.* )?key"),
    _slot("crypto", r"(?:pre-shared-key|psk|passphrase)"),
    SecretSlot(
        "routing", r"(?:authentication|encryption) ipsec spi \d+ .*?(?:md5|sha1|esp \S+) (?:clear|password) (?P<secret>\S+)(?: .*)?"
    ),
    _slot("link", r"ppp (?:chap|ms-chap|pap sent-username \S+) password"),
    _slot("link", r"ppp pap sent-username \S+ password"),
)  # fmt: skip
"""Those of the family, and where blocks or words of IOS XR alone hold one."""
