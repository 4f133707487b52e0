"""Settings that only a full configuration prints, or newer releases, and that are ignored on purpose."""

from collectors.vendors.fortinet.options import Options, turned

FULL: Options = turned(
    {
        "*": {"management": "vrf-select, source-ip-interface"},
        "firewall address, firewall address6": {
            "names": """
                route-tag, sub-type, fqdn, country, wildcard-fqdn, cache-ttl, sdn, interface, tenant, organization, epg-name,
                subnet-name, sdn-tag, policy-group, tag-detection-level, tag-type, hw-vendor, hw-model, os, sw-version,
                sdn-addr-type, node-ip-only, passive-fqdn-learning, host
            """,
        },
        "firewall addrgrp, firewall addrgrp6": {"names": "allow-routing"},
        "firewall ippool": {
            "NAT details": """
                startport, endport, block-size, port-per-user, num-blocks-per-user, pba-timeout, pba-interim-log, source-prefix6,
                client-prefix-length, tcp-session-quota, udp-session-quota, icmp-session-quota, privileged-port-use-pba,
                subnet-broadcast-in-ippool
            """,
        },
        "firewall vip": {
            "NAT details": """
                server-type, dns-mapping-ttl, h2-support, h3-support, nat44, add-nat46-route, mapped-addr, portmapping-type,
                empty-cert-action, user-agent-detect, client-cert, ipv6-mappedip, ipv6-mappedport, one-click-gslb-server, gslb-*,
                config quic, config ssl-cipher-suites, config ssl-server-cipher-suites, config gslb-public-ips
            """,
        },
        "firewall policy, firewall policy6": {
            "policy details": """
                ztna-tags-match-logic, reputation-direction6, firewall-session-dirty, policy-expiry-date-utc, app-monitor,
                log-http-transaction, wanopt-*, diffserv-copy, radius-ip-auth-bypass, identity-based-route
            """,
        },
        "router bgp, router bgp neighbor, router bgp neighbor-group": {
            "VPNs of BGP": "*-vpnv4, *-vpnv6, *-evpn, graceful-restart, retain-stale-time, adv-additional-path6",
        },
        "router static, router static6": {"route details": "devindex"},
        "router ospf": {"OSPF details": "database-overflow-max-lsas, database-overflow-time-to-recover"},
        "router ospf summary-address, router ospf6 summary-address": {"OSPF details": "tag"},
        "router ospf6 area, router ospf6 ospf6-interface": {
            "authentication": "key-rollover-interval, ipsec-auth-alg, ipsec-enc-alg",
        },
        "system admin": {"management": "vdom-override, sms-custom-server"},
        "system dns": {"management": "root-servers"},
        "system interface": {
            "management": """
                pppoe-egress-cos, multilink, mrru, service-name, ac-name, ndiscforward, system-id-type, system-id,
                security-ip-auth-bypass, security-external-logout, replacemsg-override-group, auth-cert, auth-portal-addr,
                config client-options, config dhcp-snooping-server-list, config tagging, aggregate, redundant-interface
            """,
        },
        "system interface vrrp": {"timers": "vrid, accept-mode"},
        "system interface secondaryip": {"management": "gwdetect, ha-priority"},
        "system interface ipv6": {"management": "ip6-route-pref, ip6-delegated-prefix-iaid"},
        "system link-monitor": {"object tracking": "config server-list"},
        "system sdwan members, system virtual-wan-link members": {
            "SD-WAN details": """
                source, source6, cost, weight, spillover-threshold, ingress-spillover-threshold, volume-ratio, preferred-source,
                seq-num, priority6, priority-in-sla, priority-out-sla, transport-group
            """
        },
        "system sdwan, system sdwan zone": {
            "SD-WAN details": """
                duplication-max-num, duplication-max-discrepancy, advpn-*, service-sla-tie-break, minimum-sla-meet-members,
                speedtest-bypass-routing
            """,
        },
        "system settings": {
            "management": """
                lan-extension-controller-port, h323-direct-model, sccp-port, multicast-forward, multicast-skip-policy,
                ike-detailed-event-logs, fqdn-session-check, ext-resource-session-check, default-policy-expiry-days,
                internet-service-app-ctrl-size
            """,
        },
        "system switch-interface": {"management": "mac-ttl"},
        "system dhcp server ip-range": {"management": "vci-match, vci-string, uci-match, uci-string, lease-time"},
        "user radius, user tacacs+": {
            "management": """
                call-station-id-type, require-message-authenticator, mac-username-delimiter, mac-password-delimiter, mac-case,
                tls-min-proto-version, ca-cert, client-cert, account-key-processing, account-key-cert-field, delimiter,
                authen-type
            """,
        },
    }
)
