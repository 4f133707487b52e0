"""What IOS and EOS say that can change where packets go but is outside the model: shown, and a reason for "unknown".

The one-word keys of features that the model knows (`switchport`, `ip ospf`) catch the forms that it does not know.
"""

from collections.abc import Mapping

from collectors.ioslike.family import negated, words_of

GLOBAL = {
    "NAT": "ip nat, ipv6 nat, nat, nat64, nat66, ip address virtual source-nat",
    "IPsec": "crypto, ip security, ip ips",
    "firewall": """zone, zone-pair, ip inspect, ipv6 inspect, parameter-map, class-map type inspect, policy-map type
        inspect, firewall, security, ip urlfilter""",
    "policy-based routing": "ip local policy, ipv6 local policy, policy-map type pbr, class-map type pbr, ip default-network",
    "traffic policy": "traffic-policies, traffic-policy",
    "EIGRP": "router eigrp, ipv6 router eigrp",
    "IS-IS": "router isis",
    "RIP": "router rip, ipv6 router rip",
    "other routing protocols": """router odr, router lisp, router egp, router igrp, ip mobile, router mobile, router
        ospfv3 lisp, router general""",
    "label switching": "mpls ip, mpls label protocol, mpls label range, mpls ldp router-id",
    "MPLS": """mpls, tag-switching, router traffic-engineering, segment-routing, l2vpn, pseudowire-class, l2 vfi,
        xconnect, connect, router segment-security, ip explicit-path, patch panel, tunnel-ribs""",
    "bridging": "bridge, bridge-domain",
    "EVPN and VXLAN": "evpn, l2vpn evpn, member, vxlan",
    "MLAG": "mlag, mlag configuration",
    "spanning tree": "spanning-tree, no spanning-tree",
    "SD-WAN": "router adaptive-virtual-topology, router path-selection, router service-insertion",
    "object tracking": "track, link tracking, route tracking",
    "automation that can change the config": "event manager, event-handler",
    "filter of management access": "ip http access-class, ip ssh access-class, snmp-server ipv4 access-list",
    "VLAN access map": "vlan access-map, vlan filter",
    "VLAN options": "vlan",
    "MAC access list": "mac access-list, access-list",
    "static ARP": "arp, ipv6 neighbor",
    "static MAC entries": "mac address-table static, mac-address-table static",
    "role-based access": "cts, ip access-list role-based",
    "dial-up and wide-area links": """dialer-list, dialer, isdn, frame-relay, x25, vpdn, vpdn-group, vpdn-template,
        l2tp-class, bba-group, virtual-profile, async""",
    "web cache redirection": "ip wccp",
    "server load balancing": "ip slb",
    "system MTU": "system mtu",
    "access list": "ip access-list, ipv6 access-list",
    "object group": "object-group",
    "interface": "interface, default interface",
    "interface template": "template",
    "VRF": "vrf, ip vrf, ip routing",
    "unsupported transport": "appletalk, ipx, decnet, clns",
}  # fmt: skip

INTERFACE = {
    "policy-based routing": "ip policy, ipv6 policy, service-policy type pbr",
    "NAT": "ip nat, ipv6 nat, nat64, nat66",
    "firewall": "zone-member, zone security, ip inspect, ipv6 inspect, ip ips",
    "IPsec": "crypto",
    "tunnel": "tunnel, ip nhrp, ipv6 nhrp, ip tunnel",
    "IS-IS": "ip router isis, ipv6 router isis, isis, clns",
    "RIP": "ip rip, ipv6 rip",
    "EIGRP": """ip eigrp, ipv6 eigrp, ip summary-address, ip hello-interval, ip hold-time, ip authentication, ip
        bandwidth-percent, ip split-horizon eigrp, ipv6 summary-address, ipv6 hello-interval, ipv6 hold-time""",
    "routing protocol on an interface": "ip router, ipv6 router",
    "label switching": "mpls ip, tag-switching ip",
    "MPLS": "mpls, tag-switching, xconnect, l2vpn, segment-routing, node-segment",
    "bridging": "bridge-group, service instance, bridge-domain",
    "reverse path check": "ip verify unicast, ipv6 verify unicast, ip verify",
    "dial-up and wide-area links": """frame-relay, dialer, dialer-group, isdn, x25, multilink, ppp multilink, pvc, atm,
        dsl, pppoe, pppoe-client, pppoe enable, peer, encapsulation frame-relay, encapsulation, backup, async""",
    "first-hop redundancy options": "standby, vrrp, glbp, ip virtual-router, ipv6 virtual-router",
    "access list on an interface": "ip access-group, ipv6 traffic-filter, ipv6 access-group, traffic-policy",
    "MAC access list": "mac access-group, mac",
    "switching options": "switchport, vlan mapping, private-vlan, vlan, vlan-range",
    "MLAG": "mlag",
    "spanning tree": "spanning-tree, no spanning-tree",
    "VXLAN": "vxlan, member, source-interface, host-reachability",
    "OSPF options": "ip ospf, ipv6 ospf, ospfv3",
    "address options": "ip address, ipv6 address, ip unnumbered, ipv6 unnumbered, ip helper-address",
    "MTU": "ip mtu, ipv6 mtu, mtu",
    "autostate": "autostate",
    "VRF options": "vrf, ip vrf",
    "link aggregation options": "channel-group, port-channel min-links",
    "link speed": "speed, bandwidth",
    "role-based access": "cts",
    "EVPN": "evpn, ip attached-host, ipv6 attached-host",
    "web cache redirection": "ip wccp",
    "interface template": "source template",
    "LISP": "ip lisp, lisp",
    "object tracking": "link tracking",
}  # fmt: skip

VRF = {"VRF options": "import, export, route-target, rd, vpn, address-family, route-replicate, inter-as-hybrid, mdt, vnet, bgp"}

_GLOBAL, _INTERFACE = words_of(GLOBAL), words_of(INTERFACE)
UNMODELLED: Mapping[str, Mapping[str, str]] = {
    "": _GLOBAL,
    "interface": _INTERFACE,
    "vrf": words_of(VRF),
    "ip vrf": words_of(VRF),
    "vlan": words_of({"VLAN options": "remote-span, private-vlan, state, name, trunk, member"}),
    "object-group": words_of({"object group": "host, range, group-object, tcp, udp, tcp-udp, icmp, ip, any"}),
}
"""Context → first words → feature, for `Dialect.unmodelled` of IOS and EOS."""


def _off(features: Mapping[str, str]) -> dict[str, str]:
    return negated({words: feature for words, feature in features.items() if feature != "spanning tree"})


TURNED_OFF: Mapping[str, Mapping[str, str]] = {"": _off(_GLOBAL), "interface": _off(_INTERFACE)}
"""The same with `no`: the feature is off, so leaving it out of the model loses nothing. Spanning tree is not among them: it is on
unless a line says so, and a loop is what may come of one with `no`."""
