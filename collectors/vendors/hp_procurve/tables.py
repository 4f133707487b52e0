"""Lines of ArubaOS-Switch that are left out of the model, on purpose or not."""

from collectors.dialect import Words
from collectors.ioslike.tables.routing_tables import ROUTING_UNMODELLED, rules

_LINKS = """speed-duplex, flow-control, rate-limit, bandwidth-min, lacp, power-over-ethernet, mdix-mode, type, broadcast-limit,
    lldp, cdp, udld, link-keepalive, energy-efficient-ethernet, loop-protect, exit, poe-lldp-detect, poe-allocate-by, poe-value,
    trap, monitor, smartrate, eavesdrop-prevention, smart-link, name"""
_ADMISSION = """aaa, port-security, dhcp-snooping, dhcpv6-snooping, arp-protect, ip source-lockdown, ipv6 ra-guard, ra-guard,
    ip source-binding"""

IGNORED: Words = {
    "": rules({
        "header of the capture": "Running configuration:",
        "end of the config": "end, exit",
        "discovery protocol": "lldp, cdp",
        "logging": "logging, debug, rmon, instrumentation, mirror, sflow, fault-finder, alarm",
        "platform": """module, flexible-module, stacking, vsf, member, max-vlans, primary-vlan, trunk-load-balance,
            power-over-ethernet, boot, allow-unsupported-transceiver, console, terminal, usb-port, autorun, activate,
            aruba-central, job, alias, cpu-queue, loop-protect, udld, link-keepalive, lacp, energy-efficient-ethernet,
            jumbo, mac-age-time, mac-notify, rate-limit, connection-rate-filter, locator-led, savepower, redundancy,
            snmp-server, interface-group, stack, allow-v1-modules, dhcp, device-identity, device-profile, fabric, ip sla""",
        "management plane": """ssh, telnet-server, telnet, web-management, https-server, rest-interface, password, banner, time,
            timesync, sntp, ntp, clock, crypto, tftp, ip ssh, ip tftp, ip timep, timep, include-credentials,
            encrypt-credentials, front-panel-security, snmpv3, ip source-interface, ipv6 source-interface, ip dns,
            idle-timeout, ip client-tracker, airwave, amp-server, core-dump, copy, tls, mdns, secure-mode""",
        "AAA": """aaa, radius-server, tacacs-server, port-access, mac-based, captive-portal, user-role, tunneled-node-server,
            identity-profile, ldap-server""",
        "keys": "key-chain",
        "DHCP and ARP protection": """dhcp-snooping, dhcpv6-snooping, arp-protect, dhcp-server, dhcp-relay option,
            ip source-lockdown, port-security, lockout-mac, ipv6 ra-guard, ipv6 nd""",
        "QoS": "qos, class",
        "multicast": "ip multicast-routing, router pim, ip igmp, ipv6 mld, igmp",
        "forwarding implementation": """ip icmp, ip redirects, ip ttl, ip directed-broadcast, ip source-route, ip arp-age,
            ip load-sharing, ip udp-bcast-forward""",
    }) | {
        # what holds without the line, or allows what other lines use
        "dhcp-relay": "DHCP relay", "router vrrp ipv4 enable": "first-hop redundancy", "router vrrp enable": "first-hop redundancy",
    },
    "interface": rules({
        "link layer": _LINKS, "QoS": "qos", "port admission": _ADMISSION, "multicast": "ip igmp, ipv6 mld, igmp",
    }),
    "vlan": rules({
        "VLAN options": """voice, jumbo, exit, dhcp-snooping, dhcpv6-snooping, arp-protect, dhcp-server, connection-rate-filter,
            primary""",
        "QoS": "qos",
        "logging": "monitor",
        "multicast": "ip igmp, ipv6 mld, ip pim, ip pim-sparse, ip pim-dense, ip mroute",
        "IPv6 link-local address": "ipv6 enable",
        "ICMP and ARP behaviour": """ip proxy-arp, ip local-proxy-arp, ip directed-broadcast, ip arp, ip arp-age, ipv6 nd,
            ip redirects""",
        "DHCP clients and servers": "ip bootp-gateway, dhcp-relay",
    }),
    "oobm": rules({"management plane": "exit, ipv6, speed-duplex, name, telnet-server, vlan"}),
    "vrrp": rules({
        "redundancy group timers and names": """advertise-interval, preempt-delay-time, null-auth-compatibility,
            virtual-ip-ping""",
    }),
    "router ospf": rules({
        "ospf adjacencies": """trap, exit, log-adjacency-changes, bfd, graceful-restart, spf-throttle, spf-interval,
            lsa-timers""",
    }),
}  # fmt: skip

UNMODELLED: Words = {
    "": dict(ROUTING_UNMODELLED[""]) | rules({
        "MLAG": "switch-interconnect, distributed-trunking",
        "spanning tree": "spanning-tree, mesh",
        "VLAN options": "gvrp, mvrp, vlan, private-vlan, svlan",
        "management VLAN": "management-vlan",
        "link aggregation": "trunk",
        "interface": "interface, oobm",
        "traffic policy": "policy",
        "access list": "ip access-list, ipv6 access-list, access-list",
        "MAC access list": "mac-access-list",
        "layer-2 filter": "filter",
        "RIP": "router rip",
        "BGP": "router bgp",
        "OSPF": "router ospf3, router ospf",
        "static MAC entries": "static-mac",
        "static ARP": "ip arp, ipv6 neighbor",
        "object tracking": "track, uplink-failure-detection, ufd",
        "first-hop redundancy options": "router vrrp",
        "DHCP relay": "no dhcp-relay",
        "udp helpers": "ip forward-protocol",
        "ip routing": "ipv6 unicast-routing",
        "VXLAN": "vxlan",
        "IPsec": "ipsec",
    }),
    "interface": rules({
        "spanning tree": "spanning-tree",
        "switching options": "untagged, tagged, private-vlan",
        "VLAN options": "forbid, unknown-vlans, gvrp, mvrp",
        "traffic policy": "service-policy",
        "layer-2 filter": "ip access-group, ipv6 access-group, mac access-group",
        "address options": "ip address, ipv6 address",
        "tunnel": "tunnel",
    }),
    "vlan": rules({
        "VLAN options": "forbid, auto, protocol, name, untagged, tagged, private-vlan, isolate-list",
        "traffic policy": "service-policy",
        "VLAN filter": "ip access-group, ipv6 access-group",
        "OSPF options": "ip ospf, ipv6 ospf3",
        "RIP": "ip rip",
        "first-hop redundancy options": "vrrp",
        "address options": "ip address, ipv6 address",
        "DHCP relay": "ip helper-address, ipv6 helper-address",
        "udp helpers": "ip forward-protocol",
    }),
    "vrrp": rules({
        "object tracking": "track",
        "first-hop redundancy options": "virtual-ip-address, priority, owner, backup, enable, preempt-mode",
    }),
    "router ospf": dict(ROUTING_UNMODELLED["router ospf"]) | rules({"ospf redistribution": "redistribute, restrict, metric-type"}),
}  # fmt: skip
