"""What no reader takes, by path (`*` is any one word): ignored on purpose, or not modelled. The longest path decides."""

IGNORED: dict[str, str] = {
    "reports": """
shared botnet
shared reports
shared report-group
shared pdf-summary-report
shared email-scheduler
vsys * reports
vsys * report-group
vsys * pdf-summary-report
vsys * email-scheduler
reports
""",
    "display": """
shared tag
vsys * tag
shared color
deviceconfig setting management hostname-type-in-syslog
deviceconfig setting management idle-timeout
deviceconfig setting management max-rows-in-csv-export
deviceconfig setting management max-rows-in-pdf-report
deviceconfig setting management quota-settings
deviceconfig setting management disk-quota
deviceconfig setting management browse-activity-report-setting
deviceconfig setting management report-run-time
deviceconfig setting management initcfg
deviceconfig setting logging
deviceconfig system timezone
deviceconfig system login-banner
deviceconfig system ack-login-banner
deviceconfig system motd-and-banner
deviceconfig system geo-location
deviceconfig system locale
deviceconfig system update-server
deviceconfig system update-schedule
deviceconfig system device-telemetry
vsys * display-name
""",
    "adjacency (assumed to match)": """
network virtual-router * protocol bgp auth-profile
network virtual-router * protocol ospf auth-profile
network virtual-router * protocol ospfv3 auth-profile
network virtual-router * protocol rip auth-profile
network virtual-router * protocol ospf timers
network virtual-router * protocol ospfv3 timers
network virtual-router * ecmp algorithm
network virtual-router * ecmp strict-source-path
""",
    "access": """
shared admin-role
mgt-config password-complexity
mgt-config password-profile
""",
    "QoS": """
network qos
network profiles qos-profile
vsys * rulebase qos
vsys * rulebase security rules * qos
""",
    "structure": """
vsys * import
readonly
""",
}
UNMODELLED: dict[str, str] = {
    "ipsec": """
network tunnel
network ike
""",
    "vpn clients": """
network tunnel global-protect-gateway
network tunnel global-protect-site-to-site
vsys * global-protect
shared global-protect
""",
    "nat": """
vsys * rulebase nat
vsys * pre-rulebase nat
vsys * post-rulebase nat
""",
    "proxy arp": """
network interface ethernet * layer3 ndp-proxy
network interface ethernet * layer3 units * ndp-proxy
network interface aggregate-ethernet * layer3 ndp-proxy
network interface aggregate-ethernet * layer3 units * ndp-proxy
""",
    "chassis cluster": """
deviceconfig high-availability group mode active-active
deviceconfig high-availability group * mode active-active
""",
    "policy-based routing": """
vsys * rulebase pbf
vsys * rulebase sdwan
vsys * pre-rulebase pbf
vsys * post-rulebase pbf
""",
    "firewall": """
vsys * rulebase decryption
vsys * rulebase application-override
vsys * rulebase captive-portal
vsys * rulebase authentication
vsys * rulebase tunnel-inspect
vsys * rulebase network-packet-broker
vsys * pre-rulebase
vsys * post-rulebase
panorama
shared pre-rulebase
shared post-rulebase
deviceconfig setting session
deviceconfig setting tcp
deviceconfig setting jumbo-frame
network virtual-wire
network shared-gateway
network interface ethernet * virtual-wire
""",
    "layer 2": """
network vlan
network interface ethernet * layer2
network interface aggregate-ethernet * layer2
""",
    "dynamic addresses": """
network interface ethernet * layer3 dhcp-client
network interface ethernet * layer3 pppoe
network interface ethernet * layer3 units * dhcp-client
network interface ethernet * layer3 units * pppoe
""",
    "interfaces": """
network interface
""",
    "static routes": """
network virtual-router * routing-table
""",
    "OSPF": """
network virtual-router * protocol ospf
network virtual-router * protocol ospfv3
""",
    "BGP": """
network virtual-router * protocol bgp
""",
    "RIP": """
network virtual-router * protocol rip
""",
    "redistribution": """
network virtual-router * protocol redist-profile
network virtual-router * protocol redist-profile-ipv6
""",
    "virtual routers": """
network virtual-router
network logical-router
network routing-profile
network profiles bfd-profile
""",
    "panorama templates": """
device-group
template
template-stack
log-collector
log-collector-group
""",
}
