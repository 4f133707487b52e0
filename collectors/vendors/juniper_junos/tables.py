"""What is ignored on purpose, and what is known but not modelled. The context is the path of the statement above."""

from collectors.dialect import SecretSlot, Words

IGNORED: Words = {
    "": {
        "chassis": "chassis", "class-of-service": "class of service", "event-options": "event scripts", "apply-macro": "macro",
        "apply-groups-except": "groups", "access-profile": "access", "poe": "poe", "virtual-chassis": "chassis",
        "diameter": "access", "jsrc": "access", "unified-edge": "access", "dynamic-profiles-default": "access",
    },
    "*": {"traceoptions": "logging", "traffic-statistics": "statistics", "apply-macro": "macro"},
    "system": {
        **dict.fromkeys(
            ("root-authentication", "services", "syslog", "extensions", "time-zone", "ports", "license", "archival", "phone-home",
             "max-configurations-on-flash", "max-configuration-rollbacks", "auto-snapshot", "backup-router", "internet-options",
             "authentication-order", "accounting", "processes", "location", "arp", "no-redirects", "commit", "scripts",
             "dump-device", "saved-core-context", "saved-core-files", "no-multicast-echo", "no-ping-record-route", "compress-configuration-files",
             "no-ping-time-stamp", "default-address-selection", "static-host-mapping", "switchover-on-routing-crash", "kernel-replication",
             "configuration-database", "diag-port-authentication", "domain-search", "radius-options", "tacplus-options", "ddos-protection",
             "security-profile", "autoinstallation", "name-resolution", "configuration", "pic-console-authentication", "donot-disable-ip6op-ondad"),
            "system",
        ),
        "login": "login",
        "ntp": "ntp",
        "name-server": "dns",
    },
    "system tacplus-server": dict.fromkeys(("timeout", "single-connection"), "tacacs"),
    "system radius-server": dict.fromkeys(("timeout", "retry", "accounting-port", "max-outstanding-requests"), "radius"),
    "snmp": dict.fromkeys(
        ("location", "contact", "description", "name", "v3", "view", "health-monitor", "rmon", "filter-interfaces", "filter-duplicates",
         "engine-id", "interface", "trap-options", "client-list", "community", "trap-group", "routing-instance-access", "stats-response-statistics",
         "nonvolatile", "subagent", "alarm-management"),
        "snmp",
    ),
    "interfaces": dict.fromkeys(
        ("traps", "no-traps", "hold-time", "link-mode", "no-flow-control", "flow-control", "auto-negotiation", "no-auto-negotiation",
         "lacp", "minimum-links", "minimum-bandwidth", "damping", "no-redirects", "no-redirects-ipv6", "sampling", "policer", "gratuitous-arp-reply",
         "no-gratuitous-arp-request", "accept-data", "authentication-type", "authentication-key", "advertise-interval", "fast-interval",
         "track", "vendor-id", "no-dns-propagation", "client-identifier", "lease-time", "retransmission-attempt", "update-server",
         "loopback", "storm-control", "optics-options", "fec", "scheduler-map", "per-unit-scheduler", "hierarchical-scheduler", "arp-resp",
         "recovery-timeout", "aggregated-ether-options", "no-dad-disable", "dad-disable", "master-only", "simple-filter", "targeted-broadcast",
         "accounting-profile", "802.3ad", "destination-udp-port", "negotiation-options", "ignore-l3-incompletes", "multicast-router-interface",
         "force-up", "gigether-options", "ether-options", "link-speed", "interface-range", "passive-monitor-mode", "clocking", "inet6-mode"),
        "interface details",
    ),
    "vlans": dict.fromkeys(("description", "mac-statistics", "no-mac-learning", "switch-options", "mac-table-size"), "vlan details"),
    "bridge-domains": {"domain-type": "vlan details", "bridge-options": "vlan details"},
    "forwarding-options": dict.fromkeys(
        ("storm-control-profiles", "sampling", "hash-key", "enhanced-hash-key", "load-balance", "analyzer", "port-mirroring", "accounting",
         "family-statistics", "forwarding-class", "overrides", "relay-option-82", "relay-option", "packet-capture", "maximum-hop-count", "no-load-balance-mac"),
        "forwarding options",
    ),
    "policy-options": dict.fromkeys(("load-balance", "priority", "trace", "damping", "class", "forwarding-class", "destination-class", "source-class"), "policy details"),
    "firewall": dict.fromkeys(
        ("policer", "three-color-policer", "count", "log", "syslog", "sample", "forwarding-class", "loss-priority", "port-mirror", "dscp",
         "hierarchical-policer", "port-mirror-instance", "interface-set", "physical-interface-filter", "enhanced-mode", "packet-mode",
         "load-balancing-group"),
        "filter details",
    ),
    "firewall family": dict.fromkeys(("service-filter", "simple-filter", "prefix-action"), "filter details"),
    "routing-options": dict.fromkeys(
        ("nonstop-routing", "graceful-restart", "max-interface-supported", "nsr-phantom-holdtime", "ppm", "forwarding-table", "validation",
         "bfd-liveness-detection", "no-readvertise", "readvertise", "install", "no-install-warning", "active", "source-routing",
         "as-path-options", "protocols-options", "maximum-paths", "maximum-prefixes", "programmable-rpd", "chained-composite-next-hop"),
        "routing details",
    ),
    "protocols": dict.fromkeys(
        ("lldp", "lldp-med", "igmp-snooping", "mld-snooping", "router-advertisement", "sflow", "layer2-control", "dot1x", "oam", "uplink-failure-detection",
         "igmp", "mld", "iccp", "neighbor-discovery", "ilmi", "dcbx", "mvrp", "gvrp", "l2-learning", "r2cp", "udld", "loop-detect", "bfd"),
        "link protocols",
    )
    | dict.fromkeys(("rstp", "mstp", "vstp", "stp"), "spanning tree"),
    "protocols bgp": dict.fromkeys(
        ("hold-time", "keep", "log-updown", "bfd-liveness-detection", "graceful-restart", "out-delay", "mtu-discovery", "precision-timers", "passive",
         "authentication-key", "authentication-algorithm", "authentication-key-chain", "tcp-mss", "advertise-inactive", "bmp", "idle-after-switch-over",
         "traffic-statistics-labeled-path", "prefix-limit", "accepted-prefix-limit", "include-mp-next-hop", "no-advertise-peer-as", "long-lived",
         "enforce-first-as", "vpn-apply-export", "bgp-error-tolerance", "minimum-hold-time", "tcp-aggressive-transmission"),
        "bgp details",
    ),
    "protocols ospf": dict.fromkeys(
        ("bfd-liveness-detection", "authentication", "graceful-restart", "spf-options", "retransmit-interval", "transit-delay",
         "traffic-engineering", "no-nssa-abr", "lsa-refresh-interval", "ldp-synchronization", "link-protection", "node-link-protection",
         "backup-spf-options", "no-neighbor-down-notification", "flood-reduction", "poll-interval", "te-metric", "dynamic-neighbors", "ipsec-sa",
         "overload", "export", "no-interface-state-traps", "simple-password", "prefix-export-limit"),
        "ospf details",
    ),
    "routing-instances": {"vrf-table-label": "vrf details", "no-vrf-advertise": "vrf details"},
}  # fmt: skip
IGNORED = {**IGNORED, "protocols ospf3": IGNORED["protocols ospf"]}

UNMODELLED: Words = {
    "": {
        "security": "security", "logical-systems": "logical systems", "dynamic-profiles": "dynamic profiles", "services": "services",
        "access": "access", "switch-options": "vxlan", "ethernet-switching-options": "switching options", "multi-chassis": "mlag",
        "applications": "security", "tenants": "logical systems", "wlan": "wlan", "multicast-snooping-options": "multicast", "fabric": "fabric", "session-limit-group": "security",
    },
    "interfaces": {
        **dict.fromkeys(("mpls", "iso", "ccc", "vpls", "mlfr-end-to-end", "mlppp", "tcc", "ethernet-vpls"), "interface family"),
        "rpf-check": "reverse path check", "tunnel": "tunnel", "vlan-tags": "double tags", "encapsulation": "encapsulation",
        "input-vlan-map": "vlan rewriting", "output-vlan-map": "vlan rewriting", "esi": "evpn", "mac": "mac address",
        "proxy-arp": "proxy arp", "arp": "static arp", "peer-unit": "logical tunnel", "service": "services", "route-table": "filter-based forwarding",
        "native-vlan-id": "switching", "vlan-id-list": "vlan lists", "vlan-id-range": "vlan lists", "virtual-gateway-v4-mac": "vrrp details",
        "redundancy-group": "chassis cluster", "redundant-ether-options": "chassis cluster", "fabric-options": "chassis cluster",
        "nd6-stale-time": "interface details", "vrrp-inherit-from": "vrrp", "inner-vlan-id-range": "double tags",
        "unnumbered-address": "unnumbered", "mtu": "mtu", "multi-chassis-protection": "mlag",
    },
    "interfaces irb": {"mac": "mac address"},
    "vlans": {
        "vxlan": "vxlan", "interface": "vlan membership", "filter": "vlan filter", "pvlan": "private vlans", "isolated-vlan": "private vlans",
        "community-vlans": "private vlans", "private-vlan": "private vlans", "forwarding-options": "vlan filter", "mcae-mac-synchronize": "mlag",
        "l3-interface": "vlan", "vlan-tags": "double tags", "dot1q-tunneling": "double tags", "no-local-switching": "private vlans",
    },
    "protocols": dict.fromkeys(
        ("mpls", "ldp", "rsvp", "isis", "pim", "l2circuit", "evpn", "rip", "ripng", "vrrp", "msdp", "dvmrp", "segment-routing",
         "l2vpn", "vpls", "router-discovery", "source-packet-routing", "connections", "mvpn", "pcep", "link-management", "esis", "amt", "ptp", "l2iw",
         "static-link"),
        "protocol",
    ),
    "protocols bgp": {
        "local-preference": "bgp attributes", "metric-out": "bgp attributes", "preference": "bgp attributes", "local-address": "bgp",
        "labeled-unicast": "bgp families", "family": "bgp families", "add-path": "bgp add-path", "damping": "bgp damping",
        "rib-group": "route leaking", "no-client-reflect": "bgp reflection", "advertise-external": "bgp attributes", "as-override": "bgp",
        "path-selection": "bgp path selection", "confederation": "bgp confederation", "ipsec-sa": "bgp", "allow": "bgp", "import": "bgp",
        "multipath": "bgp multipath", "local-as": "bgp", "no-nexthop-change": "bgp", "ttl": "bgp", "egress-te": "bgp", "default-information": "bgp",
        "aigp": "bgp attributes", "output-queue-priority": "bgp", "route-server-client": "bgp route server", "no-aggregator-id": "bgp",
    },
    "protocols ospf": {
        "virtual-link": "ospf virtual link", "sham-link": "ospf sham link", "sham-link-remote": "ospf sham link", "rib-group": "route leaking",
        "domain-id": "ospf domain", "topology": "ospf topology", "bandwidth-based-metrics": "ospf metric", "secondary": "ospf secondary area",
        "neighbor": "ospf neighbour", "interface": "ospf", "external-preference": "ospf", "label-switched-path": "mpls", "preference": "ospf",
        "authentication-type": "ospf authentication", "context-identifier": "mpls", "peer-interface": "ospf", "demand-circuit": "ospf",
        "area-range": "ospf", "source-packet-routing": "mpls",
    },
    "routing-options": {
        "aggregate": "aggregate-route", "generate": "aggregate-route", "rib-groups": "route leaking", "interface-routes": "route leaking",
        "confederation": "bgp confederation", "resolution": "route resolution", "martians": "martians", "multicast": "multicast",
        "multipath": "route multipath", "instance-import": "route leaking", "instance-export": "route leaking", "auto-export": "route leaking",
        "flow": "flow routes", "dynamic-tunnels": "mpls", "route-distinguisher-id": "route distinguisher", "rib": "rib",
        "static": "static route options", "label": "mpls", "rib-group": "route leaking", "backup-selection": "fast reroute",
        "transport-class": "mpls", "vrf-propagate-ttl": "mpls", "as-path": "as-path", "access": "access", "router-id": "router id",
        "autonomous-system": "as number",
    },
    "routing-instances": {
        "instance-type": "instance type", "interface": "instance interface", "bridge-domains": "bridge domains", "vlan-id": "instance type",
        "vrf-target": "vrf target", "routing-interface": "instance type", "vtep-source-interface": "vxlan", "switch-options": "vxlan",
        "protocols": "instance protocols", "access": "access", "system": "instance", "forwarding-options": "instance forwarding",
        "provider-tunnel": "multicast", "vxlan": "vxlan", "no-local-switching": "instance type", "l2vpn-id": "instance type",
        "routing-options": "instance routing options",
    },
    "policy-options": {
        "from": "policy match", "to": "policy match", "then": "policy action", "as-list": "policy match", "condition": "policy condition",
        "route-filter-list": "policy match", "mac-list": "policy match", "rtf-prefix-list": "policy match", "application-maps": "policy",
        "tunnel-attribute": "policy", "redundancy-policy": "policy", "defaults": "policy defaults", "prefix-list": "prefix list",
        "community": "community",
    },
    "firewall": {
        "from": "filter match", "then": "filter action", "flexible-match": "filter match", "template": "filter", "filter": "filter",
        "atm-policer": "filter", "service-filter": "filter",
    },
    "firewall family": dict.fromkeys(("any", "bridge", "ethernet-switching", "mpls", "vpls", "ccc", "evpn"), "layer-2 filter"),
    "forwarding-options": {
        "dhcp-relay": "dhcp relay", "helpers": "udp helpers", "family": "forwarding filter", "next-hop-group": "next-hop groups",
        "satellite": "fabric", "vxlan-routing": "vxlan", "evpn-vxlan": "vxlan", "rpf-loose-mode-discard": "reverse path check",
        "tunnel-termination": "vxlan", "dhcp-security": "dhcp security",
    },
}  # fmt: skip
UNMODELLED = {**UNMODELLED, "protocols ospf3": UNMODELLED["protocols ospf"]}

_WORDS = (
    ("password", r"encrypted-password"), ("password", r"plain-text-password-value"), ("key", r"authentication-key"), ("key", r"simple-password"),
    ("psk", r"pre-shared-key(?:\s+(?:ascii-text|hexadecimal))?"), ("key", r"md5\s+\d+\s+key"), ("key", r"secret"),
    ("snmp", r"authentication-password|privacy-password"), ("password", r"password"), ("key", r"key-string"), ("key", r"hexadecimal-key"),
    ("key", r"key\s+(?:ascii-text|hexadecimal)"), ("key", r"keychain-secret"), ("snmp", r"(?:authentication|privacy)-key"),
    ("certificate", r"certificate"), ("password", r"passphrase|shared-secret|chap-secret|pap-password|local-password|default-chap-secret"),
)  # fmt: skip


def _slots() -> list[SecretSlot]:
    """Each place of a secret, for both forms; a quoted and a bare value need a pattern each."""
    slots = []
    for kind, word in _WORDS:
        for value in (r'"(?P<secret>[^"]+)"', r"(?P<secret>[^\s\";]+)"):
            slots.append(SecretSlot(kind, rf"(?:.*\s)?(?:{word})\s+{value}\s*;?\s*(?:##.*)?"))
    for value in (r'"(?P<secret>[^"]+)"', r"(?P<secret>[^\s\";{]+)"):
        slots.append(SecretSlot("snmp", rf"(?:set|deactivate|delete)\s+(?:.*\s)?snmp\s+(?:.*\s)?community\s+{value}(?:\s.*)?"))
        slots.append(SecretSlot("snmp", rf"(?:inactive:\s+)?community\s+{value}\s*\{{\s*"))
        slots.append(SecretSlot("snmp", rf"(?:.*\s)?trap-group\s+{value}(?:\s.*)?"))
    return slots


SECRETS = tuple(_slots())
