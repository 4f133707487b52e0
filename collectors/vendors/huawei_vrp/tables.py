"""What VRP says that is left out on purpose, or because the model has no place for it, and where it keeps secrets."""

from collections.abc import Mapping, Sequence

from collectors.dialect import SecretSlot
from collectors.ioslike.family import words_of

_GLOBAL_IGNORED = {
    "management plane": """stelnet, telnet, ssh, ftp, sftp, scp, snetconf, netconf, http, ntp-service, ntp, dns, clock, header,
        info-center, snmp-agent, rsa, dsa, ecc, authentication-profile, free-rule-template, portal-access-profile, pki, ssl,
        web-manager, user-security-policy, cpu-defend-policy, cpu-defend, cpu-defend application-apperceive, undo-log, lldp,
        ndp, ntdp, cluster, undo cluster, rmon, nqa, sflow, netstream, super, license, hwtacacs-server, radius-server,
        hwtacacs, radius, domain, password-control, command-privilege, diffserv domain, drop-profile, local-aaa-user,
        user-bind, telemetry, grpc, autoconfig, set, capwap, wlan, iot""",
    "platform": """device, board, slot, irf, stack, css, patch, startup, reset, transceiver, energy-saving, power, fan,
        temperature, assign, system, sysname, header, undo http, access-user, dot1x-access-profile, mac-access-profile,
        undo ip, efm""",
    "QoS": "qos, traffic classifier, traffic policy, diffserv, drop-profile",
    "DHCP and ARP protection": "dhcp, arp anti-attack, arp speed-limit, arp-miss",
    "multicast": "multicast, igmp-snooping, igmp, pim, mld-snooping",
    "loop detection": "loopback-detect, loop-detect",
    "end of the config": "return, quit",
    "services of the platform": "vm-manager, ops, easy-operation, drop illegal-mac, icmp, dhcpv6, arp-suppress, vlan-port",
    "kept configs": "configuration file, port split",
}
_GLOBAL_UNMODELLED = {
    "NAT": "nat",
    "IPsec": "ipsec, ike",
    "firewall": "firewall, security-policy, security-zone",
    "traffic policy": "traffic behavior, traffic-policy, traffic-filter",
    "policy-based routing": "policy-based-route, ip local policy-based-route",
    "spanning tree": "stp, vbst, rrpp, erps, smart-link, monitor-link",
    "IS-IS": "isis",
    "RIP": "rip, ripng",
    "MPLS": "mpls, l2vpn, vsi, segment-routing",
    "EVPN and VXLAN": "evpn, bridge-domain, evpn-overlay",
    "MLAG": "dfs-group",
    "object tracking": "bfd, nqa test-instance",
    "static ARP": "arp static, arp",
    "static MAC entries": "mac-address",
    "access list": "acl, time-range",
    "OSPF": "ospf, ospfv3",
    "BGP": "bgp",
    "route map": "route-policy, xpl",
    "prefix list": "ip ip-prefix, ip ipv6-prefix",
    "static route": "ip route-static, ipv6 route-static",
    "VRF": "ip vpn-instance",
    "VLAN options": "vlan",
    "interface": "interface",
    "port groups": "port-group",
}
_PORT_IGNORED = {
    "link layer": """negotiation, speed, duplex, flow-control, lldp, undo lldp, combo-port, set, undo negotiation, jumboframe,
        log-threshold, trap-threshold, mode lacp, mode lacp-static, mode manual, load-balance, lacp, device, storm-control,
        loopback-detect, statistic, poe, trust, qos, port-mirroring, port media, ntdp, ndp, bpdu, link-flap, carrier,
        control-flap, undo poe""",
    "port security": """port-security, dhcp snooping, ip source check, arp anti-attack, dot1x, mac-authen, authentication,
        port-isolate, unicast-suppression, multicast-suppression, broadcast-suppression""",
    "multicast": "pim, igmp, mld",
    "OSPF adjacency (assumed to match)": "ospf authentication-mode, ospf bfd, ospf timer retransmit, ospf trans-delay",
    "IPv6": "ipv6 enable, ipv6 nd",
    "VRRP details": "vrrp advertise, vrrp version",
    "DHCP": "dhcp server, dhcp select global, dhcp select interface",
    "management details": "management-interface, authentication-profile, mac-limit, auto, tcp adjust-mss, commit",
    "DHCP relay options": "dhcp relay gateway",
    "ARP behaviour": "arp broadcast, arp expire-time, arp timeout, icmp, undo icmp",
}
_PORT_UNMODELLED = {
    "traffic policy": "traffic-policy",
    "access list on an interface": "traffic-filter",
    "policy-based routing": "ip policy-based-route",
    "NAT": "nat",
    "firewall": "zone, firewall",
    "IPsec": "ipsec",
    "spanning tree": "stp, undo stp",
    "switching options": "port, undo port, portswitch, qinq, vlan-mapping, voice-vlan, eth-trunk",
    "first-hop redundancy options": "vrrp",
    "OSPF options": "ospf, ospfv3",
    "IS-IS": "isis",
    "RIP": "rip",
    "MPLS": "mpls, l2 binding",
    "address options": "ip address, ipv6 address, ip binding, ipv6",
    "tunnel": "tunnel-protocol, source, destination, gre",
    "reverse path check": "urpf",
    "MLAG": "dfs-group, m-lag, peer-link",
    "double tags": "qinq termination, dot1q",
    "link aggregation options": "least, max",
    "proxy ARP": "arp-proxy, proxy-arp, arp",
    "MTU": "mtu",
    "DHCP relay": "dhcp relay, dhcp",
    "VXLAN": "vni, source",
    "speed": "bandwidth",
}

_BGP_IGNORED = {
    "bgp sessions": """policy vpn-target, bgp log-neighbor-changes, graceful-restart, timer, no synchronization,
        undo synchronization, slow-peer""",
}
_BGP = {
    "BGP": """network, redistribute, import-route, aggregate, aggregate-address, address-family, ipv4-family,
        ipv6-family, l2vpn-family, maximum, maximum-paths, preference, bgp, default, group, confederation, reflector,
        undo, no, reflect, router-id, neighbor, peer, filter-policy, policy, segment-routing, distance, bestroute,
        ext-community-change, export, import, apply-label, tnl-policy, advertise""",
}
_OSPF_IGNORED = {
    "ospf adjacencies": """spf-schedule-interval, lsa-arrival-interval, lsa-originate-interval, enable log, bfd,
        graceful-restart, opaque-capability, enable traffic-adjustment, description, authentication-mode""",
}
_OSPF = {
    "OSPF": """area, import-route, default-route-advertise, preference, filter-policy, silent-interface, peer, undo,
        asbr-summary, default, bandwidth-reference, maximum, stub-router, vpn-instance-capability, domain-id, mpls,
        segment-routing, network, stub, nssa, abr-summary, filter, vlink-peer, rfc1583, default-cost, frr, sham-link""",
}
_VPN = {"VRF": "ipv4-family, ipv6-family, vpn-target, route-distinguisher, apply-label, import, export, tnl-policy, evpn, vpn"}
_GLOBAL = words_of(_GLOBAL_IGNORED)
_OFF = {words: feature for words, feature in words_of(_GLOBAL_UNMODELLED).items() if feature != "spanning tree"}
IGNORED: Mapping[str, Mapping[str, str]] = {
    "": {**_GLOBAL, **{f"undo {words}": feature for words, feature in {**_OFF, **_GLOBAL}.items()}},
    "interface": words_of(_PORT_IGNORED),
    **dict.fromkeys(("bgp", "ipv4-family", "ipv6-family"), words_of(_BGP_IGNORED)),
    **dict.fromkeys(("ospf", "ospfv3", "area"), words_of(_OSPF_IGNORED)),
    "vlan": words_of({"VLAN options": "statistic, igmp-snooping, arp anti-attack, dhcp"}),
    "ip vpn-instance": words_of({"limits": "routing-table"}),
}
UNMODELLED: Mapping[str, Mapping[str, str]] = {
    "": {**words_of(_GLOBAL_UNMODELLED), "undo stp": "spanning tree"},
    "interface": words_of(_PORT_UNMODELLED),
    **dict.fromkeys(("bgp", "ipv4-family", "ipv6-family"), words_of(_BGP)),
    **dict.fromkeys(("ospf", "ospfv3", "area"), words_of(_OSPF)),
    "vlan": words_of({"VLAN options": "traffic-policy, mux-vlan, subordinate, super-vlan, aggregate-vlan, management-vlan"}),
    "ip vpn-instance": words_of(_VPN),
    "route-policy": words_of({"route map": "if-match, apply, goto, continue"}),
    "acl": words_of({"access list": "rule, undo"}),
}  # fmt: skip

_KIND = r"(?:(?:cipher|irreversible-cipher|simple|plain) )?"


def _slot(kind: str, before: str) -> SecretSlot:
    return SecretSlot(kind, rf"{before} {_KIND}(?P<secret>\S+)(?: .*)?")


SECRETS: Sequence[SecretSlot] = (
    _slot("password", r"local-user \S+ password"),
    _slot("password", r"super password(?: level \d+)?"),
    _slot("password", r"set authentication password"),
    _slot("password", r"(?:ssh|ftp|http|configuration) .*password"),
    _slot("snmp", r"snmp-agent community (?:read|write)"),
    _slot("snmp", r"snmp-agent target-host .* securityname"),
    SecretSlot("snmp", r"snmp-agent usm-user v3 .* authentication-mode \S+ (?:cipher )?(?P<secret>\S+)(?: .*)?"),
    SecretSlot("snmp", r"snmp-agent usm-user v3 .* privacy-mode \S+ (?:cipher )?(?P<secret>\S+)(?: .*)?"),
    _slot("aaa", r"(?:hwtacacs-server|radius-server) shared-key"),
    _slot("routing", r"peer \S+ password"),
    _slot("routing", r"(?:ospf |isis |rip )?authentication-mode (?:simple|md5|hmac-md5|hmac-sha256)(?: \d+)?"),
    _slot("routing", r"vrrp vrid \d+ authentication-mode \S+"),
    _slot("routing", r"ntp-service authentication-keyid \d+ authentication-mode \S+"),
    _slot("routing", r"key-string"),
    _slot("crypto", r"pre-shared-key"),
    _slot("link", r"(?:ppp (?:chap|pap local-user \S+) password)"),
)
"""Every place in which a secret may stand; each pattern is written for one stripped line and one secret."""
