"""Settings that are ignored on purpose: they change neither routes nor who may reach whom."""

from collectors.vendors.fortinet.options import Options, joined, turned
from collectors.vendors.fortinet.options_full import FULL

_SHORT: Options = turned(
    {
        "*": {"names": "uuid, comment, comments, color, tags, visibility, cacheability, fabric-object, obj-tag, obj-id, obj-type"},
        "system global": {
            "management": """
                admin-*, admintimeout, alias, timezone, autorun-log-fsck, fgd-*, optimize, gui-*, language, revision-*,
                strong-crypto, ssl-*, dst, daily-restart, restart-time, disk-usage, cfg-*, post-login-banner, pre-login-banner,
                private-data-encryption, cert-*, certificate, cmdbsvr-affinity, miglogd-affinity, scanunit-affinity, ips-affinity,
                url-filter-affinity, av-*, wad-*, fds-*, fortiextender, fortiextender-*, fortiservice-port, fortitoken-cloud,
                fortitoken-*, faz-disk-buffer-size, ip-src-port-range, internet-service-*, ldapconntimeout, remoteauthtimeout,
                radius-port, login-timestamp, log-*, lldp-*, management-*, memory-*, phase1-rekey, proxy-*, qu-tftp, refresh,
                registration-notification, rest-api-*, security-rating-*, send-pmtu-icmp, sflowd-max-children-num,
                special-file-23-support, speedtest-server, ssd-trim-freq, ssh-*, sslvpn-*, switch-controller, switch-controller-*,
                sys-perf-log-interval, syslog-affinity, tftp, traffic-*, two-factor-*, user-*, vdom-mode, vdom-admin,
                vip-arp-range, virtual-server-*, wifi-*, wireless-controller, wireless-controller-*, fec-port, ha-affinity,
                ipsec-*, anti-replay, auth-*, batch-cmdb, block-session-timer, br-fdb-max-entry, check-protocol-header,
                check-reset-range, cli-audit-log, cloud-communication, clt-cert-req, compliance-*, country-code,
                cpu-use-threshold, csr-ca-attribute, default-service-source-port, device-*, dh-params, dnsproxy-*,
                early-tcp-npu-session, extender-*, failtime, fortigslb-integration, hyper-scale-vdom-num, interface-subnet-usage,
                ipv6-accept-dad, ipv6-allow-anycast-probe, ipv6-allow-local-in-silent-drop, ipv6-allow-multicast-probe,
                ipv6-fragment-timeout, irq-time-accounting, legacy-poe-device-support, max-*, ndp-max-entry, arp-max-entry,
                pmtu-discovery, policy-auth-concurrent, quic-*, reboot-upon-config-restore, tcp-*, udp-idle-timer, purdue-level,
                telemetry-controller, upgrade-report, vpn-ems-sn-check, bfd-affinity, forticontroller-*, fortiipam-*,
                gtpu-dynamic-source-port, httpd-max-worker-count, dp-*, ip-fragment-*, ip-conflict-detection,
                multi-factor-authentication, per-user-*, slbc-*, hw-switch-ether-filter, split-port, split-port-*,
                npu-neighbor-update, scim-*, dnsproxy-affinity, fips-*, sniffer-*
            """,
        },
        "system interface": {
            "management": """
                allowaccess-alias, snmp-index, alias, role, fortilink, fortilink-*, lldp-reception, lldp-transmission,
                lldp-network-policy, device-identification, device-identification-active-scan, device-user-identification,
                estimated-upstream-bandwidth, estimated-downstream-bandwidth, measured-upstream-bandwidth,
                measured-downstream-bandwidth, bandwidth-measure-time, monitor-bandwidth, auto-auth-extension-device, ap-discover,
                swc-first-create, swc-vlan,
                ip-managed-by-fortiipam, managed-subnetwork-size, switch-controller-*, eap-*, security-mac-auth-bypass,
                preserve-session-route, dns-server-override, dns-server-protocol, username, password, pptp-*, disc-retry-timeout,
                padt-retry-timeout, lcp-*, idle-timeout, initial-padt, ipunnumbered, dhcp-client-identifier, dhcp-renew-time,
                dhcp-classless-route-addition, dhcp-relay-agent-option, dhcp-relay-interface*, dhcp-relay-circuit-id,
                dhcp-relay-source-ip, dhcp-relay-link-selection, dhcp-relay-request-all-server,
                dhcp-relay-interface-select-method, dhcp-relay-allow-no-end-option, dhcp-relay-vrf-select, dhcp-broadcast-flag,
                dhcp-smart-relay, dhcp-snooping-server-list, wins-ip, sample-rate, polling-interval, sample-direction,
                netflow-sampler, sflow-sampler, netflow-sample-rate, netflow-sampler-id, icmp-send-redirect, icmp-accept-redirect,
                reachable-time, arpforward, broadcast-forward, netbios-forward, ident-accept, ips-sniffer-mode,
                explicit-web-proxy, explicit-ftp-proxy, proxy-captive-portal, wccp, inbandwidth, outbandwidth,
                egress-shaping-profile, ingress-shaping-profile, weight, disconnect-threshold, spillover-threshold,
                ingress-spillover-threshold, external, tcp-mss, bfd, bfd-*, lacp-mode, lacp-speed, lacp-ha-secondary,
                lacp-ha-slave, algorithm, link-up-delay, min-links-down, mediatype, description, stp, stp-*, stpforward,
                stpforward-mode, vlanforward, l2forward, macaddr, substitute-dst-mac, fail-alert-method, fail-detect-option,
                fail-alert-interfaces, fail-action-on-extender, detected-peer-mtu, phy-setting, forward-error-correction, autoneg,
                medium, speed, aggregate-type, priority-override, transceiver, annex, cfec, np-qos-profile, ring-rx, ring-tx,
                interconnect-profile, internal, mac, drop-fragment, drop-overlapped-fragment, exclude-signatures, profiles,
                dhcp-relay-interface, default-purdue-level, security-external-web, security-redirect-url, security-exempt-list,
                security-groups, remote-ip, vrrp-virtual-mac, tagging, captive-portal, color, forward-domain-description,
                generic-receive-offload, icmp-redirect, gwdetect, ping-serv-status, detectserver, detectprotocol, ha-priority,
                listen-forticlient-connection, broadcast-forticlient-discovery, devindex, gi-gk, vindex, log, auth-type,
                cli-conn-status, fp-anomaly, fortiheartbeat, pppoe-unnumbered-negotiate, l2tp-client, pptp-client, switch,
                endpoint-compliance, scan-botnet-connections, monitor-*, port-mirroring-*
            """,
        },
        "system interface ipv6": {
            "management": """
                nd-mode, icmp6-send-redirect, ip6-reachable-time, ip6-retrans-time, ip6-hop-limit, ip6-link-mtu,
                vrrp-virtual-mac6, vrip6_link_local, ip6-send-adv, ip6-manage-flag, ip6-other-flag, ip6-max-interval,
                ip6-min-interval, ip6-default-life, ip6-adv-rio, config ip6-prefix-list, config ip6-rdnss-list,
                config ip6-dnssl-list, config ip6-delegated-prefix-list, dhcp6-prefix-delegation, dhcp6-information-request,
                dhcp6-relay-type, dhcp6-relay-interface-id, dhcp6-relay-source-ip, dhcp6-client-options, ra-send-mtu,
                ip6-dns-server-override, ip6-prefix-mode, unique-autoconf-addr, interface-identifier, nd-*, dhcp6-prefix-hint,
                cli-conn6-status, ip6-subnet, dhcp6-relay-source-interface
            """,
        },
        "system interface vrrp": {"timers": "adv-interval, start-time, version, vrgrp, ignore-default-route"},
        "system interface secondaryip": {"management": "id, detectserver, detectprotocol, secip-relay-ip, ping-serv-status"},
        "system virtual-switch, system virtual-switch port, system switch-interface": {
            "management": """
                span, span-dest-port, span-direction, span-source-port, poe, span-source-*, stp, name
            """
        },
        "system zone": {"names": "description, config tagging"},
        "system vdom-link": {"names": "type, vcluster"},
        "system dns": {
            "management": """
                timeout, retry, dns-cache-limit, dns-cache-ttl, cache-notfound-responses, source-ip, interface-select-method,
                interface, protocol, ssl-certificate, server-hostname, server-select-method, alt-primary, alt-secondary, log,
                fqdn-cache-ttl, fqdn-max-refresh, fqdn-min-refresh, hostname-ttl, hostname-limit, source-ip-interface
            """,
        },
        "system ntp, system ntp ntpserver": {
            "management": """
                syncinterval, source-ip, source-ip6, server-mode, interface, authentication, key-type, key, key-id, ntpv3,
                interface-select-method, ip-type, source-ip-interface
            """,
        },
        "system admin, system api-user": {
            "management": """
                vdom, schedule, two-factor, fortitoken, email-to, sms-server, sms-phone, ssh-public-key1, ssh-public-key2,
                ssh-public-key3, ssh-certificate, remote-auth, remote-group, wildcard, accprofile-override, radius-vdom-override,
                peer-auth, peer-group, allow-remove-admin-session, hidden, guest-auth, guest-usergroups, guest-lang,
                force-password-change, password-expire, config dashboard, config dashboard-tabs, config gui-dashboard,
                config login-time, gui-*, history0, history1, comments, cors-allow-origin, config gui-vdom-menu-favorites,
                config gui-global-menu-favorites, two-factor-authentication, two-factor-notification, is-admin, old-password,
                gui-default-dashboard-template, gui-ignore-release-overview-version
            """,
        },
        "system dhcp server": {
            "management": """
                auto-configuration, conflicted-ip-timeout, ip-mode, timezone-option, timezone, vci-match, vci-string, ntp-server1,
                ntp-server2, ntp-server3, wins-server1, wins-server2, next-server, tftp-server, filename, server-type,
                config options, config reserved-address, config exclude-range, forticlient-on-net-status, mac-acl-default-action,
                wifi-ac1, wifi-ac2, wifi-ac3, wifi-ac-service, ddns-*, ipsec-lease-hold, auto-managed-status, shared-subnet,
                relay-agent, option1, option2, option3, dhcp-settings-from-fortiipam
            """,
        },
        "user radius, user tacacs+": {
            "management": """
                auth-type, timeout, nas-ip, source-ip, radius-port, port, authorization, all-usergroup, use-management-vdom,
                radius-coa, h3c-compatibility, username-case-sensitive, interface-select-method, interface, password-renewal,
                password-encoding, acct-*, config accounting-server, switch-controller-*, rsso, rsso-*, sso-*,
                group-override-attr-type, class, nas-id-type, nas-id, transport-protocol, status-ttl, server-identity-check
            """,
        },
        "system snmp community, system snmp community hosts, system snmp community hosts6, system snmp user": {
            "SNMP": """
                events, query-v1-status, query-v1-port, query-v2c-status, query-v2c-port, trap-v1-status, trap-v1-lport,
                trap-v1-rport, trap-v2c-status, trap-v2c-lport, trap-v2c-rport, queries, query-port, trap-status, trap-lport,
                trap-rport, source-ip, source-ipv6, ha-direct, mib-view, vdoms, interface-select-method, interface,
                source-interface
            """,
        },
        "log syslogd setting, log syslogd2 setting, log syslogd3 setting, log syslogd4 setting, "
        "log fortianalyzer setting, log fortianalyzer2 setting, log fortianalyzer3 setting": {
            "logging": """
                facility, source-ip, format, priority, max-log-rate, enc-algorithm, ssl-min-proto-version, certificate,
                interface-select-method, interface, config custom-field-name, reliable, upload-option, upload-interval,
                upload-day, upload-time, serial, monitor-keepalive-period, monitor-failure-retry-period, access-config,
                certificate-verification, preshared-key, hmac-algorithm, ips-archive, conn-timeout, fallback-to-primary,
                alt-server, source-ip-interface, server-cert-ca, csv
            """,
        },
        "firewall address, firewall address6, firewall addrgrp, firewall addrgrp6": {
            "names": """
                associated-interface, category, config tagging, config list, template, host-type, config subnet-segment,
                clearpass-spt
            """
        },
        "firewall service custom, firewall service group": {
            "service details": """
                tcp-halfclose-timer, tcp-halfopen-timer, tcp-timewait-timer, tcp-rst-timer, udp-idle-timer, session-ttl, helper,
                check-reset-range, app-category, application
            """,
        },
        "firewall policy, firewall policy6": {
            "policy details": """
                policyid, label, global-label, capture-packet, auto-asic-offload, np-acceleration, session-ttl, schedule-timeout,
                traffic-shaper, traffic-shaper-reverse, per-ip-shaper, tcp-mss-sender, tcp-mss-receiver, diffserv-forward,
                diffserv-reverse, diffservcode-forward, diffservcode-rev, vlan-cos-fwd, vlan-cos-rev, delay-tcp-npu-session,
                timeout-send-rst, logtraffic-app, custom-log-fields, replacemsg-override-group, disclaimer, redirect-url,
                email-collect, block-notification, anti-replay, uuid-idx, tcp-timeout-pid, udp-timeout-pid, log-unmatched-traffic,
                policy-offload, client-reputation-mode, tcp-session-without-syn, natip, send-deny-packet, dsri,
                radius-mac-auth-bypass, profile-type, inspection-mode, utm-inspection-mode, fec, webproxy-profile,
                webproxy-forward-server, webcache, webcache-https, geoip-anycast, geoip-match, dynamic-shaping,
                passive-wan-health-measurement, reputation-direction, policy-expiry-date, cgn-session-quota,
                captive-portal-exempt, port-preserve, port-random, permit-any-host, permit-stun-host, match-vip-only,
                ssl-mirror-intf
            """,
        },
        "router static, router static6": {"route details": "weight, preferred-source, bfd, seq-num"},
        "router ospf, router ospf6": {
            "OSPF details": """
                restart-mode, restart-period, restart-on-topology-change, log-neighbour-changes, database-overflow, bfd,
                spf-timers, lsa-refresh-interval
            """,
        },
        "router ospf ospf-interface, router ospf6 ospf6-interface": {
            "OSPF details": """
                comments, transmit-delay, retransmit-interval, resync-timeout, bfd, linkdown-fast-failover, ipsec-*
            """,
        },
        "router rip, router rip interface": {
            "RIP details": """
                max-out-metric, recv-buffer-size, update-timer, timeout-timer, garbage-timer, auth-keychain, auth-string,
                split-horizon, split-horizon-status, send-version2-broadcast, flags, config redistribute isis
            """
        },
        "router ospf area, router ospf6 area": {"OSPF details": "shortcut, comments"},
        "router bgp": {
            "BGP details": """
                keepalive-timer, holdtime-timer, scan-time, graceful-restart-time, graceful-stalepath-time, graceful-update-delay,
                log-neighbour-changes, fast-external-failover, graceful-end-on-timer, enforce-first-as, dampening-*,
                additional-path-select, additional-path-select6, additional-path-vpnv4, cross-family-conditional-adv
            """,
        },
        "router bgp neighbor, router bgp neighbor-group": {
            "BGP details": """
                advertisement-interval, keep-alive-timer, holdtime-timer, connect-timer, capability-dynamic,
                capability-route-refresh, capability-graceful-restart, capability-graceful-restart6, dont-capability-negotiate,
                override-capability, password, stale-route, restart-time, strict-capability-match, link-down-failover,
                bfd, maximum-prefix-threshold, maximum-prefix-threshold6, maximum-prefix-warning-only,
                maximum-prefix-warning-only6, auth-options, capability-orf, capability-orf6, adv-additional-path
            """,
        },
        "system sdwan, system virtual-wan-link": {
            "SD-WAN details": "load-balance-mode, fail-detect, neighbor-hold-*, app-perf-log-period"
        },
        "system settings": {
            "management": """
                gui-*, comments, inspection-mode, http-external-dest, sip-helper, sip-nat-trace, sip-tcp-port, sip-udp-port,
                sip-ssl-port, sip-expectation, default-voip-alg-mode, lldp-reception, lldp-transmission, status, device, manageip,
                manageip6, ip, ip6, mac-ttl, v4-ecmp-mode, discovered-device-timeout, email-portal-check-dns, ike-port,
                ike-policy-route, ike-tcp-port, ike-quick-crash-detect, ike-session-resume, location-id, multicast-ttl-notchange,
                gateway, gateway6, bfd, bfd-*, utf8-spam-tagging, wccp-cache-engine, vpn-stats-log, vpn-stats-period,
                fw-session-hairpin, nat46-*, nat64-*, default-app-port-as-service, hyperscale-default-policy-action,
                prp-trailer-action, dyn-addr-session-check, internet-service-database-cache, sctp-session-without-init,
                tcp-session-without-syn, dhcp-proxy, dhcp-proxy-*, dhcp-server-ip, dhcp6-server-ip, block-land-attack,
                deny-tcp-with-icmp, implicit-allow-dns, consolidated-firewall-mode, ses-denied-traffic, session-insert-trial,
                snat-hairpin-traffic, detect-unknown-esp, ike-natt-port, ike-dn-format, link-down-access, intree-ses-best-route,
                policy-offload-level, lan-extension-controller-addr, vdom-type, application-bandwidth-tracking,
                ses-denied-multicast-traffic
            """,
        },
        "firewall vip": {
            "NAT details": """
                id, http-*, https-*, ssl-*, weblogic-server, websphere-server, persistence, monitor, max-embryonic-connections,
                outlook-web-access, gratuitous-arp-interval, ldb-method
            """
        },
        "firewall ippool": {"NAT details": "associated-interface, add-nat64-route, nat64"},
    }
)

IGNORED_OPTIONS: Options = joined(_SHORT, FULL)
