"""Tables of FortiOS that no reader reads: which are ignored on purpose, and which are known but not modelled.

What inspects content decides about the words of a session that a policy has let through, never about who may reach whom:
the profiles are ignored, and each policy that uses one says so.
"""

from collections.abc import Mapping

from collectors.dialect import Words
from collectors.vendors.fortinet.options import UNMODELLED_OPTIONS


def _table(rules: Mapping[str, str]) -> Words:
    """Feature → names of tables, separated by commas, turned round."""
    return {
        "": {
            f"config {' '.join(name.split())}": feature
            for feature, names in rules.items()
            for name in names.split(",")
            if name.strip()
        }
    }


IGNORED: Words = _table(
    {
        "content inspection": """
            webfilter, antivirus, ips, application, dlp, emailfilter, spamfilter, dnsfilter, file-filter, videofilter, voip, waf,
            icap, cifs, ssh-filter, sctp-filter, virtual-patch, casb, diameter-filter, filter, imp2p, netscan, fctems,
            firewall ssl-ssh-profile, firewall profile-protocol-options, firewall profile-group, firewall wildcard-fqdn,
            firewall internet-service, firewall internet-service-botnet, firewall internet-service-fortiguard,
            firewall internet-service-ipbl-reason, firewall internet-service-ipbl-vendor, firewall internet-service-subapp,
            firewall vendor-mac-summary, firewall internet-service-name, firewall internet-service-definition,
            firewall internet-service-reputation, firewall internet-service-owner, firewall internet-service-list,
            firewall internet-service-sld, firewall vendor-mac, firewall ssl, firewall ssh, firewall mms-profile,
            firewall decrypted-traffic-mirror, firewall service category, firewall country, firewall region, firewall city,
            firewall identity-based-sensor, system isf-queue-profile, system session-helper, user nac-policy,
            user device-category, user device-access-list
        """,
        "messages": """
            system replacemsg, system replacemsg-image, system replacemsg-group, system custom-language, system object-tagging,
            system lldp network-policy
        """,
        "wireless": """
            wireless-controller, extender-controller, extension-controller, system lte-modem, system modem, system 3g-modem,
            system wireless
        """,
        "QoS": """
            firewall shaper, firewall shaping-policy, firewall shaping-profile, firewall traffic-class, firewall dscp,
            system dscp-based-priority, system tos-based-priority, switch-controller qos
        """,
        "managed switches": """
            switch-controller lldp-profile, switch-controller lldp-settings, switch-controller security-policy,
            switch-controller traffic-policy, switch-controller storm-control-policy, switch-controller storm-control,
            switch-controller auto-config, switch-controller initial-config, switch-controller switch-profile,
            switch-controller ptp, switch-controller remote-log, switch-controller system, switch-controller global,
            switch-controller igmp-snooping, switch-controller stp-settings, switch-controller snmp-sysinfo,
            switch-controller snmp-trap-threshold, switch-controller snmp-community, switch-controller snmp-user,
            switch-controller flow-tracking, switch-controller sflow, switch-controller location,
            switch-controller custom-command, switch-controller network-monitor-settings, switch-controller virtual-port-pool,
            switch-controller switch-log, switch-controller fortilink-settings, switch-controller auto-config policy,
            switch-controller switch-interface-tag, switch-controller port-policy, switch-controller nac-settings,
            switch-controller nac-device, switch-controller 802-1X-settings
        """,
        "web proxy": """
            web-proxy, ftp-proxy, wanopt, authentication, monitoring, ztna, firewall proxy-address, firewall proxy-addrgrp
        """,
        "certificates": "vpn certificate, certificate, vpn kmip-server",
        "remote users": """
            vpn ssl settings, vpn ssl web, vpn ssl client, vpn ocvpn, vpn l2tp, vpn pptp, vpn qkd, user local, user group,
            user peer, user peergrp, user setting, user fortitoken, user password-policy, user quarantine,
            user security-exempt-list, user device, user device-group, user exchange, user external-identity-provider,
            endpoint-control, user certificate
        """,
        "logging": """
            log, report, alertemail, system alertemail, system email-server, system sms-server, system netflow, system sflow,
            system vdom-netflow, system vdom-sflow, system speed-test-server, system speed-test-schedule,
            system speed-test-setting
        """,
        "management": """
            gui, system accprofile, system console, system auto-install, system auto-update, system autoupdate, system fortiguard,
            system central-management, system storage, system ftm-push, system password-policy,
            system password-policy-guest-admin, system snmp sysinfo, system snmp mib-view, system automation-action,
            system automation-stitch, system automation-trigger, system automation-destination, system auto-scale,
            system auto-script, system cluster-sync, system session-sync, system session-ttl, system csf, system sso-admin,
            system sso-forticloud-admin, system sso-fortigate-cloud-admin, system saml, system fips-cc, system fm,
            system fortimanager, system fortisandbox, system fortindr, system fortiai, system npu, system np6, system np6xlite,
            system physical-switch, system probe-response, system resource-limits, system vdom-property, system vdom-dns,
            system vdom-exception, system vdom-radius-server, system global-resource, system standalone-cluster,
            system federated-upgrade, system acme, system ike, system ipam, system affinity-packet-redistribution,
            system affinity-interrupt, system geoip-override, system geoip-country, system external-resource, system nd-proxy,
            system netscan, system ptp, system sdn-connector, system sdn-proxy, system vmlicense, system tagging, system stp,
            system dedicated-mgmt, system mac-filter, system network-visibility, system security-rating, system startup-error-log,
            system status, system uptime, system mobile-tunnel, system ssh-config, system device-upgrade,
            system device-upgrade-exemptions, system sov-sase, system ngfw-settings, system wccp, system ddns, system dns-server,
            system dns-database, system dns64, system sso-fortigate-cloud, system timezone, system cloud-service,
            system session-helper, system lldp, system arp, system evpn, dpdk, system bypass, telemetry-controller, nsxt,
            automation, credential-store, ethernet-oam, extender, system alarm, system alias, system automation-condition,
            system health-check-fortiguard, system ips, system ips-urlfilter-dns, system ips-urlfilter-dns6, system npu-vlink,
            system npu-post, system smc-ntp, system split-port-mode, system snmp rmon-stat, user scim, system admin-profile,
            system fsso-polling, router setting, rule
        """,
    }
)

_TABLES: Words = _table(
    {
        "RIP": "router rip, router ripng",
        "IS-IS": "router isis",
        "multicast": """
            router multicast, router multicast6, router multicast-flow, firewall multicast-policy, firewall multicast-policy6,
            firewall multicast-address, firewall multicast-address6, system igmp-proxy
        """,
        "policy-based routing": "router policy, router policy6, router auth-path, firewall identity-based-route",
        "authentication": """
            router key-chain, user ldap, user saml, user fsso, user fsso-polling, user pop3, user krb-keytab,
            user domain-controller, user adgrp
        """,
        "policy match": "router extcommunity-list",
        "fast reroute": "router bfd, router bfd6",
        "tunnel endpoints": """
            vpn ipsec, system gre-tunnel, system ipsec-aggregate, system vne-interface, system vne-tunnel, system fabric-vpn,
            system sdn-vpn, system ipip-tunnel, system sit-tunnel, system ipv6-tunnel, system vxlan, system geneve,
            system pppoe-interface
        """,
        "high availability": "system ha, system ha-monitor, system vrrp, system cluster-group",
        "static ARP": "system arp-table, system ipv6-neighbor-cache",
        "static MAC entries": "system mac-address-table",
        "proxy ARP": "system proxy-arp",
        "managed switches": """
            switch-controller, switch-controller managed-switch, switch-controller switch-group, switch-controller vlan-policy,
            switch-controller mac-policy, switch-controller dynamic-port-policy
        """,
        "virtual wire": "system virtual-wire-pair",
        "DHCP relay": "system dhcp6 server",
        "control-plane filter": "firewall local-in-policy, firewall local-in-policy6",
        "filter of management access": "system trusthost",
        "rate limits": "firewall DoS-policy, firewall DoS-policy6, firewall access-proxy-limit",
        "filter match": """
            firewall schedule, firewall internet-service-custom, firewall internet-service-custom-group,
            firewall internet-service-group, firewall internet-service-addition, firewall internet-service-extension,
            firewall internet-service-append, firewall network-service-dynamic, firewall address6-template
        """,
        "services": """
            firewall explicit-proxy-policy, firewall proxy-policy, firewall access-proxy, firewall access-proxy6,
            firewall access-proxy-virtual-host, firewall access-proxy-ssh-client-cert, firewall ldb-monitor, firewall auth-portal,
            firewall dnstranslation, firewall global, firewall ssl-server
        """,
        "content inspection": """
            firewall interface-policy, firewall interface-policy6, firewall sniffer, firewall on-demand-sniffer
        """,
        "NAT": """
            firewall central-snat-map, firewall ippool_grp, system pcp-server, firewall vip6, firewall vip46, firewall vip64,
            firewall vipgrp6, firewall vipgrp46, firewall vipgrp64, firewall ippool6, firewall ip-translation, firewall policy46,
            firewall policy64, system nat64
        """,
        "firewall": """
            firewall security-policy, firewall consolidated, firewall ttl-policy, firewall acl, firewall acl6,
            firewall ipmacbinding, firewall ipv6-eh-filter, firewall hyperscale-policy, firewall gtp, firewall pfcp,
            firewall carrier-endpoint-bwl
        """,
    }
)

UNMODELLED: Words = {
    **_TABLES,
    **{
        f"config {table}": {f"set {option}": feature for option, feature in options.items()}
        for table, options in UNMODELLED_OPTIONS.items()
    },
}
