"""Lines of FRR that are left out of the model, on purpose or not, and where its grammar puts secrets."""

from collectors.dialect import SecretSlot, Words
from collectors.ioslike.family import merged
from collectors.ioslike.tables.routing_tables import ROUTING_IGNORED, ROUTING_UNMODELLED, rules

IGNORED: Words = merged(ROUTING_IGNORED, {
    "": rules({
        "logging": "log, debug",
        "management": """service, line, password, enable, agentx, banner, fpm, zebra, watchfrr, allow-external-route-update,
            ip table, bgp input-queue-limit, bgp output-queue-limit, bgp session-dscp, bgp send-extra-data, profile, bmp,
            mgmt, tcp-keepalive""",
        "liveness": "bfd",
        "authentication": "key, rpki",
        "forwarding": "ipv6 forwarding",
        "next-hop tracking": "ip nht, ipv6 nht",
        "hostname": "hostname",
        "interface": "auto, source, allow-hotplug",
        "management plane": """net add time, net add snmp-server, net add dns, net add syslog, net add ptp, net add sflow,
            net add lldp, net add username, net add ztp, net add bfd, net add igmp, net add pim, net add dot1x,
            net add license, net del all, net commit, net show, ntp, logging, ip name-server""",
        "structure": """exit, exit-vrf, end, exit-route-map, exit-address-family, Building configuration..., Current
            configuration:, configure terminal, conf t""",
    }),
    "vrf": rules({
        "structure": "exit-vrf, exit",
        "next-hop tracking": "ip nht, ipv6 nht",
    }),
    "iface": rules({
        "interface": """link-autoneg, link-duplex, link-fec, address-purge, ipv6-addrgen, ethtool, inet6, dns-nameserver,
            dns-nameservers, dns-search, clagd-args, bridge-ageing, bridge-gcint, vlan-protocol""",
        "spanning tree": """mstpctl-bpduguard, mstpctl-portadminedge, mstpctl-hello, mstpctl-maxage, mstpctl-fdelay,
            mstpctl-txholdcount, mstpctl-ageing""",
        "multicast": "bridge-mcsnoop, bridge-igmp-version, bridge-mld-version, bridge-igmp-querier-src, bridge-mcquerier",
    }),
    "interface": rules({
        "interface": "link-detect",
        "multicast": "multicast",
        "router advertisements": "ipv6 nd",
        "authentication": """ip ospf authentication, ip ospf authentication-key, ip ospf message-digest-key, ipv6 ospf6
            authentication""",
        "liveness": "ip ospf bfd, ipv6 ospf6 bfd, bfd",
        "OSPF": """ip ospf retransmit-interval, ip ospf transmit-delay, ipv6 ospf6
            retransmit-interval, ipv6 ospf6 transmit-delay, ip ospf graceful-restart""",
        "structure": "exit",
        "EVPN and VXLAN": "evpn mh",
    }),
})  # fmt: skip
IGNORED = {**IGNORED, "int": IGNORED["interface"]}

_PORT = rules({
    "IS-IS": "ip router isis, ipv6 router isis, isis",
    "OpenFabric": "ip router openfabric, openfabric",
    "RIP": "ip rip, ipv6 ripng",
    "EIGRP": "ip eigrp",
    "multicast": "ip pim, ip igmp, ipv6 pim, ipv6 mld, ip mroute",
    "NHRP": "ip nhrp, ipv6 nhrp, tunnel",
    "Babel": "babel",
    "MPLS": "mpls, segment-routing, mpls-te",
    "policy-based routing": "pbr-policy",
    "traffic engineering": "link-params",
    "address": "ip address, ipv6 address",
    "VRRP": "vrrp",
    "OSPF": """ip ospf area, ip ospf prefix-suppression, ipv6 ospf6 advertise, ipv6 ospf6 instance-id, ipv6 ospf6 ifmtu, ip
        ospf cost, ip ospf, ipv6 ospf6""",
})  # fmt: skip

UNMODELLED: Words = merged(ROUTING_UNMODELLED, {
    "": rules({
        "IS-IS": "router isis",
        "OpenFabric": "router openfabric",
        "RIP": "router rip, router ripng",
        # eigrpd 8.4 keeps routes over a wire that is gone and loses others, so no model tells its tables (seen on routers)
        "EIGRP": "router eigrp",
        "Babel": "router babel",
        "multicast": """router pim, router pim6, ip pim, ip multicast-routing, ip igmp, ip mroute, ip msdp, ipv6
            multicast-routing, ip ssmpingd""",
        "MPLS": "mpls, segment-routing, pseudowire, l2vpn, traffic-eng, affinity-map",
        "policy-based routing": "pbr-map, nexthop-group",
        "kernel filter": "ip protocol, ipv6 protocol, ip load-sharing, bgp no-rib",
        "router id": "ipv6 router-id",
        "kernel routes": "ip import-table, ip import",
        "NHRP": "ip nhrp",
        "VRRP": "vrrp",
        "vnc": "vnc",
        "static route": "ip route, ipv6 route",
        "route map": "route-map optimization, route-map",
        "access list": "access-list, ipv6 access-list, mac access-list",
        "bridge": "bridge",
        "BGP": "bgp route-map, bgp community",
        "OSPF": "ip ospf, router ospf, router ospf6",
        "EVPN and VXLAN": "vni, evpn, net add evpn",
        "access list on an interface": "net add acl",
        "DHCP relay": "net add dhcp",
    }),
    "interface": _PORT,
    "int": _PORT,
    "vrf": rules({
        "EVPN and VXLAN": "vni",
        "kernel filter": "ip protocol",
        "multicast": "ip pim, ip mroute, ip msdp",
        "router-id": "ip router-id",
        "netns": "netns",
        "authentication": "rpki",
        "static route": "ip route, ipv6 route",
    }),
    "iface": rules({
        "bridge": """bridge-ports, bridge-vids, bridge-access, bridge-vlan-aware, vlan-raw-device, bridge-pvid, vlan-id,
            bridge-allow-untagged, bridge-learning, bridge-vlan-vni-map, bridge-portmcrouter, bridge-l2protocol-tunnel""",
        "bond": "bond-slaves, bond-mode, bond-min-links, bond-primary, bond-lacp-bypass-allow",
        "MLAG": "clag-id, clagd-peer-ip, clagd-backup-ip, clagd-sys-mac, clagd-priority, clagd-enable, clagd-vxlan-anycast-ip",
        "spanning tree": """bridge-stp, mstpctl-treeprio, mstpctl-portnetwork, mstpctl-portpathcost, mstpctl-treeportprio,
            mstpctl-portbpdufilter, mstpctl-portautoedge, mstpctl-portrestrrole, mstpctl-portrestrtcn, mstpctl-forcevers,
            mstpctl-treeportcost""",
        "EVPN and VXLAN": """vxlan-id, vxlan-local-tunnelip, vxlan-remoteip, vxlan-svcnodeip, vxlan-physdev, vxlan-ageing,
            bridge-arp-nd-suppress, bridge-arp-suppress, vxlan-port""",
        "mac address": "hwaddress",
        "IP routing": "ip-forward, ip6-forward",
        "VRRP": "address-virtual",
        "interface": "address, netmask, mtu, alias, link-down, vrf, vrf-table, inherits",
        "link speed": "link-speed",
        "kernel routes": "gateway, up, post-up, pre-up, down, pre-down, post-down",
    }),
})  # fmt: skip

_NET = r"net add .*"
SECRETS = (
    SecretSlot("password", rf"{_NET}\bpassword (?P<secret>\S.*)"),
    SecretSlot("password", rf"{_NET}\b(?:shared-secret|secret) (?P<secret>\S+)(?: .*)?"),
    SecretSlot("key", rf"{_NET}\b(?:authentication-key|message-digest-key \d+ md5) (?P<secret>\S+)(?: .*)?"),
    SecretSlot("snmp", rf"{_NET}\b(?:readonly-community(?:-v6)?|community-password) (?P<secret>\S+)(?: .*)?"),
    SecretSlot("snmp", rf"{_NET}\bauth-(?:md5|sha) (?P<secret>\S+)(?: .*)?"),
    SecretSlot("snmp", rf"{_NET}\bencrypt-(?:aes|des) (?P<secret>\S+)(?: .*)?"),
    SecretSlot("password", r"(?:enable )?password (?:8 )?(?P<secret>\S+)"),
    SecretSlot("password", r"username \S+ password (?P<secret>\S+)"),
    SecretSlot("key", r"neighbor \S+ password (?P<secret>.+)"),
    SecretSlot("key", r"bgp listen range \S+ password (?P<secret>.+)"),
    SecretSlot("key", r"ip ospf (?:\d+ )?authentication-key (?P<secret>\S+)(?: \S+)?"),
    SecretSlot("key", r"ip ospf (?:\d+ )?message-digest-key \d+ md5 (?P<secret>\S+)(?: \S+)?"),
    SecretSlot("key", r"area \S+ virtual-link \S+ .*(?:authentication-key|md5) (?P<secret>\S+)"),
    SecretSlot("key", r"ipv6 ospf6 authentication key-id \d+ hash-algo \S+ key (?P<secret>\S+)"),
    SecretSlot("key", r"(?:area|domain)-password (?:md5|clear) (?P<secret>\S+)(?: .*)?"),
    SecretSlot("key", r"isis password (?:md5|clear) (?P<secret>\S+)(?: .*)?"),
    SecretSlot("key", r"key-string (?P<secret>.+)"),
    SecretSlot("key", r"ip rip authentication string (?P<secret>\S+)"),
    SecretSlot("key", r"ip nhrp authentication (?P<secret>\S+)"),
    SecretSlot("key", r"(?:ip )?msdp .*password (?P<secret>\S+)"),
)
