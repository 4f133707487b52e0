"""What is known, not modelled, and changes no way of a packet: the features are those of `netplan.routing.unmodelled`."""

HARMLESS: dict[str, str] = {
    "authentication": """
shared authentication-profile
shared authentication-sequence
shared server-profile
shared local-user-database
shared certificate
shared certificate-profile
shared ssl-tls-service-profile
shared ssl-decrypt
shared user-id-collector
vsys * authentication-profile
vsys * authentication-sequence
vsys * server-profile
vsys * local-user-database
vsys * certificate
vsys * certificate-profile
vsys * ssl-tls-service-profile
vsys * ssl-decrypt
vsys * user-id-collector
vsys * user-id-agent
vsys * user-id-agent-sequence
vsys * group-mapping
vsys * captive-portal
vsys * ts-agent
mgt-config
deviceconfig system authentication-profile
deviceconfig system non-ui-authentication-profile
deviceconfig system certificate-profile
""",
    "services": """
deviceconfig system
deviceconfig setting config
deviceconfig setting management
deviceconfig setting wildfire
deviceconfig setting ctd
deviceconfig setting auto-mac-detect
deviceconfig setting ssl-decrypt
deviceconfig setting zip
deviceconfig setting app
deviceconfig setting custom-logo
deviceconfig setting pow
deviceconfig setting util
shared log-settings
vsys * log-settings
vsys * setting
shared dns-proxy
network dns-proxy
network dhcp
network lldp
network profiles lldp-profile
network shared-gateway * import
network shared-gateway * zone
""",
    "tunnel details": """
network ike crypto-profiles
""",
    "tunnel endpoints": """
network ike gateway
network profiles monitor-profile
""",
    "content inspection": """
shared profiles
shared profile-group
shared content-preview
shared override
shared external-list
shared threats
vsys * profiles
vsys * profile-group
vsys * external-list
vsys * threats
vsys * rulebase security rules * profile-setting
vsys * rulebase security rules * option
""",
    "filter match": """
shared application
shared application-group
shared application-filter
shared application-tag
shared application-status
shared region
shared schedule
shared scripts
shared devices
vsys * application
vsys * application-group
vsys * application-filter
vsys * application-tag
vsys * application-status
vsys * region
vsys * schedule
vsys * dynamic-user-group
""",
    "rate limits": """
network profiles zone-protection-profile
vsys * rulebase dos
vsys * zone * network zone-protection-profile
vsys * zone * network enable-packet-buffer-protection
""",
    "access": """
network profiles interface-management-profile
""",
    "interface details": """
network interface ethernet * lacp
network interface ethernet * * lacp
network interface aggregate-ethernet * * lacp
network interface ethernet * * lldp
network interface aggregate-ethernet * * lldp
network interface ethernet * poe
network interface ethernet * ha
network interface ethernet * tap
network interface ethernet * log-card
network interface ethernet * decrypt-mirror
network interface ethernet * layer3 adjust-tcp-mss
network interface ethernet * layer3 units * adjust-tcp-mss
network interface aggregate-ethernet * layer3 adjust-tcp-mss
network interface aggregate-ethernet * layer3 units * adjust-tcp-mss
network interface ethernet * layer3 ipv6
network interface ethernet * layer3 units * ipv6
network interface ethernet * layer3 untagged-sub-interface
network interface ethernet * layer3 df-ignore
network interface ethernet * layer3 bonjour
network interface aggregate-ethernet * layer3 ipv6
network interface aggregate-ethernet * layer3 units * ipv6
network interface vlan ipv6
network interface vlan units * ipv6
network interface vlan units * adjust-tcp-mss
network interface loopback units * adjust-tcp-mss
network interface loopback units * ipv6
network interface tunnel units * ipv6
network interface tunnel units * adjust-tcp-mss
""",
    "static arp": """
network interface ethernet * layer3 arp
network interface ethernet * layer3 units * arp
network interface aggregate-ethernet * layer3 arp
network interface aggregate-ethernet * layer3 units * arp
network interface vlan units * arp
""",
    "high availability": """
deviceconfig high-availability
""",
    "bgp damping": """
network virtual-router * protocol bgp dampening-profile
""",
    "bgp graceful shutdown": """
network virtual-router * protocol bgp routing-options graceful-restart
network virtual-router * protocol ospf graceful-restart
network virtual-router * protocol ospfv3 graceful-restart
""",
    "multicast": """
network virtual-router * multicast
network virtual-router * protocol igmp
network virtual-router * protocol pim
""",
    "static route options": """
network virtual-router * routing-table ip static-route * bfd
network virtual-router * routing-table ip static-route * path-monitor
network virtual-router * routing-table ipv6 static-route * bfd
network virtual-router * routing-table ipv6 static-route * path-monitor
""",
}
