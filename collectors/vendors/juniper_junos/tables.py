"""What is ignored on purpose, and what is known but not modelled. The context is the path of the statement above."""

from collections.abc import Mapping

from collectors.dialect import Words


def _table(rules: Mapping[str, Mapping[str, str]]) -> Words:
    """Words by feature to features by word; OSPFv3 has what OSPF has."""
    found = {
        context: {word: feature for feature, words in given.items() for word in words.split()} for context, given in rules.items()
    }
    return {**found, "protocols ospf3": found["protocols ospf"]}


IGNORED: Words = _table(
    {
        "": {
            "chassis": "chassis virtual-chassis",
            "class of service": "class-of-service",
            "event scripts": "event-options",
            "macro": "apply-macro",
            "groups": "apply-groups-except",
            "access": "access-profile diameter jsrc unified-edge dynamic-profiles-default",
            "poe": "poe",
        },
        "*": {
            "logging": "traceoptions",
            "statistics": "traffic-statistics",
            "macro": "apply-macro",
        },
        "system": {
            "system": """
                root-authentication services syslog extensions time-zone ports license archival phone-home
                max-configurations-on-flash max-configuration-rollbacks auto-snapshot backup-router
                internet-options authentication-order accounting processes location arp no-redirects commit
                scripts dump-device saved-core-context saved-core-files no-multicast-echo no-ping-record-route
                compress-configuration-files no-ping-time-stamp default-address-selection static-host-mapping
                switchover-on-routing-crash kernel-replication configuration-database diag-port-authentication
                domain-search radius-options tacplus-options ddos-protection security-profile autoinstallation
                name-resolution configuration pic-console-authentication donot-disable-ip6op-ondad
            """,
            "login": "login",
            "ntp": "ntp",
            "dns": "name-server",
        },
        "system tacplus-server": {
            "tacacs": "timeout single-connection",
        },
        "system radius-server": {
            "radius": "timeout retry accounting-port max-outstanding-requests",
        },
        "snmp": {
            "snmp": """
                location contact description name v3 view health-monitor rmon filter-interfaces
                filter-duplicates engine-id interface trap-options client-list community trap-group
                routing-instance-access stats-response-statistics nonvolatile subagent alarm-management
            """,
        },
        "interfaces": {
            "interface details": """
                traps no-traps virtual-gateway-accept-data hold-time link-mode no-flow-control flow-control auto-negotiation
                no-auto-negotiation lacp damping no-redirects
                no-redirects-ipv6 sampling policer gratuitous-arp-reply no-gratuitous-arp-request accept-data
                authentication-type authentication-key advertise-interval fast-interval track vendor-id
                no-dns-propagation client-identifier lease-time retransmission-attempt update-server loopback
                storm-control optics-options fec scheduler-map per-unit-scheduler hierarchical-scheduler
                arp-resp recovery-timeout no-dad-disable dad-disable master-only
                simple-filter targeted-broadcast accounting-profile destination-udp-port
                negotiation-options ignore-l3-incompletes multicast-router-interface force-up no-auto-negotiate
                link-speed passive-monitor-mode clocking inet6-mode
            """,
        },
        "vlans": {
            "vlan details": "description mac-statistics no-mac-learning switch-options mac-table-size",
        },
        "bridge-domains": {
            "vlan details": "domain-type bridge-options",
        },
        "forwarding-options": {
            "forwarding options": """
                storm-control-profiles sampling hash-key enhanced-hash-key load-balance analyzer
                port-mirroring accounting family-statistics forwarding-class overrides relay-option-82
                relay-option packet-capture maximum-hop-count no-load-balance-mac
            """,
        },
        "policy-options": {
            "policy details": "load-balance priority trace damping class forwarding-class destination-class source-class",
        },
        "firewall": {
            "filter details": """
                policer three-color-policer count log syslog sample forwarding-class loss-priority port-mirror
                dscp hierarchical-policer port-mirror-instance interface-set physical-interface-filter
                enhanced-mode packet-mode load-balancing-group
            """,
        },
        "firewall family": {"filter details": "service-filter simple-filter prefix-action"},
        "routing-options": {
            "routing details": """
                nonstop-routing retain no-retain asdot-notation graceful-restart max-interface-supported nsr-phantom-holdtime ppm
                forwarding-table validation bfd-liveness-detection readvertise install no-install-warning active
                source-routing as-path-options protocols-options programmable-rpd chained-composite-next-hop
            """,
        },
        "protocols": {
            "link protocols": """
                lldp lldp-med igmp-snooping mld-snooping router-advertisement sflow layer2-control dot1x oam
                uplink-failure-detection igmp mld iccp neighbor-discovery ilmi dcbx l2-learning r2cp
                udld loop-detect bfd
            """,
        },
        "protocols bgp": {
            "bgp details": """
                hold-time keep log-updown ttl-security path-count bfd-liveness-detection graceful-restart out-delay mtu-discovery
                precision-timers passive authentication-key authentication-algorithm authentication-key-chain
                tcp-mss bmp idle-after-switch-over traffic-statistics-labeled-path
                prefix-limit accepted-prefix-limit include-mp-next-hop no-advertise-peer-as long-lived
                enforce-first-as bgp-error-tolerance minimum-hold-time
                tcp-aggressive-transmission
            """,
        },
        "protocols ospf": {
            "ospf details": """
                bfd-liveness-detection authentication graceful-restart spf-options retransmit-interval
                transit-delay lsa-refresh-interval ldp-synchronization
                link-protection node-link-protection backup-spf-options no-neighbor-down-notification
                flood-reduction poll-interval te-metric dynamic-neighbors ipsec-sa
                no-interface-state-traps simple-password prefix-export-limit
            """,
        },
        "routing-instances": {
            "vrf details": "vrf-table-label",
        },
    }
)

UNMODELLED: Words = _table(
    {
        "": {
            "security": "security applications session-limit-group",
            "logical systems": "logical-systems tenants",
            "dynamic profiles": "dynamic-profiles",
            "services": "services",
            "access": "access",
            "vxlan": "switch-options",
            "switching options": "ethernet-switching-options",
            "mlag": "multi-chassis",
            "wlan": "wlan",
            "multicast": "multicast-snooping-options",
            "fabric": "fabric",
        },
        "interfaces": {
            "label switching": "mpls",
            "interface family": "ccc vpls mlfr-end-to-end mlppp tcc ethernet-vpls",
            "reverse path check": "rpf-check",
            "tunnel": "tunnel",
            "double tags": "vlan-tags inner-vlan-id-range",
            "encapsulation": "encapsulation",
            "vlan rewriting": "input-vlan-map output-vlan-map",
            "evpn": "esi",
            "mac address": "mac eui-64",
            "proxy arp": "proxy-arp",
            "static arp": "arp",
            "logical tunnel": "peer-unit",
            "services": "service",
            "filter-based forwarding": "route-table",
            "switching": "native-vlan-id",
            "vlan lists": "vlan-id-list vlan-id-range",
            "vrrp details": "virtual-gateway-v4-mac",
            "chassis cluster": "redundancy-group redundant-ether-options fabric-options",
            "interface details": "nd6-stale-time",
            "vrrp": "vrrp-inherit-from",
            "unnumbered": "unnumbered-address",
            "mtu": "mtu",
            "link aggregation options": "minimum-links minimum-bandwidth 802.3ad",
            "interface ranges": "interface-range",
            "mlag": "multi-chassis-protection",
        },
        "interfaces irb": {
            "mac address": "mac",
        },
        "vlans": {
            "vxlan": "vxlan",
            "vlan membership": "interface",
            "vlan filter": "filter forwarding-options",
            "private vlans": "pvlan isolated-vlan community-vlans private-vlan no-local-switching",
            "mlag": "mcae-mac-synchronize",
            "vlan": "l3-interface",
            "double tags": "vlan-tags dot1q-tunneling",
        },
        "protocols": {
            "protocol": """
                rsvp pim l2circuit evpn rip ripng vrrp msdp dvmrp segment-routing l2vpn vpls
                router-discovery source-packet-routing connections mvpn pcep link-management esis amt ptp l2iw
                static-link
            """,
            "label switching": "ldp",
            "vlan registration": "mvrp gvrp",
            "spanning tree": "rstp mstp vstp stp",
        },
        "protocols mpls": {
            "label switching": "interface icmp-tunneling ipv6-tunneling log-updown statistics traceoptions",
            "mpls": "label-switched-path static-label-switched-path path traffic-engineering admin-groups no-cspf explicit-null",
        },
        "protocols isis": {"IS-IS": "interface level export import rib-group topologies overload"},
        "protocols bgp": {
            "bgp attributes": "local-preference metric-out preference advertise-external aigp advertise-inactive",
            "bgp": """
                nearest local-address as-override ipsec-sa allow import local-as no-nexthop-change ttl egress-te
                default-information output-queue-priority no-aggregator-id vpn-apply-export
            """,
            "bgp families": "labeled-unicast family",
            "bgp add-path": "add-path",
            "bgp damping": "damping",
            "route leaking": "rib-group",
            "bgp reflection": "no-client-reflect",
            "bgp path selection": "path-selection",
            "bgp confederation": "confederation",
            "bgp multipath": "multipath",
            "bgp route server": "route-server-client",
        },
        "protocols ospf": {
            "ospf virtual link": "virtual-link",
            "ospf sham link": "sham-link sham-link-remote",
            "route leaking": "rib-group",
            "ospf domain": "domain-id",
            "ospf topology": "topology",
            "ospf metric": "bandwidth-based-metrics",
            "ospf secondary area": "secondary",
            "ospf neighbour": "neighbor",
            "ospf": """
                exact overload export no-nssa-abr traffic-engineering interface external-preference preference
                peer-interface demand-circuit area-range
            """,
            "mpls": "label-switched-path context-identifier source-packet-routing",
            "ospf authentication": "authentication-type",
        },
        "routing-options": {
            "aggregate-route": "aggregate generate",
            "route leaking": "rib-groups interface-routes instance-import instance-export auto-export rib-group",
            "bgp confederation": "confederation",
            "route resolution": "resolution",
            "martians": "martians",
            "multicast": "multicast",
            "route multipath": "multipath",
            "flow routes": "flow",
            "mpls": "dynamic-tunnels label transport-class vrf-propagate-ttl",
            "route distinguisher": "route-distinguisher-id",
            "rib": "rib",
            "static route": "static no-readvertise",
            "static route options": "color tunnel-attribute",
            "route limits": "maximum-paths maximum-prefixes",
            "route attributes": "community as-path",
            "fast reroute": "backup-selection",
            "access": "access",
            "router identity": "router-id autonomous-system",
        },
        "routing-instances": {
            "instance type": "instance-type vlan-id routing-interface no-local-switching l2vpn-id",
            "instance interface": "interface",
            "bridge domains": "bridge-domains",
            "vrf target": "vrf-target no-vrf-advertise",
            "vxlan": "vtep-source-interface switch-options vxlan",
            "instance protocols": "protocols",
            "access": "access",
            "instance": "system",
            "instance forwarding": "forwarding-options",
            "multicast": "provider-tunnel",
            "instance routing options": "routing-options",
        },
        "policy-options": {
            "policy match": "from to as-list route-filter-list mac-list rtf-prefix-list",
            "policy action": "then",
            "policy condition": "condition",
            "policy": "application-maps tunnel-attribute redundancy-policy",
            "policy defaults": "defaults",
            "prefix list": "prefix-list",
            "community": "community",
        },
        "firewall": {
            "filter match": "from flexible-match",
            "filter action": "then",
            "filter": "template filter atm-policer service-filter",
        },
        "firewall family": {
            "layer-2 filter": "any bridge ethernet-switching mpls vpls ccc evpn",
        },
        "forwarding-options": {
            "dhcp relay": "dhcp-relay",
            "udp helpers": "helpers",
            "forwarding filter": "family",
            "next-hop groups": "next-hop-group",
            "fabric": "satellite",
            "vxlan": "vxlan-routing evpn-vxlan tunnel-termination",
            "reverse path check": "rpf-loose-mode-discard",
            "dhcp security": "dhcp-security",
        },
    }
)
